"""The oracles of money and bids, by their digits: `bid/oracles.json`, see `bid/ORIGIN.md`."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis.schedule.commitment import share_by
from scenario.model.money.tables import UNFUNDED
from scenario.project import Project
from scenario.rules.money.absorption import next_market
from scenario.rules.money.loan import facility_that_pays_itself
from scenario.rules.money.returns import irr, npv
from scenario.rules.money.roots import NO_MONEY_IN, TOTAL_LOSS
from scenario.rules.money.tax import (
    eit,
    estimated_income,
    ex_vat,
    lat,
    lat_deductions,
    lat_prepayment,
    stamp,
    taxable_sales,
    vat_prepayment,
    vat_within,
)
from scenario.rules.money.xirr import xirr
from tests.authorities.test_taxes import parcel, told
from tests.model.money.ledger import sale, story, taxes

FILE = Path(__file__).parent / "bid" / "oracles.json"
ORACLES: dict[str, dict[str, Any]] = {
    oracle["id"]: oracle for oracle in json.loads(FILE.read_text(encoding="utf-8"))["oracles"]
}
ELSEWHERE = {"B14", "B15", "B22", "B23"}
"""Waterfalls of partners, promised dates that hold together, and auctions have tests of their own."""


def given(oracle: str) -> Any:
    return ORACLES[oracle]["given"]


def expected(oracle: str, key: str) -> Any:
    """Return an expected number, compared with the tolerance that the oracle states."""
    value, tolerance = ORACLES[oracle]["expect"][key], ORACLES[oracle]["tolerance"]
    return pytest.approx(value, rel=tolerance, abs=tolerance)


def yearly(flows: list[float]) -> np.ndarray:
    """Return flows a year apart by month."""
    months = np.zeros(12 * (len(flows) - 1) + 1)
    months[::12] = flows
    return months


def test_every_oracle_is_held_by_a_test() -> None:
    here = Path(__file__).read_text(encoding="utf-8")

    assert set(ORACLES) == {name for name in ORACLES if f'"{name}"' in here}


# Returns ---------------------------------------------------------------------------------------------


def test_a_hurdle_is_a_net_present_value() -> None:
    """B01."""
    flows = given("B01")["flows_yearly"]
    for root in ORACLES["B01"]["expect"]["roots"]:
        assert npv(yearly(flows), root) == pytest.approx(0, abs=1e-9)

    found = [npv(yearly(flows), hurdle) for hurdle in given("B01")["hurdles"]]

    assert found == expected("B01", "npv")
    assert hurdles_met(flows, given("B01")["hurdles"]) == ORACLES["B01"]["expect"]["met"]


def hurdles_met(flows: list[float], hurdles: list[float]) -> list[bool]:
    """Return which hurdles on its rate a project of flows a year apart meets."""
    start = dt.date(2026, 1, 31)
    cash = [
        {"on": start.replace(year=start.year + k).isoformat(), "account": "own", "amount": flow}
        for k, flow in enumerate(flows)
    ]
    targets = [{"measure": "project_irr", "at_least": hurdle} for hurdle in hurdles]
    described = Project.model_validate(
        {
            "project": {"name": "Yearly", "start": "2026-01-01", "horizon": "30 months"},
            "activities": {"nothing": {"duration": 1}},
            "cash": cash,
            "targets": targets,
        }
    )
    return [bool(odds == 1.0) for odds in scenario.simulate(described, 2).odds()["odds"][: len(hurdles)]]


def test_nobody_ever_has_money_in() -> None:
    """B02."""
    flows = np.array(given("B02")["flows_monthly"])

    assert irr(flows) == (math.inf, NO_MONEY_IN)
    assert hurdles_met([flows[0]], [0.0, 0.12, 9.0]) == [True] * 3


def test_total_loss_is_a_rate() -> None:
    """B03."""
    assert irr(yearly(given("B03")["flows_yearly"])) == (ORACLES["B03"]["expect"]["rate"], TOTAL_LOSS)


def test_what_a_borrower_meets_depends_on_the_hurdle() -> None:
    """B04."""
    flows = given("B04")["flows_yearly"]

    assert npv(yearly(flows), 0.12) == expected("B04", "npv_12")
    assert npv(yearly(flows), 0.04) == expected("B04", "npv_4")
    assert hurdles_met(flows, [0.12, 0.04]) == [True, False]


def dated(flows: list[tuple[str, float]], **more: Any) -> Project:
    """Return a project of nothing but flows on their dates."""
    first = min(day for day, _ in flows)
    cash = [{"on": day, "account": "own", "amount": amount} for day, amount in flows]
    return Project.model_validate(
        {
            "project": {"name": "Dated", "start": first[:8] + "01", "horizon": "36 months", **more},
            "activities": {"nothing": {"duration": 1}},
            "cash": cash,
        }
    )


def test_dated_flows_keep_their_day() -> None:
    """B05."""
    assert told(dated(given("B05")["flows"]))["project_xirr"] == expected("B05", "xirr")
    ends = np.array([30.0, 364.0])
    assert xirr(ends, np.array([-1e6, 1.1e6]))[0] == expected("B05", "at_month_ends")


MANUALS = {
    "XIRR function, support.microsoft.com": (
        [
            ("2008-01-01", -10_000),
            ("2008-03-01", 2_750),
            ("2008-10-30", 4_250),
            ("2009-02-15", 3_250),
            ("2009-04-01", 2_750),
        ],
        0.373362535,
        5e-9,
    ),
    "XIRR, help.libreoffice.org": (
        [
            ("2001-01-01", -10_000),
            ("2001-02-01", 2_000),
            ("2001-03-15", 2_500),
            ("2001-05-12", 5_000),
            ("2001-08-10", 1_000),
        ],
        0.1828,
        5e-5,
    ),
}
"""Published examples of XIRR: flows by their own dates, the rate printed, and half of its last digit."""


@pytest.mark.parametrize("manual", MANUALS)
def test_examples_of_manuals_by_their_own_dates(manual: str) -> None:
    flows, printed, digit = MANUALS[manual]

    assert told(dated(flows))["project_xirr"] == pytest.approx(printed, abs=digit)


# Taxes -----------------------------------------------------------------------------------------------


def test_gross_margin_and_the_land_deduction() -> None:
    """B06."""
    of = given("B06")
    measures = told(parcel(vat={"rate": of["vat"], "input_share": of["input_share"]}))
    output = vat_within(taxable_sales(of["area"] * of["price"], of["land"]), of["vat"])

    for name in ("revenue", "gross_margin", "net_margin"):
        assert measures[name] == expected("B06", name)
    assert output == expected("B06", "output_vat")
    assert of["area"] * of["price"] - output == expected("B06", "lat_revenue")


def test_income_tax_by_what_is_sold() -> None:
    """B07."""
    of = given("B07")
    land = {
        "price": of["land"],
        "area": 1,
        "payments": [{"node": "launch", "share": 1}],
        "deed_tax": 0,
        "stamp": 0,
    }
    books = story(
        {"launch": 0, "build": 31, "handover": 100},
        horizon="24 months",
        land=land,
        products=sale(
            price=of["sales"] / of["sold_share"] / 100, absorption={"launch": of["sold_share"], "hazard": 0}
        ),
        cost={"items": {"works": {"amount": of["works"], "over": ["build"]}}},
        tax=taxes(eit={"rate": of["rate"], "estimated_margin": of["estimated_margin"]}),
    )
    paid = -books["eit"]

    assert paid[paid > 0][0] == expected("B07", "prepaid")
    assert paid[paid > 0][1:].sum() == expected("B07", "due_at_settlement")
    assert paid.sum() == expected("B07", "total")


def test_prepayment_on_the_quarters_taxable_income() -> None:
    """B08."""
    of = given("B08")
    income = estimated_income(of["receipts"], of["estimated_margin"]) - of["marketing"] - of["lat_prepaid"]

    assert eit(income, of["rate"]) == expected("B08", "prepaid")


def test_base_of_the_prepayment_of_land_appreciation_tax() -> None:
    """B09."""
    of = given("B09")
    vat = vat_prepayment(of["receipts"], of["vat_rate"], of["vat_prepay"])

    assert lat_prepayment(of["receipts"], vat, 1.0) == expected("B09", "base")


def test_the_twenty_per_cent_step_makes_a_dearer_parcel_earn_more() -> None:
    """B10."""
    of = given("B10")
    due = [
        lat(of["revenue"], lat_deductions(land, of["development"], 0.1, 0.2, 0.0, 0.0), 0.2)
        for land in of["land"]
    ]
    left = [
        (1 - of["income_tax"]) * (of["revenue"] - land - of["development"] - tax)
        for land, tax in zip(of["land"], due, strict=True)
    ]

    assert due == expected("B10", "lat")
    assert left == expected("B10", "after_tax")


def test_above_two_hundred_per_cent_a_dearer_cost_pays() -> None:
    """B10b."""
    of = given("B10b")
    due = [lat(of["revenue"], lat_deductions(0, cost, 0.1, 0.2, 0.0, 0.0), 0.0) for cost in of["cost"]]
    left = [
        (1 - of["income_tax"]) * (of["revenue"] - cost - tax)
        for cost, tax in zip(of["cost"], due, strict=True)
    ]

    assert due == expected("B10b", "lat")
    assert left == expected("B10b", "after_tax")


def test_stamp_duty_is_due_on_the_price_without_vat() -> None:
    """B25."""
    of = given("B25")

    assert stamp(ex_vat(of["contract_with_vat"], of["vat"]), of["rate"]) == expected("B25", "duty")


# Funding ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(4))
def test_a_hole_in_the_funding_is_an_outcome(place: int) -> None:
    """B11: works of 120 days from January on, sold in May."""
    of = given("B11")
    limit = of["equity_limits"][place]
    books = story(
        {"build": of["days"], "launch": 120, "handover": 160},
        cost={"items": {"works": {"amount": of["works"], "over": ["build"]}}},
        products=sale(price=of["sale"] / 100),
        funding={"minimum_cash": 0, "equity": {"limit": limit} if limit else {}},
    )

    unfunded = ORACLES["B11"]["expect"]["status"][place] == "unfunded"
    assert books.extra("status") == (UNFUNDED if unfunded else 0)
    assert books["sales"][of["sale_month"] - 1] == pytest.approx(of["sale"])
    if unfunded:
        assert books.extra("shortfall") == pytest.approx(of["works"] - limit)


def test_capitalised_interest() -> None:
    """B17: draws at the months' ends, interest on the opening balance added to it."""
    of = given("B17")
    books = borrowed([0.0, *[of["draws"]] * of["months"]], of["rate_month"])
    balance, interest = books["loan_balance"][10], -books["interest"][:11].sum()

    assert balance / UNIT == expected("B17", "balance")
    assert interest / UNIT == expected("B17", "interest")


