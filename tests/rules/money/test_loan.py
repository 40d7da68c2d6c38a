"""The development loan."""

from hypothesis import given
from hypothesis import strategies as st

from scenario.rules.money.loan import headroom, monthly_interest, repayment

money = st.floats(0, 1e10)


@given(money, st.floats(0, 1), money, money)
def test_no_more_is_drawn_than_limit_and_share_of_cost_allow(
    limit: float, share: float, paid: float, drawn: float
) -> None:
    room = headroom(limit, share, paid, drawn)

    assert room >= 0
    assert room == 0 or drawn + room <= min(limit, share * paid) + 1e-3


def test_what_was_repaid_is_not_drawn_again() -> None:
    """All of the facility was drawn once, whatever is still owed."""
    assert headroom(350.0, 0.7, 1_000.0, 350.0) == 0.0


def test_twelve_months_bear_a_years_interest() -> None:
    assert 12 * monthly_interest(1_000.0, 0.042) == 42.0


@given(money, st.floats(-1e9, 1e10), st.floats(0, 1))
def test_no_more_is_repaid_than_is_owed(balance: float, receipts: float, share: float) -> None:
    assert 0 <= repayment(balance, receipts, share) <= balance
