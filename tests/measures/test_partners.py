"""Measures of partners, of a project whose equity moves by hand."""

from __future__ import annotations

from typing import Any

import pytest

import scenario
from scenario.analysis import Study
from scenario.measures import MEASURES
from scenario.measures.partners.measures import OF_PARTNER
from tests.model.money.ledger import project

TERMS = {
    "shares": {"us": 0.6, "fund": 0.4},
    "waterfall": [
        {"until": {"hurdle": 0.08}, "split": {"us": 0.6, "fund": 0.4}},
        {"catch_up": {"to": "us", "share": 1.0, "until": 0.2}},
        {"split": {"us": 0.68, "fund": 0.32}},
    ],
}
FLOWS = [
    {"on": "2026-01-31", "account": "construction", "amount": -100e6},
    {"on": "2027-01-31", "account": "sales", "amount": 200e6},
]


def study_of(partners: dict[str, Any] | None, **more: Any) -> Study:
    """Return a study of a project that calls 100 million in January and pays 200 million a year later."""
    blocks = {"cash": FLOWS, "funding": {"minimum_cash": 0}, **more}
    if partners is not None:
        blocks["partners"] = partners
    return scenario.simulate(project({"end": 380}, horizon="18 months", **blocks), 2)


@pytest.fixture(scope="module")
def shared() -> Study:
    return study_of(
        TERMS, targets=[{"measure": "equity_irr@fund", "at_least": hurdle} for hurdle in (0.79, 0.81)]
    )


def test_each_partner_has_its_measures_by_hand(shared: Study) -> None:
    told = {str(name): float(value) for name, value in shared.measures.iloc[0].items()}

    # A fifth of the profit of 100 goes to us ahead of shares; of 180 we have six tenths.
    assert told["equity_irr@us"] == pytest.approx(128 / 60 - 1)
    assert told["equity_irr@fund"] == pytest.approx(0.8)
    assert told["equity_multiple@fund"] == pytest.approx(1.8)
    assert told["equity_gain@us"] == pytest.approx(68e6)
    assert told["promote@us"] == pytest.approx(8e6)
    assert told["promote@us"] + told["promote@fund"] == pytest.approx(0.0, abs=1e-6)
    assert told["peak_equity@us"] + told["peak_equity@fund"] == pytest.approx(told["peak_equity"])
    assert told["collections@fund"] == pytest.approx(80e6)
    assert told["net_profit@us"] == pytest.approx(0.6 * told["net_profit"])


def test_a_target_on_a_partner_is_judged_by_its_own_flows(shared: Study) -> None:
    assert shared.odds()["odds"].tolist() == [1.0, 0.0]


def test_by_shares_every_partner_has_the_rate_of_all(shared: Study) -> None:
    alike = study_of({"shares": {"us": 0.6, "fund": 0.4}})

    assert alike.measures["equity_irr@us"].iloc[0] == pytest.approx(alike.measures["equity_irr"].iloc[0])
    assert alike.measures["promote@us"].iloc[0] == pytest.approx(0.0, abs=1e-6)


def test_what_partners_agree_on_moves_nothing_else(shared: Study) -> None:
    alone = study_of(None)

    assert list(alone.measure_names) == [name for name in shared.measure_names if "@" not in name]
    assert (alone.measures == shared.measures[list(alone.measure_names)]).all(axis=None)


def test_measures_of_partners_are_in_no_list_of_all() -> None:
    assert not any("@" in name for name in MEASURES)
    assert {MEASURES[f"{name}@fund"].en for name in OF_PARTNER} >= {"Equity IRR, fund", "Promote, fund"}
    for wrong in ("equity_irr@", "land_price@fund", "nothing"):
        with pytest.raises(KeyError):
            MEASURES[wrong]
