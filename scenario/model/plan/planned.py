"""The most-likely plan, and from it who comes first where people are short."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenario.model.plan.critical_path import latest_dates
from scenario.model.plan.timetable import Timetable
from scenario.model.schedule.schedule import planned_dates


def with_plan(table: Timetable, work: np.ndarray) -> Timetable:
    """Add the most-likely plan without staff, and from its latest starts the priority for staff."""
    start, finish, regime = planned_dates(table, work)
    latest_start, _ = latest_dates(table.without_staff(), work, finish, regime)
    rank = np.empty(len(table), dtype=np.int64)
    rank[np.lexsort((np.arange(len(table)), np.round(latest_start, 6)))] = np.arange(len(table))
    return replace(table, rank=rank, planned_start=start, planned_finish=finish)
