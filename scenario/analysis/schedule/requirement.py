"""Requirements: nodes that must be finished by a date, from the targets of a project or from a planner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scenario.project.sections.targets import Target
from scenario.rules.schedule.dated import MORNING, instants_of
from scenario.study.outcomes import Outcomes

Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Requirement:
    """A node that must be finished by a date.

    Attributes
    ----------
    node : its id; without its phase all phases must be finished
    date : the last day on which it may be finished; None when it counts from another node
    since, days : the node it counts from, and how many days after it; None, 0 with a date
    """

    node: str
    date: dt.date | None = None
    since: str | None = None
    days: float = 0.0

    @classmethod
    def of(cls, target: Target) -> Requirement:
        """Return the requirement of a target on a node."""
        assert target.node is not None
        if target.by is not None:
            return cls(target.node, target.by)
        assert target.within is not None
        return cls(target.node, None, target.of, target.within.days)

    def instants(self, outcomes: Outcomes) -> Floats:
        """Return the instant by which it must be finished in each run, shape (runs,) [days].

        It is −∞ in runs in which the node that it counts from is never finished.
        """
        if self.date is not None:
            start = outcomes.project.project.start
            return np.full(outcomes.runs, (self.date - start).days + 1.0)
        if self.since is None:
            return np.full(outcomes.runs, self.days)
        since = instants_of(outcomes.arrays.finish[:, outcomes.instances(self.since)].max(axis=1))
        return np.where(np.isfinite(since), since + self.days, -np.inf)

    def planned_day(self, outcomes: Outcomes) -> float:
        """Return the last day at whose end it is kept by the plan, counted from the start [days].

        What counts from another node counts from that node's planned finish; NaN where that never comes.
        """
        if self.date is not None:
            return (self.date - outcomes.project.project.start).days + 1.0
        planned = outcomes.plan_of()["finish"].to_numpy()
        since = 0.0 if self.since is None else float(planned[outcomes.instances(self.since)].max())
        return float(np.floor(since + self.days + 1e-6))

    def met(self, outcomes: Outcomes) -> np.ndarray:
        """Return in which runs it is kept, shape (runs,)."""
        finish = outcomes.arrays.finish[:, outcomes.instances(self.node)].max(axis=1)
        finish = finish if self.date is not None else instants_of(finish)
        return np.asarray(finish <= self.instants(outcomes) + 1e-9)

    def deadlines(self, outcomes: Outcomes) -> Floats:
        """Return the instant by which the node's own instant must come in each run, shape (runs,) [days].

        What belongs to the day that begins must come before the midnight that ends the required day.
        """
        by = self.instants(outcomes)
        if self.date is None:
            return by
        told = outcomes.arrays.finish[:, outcomes.instances(self.node)]
        return np.asarray(by - MORNING * (told != instants_of(told)).any(axis=1))


def requirements(outcomes: Outcomes, dates: Iterable[tuple[str, dt.date]] = ()) -> tuple[Requirement, ...]:
    """Return the requirements that a planner gives, or those of the project's targets when none is given."""
    given = tuple(Requirement(node, date) for node, date in dates)
    if given:
        return given
    return tuple(Requirement.of(target) for target in outcomes.project.targets if target.node is not None)


def comes_before(outcomes: Outcomes, nodes: Iterable[int]) -> np.ndarray:
    """Return which activities some nodes wait for, themselves included, shape (activities,)."""
    links = outcomes.plan.timetable.links
    waits = np.zeros(len(outcomes.ids), dtype=bool)
    waits[list(nodes)] = True
    while True:
        more = waits.copy()
        more[links.before[waits[links.after]]] = True
        if (more == waits).all():
            return waits
        waits = more
