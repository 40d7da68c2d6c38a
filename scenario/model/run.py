"""One run: the schedule and the treasury on one clock."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import simpy

from scenario.model import results
from scenario.model.money import tables
from scenario.model.money.known.room import room_for
from scenario.model.money.settle import close_months, open_books
from scenario.model.money.told import tell_run
from scenario.model.money.vat import vat_sums
from scenario.model.plan.dates import Dates
from scenario.model.plan.fallbacks import as_number
from scenario.model.processes import MOST_LIKELY, Treasury, Works
from scenario.model.project_plan import Plan
from scenario.model.results import EXTRA, Run
from scenario.model.schedule.inputs import schedule_inputs
from scenario.model.schedule.network import SimpyNetwork
from scenario.model.schedule.open_schedule import OpenSchedule
from scenario.model.schedule.schedule import SETTLE_MONTH, Moment, Schedule

LATEST = 73_000.0
"""Two hundred years: a run ends by then, though a process of one's own goes on for ever [days]."""


class Simulator:
    """Simulates runs of a plan on a simpy clock, one after the other; its buffers are used again."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.network = SimpyNetwork(plan.timetable)
        self._row = np.zeros(plan.layout.size)
        self._inputs = plan.layout.views(self._row)
        if plan.books is not None:
            self._buffer, self._state = new_state(plan)

    def run(self, numbers: np.ndarray, luck: tuple[int, int] = (0, MOST_LIKELY)) -> Run:
        """Simulate the run with these numbers, shape (slots,); `luck` is (seed, run), for processes."""
        self._row[:] = numbers
        env = simpy.Environment()
        of_kind = OpenSchedule if self.plan.processes else Schedule
        told = schedule_inputs(self._inputs, self.plan.events, self.plan.fallbacks)
        schedule = of_kind(env, self.network, told)
        paused: list[int] = []
        treasury = None
        if self.plan.books is not None:
            self._buffer[:] = 0.0
            self._state.ledger[:] = 0.0
            open_books(self.plan.books, self._inputs, self._state)
            treasury = env.process(self._treasury(env, schedule, paused))
        end = None
        if isinstance(schedule, OpenSchedule):
            over = self._begin_processes(env, schedule, luck)
            end = (over if treasury is None else over & treasury) | env.timeout(LATEST)
        schedule.open()
        env.run(end)
        return self._result(schedule, len(paused))

    def _begin_processes(
        self, env: simpy.Environment, schedule: OpenSchedule, luck: tuple[int, int]
    ) -> simpy.Event:
        """Begin the processes of one's own; return the event that all work is finished."""
        plan = self.plan
        money = None
        if plan.books is not None:
            money = Treasury(plan.accounts, plan.books.month["end"].tolist(), self._state)
        works = Works(schedule, plan.timetable.ids, plan.project.project.start, luck, money)
        for process in plan.processes:
            env.process(process(env, works))
        return schedule.all_finished

    def _treasury(
        self, env: simpy.Environment, schedule: Schedule, paused: list[int]
    ) -> Generator[simpy.Event, None, None]:
        """Close the books at each month's end, and tell the works of sales and of want of cash.

        While nobody waits for what the books say, months are left to be closed together later.
        """
        plan, books, state = self.plan, self.plan.books, self._state
        assert books is not None
        thresholds = self._inputs.activity["sold_needed"].tolist()
        watched = sorted(set(self.network.trigger_phase) - {-1})
        ends = books.month["end"].tolist()
        last, first = len(ends) - 1, 0
        for month in range(0 if plan.status is None else plan.status.month, len(ends)):
            end = ends[month]
            if not (plan.timetable.pauses or schedule.waits_for_sales or plan.processes):
                break
            yield Moment(env, end - env.now, SETTLE_MONTH)
            if schedule.ended <= end:
                break
            short = self._settle(schedule, first, month)
            first = month + 1
            for phase in watched:
                planned = float(books.phase["planned_value"][phase])
                sold = float(state.phase["sold_at_plan"][phase])
                schedule.sold(phase, sold / planned if planned > 0 else 0.0, thresholds)
            if plan.timetable.pauses and short != schedule.is_paused:
                (schedule.pause if short else schedule.resume)()
            if schedule.is_paused:
                paused.append(month)
        else:
            return
        yield Moment(env, ends[last] - env.now, SETTLE_MONTH)
        self._settle(schedule, first, last)

    def _settle(self, schedule: Schedule, first: int, last: int) -> bool:
        """Close some months; return whether cash is short after the last of them."""
        plan = self.plan
        assert plan.books is not None
        decided = schedule.decision if plan.timetable.regimes else (0, 0.0)
        dates = schedule.dates if plan.status is None else _seen(plan, schedule)
        return bool(
            close_months(
                plan.books,
                self._inputs,
                self._state,
                dates,
                plan.timetable.tables,
                first,
                last,
                decided,
            )
        )

    def _result(self, schedule: Schedule, paused_months: int) -> Run:
        ledger = self._state.ledger.copy() if self.plan.books is not None else np.zeros((0, 0))
        extra = np.full(len(EXTRA), np.nan)
        extra[results.REGIME] = schedule.regime
        extra[results.REFUSED_BY] = schedule.refused_by
        if self.plan.books is not None:
            treasury = self._state.treasury[0]
            if treasury["launch_released"] > 0:
                extra[results.LAUNCH_SELL_THROUGH] = treasury["launch_sold"] / treasury["launch_released"]
            extra[results.PAUSED_MONTHS] = paused_months
            extra[results.RECEIVABLE] = self._receivable()
            extra[results.VAT_ON_SALES : results.FIRST_OF_MONEY] = vat_sums(
                self.plan.books, self._inputs, self._state
            )
            tell_run(self.plan.books, self._state, extra)
        dates = schedule.dates
        extra[results.FALLBACKS] = as_number(dates.taken)
        return Run(
            ready=schedule.came_forward,
            start=dates.start,
            finish=dates.finish,
            work=np.where(np.isfinite(dates.span), dates.span, schedule.work),
            ledger=ledger,
            extra=extra,
        )

    def _receivable(self) -> float:
        """Return the contract value not collected, added up in the order of the compiled clock [yuan].

        How `sum` adds up goes by where the numbers lie in memory.
        """
        moves = np.concatenate([self._state.phase["contracts"], -self._state.lot["receipts"]])
        return float(np.cumsum(moves)[-1])


def _seen(plan: Plan, schedule: Schedule) -> Dates:
    """Return the dates of a run as its books see them at a data date."""
    assert plan.status is not None
    return plan.status.seen(schedule.dates, plan.timetable, schedule.stoppages)


def new_state(plan: Plan) -> tuple[np.ndarray, tables.State]:
    """Return one buffer and the state of a run: views into it, and a ledger of its own."""
    assert plan.books is not None
    return room_for(plan.books, plan.drifts, len(plan.accounts))
