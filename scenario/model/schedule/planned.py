"""The most-likely plan, and from it who comes first where people are short."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import simpy

from scenario.model.plan.critical_path import latest_dates
from scenario.model.plan.timetable import Timetable
from scenario.model.schedule.inputs import ScheduleInputs
from scenario.model.schedule.network import SimpyNetwork
from scenario.model.schedule.schedule import Schedule


def with_plan(table: Timetable, work: np.ndarray) -> Timetable:
    """Add the most-likely plan without staff, and from its latest starts the priority for staff."""
    start, finish, regime = planned_dates(table, work)
    latest_start, _ = latest_dates(table.without_staff(), work, finish, regime)
    rank = np.empty(len(table), dtype=np.int64)
    rank[np.lexsort((np.arange(len(table)), np.round(latest_start, 6)))] = np.arange(len(table))
    return replace(table, rank=rank, planned_start=start, planned_finish=finish)


def planned_dates(table: Timetable, work: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return start and finish of each activity with people enough [days], and the presale regime."""
    env = simpy.Environment()
    schedule = Schedule(env, SimpyNetwork(table.without_staff()), ScheduleInputs(work.tolist()))
    schedule.open()
    env.run()
    return np.array(schedule.start), np.array(schedule.finish), schedule.regime
