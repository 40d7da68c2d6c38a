"""The schedule: CPU time of a run without money, the events it takes, and the share of bare simpy events.

`python benchmarks/bench_schedule.py` prints a table; `pytest benchmarks` times the same runs.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any

import pytest
import simpy

from scenario.model.plan import Plan, compile_plan
from scenario.model.run import Simulator
from scenario.project.root import Project

SIZES = (30, 60, 120, 240, 480)
GOAL = 1.0
"""For a run of 120 activities [ms]."""
RUNS = 50
WIDTH = 6
"""How many chains of work stand beside each other."""


def project(count: int, *, staffed: bool) -> Project:
    """Chains that wait for each other, in three calendars, with every kind of luck; three departments."""
    kinds, calendars = cycle(["", ":SS+5", "+3", ":FF+2"]), cycle(["office", "site", "continuous"])
    pools, people = cycle(["design", "procurement", "works"]), cycle([1, 0.5, 0.25])
    activities: dict[str, Any] = {}
    for n in range(count):
        before = [n - WIDTH] + ([n - WIDTH - 1] if n % 3 == 0 else [])
        activities[f"a{n}"] = {
            "duration": {"pert": [5, 8 + n % 7, 30]},
            "calendar": next(calendars),
            "after": [f"a{b}{next(kinds)}" for b in before if b >= 0],
            "staff": {next(pools): next(people)} if staffed and n % 4 else {},
        }
        if n % 10 == 9:
            activities[f"a{n}"]["pass"] = {"probability": 0.85, "redo": {"pert": [3, 5, 9]}}
    weather = {"quantity": {"normal": [1, 0.1], "min": 0.5}, "multiplies": ["activities.*.duration"]}
    return Project.model_validate(
        {
            "project": {"name": "Benchmark", "start": "2026-01-05", "horizon": "96 months"},
            "calendars": {"office": {"week": "mon-fri"}, "site": {"stops": [{"spring_festival": {}}]}},
            "staff": dict.fromkeys(("design", "procurement", "works"), 2) if staffed else {},
            "activities": activities,
            "risks": {"storm": {"probability": 0.3, "per": "year", "delay": {"a5": 20, "a9": 20}}},
            "drivers": {"weather": weather},
        }
    )


def cpu_milliseconds(act: Callable[[], Any], times: int = 15) -> float:
    """Return the least CPU time of an act, once it is compiled [ms]."""
    act()
    best = float("inf")
    for _ in range(times):
        started = time.process_time_ns()
        act()
        best = min(best, (time.process_time_ns() - started) / 1e6)
    return best


def simulating(plan: Plan) -> Callable[[], None]:
    """Return an act that simulates 50 runs, their numbers drawn beforehand."""
    simulator = Simulator(plan)
    numbers = plan.numbers(1, 0, RUNS)[1]

    def act() -> None:
        for row in numbers:
            simulator.run(row)

    return act


def events_a_run(plan: Plan) -> float:
    """Return how many events simpy handles in a run, on the average."""
    counted = 0
    step = simpy.Environment.step

    def counting(env: simpy.Environment) -> None:
        nonlocal counted
        step(env)
        counted += 1

    simpy.Environment.step = counting  # type: ignore[method-assign]
    try:
        simulating(plan)()
    finally:
        simpy.Environment.step = step  # type: ignore[method-assign]
    return counted / RUNS


def bare(events: int) -> None:
    """Let a simpy process wait so many times, and do nothing else."""
    env = simpy.Environment()

    def waiting() -> Iterator[simpy.Event]:
        for _ in range(events):
            yield env.timeout(1.0)

    env.process(waiting())
    env.run()


def main() -> None:
    print(f"CPU time of a run, numbers drawn beforehand; goal: {GOAL:g} ms at 120 activities")
    heads = ("activities", "staff", "ms", "events", "bare events, ms", "share", "µs/activity")
    print("".join(f"{head:>17}" for head in heads))
    for staffed in (False, True):
        for size in SIZES:
            plan = compile_plan(project(size, staffed=staffed))
            run = cpu_milliseconds(simulating(plan)) / RUNS
            events = events_a_run(plan)
            alone = cpu_milliseconds(partial(bare, round(RUNS * events))) / RUNS
            each = f"{1e3 * run / size:.1f}"
            shown = "yes" if staffed else "no"
            cells = (size, shown, f"{run:.3f}", f"{events:.0f}", f"{alone:.3f}", f"{alone / run:.0%}", each)
            print("".join(f"{cell:>17}" for cell in cells))


@pytest.mark.parametrize("staffed", [False, True], ids=["people enough", "staff"])
def test_a_run_of_120_activities(benchmark: Any, staffed: bool) -> None:
    plan = compile_plan(project(120, staffed=staffed))
    simulator = Simulator(plan)
    row = plan.numbers(1, 0, 1)[1][0]

    benchmark(simulator.run, row)


if __name__ == "__main__":
    main()