UNIT = 1e4
"""Yuan for each unit of an oracle, so that cents do not count."""


def borrowed(bills: list[float], rate: float, **terms: float) -> Any:
    """Return the books of works paid month by month out of a facility to which interest is added."""
    days = {month: f"2026-{month + 1:02d}-05" for month, bill in enumerate(bills) if bill}
    loan = {"name": "senior", "limit": 1e9, "rate": 12 * rate, "interest": "capitalise", **terms}
    return story(
        {f"w{m}": {"duration": 1, "not_before": day} for m, day in days.items()} | {"end": 364},
        horizon="14 months",
        cost={"items": {f"w{m}": {"amount": bills[m] * UNIT, "over": [f"w{m}"]} for m in days}},
        funding={"minimum_cash": 0, "facilities": [loan]},
    )


def test_a_facility_that_pays_its_own_fee_and_interest() -> None:
    """B18, and the books: with a first bill in month 0 the facility is used up to the cent at the end."""
    of = given("B17")
    bills = [0.0, *[of["draws"]] * of["months"]]

    assert facility_that_pays_itself(bills, 12 * of["rate_month"], 0.01) == expected("B18", "facility")

    bills[0] = 50.0
    size = facility_that_pays_itself(bills, 12 * of["rate_month"], 0.01)
    books = borrowed(bills, of["rate_month"], limit=size * UNIT, fee=0.01, share_of_cost=1.0)

    assert books["loan_balance"][10] == pytest.approx(size * UNIT, rel=1e-12)
    assert abs(books["equity"][:11]).max() < 1e-6


