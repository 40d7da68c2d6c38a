"""Returns on a row of flows: IRR with a status, XIRR, NPV, payback, peak need of money.

Money in is positive. A rate of return is sought where money sensibly grows or shrinks, −5.4 to 30.3 % a
month. From −99 to 1,000 % a month it is sought only when there is none, or when worth at 30.3 % is still
positive. A development pays a little after it has been paid (retention, final accounts, tax), which makes a
second root at some −30 % a month: outside the sensible range it is arithmetic, not a second answer.

In the code a rate i a month is its force δ = ln(1 + i). Worth is present value for δ ≥ 0 and final value
for δ < 0: both have the same roots and neither overflows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled import njit

OK = 0
NO_SIGN_CHANGE = 1
"""Money only comes in, or only goes out."""
NO_ROOT = 2
"""No rate between −99 % and 1,000 % a month makes the flows worth nothing."""
SEVERAL_ROOTS = 3
"""More than one rate does; the one with ln(1 + rate) nearest zero is given, a year as a month."""
STATUSES = ("ok", "no_sign_change", "no_root", "several_roots")
"""Name of each status, by its number."""

SENSIBLE = (0.005, -11, 53)
"""Grid of forces of the first search: step, first and last multiple of it [1/month]."""
WIDE = (0.05, -92, 48)
"""Grid of the second search."""
CLOSE = 1e-14
"""Newton stops when a step is shorter [1/month]."""
HALF_CENT = 0.005
"""Money below this is a rounding remainder [yuan]."""
MONTHS_PER_DAY = 12.0 / 365.0
EVENLY = np.empty(0)
"""Stands for times 0, 1, 2 …, for which worth is a polynomial."""


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
    first = 0
    last = flows.shape[0] - 1
    while first <= last and flows[first] == 0.0:
        first += 1
    while last >= first and flows[last] == 0.0:
        last -= 1
    force, status = _solve(EVENLY, flows[first : last + 1])
    return math.expm1(force), status


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
    for i in range(n):
        rates[i], statuses[i] = irr(flows[i])
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
    force, status = _solve(times, money)
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
def discounted(flows: NDArray[np.float64], annual_rate: float) -> NDArray[np.float64]:
    """Return each flow's worth at month 0, shape (months,) [yuan]: ``flows[m] / (1 + r)**(m / 12)``.

    The dynamic payback month is ``first_crossing(np.cumsum(discounted(flows, annual_rate)))``.

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


@njit
def first_crossing(cumulative: NDArray[np.float64]) -> int:
    """Return the first month in which money is positive after it has been negative, −1 when there is none.

    Half a cent is neither: a row that starts at zero, or with money in, has not paid back yet.

    Parameters
    ----------
    cumulative : array, shape (months,)
        Sum of the flows up to and including each month [yuan]

    >>> first_crossing(np.array([5.0, -10.0, -2.0, 3.0, -1.0, 4.0]))
    3
    """
    been_negative = False
    for m in range(cumulative.shape[0]):
        if cumulative[m] < -HALF_CENT:
            been_negative = True
        elif been_negative and cumulative[m] > HALF_CENT:
            return m
    return -1


@njit
def last_crossing(cumulative: NDArray[np.float64]) -> int:
    """Return the month in which money turns positive for good, −1 when it never does.

    It is the first positive month after the last negative one; see `first_crossing`.

    >>> last_crossing(np.array([5.0, -10.0, -2.0, 3.0, -1.0, 4.0]))
    5
    """
    positive = -1
    for m in range(cumulative.shape[0] - 1, -1, -1):
        if cumulative[m] < -HALF_CENT:
            return positive
        if cumulative[m] > HALF_CENT:
            positive = m
    return -1


@njit
def _solve(times: NDArray[np.float64], amounts: NDArray[np.float64]) -> tuple[float, int]:
    """Return the force at which amounts, the first and the last not 0, are worth nothing, and a status."""
    comes = False
    goes = False
    for amount in amounts:
        comes = comes or amount > 0.0
        goes = goes or amount < 0.0
    if not (comes and goes):
        return np.nan, NO_SIGN_CHANGE
    count, force = _roots(times, amounts, SENSIBLE[0], SENSIBLE[1], SENSIBLE[2])
    at_high, _ = _worth(times, amounts, SENSIBLE[0] * SENSIBLE[2])
    if count == 0 or at_high > 0.0:
        # worth that rises with the rate is a debt's: the investment's own rate may be a deep loss
        wide_count, wide_force = _roots(times, amounts, WIDE[0], WIDE[1], WIDE[2])
        if wide_count > count:
            count, force = wide_count, wide_force
    if count == 0:
        return np.nan, NO_ROOT
    return force, OK if count == 1 else SEVERAL_ROOTS


