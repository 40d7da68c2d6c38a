"""The bid: the highest land price up to which every price of a grid keeps the odds required."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.bidding.auction import Expected, expected
from scenario.analysis.bidding.hopeless import Hopeless, hopeless_targets
from scenario.analysis.bidding.most_likely import LikelyPrice, likely_prices
from scenario.analysis.bidding.price_grid import POINTS, price_grid
from scenario.analysis.bidding.price_search import PriceSearch, Stretch, joined
from scenario.analysis.bidding.priced_runs import PricedRuns
from scenario.analysis.bidding.requirements import (
    End,
    PricePoint,
    Requirement,
    price_point,
    requirements,
)
from scenario.project.sections.root import Project
from scenario.study.settings import RunSettings

HALF = 0.5
"""The grid begins at this share of the file's price unless another price is asked for [fraction]."""


class Island(NamedTuple):
    """Prices above the bid that keep what is required again [yuan]."""

    low: float
    high: float


@dataclass(frozen=True)
class Bid:
    """What may be paid for the land of a project.

    Attributes
    ----------
    project : the project, whose own price is one of those compared
    runs, seed : the luck
    required : the odds that must be kept
    points : the odds at each price of the grid, rising
    price : the highest price up to which the grid keeps what is required; None where none does [yuan]
    low : the same with the lower ends of the odds' 95 % intervals, where the verdict is pass; None: none
    high : the same with their upper ends
    binds : the targets that fail first above the price
    is_unlimited : whether the last price of the grid still keeps all that is required
    islands : prices above that keep it again, beyond what luck alone would do
    hopeless : targets that no price brings to the odds required
    low_of_others : as `low`, those targets left out; None where there are none, or no others [yuan]
    most_likely : by target, the highest price at which the most-likely run meets it
    """

    project: Project
    runs: int
    seed: int
    required: tuple[Requirement, ...]
    points: tuple[PricePoint, ...]
    price: float | None
    low: float | None
    high: float | None
    binds: tuple[str, ...]
    is_unlimited: bool
    islands: tuple[Island, ...]
    hopeless: tuple[Hopeless, ...]
    low_of_others: float | None
    most_likely: Mapping[str, LikelyPrice]

    @cached_property
    def auction(self) -> Expected | None:
        """What to expect of the auction if the price to pay is what the land is worth; None without one."""
        rules = self.project.auction
        if rules is None or self.low is None or self.is_unlimited:
            return None
        return expected(rules, self.low, self._missed, _handed_over(self.project))

    def _missed(self, prices: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the odds at prices that something required is missed, by proportion in the grid."""
        columns = [each.column for each in self.required]
        missed = [1.0 - float(point.met[:, columns].all(axis=1).mean()) for point in self.points]
        return np.interp(prices, [point.price for point in self.points], missed)

    @property
    def file_price(self) -> float:
        """The price in the file, the most likely one where it is uncertain [yuan]."""
        assert self.project.land is not None
        return self.project.land.price.most_likely

    def floor_price(self, price: float) -> float | None:
        """Return a price for each m² above ground; None where the file does not say how many [yuan/m²]."""
        site = self.project.site
        return None if site is None else price / float(site.above_ground)

    @property
    def step(self) -> float:
        """Between two prices of the grid [yuan]."""
        return self.points[1].price - self.points[0].price


def bid(
    project: Project,
    odds: float | None = None,
    joint: float | None = None,
    settings: RunSettings | None = None,
    start: float | None = None,
    scenarios: Mapping[str, Project] | None = None,
) -> Bid:
    """Return the highest land price that keeps the odds required, and the odds at every price of a grid.

    Parameters
    ----------
    project : Project
        With `land:` and targets; its own price is where the grid's beginning comes from
    odds : float, optional
        Required of targets that do not say their own [fraction]
    joint : float, optional
        Required of all targets together [fraction]
    settings : RunSettings, optional
        The luck; by default 2,000 runs
    start : float, optional
        The first price of the grid; by default the auction's start, else half of the file's [yuan]
    scenarios : mapping of Project by name, optional
        Searched for what would help a target that no price can

    Raises
    ------
    NoPriceError
        The project buys no land.
    NothingRequiredError
        No odds are required.
    NothingMovesError
        No target depends on the price.
    """
    required = requirements(project, odds, joint)
    luck = settings or RunSettings(runs=2000)
    runs = PricedRuns(project, luck)
    assert project.land is not None
    first = start if start is not None else _first_price(project)
    search = PriceSearch(runs.met, price_point, price_grid(runs, first, required))
    found = joined(search.points, required, "odds")
    crossing, binds = _first_end(search, found, required)
    hopeless = hopeless_targets(project, luck, required, search.points, scenarios or {})
    runs.check_clocks(crossing if crossing is not None else first)
    return Bid(
        project=project,
        runs=luck.runs,
        seed=luck.seed,
        required=tuple(required),
        points=tuple(search.points),
        price=crossing,
        low=_end_price(search, required, "low"),
        high=_end_price(search, required, "high"),
        binds=binds,
        is_unlimited=bool(found) and found[0] == Stretch(0, POINTS - 1),
        islands=tuple(_islands(search, found, required)),
        hopeless=tuple(hopeless),
        low_of_others=_of_others(search, required, hopeless),
        most_likely=likely_prices(runs, [point.price for point in search.points]),
    )


def _first_price(project: Project) -> float:
    """Return where the grid begins: the auction's start, else half of the file's price [yuan]."""
    assert project.land is not None
    if project.auction is not None and project.auction.start is not None:
        return project.auction.start
    return HALF * project.land.price.most_likely


def _handed_over(project: Project) -> float:
    """Return what the most floor area that the cap has handed over would have sold for, more [yuan]."""
    rules, products = project.auction, project.products
    if rules is None or rules.cap is None or rules.cap.at_cap.affordable is None or products is None:
        return 0.0
    rule = rules.cap.at_cap.affordable
    types = [each for each in products.types.values() if each.kind != "parking"]
    return sum(
        rule.share * sum(each.stock.values()) * max(each.price.most_likely - rule.price, 0.0)
        for each in types
    )


def _first_end(
    search: PriceSearch, found: Sequence[Stretch], required: Sequence[Requirement]
) -> tuple[float | None, tuple[str, ...]]:
    """Return where the first stretch ends, and what fails beyond; None where the first price fails."""
    if not found or found[0].first > 0:
        return None, tuple(each.name for each in search.points[0].fails(required))
    crossing = search.end_of(found[0], lambda point: point.keeps(required))
    beyond = crossing.fails
    return crossing.holds.price, tuple(each.name for each in beyond.fails(required)) if beyond else ()


def _end_price(search: PriceSearch, required: Sequence[Requirement], end: End) -> float | None:
    """Return where the first stretch ends by an end of the intervals; None where the first price fails."""
    found = joined(search.points, required, end)
    if not found or found[0].first > 0:
        return None
    return search.end_of(found[0], lambda point: point.keeps(required, end)).holds.price


def _of_others(
    search: PriceSearch, required: Sequence[Requirement], hopeless: Sequence[Hopeless]
) -> float | None:
    """Return the price at which the verdict is pass for all but the targets that no price can help."""
    left_out = {each.target for each in hopeless}
    others = [each for each in required if each.name not in left_out]
    return _end_price(search, others, "low") if hopeless and others else None


def _islands(search: PriceSearch, found: Sequence[Stretch], required: Sequence[Requirement]) -> list[Island]:
    """Return the stretches above the bid."""
    above = found[1:] if found and found[0].first == 0 else found

    def keeps(point: PricePoint) -> bool:
        return point.keeps(required)

    return [Island(search.start_of(each, keeps), search.end_of(each, keeps).holds.price) for each in above]
