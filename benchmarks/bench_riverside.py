"""Riverside: CPU time of a run in simpy, and what of it is bare simpy events.

`python benchmarks/bench_riverside.py` prints a table; `pytest benchmarks` times the same run.
"""

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import simpy

from scenario.model.money.settle import close_months, open_books
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.run import Simulator
from scenario.model.schedule.inputs import schedule_inputs
from scenario.model.schedule.schedule import Schedule
from scenario.project import load

SAMPLE = "params/riverside.yaml"
RUNS = 250
LIMIT = 3.0
"""What a run may take [ms of CPU time]."""


def cpu_ms(act: Callable[[], Any], times: int) -> float:
    """Return the least CPU time of an act, once it is compiled [ms]."""
    act()
    best = float("inf")
    for _ in range(times):
        started = time.process_time_ns()
        act()
        best = min(best, (time.process_time_ns() - started) / 1e6)
    return best


class Parts:
    """A simulator whose parts can be timed alone."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.simulator = Simulator(plan)
        self.numbers = plan.numbers(1, 0, RUNS)[1]

    def luck(self) -> None:
        self.plan.numbers(1, 0, RUNS)

    def runs(self) -> None:
        for numbers in self.numbers:
            self.simulator.run(numbers)

    def schedules(self) -> None:
        for numbers in self.numbers:
            self.schedule(numbers)

    def schedule(self, numbers: np.ndarray) -> tuple[Schedule, int]:
        """Run the schedule of a run alone; return it and how many events it took."""
        simulator = self.simulator
        simulator._row[:] = numbers
        env = simpy.Environment()
        told = schedule_inputs(simulator._inputs, self.plan.events, self.plan.fallbacks)
        schedule = Schedule(env, simulator.network, told)
        schedule.open()
        env.run()
        return schedule, next(env._eid)

    def books(self) -> None:
        """Keep the books of one schedule as many times as there are runs."""
        simulator, plan = self.simulator, self.plan
        schedule, _ = self.schedule(self.numbers[0])
        for _ in self.numbers:
            simulator._buffer[:] = 0.0
            open_books(plan.books, simulator._inputs, simulator._state)
            close_months(
                plan.books,
                simulator._inputs,
                simulator._state,
                schedule.dates,
                plan.timetable.tables,
                0,
                plan.months - 1,
                schedule.decision,
            )


def bare_events(count: int) -> None:
    """Have a process wait for as many bare timeouts, as many times as there are runs."""

    def clock(env: simpy.Environment) -> Any:
        for _ in range(count):
            yield env.timeout(1)

    for _ in range(RUNS):
        env = simpy.Environment()
        env.process(clock(env))
        env.run()


def kept_memory(parts: Parts, runs: int = 10_000) -> float:
    """Return what the ledgers, dates and draws of many runs take, if all are kept [MiB]."""
    run = parts.simulator.run(parts.numbers[0])
    luck, numbers = parts.plan.numbers(1, 0, 1)
    each = run.ledger.nbytes + 3 * run.finish.nbytes + run.extra.nbytes + luck.nbytes
    return (each * runs + numbers.nbytes * RUNS) / 2**20


def peak_memory(parts: Parts) -> float:
    """Return what simulating 250 runs takes at its peak, nothing kept [MiB]."""
    tracemalloc.start()
    parts.luck()
    parts.runs()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    parts = Parts(compile_plan(load(SAMPLE)))
    events = sum(parts.schedule(numbers)[1] for numbers in parts.numbers) / RUNS
    times = {
        "luck": cpu_ms(parts.luck, 10) / RUNS,
        "schedule, in simpy": cpu_ms(parts.schedules, 5) / RUNS,
        "books of all months": cpu_ms(parts.books, 5) / RUNS,
        "a run: schedule and books": cpu_ms(parts.runs, 5) / RUNS,
    }
    whole = times["luck"] + times["a run: schedule and books"]
    bare = cpu_ms(lambda: bare_events(round(events)), 5) / RUNS
    print(f"riverside: {len(parts.plan.timetable)} activities, {len(parts.plan.luck.names)} draws")
    print(f"CPU ms a run, of {RUNS} runs (limit {LIMIT:g})")
    for part, milliseconds in times.items():
        print(f"  {part:36}{milliseconds:8.3f}")
    print(f"  {'luck and run':36}{whole:8.3f}")
    print(f"  {'bare simpy, as many timeouts':36}{bare:8.3f}{bare / whole:8.1%} of it")
    print(f"simpy events a run{events:28.0f}")
    print(f"MiB to keep 10,000 runs whole{kept_memory(parts):17.0f}")
    print(f"MiB at the peak of {RUNS} runs{peak_memory(parts):20.1f}")


def test_a_run_of_riverside(benchmark: Any) -> None:
    parts = Parts(compile_plan(load(SAMPLE)))
    parts.runs()

    benchmark(parts.simulator.run, parts.numbers[0])


if __name__ == "__main__":
    main()
