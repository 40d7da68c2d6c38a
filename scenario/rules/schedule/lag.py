"""Lags: when what waits for an event may come, in elapsed time or in the working time of a calendar."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit
from scenario.rules.schedule.calendar import CalendarTables, add_work, subtract_work


@njit
def after_lag(tables: CalendarTables, c: int, at: float, lag: float) -> float:
    """Return the instant that comes a lag after another; a negative lag is a lead [days].

    Parameters
    ----------
    tables : CalendarTables
        All calendars
    c : int
        The calendar that the lag is counted in; 0 for elapsed time
    at : float
        The instant that is waited for [days]
    lag : float
        Working time of the calendar [days]

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 14, ([True] * 5 + [False] * 2) * 2])
    >>> after_lag(tables, 1, 4.0, 2.0), after_lag(tables, 1, 8.0, -2.0), after_lag(tables, 0, 4.0, 2.0)
    (8.0, 4.0, 6.0)
    """
    if c == 0 or lag == 0.0:
        return at + lag
    return add_work(tables, c, at, lag) if lag > 0.0 else subtract_work(tables, c, at, -lag)


@njit
def after_lags(
    tables: CalendarTables, c: int, instants: NDArray[np.float64], lag: float
) -> NDArray[np.float64]:
    """Return `after_lag` of each instant, shape (n,); of what never comes, never [days]."""
    later = instants + lag
    if c != 0:
        for k in range(instants.shape[0]):
            if np.isfinite(instants[k]):
                later[k] = after_lag(tables, c, instants[k], lag)
    return later


@njit
def before_lag(tables: CalendarTables, c: int, at: float, lag: float) -> float:
    """Return the latest instant that a lag leads from to `at` at the latest; the reverse of `after_lag`.

    >>> from scenario.rules.schedule.holidays import tables_of
    >>> tables = tables_of([[True] * 14, ([True] * 5 + [False] * 2) * 2])
    >>> before_lag(tables, 1, 8.0, 2.0), before_lag(tables, 1, 4.0, -2.0), before_lag(tables, 0, 6.0, 2.0)
    (4.0, 8.0, 4.0)
    """
    return after_lag(tables, c, at, -lag)
