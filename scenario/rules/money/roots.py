"""Where the worth of a row of flows is nothing: the search for rates of return.

A rate of return is sought where money sensibly grows or shrinks, −5.4 to 30.3 % a month. From −99 to 1,000 %
a month it is sought only when there is none, or when worth at 30.3 % is still positive. A development pays a
little after it has been paid (retention, final accounts, tax), which makes a second root at some −30 % a
month: outside the sensible range it is arithmetic, not a second answer.

In the code a rate i a month is its force δ = ln(1 + i). Worth is present value for δ ≥ 0 and final value
for δ < 0: both have the same roots and neither overflows.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit

OK = 0
NO_SIGN_CHANGE = 1
"""Money only comes in, or only goes out."""
NO_ROOT = 2
"""No rate between −99 % and 1,000 % a month makes the flows worth nothing."""
SEVERAL_ROOTS = 3
"""More than one rate does; the one with ln(1 + rate) nearest zero is given, a year as a month."""

SENSIBLE = (0.005, -11, 53)
"""Grid of forces of the first search: step, first and last multiple of it [1/month]."""
WIDE = (0.05, -92, 48)
"""Grid of the second search."""
CLOSE = 1e-14
"""Newton stops when a step is shorter [1/month]."""
NEAR = 1e-9
"""After a step of Newton's that is shorter, the next one would be shorter than any digit [1/month]."""
MOST_STEPS = 20


class Pace(NamedTuple):
    """The time from each flow to the next: `length[kind[m]]` from flow m − 1 to flow m [months]."""

    kind: NDArray[np.int64]
    length: NDArray[np.float64]


@njit
def only_root(flows: NDArray[np.float64], first: int, last: int, pace: Pace) -> float:
    """Return the force of the flows first … last if a bound shows that it is their only one, else NaN.

    It looks at investments alone, whose first flow is negative. Roots above a force are no more than the
    changes of sign in the sums of all flows up to each, compounded at that force (Laguerre's theorem on
    Dirichlet polynomials; Norstrøm's criterion is the same at force 0). One change above the low end of the
    sensible range therefore is one root, and worth above it stays negative. Most flows of a development are
    of this kind; the rest need the search of `solve`.

    References
    ----------
    E. Laguerre, Sur la théorie des équations numériques, Journal de Mathématiques 9 (1883) 99–146.
    C. J. Norstrøm, A sufficient condition for a unique nonnegative internal rate of return, Journal of
    Financial and Quantitative Analysis 7 (1972) 1835–1839.
    """
    low = SENSIBLE[0] * SENSIBLE[1]
    high = SENSIBLE[0] * SENSIBLE[2]
    if first >= last or flows[first] > 0.0:
        return np.nan
    factors = np.empty(pace.length.shape[0])
    _compound(factors, low, pace)
    if _sign_changes(flows, first, last, pace.kind, factors) != 1:
        return np.nan
    force = 0.0
    for _ in range(MOST_STEPS):
        _compound(factors, -force, pace)
        ratio, slope = _log_ratio(flows, first, last, pace, factors)
        following = force - ratio / slope
        if not low < following < high:
            return np.nan
        if abs(following - force) <= NEAR:
            return following
        force = following
    return np.nan


@njit
def _compound(factors: NDArray[np.float64], force: float, pace: Pace) -> None:
    """Put down by what factor money grows at a force from one flow to the next, for each length of time."""
    for k in range(factors.shape[0]):
        factors[k] = math.exp(force * pace.length[k])


@njit
def _sign_changes(
    flows: NDArray[np.float64], first: int, last: int, kind: NDArray[np.int64], growth: NDArray[np.float64]
) -> int:
    """Return how often the balance of the compounded flows changes its sign."""
    balance = 0.0
    sign = 0.0
    changes = 0
    for m in range(first, last + 1):
        balance = balance * growth[kind[m]] + flows[m]
        if balance * sign < 0.0:
            changes += 1
        if balance != 0.0:
            sign = balance
    return changes


@njit
def _log_ratio(
    flows: NDArray[np.float64], first: int, last: int, pace: Pace, decay: NDArray[np.float64]
) -> tuple[float, float]:
    """Return ln(worth of what comes in ÷ worth of what goes out), and its derivative by the force.

    It is all but straight in the force, so that Newton needs few steps: quite so where all money goes out at
    one time and comes in at another.
    """
    came = 0.0
    went = 0.0
    came_late = 0.0
    went_late = 0.0
    for m in range(last, first - 1, -1):
        came += max(0.0, flows[m])
        went -= min(0.0, flows[m])
        if m > first:
            length = pace.length[pace.kind[m]]
            factor = decay[pace.kind[m]]
            came_late = (came_late + length * came) * factor
            went_late = (went_late + length * went) * factor
            came *= factor
            went *= factor
    return math.log(came / went), went_late / went - came_late / came


@njit
def solve(times: NDArray[np.float64], amounts: NDArray[np.float64]) -> tuple[float, int]:
    """Return the force at which amounts, the first and the last not 0, are worth nothing, and a status.

    No times stand for 0, 1, 2 …, for which worth is a polynomial.
    """
    comes = False
    goes = False
    for amount in amounts:
        comes = comes or amount > 0.0
        goes = goes or amount < 0.0
    if not (comes and goes):
        return np.nan, NO_SIGN_CHANGE
    count, force = _roots_between(times, amounts, SENSIBLE[0], SENSIBLE[1], SENSIBLE[2])
    at_high, _ = _worth(times, amounts, SENSIBLE[0] * SENSIBLE[2])
    if count == 0 or at_high > 0.0:
        # worth that rises with the rate is a debt's: the investment's own rate may be a deep loss
        wide_count, wide_force = _roots_between(times, amounts, WIDE[0], WIDE[1], WIDE[2])
        if wide_count > count:
            count, force = wide_count, wide_force
    if count == 0:
        return np.nan, NO_ROOT
    return force, OK if count == 1 else SEVERAL_ROOTS


@njit
def _roots_between(
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
        factors = np.empty(high - low + 1)
        for k in range(factors.shape[0]):
            factors[k] = math.exp(-step * abs(low + k))
        growth = factors[:-low]
        decay = factors[-low:]
        for m in range(amounts.shape[0]):
            amount = amounts[m]
            for k in range(final.shape[0]):
                final[k] = final[k] * growth[k] + amount
        for m in range(amounts.shape[0] - 1, -1, -1):
            amount = amounts[m]
            for k in range(present.shape[0]):
                present[k] = present[k] * decay[k] + amount
        return values
    end = _latest(times)
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
def _latest(times: NDArray[np.float64]) -> float:
    latest = times[0]
    for m in range(1, times.shape[0]):
        latest = max(latest, times[m])
    return float(latest)


@njit
def _worth(times: NDArray[np.float64], amounts: NDArray[np.float64], force: float) -> tuple[float, float]:
    """Return the worth of the amounts at a force, and its derivative by the force."""
    value = 0.0
    slope = 0.0
    if times.shape[0] > 0:
        origin = _latest(times) if force < 0.0 else 0.0
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
