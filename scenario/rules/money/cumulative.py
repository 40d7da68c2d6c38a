"""Money added up along the months: how deep it falls, when it crosses zero, where it ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit
from scenario.rules.money.returns import discounted

HALF_CENT = 0.005
"""Money below this is a rounding remainder [yuan]."""
PATH = np.dtype([("deepest", "f8"), ("first", "f8"), ("last", "f8"), ("end", "f8")])
"""What is told of a path: how far it falls below zero [yuan], `first_crossing` and `last_crossing` (NaN where
there is none) [month index], and its end [yuan]."""


@njit
def paths(flows: NDArray[np.float64], annual_rates: NDArray[np.float64]) -> NDArray[np.void]:
    """Return what is told of the sum of each row of flows, discounted to month 0: `PATH`, shape (n,).

    Parameters
    ----------
    flows : array, shape (n, months)
        Flow of each month, money in positive [yuan]
    annual_rates : array, shape (n,)
        Discount rate of each row, above −1; 0 for plain sums [fraction/year]

    >>> told = paths(np.array([[-10.0, 4.0, 7.0]]), np.zeros(1))
    >>> [float(told[name][0]) for name in ("deepest", "first", "last", "end")]
    [10.0, 2.0, 2.0, 1.0]
    """
    told = np.empty(flows.shape[0], dtype=PATH)
    for i in range(flows.shape[0]):
        path = np.cumsum(discounted(flows[i], annual_rates[i]))
        told[i].deepest = deepest(path)
        told[i].first = _month(first_crossing(path))
        told[i].last = _month(last_crossing(path))
        told[i].end = path[-1] if path.shape[0] > 0 else 0.0
    return told


@njit
def _month(crossing: int) -> float:
    return crossing if crossing >= 0 else np.nan


@njit
def deepest(cumulative: NDArray[np.float64]) -> float:
    """Return how far a sum falls below zero, at least 0 [yuan].

    >>> deepest(np.array([5.0, -10.0, 3.0])), deepest(np.array([5.0]))
    (10.0, 0.0)
    """
    depth = 0.0
    for m in range(cumulative.shape[0]):
        depth = max(depth, -cumulative[m])
    return depth


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
