"""Rules of branches and hammocks.

Paths sum to one, do not overlap, and take no time when they are left out; hammocks hang between events.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.project.checks.found import Found, event_reference, reference, sums_to_one
from scenario.project.checks.work import DATES
from scenario.project.network import expand, instances, paths_of
from scenario.project.problems import Where
from scenario.project.sections.root import Project

WAITS = (*(key for key in DATES if not key.endswith("_after")), "start_when", "as_late_as_possible")
"""What may keep an activity waiting although it is left out."""


def branches(project: Project) -> Iterator[Found]:
    """Each activity is on one path of one branch at most; what a path waits for is work of its own."""
    seen: dict[str, str] = {}
    for name, paths in project.branches.items():
        where = ("branches", name)
        if len(paths) < 2:
            yield Found(
                where, "of one path there is nothing to choose; write another, or leave the branch out"
            )
        yield from sums_to_one(where, [path.probability for path in paths.values()], "its probabilities")
        for key, path in paths.items():
            for position, node in enumerate(path.activities):
                at = (*where, key, "activities", position)
                yield from reference(project, at, node)
                base = node.split(".")[0]
                other = next((seen[one] for one in (node, base) if one in seen), None)
                if other is not None:
                    yield Found(at, f"'{node}' is on {other} already; an activity is on one path")
                seen[node] = f"path '{key}' of '{name}'"
                if base in project.activities:
                    yield from _waits(project, base)


def _waits(project: Project, base: str) -> Iterator[Found]:
    """Check that an activity takes no time when it is left out."""
    activity = project.activities[base]
    for key in WAITS:
        if getattr(activity, key) is not None:
            message = "it would hold up what comes after although its path is not taken"
            yield Found(("activities", base, key), f"{message}; give it to an activity before the branch")
    if activity.milestone == "start":
        message = "it would wait for a working day although its path is not taken"
        yield Found(("activities", base, "milestone"), f"{message}; leave it out")
    for position, link in enumerate(activity.after):
        if link.lag:
            yield _lag(("activities", base, "after", position))


def _lag(where: Where) -> Found:
    message = "the lag would take time although its path is not taken"
    return Found(where, f"{message}; write it as an activity of the path, with its duration")


def lags_behind(project: Project) -> Iterator[Found]:
    """What follows a path follows it without a lag."""
    paths = [path for each in project.branches.values() for path in each.values()]
    on_path = {node.split(".")[0] for path in paths for node in path.activities}
    for name, activity in project.activities.items() if paths else ():
        for position, link in enumerate(activity.after):
            if link.lag and name not in on_path and link.activity in on_path:
                yield _lag(("activities", name, "after", position))


def costs(project: Project) -> Iterator[Found]:
    """A cost item is of one path, or of none: what is left out costs nothing."""
    if not project.branches or project.cost is None:
        return
    network = expand(project)
    path_of = paths_of(project, network)
    for name, item in project.cost.items.items():
        taken = {path_of.get(i) for node in item.over for i in instances(network, node)}
        if len(taken) > 1:
            message = "some of its works may be left out and others not; write an item for each path"
            yield Found(("cost", "items", name, "over"), message)


def hammocks(project: Project) -> Iterator[Found]:
    """A hammock hangs between events that exist."""
    for name, hammock in project.hammocks.items():
        where = ("hammocks", name)
        if name in project.activities:
            yield Found(where, f"'{name}' is an activity too; give the hammock another name")
        for key, events in (("from", hammock.from_), ("to", hammock.to)):
            for position, event in enumerate(events):
                yield from event_reference(project, (*where, key, position), event)
