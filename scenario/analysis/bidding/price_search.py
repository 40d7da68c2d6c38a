"""The highest price up to which something holds, from a grid of prices and bisection between two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.bidding.requirements import End, PricePoint, Requirement
from scenario.rules.odds import NORMAL_95

CLOSE = 5e-4
"""A crossing is found to this share of the price [fraction]."""
Holds = Callable[[PricePoint], bool]


class Stretch(NamedTuple):
    """Grid points in a row that hold: first … last."""

    first: int
    last: int


class Crossing(NamedTuple):
    """Where what holds ends: the last price found to hold, and the first found not to (None: none was)."""

    holds: PricePoint
    fails: PricePoint | None


def stretches(holds: Sequence[bool]) -> list[Stretch]:
    """Return the runs of grid points that hold.

    >>> stretches([True, True, False, True])
    [Stretch(first=0, last=1), Stretch(first=3, last=3)]
    """
    found: list[Stretch] = []
    for place, ok in enumerate(holds):
        if ok and found and found[-1].last == place - 1:
            found[-1] = Stretch(found[-1].first, place)
        elif ok:
            found.append(Stretch(place, place))
    return found


def joined(points: Sequence[PricePoint], required: Sequence[Requirement], end: End) -> list[Stretch]:
    """Return stretches of prices that keep what is required, joined across gaps that luck alone may make.

    A gap counts when, of some target that fails in it, the odds differ from those beyond it by more than
    the 95 % interval of the paired difference. A gap before the first stretch is the grid's beginning.
    """
    found: list[Stretch] = []
    for each in stretches([point.keeps(required, end) for point in points]):
        before = found[-1].last + 1 if found else 0
        gap = points[before : each.first]
        if not any(matters(point, points[each.first], required, end) for point in gap):
            first = found.pop().first if found else 0
            found.append(Stretch(first, each.last))
        else:
            found.append(each)
    return found


def matters(gap: PricePoint, beyond: PricePoint, required: Sequence[Requirement], end: End) -> bool:
    """Return whether what fails in a gap and holds beyond it differs by more than paired luck."""
    fails = gap.fails(required, end)
    return any(paired_gain(gap.met[:, each.column], beyond.met[:, each.column]) > 0.0 for each in fails)


def paired_gain(first: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the lower end of the 95 % interval of how much the odds rise, run by run [fraction].

    >>> paired_gain(np.array([False] * 50 + [True] * 50), np.array([True] * 100)) > 0.3
    True
    """
    gained, lost = int((other & ~first).sum()), int((first & ~other).sum())
    runs = len(first)
    rise = (gained - lost) / runs
    error = np.sqrt(max(gained + lost - (gained - lost) ** 2 / runs, 0.0)) / runs
    return float(rise - NORMAL_95 * error)


class PriceSearch:
    """Prices whose odds are known, and those between them found when asked for.

    Parameters
    ----------
    met_at : function of (price, runs or None)
        Targets that some runs, or all, meet at a price, shape (runs, targets)
    point_of : function of (price, met)
        The odds at a price
    grid : sequence of float
        Prices, rising [yuan]
    """

    def __init__(
        self,
        met_at: Callable[[float, NDArray[np.int64] | None], NDArray[np.bool_]],
        point_of: Callable[[float, NDArray[np.bool_]], PricePoint],
        grid: Sequence[float],
    ) -> None:
        self._met_at, self._point_of = met_at, point_of
        self.points = [self.at(price) for price in grid]

    def at(self, price: float) -> PricePoint:
        """Return the odds at a price, all runs simulated."""
        return self._point_of(price, self._met_at(price, None))

    def end_of(self, stretch: Stretch, holds: Holds) -> Crossing:
        """Return where a stretch that holds ends, between its last point of the grid and the next."""
        last = self.points[stretch.last]
        if stretch.last + 1 == len(self.points):
            return Crossing(last, None)
        return self._between(last, self.points[stretch.last + 1], holds)

    def start_of(self, stretch: Stretch, holds: Holds) -> float:
        """Return where a stretch begins [yuan]."""
        if stretch.first == 0:
            return self.points[0].price
        crossing = self._between(self.points[stretch.first], self.points[stretch.first - 1], holds)
        return crossing.holds.price

    def _between(self, good: PricePoint, bad: PricePoint, holds: Holds) -> Crossing:
        """Return the crossing between two neighbours, by bisection.

        First only runs are simulated whose targets differ at the two; then both ends are simulated whole,
        and bisected whole from there where they are not as was found.
        """
        narrow = self._bisect(good, bad, holds, whole=False)
        good, bad = (
            self._checked(narrow.holds, good, holds, True),
            self._checked(narrow.fails, bad, holds, False),
        )
        return self._bisect(good, bad, holds, whole=True)

    def _checked(self, found: PricePoint | None, sure: PricePoint, holds: Holds, wanted: bool) -> PricePoint:
        """Return a point as all runs have it if that is as it was found, else the one that is sure."""
        if found is None or found.price == sure.price:
            return sure
        whole = self.at(found.price)
        return whole if holds(whole) == wanted else sure

    def _bisect(self, good: PricePoint, bad: PricePoint, holds: Holds, *, whole: bool) -> Crossing:
        differ = np.flatnonzero((good.met != bad.met).any(axis=1))
        while abs(bad.price - good.price) > CLOSE * max(good.price, bad.price):
            price = (good.price + bad.price) / 2.0
            middle = self.at(price) if whole else self._partly(price, good, differ)
            if holds(middle):
                good = middle
            else:
                bad = middle
        return Crossing(good, bad)

    def _partly(self, price: float, like: PricePoint, runs: NDArray[np.int64]) -> PricePoint:
        met = like.met[:, :-1].copy()
        if len(runs):
            met[runs] = self._met_at(price, runs)
        return self._point_of(price, met)
