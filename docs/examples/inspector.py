"""An inspector who stops the structure works at random weeks: a process of one's own.

scenario run params/riverside.yaml --process docs.examples.inspector:inspector
"""

from __future__ import annotations

from collections.abc import Generator

import simpy

from scenario.model.processes import Works

WEEK = 7.0
WORK = "structure_third"
"""Each phase has this activity once."""


def inspector(env: simpy.Environment, works: Works) -> Generator[simpy.Event, object, None]:
    """Look after each phase."""
    phases = [name for name in works.ids if name.partition(".")[0] == WORK]
    for name in phases:
        env.process(visits(env, works, name))
    yield env.timeout(0)


def visits(env: simpy.Environment, works: Works, name: str) -> Generator[simpy.Event, object, None]:
    """Come every week while the work goes on; in one week of ten stop it for three days, and fine it."""
    yield works.started(name)
    week = 0
    while works.is_under_way(name):
        week += 1
        yield env.timeout(WEEK)
        if works.uniform(f"inspector.{name}.{week}") >= 0.9 and works.is_under_way(name):
            works.stop(name)
            works.post("administration", -20_000)
            yield env.timeout(3)
            works.resume(name)
