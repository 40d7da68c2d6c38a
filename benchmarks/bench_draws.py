"""Luck: CPU time of drawing, by kind of uncertainty and for a project of 450.

`python benchmarks/bench_draws.py` prints a table; `pytest benchmarks` times the same draw.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from scenario.draws import STANDARD_NORMAL, STANDARD_UNIFORM, Luck, Uncertainty, uniforms
from scenario.draws.pert import table
from scenario.project.values.quantity import Quantity

RUNS = 250
ONE_OF_EACH = {
    "pert": Quantity("pert", (20.0, 30.0, 50.0)),
    "pert, truncated": Quantity("pert", (20.0, 30.0, 50.0), max=45.0),
    "triangular": Quantity("triangular", (15.0, 40.0, 120.0)),
    "uniform": STANDARD_UNIFORM,
    "normal": STANDARD_NORMAL,
    "lognormal": Quantity("lognormal", (15.0, 4.0)),
    "exponential": Quantity("exponential", (30.0,)),
    "p10_p90": Quantity("p10_p90", (10.0, 30.0)),
    "discrete": Quantity("discrete", outcomes=(0.0, 30.0, 90.0), probabilities=(0.7, 0.2, 0.1)),
}
MIXED = [quantity for kind, quantity in ONE_OF_EACH.items() if kind not in ("pert", "uniform", "normal")]


def columns(name: str, quantity: Quantity, count: int) -> list[Uncertainty]:
    return [Uncertainty(f"{name}.{number}", quantity) for number in range(count)]


def perts(count: int) -> list[Uncertainty]:
    """No two of one shape, as in a project."""
    modes = [20.0 + 30.0 * number / count for number in range(count)]
    return [Uncertainty(f"pert.{mode}", Quantity("pert", (20.0, mode, 50.0))) for mode in modes]


def project() -> Luck:
    """150 perts, 100 normals, 100 uniforms, 100 of the rest; two groups of correlated perts."""
    drawn = perts(150) + columns("normal", STANDARD_NORMAL, 100) + columns("uniform", STANDARD_UNIFORM, 100)
    mixed = [Uncertainty(f"mixed.{number}", MIXED[number % len(MIXED)]) for number in range(100)]
    names = [uncertainty.name for uncertainty in drawn]
    return Luck(drawn + mixed, [(tuple(names[:3]), 0.5), (tuple(names[3:5]), 0.3)])


def cpu_seconds(act: Callable[[], Any], times: int = 200) -> float:
    """Return the least CPU time of an act, once it is compiled."""
    act()
    best = float("inf")
    for _ in range(times):
        started = time.process_time_ns()
        act()
        best = min(best, (time.process_time_ns() - started) / 1e9)
    return best


def by_kind() -> Iterator[tuple[str, float]]:
    """Yield the CPU time of a value of each kind, uniforms included [ns]."""

    def nanoseconds(luck: Luck) -> float:
        return cpu_seconds(partial(luck.draw, 1, 0, RUNS)) / len(luck.names) / RUNS * 1e9

    names = tuple(f"name {number}" for number in range(450))
    yield "uniforms alone", cpu_seconds(partial(uniforms, 1, names, 0, RUNS)) / len(names) / RUNS * 1e9
    yield "pert, each of its own shape", nanoseconds(Luck(perts(450)))
    for kind, quantity in ONE_OF_EACH.items():
        yield kind, nanoseconds(Luck(columns(kind, quantity, 450)))
    pairs = [(tuple(f"pert.{number + each}" for each in (0, 1)), 0.5) for number in range(0, 450, 2)]
    yield "pert, correlated in pairs", nanoseconds(Luck(columns("pert", ONE_OF_EACH["pert"], 450), pairs))


def main() -> None:
    print(f"ns a value, in draws of {RUNS} runs")
    for kind, nanoseconds in by_kind():
        print(f"  {kind:36}{nanoseconds:8.1f}")
    luck = project()
    print("µs a run, a project of 450 uncertainties (goal: 20 in draws of 250)")
    for runs in (1, 37, 250, 1000):
        print(f"  in draws of {runs:<24}{cpu_seconds(partial(luck.draw, 1, 0, runs)) / runs * 1e6:8.1f}")
    print("ms, to build its luck")
    print(f"  {'tables known':36}{cpu_seconds(project, 20) * 1e3:8.1f}")
    table.cache_clear()
    started = time.process_time_ns()
    project()
    print(f"  {'tables to be made':36}{(time.process_time_ns() - started) / 1e6:8.1f}")


def test_drawing_250_runs_of_450_uncertainties(benchmark: Any) -> None:
    luck = project()
    luck.draw(1, 0, 1)

    benchmark(luck.draw, 1, 0, RUNS)


if __name__ == "__main__":
    main()
