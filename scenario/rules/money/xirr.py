"""Returns on dated flows: XIRR with a status, and worth at a hurdle; actual/365, as spreadsheets have it.

Money in is positive. Most flows of a month fall on its end; some keep a day of their own.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit
from scenario.rules.money.roots import NEGLIGIBLE, RATE, Pace, only_root, solve

MONTHS_PER_DAY = 12.0 / 365.0


@njit
def xirr(days: NDArray[np.float64], amounts: NDArray[np.float64]) -> tuple[float, int]:
    """Return the rate of return a year of dated flows and a status, as a spreadsheet's XIRR.

    The rate r solves ``Σ amounts[k] / (1 + r)**((days[k] − days[0]) / 365) = 0``. Statuses: see `irr`.

    Parameters
    ----------
    days : array, shape (flows,)
        Day of each flow, in any order; whole numbers to match a spreadsheet, which drops fractions [days]
    amounts : array, shape (flows,)
        Money in positive; zeros do not matter, and may fill up a row [yuan]

    Returns
    -------
    rate : float
        Rate a year, actual/365 [fraction/year]
    status : int
        RATE, SEVERAL, TOTAL_LOSS, NO_MONEY_IN or NOTHING

    >>> xirr(np.array([0.0, 365.0]), np.array([-100.0, 110.0]))
    (0.1, 0)
    """
    when = np.empty(amounts.shape[0])
    money = np.empty(amounts.shape[0])
    count = 0
    for k in np.argsort(days, kind="mergesort"):
        count = _put(when, money, count, days[k], amounts[k])
    return _xirr(when[:count], money[:count])


@njit
def _put(when: NDArray[np.float64], money: NDArray[np.float64], count: int, day: float, amount: float) -> int:
    """Put a flow behind those before it, or to those of its day; return how many days have one."""
    if amount == 0.0:
        return count
    if count > 0 and when[count - 1] == day:
        money[count - 1] += amount
        return count if money[count - 1] != 0.0 else count - 1
    when[count] = day
    money[count] = amount
    return count + 1


@njit
def _xirr(when: NDArray[np.float64], money: NDArray[np.float64]) -> tuple[float, int]:
    """Return the rate a year of flows that are not 0, on different days in their order, and its status."""
    count = money.shape[0]
    force = only_root(money, 0, count - 1, _pace_of(when))
    status = RATE
    if np.isnan(force):
        origin = when[0] if count > 0 else 0.0
        force, status = solve((when - origin) * MONTHS_PER_DAY, money)
    return math.expm1(12.0 * force), status


@njit
def _pace_of(days: NDArray[np.float64]) -> Pace:
    """Return the pace of flows on some days."""
    kind = np.zeros(days.shape[0], dtype=np.int64)
    length = np.empty(max(1, days.shape[0]))
    length[0] = 0.0
    kinds = 1
    for m in range(1, days.shape[0]):
        gap = (days[m] - days[m - 1]) * MONTHS_PER_DAY
        k = 0
        while k < kinds and length[k] != gap:
            k += 1
        length[k] = gap
        kinds = max(kinds, k + 1)
        kind[m] = k
    return Pace(kind, length[:kinds].copy())


@njit
def xirr_many(
    days: NDArray[np.float64], amounts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return rate a year and status of each row, both of shape (n,); see `xirr`.

    Parameters
    ----------
    days : array, shape (n, flows)
        Day of each flow [days]
    amounts : array, shape (n, flows)
        Money in positive; fill up shorter rows with zeros [yuan]

    >>> xirr_many(np.array([[0.0, 365.0]]), np.array([[-100.0, 110.0]]))
    (array([0.1]), array([0], dtype=int8))
    """
    n = amounts.shape[0]
    rates = np.empty(n)
    statuses = np.empty(n, dtype=np.int8)
    for i in range(n):
        rates[i], statuses[i] = xirr(days[i], amounts[i])
    return rates, statuses


@njit
def xirr_of_months(
    ends: NDArray[np.float64],
    flows: NDArray[np.float64],
    days: NDArray[np.float64],
    dated: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return the XIRR a year and status of rows of monthly flows some of which keep a day of their own.

    Parameters
    ----------
    ends : array, shape (months,)
        Day at which each month ends, on which what has no day of its own flows [days]
    flows : array, shape (n, months)
        All that flows in each month, money in positive [yuan]
    days, dated : arrays, shape (n, flows)
        Day [days] and amount [yuan] of the flows among them that keep their day; 0 where there is none

    >>> ends, flows = np.array([30.0, 395.0]), np.array([[-100.0, 110.0]])
    >>> xirr_of_months(ends, flows, np.zeros((1, 0)), np.zeros((1, 0)))
    (array([0.1]), array([0], dtype=int8))
    >>> xirr_of_months(ends, flows, np.array([[0.0, 365.0]]), np.array([[-100.0, 110.0]]))
    (array([0.1]), array([0], dtype=int8))
    """
    n = flows.shape[0]
    rates = np.empty(n)
    statuses = np.empty(n, dtype=np.int8)
    when = np.empty(ends.shape[0] + days.shape[1])
    money = np.empty(when.shape[0])
    for i in range(n):
        count = timeline(ends, flows[i], days[i], dated[i], when, money)
        rates[i], statuses[i] = _xirr(when[:count], money[:count])
    return rates, statuses


@njit
def timeline(
    ends: NDArray[np.float64],
    flows: NDArray[np.float64],
    days: NDArray[np.float64],
    dated: NDArray[np.float64],
    when: NDArray[np.float64],
    money: NDArray[np.float64],
) -> int:
    """Put the flows of months, some with a day of their own, in the order of time; return how many days.

    See `xirr_of_months` for a row of it; `when` and `money` are filled.
    """
    order = np.argsort(days, kind="mergesort")
    count = 0
    k = 0
    for m in range(ends.shape[0]):
        rest = flows[m]
        while k < days.shape[0] and (days[order[k]] <= ends[m] or m == ends.shape[0] - 1):
            amount = dated[order[k]]
            count = _put(when, money, count, min(days[order[k]], ends[m]), amount)
            rest -= amount
            k += 1
        if abs(rest) > NEGLIGIBLE * abs(flows[m]):
            count = _put(when, money, count, ends[m], rest)
    return count


@njit
def worth_of_months(
    ends: NDArray[np.float64],
    flows: NDArray[np.float64],
    days: NDArray[np.float64],
    dated: NDArray[np.float64],
    annual_rate: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the same of flows some of which keep a day of their own, actual/365; see `xirr_of_months`.

    Worth is on the day of the first flow.
    """
    n = flows.shape[0]
    worth = np.zeros(n)
    turnover = np.zeros(n)
    when = np.empty(ends.shape[0] + days.shape[1])
    money = np.empty(when.shape[0])
    for i in range(n):
        count = timeline(ends, flows[i], days[i], dated[i], when, money)
        for k in range(count):
            worth[i] += money[k] * math.pow(1.0 + annual_rate, (when[0] - when[k]) / 365.0)
            turnover[i] += abs(money[k])
    return worth, turnover
