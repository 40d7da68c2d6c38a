"""Branches: which of several paths a run takes, and what is made of the others.

One uniform a branch says which path is taken: with the chances of the paths added up in the order of the
file, the first one whose sum it comes under, from the upper end. What is left out takes no time, needs
nobody, refuses nothing and costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from scenario.model.plan import effects as effect
from scenario.model.plan.fallbacks import Fallbacks
from scenario.model.plan.numbers import Numbers
from scenario.project.network import Network, paths_of
from scenario.project.sections.people.branches import Path
from scenario.project.sections.root import Project


def sums(project: Project) -> dict[str, float]:
    """Return the chances of paths, each with those before it in its branch, by their keys [fraction]."""
    found: dict[str, float] = {}
    for name, paths in project.branches.items():
        added = list(accumulate(path.probability for path in paths.values()))
        added[-1] = 1.0  # some path is taken, whatever rounding makes of the sum
        found |= {f"branches.{name}.{key}": share for key, share in zip(paths, added, strict=True)}
    return found


def most_likely(paths: Mapping[str, Path]) -> str:
    """Return the path that the plan takes: the most probable one, the first of several."""
    return max(paths, key=lambda key: paths[key].probability)


def add_branches(numbers: Numbers, project: Project, network: Network, first: int) -> None:
    """Add which activities are left out, and that these take no time and refuse nothing.

    `first` is the record of `risk` that holds the first of the sums.
    """
    records = {path: first + place for place, path in enumerate(sums(project))}
    for path, record in records.items():
        numbers.base[numbers.layout.slot("risk", record, "probability")] = sums(project)[path]
    for i, (name, key) in paths_of(project, network).items():
        keys = list(project.branches[name])
        out = numbers.layout.slot("activity", i, "left_out")
        numbers.base[out] = float(key != most_likely(project.branches[name]))
        place = keys.index(key)
        numbers.effects += _taken(
            numbers, out, name, [records[f"branches.{name}.{each}"] for each in keys], place
        )
        for field in ("work", "refused"):
            numbers.effects.append(_without(numbers.layout.slot("activity", i, field), out))


def _taken(numbers: Numbers, out: int, name: str, records: list[int], place: int) -> Iterator[effect.Effect]:
    """Yield the effects that say whether the path at a place of its branch is left out."""
    settings = [(records[-1], 1.0), (records[place], 0.0)]
    settings += [(records[place - 1], 1.0)] if place else []
    for record, value in settings:
        probability = numbers.layout.slot("risk", record, "probability")
        column = numbers.uniform(f"branches.{name}")
        yield effect.Effect(effect.SET, out, constant=value, event=column, probability=probability)


def _without(slot: int, out: int) -> effect.Effect:
    return effect.Effect(effect.LEAVE_OUT, slot, constant=float(out))


def add_saved(numbers: Numbers, project: Project, network: Network, fallbacks: Fallbacks) -> None:
    """Add that what is left out costs nothing, and that no fall-back lengthens it."""
    on_path = paths_of(project, network)
    if not on_path:
        return
    for name, item in (project.cost.items if project.cost else {}).items():
        for value in numbers.matching(f"cost.items.{name}.amount") if item.over else ():
            for (slot, _), phase in zip(value.slots, item.phases or project.phase_ids, strict=True):
                of_phase = project.phases.index(phase) if phase in project.phases else None
                _add_out(numbers, network, item.over[0], of_phase, slot, on_path)
    for k, flow in enumerate(project.cash):
        if flow.node is not None:
            _add_out(numbers, network, flow.node, None, numbers.layout.slot("flow", k, "amount"), on_path)
    for record, change in enumerate(fallbacks.changes):
        if change.activity in on_path:
            out = numbers.layout.slot("activity", change.activity, "left_out")
            numbers.effects.append(_without(numbers.layout.slot("change", record, "delay"), out))


def _add_out(
    numbers: Numbers,
    network: Network,
    node: str,
    phase: int | None,
    slot: int,
    on_path: Mapping[int, tuple[str, str]],
) -> None:
    """Have an amount be nothing where the node that it is paid for is left out."""
    try:
        i = network.index_of(node, phase)
    except KeyError:
        return
    if i in on_path:
        numbers.effects.append(_without(slot, numbers.layout.slot("activity", i, "left_out")))
