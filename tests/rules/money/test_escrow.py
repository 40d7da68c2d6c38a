"""Supervision of presale money."""

from hypothesis import given
from hypothesis import strategies as st

from scenario.rules.money.escrow import drawn_strictly, released_by_quota

money = st.floats(0, 1e10)


@given(money, money, st.floats(0, 1))
def test_escrow_never_releases_more_than_it_holds_above_the_quota(
    balance: float, quota: float, keep: float
) -> None:
    out = released_by_quota(balance, quota, keep)

    assert 0 <= out <= balance
    assert out == 0 or balance - out >= quota * keep - 1e-3


def test_below_the_quota_nothing_leaves() -> None:
    assert released_by_quota(100.0, 200.0, 0.6) == 0.0
    assert released_by_quota(100.0, 200.0, 0.0) == 100.0


@given(money, money, st.floats(-1e9, 1e9))
def test_strict_escrow_never_pays_more_than_it_holds(
    balance: float, construction: float, taxes: float
) -> None:
    assert 0 <= drawn_strictly(balance, construction, taxes) <= balance


def test_taxes_that_come_back_pay_for_works() -> None:
    assert drawn_strictly(100.0, 50.0, -20.0) == 30.0
    assert drawn_strictly(100.0, 50.0, -80.0) == 0.0
