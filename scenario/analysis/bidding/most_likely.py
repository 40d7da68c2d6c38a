"""The prices at which the most-likely run meets each target: what a sheet without luck would bid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from scenario.analysis.bidding.price_search import CLOSE
from scenario.analysis.bidding.priced_runs import PricedRuns
from scenario.measures.digest import target_names

Reach = Literal["up_to", "any", "never"]


class LikelyPrice(NamedTuple):
    """Up to which price the most-likely run meets a target; None where it does at any, or never [yuan]."""

    price: float | None
    reach: Reach


def likely_prices(runs: PricedRuns, grid: Sequence[float]) -> dict[str, LikelyPrice]:
    """Return for each target the highest price up to which the most-likely run meets it at all of the grid.

    The grid begins at 0 here, wherever that of the runs does.
    """
    prices = [0.0, *(price for price in grid if price > 0.0)]
    met = np.array([runs.likely(price) for price in prices])
    names = target_names(runs.plan.project)
    return {name: _of_target(runs, prices, met[:, place], place) for place, name in enumerate(names)}


def _of_target(runs: PricedRuns, prices: Sequence[float], met: np.ndarray, place: int) -> LikelyPrice:
    if met.all():
        return LikelyPrice(None, "any")
    if not met[0]:
        return LikelyPrice(None, "never")
    first = int(np.argmin(met))
    low, high = prices[first - 1], prices[first]
    while high - low > CLOSE * high:
        middle = (low + high) / 2.0
        if runs.likely(middle)[place]:
            low = middle
        else:
            high = middle
    return LikelyPrice(low, "up_to")
