"""Searches among prices on odds that are made up."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.analysis.bidding.price_search import PriceSearch, joined
from scenario.analysis.bidding.requirements import Requirement, price_point

RUNS = 400
ASKED = [Requirement("irr", 0, 0.5)]


def search(odds_at, grid):
    """Make a search in which the first runs, so many as the odds say, meet the one target."""

    def met_at(price, runs):
        met = (np.arange(RUNS) < round(odds_at(price) * RUNS))[:, None]
        return met if runs is None else met[runs]

    return PriceSearch(met_at, price_point, grid)


def test_the_end_is_found_between_two_prices_of_the_grid() -> None:
    found = search(lambda price: 1.0 - price / 100.0, np.linspace(0.0, 100.0, 11))
    (stretch,) = joined(found.points, ASKED, "odds")

    crossing = found.end_of(stretch, lambda point: point.keeps(ASKED))

    assert crossing.holds.price == pytest.approx(50.0, rel=3e-3)
    assert crossing.fails is not None
    assert crossing.fails.price > crossing.holds.price


def test_a_dip_beyond_luck_ends_the_bid_and_what_lies_above_is_an_island() -> None:
    found = search(
        lambda price: 0.3 if 40 <= price <= 50 else 1.0 - price / 200.0, np.arange(0.0, 101.0, 5.0)
    )

    first, island = joined(found.points, ASKED, "odds")

    assert found.points[first.last].price == 35.0
    assert (found.points[island.first].price, found.points[island.last].price) == (55.0, 100.0)
    assert found.start_of(island, lambda point: point.keeps(ASKED)) == pytest.approx(50.0, rel=2e-3)


def test_a_dip_that_luck_alone_may_make_is_passed_over() -> None:
    found = search(lambda price: 0.4975 if price == 40 else 0.5, np.arange(0.0, 101.0, 10.0))

    assert [(each.first, each.last) for each in joined(found.points, ASKED, "odds")] == [(0, 10)]
