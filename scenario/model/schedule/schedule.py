"""The schedule on a simpy clock: activities wait for each other, for people, for sales and for cash.

An activity starts when all its start conditions hold and its people are free, and ends when its work is
done and its finish conditions hold. Without staff limits an activity's dates are certain as soon as those
of its predecessors are, and are announced at once, so that leads (negative lags) reach back as they do in
a critical-path calculation. Where works may pause for want of cash, a date is certain only when it has
happened, and a lead cannot reach back.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import cast

import numpy as np
import simpy
from simpy.events import EventPriority

from scenario.model.plan.dates import Dates
from scenario.model.plan.timetable import NEVER
from scenario.model.schedule.inputs import ScheduleInputs
from scenario.model.schedule.network import SimpyNetwork
from scenario.rules.schedule.calendar import add_work, snap, work_between
from scenario.rules.schedule.precedence import FF, FS, SS
from scenario.rules.schedule.stoppage import add_work_past, snap_past, work_between_past
from scenario.rules.schedule.time_grid import on_grid

GRANT_STAFF = 2
"""simpy priority: people are given out after everything else of the instant has happened."""
SETTLE_FALLBACK = 3
"""simpy priority: who is not known to be in time by then is late."""
SETTLE_MONTH = 4
"""simpy priority: the books are closed after all of that."""
ENOUGH = 1e-9
"""Tolerance of adding up fractions of people."""


Happening = Callable[[simpy.Event], None]


class Schedule:
    """One run of the network.

    Attributes
    ----------
    ready, start, finish : one instant an activity [days]; NEVER when it has not come
    work_end : when its work is done; its finish waits for its finish conditions too [days]
    regime : index of the presale regime that holds, −1 until it is decided
    """

    def __init__(self, env: simpy.Environment, network: SimpyNetwork, inputs: ScheduleInputs) -> None:
        table = network.table
        count = len(table)
        self.env = env
        self.network = network
        self.table = table
        self.work = list(inputs.work)
        self.events = inputs.events
        self.stoppages = inputs.stoppages
        self.absences = inputs.absences
        self.refused = inputs.refused
        self.fallbacks = inputs.fallbacks
        self.changes = inputs.changes
        self.taken = [NEVER] * len(self.fallbacks.node)
        self.ended = NEVER
        self.refused_by = -1
        self.eager = not table.pauses
        self.ready = [NEVER] * count
        self.start = [NEVER] * count
        self.work_end = [NEVER] * count
        self.finish = [NEVER] * count
        self.regime = -1
        self.paused_at = NEVER
        self.span = [NEVER] * count
        self._start_bound = list(network.not_before)
        self._finish_bound = [0.0] * count
        self._start_needs = list(network.start_needs)
        self._finish_needs = list(network.finish_needs)
        self._news: list[tuple[int, bool]] = []
        self._told_start = [False] * count
        self._told_finish = [False] * count
        self._free = list(table.capacity)
        self._waiting: list[int] = []
        self._granting = False
        self._held: list[int] = []
        self._round = [0] * count
        self._sold: set[int] = set()
        self._unsettled = set(range(len(self.fallbacks.node)))
        self._put_off: list[tuple[int, float]] = []

    def open(self) -> None:
        """Let everything begin that waits for nothing."""
        for leave, come_back, pool, people in self.absences:
            self._at(leave, self._part_with, pool, people)
            self._at(come_back, self._have_back, pool, people)
        for fallback, deadline in enumerate(self.fallbacks.deadline):
            if deadline < NEVER:
                self._at(deadline, self._settle_fallback, fallback, NEVER, priority=SETTLE_FALLBACK)
        for i, needs in enumerate(self.network.start_needs):
            if needs == 0:
                self._get_ready(i)
        if self.table.regime_rule.used >= 0:
            self._decide(self.table.regime_rule.used)
        self._propagate()

    @property
    def dates(self) -> Dates:
        """What the schedule has come to so far, for the books."""
        dates = Dates(
            start=np.array(self.start),
            work_end=np.array(self.work_end),
            finish=np.array(self.finish),
            span=np.array(self.span),
            stopped=np.array([self.paused_at]),
            ended=np.array([self.ended]),
            taken=np.array(self.taken),
        )
        return self._cut_off(dates)

    def _cut_off(self, dates: Dates) -> Dates:
        """Take back what comes after the project was refused: nothing starts then, nothing is done later."""
        if self.ended < NEVER:
            others = np.arange(len(dates.start)) != self.refused_by
            unstarted = others & (dates.start >= self.ended)
            for column in (dates.start, dates.work_end, dates.finish, dates.span):
                column[unstarted] = NEVER
            dates.finish[others & (dates.finish > self.ended)] = NEVER
            dates.stopped[0] = min(dates.stopped[0], self.ended)
            dates.taken[dates.taken >= self.ended] = NEVER
        return dates

    @property
    def came_forward(self) -> np.ndarray:
        """When each activity came forward, if that was before the project was refused [days]."""
        ready = np.array(self.ready)
        if self.ended < NEVER:
            others = np.arange(len(ready)) != self.refused_by
            ready[others & (ready >= self.ended)] = NEVER
        return ready

    @property
    def is_paused(self) -> bool:
        """Whether works are stopped for want of cash."""
        return bool(self.paused_at < NEVER)

    @property
    def decision(self) -> tuple[int, float]:
        """The presale regime (−1: undecided) and the instant of its decision [days]."""
        node = self.table.regime_rule.node
        at = self.finish[node] if node >= 0 else 0.0
        return self.regime, (at if at <= self.ended else NEVER)

    @property
    def waits_for_sales(self) -> bool:
        """Whether an activity still waits for a share of a phase to be sold."""
        return bool(len(self._sold) < self.network.triggers)

    def sold(self, phase: int, share: float, thresholds: Sequence[float]) -> None:
        """Tell the activities that wait for sales how much of a phase is sold."""
        for i, watched in enumerate(self.network.trigger_phase):
            if watched == phase and i not in self._sold and share >= thresholds[i]:
                self._sold.add(i)
                self._bound(i, FS, self.env.now)
        self._propagate()

    def pause(self) -> None:
        """Stop the works under way: cash has run out."""
        self.paused_at = now = self.env.now
        for i, can_pause in enumerate(self.network.pausable):
            if can_pause and self.start[i] < NEVER and self.work_end[i] > now:
                self._round[i] += 1
                self._held.append(i)

    def resume(self) -> None:
        """Go on with the works that were stopped, and begin those that waited."""
        held, self._held = self._held, []
        for i in held:
            if self.start[i] < NEVER:
                self._work_again(i)
        self.paused_at = NEVER
        for i in held:
            if self.start[i] == NEVER:
                self._arrive(i)
        if self._waiting:
            self._ask_for_staff()
        self._propagate()

    # What an activity goes through ----------------------------------------------------------------

    def _get_ready(self, i: int) -> None:
        """Come forward when the start conditions hold, or start at once where nothing can intervene."""
        at = self._open_instant(i, self._start_bound[i])
        if self.eager and not self.table.demand[i]:
            self.ready[i] = at
            self._begin(i, at)
        else:
            self._at(max(at, self.env.now), self._arrive, i)

    def _arrive(self, i: int) -> None:
        """Ask for people; where none are needed, begin."""
        if self.paused_at < NEVER and self.network.pausable[i]:
            self._held.append(i)
            return
        if self.ready[i] == NEVER:
            self.ready[i] = self.env.now
        if self.table.demand[i]:
            insort(self._waiting, self.network.rank[i])
            self._ask_for_staff()
        else:
            self._begin(i, self.env.now)

    def _begin(self, i: int, at: float) -> None:
        """Start work, or put that off until it is settled how long it takes."""
        # it came forward at an instant of work: only people's grants can come at another
        at = at if at == self.ready[i] else self._open_instant(i, at)
        if self.changes and self.changes[i]:
            if self._is_unsettled(i, at):
                self._put_off.append((i, at))
                return
            self._change_work(i, at)
        self._set_out(i, at)

    def _set_out(self, i: int, at: float) -> None:
        """Start work; its end is known but for its finish conditions and lack of cash."""
        self.start[i] = at
        span = self.work[i]
        end = self._after_work(i, at, span)
        if self.events:
            span, end = self._struck(i, at, span, end)
        self.span[i] = span if self.stoppages is None else self._stretched(i, at, span, end)
        self.work_end[i] = end
        self._news.append((i, False))
        if self.eager:
            self._try_finish(i)
        else:
            self._at(end, self._work_done, i, self._round[i])

    def _work_done(self, i: int, round_: int) -> None:
        """The work is done, unless it was stopped in the meantime."""
        if round_ == self._round[i]:
            self._try_finish(i)

    def _try_finish(self, i: int) -> None:
        """Finish when the work is done and the finish conditions are known."""
        at = max(self.work_end[i], self._finish_bound[i])
        if self._finish_needs[i] > 0 or at == NEVER or (self.is_paused and i in self._held):
            return
        if self.eager or at <= self.env.now:
            self._finish(i, at)
        elif self.work_end[i] <= self.env.now:
            self._at(at, self._finish, i, at)

    def _finish(self, i: int, at: float) -> None:
        """Have it done, and let its people go when it is."""
        if self.finish[i] < NEVER:
            return
        self.finish[i] = at
        if self.refused and self.refused[i] > 0 and at < self.ended:
            self.ended, self.refused_by = at, i
        self._news.append((i, True))
        if self.table.demand[i]:
            self._at(max(at, self.env.now), self._release, i)  # a lead may set a finish in the past

    # Waiting for each other -----------------------------------------------------------------------

    def _propagate(self) -> None:
        """Pass on starts and finishes until nobody learns anything new (no recursion: chains are long)."""
        network = self.network
        rule = self.table.regime_rule
        while self._news:
            i, is_finish = self._news.pop()
            told, links = (
                (self._told_finish, network.on_finish) if is_finish else (self._told_start, network.on_start)
            )
            told[i] = True
            at = self.finish[i] if is_finish else self.start[i]
            for after, kind, lag, regime in links[i]:
                if regime < 0 or regime == self.regime:
                    self._bound(after, kind, at + lag)
            if is_finish and i == rule.node:
                self._decide(rule.then if at <= rule.deadline else rule.otherwise)
            if is_finish and i in self.fallbacks.node:
                self._settle_fallbacks_of(i, at)

    def _bound(self, i: int, kind: int, at: float) -> None:
        """One condition fewer to wait for; it holds from `at` on."""
        if kind in (FS, SS):
            self._start_bound[i] = max(self._start_bound[i], at)
            self._start_needs[i] -= 1
            if self._start_needs[i] == 0:
                self._get_ready(i)
        else:
            self._finish_bound[i] = max(self._finish_bound[i], at)
            self._finish_needs[i] -= 1
            self._try_finish(i)

    def _decide(self, regime: int) -> None:
        """Learn which presale rules hold: only their links count from now on."""
        self.regime = regime
        chosen = self.network.by_regime.get(regime, [])
        for _, after, kind, _ in chosen:
            needs = self._start_needs if kind in (FS, SS) else self._finish_needs
            needs[after] += 1
        for before, after, kind, lag in chosen:
            of_finish = kind in (FS, FF)
            if (self._told_finish if of_finish else self._told_start)[before]:
                self._bound(after, kind, (self.finish if of_finish else self.start)[before] + lag)
        for after in self.network.undecided:
            self._bound(after, FS, 0.0)

    # Fall-backs -----------------------------------------------------------------------------------

    def _settle_fallbacks_of(self, node: int, finish: float) -> None:
        """Settle what waits for a node whose finish is known."""
        for fallback, of in enumerate(self.fallbacks.node):
            if of == node:
                self._settle_fallback(fallback, finish)

    def _settle_fallback(self, fallback: int, finish: float) -> None:
        """Take a fall-back unless its node is finished in time; then begin what was put off for it."""
        if fallback not in self._unsettled:
            return
        self._unsettled.remove(fallback)
        deadline = self.fallbacks.deadline[fallback]
        if finish > deadline:
            self.taken[fallback] = deadline
        put_off, self._put_off = self._put_off, []
        for i, at in put_off:
            self._begin(i, at)

    def _is_unsettled(self, i: int, start: float) -> bool:
        """Return whether a fall-back that would reach a start is not settled yet."""
        deadline = self.fallbacks.deadline
        return any(of in self._unsettled and start >= deadline[of] for of, _, _ in self.changes[i])

    def _change_work(self, i: int, start: float) -> None:
        """Change the working time as the fall-backs do that reach a start."""
        work = self.work[i]
        for of, factor, delay in self.changes[i]:
            if start >= self.taken[of]:
                work = work * factor + delay
        self.work[i] = max(0.0, float(on_grid(work)))

    # People ---------------------------------------------------------------------------------------

    def _ask_for_staff(self) -> None:
        if not self._granting:
            self._granting = True
            self._at(self.env.now, self._grant, priority=GRANT_STAFF)

    def _grant(self) -> None:
        """Give out people by priority; work that fits may pass work that does not."""
        self._granting = False
        free = self._free
        for rank in tuple(self._waiting):
            i = self.network.in_rank[rank]
            demand = self.table.demand[i]
            if self.is_paused and self.network.pausable[i]:
                continue
            if not self.eager and self._open_instant(i, self.env.now) > self.env.now:
                self._waiting.remove(rank)  # come back when the calendar opens: a pause may come first
                self._at(self._open_instant(i, self.env.now), self._arrive, i)
                continue
            for pool, people in demand:
                if free[pool] + ENOUGH < people:
                    break
            else:
                for pool, people in demand:
                    free[pool] -= people
                self._waiting.remove(rank)
                self._begin(i, self.env.now)

    def _part_with(self, pool: int, people: float) -> None:
        """Have people leave: who works now stays until it is done, so that fewer than none may be free."""
        self._free[pool] -= people

    def _have_back(self, pool: int, people: float) -> None:
        """Have people back."""
        self._free[pool] += people
        if self._waiting:
            self._ask_for_staff()

    def _release(self, i: int) -> None:
        for pool, people in self.table.demand[i]:
            self._free[pool] += people
        if self._waiting:
            self._ask_for_staff()

    # Time -----------------------------------------------------------------------------------------

    def _open_instant(self, i: int, at: float) -> float:
        """Return the first instant at which the activity's calendar works; work of no length needs none."""
        calendar = self.network.calendar[i]
        if self.work[i] <= 0:
            return at
        if self.stoppages is not None:
            return snap_past(self.table.tables, self.stoppages, calendar, at)
        return snap(self.table.tables, calendar, at) if calendar else at

    def _after_work(self, i: int, at: float, work: float) -> float:
        """Return the instant at which so much work is done in the activity's calendar."""
        calendar = self.network.calendar[i]
        if self.stoppages is not None:
            return add_work_past(self.table.tables, self.stoppages, calendar, at, work)
        return add_work(self.table.tables, calendar, at, work) if calendar else at + work

    def _stretched(self, i: int, start: float, span: float, end: float) -> float:
        """Return working time up to the end of work, that of stoppages among it."""
        calendar = self.network.calendar[i]
        assert self.stoppages is not None
        return (
            work_between(self.table.tables, calendar, start, end) if self.stoppages.known[calendar] else span
        )

    def _work_left(self, i: int, at: float) -> float:
        """Return the working time from an instant to the end of work."""
        calendar = self.network.calendar[i]
        if self.stoppages is not None:
            return work_between_past(self.table.tables, self.stoppages, calendar, at, self.work_end[i])
        return work_between(self.table.tables, calendar, at, self.work_end[i])

    def _struck(self, i: int, start: float, span: float, end: float) -> tuple[float, float]:
        """Return working time and end of work, lengthened by the events that come while it is under way."""
        for instant, delay in sorted(self.events[i], key=itemgetter(0)):
            if start <= instant < end:
                span += delay
                end = self._after_work(i, end, delay)
        return span, end

    def _work_again(self, i: int) -> None:
        """Set a new end for work that was stopped: what was left when it stopped starts now."""
        left = self._work_left(i, max(self.paused_at, self.start[i]))
        end = self._after_work(i, max(self.env.now, self.start[i]), left)
        self.work_end[i] = end
        self._at(end, self._work_done, i, self._round[i])

    def _at(self, instant: float, act: Callable[..., None], *args: int | float, priority: int = 1) -> None:
        """Act at an instant, and pass on what is learnt then."""

        def happen(_: simpy.Event) -> None:
            act(*args)
            if self._news:
                self._propagate()

        Moment(self.env, instant - self.env.now, priority, happen)


class Moment(simpy.Event):
    """A timeout with a priority among what happens at the same instant."""

    def __init__(
        self, env: simpy.Environment, delay: float, priority: int, act: Happening | None = None
    ) -> None:
        # As simpy.Timeout does: straight into the queue, for it will certainly happen.
        self.env = env
        self.callbacks = [act] if act is not None else []
        self._value = None
        self._ok = True
        env.schedule(self, cast(EventPriority, priority), delay)
