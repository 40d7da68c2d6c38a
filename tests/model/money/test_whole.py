"""Schedule and money on one clock; files with little in them."""

from typing import Any

import pytest

from tests.model.money.ledger import LEGACY, Story, sale, story

# The regime ------------------------------------------------------------------------------------------


def decided(permit: float) -> Story:
    """Homes are sold a third built, or completed where the permit comes after 28 February."""
    work: dict[str, Any] = {
        "permit": permit,
        "third": 115,
        "completion": 207,
        "launch": {"duration": 5, "after": ["@presale_image"]},
    }
    old = {**LEGACY, "presale_image": "third", "mortgage_gate": "third", "escrow": "none"}
    new = {**old, "presale_image": "completion", "mortgage_gate": "completion"}
    decision = {"node": "permit", "on_or_before": "2026-02-28", "then": "old", "otherwise": "new"}
    return story(
        work, products=sale(), funding={"minimum_cash": 0},
        regime={"decide": decision, "rules": {"old": old, "new": new}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("permit", "name", "launch", "month"),
    [(40, 0, 120, 4), (59, 0, 120, 4), (59.5, 1, 212, 7)],  # day 59 is the midnight that ends 28 February
)
def test_a_permit_that_slips_past_the_date_moves_the_launch(
    permit: float, name: int, launch: float, month: int
) -> None:
    books = decided(permit)

    assert books.extra("regime") == name
    assert books.finish("launch") == launch
    assert books.by_month("sales") == {month: 1_000_000}


# Sales start works ------------------------------------------------------------------------------------


def test_phase_2_starts_once_enough_of_phase_1_is_sold() -> None:
    """Half in January, 0.75 in February: known when February's books are closed, on day 59."""
    work = {
        "launch": {"duration": 0, "scope": "phase"},
        "build": {"duration": 30, "scope": "phase", "start_when": {"sold": 0.6, "of": "previous"}},
    }
    home = {"kind": "ordinary_house", "stock": {"p1": 100}, "price": 10_000}
    books = story(
        work, phases=["p1", "p2"],
        products=sale(types={"home": home}, absorption={"launch": 0.5, "hazard": 0.5}),
    )  # fmt: skip

    assert books.finish("build.p1") == 30
    assert books.finish("build.p2") == 59 + 30


# Dated flows ------------------------------------------------------------------------------------------


def test_flows_come_on_their_date_or_after_their_node_and_keep_their_own_accounts() -> None:
    cash = [
        {"on": "2026-02-28", "account": "subsidy", "amount": 500},
        {"on": "2026-03-01", "account": "subsidy", "amount": 700},
        {"node": "handover", "lag": 30, "account": "rent", "amount": -100},
    ]
    books = story({"handover": 100}, cash=cash)

    assert books.by_month("subsidy") == {1: 500, 2: 700}
    assert books.by_month("rent") == {4: -100}
    assert books["free_cash"][:6].tolist() == [0, 500, 1_200, 1_200, 1_100, 1_100]


def test_a_flow_after_a_node_comes_later_when_the_node_does() -> None:
    cash = [{"node": "handover", "account": "rent", "amount": -100}]

    assert story({"handover": 100}, late={"handover": 130}, cash=cash).by_month("rent") == {4: -100}


@pytest.mark.parametrize("account", ["sales", "construction", "vat", "land", "anything"])
def test_a_flow_on_any_account_of_the_project_moves_cash(account: str) -> None:
    """Also on that of sales, whose other money comes by way of escrow."""
    books = story({"handover": 100}, cash=[{"on": "2026-02-10", "account": account, "amount": -5e6}])

    assert books["free_cash"][1] == -5e6


def test_cash_alone_needs_no_activities() -> None:
    cash = [
        {"on": "2026-01-15", "account": "land", "amount": -100},
        {"on": "2026-06-30", "account": "sales", "amount": 150},
    ]
    books = story({}, cash=cash, funding={"minimum_cash": 0})

    assert books.by_month("equity") == {0: 100}
    assert books.by_month("distribution") == {5: -150}


# Horizon ---------------------------------------------------------------------------------------------


def test_a_horizon_that_is_too_short_leaves_what_comes_later_out() -> None:
    """Four calendar months are followed; the works of May and June and the sale of July are missing."""
    work = {"build": 181, "launch": {"duration": 1, "after": ["build"]}}
    cost = {"items": {"works": {"amount": 1_810_000, "over": ["build"]}}}
    books = story(
        work, horizon="3 months", cost=cost, products=sale(price=50_000), funding={"minimum_cash": 1_000}
    )

    assert len(books["construction"]) == 4
    assert books["construction"].sum() == -1_200_000
    assert books["sales"].sum() == 0
    assert books.finish("launch") == 182


def test_the_horizon_settles_loan_and_cash_even_when_works_go_on() -> None:
    loan = {
        "limit": 1_000_000, "rate": 0.12, "gate": "approved", "equity_first": 0, "share_of_cost": 0.5,
        "repay_from_sold": 1, "repay_share": 0,
    }  # fmt: skip
    cost = {"items": {"works": {"amount": 1_810_000, "over": ["build"]}}}
    books = story(
        {"build": 181, "approved": 10}, horizon="2 months", cost=cost,
        funding={"minimum_cash": 1_000, "loan": loan},
    )  # fmt: skip

    assert books["loan_balance"].tolist() == pytest.approx([155_000, 295_000, 0])
    assert books["free_cash"].tolist() == pytest.approx([1_000, 1_000, 0])
    assert books["equity"][2] == pytest.approx(310_000 + 295_000 + 2_950 - 1_000)


def test_banks_wait_until_the_regime_is_decided() -> None:
    """Sold in January, decided in March: until then nobody knows what the mortgage gate is."""
    rules = {**LEGACY, "presale_image": "launch", "mortgage_gate": "launch", "escrow": "none"}
    decision = {"node": "permit", "on_or_before": "2026-12-31", "then": "rules", "otherwise": "rules"}
    mix = {"full": 0, "mortgage": 1, "instalment": 0}
    books = story(
        {"launch": 0, "permit": 70, "completion": 200},
        products=sale(collection={"mix": mix, "down_payment": 0.3, "mortgage_lag": 0}),
        regime={"decide": decision, "rules": {"rules": rules}},
    )

    assert books.by_month("sales") == {0: 300_000, 2: 700_000}
