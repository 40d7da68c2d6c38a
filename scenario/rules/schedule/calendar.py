"""Working time: what is worked between two instants, and when work is done, by lookup.

Day d is the interval [d, d + 1) of days since the project's start, and is worked as a whole or not at all.
Days before the first of the tables are all worked; after the last, the last eleven years come again and
again, weekday by weekday, to a quarter of a day of the seasons. The functions take an instant as a real
number of days, and a calendar by its number; calendar 0 is `continuous`: every day is worked, nothing is
looked up.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import njit

FUZZ = 1e-9
"""Instants closer than this are one [days]: a sum of floats that misses midnight must not cost a weekend."""

TURN = 4018
"""What comes again past the tables: 574 weeks, which are eleven years and a quarter of a day [days]."""


@by_reference
class CalendarTables(NamedTuple):
    """Several calendars over n days, one row each; row 0 is `continuous`.

    Attributes
    ----------
    worked : array, shape (calendars, n + 1)
        Working days in [0, d) [days]
    opens : array, shape (calendars, n + 1)
        First working day that is d or later [day number]
    day_of : array, shape (calendars, n)
        The day on which the working day number k falls, k counted from 0 [day number]
    """

    worked: NDArray[np.float64]
    opens: NDArray[np.int64]
    day_of: NDArray[np.int64]


@njit
def snap(tables: CalendarTables, c: int, t: float) -> float:
    """Return the first instant at or after t at which calendar c works [days].

    The end of a working day is not an instant of work unless the next day is worked too.

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 7, [True] * 5 + [False] * 2])
    >>> snap(tables, 1, 4.5), snap(tables, 1, 5.0)
    (4.5, 7.0)
    """
    if c == 0:
        return t
    late = t + FUZZ
    if late < 0.0 or late == math.inf:
        return t
    days: int = tables.day_of.shape[1]
    day = math.floor(late)
    shift = 0
    if day >= days:
        shift = ((day - days) // turn_of(tables, c)[0] + 1) * turn_of(tables, c)[0]
    opened: int = tables.opens[c, day - shift]
    if opened == days:  # the next day of work is one of the turn after
        opened = tables.opens[c, days - turn_of(tables, c)[0]] + turn_of(tables, c)[0]
    return max(t, float(opened + shift))


@njit
def turn_length(days: int) -> int:
    """Return how many days of a table come again past it: whole weeks, where it has any [days]."""
    return min(TURN, days // 7 * 7) if days >= 7 else days


@njit
def turn_of(tables: CalendarTables, c: int) -> tuple[int, float]:
    """Return how many days come again past the tables of a calendar, and how many are worked [days]."""
    days: int = tables.day_of.shape[1]
    length = turn_length(days)
    worked: float = tables.worked[c, days] - tables.worked[c, days - length]
    return length, worked


@njit
def ends_work(tables: CalendarTables, c: int, t: float) -> bool:
    """Return whether calendar c works right before t, so that work may end then.

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 7, [True] * 5 + [False] * 2])
    >>> ends_work(tables, 1, 5.0), ends_work(tables, 1, 5.5)
    (True, False)
    """
    if c == 0 or t <= 0.0 or t == math.inf:
        return True
    day = math.ceil(t - FUZZ) - 1
    worked: float = worked_until(tables, c, day + 1.0) - worked_until(tables, c, float(day))
    return worked > 0.0


@njit
def finish_instant(tables: CalendarTables, c: int, t: float) -> float:
    """Return when work that may not be finished before t can be: then, or when calendar c works again [days].

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 14, ([True] * 5 + [False] * 2) * 2])
    >>> finish_instant(tables, 1, 5.0), finish_instant(tables, 1, 5.5)
    (5.0, 7.0)
    """
    return t if ends_work(tables, c, t) else snap(tables, c, t)


@njit
def worked_until(tables: CalendarTables, c: int, t: float) -> float:
    """Return the working time of calendar c from day 0 to t, negative before day 0 [days]."""
    days: int = tables.day_of.shape[1]
    if c == 0 or t < 0.0 or t == math.inf:
        return t
    day = math.floor(t)
    passed = 0.0
    if day >= days:
        length, of_turn = turn_of(tables, c)
        turns = (day - days) // length + 1
        passed, day, t = turns * of_turn, day - turns * length, t - turns * length
    before: float = tables.worked[c, day]
    worked_that_day: float = tables.worked[c, day + 1] - before
    return passed + before + (t - day) * worked_that_day


@njit
def add_work(tables: CalendarTables, c: int, t: float, work: float) -> float:
    """Return the instant at which `work` has been done when it begins at t [days].

    That is the end of its last working day, never the start of the next one. No work ends when it begins.

    Parameters
    ----------
    tables : CalendarTables
        All calendars
    c : int
        Which of them
    t : float
        When work may begin; it need not be an instant of work [days]
    work : float
        Working time, at least 0 [days]

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 7, [True] * 5 + [False] * 2])
    >>> add_work(tables, 1, 3.0, 2.0), add_work(tables, 1, 3.0, 2.5)
    (5.0, 7.5)
    """
    if c == 0 or work <= FUZZ:
        return t + work
    done = worked_until(tables, c, t) + work
    if done <= FUZZ or done == math.inf:
        return done
    days: int = tables.day_of.shape[1]
    beyond: float = done - tables.worked[c, days]
    shift = 0
    if beyond > FUZZ:
        length, of_turn = turn_of(tables, c)
        turns = math.ceil((beyond - FUZZ) / of_turn)
        shift, done = turns * length, done - turns * of_turn
    last = math.ceil(done - FUZZ) - 1
    day: int = tables.day_of[c, last]
    return shift + day + min(done - last, 1.0)


@njit
def ends_of_work(
    tables: CalendarTables, c: int, starts: NDArray[np.float64], works: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return `add_work` of each start and its work, shape (n,) [days].

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 7, [True] * 5 + [False] * 2])
    >>> ends_of_work(tables, 1, np.array([3.0, 3.0]), np.array([2.0, 2.5]))
    array([5. , 7.5])
    """
    ends = np.empty(starts.shape[0])
    for k in range(starts.shape[0]):
        ends[k] = add_work(tables, c, starts[k], works[k])
    return ends


