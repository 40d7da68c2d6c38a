"""Shares of variance, matrices of pace, and what must be true."""

from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.analysis import Study
from scenario.analysis.sensitivity.matrix import COST, PACE, matrix_of
from scenario.analysis.sensitivity.must_hold import bounds_of, must_hold
from scenario.analysis.sensitivity.shares import variance_shares

SAMPLE = Path(__file__).parents[3] / "params" / "riverside.yaml"


@pytest.fixture(scope="module")
def flows() -> Study:
    """Two flows of known spread: their variances are as 4 to 1."""
    data = {
        "project": {"name": "Two flows", "start": "2026-01-05", "horizon": "12 months"},
        "cash": [
            {"on": "2026-02-10", "account": "rent", "amount": {"normal": [100e6, 2e6]}},
            {"on": "2026-03-10", "account": "fees", "amount": {"normal": [50e6, 1e6]}},
        ],
        "targets": [{"measure": "net_profit", "at_least": 150e6}],
    }
    project = scenario.project.sections.root.Project.model_validate(data)
    return scenario.simulate(project, runs=2000)


@pytest.fixture(scope="module")
def sample() -> Study:
    return scenario.simulate(scenario.load(SAMPLE), runs=60, keep="dates")


def test_shares_of_independent_flows_are_those_of_their_variances(flows: Study) -> None:
    found = variance_shares(flows, "net_profit")
    shares = {row.name: row.share for row in found.rows}

    assert shares["cash.0.amount"] == pytest.approx(0.8, abs=0.03)
    assert shares["cash.1.amount"] == pytest.approx(0.2, abs=0.03)
    assert found.explained == pytest.approx(sum(shares.values()))
    assert found.explained > 0.95


def test_what_must_be_true_is_where_the_odds_cross_those_asked(flows: Study) -> None:
    """With the first flow at x, the odds are Φ((x − 100) / 1): 80 % at 100.84 m."""
    (target,) = flows.targets

    found = {each.name: each for each in must_hold(flows, target, 0.8)}

    assert found["cash.0.amount"].verdict == "crosses"
    assert found["cash.0.amount"].at_least == pytest.approx(100.84e6, abs=0.35e6)
    assert found["cash.0.amount"].at_most is None
    assert [each.name for each in must_hold(flows, target, 0.8, most=1)] == ["cash.0.amount"]


def test_bounds_hold_around_the_best_value() -> None:
    told = bounds_of("x", "t", [0.0, 1.0, 2.0, 3.0], [0.5, 0.9, 0.9, 0.7], 0.8)

    assert (told.at_least, told.at_most) == (pytest.approx(0.75), pytest.approx(2.5))
    assert bounds_of("x", "t", [0.0, 1.0], [0.1, 0.2], 0.8).verdict == "never"
    assert bounds_of("x", "t", [0.0, 1.0], [0.9, 0.8], 0.8).verdict == "always"


def test_a_faster_pace_sells_sooner_and_a_higher_price_later(sample: Study) -> None:
    found = matrix_of(sample, PACE, "sell_through_month_90")

    assert found is not None
    assert found.other == PACE
    cells = np.array(found.middle, dtype=float)
    assert (np.diff(cells, axis=1) <= 0).all()
    assert cells[2, 4] < cells[2, 0]


def test_the_middle_of_both_matrices_is_the_study_itself(sample: Study) -> None:
    pace, cost = (matrix_of(sample, other, "net_margin") for other in (PACE, COST))

    assert pace is not None
    assert cost is not None
    assert pace.middle[2][2] == pytest.approx(float(np.median(sample.measure("net_margin"))), abs=1e-9)
    assert pace.middle[2][2] == pytest.approx(cost.middle[2][2])
