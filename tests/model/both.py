"""Both clocks on the same runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from scenario.model.engines import CompiledClock, SimpyClock, new_results
from scenario.model.project_plan import compile_plan
from scenario.model.results import Results
from scenario.project.sections.root import Project


def differences(project: Project, runs: int, seed: int = 1) -> Iterator[tuple[str, Any]]:
    """Yield every table in which the clocks differ in a single bit."""
    plan = compile_plan(project)
    numbers = plan.numbers(seed, 0, runs)[1]
    compiled, simpy = (new_results(plan, runs) for _ in range(2))
    CompiledClock(plan).run_many(numbers, compiled)
    SimpyClock(plan).run_many(numbers, simpy)
    for field in Results._fields:
        ours, theirs = getattr(compiled, field), getattr(simpy, field)
        apart = (ours != theirs) & ~(np.isnan(ours) & np.isnan(theirs))
        if apart.any():
            yield field, np.argwhere(apart)[:3]
