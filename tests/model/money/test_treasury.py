"""Escrow, loan, equity and distributions."""

from typing import Any

import pytest

from scenario.model.money.tables import DEFAULT, UNFUNDED
from tests.model.money.ledger import Story, regime, sale, story

WORK = {"launch": 0, "gate": 100, "completion": 200, "handover": 250}  # January, April, July, September

# Escrow ----------------------------------------------------------------------------------------------

AT_ONCE = {"distribute": {"when": "at_once"}}
ESCROW = {"quota": 5_000, "keep": [{"node": "gate", "keep": 0.4}, {"node": "completion", "keep": 0}]}


def supervised(**more: Any) -> Story:
    """A million received in January from 100 m²: 500,000 of it must stay at first."""
    return story(WORK, products=sale(), funding={"minimum_cash": 0, "escrow": ESCROW, **AT_ONCE}, **more)


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
        "launch": {"duration": 0, "scope": "phase"},
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

BUILD = {"build": 120, "approved": 40, "launch": 120, "completion": 200, "handover": 250}
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
        funding={"minimum_cash": 0, "loan": {**LOAN, **loan}, **AT_ONCE}, **blocks,
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


def ended(books: Story) -> tuple[float, ...]:
    """Return how a run ended, when, and what was missing at most."""
    return tuple(books.extra(name) for name in ("status", "status_at", "shortfall"))


# Equity ----------------------------------------------------------------------------------------------


def test_minimum_cash_is_kept_until_the_end() -> None:
    books = story(BUILD, cost=COST, products=sale(price=20_000), funding={"minimum_cash": 50_000, **AT_ONCE})

    assert books["equity"][:4].tolist() == pytest.approx([360_000, 280_000, 310_000, 300_000])
    assert books.by_month("distribution") == {4: -2_000_000, 8: -50_000}
    assert books["free_cash"][:10].tolist() == pytest.approx([50_000] * 8 + [0] * 2)


def test_minimum_cash_is_kept_from_the_award_on_and_unsold_stock_keeps_none() -> None:
    """The award is in February, all is done and paid in September; a quarter of the stock never sells."""
    land = {"price": 0, "area": 1, "payments": [{"node": "approved", "share": 1}], "deed_tax": 0, "stamp": 0}
    books = story(
        BUILD, cost=COST, land=land, products=sale(price=20_000, absorption={"launch": 0.75, "hazard": 0}),
        funding={"minimum_cash": 50_000, **AT_ONCE},
    )  # fmt: skip

    assert books["free_cash"].tolist() == pytest.approx([0] + [50_000] * 7 + [0] * 5)
    assert books.extra("unsold") == 500_000


@pytest.mark.parametrize(("early", "months"), [(True, [4]), (False, [6])])
def test_distributions_may_have_to_wait_for_completion(early: bool, months: list[int]) -> None:
    rules = regime(mortgage_gate="launch", escrow="none", distribute_before_completion=early)
    funding = {"minimum_cash": 0, **AT_ONCE}
    books = story(BUILD, cost=COST, products=sale(price=20_000), regime=rules, funding=funding)

    assert list(books.by_month("distribution")) == months


def test_beyond_the_limit_of_equity_bills_stay_unpaid_and_the_run_is_unfunded() -> None:
    books = story(BUILD, cost=COST, funding={"minimum_cash": 0, "equity": {"limit": 500_000}})

    assert books.by_month("equity") == {0: 310_000, 1: 190_000}
    assert books["free_cash"][:4].tolist() == [0, -90_000, -400_000, -700_000]
    assert books["free_cash"][-1] == -700_000  # nobody has paid it: contractors lose it
    assert ended(books) == (UNFUNDED, 59.0, 700_000.0)
    assert books.extra("months_short") == 8  # February to September, when the books end
    assert books.extra("lost_works") == 700_000


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
    funding = {"minimum_cash": 0, "equity": {"limit": 310_000}, **AT_ONCE}
    books = story({"handover": 250}, cash=cash, funding=funding)

    assert books.by_month("equity") == {0: 310_000, 2: 300_000}
    assert books.by_month("distribution") == {1: -400_000}


def test_nothing_is_drawn_before_the_gate() -> None:
    assert lent(equity_first=0, share_of_cost=1).by_month("loan_draw") == {
        1: 280_000,
        2: pytest.approx(312_800),
        3: pytest.approx(305_928),
    }


# Distributions ---------------------------------------------------------------------------------------


RENT = [{"on": "2026-01-31", "account": "rent", "amount": 100_000}]


