"""Working time in calendars that stand still now and then, on days that luck decides.

A stoppage is an interval [begin, end) in which nothing that is worked in a calendar goes on. The functions
are those of `calendar` with stoppages taken out of the working time; without any they are the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import njit
from scenario.rules.schedule.calendar import CalendarTables, add_work, snap, work_between


@by_reference
class Stoppages(NamedTuple):
    """The stoppages of a run, those of each calendar in the order of time and not overlapping.

    Attributes
    ----------
    first : array, shape (calendars + 1,)
        Where those of each calendar begin in `begin` and `end`
    known : array, shape (calendars,)
        How many each calendar has in this run
    begin, end : arrays
        Instants [days]
    """

    first: NDArray[np.int64]
    known: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]


@njit
def note(stoppages: Stoppages, c: int, at: float, days: float) -> None:
    """Note that calendar c stands still for some days from an instant on; to be told in the order of time."""
    k = stoppages.first[c] + stoppages.known[c]
    before = stoppages.end[k - 1] if stoppages.known[c] > 0 else at
    stoppages.begin[k] = max(at, before)
    stoppages.end[k] = max(at + days, before)
    stoppages.known[c] += 1


@njit
def snap_past(tables: CalendarTables, stoppages: Stoppages, c: int, t: float) -> float:
    """Return the first instant at or after t at which calendar c works and does not stand still [days].

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 14, ([True] * 5 + [False] * 2) * 2])
    >>> stills = Stoppages(np.array([0, 0, 1]), np.array([0, 1]), np.array([1.0]), np.array([5.5]))
    >>> snap_past(tables, stills, 1, 0.5), snap_past(tables, stills, 1, 2.0)
    (0.5, 7.0)
    """
    at = snap(tables, c, t)
    for k in range(stoppages.first[c], stoppages.first[c] + stoppages.known[c]):
        if stoppages.begin[k] > at:
            break
        if stoppages.end[k] > at:
            at = snap(tables, c, stoppages.end[k])
    return at


@njit
def add_work_past(tables: CalendarTables, stoppages: Stoppages, c: int, t: float, work: float) -> float:
    """Return the instant at which `work` has been done when it begins at t [days].

    Every stoppage that begins before the work is done puts its end off by the working time lost.

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 14, ([True] * 5 + [False] * 2) * 2])
    >>> stills = Stoppages(np.array([0, 0, 1]), np.array([0, 1]), np.array([1.0]), np.array([3.5]))
    >>> add_work_past(tables, stills, 1, 0.0, 1.0), add_work_past(tables, stills, 1, 0.0, 3.0)
    (1.0, 7.5)
    """
    end = add_work(tables, c, t, work)
    for k in range(stoppages.first[c], stoppages.first[c] + stoppages.known[c]):
        if stoppages.begin[k] >= end:
            break
        if stoppages.end[k] > t:
            lost = work_between(tables, c, max(t, stoppages.begin[k]), stoppages.end[k])
            end = add_work(tables, c, end, lost)
    return end


@njit
def work_between_past(tables: CalendarTables, stoppages: Stoppages, c: int, a: float, b: float) -> float:
    """Return the working time of calendar c from a to b, stoppages left out; a comes first [days].

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 14, ([True] * 5 + [False] * 2) * 2])
    >>> stills = Stoppages(np.array([0, 0, 1]), np.array([0, 1]), np.array([1.0]), np.array([3.5]))
    >>> work_between_past(tables, stills, 1, 0.5, 4.0)
    1.0
    """
    worked = work_between(tables, c, a, b)
    for k in range(stoppages.first[c], stoppages.first[c] + stoppages.known[c]):
        begin, end = max(a, stoppages.begin[k]), min(b, stoppages.end[k])
        if begin < end:
            worked -= work_between(tables, c, begin, end)
    return worked
