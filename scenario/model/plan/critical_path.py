"""The backward pass: latest dates that do not delay the project's last node."""

from __future__ import annotations

import numpy as np

from scenario.model.plan.timetable import Timetable
from scenario.rules.schedule.calendar import subtract_work
from scenario.rules.schedule.links import event_order
from scenario.rules.schedule.precedence import FF, FS, SS


def latest_dates(
    table: Timetable, work: np.ndarray, finish: np.ndarray, regime: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return latest start and latest finish of each activity without staff limits [days].

    `finish` is the earliest finish, `work` the working time of each activity [days]. `regime` is the presale
    regime that holds in the plan: links of others are left out.
    """
    links = [row for row in table.links.rows() if row[4] in (-1, regime)]
    by_start: dict[int, list[tuple[int, int, float]]] = {}
    by_finish: dict[int, list[tuple[int, int, float]]] = {}
    for before, after, kind, lag, _ in links:
        (by_finish if kind in (FS, FF) else by_start).setdefault(before, []).append((after, kind, lag))
    end = finish[np.isfinite(finish)].max(initial=0.0)
    latest_start = np.full(len(table), end)
    latest_finish = np.full(len(table), end)
    for event in reversed(event_order(len(table), links)):
        i, is_finish = divmod(event, 2)
        successors = (by_finish if is_finish else by_start).get(i, ())
        bounds = [
            (latest_start if kind in (FS, SS) else latest_finish)[after] - lag
            for after, kind, lag in successors
        ]
        if is_finish:
            latest_finish[i] = min([end, *bounds])
        else:
            worked_back = subtract_work(table.tables, table.calendar[i], latest_finish[i], work[i])
            latest_start[i] = min([worked_back, *bounds])
    return latest_start, latest_finish