def paid_out(when: str, keep: str = "0 months", **more: Any) -> Story:
    """Rent of January, works until April, sales of May; complete in July, handed over in September."""
    funding = {"minimum_cash": 0, "distribute": {"when": when, "keep": keep}}
    return story(
        BUILD, cost=COST, products=sale(price=20_000), cash=RENT,
        regime=regime(mortgage_gate="launch", escrow="none"), funding={**funding, **more},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("when", "months"), [("at_once", [4]), ("completion", [6]), ("loan_repaid", [6]), ("yearly", [8])]
)
def test_shareholders_are_paid_when_it_was_agreed(when: str, months: list[int]) -> None:
    """Without a loan `loan_repaid` is completion; the books end before December."""
    assert list(paid_out(when).by_month("distribution")) == months


def test_a_regime_that_forbids_it_is_overruled_by_no_key() -> None:
    rules = regime(mortgage_gate="launch", escrow="none", distribute_before_completion=False)
    books = story(
        BUILD, cost=COST, products=sale(price=20_000), regime=rules, funding={"minimum_cash": 0, **AT_ONCE}
    )

    assert list(books.by_month("distribution")) == [6]


def test_what_bills_took_lately_is_kept_back() -> None:
    """In May the bills of March to May: 310,000 and 300,000; nothing in September, when the books end."""
    books = paid_out("at_once", keep="3 months")

    assert books.by_month("distribution")[4] == pytest.approx(-(2_000_000 - 610_000))
    assert -sum(books.by_month("distribution").values()) == pytest.approx(2_000_000)


def test_with_a_loan_shareholders_wait_until_it_is_drawn_repaid_and_closed() -> None:
    """A fifth of 2,000,000 is repaid in May, the rest in July with the completion."""
    books = paid_out("loan_repaid", loan=LOAN)

    assert list(books.by_month("loan_repay")) == [4, 6]
    assert next(iter(books.by_month("distribution"))) == 6


def test_a_loan_in_full_pays_bills_and_is_never_distributed() -> None:
    """295,000 are drawn in February; what works leave of it waits for the bills to come."""
    loan = {**LOAN, "equity_first": 0.15}
    rules = regime(mortgage_gate="launch", escrow="none", draw="full")
    books = story(
        BUILD, cost=COST, products=sale(price=20_000), regime=rules, cash=RENT,
        funding={"minimum_cash": 0, "loan": loan, **AT_ONCE},
    )  # fmt: skip

    assert next(iter(books.by_month("distribution"))) == 4
    assert books["free_cash"][1] == pytest.approx(15_000)  # 295,000 drawn, 280,000 spent
    assert books.by_month("equity")[2] == pytest.approx(310_000 + 2_950 - 155_000 - 15_000)


def test_free_cash_earns_the_deposit_rate() -> None:
    books = story(
        {"handover": 250}, cash=[{"on": "2026-01-31", "account": "grant", "amount": 120_000}],
        funding={"minimum_cash": 0, "deposit_rate": 0.01},
    )  # fmt: skip

    assert books.by_month("interest")[1] == pytest.approx(100.0)
    assert books.by_month("interest")[2] == pytest.approx(120_100 * 0.01 / 12, abs=1e-4)


def test_interest_may_be_added_to_the_loan_and_the_fee_is_paid_out_of_the_first_draw() -> None:
    """January: before the gate. February: 280,000 and a fee of 1 % of ten million."""
    books = lent(equity_first=0, share_of_cost=1, interest="capitalise", fee=0.01)

    assert books.by_month("loan_draw")[1] == pytest.approx(380_000)
    assert books.by_month("interest")[1] == pytest.approx(-100_000)
    assert books.by_month("loan_draw")[2] == pytest.approx(310_000 + 3_800)
    assert books["loan_balance"][2] == pytest.approx(380_000 * 1.01 + 310_000)
    assert books["free_cash"][2] == pytest.approx(0, abs=1e-6)


# Money that is not there -----------------------------------------------------------------------------


def holed(limit: float | None, **funding: Any) -> Story:
    """Works of 1,200,000 over 120 days, sales of 1,500,000 in May, no loan."""
    equity = {} if limit is None else {"limit": limit}
    return story(
        BUILD,
        cost=COST,
        products=sale(price=15_000),
        funding={"minimum_cash": 0, "equity": equity, **funding},
    )


@pytest.mark.parametrize(
    ("limit", "status", "at"),
    [(None, 0, float("inf")), (600_000, UNFUNDED, 90), (300_000, UNFUNDED, 31), (100_000, UNFUNDED, 31)],
)
def test_a_hole_in_the_funding_is_an_outcome(limit: float | None, status: int, at: float) -> None:
    books = holed(limit)

    assert ended(books) == (status, at, 0 if limit is None else 1_200_000 - limit)
    assert sum(books.extra(f"lost_{who}") for who in ("buyers", "works", "taxes", "lenders", "others")) == 0
    # contractors are paid out of the sale, and only then the shareholders
    assert books["equity"].sum() + books["distribution"].sum() == pytest.approx(-300_000)


