"""What is expected of a run that is under way: when things come if people are enough from now on.

Work without breaks starts so late that it ends when it may be finished, and a lead reaches back before the
event that it counts from. Where that event waits for people who are not granted yet, its date is not known in
time. So it is reckoned ahead, from all that has come to pass and on the luck of the run: as a forward pass
with people enough, over what the start in question depends on and has not come yet. While nobody is short of
people the dates that come are the expected ones. What stands still for want of cash comes at no known date;
who depends on it looks again when works go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import simpy

from scenario.model.plan.fallbacks import Fallbacks
from scenario.model.plan.timetable import NEVER, Timetable
from scenario.model.schedule.network import Link, SimpyNetwork
from scenario.rules.schedule.dated import instant_of


class UnderWay(Protocol):
    """What of a schedule is read to reckon ahead; see `schedule.Schedule`."""

    env: simpy.Environment
    network: SimpyNetwork
    table: Timetable
    fallbacks: Fallbacks
    changes: Sequence[Sequence[tuple[int, float, float]]]
    regime: int
    work: list[float]
    ready: list[float]
    start: list[float]
    work_end: list[float]
    finish: list[float]
    taken: list[float]
    start_bound: list[float]
    finish_bound: list[float]

    def waits_for_sales_of(self, i: int) -> bool:
        """Whether an activity still waits for a share of a phase to be sold."""

    def is_stopped(self, i: int) -> bool:
        """Whether an activity stands still for want of cash, or would not start for it."""

    def is_open(self, fallback: int) -> bool:
        """Return whether it is not settled yet if a fall-back is taken."""

    def after_link(self, link: Link, at: float) -> float:
        """Return when a link holds whose start or finish has come."""

    def earliest_start(self, i: int, at: float, finish_bound: float, work: float | None = None) -> float:
        """Return when an activity may begin from an instant on, if it may not finish before another."""

    def changed_work(self, i: int, start: float, taken: Sequence[float]) -> float:
        """Return the working time of what starts at an instant, as fall-backs change it."""

    def end_of_work(self, i: int, start: float, work: float) -> tuple[float, float]:
        """Return working time and end of work that starts at an instant."""

    def done_at(self, i: int, end: float, finish_bound: float) -> float:
        """Return when an activity is finished whose work ends at an instant."""


class Expected(NamedTuple):
    """What is expected of an activity: its dates, what keeps it from finishing before; NEVER if unknown.

    `is_short` tells whether something that it depends on has been waiting for people.
    """

    start: float
    finish: float
    finish_bound: float
    is_short: bool


class Outlook:
    """Reckons ahead for a schedule; every event is told as (instant, since when it is known)."""

    def __init__(self, schedule: UnderWay) -> None:
        self._schedule = schedule

    def of(self, i: int) -> Expected:
        """Return what is expected of an activity."""
        self._now = self._schedule.env.now
        self._regime, self._regime_known = self._schedule.regime, self._now
        self._taken: dict[int, float] = {}
        self._settled: dict[int, float] = {}
        while True:
            self._events: dict[int, tuple[float, float]] = {}
            self._ends: dict[int, tuple[float, float]] = {}
            self._asked: set[int] = set()
            self._asks_regime = self._is_short = False
            root: int | None = 2 * i + 1
            while root is not None:
                self._reckon(root)
                root = self._next_asked()
            if not self._settle():
                break
        bound = self._ends[i][1] if i in self._ends else 0.0
        return Expected(self._events[2 * i][0], self._events[2 * i + 1][0], bound, self._is_short)

    def _reckon(self, event: int) -> None:
        """Reckon an event after all that it waits for (no recursion: chains are long)."""
        pending = [event]
        while pending:
            one = pending[-1]
            missing = [] if one in self._events else self._missing(one)
            if missing:
                pending.extend(missing)
                continue
            pending.pop()
            if one not in self._events:
                i, is_finish = divmod(one, 2)
                self._events[one] = self._finish(i) if is_finish else self._start(i)

    def _missing(self, event: int) -> list[int]:
        """Return what an event waits for that is not reckoned yet."""
        i, is_finish = divmod(event, 2)
        schedule = self._schedule
        if (schedule.finish if is_finish else schedule.start)[i] < NEVER:
            return []
        sources = [2 * i] if is_finish else [_source(link) for link in self._holding(i, of_start=True)]
        if is_finish or schedule.network.bounded[i]:
            sources += [_source(link) for link in self._holding(i, of_start=False)]
        return [source for source in sources if source not in self._events]

    def _holding(self, i: int, *, of_start: bool) -> list[Link]:
        """Return the links that bound a start or a finish under the regime."""
        network = self._schedule.network
        links = (network.of_start if of_start else network.of_finish)[i]
        return [link for link in links if link.regime < 0 or link.regime == self._regime]

    def _bound(self, i: int, *, of_start: bool) -> tuple[float, float]:
        """Return what a start or finish is bound by, and since when that is known."""
        schedule = self._schedule
        bound = (schedule.start_bound if of_start else schedule.finish_bound)[i]
        known = self._now
        for link in self._holding(i, of_start=of_start):
            at, since = self._events[_source(link)]
            bound = max(bound, schedule.after_link(link, at)) if at < NEVER else NEVER
            known = max(known, since)
        return bound, known

    def _start(self, i: int) -> tuple[float, float]:
        schedule = self._schedule
        if schedule.start[i] < NEVER:
            return schedule.start[i], self._now
        if schedule.waits_for_sales_of(i) or schedule.is_stopped(i):
            return NEVER, self._now
        known = self._now
        if i in schedule.network.undecided:
            if self._regime < 0:
                self._asks_regime = True
                return NEVER, self._now
            known = self._regime_known
        lower, since = self._bound(i, of_start=True)
        upper, upper_since = (
            self._bound(i, of_start=False) if schedule.network.bounded[i] else (0.0, self._now)
        )
        known = max(known, since, upper_since)
        if lower == NEVER or upper == NEVER:
            return NEVER, known
        self._is_short |= schedule.ready[i] < self._now
        return self._begun(i, schedule.earliest_start(i, max(lower, known), upper), upper, known)

    def _begun(self, i: int, at: float, bound: float, known: float) -> tuple[float, float]:
        """Return the start of work that may begin at an instant, once fall-backs have changed its length."""
        schedule = self._schedule
        work = schedule.work[i]
        if schedule.changes and schedule.changes[i]:
            deadline = schedule.fallbacks.deadline
            taken = list(schedule.taken)
            for of, instant in self._taken.items():
                taken[of] = instant
            while True:
                reach = [of for of, _, _ in schedule.changes[i] if at >= deadline[of]]
                unsettled = {of for of in reach if schedule.is_open(of) and of not in self._taken}
                if unsettled:
                    self._asked |= unsettled
                    return NEVER, known
                work = schedule.changed_work(i, at, taken)
                later = schedule.earliest_start(i, at, bound, work)
                if later == at:
                    break
                at = later
            known = max([known, *(self._settled[of] for of in reach if of in self._settled)])
        self._ends[i] = schedule.end_of_work(i, at, work)[1], bound
        return at, known

    def _finish(self, i: int) -> tuple[float, float]:
        schedule = self._schedule
        if schedule.finish[i] < NEVER:
            return instant_of(schedule.finish[i]), self._now
        at, known = self._events[2 * i]
        if at == NEVER or schedule.is_stopped(i):
            return NEVER, known
        bound, since = self._bound(i, of_start=False)
        end = schedule.work_end[i] if schedule.start[i] < NEVER else self._ends[i][0]
        if bound == NEVER or end == NEVER:
            return NEVER, max(known, since)
        return max(schedule.done_at(i, end, bound), self._now), max(known, since)

    def _next_asked(self) -> int | None:
        """Return a finish on which something that is asked for depends and that is not reckoned yet."""
        nodes = [self._schedule.table.regime_rule.node] if self._asks_regime else []
        nodes += [self._schedule.fallbacks.node[of] for of in self._asked]
        return next((2 * n + 1 for n in nodes if n >= 0 and 2 * n + 1 not in self._events), None)

    def _settle(self) -> bool:
        """Settle what was asked for as far as that is known by now; return whether anything was."""
        rule, deadlines = self._schedule.table.regime_rule, self._schedule.fallbacks
        settled = False
        if self._asks_regime and rule.node >= 0:
            at, known = self._events[2 * rule.node + 1]
            if at < NEVER:
                self._regime = rule.then if at <= rule.deadline else rule.otherwise
                self._regime_known, settled = known, True
        for of in sorted(self._asked):
            at, known = self._events[2 * deadlines.node[of] + 1]
            if at < NEVER:
                in_time = max(at, known) <= deadlines.deadline[of]
                self._taken[of] = NEVER if in_time else deadlines.deadline[of]
                self._settled[of] = min(known, deadlines.deadline[of])
                settled = True
        if self._asked and not settled:
            first = min(self._asked, key=lambda of: (deadlines.deadline[of], of))
            self._taken[first] = self._settled[first] = deadlines.deadline[first]
            settled = True
        return settled


def _source(link: Link) -> int:
    """Return the event that a link waits for."""
    return 2 * link.before + link.of_end