@njit
def subtract_work(tables: CalendarTables, c: int, t: float, work: float) -> float:
    """Return the latest instant from which `work` is done by t [days]; the reverse of `add_work`.

    No work may begin when it ends. Where work fills whole days it begins in the morning of its first
    working day, not in the evening of the working day before.

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 7, [True] * 5 + [False] * 2])
    >>> subtract_work(tables, 1, 7.5, 2.5), subtract_work(tables, 1, 8.0, 1.0)
    (3.0, 7.0)
    """
    if c == 0 or work <= FUZZ:
        return t - work
    left = worked_until(tables, c, t) - work
    if left < -FUZZ or left == math.inf:
        return left
    days: int = tables.day_of.shape[1]
    beyond: float = left - tables.worked[c, days]
    shift = 0
    if beyond >= -FUZZ:
        length, of_turn = turn_of(tables, c)
        turns = math.floor((beyond + FUZZ) / of_turn) + 1
        shift, left = turns * length, left - turns * of_turn
    first = math.floor(left + FUZZ)
    day: int = tables.day_of[c, first]
    return shift + day + max(left - first, 0.0)


@njit
def work_between(tables: CalendarTables, c: int, a: float, b: float) -> float:
    """Return the working time of calendar c from a to b, negative when b comes first [days].

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 7, [True] * 5 + [False] * 2])
    >>> work_between(tables, 1, 4.5, 7.25)
    0.75
    """
    if c == 0:
        return b - a
    return worked_until(tables, c, b) - worked_until(tables, c, a)


def last_day_worked(tables: CalendarTables, c: int, end: float) -> float:
    """Return the end of the last day at or before `end`, a midnight, that calendar c works [days].

    Days outside the tables are all worked.

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 7, [True] * 5 + [False] * 2])
    >>> last_day_worked(tables, 1, 7.0), last_day_worked(tables, 1, 4.0), last_day_worked(tables, 1, 9.0)
    (5.0, 4.0, 9.0)
    """
    days: int = tables.worked.shape[1] - 1
    day = int(min(end, days))
    if c == 0 or end > days or end <= 0.0:
        return end
    while day > 0 and tables.worked[c, day] == tables.worked[c, day - 1]:
        day -= 1
    return float(day)
