"""A study that grows chunk by chunk, for those who want to watch it or to stop it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from scenario.analysis import Study
from scenario.measures.digest import LEARNT
from scenario.model.project_plan import compile_plan
from scenario.project.sections.root import Project
from scenario.study.arrays import ResultBuffers
from scenario.study.pools.chunk import Rows
from scenario.study.retention import Retention
from scenario.study.settings import RunSettings
from scenario.study.simulation import Simulation

QUICK = 0.05
"""A chunk that took less is followed by one of twice as many runs [seconds]."""
MOST = 400
"""Runs of a chunk, at most."""


def growing(
    project: Project, runs: int, seed: int, chunk: int, keep: Retention = "cash", quick: float = 0.0
) -> Iterator[Study]:
    """Yield the study of the runs done so far: first of none, at last of all.

    At any moment it equals what `simulate` gives for as many runs.

    Parameters
    ----------
    project : Project
        What is simulated
    runs, seed : int
        How often, and with which luck
    chunk : int
        Runs between two yields, at first
    keep : {"cash", "dates", "measures"}
        What is kept of each run
    quick : float
        A chunk that took less is followed by one of twice as many runs; 0 keeps to `chunk` [seconds]
    """
    task = Simulation(compile_plan(project), RunSettings(runs, seed, keep=keep), LEARNT)
    planned = task.most_likely()
    rooms = ResultBuffers(runs)
    rooms.put(0, task.nothing())
    yield Study(task.plan, seed, 0, task.memory(rooms.leading(0)), planned)
    done = 0
    while done < runs:
        begun = time.perf_counter()
        rows = Rows(done, min(done + chunk, runs))
        rooms.put(done, task(rows))
        done = rows.end
        if time.perf_counter() - begun < quick:
            chunk = min(2 * chunk, MOST)
        yield Study(task.plan, seed, 0, task.memory(rooms.leading(done)), planned)
