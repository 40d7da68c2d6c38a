"""Returns on a row of flows: IRR with a status, XIRR, NPV.

Money in is positive. How rates are sought, and which of several is given, is told in `roots`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit
from scenario.rules.money.roots import NO_ROOT, NO_SIGN_CHANGE, OK, SEVERAL_ROOTS, Pace, only_root, solve

__all__ = ["NO_ROOT", "NO_SIGN_CHANGE", "OK", "SEVERAL_ROOTS"]
STATUSES = ("ok", "no_sign_change", "no_root", "several_roots")
"""Name of each status, by its number."""

MONTHS_PER_DAY = 12.0 / 365.0


@njit
def irr(flows: NDArray[np.float64]) -> tuple[float, int]:
    """Return the internal rate of return of evenly spaced flows and a status.

    The rate i solves ``Σ flows[m] / (1 + i)**m = 0``. Of several roots the one nearest zero is given, as
    numpy-financial does (but see SEVERAL_ROOTS); a spreadsheet finds it when given it as the guess.

    Parameters
    ----------
    flows : array, shape (months,)
        Flow of each month, money in positive [yuan]

    Returns
    -------
    rate : float
        Rate a month, NaN unless the status is OK or SEVERAL_ROOTS [fraction/month]
    status : int
        OK, NO_SIGN_CHANGE, NO_ROOT or SEVERAL_ROOTS

    >>> irr(np.array([-100.0, 60.0, 60.0]))
    (0.130662386291807, 0)
    >>> irr(np.array([0.0, 60.0, 60.0]))
    (nan, 1)
    """
    return _irr(flows, _monthly(flows.shape[0]))


@njit
def _irr(flows: NDArray[np.float64], pace: Pace) -> tuple[float, int]:
    first, last = _span(flows)
    force = only_root(flows, first, last, pace)
    status = OK
    if np.isnan(force):
        force, status = solve(np.empty(0), flows[first : last + 1])
    return math.expm1(force), status


@njit
def _monthly(months: int) -> Pace:
    """Return the pace of evenly spaced flows."""
    return Pace(np.zeros(months, dtype=np.int64), np.ones(1))


@njit
def _span(flows: NDArray[np.float64]) -> tuple[int, int]:
    """Return the first and the last flow that is not 0; first > last when there is none."""
    first = 0
    last = flows.shape[0] - 1
    while first <= last and flows[first] == 0.0:
        first += 1
    while last >= first and flows[last] == 0.0:
        last -= 1
    return first, last


@njit
def irr_many(flows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return rate a month and status of each row, both of shape (n,); see `irr`.

    Parameters
    ----------
    flows : array, shape (n, months)
        Flow of each month, money in positive [yuan]

    >>> irr_many(np.array([[-100.0, 110.0], [100.0, 110.0]]))
    (array([0.1, nan]), array([0, 1], dtype=int8))
    """
    n = flows.shape[0]
    rates = np.empty(n)
    statuses = np.empty(n, dtype=np.int8)
    pace = _monthly(flows.shape[1])
    for i in range(n):
        rates[i], statuses[i] = _irr(flows[i], pace)
    return rates, statuses


