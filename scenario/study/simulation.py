"""The task of a worker: simulate a chunk and bring back what is kept of it."""

from __future__ import annotations

from typing import Any

from scenario.draws import Sampling
from scenario.model.engines import Engine, clock_of, engine_of
from scenario.model.processes import MOST_LIKELY
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.root import Project
from scenario.study.arrays import Blocks, Digest, Memory, names_of
from scenario.study.pools.chunk import Arrays, Rows, simulate_numbers
from scenario.study.retention import Retention, kept_by
from scenario.study.settings import RunSettings


class Simulation:
    """Simulates chunks of a plan; where it is sent to, the project is compiled anew, once.

    Parameters
    ----------
    plan : Plan
        What all runs share
    settings : RunSettings
        The luck, the clock, what to bring back
    digest : Digest, optional
        What to learn of each run before it is forgotten
    """

    def __init__(self, plan: Plan, settings: RunSettings, digest: Digest | None = None) -> None:
        self.plan = plan
        self.settings = settings
        self.engine: Engine = engine_of(plan, settings.engine)
        self.digest = digest
        self.clock = clock_of(plan, settings.engine)
        self.names = names_of(plan, digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (self.plan.project, self.plan.luck.sampling, self.settings.to_send(), self.digest)

    def __call__(self, span: Rows) -> Blocks:
        """Simulate a chunk; return what is kept of it. Raises RunFailed."""
        _, numbers = self.plan.numbers(self.settings.seed, span.first, span.runs)
        arrays = simulate_numbers(self.clock, numbers, self.settings.seed, span.first)
        return self._reduced(self.settings.keep, span.first, arrays)

    def held(self, span: Rows) -> Memory:
        """Simulate a chunk; return what is kept of it, with the names of its columns."""
        return self.memory(self(span))

    def memory(self, blocks: Blocks) -> Memory:
        """Return what is kept of some runs, with the names of its columns."""
        return Memory(self.settings.keep, self.names, blocks, self.engine)

    def nothing(self) -> Blocks:
        """Return what is kept of no runs."""
        return self._reduced(self.settings.keep, 0, Arrays.empty(self.plan, 0))

    def most_likely(self) -> Memory:
        """Simulate the most-likely run; return all that there is of it."""
        numbers = self.plan.planned_numbers[None, :]
        arrays = simulate_numbers(self.clock, numbers, self.settings.seed, MOST_LIKELY)
        blocks = self._reduced("cash", MOST_LIKELY, arrays)
        return Memory("cash", self.names, blocks, self.engine)

    def _reduced(self, keep: Retention, first: int, arrays: Arrays) -> Blocks:
        held = Memory.of(self.plan, arrays)
        learnt = self.digest(self.plan, self.settings.seed, first, held) if self.digest is not None else {}
        every = {**held.blocks, **learnt}
        return {name: every[name] for name in kept_by(keep) if name in every}


def _arrived(
    project: Project, sampling: Sampling, settings: RunSettings, digest: Digest | None
) -> Simulation:
    return Simulation(compile_plan(project, sampling, settings.processes), settings, digest)
