"""The schedule on a simpy clock: activities wait for each other, for people, for sales and for cash.

An activity starts when all its start conditions hold and its people are free, and ends when its work is
done and its finish conditions hold. Work that goes on without a break starts so late that it ends when it
may be finished. Without staff limits an activity's dates are certain as soon as those of its predecessors
are, and are announced at once. Where people must be granted first, or works may pause for want of cash, a
date is certain only later; what must come before it is known (`Outlook`) comes when it is expected to.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from math import floor
from operator import itemgetter
from typing import cast

import numpy as np
import simpy
from simpy.events import EventPriority

from scenario.model.plan.dates import Dates
from scenario.model.plan.timetable import MILESTONES, NEVER
from scenario.model.schedule.inputs import ScheduleInputs
from scenario.model.schedule.network import Link, SimpyNetwork
from scenario.model.schedule.outlook import Outlook
from scenario.rules.schedule.calendar import (
    add_work,
    ends_work,
    finish_instant,
    snap,
    subtract_work,
    work_between,
)
from scenario.rules.schedule.dated import in_the_morning, instant_of
from scenario.rules.schedule.lag import after_lag
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
LOOK_AGAIN = 1.0
"""Who waits for what is short of people looks again no sooner than after this [days]."""
START_MILESTONE = MILESTONES.index("start")


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
        self.left_out = inputs.left_out
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
        self.start_bound = list(network.not_before)
        self._expected_bound = [0.0] * count
        self.finish_bound = list(network.finish_not_before)
        self._start_needs = list(network.start_needs)
        self._finish_needs = list(network.finish_needs)
        self._firm_needs = list(network.firm_needs)
        self._called = [False] * count
        self._looks: list[int] = []
        self._outlook = Outlook(self)
        self._news: list[tuple[int, bool, float]] = []
        self._looks_ahead = not self.eager or any(table.demand)
        self._gone = [False] * count
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
        for i in range(len(self.table)):
            self._consider(i, look=True)
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

    def is_stopped(self, i: int) -> bool:
        """Whether an activity stands still for want of cash, or would not start for it."""
        return self.is_paused and self.network.pausable[i] and self.work_end[i] > self.paused_at

    @property
    def decision(self) -> tuple[int, float]:
        """The presale regime (−1: undecided) and the instant of its decision [days].

        Which one holds is certain when its node is finished in time, and else once it no longer can be.
        """
        rule = self.table.regime_rule
        regime, at = self.regime, self.finish[rule.node] if rule.node >= 0 else 0.0
        if rule.node >= 0 and at > rule.deadline:
            regime, at = rule.otherwise, rule.deadline
        return regime, (at if at <= self.ended else NEVER)

    def waits_for_sales_of(self, i: int) -> bool:
        """Whether an activity still waits for a share of a phase to be sold."""
        return self.network.trigger_phase[i] >= 0 and i not in self._sold

    @property
    def waits_for_sales(self) -> bool:
        """Whether an activity still waits for a share of a phase to be sold."""
        return bool(len(self._sold) < self.network.triggers)

    def sold(self, phase: int, share: float, thresholds: Sequence[float]) -> None:
        """Tell the activities that wait for sales how much of a phase is sold."""
        for i, watched in enumerate(self.network.trigger_phase):
            if watched == phase and i not in self._sold and share >= thresholds[i]:
                self._sold.add(i)
                self._bound_start(i, self.env.now, is_firm=True)
                self._look_around()
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
        self._look_around()
        self._propagate()

    # What an activity goes through ----------------------------------------------------------------

    def _consider(self, i: int, *, look: bool) -> None:
        """Come forward when all that a start waits for is known; else perhaps look ahead."""
        if self._called[i]:
            return
        if self._start_needs[i] + self.network.bounded[i] * self._finish_needs[i] == 0:
            self._get_ready(i, self.finish_bound[i])
        elif look and self._firm_needs[i] == 0 and self._looks_ahead:
            self._looks.append(i)

    def _get_ready(self, i: int, finish_bound: float) -> None:
        """Come forward when the start conditions hold, or start at once where nothing can intervene.

        It is never in the past of what is known: who learns late, comes late.
        """
        self._called[i] = True
        at = self.earliest_start(i, max(self.start_bound[i], self.env.now), finish_bound)
        if self.eager and not self._needs_staff(i):
            self.ready[i] = at
            self._begin(i, at)
        else:
            self._at(at, self._arrive, i)

    def _look(self, i: int) -> None:
        """Do what is expected to be due now; else look again when it is."""
        is_over = self.start[i] == NEVER or self.finish[i] < NEVER or not self.network.reaches_back[i]
        if self._called[i] and is_over:
            return
        now = self.env.now
        if not self._called[i]:  # before what is known lets it, there is nothing to look for
            at = self.earliest_start(i, max(self.start_bound[i], now), self.finish_bound[i])
            if at > now:
                self._at(at, self._looks.append, i)
                return
        expected = self._outlook.of(i)
        at = expected.finish if self._called[i] else expected.start
        if at > now:
            if at < NEVER:
                self._at(max(at, now + LOOK_AGAIN) if expected.is_short else at, self._looks.append, i)
        elif not self._called[i]:
            self._expected_bound[i] = expected.finish_bound
            self._get_ready(i, expected.finish_bound)
        elif not self.is_stopped(i):
            self._finish(i, now)

    def _look_around(self) -> None:
        """Have all look ahead again that do not know yet when they start."""
        for i, needs in enumerate(self._firm_needs):
            if self._looks_ahead and needs == 0 and not self._called[i]:
                self._looks.append(i)

    def _arrive(self, i: int) -> None:
        """Ask for people; where none are needed, begin."""
        if self.paused_at < NEVER and self.network.pausable[i]:
            self._held.append(i)
            return
        if self.ready[i] == NEVER:
            self.ready[i] = self.env.now
        if self._needs_staff(i):
            insort(self._waiting, self.network.rank[i])
            self._ask_for_staff()
        else:
            self._begin(i, self.env.now)

    def _begin(self, i: int, at: float) -> None:
        """Start work, or put that off until it is settled how long it takes."""
        # it came forward at an instant of work: only people's grants can come at another
        at = at if at == self.ready[i] else self._open_instant(i, at, self.work[i])
        if self.changes and self.changes[i]:
            self._change_work(i, at)
        else:
            self._set_out(i, at)

    def _set_out(self, i: int, at: float) -> None:
        """Start work; its end is known but for its finish conditions and lack of cash."""
        self.start[i] = at
        span, end = self.end_of_work(i, at, self.work[i])
        self.span[i] = span if self.stoppages is None else self._stretched(i, at, span, end)
        self.work_end[i] = end
        self._news.append((i, False, at))
        if self.eager:
            self._let_go(i, end)
            self._try_finish(i)
            if self._finish_needs[i] > 0 and self.network.reaches_back[i]:
                self._at(max(end, self.env.now), self._looks.append, i)
        elif self.is_stopped(i):
            self._held.append(i)
        else:
            self._at(end, self._work_done, i, self._round[i])

    def _work_done(self, i: int, round_: int) -> None:
        """The work is done, unless it was stopped in the meantime."""
        if round_ == self._round[i]:
            self._let_go(i, self.env.now)
            self._try_finish(i)
            if self._finish_needs[i] > 0 and self.network.reaches_back[i]:
                self._looks.append(i)

    def _try_finish(self, i: int) -> None:
        """Finish when the work is done and the finish conditions are known."""
        end = self.work_end[i]
        if self._finish_needs[i] > 0 or end == NEVER or self.is_stopped(i):
            return
        at = self.done_at(i, end, self.finish_bound[i])
        if self.eager or at <= self.env.now:
            self._finish(i, at)
        elif end <= self.env.now:
            self._at(at, self._finish, i, at)

    def _finish(self, i: int, at: float) -> None:
        """Have it done."""
        if self.finish[i] < NEVER:
            return
        self.finish[i] = in_the_morning(at) if self._begins_a_day(i, at) else at
        if self.refused and self.refused[i] > 0 and (at, i) < (self.ended, self.refused_by):
            self.ended, self.refused_by = at, i  # of two at one instant the first in the file
        self._news.append((i, True, at))

    def _begins_a_day(self, i: int, at: float) -> bool:
        """Return whether a finish at midnight belongs to the day that begins, as a start milestone does."""
        if at <= 0.0 or at != floor(at):
            return False
        if self.work[i] > 0.0:
            calendar = self.network.calendar[i]
            return bool(at > self.work_end[i] and not ends_work(self.table.tables, calendar, at))
        kind = self.network.milestone[i]
        if kind:
            return bool(kind == START_MILESTONE)
        return at == self.network.not_before[i] or any(
            self._sets_in_the_morning(link, at)
            for link in self.network.of_start[i] + self.network.of_finish[i]
            if link.regime < 0 or link.regime == self.regime
        )

    def _sets_in_the_morning(self, link: Link, at: float) -> bool:
        """Return whether a link decides an instant, by a start, a lag or what itself begins a day."""
        told = (self.finish if link.of_end else self.start)[link.before]
        if told == NEVER or self.after_link(link, instant_of(told)) != at:
            return False
        return not link.of_end or link.lag != 0.0 or told != instant_of(told)

    # Waiting for each other -----------------------------------------------------------------------

    def _propagate(self) -> None:
        """Pass on starts and finishes until nobody learns anything new (no recursion: chains are long)."""
        while self._news or self._looks:
            if self._news:
                self._pass_on(*self._news.pop())
            else:
                self._look(self._looks.pop(0))

    def _pass_on(self, i: int, is_finish: bool, at: float) -> None:
        """Tell what waits for a start or a finish, and what that decides."""
        network = self.network
        told = self._told_finish if is_finish else self._told_start
        told[i] = True
        for link in (network.on_finish if is_finish else network.on_start)[i]:
            if link.regime < 0 or link.regime == self.regime:
                self._bound(link, at)
        rule = self.table.regime_rule
        if is_finish and i == rule.node:
            self._decide(rule.then if self.finish[i] <= rule.deadline else rule.otherwise)
        if is_finish and i in self.fallbacks.node:
            self._settle_fallbacks_of(i, self.finish[i])

    def after_link(self, link: Link, at: float) -> float:
        """Return when a link holds whose start or finish has come."""
        return after_lag(self.table.tables, link.calendar, at, link.lag) if link.calendar else at + link.lag

    def _bound(self, link: Link, at: float) -> None:
        """One condition fewer to wait for; it holds a lag after what was waited for."""
        bound = self.after_link(link, at)
        if link.of_start:
            self._bound_start(link.after, bound, is_firm=link.is_firm)
        else:
            self._bound_finish(link.after, bound)

    def _bound_start(self, i: int, at: float, *, is_firm: bool) -> None:
        """One condition of a start fewer to wait for; it holds from `at` on."""
        self.start_bound[i] = max(self.start_bound[i], at)
        self._start_needs[i] -= 1
        self._firm_needs[i] -= is_firm
        self._consider(i, look=is_firm)

    def _bound_finish(self, i: int, at: float) -> None:
        """One condition of a finish fewer to wait for; it holds from `at` on."""
        self.finish_bound[i] = max(self.finish_bound[i], at)
        self._finish_needs[i] -= 1
        self._try_finish(i)
        self._consider(i, look=False)

    def _decide(self, regime: int) -> None:
        """Learn which presale rules hold: only their links count from now on."""
        self.regime = regime
        chosen = self.network.by_regime.get(regime, [])
        for link in chosen:
            needs = self._start_needs if link.of_start else self._finish_needs
            needs[link.after] += 1
            self._firm_needs[link.after] += link.of_start and link.is_firm
        for link in chosen:
            told = self._told_finish if link.of_end else self._told_start
            if told[link.before]:
                self._bound(link, instant_of((self.finish if link.of_end else self.start)[link.before]))
        for after in self.network.undecided:
            self._bound_start(after, 0.0, is_firm=False)
        for after in self.network.undecided_ends:
            self._bound_finish(after, 0.0)

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

    def is_open(self, fallback: int) -> bool:
        """Return whether it is not settled yet if a fall-back is taken."""
        return fallback in self._unsettled

    def _is_unsettled(self, i: int, start: float) -> bool:
        """Return whether a fall-back that would reach a start is not settled yet."""
        deadline = self.fallbacks.deadline
        return any(of in self._unsettled and start >= deadline[of] for of, _, _ in self.changes[i])

    def _change_work(self, i: int, at: float) -> None:
        """Begin with the working time that fall-backs leave, or wait until they are settled.

        Work without breaks that they shorten begins later, so that it still ends when it may be finished.
        """
        bound, first = max(self.finish_bound[i], self._expected_bound[i]), at
        while True:
            if self._is_unsettled(i, at):
                self._put_off.append((i, at))
                return
            work = self.changed_work(i, at, self.taken)
            later = self.earliest_start(i, at, bound, work)
            if later == at:
                break
            at = later
        self.work[i] = work
        self.ready[i] += at - first  # it did not wait for people meanwhile
        self._set_out(i, at)

    def changed_work(self, i: int, start: float, taken: Sequence[float]) -> float:
        """Return the working time of what starts at an instant, as the fall-backs that reach it change it."""
        work = self.work[i]
        for of, factor, delay in self.changes[i]:
            if start >= taken[of]:
                work = work * factor + delay
        return max(0.0, float(on_grid(work)))

    # People ---------------------------------------------------------------------------------------

    def _needs_staff(self, i: int) -> bool:
        """Return whether an activity occupies people: it names them and is not left out."""
        return bool(self.table.demand[i]) and not (self.left_out and self.left_out[i])

    def _ask_for_staff(self) -> None:
        if not self._granting:
            self._granting = True
            self._at(self.env.now, self._grant, priority=GRANT_STAFF)

    def _grant(self) -> None:
        """Give people to the first in order for whom there are enough; then ask again.

        Work that fits may pass work that does not. What comes forward through a grant, at the same instant,
        is asked in its order before the next one is given any.
        """
        self._granting = False
        now = self.env.now
        for rank in tuple(self._waiting):
            i = self.network.in_rank[rank]
            if self.is_paused and self.network.pausable[i]:
                continue
            opens = now if self.eager else self._open_instant(i, now, self.work[i])
            if opens > now:
                self._waiting.remove(rank)  # come back when the calendar opens: a pause may come first
                self._at(opens, self._arrive, i)
            elif all(self._free[pool] + ENOUGH >= people for pool, people in self.table.demand[i]):
                for pool, people in self.table.demand[i]:
                    self._free[pool] -= people
                self._waiting.remove(rank)
                if self._waiting:
                    self._ask_for_staff()
                self._begin(i, now)
                return

    def _let_go(self, i: int, end: float) -> None:
        """Let people go when their work is done, whatever its finish still waits for."""
        if self._needs_staff(i) and not self._gone[i]:
            self._gone[i] = True
            self._at(max(end, self.env.now), self._release, i)

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

    def earliest_start(self, i: int, at: float, finish_bound: float, work: float | None = None) -> float:
        """Return when an activity may begin from an instant on, if it may not finish before another.

        Work without breaks begins so late that it ends when it may be finished.
        """
        work = self.work[i] if work is None else work
        start = self._open_instant(i, at, work)
        if not self.network.bounded[i]:
            return start
        calendar, tables = self.network.calendar[i], self.table.tables
        bound = finish_instant(tables, calendar, finish_bound) if work > 0.0 else finish_bound
        return max(start, self._open_instant(i, subtract_work(tables, calendar, bound, work), work))

    def done_at(self, i: int, end: float, finish_bound: float) -> float:
        """Return when an activity is finished whose work ends at an instant, if it may not finish before."""
        if finish_bound <= end or self.work[i] <= 0.0:
            return max(end, finish_bound)
        return finish_instant(self.table.tables, self.network.calendar[i], finish_bound)

    def end_of_work(self, i: int, start: float, work: float) -> tuple[float, float]:
        """Return working time and end of work that starts at an instant."""
        end = self._after_work(i, start, work)
        return self._struck(i, start, work, end) if self.events else (work, end)

    def _open_instant(self, i: int, at: float, work: float) -> float:
        """Return the first instant at which work may be done; a finish milestone needs none."""
        calendar = self.network.calendar[i]
        if work <= 0.0 and self.network.milestone[i] != START_MILESTONE:
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
            if self._news or self._looks:
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
