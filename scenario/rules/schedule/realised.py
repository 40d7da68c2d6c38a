"""The course of runs: when everything came, and how long it was worked at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import njit, part
from scenario.rules.schedule.calendar import CalendarTables, work_between
from scenario.rules.schedule.precedence import FUZZ, Precedence, held_until, holds

Floats = NDArray[np.float64]


@by_reference
class RealisedSchedule(NamedTuple):
    """How runs went.

    Attributes
    ----------
    ready, start, finish : arrays, shape (runs, n)
        Dates of each activity; infinite for what did not come [days]
    span : array, shape (runs, n)
        Working time of each activity, see `working_times` [days]
    regime : array, shape (runs,)
        Presale regime of each run, −1 when undecided [index]
    """

    ready: Floats
    start: Floats
    finish: Floats
    span: Floats
    regime: NDArray[np.int64]


@njit
def working_times(
    tables: CalendarTables,
    network: Precedence,
    start: Floats,
    finish: Floats,
    work: Floats,
    regime: NDArray[np.int64],
) -> Floats:
    """Return the working time of each activity from start to the end of its work, shape (runs, n) [days].

    It is the time worked up to the finish; the activity's own work where the finish waited for another one,
    and where it never came.

    Parameters
    ----------
    start, finish, regime : see `RealisedSchedule`
    work : array, shape (runs, n)
        Working time of each activity's own work [days]
    """
    spans = work.copy()
    for r in range(start.shape[0]):
        for i in range(start.shape[1]):
            if _ended_by_work(tables, network, start, finish, r, i, regime[r]):
                spans[r, i] = work_between(tables, network.calendar[i], start[r, i], finish[r, i])
    return spans


@part
def _ended_by_work(
    tables: CalendarTables,
    network: Precedence,
    start: Floats,
    finish: Floats,
    r: int,
    i: int,
    regime: int,
) -> bool:
    """Whether activity i was finished in run r, and when its work was done, not when a link allowed it."""
    if not np.isfinite(finish[r, i]):
        return False
    for k in range(network.first[2 * i + 1], network.first[2 * i + 2]):
        if holds(network, k, regime):
            event = network.source[k]
            at = finish[r, event // 2] if event % 2 else start[r, event // 2]
            if held_until(tables, network, k, at) >= finish[r, i] - FUZZ:
                return False
    return True
