"""Escrow, loan, equity and distributions."""

from typing import Any

import pytest

from tests.model.money.ledger import Story, regime, sale, story

WORK = {"launch": 10, "gate": 100, "completion": 200, "handover": 250}  # January, April, July, September

# Escrow ----------------------------------------------------------------------------------------------

ESCROW = {"quota": 5_000, "keep": [{"node": "gate", "keep": 0.4}, {"node": "completion", "keep": 0}]}


def supervised(**more: Any) -> Story:
    """A million received in January from 100 m²: 500,000 of it must stay at first."""
    return story(WORK, products=sale(), funding={"minimum_cash": 0, "escrow": ESCROW}, **more)


def test_what_is_above_the_quota_leaves_at_once_and_the_quota_node_by_node() -> None:
    books = supervised()

    assert books.by_month("escrow_in") == {0: -1_000_000}
    assert books.by_month("escrow_out") == {0: 500_000, 3: 300_000, 6: 200_000}
    assert books["escrow_balance"][:8].tolist() == [500_000] * 3 + [200_000] * 3 + [0] * 2


def test_a_step_that_comes_out_of_turn_never_locks_money_again() -> None:
    books = story({**WORK, "completion": 50}, products=sale(), funding={"minimum_cash": 0, "escrow": ESCROW})

    assert books.by_month("escrow_out") == {0: 500_000, 1: 500_000}


def test_each_phase_has_its_own_account_and_quota() -> None:
    """Phase 2 has 50 m² and a quota of 250,000; what phase 1 holds back does not fill it."""
    work = {
        "launch": {"duration": 10, "scope": "phase"},
        "gate": {"duration": 100, "scope": "phase"},
        "completion": {"duration": 30, "scope": "phase", "after": ["previous.completion", "gate"]},
    }
    home = {"kind": "ordinary_house", "stock": {"p1": 100, "p2": 50}, "price": 10_000}
    books = story(
        work, phases=["p1", "p2"], products=sale(types={"home": home}),
        funding={"minimum_cash": 0, "escrow": ESCROW},
    )  # fmt: skip

    # gates on day 100 (April), completions on days 130 (May) and 160 (June)
    assert books.by_month("escrow_out") == {0: 750_000, 3: 450_000, 4: 200_000, 5: 100_000}


def test_strict_escrow_pays_the_works_and_taxes_of_the_phase_until_completion() -> None:
    books = story(
        {**WORK, "build": 59},
        products=sale(),
        cost={"items": {"works": {"amount": 59_000, "over": ["build"]}}},
        regime=regime(escrow="strict"),
        funding={"minimum_cash": 0, "escrow": ESCROW},
    )

    assert books.by_month("escrow_out") == {0: 31_000, 1: 28_000, 6: 941_000}


def test_no_escrow_leaves_receipts_free() -> None:
    books = supervised(regime=regime(escrow="none"))

    assert not books["escrow_in"].any()
    assert books.by_month("distribution") == {0: -1_000_000}


# Loan ------------------------------------------------------------------------------------------------

BUILD = {"build": 120, "approved": 40, "launch": 150, "completion": 200, "handover": 250}
"""Works cost 10,000 a day until the end of April; the loan is approved in February, sales are of May."""
COST = {"items": {"works": {"amount": 1_200_000, "over": ["build"]}}}
LOAN = {
    "limit": 10_000_000,
    "rate": 0.12,
    "gate": "approved",
    "equity_first": 0.25,
    "share_of_cost": 0.5,
    "repay_from_sold": 0.5,
    "repay_share": 0.2,
}


def lent(products: dict[str, Any] | None = None, rules: dict[str, Any] | None = None, **loan: Any) -> Story:
    blocks = {"regime": regime(mortgage_gate="launch", escrow="none", **rules)} if rules else {}
    return story(
        BUILD, cost=COST, products=products or sale(price=20_000),
        funding={"minimum_cash": 0, "loan": {**LOAN, **loan}}, **blocks,
    )  # fmt: skip


def test_the_loan_fills_what_is_missing_after_own_funds_gate_and_share_of_cost() -> None:
    """January: before the gate. March: half of 900,000 less 280,000 drawn; interest of 2,800 to pay too."""
    books = lent()

    assert books.by_month("loan_draw") == {1: 280_000, 2: 170_000, 3: 150_000}
    assert {m: x for m, x in books.by_month("equity").items() if m < 4} == {
        0: 310_000,
        2: 142_800,
        3: 154_500,
    }
    assert {m: x for m, x in books.by_month("interest").items() if m < 5} == {2: -2_800, 3: -4_500, 4: -6_000}


def test_own_funds_come_first() -> None:
    """Half of 1,200,000 is more than January and February take: the loan comes in April."""
    books = lent(equity_first=0.5)

    assert {m: x for m, x in books.by_month("equity").items() if m < 4} == {
        0: 310_000,
        1: 280_000,
        2: 310_000,
    }
    assert books.by_month("loan_draw") == {3: 300_000}


