"""Every measure on a ledger small enough to compute by hand."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pytest
import pyxirr

import scenario
from scenario import measures
from scenario.analysis import Study
from scenario.measures import MEASURES, STATUSES, Measure
from scenario.measures.statement import STATEMENT
from scenario.model.project_plan import Plan
from scenario.rules.money.calls import dated_calls
from tests.measures.written import WRITTEN

Make = Callable[..., Study]

# The project starts on 2025-10-27: month 0 is October 2025. The land award makes month 3 month zero.
AWARD = {"finish": {"land_award": 80.0}}
PLAIN = {"land": {0: -100.0}, "sales": {12: 121.0}}
ESCROW = {"land": {0: -100.0}, "sales": {12: 121.0}, "escrow_in": {12: -121.0}, "escrow_out": {24: 121.0}}
OWNERS = {"equity": {0: 100.0}, "distribution": {6: -10.0, 12: -111.0}}
TWICE = {"land": {0: -100.0, 8: -50.0}, "sales": {5: 120.0, 10: 90.0}}
PROFIT = {
    "sales": {10: 900.0},
    "land": {0: -300.0},
    "deed_tax": {0: -9.0},
    "land_use_tax": {1: -1.0},
    "construction": {5: -218.0},
    "marketing": {5: -20.0},
    "administration": {5: -20.0},
    "damages": {9: -2.0},
    "vat": {9: -30.0},
    "surcharge": {9: -3.0},
    "lat": {9: -7.0},
    "eit": {9: -50.0},
    "stamp": {9: -2.0},
    "interest": {9: -30.0},
    "contracts": {8: 1000.0},
}
COVER = {
    "land": {0: -100.0},
    "sales": {3: 30.0, 4: 50.0},
    "free_cash": {3: 10.0},
    "interest": {3: -10.0, 4: -10.0},
    "loan_repay": {4: -30.0},
    "loan_balance": {1: 50.0, 2: 50.0, 3: 50.0, 4: 20.0},
}
"""In month 4 cash and sale cover the service of 40 one and a half times; in month 3 nothing is repaid."""
OUTPUT = 1000 - 1000 / 1.09
ON_LAND, ON_WORKS, ON_SERVICES = 300 - 300 / 1.09, 218 - 200.0, 20 - 20 / 1.06
OWED = {
    "extra": {
        "receivable": 100.0,
        "vat_on_sales": OUTPUT,
        "vat_on_land": ON_LAND,
        "vat_on_works": ON_WORKS,
        "vat_on_services": ON_SERVICES,
    }
}
NET = 1000.0 - 300 - 9 - 1 - 218 - 20 - 20 - 2 - 30 - 3 - 7 - 50 - 2 - 30
COST = 300.0 + 9 + 1 + 218 + 20 + 20 + 2 + 30
EX_VAT = 1000 / 1.09

CASES: list[tuple[str, dict[str, dict[int, float]], dict[str, Any], float]] = [
    ("project_irr", PLAIN, {}, 0.21),
    ("project_irr", ESCROW, {}, 0.21),
    ("project_irr_collected", ESCROW, {}, 0.21),
    ("project_irr_free", ESCROW, {}, 0.10),
    ("project_xirr", PLAIN, {}, 0.21),  # 2025-10-31 to 2026-10-31 is 365 days
    ("equity_irr", {"equity": {0: 100.0}, "distribution": {12: -121.0}}, {}, 0.21),
    ("equity_xirr", {"equity": {0: 100.0}, "distribution": {12: -121.0}}, {}, 0.21),
    ("equity_multiple", OWNERS, {}, 1.21),
    ("npv", PLAIN, {"terms": {"discount_rate": 0.1}}, 10.0),
    ("npv", PLAIN, {"terms": {"discount_rate": 0.1}, **AWARD}, 10.0 * 1.1**0.25),
    ("cash_positive_month", TWICE, {}, 5.0),
    ("cash_positive_month", TWICE, AWARD, 2.0),
    ("cash_positive_month_last", TWICE, AWARD, 7.0),
    ("cash_positive_month_free", ESCROW, AWARD, 21.0),
    ("cash_positive_month_free_last", ESCROW, AWARD, 21.0),
    ("equity_payback_month", OWNERS, AWARD, 9.0),
    ("dynamic_payback_month", TWICE, {"terms": {"discount_rate": 1.0}, **AWARD}, 7.0),
    ("dynamic_payback_month", TWICE, {"terms": {"discount_rate": 0.1}, **AWARD}, 2.0),
    ("peak_funding", ESCROW, {}, 100.0),
    ("peak_funding", TWICE, {}, 100.0),
    ("peak_equity", {"equity": {0: 60.0, 2: 50.0}, "distribution": {1: -30.0, 9: -90.0}}, {}, 80.0),
    ("peak_loan", {"loan_balance": {4: 70.0, 5: 90.0, 6: 10.0}}, {}, 90.0),
    ("peak_escrow", {"escrow_balance": {4: 70.0, 5: 90.0, 6: 10.0}}, {}, 90.0),
    ("equity_mirr", {"equity": {0: 100.0}, "distribution": {12: -121.0}}, {}, 0.21),
    (
        "equity_mirr",  # 50 waits six months at 21 %, 60 is put in six months after the first
        {"equity": {0: 100.0, 6: 60.0}, "distribution": {6: -50.0, 12: -150.0}},
        {"terms": {"discount_rate": 0.21}},
        150 / (100 + 10 / 1.1) - 1,
    ),
    ("funding_shortfall", {}, {"extra": {"shortfall": 7.0}}, 7.0),
    ("months_short", {}, {"extra": {"months_short": 3.0}}, 3.0),
    ("covenant_broken_month", {}, {"extra": {"covenant_at": 100.0}}, 4.0),
    ("creditors_lose", {}, {"extra": {"lost_works": 5.0, "lost_lenders": 2.0}}, 7.0),
    ("dscr_min", COVER, {}, 1.5),
    ("ltc_max", COVER, {}, 0.5),
    ("net_profit", PROFIT, OWED, NET),
    ("net_margin", PROFIT, OWED, NET / EX_VAT),
    ("net_margin_incl_vat", PROFIT, OWED, NET / 1000),
    ("gross_margin", PROFIT, OWED, (EX_VAT - 300 / 1.09 - 9 - 200 - 30) / EX_VAT),
    ("revenue", PROFIT, OWED, EX_VAT),
    ("land_cost", PROFIT, OWED, 300 / 1.09 + 9),
    ("development_cost", PROFIT, OWED, 200.0),
    ("gross_profit", PROFIT, OWED, EX_VAT - 300 / 1.09 - 9 - 200 - 30),
    ("marketing_cost", PROFIT, OWED, 20 / 1.06),
    ("administration_cost", PROFIT, OWED, 20.0),
    ("taxes_and_surcharges", PROFIT, OWED, 3.0 + 7 + 2 + 1),
    ("vat_not_set_off", PROFIT, OWED, 30 - (OUTPUT - ON_LAND - ON_WORKS - ON_SERVICES)),
    ("damages_and_other", PROFIT, OWED, 2.0),
    ("profit_before_tax", PROFIT, OWED, NET + 50),
    ("profit_on_cost", PROFIT, OWED, (NET + 50) / COST),
    ("contract_value", PROFIT, OWED, 1000.0),
    ("collections", PROFIT, OWED, 900.0),
    ("collection_rate", PROFIT, OWED, 0.9),
    ("land_price", PROFIT, OWED, 300.0),
    ("construction_cost", PROFIT, OWED, 218.0),
    ("interest", PROFIT, OWED, 30.0),
    ("vat", PROFIT, OWED, 30.0),
    ("lat", PROFIT, OWED, 7.0),
    ("eit", PROFIT, OWED, 50.0),
    ("launch_sell_through", {}, {"extra": {"launch_sell_through": 0.55}}, 0.55),
    ("first_handover_pass_rate", {}, {"terms": {"first_pass_rate": 0.85}}, 0.85),
]


@pytest.mark.parametrize(("name", "ledger", "given", "value"), CASES)
def test_a_measure_is_what_it_is_by_hand(
    by_hand: Make, name: str, ledger: dict[str, dict[int, float]], given: dict[str, Any], value: float
) -> None:
    study = by_hand(ledger, **given)

    assert study.measures[name].iloc[0] == pytest.approx(value, rel=1e-12, nan_ok=True)
    assert study.statuses[name].iloc[0] == ("rate" if MEASURES[name].flows else "ok")


def test_the_profit_statement_bridges_revenue_to_net_profit_to_the_cent(by_hand: Make) -> None:
    measures = by_hand(PROFIT, **OWED).measures.iloc[0]

    total = 0.0
    for name, sign in STATEMENT:
        if sign:
            total += sign * measures[name]
        else:
            assert total == pytest.approx(measures[name], abs=1e-9)


def test_month_of_90_percent_counts_stock_at_planned_prices(by_hand: Make, riverside: Plan) -> None:
    assert riverside.books is not None
    stock = float(riverside.books.phase["planned_value"].sum())
    sold = {"sold_at_plan": {4: 0.5 * stock, 7: 0.39 * stock, 11: 0.02 * stock}}

    assert by_hand(sold, **AWARD).measures["sell_through_month_90"].iloc[0] == 8
    assert by_hand({}, **AWARD).statuses["sell_through_month_90"].iloc[0] == "never"


def test_inventory_is_what_is_unsold_at_the_end_of_the_month_of_the_last_handover(
    by_hand: Make, riverside: Plan
) -> None:
    assert riverside.books is not None
    stock = float(riverside.books.phase["planned_value"].sum())
    sold = {"sold_at_plan": {4: 0.5 * stock, 30: 0.3 * stock, 31: 0.2 * stock}}
    thirtieth = float(riverside.books.month["end"][30])

    handed_over = by_hand(sold, finish={"handover.p1": 700.0, "handover.p2": thirtieth})
    never = by_hand(sold, finish={"handover.p2": math.inf})

    assert handed_over.measures["inventory_value"].iloc[0] == pytest.approx(0.2 * stock)
    assert never.statuses["inventory_value"].iloc[0] == "never"


def test_key_nodes_are_attained_by_the_end_of_their_planned_day(by_hand: Make) -> None:
    study = by_hand({})
    nodes = study.key_nodes
    plan = study.plan_dates.loc[list(nodes), "finish"]
    days = dict(zip(nodes, np.ceil(plan), strict=True))
    days[nodes[0]] += 0.001
    days[nodes[1]] = math.inf

    attained = by_hand({}, finish=days).measures["key_node_attainment"].iloc[0]

    assert attained == pytest.approx(1 - 2 / len(nodes))


@pytest.mark.parametrize(
    ("name", "ledger", "status"),
    [
        ("project_irr", {}, "none"),
        ("project_irr", {"sales": {0: 100.0, 20: 100.0}, "land": {10: -1.0}}, "no_money_in"),
        ("project_irr", {"sales": {0: -100.0, 1: 230.0, 2: -132.0}}, "several"),
        ("cash_positive_month", {"land": {0: -100.0}}, "never"),
        ("cash_positive_month", {"sales": {0: 100.0}}, "never"),
        ("equity_multiple", {}, "undefined"),
        ("net_margin", {}, "undefined"),
        ("collection_rate", {}, "undefined"),
    ],
)
def test_what_is_missing_says_why(by_hand: Make, name: str, ledger: Any, status: str) -> None:
    study = by_hand(ledger)

    assert study.statuses[name].iloc[0] == status
    assert study.measures[name].isna().iloc[0]
    assert study.summary().loc[name, status] == 1


def test_months_count_from_month_zero_only_when_it_came(by_hand: Make) -> None:
    study = by_hand(TWICE, finish={"land_award": math.inf})

    assert study.statuses["cash_positive_month"].iloc[0] == "never"


# Completeness ------------------------------------------------------------------------------------------

ELSEWHERE = {"sell_through_month_90", "inventory_value", "key_node_attainment"}


def test_every_measure_is_computed_by_hand_here() -> None:
    assert {case[0] for case in CASES} | ELSEWHERE == set(MEASURES)


def test_every_module_that_makes_a_measure_is_in_the_catalogue() -> None:
    modules = [import_module(f"scenario.measures.{found.name}") for found in iter_modules(measures.__path__)]
    made = [each for module in modules for each in vars(module).values() if isinstance(each, Measure)]

    assert {each.name for each in made} == set(MEASURES)


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_what_measures_say_of_themselves_is_written_where_it_is_read(page: Path) -> None:
    text = WRITTEN[page]()

    assert page.read_text(encoding="utf-8") == text, "run `python -m tests.measures.written`"


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_every_measure_has_names_and_definitions_in_two_languages(measure: Any) -> None:
    assert measure.en
    assert measure.definition.endswith(".")
    assert any("一" <= letter <= "鿿" for letter in measure.zh)
    assert measure.definition_zh.endswith("。")
    assert measure.source


def test_a_project_says_which_measures_it_cannot_give() -> None:
    project = scenario.load(Path(__file__).parents[2] / "params" / "cash-only.yaml")

    study = scenario.simulate(project, 3)

    assert "project_irr" in study.measures
    assert "equity_irr" not in study.measures
    assert study.not_modelled["equity_irr"].en == "there is no `funding`"
    assert set(study.measures) | set(study.not_modelled) == set(MEASURES)


def test_a_rate_that_is_missing_has_a_status_of_the_list(by_hand: Make) -> None:
    assert list(by_hand({}).statuses["project_irr"].cat.categories) == list(STATUSES)


# Days ----------------------------------------------------------------------------------------------------


def cash_study(*flows: tuple[str, float], **blocks: Any) -> Study:
    project = {"name": "Dated", "start": "2026-01-01", "horizon": "24 months", "discount_rate": 0.1}
    cash = [{"on": on, "account": "grant", "amount": amount} for on, amount in flows]
    return scenario.simulate(scenario.Project.model_validate({"project": project, "cash": cash, **blocks}), 2)


def test_flows_that_the_file_dates_keep_their_day() -> None:
    """Spread over 364 days; at the ends of their months they would be 334 days apart."""
    study = cash_study(("2026-01-01", -1_000_000), ("2026-12-31", 1_100_000))

    assert study.measures["project_xirr"].iloc[0] == pytest.approx(1.1 ** (365 / 364) - 1, abs=1e-12)
    assert study.measures["project_xirr"].iloc[0] == pytest.approx(0.1002880629803653, abs=1e-9)


def test_worth_counts_the_days_of_dated_flows_within_their_months() -> None:
    """A month is a month long: 16 January is half a month (15 of 31 days) before the month's end."""
    study = cash_study(("2026-01-16", -100.0), ("2027-01-31", 110.0))

    early = 15 / 31 / 12
    assert study.measures["npv"].iloc[0] == pytest.approx(100 - 100 * 1.1**early, rel=1e-12)


