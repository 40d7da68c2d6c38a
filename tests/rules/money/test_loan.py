"""The development loan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.rules.money.loan import (
    facility_that_pays_itself,
    headroom,
    interest_by_days,
    monthly_interest,
    repayment,
)

money = st.floats(0, 1e10)


@given(money, st.floats(0, 1), money, money)
def test_no_more_is_drawn_than_limit_and_share_of_cost_allow(
    limit: float, share: float, paid: float, drawn: float
) -> None:
    room = headroom(limit, share, paid, drawn, 0.0)

    assert room >= 0
    assert room == 0 or drawn + room <= min(limit, share * paid) + 1e-3


def test_what_was_repaid_is_not_drawn_again() -> None:
    """All of the facility was drawn once, whatever is still owed."""
    assert headroom(350.0, 0.7, 1_000.0, 350.0, 0.0) == 0.0


def test_twelve_months_bear_a_years_interest() -> None:
    assert 12 * monthly_interest(1_000.0, 0.042) == 42.0


@given(money, st.floats(-1e9, 1e10), st.floats(0, 1))
def test_no_more_is_repaid_than_is_owed(balance: float, receipts: float, share: float) -> None:
    assert 0 <= repayment(balance, receipts, share) <= balance


def test_interest_that_was_added_takes_up_the_facility_and_no_share_of_cost() -> None:
    assert headroom(100.0, 1.0, 90.0, 60.0, 10.0) == 40.0
    assert headroom(65.0, 1.0, 90.0, 60.0, 10.0) == 5.0


def test_a_day_count_of_360_asks_for_more() -> None:
    assert interest_by_days(1e6, 0.036, 365.0, 360.0) == pytest.approx(36_500)
    assert interest_by_days(1e6, 0.036, 365.0, 365.0) == pytest.approx(36_000)


def test_a_fee_that_takes_the_whole_facility_is_refused() -> None:
    with pytest.raises(ValueError, match="write a lower fee"):
        facility_that_pays_itself([100.0] * 12, 0.12, 0.95)