def test_a_loan_is_not_repaid_from_cash_that_is_not_there() -> None:
    """Contractors get what is there before the bank, which loses the loan and its interest."""
    books = story(
        BUILD, cost=COST, products=sale(price=5_000),
        funding={"minimum_cash": 0, "equity": {"limit": 400_000},
                 "loan": {**LOAN, "limit": 300_000, "share_of_cost": 1, "repay_share": 0}},
    )  # fmt: skip

    interest = -books["interest"].sum()
    assert books["loan_repay"].sum() == 0
    assert books["distribution"].sum() == 0
    assert books["loan_balance"][-1] == 300_000
    assert books.extra("lost_lenders") == pytest.approx(300_000 + interest)
    assert books.extra("lost_works") == 0
    assert ended(books)[:2] == (UNFUNDED, 90)


def test_contractors_lose_only_what_the_bank_cannot_bear() -> None:
    """No sale: 500,000 of works unpaid; 300,000 and the interest are the bank's, the works come first."""
    books = story(
        {**BUILD, "launch": 400}, cost=COST, horizon="8 months",
        funding={"minimum_cash": 0, "equity": {"limit": 400_000},
                 "loan": {**LOAN, "limit": 300_000, "share_of_cost": 1, "repay_share": 0}},
    )  # fmt: skip

    assert books.extra("lost_lenders") == pytest.approx(300_000 - books["interest"].sum())
    assert books.extra("lost_works") == pytest.approx(500_000)


def test_a_loan_that_is_not_repaid_when_the_books_end_is_in_default() -> None:
    """All bills are paid by 900,000 of own money and 300,000 lent; the sale brings 200,000."""
    books = story(
        BUILD, cost=COST, products=sale(price=2_000),
        funding={"minimum_cash": 0, "equity": {"limit": 950_000},
                 "loan": {**LOAN, "limit": 300_000, "share_of_cost": 1, "repay_share": 0}},
    )  # fmt: skip

    assert ended(books)[0] == DEFAULT
    assert books.extra("lost_lenders") == pytest.approx(books["loan_balance"][-1])
    assert 0 < books.extra("lost_lenders") < 100_000


@pytest.mark.parametrize("works", ["pause", {"go_on_unpaid": {"rate": 0.12}}])
def test_works_that_wait_for_their_money_are_no_hole(works: Any) -> None:
    books = holed(600_000, short={"works": works})

    assert ended(books)[0] == 0
    assert books.finish("build") == (120 if works != "pause" else books.finish("build"))
    assert books["free_cash"][-1] == 0


def test_contractors_who_wait_earn_interest() -> None:
    """300,000 short at the end of March, 600,000 and the interest at the end of April."""
    books = holed(600_000, short={"works": {"go_on_unpaid": {"rate": 0.12}}})

    assert books.by_month("interest") == {3: -3_000, 4: pytest.approx(-6_000)}  # interest on works alone


def test_contractors_who_are_never_paid_make_a_run_unfunded_when_the_books_end() -> None:
    books = story(
        BUILD, cost=COST,
        funding={"minimum_cash": 0, "equity": {"limit": 600_000}, "short": {"works": "pause"}},
    )  # fmt: skip

    assert ended(books)[0] == UNFUNDED
    assert books.extra("lost_works") > 0


def waiting_land(at_most: str) -> Story:
    land = {
        "price": 1_000_000, "area": 1, "deed_tax": 0, "stamp": 0,
        "payments": [{"node": "approved", "share": 1}],
    }  # fmt: skip
    wait = {"wait": {"per_day": 0.001, "at_most": at_most}}
    return story(
        BUILD, land=land, products=sale(price=20_000),
        funding={"minimum_cash": 0, "equity": {"limit": 400_000}, "short": {"land": wait}},
    )  # fmt: skip


def test_land_may_wait_at_a_price() -> None:
    """600,000 are short from the end of February to the sale of May: 31, 30 and 31 days at 1 ‰."""
    books = waiting_land("100 days")

    assert ended(books)[0] == 0
    assert books.by_month("interest") == {
        2: pytest.approx(-600_000 * 0.031),
        3: pytest.approx(-600_000 * 0.030),
        4: pytest.approx(-600_000 * 0.031),
    }


def test_land_that_waits_too_long_fails() -> None:
    assert ended(waiting_land("60 days"))[:2] == (UNFUNDED, 120)


def test_what_shareholders_never_had_to_pay_in_their_limit_does_not_touch() -> None:
    free, tight = holed(None), holed(1_200_000)

    assert free.run.ledger.tobytes() == tight.run.ledger.tobytes()
