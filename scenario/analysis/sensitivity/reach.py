"""What can move a node's day: the uncertainties of what comes before it, by links or by shared people."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.schedule.requirement import comes_before
from scenario.project.sections.risks import Risk
from scenario.study.outcomes import Outcomes


class Reach:
    """What can precede a node.

    An activity can when the node waits for it, or when it shares people with one that can and started
    before the node was finished in some run. Money can where one of them waits for sales or pauses for cash,
    or where something is done otherwise once a node is late.
    """

    def __init__(self, outcomes: Outcomes, node: str) -> None:
        self.outcomes = outcomes
        table = outcomes.plan.timetable
        before = _preceding(outcomes, outcomes.ids.index(node))
        places = np.flatnonzero(before).tolist()
        self.activities = frozenset(outcomes.ids[at] for at in places)
        self.bases = frozenset(table.base[at] for at in places)
        self.pools = frozenset(table.pools[pool] for at in places for pool, _ in table.demand[at])
        self.calendars = frozenset(outcomes.project.activities[base].calendar for base in self.bases)
        fallbacks = bool(outcomes.project.fallbacks)
        self.money = bool(
            fallbacks or (table.trigger_phase[before] >= 0).any() or table.pausable[before].any()
        )

    def __contains__(self, uncertainty: str) -> bool:
        """Whether an uncertainty, by its name in `tornado.uncertainties`, can move the node."""
        block, _, rest = uncertainty.partition(".")
        project = self.outcomes.project
        if block == "activities":
            return rest.removesuffix(".duration") in self.activities
        if block == "risks":
            return self._risk(project.risks[rest])
        if block == "drivers":
            driver = project.drivers[rest]
            return self._paths((*driver.multiplies, *driver.shifts))
        return self.money

    def _risk(self, risk: Risk) -> bool:
        struck = (*risk.impact("delay"), *risk.impact("factor"))
        return (
            bool(self.bases.intersection(name.split(".")[0] for name in struck))
            or bool(self.calendars & risk.impact("stops").keys())
            or (risk.absent is not None and bool(self.pools.intersection(risk.absent.of)))
            or self._paths((*risk.impact("multiplies"), *risk.impact("adds")))
            or (self.money and bool(risk.impact("cost")))
        )

    def _paths(self, patterns: Iterable[str]) -> bool:
        """Whether any of some paths leads to what can precede the node."""
        for pattern in patterns:
            block, _, rest = pattern.partition(".")
            if block != "activities" and self.money:
                return True
            if block == "activities" and (rest.split(".")[0] == "*" or rest.split(".")[0] in self.bases):
                return True
        return False


def _preceding(outcomes: Outcomes, node: int) -> NDArray[np.bool_]:
    """Return which activities can precede a node, itself included, shape (activities,)."""
    demand = outcomes.plan.timetable.demand
    pools = [frozenset(pool for pool, _ in own) for own in demand]
    arrays = outcomes.arrays
    started = (arrays.start < arrays.finish[:, [node]]).any(axis=0)
    found = comes_before(outcomes, [node])
    while True:
        held = frozenset[int]().union(*(pools[at] for at in np.flatnonzero(found)))
        mates = np.array([bool(own & held) for own in pools]) & started
        more = comes_before(outcomes, np.flatnonzero(found | mates).tolist())
        if (more == found).all():
            return found
        found = more
