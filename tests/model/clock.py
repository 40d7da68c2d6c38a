"""The schedule of a project run alone, without its money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import simpy

from scenario.model.project_plan import Plan, compile_plan
from scenario.model.schedule.inputs import schedule_inputs
from scenario.model.schedule.network import SimpyNetwork
from scenario.model.schedule.schedule import Schedule
from scenario.project.sections.root import Project

MONDAY = "2026-01-05"
BASE: dict[str, Any] = {"project": {"name": "Story", "start": MONDAY, "horizon": "24 months"}}


def project(activities: Mapping[str, Any], **blocks: Any) -> Project:
    """Return a project that starts on a Monday. An activity may be written as its duration."""
    written = {name: a if isinstance(a, dict) else {"duration": a} for name, a in activities.items()}
    return Project.model_validate({**BASE, "activities": written, **blocks})


def run(
    plan: Plan, numbers: np.ndarray | None = None, meanwhile: Callable[..., Any] | None = None
) -> Schedule:
    """Run a plan's schedule, on its most-likely numbers unless others are given.

    `meanwhile(env, schedule)` may be a simpy process that tells of sales or of want of cash.
    """
    inputs = plan.layout.views(np.array(plan.planned_numbers if numbers is None else numbers))
    env = simpy.Environment()
    told = schedule_inputs(inputs, plan.events, plan.fallbacks)
    schedule = Schedule(env, SimpyNetwork(plan.timetable), told)
    if meanwhile is not None:
        env.process(meanwhile(env, schedule))
    schedule.open()
    env.run()
    return schedule


def dates(schedule: Schedule) -> dict[str, tuple[float, float]]:
    """Return (start, finish) of each activity [days]."""
    return dict(zip(schedule.table.ids, zip(schedule.start, schedule.finish, strict=True), strict=True))


def planned(activities: Mapping[str, Any], **blocks: Any) -> dict[str, tuple[float, float]]:
    """Return the most-likely dates of a project [days]."""
    return dates(run(compile_plan(project(activities, **blocks))))
