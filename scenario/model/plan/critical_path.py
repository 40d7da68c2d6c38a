"""The backward pass: latest dates that do not delay the project's last node."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.model.plan.timetable import Timetable
from scenario.rules.schedule.calendar import (
    add_work,
    finish_instant,
    snap,
    subtract_work,
    work_between,
    worked_until,
)
from scenario.rules.schedule.dated import instants_of
from scenario.rules.schedule.lag import before_lag
from scenario.rules.schedule.links import Row, event_order
from scenario.rules.schedule.precedence import FF, FS, SF


def latest_dates(
    table: Timetable, work: np.ndarray, finish: np.ndarray, regime: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return latest start and latest finish of each activity without staff limits [days].

    Deadlines count: what is later than one has negative float.

    Parameters
    ----------
    table : Timetable
        The network
    work, finish : arrays, shape (activities,)
        Working time of each activity, and its earliest finish [days]
    regime : int
        The presale regime that holds in the plan: links of others are left out [index]
    """
    links = [row for row in table.links.rows() if row[4] in (-1, regime)]
    after = by_event(links)
    finish = instants_of(finish)
    end = finish[np.isfinite(finish)].max(initial=0.0)
    latest_start = np.minimum(end, table.start_not_after)
    latest_finish = np.minimum(end, table.finish_not_after)
    for event in reversed(event_order(len(table), links, table.contiguous.tolist())):
        i, is_finish = divmod(event, 2)
        bounds = []
        for _, then, kind, lag, _, calendar in after.get(event, ()):
            at = latest_start[then]
            if kind in (FF, SF):
                at = latest_bound(table, then, work[then], at, latest_finish[then])
            bounds.append(before_lag(table.tables, calendar, at, lag))
        if is_finish:
            latest_finish[i] = min([latest_finish[i], *bounds])
        else:
            worked_back = subtract_work(table.tables, table.calendar[i], latest_finish[i], work[i])
            latest_start[i] = min([latest_start[i], worked_back, *bounds])
    return latest_start, latest_finish


class PlanFloats(NamedTuple):
    """How much later each activity may finish in the plan, shape (activities,).

    Attributes
    ----------
    total : without delaying the end or missing a deadline, in elapsed time [days]
    free : without delaying any other activity [days]
    working, free_working : the same in the working time of the activity's calendar [days]
    """

    total: np.ndarray
    free: np.ndarray
    working: np.ndarray
    free_working: np.ndarray


def plan_floats(
    table: Timetable, work: np.ndarray, start: np.ndarray, finish: np.ndarray, regime: int
) -> PlanFloats:
    """Return the floats of the plan; NaN of what never comes.

    Parameters
    ----------
    start, finish : arrays, shape (activities,)
        Its early dates [days]
    table, work, regime : see `latest_dates`
    """
    finish = instants_of(finish)
    total = latest_dates(table, work, finish, regime)[1] - finish
    after = by_event([row for row in table.links.rows() if row[4] in (-1, regime)])
    end = finish[np.isfinite(finish)].max(initial=0.0)
    free = np.full(len(table), np.nan)
    for i in np.flatnonzero(np.isfinite(finish)).tolist():
        slips = [end - finish[i]]
        for event, came in ((2 * i, start[i]), (2 * i + 1, finish[i])):
            for _, then, kind, lag, _, calendar in after.get(event, ()):
                successor = (finish if kind in (FF, SF) else start)[then]
                if np.isfinite(successor):
                    slips.append(before_lag(table.tables, calendar, successor, lag) - came)
        free[i] = max(0.0, min(slips))
    worked = [
        np.array(
            [
                work_between(table.tables, table.calendar[i], finish[i], finish[i] + slip)
                if np.isfinite(slip)
                else np.nan
                for i, slip in enumerate(slips)
            ]
        )
        for slips in (total, free)
    ]
    return PlanFloats(np.where(np.isfinite(total), total, np.nan), free, *worked)


def by_event(links: list[Row]) -> dict[int, list[Row]]:
    """Return links by the start (2i) or finish (2i + 1) that they wait for."""
    after: dict[int, list[Row]] = {}
    for row in links:
        after.setdefault(2 * row[0] + (row[2] in (FS, FF)), []).append(row)
    return after


def latest_bound(table: Timetable, i: int, work: float, start: float, finish: float) -> float:
    """Return the latest instant before which an activity may be kept from finishing [days].

    It may then still finish by `finish`; work without breaks may also still start by `start`.
    """
    if work <= 0.0:
        return min(start, finish) if table.contiguous[i] else finish
    calendar = table.calendar[i]
    if finish_instant(table.tables, calendar, finish) > finish:
        finish = add_work(table.tables, calendar, 0.0, worked_until(table.tables, calendar, finish))
    if not table.contiguous[i]:
        return finish
    return min(finish, snap(table.tables, calendar, add_work(table.tables, calendar, start, work)))