@njit
def annual_irr_many(flows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return the IRR of each row as a rate a year, and its status, both of shape (n,); see `annual`.

    Parameters
    ----------
    flows : array, shape (n, months)
        Flow of each month, money in positive [yuan]

    >>> rates, statuses = annual_irr_many(np.array([[-100.0, 101.0], [100.0, 110.0]]))
    >>> rates, statuses
    (array([0.12682503,        nan]), array([0, 1], dtype=int8))
    """
    rates, statuses = irr_many(flows)
    for i in range(rates.shape[0]):
        rates[i] = annual(rates[i])
    return rates, statuses


@njit
def xirr(days: NDArray[np.float64], amounts: NDArray[np.float64]) -> tuple[float, int]:
    """Return the rate of return a year of dated flows and a status, as a spreadsheet's XIRR.

    The rate r solves ``Σ amounts[k] / (1 + r)**((days[k] − days[0]) / 365) = 0``. Several roots: see `irr`.

    Parameters
    ----------
    days : array, shape (flows,)
        Day of each flow, in any order; whole numbers to match a spreadsheet, which drops fractions [days]
    amounts : array, shape (flows,)
        Money in positive; zeros do not matter, and may fill up a row [yuan]

    Returns
    -------
    rate : float
        Rate a year, actual/365, NaN unless the status is OK or SEVERAL_ROOTS [fraction/year]
    status : int
        OK, NO_SIGN_CHANGE, NO_ROOT or SEVERAL_ROOTS

    >>> xirr(np.array([0.0, 365.0]), np.array([-100.0, 110.0]))
    (0.1, 0)
    """
    begin = np.inf
    count = 0
    for k in range(amounts.shape[0]):
        if amounts[k] != 0.0:
            begin = min(begin, days[k])
            count += 1
    times = np.empty(count)
    money = np.empty(count)
    count = 0
    for k in range(amounts.shape[0]):
        if amounts[k] != 0.0:
            times[count] = (days[k] - begin) * MONTHS_PER_DAY
            money[count] = amounts[k]
            count += 1
    force, status = solve(times, money)
    return math.expm1(12.0 * force), status


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
def xirr_on(
    days: NDArray[np.float64], amounts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return rate a year and status of rows that share their days, both of shape (n,); see `xirr`.

    Parameters
    ----------
    days : array, shape (flows,)
        Day of each flow, in order [days]
    amounts : array, shape (n, flows)
        Money in positive [yuan]

    >>> xirr_on(np.array([0.0, 365.0]), np.array([[-100.0, 110.0]]))
    (array([0.1]), array([0], dtype=int8))
    """
    n = amounts.shape[0]
    rates = np.empty(n)
    statuses = np.empty(n, dtype=np.int8)
    pace = _pace_of(days)
    for i in range(n):
        first, last = _span(amounts[i])
        force = only_root(amounts[i], first, last, pace)
        if np.isnan(force):
            rates[i], statuses[i] = xirr(days, amounts[i])
        else:
            rates[i], statuses[i] = math.expm1(12.0 * force), OK
    return rates, statuses


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
def annual(rate_monthly: float) -> float:
    """Return the rate a year of a rate a month [fraction/year]: ``(1 + i)**12 − 1``.

    >>> annual(0.01)
    0.126825030131969
    """
    return (1.0 + rate_monthly) ** 12 - 1.0


@njit
def npv(flows: NDArray[np.float64], annual_rate: float) -> float:
    """Return the net present value at month 0 [yuan]: ``Σ flows[m] / (1 + r)**(m / 12)``.

    Parameters
    ----------
    flows : array, shape (months,)
        Flow of each month, money in positive; month 0 is not discounted [yuan]
    annual_rate : float
        Discount rate, above −1 [fraction/year]

    >>> npv(np.array([-100.0] + [0.0] * 11 + [110.0]), 0.10)
    0.0
    """
    factor = (1.0 + annual_rate) ** (-1.0 / 12.0)
    value = 0.0
    for m in range(flows.shape[0] - 1, -1, -1):
        value = value * factor + flows[m]
    return value


@njit
def moved_to(
    month: NDArray[np.float64], worth: NDArray[np.float64], annual_rate: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what worths at month 0 are at another month [yuan]: ``worth · (1 + r)**(month / 12)``.

    Parameters
    ----------
    month, worth, annual_rate : arrays, shape (n,)
        Month [month index], worth [yuan] and discount rate, above −1 [fraction/year], of each run

    >>> moved_to(np.array([12.0]), np.array([100.0]), np.array([0.25]))
    array([125.])
    """
    moved = np.empty(worth.shape[0])
    for i in range(worth.shape[0]):
        moved[i] = worth[i] * math.pow(1.0 + annual_rate[i], month[i] / 12.0)
    return moved


@njit
def discounted(flows: NDArray[np.float64], annual_rate: float) -> NDArray[np.float64]:
    """Return each flow's worth at month 0, shape (months,) [yuan]: ``flows[m] / (1 + r)**(m / 12)``.

    The dynamic payback month is ``paths.first_crossing(np.cumsum(discounted(flows, annual_rate)))``.

    >>> discounted(np.array([-100.0] + [0.0] * 11 + [110.0]), 0.10)[[0, 12]]
    array([-100., 100.])
    """
    factor = (1.0 + annual_rate) ** (-1.0 / 12.0)
    worth = np.empty(flows.shape[0])
    power = 1.0
    for m in range(flows.shape[0]):
        worth[m] = flows[m] * power
        power *= factor
    return worth
