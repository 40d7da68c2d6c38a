"""Work that is planned as late as possible.

Without *free* float (P6): it is moved up to what waits for it, which does not move; work that waits for
nothing up to the end. Without any (*total* float, MS Project): its bar is drawn at its late dates, and no
date moves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.model.plan.critical_path import by_event, latest_bound
from scenario.model.plan.timetable import LATE, Timetable
from scenario.rules.schedule.calendar import add_work, subtract_work
from scenario.rules.schedule.dated import instants_of
from scenario.rules.schedule.lag import before_lag
from scenario.rules.schedule.links import event_order
from scenario.rules.schedule.precedence import FF, FUZZ, SF

FREE = LATE.index("free")
TOTAL = LATE.index("total")
Floats = NDArray[np.float64]


def drawn(
    table: Timetable, start: Floats, finish: Floats, late: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return starts and finishes as they are drawn: of what has no float at all, its late ones [days].

    Parameters
    ----------
    start, finish : arrays, shape (activities,)
        Dates in a plan; NaN of what never comes [days]
    late : two arrays, shape (activities,)
        Latest start and finish in the critical-path plan; a later date of a levelled plan stays [days]
    """
    total = (table.late == TOTAL) & np.isfinite(finish)
    moved = (
        np.where(total, np.fmax(at, latest), at) for at, latest in zip((start, finish), late, strict=True)
    )
    return next(moved), next(moved)


def held_back(table: Timetable, work: Floats, start: Floats, finish: Floats, regime: int) -> Floats:
    """Return until when each activity is held back to have no free float, 0 for those that are not [days].

    Parameters
    ----------
    table : Timetable
        The network
    work, start, finish : arrays, shape (activities,)
        Working time and early dates in the plan [days]
    regime : int
        The presale regime that holds in it [index]
    """
    links = [row for row in table.links.rows() if row[4] in (-1, regime)]
    after, held = by_event(links), np.zeros(len(table))
    start, finish = instants_of(start), instants_of(finish)
    end = finish[np.isfinite(finish)].max(initial=0.0)

    def slack(event: int) -> list[float]:
        """Return until when an event may come before it moves what waits for it."""
        found = []
        for _, then, kind, lag, _, calendar in after.get(event, ()):
            if np.isfinite(finish[then]):
                at = start[then]
                if kind in (FF, SF):
                    at = latest_bound(table, then, work[then], start[then], finish[then])
                found.append(before_lag(table.tables, calendar, at, lag))
        return found

    for event in reversed(event_order(len(table), links, table.contiguous.tolist())):
        i, is_finish = divmod(event, 2)
        if is_finish or table.late[i] != FREE or not np.isfinite(finish[i]):
            continue
        latest = min([end, table.finish_not_after[i], *slack(event + 1)])
        begun = subtract_work(table.tables, table.calendar[i], latest, work[i])
        begun = min([begun, table.start_not_after[i], *slack(event)])
        if begun > start[i] + FUZZ:
            held[i] = start[i] = begun
            finish[i] = max(finish[i], add_work(table.tables, table.calendar[i], begun, work[i]))
    return held
