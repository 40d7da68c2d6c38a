"""Money from a closing on: closed months are the ledger's, balances go on, nothing is lost or made."""

# ruff: noqa: E501 - rows of a ledger

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.model.engines import CompiledClock, compare_clocks, new_results
from scenario.model.money import accounts
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import EXTRA, Results
from scenario.project.values.vocabulary import OPERATING_ACCOUNTS
from scenario.tracking.earned import earned_of, planned_value
from tests.tracking.yard import yard

HEAD = "form: scenario-actuals-1\nproject: Yard\ndata_date: 2026-10-01\nclosed: 2026-09\n"
DONE = (
    "activities:\n  award: {started: 2026-01-01, finished: 2026-01-10}\n"
    "  permit: {started: 2026-01-11, finished: 2026-02-10}\n"
    "  piles.p1: {started: 2026-02-11, finished: 2026-04-10}\n"
    "  piles.p2: {started: 2026-02-11, finished: 2026-04-10}\n"
    "  launch.p1: {finished: 2026-05-10}\n  launch.p2: {finished: 2026-05-10}\n"
    "  shell.p1: {started: 2026-04-11}\n  shell.p2: {started: 2026-04-11}\n"
    "risks: {storm: {2026: {from: 2026-07-03, days: 4}}}\n"
)
LEDGER = (
    "ledger:\n  2026-01: {equity: 60_000_000, land: -30_000_000, deed_tax: -900_000}\n"
    "  2026-02: {construction: -5_000_000}\n  2026-05: {sales: 20_000_000, construction: -9_000_000}\n"
    "  2026-09: {sales: 30_000_000, construction: -8_000_000, contracts: 90_000_000, area_sold: 7_400}\n"
)
CASH = 60e6 - 30e6 - 0.9e6 - 5e6 + 20e6 - 9e6 + 30e6 - 8e6
SOLD = (
    "sales:\n  to_date:\n    flat.p1: {sold: 4_200, contracts: 50_000_000, receipts: 30_000_000}\n"
    "    flat.p2: {sold: 3_200, contracts: 40_000_000, receipts: 20_000_000}\n"
)
COST = "cost: {works: {earned: 30_000_000, billed: 24_000_000, paid: 17_000_000, final: 66_000_000}}\n"
CLOSING = 8


def runs(plan: Plan, count: int = 12) -> Results:
    """Return some runs on the compiled clock."""
    results = new_results(plan, count)
    CompiledClock(plan).run_many(plan.numbers(1, 0, count)[1], results)
    return results


def account(results: Results, name: str) -> np.ndarray:
    """Return what moved on an account, run × month."""
    return results.ledger[:, :, accounts.NAMES.index(name)]


def test_the_accounts_of_statements_are_those_of_the_ledger() -> None:
    assert accounts.NAMES[: accounts.SALES + 1] == OPERATING_ACCOUNTS


def test_closed_months_are_the_ledgers_in_every_run(tmp_path: Path) -> None:
    found = runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER)))

    assert (account(found, "sales")[:, : CLOSING + 1] == [0, 0, 0, 0, 20e6, 0, 0, 0, 30e6]).all()
    assert (account(found, "construction")[:, : CLOSING + 1] == [0, -5e6, 0, 0, -9e6, 0, 0, 0, -8e6]).all()
    assert (account(found, "free_cash")[:, CLOSING] == CASH).all()
    assert (account(found, "marketing")[:, : CLOSING + 1] == 0.0).all()


def test_cash_goes_on_from_its_balance_and_nothing_is_lost_or_made(tmp_path: Path) -> None:
    found = runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + SOLD + COST)))
    flows = [k for k, name in enumerate(accounts.NAMES) if k not in (*accounts.BALANCES, *accounts.MEMO)]

    moved = found.ledger[:, :, flows].sum(axis=2).cumsum(axis=1)

    assert np.abs(moved - account(found, "free_cash")).max() < 0.05


def test_what_is_sold_and_what_is_left_are_the_stock(tmp_path: Path) -> None:
    found = runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + SOLD)))

    left = found.extra[:, EXTRA.index("unsold")] / 12_000

    assert np.abs(account(found, "area_sold").sum(axis=1) + left - 14_000).max() < 1e-6
    assert (account(found, "area_sold")[:, CLOSING] == 7_400).all()


def test_buyers_pay_what_they_owe(tmp_path: Path) -> None:
    found = runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + SOLD)))

    assert np.abs(account(found, "sales").sum(axis=1) - account(found, "contracts").sum(axis=1)).max() < 0.05


