"""Processes of one's own, for tests: workers import them by name."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from scenario.model.processes import Works

Story = Generator[simpy.Event, Any, Any]


def idle(env: simpy.Environment, works: Works) -> Story:
    """Do nothing, once a week, for ever."""
    while True:
        yield env.timeout(7)


def halting(env: simpy.Environment, works: Works) -> Story:
    """Stop all works every five days, and take it back at once."""
    while True:
        yield env.timeout(5)
        works.stop()
        works.resume()


def inspecting(env: simpy.Environment, works: Works) -> Story:
    """Stop the left side for a while that luck decides, after a day of work."""
    yield works.started("left")
    yield env.timeout(1)
    works.stop("left")
    yield env.timeout(5 * works.uniform("while"))
    works.resume("left")
