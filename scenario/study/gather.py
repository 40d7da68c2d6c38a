"""Simulate many runs and gather what they came to, in run order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TypeVar

from scenario.disk.under_way import sweep_exchange_folders
from scenario.model.engines import CHECKED_RUNS, compare_clocks
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.root import Project
from scenario.study.arrays import Blocks, Digest, Memory, ResultBuffers, RunArrays
from scenario.study.interrupts import interrupts_held
from scenario.study.outcomes import Outcomes
from scenario.study.pools.choice import pool_for
from scenario.study.pools.chunk import Rows
from scenario.study.pools.parallel import run_chunks
from scenario.study.pools.pools import Pool
from scenario.study.settings import Progress, RunSettings
from scenario.study.simulation import Simulation

Made = TypeVar("Made", bound=Outcomes)
Into = Callable[[Plan, int, int, RunArrays, RunArrays], Made]
"""Makes a study of plan, seed, number of the first run, runs, and the most-likely run."""
T = TypeVar("T")


class StudyInterrupted(KeyboardInterrupt):
    """Ctrl-C during a study. `study` holds the leading runs that were finished, which may be none."""

    def __init__(self, study: Outcomes) -> None:
        super().__init__(f"stopped after {study.runs} finished runs")
        self.study = study


def gather(
    project: Project, settings: RunSettings, digest: Digest | None = None, *, into: Into[Made]
) -> Made:
    """Return the outcomes of the runs that the settings ask for; see `scenario.simulate`.

    The arrays are the same to the bit for any number of workers and any size of chunk: the luck of a run
    depends on seed and run number only, and each run is written to its own row.
    """
    first, spans = settings.first, spans_of(settings.first, settings.end, settings.chunk_size)
    plan = compile_plan(project, settings.spread, settings.processes)
    task = Simulation(plan, settings, digest)
    pool = pool_for(settings, task.engine, spans)
    rooms = ResultBuffers(settings.runs)
    rooms.put(0, task.nothing())
    planned = prepared(task)

    def outcomes(done: int) -> Made:
        return into(task.plan, settings.seed, first, task.memory(rooms.leading(done)), planned)

    def take(rows: Rows, blocks: Blocks) -> None:
        rooms.put(rows.first - first, blocks)

    try:
        take_all(task, spans, pool, settings, take)
    except Stopped as stopped:
        raise StudyInterrupted(outcomes(leading(spans, stopped.done))) from None
    return outcomes(settings.runs)


def prepared(task: Simulation) -> Memory:
    """Return the most-likely run, after the first runs have gone through both clocks. Raises Disagreement.

    Compiled code is made, and kept for the workers, by these runs.
    """
    with interrupts_held():
        planned = task.most_likely()
        if task.engine != "simpy":
            seed, first, runs = task.settings.seed, task.settings.first, task.settings.runs
            numbers = task.plan.numbers(seed, first, min(runs, CHECKED_RUNS))[1]
            compare_clocks(task.plan, numbers, seed, first)
    return planned


def spans_of(first: int, end: int, chunk: int) -> list[Rows]:
    """Return the chunks of some runs."""
    return [Rows(at, min(at + chunk, end)) for at in range(first, end, chunk)]


class Stopped(KeyboardInterrupt):
    """Ctrl-C while chunks were done. `done` are those that were."""

    def __init__(self, done: set[Rows]) -> None:
        super().__init__()
        self.done = done


def take_all(
    task: Callable[[Rows], T],
    spans: list[Rows],
    pool: Pool,
    settings: RunSettings,
    take: Callable[[Rows, T], None],
    before: int = 0,
) -> None:
    """Do a task with chunks, take what each comes to, and tell how far all are.

    Parameters
    ----------
    task, spans, pool
        As for `run_chunks`
    settings : RunSettings
        Their progress is told (runs done, runs in all) after each chunk
    take : function
        Called with each chunk, as it is done, and what it came to
    before : int
        Runs that were done before [runs]

    Raises
    ------
    Stopped
        On Ctrl-C.
    """
    sweep_exchange_folders()
    done: set[Rows] = set()
    count, runs = before, before + sum(span.runs for span in spans)
    try:
        with pool, closing(run_chunks(task, spans, pool, seed=settings.seed)) as chunks:
            _tell(settings.progress, count, runs)
            for rows, result in chunks:
                take(rows, result)
                done.add(rows)
                count += rows.runs
                _tell(settings.progress, count, runs)
    except KeyboardInterrupt:
        raise Stopped(done) from None


def _tell(progress: Progress | None, done: int, runs: int) -> None:
    if progress is not None:
        progress(done, runs)


def leading(spans: Iterable[Rows], done: set[Rows]) -> int:
    """Return how many runs are finished before the first that is not."""
    runs = 0
    for span in spans:
        if span not in done:
            break
        runs += span.runs
    return runs
