"""Bids against closed forms, and against scans of prices that are simulated one by one."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

import scenario
from scenario.analysis.bidding.bid import bid
from scenario.analysis.bidding.document import document
from scenario.analysis.bidding.price_grid import NothingMovesError
from scenario.analysis.bidding.priced_runs import NoPriceError, at_price
from scenario.analysis.bidding.requirements import NothingRequiredError
from scenario.analysis.bidding.solve import solve
from scenario.measures.targets import ALL_TARGETS
from scenario.project import Project
from scenario.rules.odds import wilson
from scenario.study.settings import RunSettings
from tests.analysis.bidding.parcels import HURDLE, SALES, SPREAD, parcel, worth

ORACLE = Path(__file__).parents[2] / "authorities" / "bid" / "oracles.json"
RUNS = 2_000


def quantile_error(odds: float, runs: int) -> float:
    """Return the standard error of the bid that some runs find [yuan]."""
    density = norm.pdf(norm.ppf(odds))
    return math.sqrt(odds * (1.0 - odds) / runs) / density * SPREAD / (1.0 + HURDLE)


@pytest.mark.parametrize("place", range(3))
def test_the_bid_at_odds_is_a_quantile(place: int) -> None:
    """B12: the NPV at the hurdle is linear in sales."""
    oracle = next(each for each in json.loads(ORACLE.read_text())["oracles"] if each["id"] == "B12")
    odds = oracle["given"]["odds"][place]
    expected = oracle["expect"]["bid"][place] * 1e6

    found = bid(parcel(), odds=odds, settings=RunSettings(runs=RUNS, seed=5))

    assert expected == pytest.approx(worth(SALES + SPREAD * norm.ppf(1.0 - odds)), rel=1e-9)
    assert found.price == pytest.approx(expected, abs=3 * quantile_error(odds, RUNS))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.price < found.high
    assert found.binds == (scenario.simulate(parcel(), 2).odds()["target"][0],)


def test_no_price_of_the_grid_up_to_the_bid_misses_the_odds_and_the_next_does() -> None:
    project = parcel()
    found = bid(project, odds=0.8, settings=RunSettings(runs=300, seed=2))
    assert found.price is not None
    scan = np.linspace(found.points[0].price, found.points[-1].price, 25)
    odds = [scenario.simulate(at_price(project, price), 300, seed=2).odds()["odds"][0] for price in scan]

    assert all(share >= 0.8 for price, share in zip(scan, odds, strict=True) if price <= found.price)
    assert all(share < 0.8 for price, share in zip(scan, odds, strict=True) if price > found.price * 1.001)


def test_at_low_the_verdict_is_pass_and_just_above_it_is_not() -> None:
    found = bid(parcel(), odds=0.8, settings=RunSettings(runs=300, seed=4))
    assert found.low is not None

    def lower_end(price: float) -> float:
        met = scenario.simulate(at_price(parcel(), price), 300, seed=4).odds()["odds"][0] * 300
        return float(wilson(np.array([met]), 300)[0][0])

    assert lower_end(found.low) >= 0.8
    assert lower_end(found.low * 1.002) < 0.8


def test_a_scenario_is_no_help_because_the_price_is_another() -> None:
    target = {"measure": "project_irr", "at_least": 0.9, "odds": 0.8}
    late = {"node": "launch", "by": "2026-12-28", "odds": 0.99}
    project = parcel(targets=[late, target])

    found = bid(project, settings=RunSettings(runs=200), start=50e6, scenarios={"same": project})

    assert found.hopeless
    assert not any(each.scenarios for each in found.hopeless)


def test_the_most_likely_run_is_worth_what_its_numbers_say() -> None:
    found = bid(parcel(), odds=0.9, settings=RunSettings(runs=200))

    (likely,) = found.most_likely.values()
    assert likely.price == pytest.approx(worth(SALES), rel=1e-3)
    assert found.price is not None
    assert found.price < worth(SALES)


def test_a_target_that_no_price_helps_is_told_with_its_causes() -> None:
    late = {"node": "launch", "by": "2026-12-28", "odds": 0.8}
    quick = parcel(
        targets=[{"measure": "project_irr", "at_least": HURDLE, "odds": 0.5}, late],
        activities={"award": {"duration": 1}, "launch": {"duration": {"normal": [340, 5], "min": 0}}},
    )
    project = parcel(targets=[{"measure": "project_irr", "at_least": HURDLE, "odds": 0.5}, late])

    found = bid(project, settings=RunSettings(runs=400, seed=1), scenarios={"quick": quick})

    assert found.price is None
    assert not found.islands
    (hopeless,) = found.hopeless
    assert hopeless.best_odds == pytest.approx(norm.cdf((361.5 - 365) / 20), abs=0.08)
    assert hopeless.causes[0].name == "activities.launch.duration"
    assert hopeless.causes[0].low > 0.9 > 0.1 > hopeless.causes[0].high
    assert [each.name for each in hopeless.scenarios] == ["quick"]


def test_what_all_targets_reach_together_is_asked_with_joint_odds() -> None:
    targets = [
        {"measure": "project_irr", "at_least": HURDLE},
        {"node": "launch", "by": "2026-12-31"},
    ]
    alone = bid(parcel(targets=targets[:1]), odds=0.4, settings=RunSettings(runs=500, seed=3))
    joint = bid(parcel(targets=targets), joint=0.4, settings=RunSettings(runs=500, seed=3))

    assert alone.price is not None
    assert joint.price is not None
    assert joint.price < alone.price
    assert joint.binds == (ALL_TARGETS,)


def test_the_document_has_the_keys_that_others_read() -> None:
    site = {"area": 50_000, "far": 2.0, "above_ground": 100_000}
    told = document(bid(parcel(site=site), odds=0.8, settings=RunSettings(runs=200)))

    assert {"bid", "binds", "curve", "islands", "hopeless", "most_likely"} <= told.keys()
    assert told["bid"]["floor_price"] == pytest.approx(told["bid"]["price"] / 100_000)
    assert len(told["curve"]) == 40
    point = told["curve"][0]
    assert point.keys() == {"price", "odds", "joint"}
    assert all(low <= odds <= high for odds, low, high in point["odds"].values())
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize(
    ("project", "error", "words"),
    [
        (parcel(land=None), NoPriceError, "write `land:`"),
        (parcel(targets=[]), NothingRequiredError, "--odds"),
        (parcel(targets=[{"node": "launch", "by": "2026-12-31"}]), NothingMovesError, "no target depends"),
    ],
)
def test_a_question_without_an_answer_is_refused(
    project: Project, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        bid(project, odds=0.8, settings=RunSettings(runs=50))


@pytest.mark.long
def test_the_interval_covers_the_bid_of_all_luck() -> None:
    true = worth(SALES + SPREAD * norm.ppf(0.2))
    covered = 0
    for seed in range(100):
        found = bid(parcel(), odds=0.8, settings=RunSettings(runs=500, seed=seed))
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= true <= found.high

    assert 89 <= covered <= 100


def test_a_number_of_which_both_little_and_much_is_bad_has_a_stretch_with_two_ends() -> None:
    """Sales of 1,000 less 40 for each square of the way from 5: kept where they are worth the price."""

    def at(value: float) -> Project:
        sales = SALES - 40e6 * (value - 5.0) ** 2
        return parcel(
            price=200e6,
            cash=[
                {"on": "2026-07-31", "account": "construction", "amount": -600e6},
                {"on": "2027-01-31", "account": "sales", "amount": sales},
            ],
        )

    (kept,) = solve(at(5.0), "value", at, (1.0, 9.0), (0.8, None), RunSettings(runs=20)).kept

    month = (1.0 + HURDLE) ** (1.0 / 12.0)
    way = math.sqrt((SALES - (200e6 + 600e6 / month**6) * month**12) / 40e6)
    assert (kept.low, kept.high) == pytest.approx((5.0 - way, 5.0 + way), rel=2e-3)
    assert not kept.low_is_grids
    assert not kept.high_is_grids