def test_the_loan_stops_at_its_limit() -> None:
    assert lent(limit=300_000).by_month("loan_draw") == {1: 280_000, 2: 20_000}


def test_a_share_of_usable_receipts_repays_once_enough_is_sold_and_the_rest_at_the_end() -> None:
    """2,000,000 received in May: a fifth of it; the project ends with the handover in September."""
    books = lent()

    assert books.by_month("loan_repay") == {4: -400_000, 8: -200_000}
    assert books["distribution"][4] == pytest.approx(-(2_000_000 - 400_000 - 6_000))


def test_nothing_repays_before_enough_is_sold() -> None:
    """0.4 in May, 0.4 of the rest in June: 0.64 sold, a fifth of 480,000."""
    slow = sale(price=20_000, absorption={"launch": 0.4, "hazard": 0.4})

    assert list(lent(slow, repay_from_sold=0.5).by_month("loan_repay"))[:1] == [5]
    assert lent(slow, repay_from_sold=0.5).by_month("loan_repay")[5] == pytest.approx(-96_000)


def test_a_loan_in_full_is_drawn_as_far_as_it_may_be() -> None:
    books = lent(rules={"draw": "full"}, equity_first=0.2)

    assert books.by_month("loan_draw") == {1: 295_000, 2: 155_000, 3: 150_000}


def test_a_loan_repaid_after_completion_waits_for_it() -> None:
    """Distributions wait too; in July all is there."""
    books = lent(rules={"repay": "completion", "distribute_before_completion": False})

    assert books.by_month("loan_repay") == {6: -600_000}
    assert list(books.by_month("distribution")) == [6]


# Equity ----------------------------------------------------------------------------------------------


def test_minimum_cash_is_kept_until_the_end() -> None:
    books = story(BUILD, cost=COST, products=sale(price=20_000), funding={"minimum_cash": 50_000})

    assert books["equity"][:4].tolist() == pytest.approx([360_000, 280_000, 310_000, 300_000])
    assert books.by_month("distribution") == {4: -2_000_000, 8: -50_000}
    assert books["free_cash"][:10].tolist() == pytest.approx([50_000] * 8 + [0] * 2)


@pytest.mark.parametrize(("early", "months"), [(True, [4]), (False, [6])])
def test_distributions_may_have_to_wait_for_completion(early: bool, months: list[int]) -> None:
    rules = regime(mortgage_gate="launch", escrow="none", distribute_before_completion=early)
    books = story(BUILD, cost=COST, products=sale(price=20_000), regime=rules, funding={"minimum_cash": 0})

    assert list(books.by_month("distribution")) == months


def test_beyond_the_limit_of_equity_cash_goes_below_its_minimum() -> None:
    books = story(BUILD, cost=COST, funding={"minimum_cash": 0, "equity": {"limit": 500_000}})

    assert books.by_month("equity") == {0: 310_000, 1: 190_000}
    assert books["free_cash"][:4].tolist() == [0, -90_000, -400_000, -700_000]
    assert books["free_cash"][-1] == -700_000  # the books stay open: nobody has paid it


GRANT = [{"on": "2026-04-15", "account": "grant", "amount": 1_000_000}]


def test_works_pause_when_equity_is_used_up_and_go_on_when_there_is_cash() -> None:
    """Short at the end of February, 61 days left; the grant of April lets them go on in May."""
    equity = {"limit": 500_000, "pause_works": True}
    books = story(BUILD, cost=COST, cash=GRANT, funding={"minimum_cash": 0, "equity": equity})

    assert books.by_month("construction") == {0: -310_000, 1: -280_000, 4: -310_000, 5: -300_000}
    assert books.finish("build") == 120 + 61
    assert books.finish("approved") == 40  # earns nothing, does not pause
    assert books.extra("paused_months") == 2


def test_works_that_do_not_pause_go_on_without_cash() -> None:
    books = story(BUILD, cost=COST, cash=GRANT, funding={"minimum_cash": 0, "equity": {"limit": 500_000}})

    assert books.finish("build") == 120
    assert books.extra("paused_months") == 0


def test_what_shareholders_got_back_may_be_called_again() -> None:
    """The limit is on what they have in: 310,000 in January, all back in February, called again in March."""
    cash = [
        {"on": "2026-01-15", "account": "rent", "amount": -310_000},
        {"on": "2026-02-15", "account": "rent", "amount": 400_000},
        {"on": "2026-03-15", "account": "rent", "amount": -300_000},
    ]
    books = story({"handover": 250}, cash=cash, funding={"minimum_cash": 0, "equity": {"limit": 310_000}})

    assert books.by_month("equity") == {0: 310_000, 2: 300_000}
    assert books.by_month("distribution") == {1: -400_000}


def test_nothing_is_drawn_before_the_gate() -> None:
    assert lent(equity_first=0, share_of_cost=1).by_month("loan_draw") == {
        1: 280_000,
        2: pytest.approx(312_800),
        3: pytest.approx(305_928),
    }
