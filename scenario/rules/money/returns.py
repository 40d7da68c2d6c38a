"""Returns on a row of even flows: IRR with a status, NPV. Those of dated flows are in `xirr`.

Money in is positive. How rates are sought, and which of several is given, is told in `roots`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit
from scenario.rules.money.roots import (
    NEGLIGIBLE,
    NO_MONEY_IN,
    NOTHING,
    RATE,
    SEVERAL,
    TOTAL_LOSS,
    Pace,
    only_root,
    solve,
)

__all__ = ["NEGLIGIBLE", "NOTHING", "NO_MONEY_IN", "RATE", "SEVERAL", "TOTAL_LOSS"]
STATUSES = ("rate", "several", "total_loss", "no_money_in", "none")
"""Name of each status, by its number."""


@njit
def irr(flows: NDArray[np.float64]) -> tuple[float, int]:
    """Return the internal rate of return of evenly spaced flows and a status.

    The rate i solves ``Σ flows[m] / (1 + i)**m = 0``. So that rows can be ranked, other statuses have a
    number too: SEVERAL the highest rate at which worth falls (up to it hurdles are met; it is not shown),
    TOTAL_LOSS −1, NO_MONEY_IN infinity; NOTHING has NaN.

    Parameters
    ----------
    flows : array, shape (months,)
        Flow of each month, money in positive [yuan]

    Returns
    -------
    rate : float
        Rate a month [fraction/month]
    status : int
        RATE, SEVERAL, TOTAL_LOSS, NO_MONEY_IN or NOTHING

    >>> irr(np.array([-100.0, 60.0, 60.0]))
    (0.130662386291807, 0)
    >>> irr(np.array([0.0, 60.0, 60.0])), irr(np.array([-100.0, 0.0]))
    ((inf, 3), (-1.0, 2))
    """
    return _irr(flows, _monthly(flows.shape[0]))


@njit
def _irr(flows: NDArray[np.float64], pace: Pace) -> tuple[float, int]:
    first, last = _span(flows)
    force = only_root(flows, first, last, pace)
    status = RATE
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
    (array([0.1, inf]), array([0, 3], dtype=int8))
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
    (array([0.12682503,        inf]), array([0, 3], dtype=int8))
    """
    rates, statuses = irr_many(flows)
    for i in range(rates.shape[0]):
        rates[i] = annual(rates[i])
    return rates, statuses


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
def worth_many(
    flows: NDArray[np.float64], annual_rate: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return net present value and turnover ``Σ |flows[m]|`` of each row, both of shape (n,) [yuan].

    A hurdle is met where the worth at it is not below nothing by more than a rounding remainder of the
    turnover, and something flows.

    >>> worth_many(np.array([[-100.0, 101.0]]), 0.0)
    (array([1.]), array([201.]))
    """
    n = flows.shape[0]
    worth = np.empty(n)
    turnover = np.empty(n)
    for i in range(n):
        worth[i] = npv(flows[i], annual_rate)
        turnover[i] = np.abs(flows[i]).sum()
    return worth, turnover


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
