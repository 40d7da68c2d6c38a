"""A study that grows chunk by chunk, for those who want to watch it or to stop it."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.analysis import Study
from scenario.measures.digest import LEARNT
from scenario.model.project_plan import compile_plan
from scenario.project.sections.root import Project
from scenario.study.arrays import ResultBuffers
from scenario.study.gather import spans_of
from scenario.study.settings import RunSettings
from scenario.study.simulation import Simulation


def growing(project: Project, runs: int, seed: int, chunk: int) -> Iterator[Study]:
    """Yield the study of the runs done so far: first of none, at last of all.

    At any moment it equals what `simulate` gives for as many runs.
    """
    task = Simulation(compile_plan(project), RunSettings(runs, seed), LEARNT)
    planned = task.most_likely()
    rooms = ResultBuffers(runs)
    rooms.put(0, task.nothing())
    yield Study(task.plan, seed, 0, task.memory(rooms.leading(0)), planned)
    for rows in spans_of(0, runs, chunk):
        rooms.put(rows.first, task(rows))
        yield Study(task.plan, seed, 0, task.memory(rooms.leading(rows.end)), planned)