# Market and price ------------------------------------------------------------------------------------


def test_the_markets_log_has_the_spread_of_its_process() -> None:
    """B19: what a unit of news leaves of itself month by month adds up to the variance."""
    of = given("B19")
    echo = [next_market(0.0, of["persistence"], of["volatility"], 1.0)]
    while echo[-1] > 1e-18:
        echo.append(next_market(echo[-1], of["persistence"], of["volatility"], 0.0))

    assert math.sqrt(math.fsum(x * x for x in echo[:3])) == expected("B19", "sd_after_3_months")
    assert math.sqrt(math.fsum(x * x for x in echo)) == expected("B19", "sd_of_log_long_run")


def test_a_value_is_of_its_date() -> None:
    """B21."""
    of = given("B21")
    growth = {"rate": of["growth"], "from": "start"}
    books = story(
        {"launch": 365}, horizon="24 months", products=sale(1, of["value_today"], price_growth=growth)
    )

    assert of["launch_years_later"] == 1
    assert books["contracts"].sum() == expected("B21", "value")


RUNS = 2_000


@pytest.mark.parametrize("place", range(3))
def test_at_the_bid_of_the_closed_form_the_odds_are_those_asked(place: int) -> None:
    """B12: the hurdle is met where sales reach a number, so that the odds at the bid are those asked."""
    odds = given("B12")["odds"][place]
    for key, measure in (("bid", "project_irr"), ("bid_by_xirr_at_month_ends", "project_xirr")):
        land = ORACLES["B12"]["expect"][key][place] * 1e6
        cash = [
            {"on": "2026-01-31", "account": "land", "amount": -land},
            {"on": "2026-07-31", "account": "construction", "amount": -600e6},
            {"on": "2027-01-31", "account": "sales", "amount": {"normal": [1000e6, 100e6]}},
        ]
        described = Project.model_validate(
            {
                "project": {"name": "Bid", "start": "2026-01-01", "horizon": "12 months"},
                "activities": {"nothing": {"duration": 1}},
                "cash": cash,
                "targets": [{"measure": measure, "at_least": given("B12")["hurdle"]}],
            }
        )
        reached = scenario.simulate(described, RUNS, seed=1).odds()["odds"].iloc[0]

        assert reached == pytest.approx(odds, abs=3 * math.sqrt(odds * (1 - odds) / RUNS))


def test_dates_read_from_runs_hold_in_the_share_that_was_asked() -> None:
    """B22, for one node with ties: no earlier whole day holds as often."""
    days = np.floor(np.random.default_rng(3).normal(100, 3, 1_000))

    promised = share_by(days, 0.8)

    assert (days <= promised).mean() >= 0.8
    assert (days <= promised - 1).mean() < 0.8
