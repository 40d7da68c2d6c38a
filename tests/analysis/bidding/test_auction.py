"""Auctions against closed forms (B23), and by the rules at the cap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from scenario.analysis.bidding.auction import expected
from scenario.analysis.bidding.bid import bid
from scenario.analysis.bidding.document import document
from scenario.project.sections.parcel.auction import Auction
from scenario.study.settings import RunSettings
from tests.analysis.bidding.parcels import parcel

ORACLE = next(
    each
    for each in json.loads(
        (Path(__file__).parents[2] / "authorities" / "bid" / "oracles.json").read_text(encoding="utf-8")
    )["oracles"]
    if each["id"] == "B23"
)
WORTH, (KIND, *RIVAL) = ORACLE["given"]["worth"], ORACLE["given"]["rival"]


def auction(kind: str, **more: Any) -> Auction:
    return Auction.model_validate({"kind": kind, "rival": {KIND: RIVAL}} | more)


def found(rules: Auction, worth: float = WORTH, handed_over: float = 0.0) -> Any:
    return expected(rules, worth, lambda prices: np.clip((prices - 60.0) / 50.0, 0.0, 1.0), handed_over)


@pytest.mark.parametrize(
    ("kind", "bid_key"), [("sealed", "bid_of_most_expected_value"), ("ascending", "limit")]
)
def test_an_auction_is_worth_what_its_closed_form_says(kind: str, bid_key: str) -> None:
    """B23."""
    told, wanted = found(auction(kind)), ORACLE["expect"][kind]

    assert told.bid == pytest.approx(wanted[bid_key], abs=ORACLE["tolerance"])
    assert told.odds_of_winning == pytest.approx(wanted["odds_of_winning"], abs=ORACLE["tolerance"])
    assert told.expected_value == pytest.approx(wanted["expected_value"], abs=ORACLE["tolerance"])


def test_what_is_paid_and_missed_is_of_the_auctions_won() -> None:
    told = found(auction("ascending"))
    mean = 90.0 - 5.0 * norm.pdf(2.0) / norm.cdf(2.0)

    assert told.expected_price == pytest.approx(mean, abs=1e-3)
    assert told.odds_of_regret == pytest.approx((mean - 60.0) / 50.0, abs=1e-3)


def test_a_start_and_a_step_cost_the_one_who_wins() -> None:
    stepped = found(auction("ascending", start=88, step=4))
    paid = {88: norm.cdf(-0.4), 92: norm.cdf(0.4) - norm.cdf(-0.4), 96: norm.cdf(1.2) - norm.cdf(0.4)}
    paid[100] = norm.cdf(2.0) - norm.cdf(1.2)

    assert stepped.odds_of_winning == pytest.approx(sum(paid.values()), abs=1e-4)
    assert stepped.expected_value == pytest.approx(sum(p * (100 - at) for at, p in paid.items()), abs=1e-3)
    assert found(auction("ascending", start=101)).bid is None
    assert found(auction("sealed", start=88, step=4)).bid == 92


@pytest.mark.parametrize(
    ("rule", "odds", "paid"),
    [
        ({"lottery": 0.2}, 0.2, 92.0),
        ({"quality": {"cost": 3, "score": 0.5}}, 0.5, 95.0),
        ({"quality": {"cost": 9, "score": 0.5}}, 0.0, 101.0),
    ],
)
def test_at_the_cap_the_rule_decides(rule: dict[str, Any], odds: float, paid: float) -> None:
    told = found(auction("ascending", cap={"price": 92, "at_cap": rule}))
    below = norm.cdf(0.4)
    value = 10.0 * below + 5.0 * norm.pdf(0.4) + odds * (1.0 - below) * (100.0 - paid)

    assert told.odds_of_winning == pytest.approx(below + odds * (1.0 - below), abs=1e-4)
    assert told.expected_value == pytest.approx(value, abs=1e-3)


def test_floor_area_handed_over_goes_on_where_the_cap_stops() -> None:
    rules = auction("ascending", cap={"price": 92, "at_cap": {"affordable": {"share": 0.1, "price": 1}}})

    assert found(rules, handed_over=4.0).odds_of_winning == pytest.approx(norm.cdf(1.2), abs=1e-4)
    assert found(rules, handed_over=40.0) == found(auction("ascending"))


def test_a_bid_tells_what_to_expect_of_its_auction() -> None:
    rules = {"kind": "sealed", "start": 200e6, "rival": {"normal": [225e6, 20e6]}}
    told = bid(parcel(auction=rules), odds=0.8, settings=RunSettings(runs=300))

    assert told.auction is not None
    assert told.low is not None
    assert told.auction.worth == told.low
    assert told.auction.bid is not None
    assert 200e6 < told.auction.bid < told.low
    assert told.auction.odds_of_regret is not None
    assert 0.0 < told.auction.odds_of_regret < 0.2, "below the price to pay at most 20 % of runs miss"
    assert told.points[0].price == 200e6
    assert document(told)["auction"] == {"kind": "sealed", **told.auction._asdict()}
    assert document(bid(parcel(), odds=0.8, settings=RunSettings(runs=50)))["auction"] is None
