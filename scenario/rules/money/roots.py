"""Where the worth of a row of flows is nothing: the search for rates of return.

A rate of return is sought where money sensibly grows or shrinks, −5.4 to 30.3 % a month. From −99 to 1,000 %
a month it is sought only when there is none. A development pays a
little after it has been paid (retention, final accounts, tax), which makes a second root at some −30 % a
month: outside the sensible range it is arithmetic, not a second answer.

A root at which worth falls as the rate rises is an investment's: hurdles below it are met, those above are
not. One at which worth rises is a debt's.

In the code a rate i a month is its force δ = ln(1 + i). Worth is present value for δ ≥ 0 and final value
for δ < 0: both have the same roots and neither overflows.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit
from scenario.rules.money.worth import dips, root, scan, turning_point, worth_at

RATE = 0
"""One rate, the last below which hurdles are met."""
SEVERAL = 1
"""More than one rate in the sensible range, or one that is a debt's: none is shown."""
TOTAL_LOSS = 2
"""Money went out, and at no rate down to −99 % a month does what came back make up for it: −100 %."""
NO_MONEY_IN = 3
"""Nobody ever had money in, or worth is positive at every rate: above all rates."""
NOTHING = 4
"""Nothing ever flows."""
NEGLIGIBLE = 1e-9
"""Of all money that flows: less is a rounding remainder [fraction]."""

SENSIBLE = (0.005, -11, 53)
"""Grid of forces of the first search: step, first and last multiple of it [1/month]."""
WIDE = (0.05, -92, 48)
"""Grid of the second search."""
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


class Roots(NamedTuple):
    """The forces at which worth is nothing, lowest first, and whether worth falls there as the rate rises."""

    force: NDArray[np.float64]
    falls: NDArray[np.bool_]


@njit
def solve(times: NDArray[np.float64], amounts: NDArray[np.float64]) -> tuple[float, int]:
    """Return the force at which amounts, in the order of time, are worth nothing, and a status.

    Of several roots it is the highest at which worth falls, up to which hurdles are met. No times stand for
    0, 1, 2 …, for which worth is a polynomial. The first and the last amount are not 0.
    """
    if amounts.shape[0] == 0:
        return np.nan, NOTHING
    if amounts.max() < 0.0:
        return -np.inf, TOTAL_LOSS
    if is_never_in(amounts):
        return np.inf, NO_MONEY_IN
    roots = _roots_between(times, amounts, SENSIBLE[0], SENSIBLE[1], SENSIBLE[2])
    count = roots.force.shape[0]
    if count > 1:
        return _highest_met(roots), SEVERAL
    if count == 1:
        return roots.force[0], RATE if roots.falls[0] else SEVERAL
    at_high, _ = worth_at(times, amounts, SENSIBLE[0] * SENSIBLE[2])
    wide = _roots_between(times, amounts, WIDE[0], WIDE[1], WIDE[2])
    return _beyond(wide, at_high)


@njit
def is_never_in(amounts: NDArray[np.float64]) -> bool:
    """Return whether the sum of amounts, in the order of time, never falls below zero."""
    balance = 0.0
    deepest = 0.0
    turnover = 0.0
    for amount in amounts:
        balance += amount
        deepest = min(deepest, balance)
        turnover += abs(amount)
    return deepest >= -NEGLIGIBLE * turnover


@njit
def _highest_met(roots: Roots) -> float:
    """Return the highest force at which worth falls; where it never does, the lowest of all."""
    for k in range(roots.force.shape[0] - 1, -1, -1):
        if roots.falls[k]:
            return float(roots.force[k])
    return float(roots.force[0])


@njit
def _beyond(wide: Roots, at_high: float) -> tuple[float, int]:
    """Return the force nearest to the sensible range where that has none, and a status."""
    if at_high <= 0.0:
        for k in range(wide.force.shape[0] - 1, -1, -1):
            if wide.force[k] < SENSIBLE[0] * SENSIBLE[1]:
                return wide.force[k], RATE
        return -np.inf, TOTAL_LOSS
    for k in range(wide.force.shape[0]):
        if wide.force[k] > SENSIBLE[0] * SENSIBLE[2]:
            return wide.force[k], RATE
    return np.inf, NO_MONEY_IN


@njit
def _roots_between(
    times: NDArray[np.float64], amounts: NDArray[np.float64], step: float, low: int, high: int
) -> Roots:
    """Return the roots between the forces low·step and high·step."""
    values = scan(times, amounts, step, low, high)
    last = high - low
    force = np.empty(2 * last + 2)
    falls = np.empty(2 * last + 2, dtype=np.bool_)
    count = 0
    for k in range(last + 1):
        here = step * (low + k)
        if values[k] == 0.0:
            _, slope = worth_at(times, amounts, here)
            if k > 0 and values[k - 1] * slope > 0.0:
                force[count] = root(times, amounts, here - step, here, values[k - 1], -slope)
                falls[count] = values[k - 1] > 0.0
                count += 1
            force[count] = here
            falls[count] = slope < 0.0
            count += 1
            values[k] = slope  # the sign of worth just above
        if k < last and values[k] * values[k + 1] < 0.0:
            force[count] = root(times, amounts, here, here + step, values[k], values[k + 1])
            falls[count] = values[k] > 0.0
            count += 1
        elif 0 < k < last and dips(values[k - 1], values[k], values[k + 1]):
            # two roots may hide between grid points
            turn, value = turning_point(times, amounts, here - step, here + step, values[k])
            if value * values[k] < 0.0:
                force[count] = root(times, amounts, here - step, turn, values[k - 1], value)
                force[count + 1] = root(times, amounts, turn, here + step, value, values[k + 1])
                falls[count] = values[k] > 0.0
                falls[count + 1] = values[k] < 0.0
                count += 2
    return Roots(force[:count].copy(), falls[:count].copy())
