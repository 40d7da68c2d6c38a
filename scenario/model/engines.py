"""Two clocks for one plan, equal run by run: simpy, to read and to extend; a compiled loop, for speed."""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np

from scenario.model.clock.many import run_many, run_many_schedules
from scenario.model.clock.state import RunState, network_arrays, new_outlook, new_schedule_state, seen_dates
from scenario.model.processes import MOST_LIKELY, process_name
from scenario.model.project_plan import Plan
from scenario.model.results import EXTRA, Results
from scenario.model.run import Simulator, new_state

Engine = Literal["auto", "compiled", "simpy"]
"""`auto` is the compiled clock: it knows everything that a project file can say. With processes of one's own
it is simpy, which alone knows those."""
CHECKED_RUNS = 8
"""So many runs of each study go through both clocks [runs]."""


class Disagreement(RuntimeError):  # noqa: N818 - an event, not a kind of error
    """The two clocks came to different results: one of them is wrong, and no study can be trusted."""


class Clock(Protocol):
    """What simulates runs: both clocks do."""

    plan: Plan

    def run_many(
        self, numbers: np.ndarray, results: Results, luck: tuple[int, int] = (0, MOST_LIKELY)
    ) -> None:
        """Simulate the runs with these numbers, shape (runs, slots), each into its row of `results`.

        `luck` is (seed, number of the first run), for processes of one's own.
        """


class SimpyClock:
    """Runs on a simpy clock, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._simulator = Simulator(plan)

    def run_many(
        self, numbers: np.ndarray, results: Results, luck: tuple[int, int] = (0, MOST_LIKELY)
    ) -> None:
        """See `Clock`."""
        seed, first = luck
        for row, own in enumerate(numbers):
            run = self._simulator.run(own, (seed, first + row))
            results.ready[row], results.start[row], results.finish[row] = run.ready, run.start, run.finish
            results.work[row], results.extra[row], results.ledger[row] = run.work, run.extra, run.ledger
        if self.plan.status is not None:
            self.plan.status.put(results)


class CompiledClock:
    """Runs in a compiled loop; its buffers are used again."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        network = network_arrays(plan.timetable, plan.events, plan.fallbacks, plan.status)
        self._row = np.zeros(plan.layout.size)
        inputs, stoppages = plan.layout.views(self._row), plan.events.no_stoppages()
        schedule, dates, agenda, releases = new_schedule_state(network, plan.months)
        self._state_of_run = RunState(
            network=network,
            schedule=schedule,
            dates=dates,
            agenda=agenda,
            releases=releases,
            inputs=inputs,
            tables=plan.timetable.tables,
            stoppages=stoppages,
            outlook=new_outlook(network),
            seen=seen_dates(dates),
        )
        if plan.books is not None:
            self._memory, self._books_state = new_state(plan)

    def run_many(
        self, numbers: np.ndarray, results: Results, luck: tuple[int, int] = (0, MOST_LIKELY)
    ) -> None:
        """See `Clock`."""
        results.extra[:] = np.nan
        books = self.plan.books
        if books is None:
            run_many_schedules(self._state_of_run, self._row, numbers, results)
        else:
            run_many(self._state_of_run, self._row, books, self._books_state, self._memory, numbers, results)
        if self.plan.status is not None:
            self.plan.status.put(results)


def engine_of(plan: Plan, engine: Engine = "auto") -> Engine:
    """Return what `auto` means for a plan. Raises ValueError when its processes need another clock."""
    if not plan.processes:
        return engine
    if engine == "compiled":
        names = ", ".join(process_name(process) for process in plan.processes)
        raise ValueError(f"the compiled clock knows no processes of one's own ({names}); take simpy, or auto")
    return "simpy"


def clock_of(plan: Plan, engine: Engine = "auto") -> Clock:
    """Return the clock that an engine's name asks for. Raises ValueError as `engine_of`."""
    return SimpyClock(plan) if engine_of(plan, engine) == "simpy" else CompiledClock(plan)


def new_results(plan: Plan, runs: int) -> Results:
    """Return room for the results of some runs."""
    activities = len(plan.timetable)
    months, accounts = (plan.months, len(plan.accounts)) if plan.books is not None else (0, 0)
    return Results(
        ready=np.empty((runs, activities)),
        start=np.empty((runs, activities)),
        finish=np.empty((runs, activities)),
        work=np.empty((runs, activities)),
        ledger=np.empty((runs, months, accounts)),
        extra=np.empty((runs, len(EXTRA))),
    )


def compare_clocks(plan: Plan, numbers: np.ndarray, seed: int, first: int) -> None:
    """Simulate some runs on both clocks, and compare all that is kept of them, to the bit.

    Raises Disagreement, naming run, and activity or account.
    """
    compiled, simpy = (new_results(plan, len(numbers)) for _ in range(2))
    CompiledClock(plan).run_many(numbers, compiled)
    SimpyClock(plan).run_many(numbers, simpy)
    columns = {"ledger": plan.accounts, "extra": EXTRA}
    for field in Results._fields:
        ours, theirs = getattr(compiled, field), getattr(simpy, field)
        apart = (ours != theirs) & ~(np.isnan(ours) & np.isnan(theirs))
        if apart.any():
            where = tuple(np.argwhere(apart)[0])
            column = columns.get(field, plan.timetable.ids)[where[-1]]
            raise Disagreement(
                f"run {first + where[0]} of seed {seed}: {field} of {column} is {ours[where]!r}"
                f" by the compiled clock and {theirs[where]!r} by simpy; use engine='simpy' and report this"
            )
