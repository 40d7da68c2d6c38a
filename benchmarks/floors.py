"""What nothing costs: a bare event of simpy, a bare step of a compiled loop. All else is a multiple."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import simpy

from scenario.rules.compiled.decorators import kernel

EVENTS = 10_000
STEPS = 1_000_000


def bare_events(count: int = EVENTS) -> None:
    """Have one simpy process wait so many times, and do nothing else."""

    def waiting(env: simpy.Environment) -> Iterator[simpy.Event]:
        for _ in range(count):
            yield env.timeout(1.0)

    env = simpy.Environment()
    env.process(waiting(env))
    env.run()


@kernel
def _steps(count: int, memory: np.ndarray) -> None:
    at = 1
    for step in range(count):
        at = (at * 75 + 74) % 65537  # depends on the step before: nothing can be left out or done at once
        memory[at % memory.shape[0]] += step


def bare_steps(count: int = STEPS) -> None:
    """Take so many steps in a compiled loop, each of which only notes that it was taken."""
    _steps(count, np.zeros(64))
