"""The task of many cases: chunks of all of them, numbered through, so that one pool does them all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from scenario.measures.digest import LEARNT
from scenario.model.project_plan import compile_plan
from scenario.project.sections.root import Project
from scenario.study.arrays import Memory
from scenario.study.gather import prepared, spans_of
from scenario.study.pools.chunk import Rows, RunFailed
from scenario.study.settings import RunSettings
from scenario.study.simulation import Simulation

COMPILED = 2
"""Cases that a worker keeps compiled: it goes from one to the next."""


class Chunk:
    """What a chunk came to: its runs, and with a case's first runs the most-likely one."""

    def __init__(self, held: Memory, planned: Memory | None) -> None:
        self.held = held
        self.planned = planned


class Cases:
    """Simulates chunks of many projects: run r of case c is number c · runs + r.

    Parameters
    ----------
    projects : sequence of (name, Project)
        The cases
    settings : RunSettings
        How to simulate, the same for all
    """

    def __init__(self, projects: Sequence[tuple[str, Project]], settings: RunSettings) -> None:
        self.projects, self.settings = tuple(projects), settings
        self.simulation = lru_cache(maxsize=COMPILED)(self._simulation)

    def __reduce__(self) -> tuple[Any, ...]:
        return Cases, (self.projects, self.settings.to_send())

    @property
    def runs(self) -> int:
        """How many runs each case has."""
        return self.settings.runs

    def spans(self, cases: Sequence[int]) -> list[Rows]:
        """Return the chunks of some cases; none holds runs of two."""
        size = self.settings.chunk_size
        return [span for case in cases for span in spans_of(case * self.runs, (case + 1) * self.runs, size)]

    def place(self, span: Rows) -> tuple[int, Rows]:
        """Return case and runs of a chunk."""
        case = span.first // self.runs
        return case, Rows(span.first - case * self.runs, span.end - case * self.runs)

    def __call__(self, span: Rows) -> Chunk:
        """Simulate a chunk; the first runs of a case go through both clocks. Raises RunFailed."""
        case, rows = self.place(span)
        simulation = self.simulation(case)
        try:
            planned = prepared(simulation) if rows.first == 0 else None
            return Chunk(simulation.held(rows), planned)
        except RunFailed as error:
            raise RunFailed(f"{self.projects[case][0]}: {error}") from error

    def _simulation(self, case: int) -> Simulation:
        plan = compile_plan(self.projects[case][1], self.settings.spread)
        return Simulation(plan, self.settings, LEARNT)
