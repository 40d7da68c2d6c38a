"""The schedule on both clocks: CPU time of a run beside bare simpy timeouts, and how it grows.

`python -m benchmarks.bench_schedule` prints tables; `pytest benchmarks` times the same runs. Their numbers
are drawn beforehand. `plain`, `settled` and `gated` of `networks.py` stand for what the goals were set for.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
import simpy

from benchmarks.floors import EVENTS, bare_events
from benchmarks.networks import gated, mixed, plain, settled
from benchmarks.table import exponent
from scenario.model.engines import CompiledClock, new_results
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.run import Simulator
from scenario.project.sections.root import Project

SIZES = (30, 60, 120, 240, 480)
MONTHS = (30, 60, 120, 240)
RUNS = 250
TIMEOUT = 0.65
"""What a bare timeout takes where the goals hold [µs]."""
GOALS: dict[str, tuple[Callable[[], Project], float]] = {
    "122 activities, people enough": (lambda: plain(122), 5.0),
    "60 activities, 4 departments, 60 settlements": (lambda: settled(60, 60), 8.0),
    "the same with sales and 2 gates": (lambda: gated(60, 60), 8.0),
}
"""What a run may take there [µs]."""


def cpu_microseconds(act: Callable[[], Any], times: int = 40) -> float:
    """Return the least CPU time of an act, once it is compiled [µs]."""
    act()
    best = float("inf")
    for _ in range(times):
        started = time.process_time_ns()
        act()
        best = min(best, time.process_time_ns() - started)
    return best / 1e3


class Compiled:
    """A project on the compiled clock, its numbers drawn."""

    def __init__(self, project: Project) -> None:
        self.plan = compile_plan(project)
        self.clock = CompiledClock(self.plan)
        self.numbers = self.plan.numbers(1, 0, RUNS)[1]
        self.results = new_results(self.plan, RUNS)

    def run(self) -> None:
        self.clock.run_many(self.numbers, self.results)

    @property
    def microseconds(self) -> float:
        """What a run takes [µs]."""
        return cpu_microseconds(self.run) / RUNS


def in_simpy(plan: Plan, runs: int = 50) -> Callable[[], None]:
    """Return an act that simulates some runs in simpy."""
    simulator = Simulator(plan)
    numbers = plan.numbers(1, 0, runs)[1]

    def act() -> None:
        for row in numbers:
            simulator.run(row)

    return act


def events_a_run(plan: Plan, runs: int = 50) -> float:
    """Return how many events simpy handles in a run, on the average."""
    counted = 0
    step = simpy.Environment.step

    def counting(env: simpy.Environment) -> None:
        nonlocal counted
        step(env)
        counted += 1

    simpy.Environment.step = counting  # type: ignore[method-assign]
    try:
        in_simpy(plan, runs)()
    finally:
        simpy.Environment.step = step  # type: ignore[method-assign]
    return counted / runs


def print_goals(timeout: float) -> None:
    print(f"a run on the compiled clock, µs; a bare simpy timeout takes {timeout:.3f} here")
    print(f"{'':52}{'µs':>8}{'goal here':>11}{'timeouts':>10}")
    for name, (make, goal) in GOALS.items():
        taken = Compiled(make()).microseconds
        print(f"  {name:50}{taken:8.2f}{goal * timeout / TIMEOUT:11.2f}{taken / timeout:10.1f}")


def print_growth() -> None:
    kinds: dict[str, tuple[str, Callable[[int], Project], tuple[int, ...]]] = {
        "people enough": ("activities", plain, SIZES),
        "calendars, redo, yearly events": ("activities", lambda n: mixed(n, staffed=False), SIZES),
        "the same with departments": ("activities", lambda n: mixed(n, staffed=True), SIZES),
        "gates, 60 months": ("activities", lambda n: gated(n, 60), SIZES),
        "gates, 60 activities": ("months", lambda months: gated(60, months), MONTHS),
    }
    print("\ngrowth on the compiled clock, µs a run")
    for name, (what, make, sizes) in kinds.items():
        times = [Compiled(make(size)).microseconds for size in sizes]
        shown = "".join(f"{size:>6}:{taken:8.2f}" for size, taken in zip(sizes, times, strict=True))
        print(f"  {name:32}{what:11}{shown}   exponent {exponent(list(zip(sizes, times, strict=True))):.2f}")


def print_simpy(timeout: float) -> None:
    print("\na run in simpy, µs; share: of bare timeouts, as many as the run has events")
    for staffed in (False, True):
        times = []
        for size in SIZES:
            plan = compile_plan(mixed(size, staffed=staffed))
            times.append(cpu_microseconds(in_simpy(plan), 5) / 50)
            events = events_a_run(plan)
            share = events * timeout / times[-1]
            kind = "departments" if staffed else "people enough"
            print(f"  {size:4} activities, {kind:16}{times[-1]:10.0f}{events:8.0f} events{share:8.0%}")
        print(f"  exponent {exponent(list(zip(SIZES, times, strict=True))):.2f}")


def main() -> None:
    timeout = cpu_microseconds(bare_events, 10) / EVENTS
    print_goals(timeout)
    print_growth()
    print_simpy(timeout)


@pytest.mark.parametrize("staffed", [False, True], ids=["people enough", "staff"])
def test_a_run_of_120_activities(benchmark: Any, staffed: bool) -> None:
    plan = compile_plan(mixed(120, staffed=staffed))
    simulator = Simulator(plan)
    row = plan.numbers(1, 0, 1)[1][0]

    benchmark(simulator.run, row)


@pytest.mark.parametrize("name", GOALS)
def test_250_compiled_runs(benchmark: Any, name: str) -> None:
    made = Compiled(GOALS[name][0]())
    made.run()

    benchmark(made.run)


if __name__ == "__main__":
    main()
