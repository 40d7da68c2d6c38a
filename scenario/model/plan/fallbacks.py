"""Fall-backs: until when each is undecided, and what it does to durations once it is taken.

A fall-back has a deadline. It is settled when the finish of its node is known, or at the deadline: then it is
taken unless that finish is known to be in time. It reaches what starts at the deadline or later, which is
never known before: an activity that would start so is put off until the fall-back is settled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenario.model.plan.inputs import Inputs
from scenario.model.plan.numbers import Numbers
from scenario.model.plan.timetable import NEVER
from scenario.project.network import Network
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.rules.schedule.time_grid import on_grid


@dataclass(frozen=True, slots=True)
class DurationChange:
    """What a fall-back does to an activity: index of both; what the file says, and under which path."""

    fallback: int
    activity: int
    kind: str
    path: str
    name: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Fallbacks:
    """All fall-backs of a project, in the order of the file.

    Attributes
    ----------
    node : the activity whose finish each waits for
    deadline : the instant at which it is settled at the latest [days]; NEVER of what is not provided for
    changes : what they do to durations, by activity, those of one activity in the order in which they act
    """

    node: tuple[int, ...] = ()
    deadline: tuple[float, ...] = ()
    changes: tuple[DurationChange, ...] = ()

    def by_activity(self, inputs: Inputs, activities: int) -> list[list[tuple[int, float, float]]]:
        """Return what may become of each activity's duration in a run: (fall-back, factor, days more)."""
        found: list[list[tuple[int, float, float]]] = [[] for _ in range(activities)]
        factors, delays = inputs.change["factor"].tolist(), inputs.change["delay"].tolist()
        for change, factor, delay in zip(self.changes, factors, delays, strict=True):
            found[change.activity].append((change.fallback, factor, delay))
        return found

    def known(self, finished: np.ndarray, at: float, told: Mapping[int, bool]) -> Fallbacks:
        """Return them where some finishes are known (NaN where not): who was in time settles nothing more.

        Those of which is `told` that they are taken are so by the data date, `at`; others told never are.
        """
        deadline = list(self.deadline)
        for k, node in enumerate(self.node):
            if k in told:
                deadline[k] = min(deadline[k], at) if told[k] else NEVER
            elif finished[node] <= deadline[k]:
                deadline[k] = NEVER
        return replace(self, deadline=tuple(deadline))


def compile_fallbacks(project: Project, network: Network) -> Fallbacks:
    """Return the fall-backs of a project."""
    rows = project.fallbacks.values()
    start = project.project.start
    found = [
        DurationChange(index, i, kind, f"{path}.{node}", f"{path}.{network.ids[i]}", quantity)
        for index, (name, fallback) in enumerate(project.fallbacks.items())
        for kind, written in fallback.then.durations.items()
        for path in (f"fallbacks.{name}.then.{kind}",)
        for node, quantity in written.items()
        for i in network.instances_of(node)
    ]
    return Fallbacks(
        node=tuple(network.index_of(row.if_.node) for row in rows),
        deadline=tuple(float(on_grid(row.if_.deadline(start))) if row.enabled else NEVER for row in rows),
        changes=tuple(sorted(found, key=lambda change: change.activity)),
    )


def put_changes(numbers: Numbers, fallbacks: Fallbacks) -> None:
    """Tell where factors and delays of fall-backs go; each instance has its own luck."""
    for record, change in enumerate(fallbacks.changes):
        numbers.base[numbers.layout.slot("change", record, "factor")] = 1.0
        slot = numbers.layout.slot("change", record, change.kind)
        numbers.put(change.path, change.quantity, [(slot, 1.0)], name=change.name)


def as_number(taken: Sequence[float] | np.ndarray) -> float:
    """Return which fall-backs were taken as one number: the sum of 2^k over those taken."""
    return float(sum(2**k for k, at in enumerate(taken) if at < NEVER))


def is_taken(number: np.ndarray, fallback: int) -> np.ndarray:
    """Return in which runs a fall-back was taken, shape (runs,)."""
    return np.asarray(np.floor(number / 2.0**fallback) % 2.0 == 1.0)
