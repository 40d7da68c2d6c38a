"""The most-likely plan, and from it who comes first where people are short."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import simpy

from scenario.model.plan.critical_path import latest_dates
from scenario.model.plan.late import FREE, held_back
from scenario.model.plan.timetable import Timetable, with_shares
from scenario.model.schedule.inputs import ScheduleInputs
from scenario.model.schedule.network import SimpyNetwork
from scenario.model.schedule.schedule import Schedule


def with_plan(table: Timetable, work: np.ndarray) -> Timetable:
    """Add the most-likely plan without staff, and from its latest starts the priority for staff.

    What is planned without free float starts no earlier in any run.
    """
    table = with_shares(table, work)
    start, finish, regime = planned_dates(table, work)
    if (table.late == FREE).any():
        table = table.held(held_back(table, work, start, finish, regime))
        start, finish, regime = planned_dates(table, work)
    latest_start, _ = latest_dates(table.without_staff(), work, finish, regime)
    rank = np.empty(len(table), dtype=np.int64)
    rank[_by_priority(table, latest_start, work)] = np.arange(len(table))
    return replace(table, rank=rank, planned_start=start, planned_finish=finish, planned_regime=regime)


def planned_dates(table: Timetable, work: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return start and finish of each activity with people enough [days], and the presale regime."""
    env = simpy.Environment()
    schedule = Schedule(env, SimpyNetwork(table.without_staff()), ScheduleInputs(work.tolist()))
    schedule.open()
    env.run()
    return np.array(schedule.start), np.array(schedule.finish), schedule.regime


def _by_priority(table: Timetable, latest_start: np.ndarray, work: np.ndarray) -> np.ndarray:
    """Return the activities in the order in which they are given people.

    What another one may start with, at the same instant, comes before all that the other comes before.
    """
    own = list(zip(table.priority.tolist(), np.round(latest_start, 6).tolist(), strict=True))
    inherited = list(own)
    links = table.links
    at_once = (links.lag <= 0.0) & links.of_start & (~links.of_end | (work[links.before] <= 0.0))
    pairs = list(zip(links.before[at_once].tolist(), links.after[at_once].tolist(), strict=True))
    moved = True
    while moved:
        moved = False
        for before, after in pairs:
            if inherited[after] < inherited[before]:
                inherited[before], moved = inherited[after], True
    return np.array(sorted(range(len(table)), key=lambda i: (inherited[i], own[i], i)), dtype=np.int64)
