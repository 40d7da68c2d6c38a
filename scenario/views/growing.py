"""A study that grows chunk by chunk, for those who want to watch it or to stop it."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.measures import Study
from scenario.model.plan import compile_plan
from scenario.project.root import Project
from scenario.study.chunk import Arrays, Rows, Simulation, simulate_numbers
from scenario.study.gather import MOST_LIKELY
from scenario.study.parallel import run_chunks
from scenario.study.pools import InProcess


def growing(project: Project, runs: int, seed: int, chunk: int) -> Iterator[Study]:
    """Yield the study of the runs done so far: first of none, at last of all.

    At any moment it equals what `simulate` gives for as many runs.
    """
    plan = compile_plan(project)
    simulation = Simulation(plan, "auto", seed)
    planned = simulate_numbers(simulation.clock, plan.planned_numbers[None, :], seed, MOST_LIKELY)
    arrays = Arrays.empty(plan, runs)
    yield Study(plan, seed, 0, arrays.rows(0, 0), planned)
    spans = [Rows(at, min(at + chunk, runs)) for at in range(0, runs, chunk)]
    for rows, part in run_chunks(simulation, spans, InProcess(), seed=seed):
        for room, own in zip(arrays, part, strict=True):
            room[rows.first : rows.end] = own
        yield Study(plan, seed, 0, arrays.rows(0, rows.end), planned)
