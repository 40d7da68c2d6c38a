"""What can move a node's day: the uncertainties of what comes before it, by links or by shared people."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.schedule.requirement import comes_before
from scenario.project.sections.risks import Risk
from scenario.project.worked_calendars import worked_in
from scenario.study.outcomes import Outcomes


class Reach:
    """What can precede a node.

    An activity can when the node waits for it, when it was at work in some run while one that can waited for
    people whom both need, or when it decides the presale regime or a fall-back that one of them follows.
    Money can where one of them waits for sales or pauses for cash, and then all that started before it was
    finished, as that earns or costs money.
    """

    def __init__(self, outcomes: Outcomes, node: str) -> None:
        self.outcomes = outcomes
        table = outcomes.plan.timetable
        before, self.money = _preceding(outcomes, outcomes.ids.index(node))
        places = np.flatnonzero(before).tolist()
        self.activities = frozenset(outcomes.ids[at] for at in places)
        self.bases = frozenset(table.base[at] for at in places)
        self.pools = frozenset(table.pools[pool] for at in places for pool, _ in table.demand[at])
        self.calendars = frozenset(
            name
            for base in self.bases
            for own in [outcomes.project.activities[base]]
            for name in (own.calendar, *worked_in(outcomes.project, own))
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
        if block == "branches":
            paths = project.branches[rest].values()
            return bool(self.bases & {node.split(".")[0] for path in paths for node in path.activities})
        if block == "calendars":
            return rest.split(".")[0] in self.calendars
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


def _preceding(outcomes: Outcomes, node: int) -> tuple[NDArray[np.bool_], bool]:
    """Return which activities can precede a node, itself included, and whether money can."""
    table, arrays = outcomes.plan.timetable, outcomes.arrays
    started = (arrays.start < arrays.finish[:, [node]]).any(axis=0)
    found, money = comes_before(outcomes, [node]), False
    while True:
        money = money or bool((table.trigger_phase[found] >= 0).any() or table.pausable[found].any())
        more = found | _deciding(outcomes, found) | _holding(outcomes, found) | (started & money)
        more = comes_before(outcomes, np.flatnonzero(more).tolist())
        if (more == found).all():
            return found, money
        found = more


def _holding(outcomes: Outcomes, found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return who was at work in some run while one of some activities waited for people whom both need."""
    table, arrays = outcomes.plan.timetable, outcomes.arrays
    pools = [frozenset(pool for pool, _ in own) for own in table.demand]
    holding = np.zeros(len(table), dtype=bool)
    for at in np.flatnonzero(found):
        waited = (arrays.start[:, at] > arrays.ready[:, at]) & np.isfinite(arrays.ready[:, at])
        if pools[at] and waited.any():
            mates = np.array([bool(own & pools[at]) for own in pools])
            begun = arrays.start[waited] < arrays.start[waited][:, [at]]
            busy = begun & (arrays.finish[waited] > arrays.ready[waited][:, [at]])
            holding |= mates & busy.any(axis=0)
    return holding


def _deciding(outcomes: Outcomes, found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the nodes whose date decides what holds for some activities: a regime, a fall-back."""
    table = outcomes.plan.timetable
    deciding = np.zeros(len(table), dtype=bool)
    if table.regime_rule.node >= 0 and (found[table.links.after] & (table.links.regime >= 0)).any():
        deciding[table.regime_rule.node] = True
    names = {name for at in np.flatnonzero(found) for name in (table.ids[at], table.base[at])}
    for fallback in outcomes.project.fallbacks.values():
        struck = (key for entries in fallback.then.durations.values() for key in entries)
        if fallback.enabled and names.intersection(struck):
            deciding[outcomes.instances(fallback.if_.node)] = True
    return deciding