@njit
def _roots(
    times: NDArray[np.float64], amounts: NDArray[np.float64], step: float, low: int, high: int
) -> tuple[int, float]:
    """Return how many roots lie between the forces low·step and high·step, and the one nearest zero."""
    values = _scan(times, amounts, step, low, high)
    last = high - low
    count = 0
    nearest = np.inf
    for k in range(last + 1):
        here = step * (low + k)
        if values[k] == 0.0:
            count += 1
            nearest = _nearer(nearest, here)
            _, slope = _worth(times, amounts, here)
            if k > 0 and values[k - 1] * slope > 0.0:
                count += 1
                nearest = _nearer(nearest, _root(times, amounts, here - step, here, values[k - 1], -slope))
            values[k] = slope  # the sign of worth just above
        if k < last and values[k] * values[k + 1] < 0.0:
            count += 1
            nearest = _nearer(nearest, _root(times, amounts, here, here + step, values[k], values[k + 1]))
        elif 0 < k < last and _dips(values[k - 1], values[k], values[k + 1]):
            # two roots may hide between grid points
            turn, value = _turn(times, amounts, here - step, here + step, values[k])
            if value * values[k] < 0.0:
                count += 2
                before = _root(times, amounts, here - step, turn, values[k - 1], value)
                after = _root(times, amounts, turn, here + step, value, values[k + 1])
                nearest = _nearer(_nearer(nearest, before), after)
    return count, nearest


@njit
def _nearer(a: float, b: float) -> float:
    return a if abs(a) <= abs(b) else b


@njit
def _dips(before: float, here: float, after: float) -> bool:
    """Whether three values of one sign come nearest to zero in the middle."""
    if before * here <= 0.0 or here * after <= 0.0:
        return False
    return abs(here) <= abs(before) and abs(here) < abs(after)


@njit
def _scan(
    times: NDArray[np.float64], amounts: NDArray[np.float64], step: float, low: int, high: int
) -> NDArray[np.float64]:
    """Return the worth at the forces low·step … high·step, shape (high − low + 1,)."""
    values = np.zeros(high - low + 1)
    final = values[:-low]
    present = values[-low:]
    if times.shape[0] == 0:
        growth = np.exp(step * np.arange(low, 0))
        decay = np.exp(-step * np.arange(0, high + 1))
        for m in range(amounts.shape[0]):
            amount = amounts[m]
            for k in range(final.shape[0]):
                final[k] = final[k] * growth[k] + amount
        for m in range(amounts.shape[0] - 1, -1, -1):
            amount = amounts[m]
            for k in range(present.shape[0]):
                present[k] = present[k] * decay[k] + amount
        return values
    end = times.max()
    for m in range(amounts.shape[0]):
        worth = amounts[m]
        ratio = math.exp(-step * times[m])
        for k in range(present.shape[0]):
            present[k] += worth
            worth *= ratio
        worth = amounts[m]
        ratio = math.exp(-step * (end - times[m]))
        for k in range(final.shape[0] - 1, -1, -1):
            worth *= ratio
            final[k] += worth
    return values


@njit
def _worth(times: NDArray[np.float64], amounts: NDArray[np.float64], force: float) -> tuple[float, float]:
    """Return the worth of the amounts at a force, and its derivative by the force."""
    value = 0.0
    slope = 0.0
    if times.shape[0] > 0:
        origin = times.max() if force < 0.0 else 0.0
        for m in range(amounts.shape[0]):
            time = times[m] - origin
            worth = amounts[m] * math.exp(-force * time)
            value += worth
            slope -= time * worth
        return value, slope
    if force < 0.0:
        factor = math.exp(force)
        for m in range(amounts.shape[0]):
            slope = slope * factor + value
            value = value * factor + amounts[m]
        return value, slope * factor
    factor = math.exp(-force)
    for m in range(amounts.shape[0] - 1, -1, -1):
        slope = slope * factor + value
        value = value * factor + amounts[m]
    return value, -slope * factor


@njit
def _root(
    times: NDArray[np.float64],
    amounts: NDArray[np.float64],
    low: float,
    high: float,
    at_low: float,
    at_high: float,
) -> float:
    """Return the root between two forces of opposite worth: by Newton, by halving where he strays."""
    force = low + (high - low) * (at_low / (at_low - at_high))
    for _ in range(100):
        value, slope = _worth(times, amounts, force)
        if value == 0.0:
            return force
        if (value < 0.0) == (at_low < 0.0):
            low = force
        else:
            high = force
        following = force - value / slope if slope != 0.0 else low
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - force) <= CLOSE:
            return following
        force = following
    return force


@njit
def _turn(
    times: NDArray[np.float64], amounts: NDArray[np.float64], low: float, high: float, sign: float
) -> tuple[float, float]:
    """Return the force between low and high at which worth turns back, or has crossed zero, and the worth."""
    force = low
    value = sign
    for _ in range(50):
        force = 0.5 * (low + high)
        value, slope = _worth(times, amounts, force)
        if value * sign <= 0.0:
            break
        if slope * sign < 0.0:
            low = force
        else:
            high = force
    return force, value