def test_land_keeps_the_days_of_its_instalments_and_its_taxes_go_with_the_last() -> None:
    activities = {"award": {"duration": 9}, "paid": {"duration": 40, "after": ["award"]}}
    payments = [{"node": "award", "share": 0.2}, {"node": "paid", "lag": 2, "share": 0.8}]
    land = {"price": 1000, "area": 1, "payments": payments, "deed_tax": 0.03, "stamp": 0.0005}
    study = cash_study(("2027-01-10", 1200.0), activities=activities, land=land)

    # finished at the end of days 8 and 48 (counted from 0), the second paid two days later
    days, amounts = [8, 50, 374], [-200.0, -800 - 30.5, 1200.0]
    expected = pyxirr.xirr([dt.date(2026, 1, 1) + dt.timedelta(day) for day in days], amounts)
    assert study.measures["project_xirr"].iloc[0] == pytest.approx(expected, abs=1e-9)


def test_calls_are_dated_on_the_day_of_what_they_pay_for() -> None:
    """The rest of the month's call pays for what has no day, at the month's end."""
    ends, days = np.array([30.0, 58.0]), np.array([[9.0, 19.0, 40.0]])
    dated = np.array([[-60.0, -60.0, 50.0]])

    found = dated_calls(ends, np.array([[-100.0, 30.0]]), np.array([[-300.0, 90.0]]), days, dated)

    assert found.tolist() == [[-60.0, -40.0, 0.0]]  # what is distributed is dated on the month's end
