"""Several loans: their order, what they cover, promises, maturity, day count, shareholders as lenders."""

from typing import Any

import numpy as np
import pytest

from scenario.model.money.tables import DEFAULT
from tests.model.money.ledger import Story, regime, sale, story

WORK = {"build": 120, "approved": 40, "launch": 120, "completion": 200, "handover": 250}
"""Works cost 10,000 a day until the end of April; sales are of May."""
COST = {"items": {"works": {"amount": 1_200_000, "over": ["build"]}}}
SENIOR = {"name": "senior", "limit": 500_000, "rate": 0.12}
MEZZANINE = {"name": "mezzanine", "limit": 200_000, "rate": 0.24, "interest": "capitalise", "order": 2}


def lent(*facilities: dict[str, Any], price: float = 20_000, **more: Any) -> Story:
    funding = {"minimum_cash": 0, "facilities": list(facilities), "distribute": {"when": "at_once"}}
    return story(
        WORK, cost=COST, products=sale(price=price), funding={**funding, **more.pop("funding", {})}, **more
    )


def test_facilities_are_drawn_in_their_order_and_shareholders_fill_the_rest() -> None:
    books = lent(MEZZANINE, SENIOR)

    assert {m: x for m, x in books.by_month("loan_draw").items() if m < 4} == {
        0: 310_000,
        1: 190_000 + 93_100,  # senior up to its limit, then the mezzanine: 280,000 and interest of 3,100
        2: pytest.approx(200_000 - 93_100, abs=1e-3),  # interest is within the limit
        3: pytest.approx(200_000 * 0.02, abs=1e-3),  # the interest alone
    }
    assert books["equity"][:2].tolist() == [0, 0]
    assert books["equity"][2] > 0


def test_one_facility_is_the_loan_of_the_short_form() -> None:
    short = {
        "limit": 500_000, "rate": 0.12, "gate": "approved", "equity_first": 0.25, "share_of_cost": 0.5,
        "repay_from_sold": 0.5, "repay_share": 0.2, "fee": 0.01,
    }  # fmt: skip
    long = {
        "limit": 500_000, "rate": 0.12, "gates": ["approved"], "equity_first": 0.25, "share_of_cost": 0.5,
        "repay": {"from_sold": 0.5, "share": 0.2}, "fee": 0.01,
    }  # fmt: skip

    for rules in ({}, {"regime": regime(mortgage_gate="launch", escrow="none", draw="full")}):
        first = story(
            WORK, cost=COST, products=sale(price=20_000),
            funding={"minimum_cash": 0, "loan": short, "distribute": {"when": "at_once"}}, **rules,
        )  # fmt: skip

        assert first.run.ledger.tobytes() == lent(long, **rules).run.ledger.tobytes()
        assert first["loan_draw"].any()


def test_all_gates_of_a_facility_must_be_passed() -> None:
    books = lent({**SENIOR, "gates": ["approved", "build"]})

    assert next(iter(books.by_month("loan_draw"))) == 3  # the works are done on the last day of April


LAND = {
    "price": 400_000, "area": 1, "deed_tax": 0, "stamp": 0, "payments": [{"node": "approved", "share": 1}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("covers", "drawn"),
    [("works", 310_000 + 280_000), ("land", 310_000 * 0 + 400_000), ("all", 310_000 + 680_000)],
)
def test_a_facility_is_drawn_as_far_as_what_it_covers_was_paid(covers: str, drawn: float) -> None:
    books = lent({**SENIOR, "limit": 9e6, "rate": 0, "covers": covers}, land=LAND)

    assert books["loan_draw"][:2].sum() == pytest.approx(drawn)


def test_interest_by_actual_days_over_360() -> None:
    twelfths, days = lent(SENIOR), lent({**SENIOR, "day_count": 360})

    assert twelfths["interest"][1] == pytest.approx(-310_000 * 0.01)
    assert days["interest"][1] == pytest.approx(-310_000 * 0.12 * 28 / 360)


def test_what_is_not_repaid_at_maturity_is_in_default() -> None:
    """Due on day 130, in May: repaid where the sale of May is there, in default where nothing is sold."""
    maturity = {"maturity": {"node": "build", "lag": "10 days"}}
    paid = lent({**SENIOR, **maturity})
    unpaid = lent({**SENIOR, **maturity}, price=1, funding={"equity": {"limit": 750_000}})

    assert paid.by_month("loan_repay") == {4: -500_000}
    assert paid.extra("status") == 0
    assert (unpaid.extra("status"), unpaid.extra("status_at")) == (DEFAULT, 151)


def test_a_facility_without_a_rule_is_repaid_when_the_books_end() -> None:
    assert lent(SENIOR)["loan_balance"][7] > 0  # handed over in September
    assert lent(SENIOR)["loan_balance"][-1] == 0


def test_repayment_at_completion_takes_all_cash_above_the_minimum() -> None:
    """Completed in July: what is there is repaid at once."""
    rules = regime(mortgage_gate="launch", escrow="none", distribute_before_completion=False)
    books = lent({**SENIOR, "repay": "completion"}, regime=rules)

    assert books.by_month("loan_repay") == {6: -500_000}


@pytest.mark.parametrize(
    ("then", "drawn"), [("stop_draws", 310_000), ("repay", 310_000), ("nothing", 500_000)]
)
def test_a_broken_promise_is_told_and_does_what_was_agreed(then: str, drawn: float) -> None:
    """In January all works are borrowed: more than the 60 % promised."""
    books = lent({**SENIOR, "covenants": {"ltc": 0.6, "then": then}})

    assert books.extra("covenant_at") == 31
    assert books["loan_draw"].sum() == pytest.approx(drawn)
    assert (books["loan_repay"][4] < 0) == (then == "repay")  # out of the sale of May


@pytest.mark.parametrize(("by", "at"), [("completion", np.inf), ("approved", 59)])
def test_so_much_must_be_sold_by_a_node(by: str, at: float) -> None:
    books = lent({**SENIOR, "covenants": {"sold_share": {"by": by, "at_least": 0.3}}})

    assert books.extra("covenant_at") == at


def test_no_promise_none_broken() -> None:
    assert lent(SENIOR).extra("covenant_at") == np.inf


def test_flows_of_a_loan_of_shareholders_are_theirs_and_come_before_distributions() -> None:
    """They lend what is needed at 12 %; interest and loan come back in May, before distributions."""
    ours = {"name": "shareholder_loan", "rate": 0.12, "order": 3, "pro_rata": True}
    books = lent(ours)

    assert not books["loan_draw"].any()
    assert not books["interest"].any()
    assert books["equity"].sum() == pytest.approx(1_200_000)
    assert books["equity"].sum() + books["distribution"].sum() == pytest.approx(-(2_000_000 - 1_200_000))
    assert books.extra("lost_lenders") == 0


def test_banks_do_not_lose_to_shareholders_who_lend() -> None:
    """No sale to speak of: what shareholders lent is gone, and no creditor loses."""
    books = lent({"name": "ours", "rate": 0.12, "pro_rata": True}, price=1)

    assert books.extra("status") == 0
    assert sum(books.extra(f"lost_{who}") for who in ("buyers", "works", "taxes", "lenders", "others")) == 0
