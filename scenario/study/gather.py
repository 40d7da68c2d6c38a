"""Simulate many runs and gather what they came to, in run order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from scenario.draws import PLAIN, Sampling
from scenario.model.engines import CHECKED_RUNS, Engine, compare_clocks
from scenario.model.plan import Plan, compile_plan
from scenario.project.root import Project
from scenario.study.chunk import Arrays, Rows, Simulation, simulate_numbers
from scenario.study.outcomes import Outcomes
from scenario.study.parallel import run_chunks
from scenario.study.pools import pool_of

CHUNK = 250
"""Runs in a chunk: long beside the 0.5 ms that a task costs, short beside patience [runs]."""
MOST_LIKELY = -1
"""The number of the most-likely run, which is none of the drawn ones."""

Progress = Callable[[int, int], None]
"""Told (runs done, runs in all) after each chunk."""
Made = TypeVar("Made", bound=Outcomes)


class StudyInterrupted(KeyboardInterrupt):
    """Ctrl-C during a study. `study` holds the leading runs that were finished, which may be none."""

    def __init__(self, study: Outcomes) -> None:
        super().__init__(f"stopped after {study.runs} finished runs")
        self.study = study


def gather(
    project: Project,
    runs: int,
    seed: int,
    workers: int | None = 1,
    progress: Progress | None = None,
    first: int = 0,
    *,
    engine: Engine = "auto",
    sampling: str | Sampling = PLAIN,
    cluster: str | None = None,
    chunk: int = CHUNK,
    into: Callable[[Plan, int, int, Arrays, Arrays], Made],
) -> Made:
    """Return the outcomes of the runs first … first + runs − 1; see `scenario.simulate`.

    The arrays are the same to the bit for any number of workers and any size of chunk: the luck of a run
    depends on seed and run number only, and each run is written to its own row.
    """
    _refuse(runs, seed, workers, first)
    pool = pool_of(runs, workers if runs > chunk else 1, cluster)
    plan = compile_plan(project, Sampling.of(sampling, runs, first))
    # Compiled code is made, and kept for the workers, by this first run.
    with interrupts_held():
        simulation = Simulation(plan, engine, seed)
        planned = simulate_numbers(simulation.clock, plan.planned_numbers[None, :], seed, MOST_LIKELY)
        if engine != "simpy":
            checked = min(runs, CHECKED_RUNS)
            compare_clocks(plan, plan.numbers(seed, first, checked)[1], seed, first)
    spans = [Rows(at, min(at + chunk, first + runs)) for at in range(first, first + runs, chunk)]
    arrays = Arrays.empty(plan, runs)
    done: set[Rows] = set()
    try:
        with pool, closing(run_chunks(simulation, spans, pool, seed=seed)) as chunks:
            _tell(progress, 0, runs)
            for rows, part in chunks:
                for room, own in zip(arrays, part, strict=True):
                    room[rows.first - first : rows.end - first] = own
                done.add(rows)
                _tell(progress, sum(each.end - each.first for each in done), runs)
    except KeyboardInterrupt:
        finished = arrays.rows(0, _leading(spans, done))
        raise StudyInterrupted(into(plan, seed, first, finished, planned)) from None
    return into(plan, seed, first, arrays, planned)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold a Ctrl-C back until the end of the block: the compiler would swallow it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


def _tell(progress: Progress | None, done: int, runs: int) -> None:
    if progress is not None:
        progress(done, runs)


def _leading(spans: Iterable[Rows], done: set[Rows]) -> int:
    """Return how many runs are finished before the first that is not."""
    runs = 0
    for span in spans:
        if span not in done:
            break
        runs += span.end - span.first
    return runs


def _refuse(runs: int, seed: int, workers: int | None, first: int) -> None:
    for name, value, low in (
        ("runs", runs, 1),
        ("seed", seed, 0),
        ("workers", workers, 1),
        ("first", first, 0),
    ):
        if value is not None and value < low:
            raise ValueError(f"{name} is {value}; it must be at least {low}")
    if seed >= 2**64:
        raise ValueError(f"seed is {seed}; it must be below 2**64")
