"""The prices that are tried: from one that is asked for to where nothing that price moves is met any more."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.bidding.priced_runs import PricedRuns
from scenario.analysis.bidding.requirements import PricePoint, Requirement, price_point

POINTS = 40
"""Prices of the grid."""
PILOT = 200
"""Runs by which the end of the grid is sought [runs]."""
VAST = 100.0
"""Times the first price: what price moves is met there by no run."""
NEAR = 1.02
"""The end of the grid is sought to this factor, and goes on by it while any run of all asks for more."""
Met = NDArray[np.bool_]


class NothingMovesError(ValueError):
    """No target depends on the land price: no bid follows from their odds."""


def price_grid(runs: PricedRuns, start: float, required: Sequence[Requirement]) -> list[float]:
    """Return the prices to try, rising [yuan].

    From `start` (above 0), or from 0 where what is required is not kept there; to where no target that the
    price moves is met in any run. What is met as often at a vast price is not moved by it.

    Raises NothingMovesError when the price moves none.
    """
    vast = start * VAST
    floor, nothing = point_at(runs, vast), point_at(runs, 0.0)
    if (nothing.odds <= floor.odds).all():
        raise NothingMovesError(
            "no target depends on the land price: add one on money,"
            " such as {measure: equity_irr, at_least: 0.12}"
        )
    end = _end(runs, start, vast, floor.met[:, :-1])
    first = start if start < end and point_at(runs, start).keeps(required) else 0.0
    return [float(price) for price in np.linspace(first, end, POINTS)]


def point_at(runs: PricedRuns, price: float) -> PricePoint:
    """Return the odds at a price, of all runs."""
    return price_point(price, runs.met(price))


def _end(runs: PricedRuns, start: float, vast: float, floor: Met) -> float:
    """Return a price at which no run meets more than at the vast one: sought by a pilot, then for all."""
    pilot = np.arange(min(PILOT, runs.runs))
    low, high = start / VAST, vast
    while high / low > NEAR:
        middle = math.sqrt(low * high)
        if (runs.met(middle, pilot) <= floor[pilot]).all():
            high = middle
        else:
            low = middle
    left = np.arange(runs.runs)
    while len(left) and high < vast:
        left = left[(runs.met(high, left) > floor[left]).any(axis=1)]
        high *= NEAR if len(left) else 1.0
    return high
