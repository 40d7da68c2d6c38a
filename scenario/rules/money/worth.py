"""The worth of a row of flows at a force δ = ln(1 + rate), and the search for where it is nothing.

Present value for δ ≥ 0, final value for δ < 0. No times stand for 0, 1, 2 …
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit

CLOSE = 1e-14
"""Newton stops when a step is shorter [1/month]."""


@njit
def dips(before: float, here: float, after: float) -> bool:
    """Whether three values of one sign come nearest to zero in the middle."""
    if before * here <= 0.0 or here * after <= 0.0:
        return False
    return abs(here) <= abs(before) and abs(here) < abs(after)


@njit
def scan(
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
def worth_at(times: NDArray[np.float64], amounts: NDArray[np.float64], force: float) -> tuple[float, float]:
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
def root(
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
        value, slope = worth_at(times, amounts, force)
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
def turning_point(
    times: NDArray[np.float64], amounts: NDArray[np.float64], low: float, high: float, sign: float
) -> tuple[float, float]:
    """Return the force between low and high at which worth turns back, or has crossed zero, and the worth."""
    force = low
    value = sign
    for _ in range(50):
        force = 0.5 * (low + high)
        value, slope = worth_at(times, amounts, force)
        if value * sign <= 0.0:
            break
        if slope * sign < 0.0:
            low = force
        else:
            high = force
    return force, value