def test_what_is_owed_by_month_comes_then(tmp_path: Path) -> None:
    months = "  schedule: [{phase: p1, month: 2027-02, amount: 15_000_000}]\n  mortgages_waiting: {p1: 5_000_000}\n"
    late = runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + SOLD + months)))
    asap = runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + SOLD)))

    february = 13
    assert (account(late, "sales")[:, february] > account(asap, "sales")[:, february] + 14e6).all()
    assert np.abs(account(late, "sales").sum(axis=1) - account(asap, "sales").sum(axis=1)).max() < 0.05


def test_works_cost_what_is_told_of_their_end(tmp_path: Path) -> None:
    found = runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + SOLD + COST)))  # 5 m of 22 were fees

    paid = -account(found, "construction").sum(axis=1)

    assert np.abs(paid - (5e6 + 66e6)).max() < 0.05


def test_the_market_is_learnt_from_sales(tmp_path: Path) -> None:
    slow = SOLD + "  market: {ratio: 0.5, months: 3}\n"
    quick = SOLD + "  market: {ratio: 1.5, months: 3}\n"

    sold = [
        account(runs(compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + text)), 40), "area_sold")[
            :, CLOSING + 1
        ].mean()
        for text in (slow, quick)
    ]

    assert sold[1] > 1.4 * sold[0]


def test_both_clocks_take_a_closing_over_alike(tmp_path: Path) -> None:
    plan = compile_plan(yard(tmp_path, HEAD + DONE + LEDGER + SOLD + COST))

    compare_clocks(plan, plan.numbers(1, 0, 6)[1], 1, 0)  # raises where they differ


def test_money_is_tracked_with_books_closed(tmp_path: Path) -> None:
    study = scenario.track(yard(tmp_path, HEAD + DONE + LEDGER + SOLD + COST), runs=60)

    assert "equity_irr" in study.measure_names
    assert len(study.odds()) == 2


def test_a_ledger_read_off_a_run_gives_that_run_again(tmp_path: Path) -> None:
    """Its own numbers, and of money what the template asks for: balances to 1 yuan, the return to 0.1 points."""
    bare = compile_plan(yard(tmp_path, HEAD.replace("closed: 2026-09\n", "") + DONE))
    own = runs(bare, 3)
    names = [
        name
        for name in accounts.NAMES
        if accounts.NAMES.index(name) not in (*accounts.BALANCES, accounts.TAX_SHIELD)
    ]
    for run in range(3):
        rows = "".join(
            f"  {2026 + m // 12}-{m % 12 + 1:02d}: "
            + "{"
            + ", ".join(
                f"{n}: {own.ledger[run, m, accounts.NAMES.index(n)]!r}".replace("np.float64(", "").rstrip(")")
                for n in names
            )
            + "}\n"
            for m in range(CLOSING + 1)
        )
        plan = compile_plan(yard(tmp_path, HEAD + DONE + "ledger:\n" + rows))
        again = new_results(plan, 3)
        CompiledClock(plan).run_many(plan.numbers(1, 0, 3)[1], again)

        assert np.abs(again.ledger[run] - own.ledger[run]).max() < 1.0


def test_earned_value_is_told_of_items_with_their_worth(tmp_path: Path) -> None:
    study = scenario.track(yard(tmp_path, HEAD + DONE + LEDGER + SOLD + COST), runs=60)

    (works,) = earned_of(study)

    assert works.bac == pytest.approx(60e6)
    assert works.ev == pytest.approx(60e6 * 30 / 66)
    assert works.ac == 30e6
    assert works.found.cpi == pytest.approx(works.ev / 30e6)
    assert works.eac == (66e6, 66e6, 66e6)
    assert works.pv == pytest.approx(60e6)  # the plan has the shells done by 23 September
    assert 4.0 < works.time.es < CLOSING + 1
    assert works.is_warned


def test_planned_value_is_the_budget_in_the_end_and_never_falls(tmp_path: Path) -> None:
    plan = compile_plan(yard(tmp_path))

    planned = planned_value(plan, "works")

    assert planned[0] == 0.0
    assert (np.diff(planned) >= 0.0).all()
    assert planned[-1] == pytest.approx(60e6)


def test_without_its_final_amount_an_item_is_drawn_and_never_below_what_is_done(tmp_path: Path) -> None:
    cost = "cost: {fees: {earned: 5_500_000}}\n"
    (fees,) = earned_of(scenario.track(yard(tmp_path, HEAD + DONE + LEDGER + SOLD + cost), runs=30))

    assert fees.eac == (5.5e6, 5.5e6, 5.5e6)
    assert fees.found.cpi == pytest.approx(5 / 5.5)
