"""How fast stock sells."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.rules.money.absorption import grown_price, next_market, price_factor, sold_within
from scenario.rules.money.absorption import is_tail as leaves_no_more_than

shares = st.floats(0, 1)


def sold_share(left: float, rate: float, pace: float, tail: float) -> tuple[float, float]:
    """What a whole month of sales sells of what was left when it began."""
    goes = 1.0 if leaves_no_more_than(left, rate, pace, tail) else 0.0
    return sold_within(left, rate, pace, tail, 1.0, goes)


@given(shares, st.floats(0, 1), st.floats(0, 5), st.floats(0, 0.5))
def test_no_month_sells_more_than_is_left(left: float, rate: float, pace: float, tail: float) -> None:
    full, cheap = sold_share(left, rate, pace, tail)

    assert full >= 0
    assert cheap >= 0
    assert full + cheap <= left * (1 + 1e-12)


@given(shares, st.floats(0, 1), st.floats(0, 5), st.floats(0.001, 0.5))
def test_what_is_left_is_above_the_tail_or_nothing(
    left: float, rate: float, pace: float, tail: float
) -> None:
    rest = left - sum(sold_share(left, rate, pace, tail))

    assert rest > tail or abs(rest) < 1e-12


@given(shares, st.floats(0, 1), st.floats(0, 5), st.floats(0, 0.5), shares)
def test_the_parts_of_a_month_of_sales_make_the_whole(
    left: float, rate: float, pace: float, tail: float, share: float
) -> None:
    goes = 1.0 if leaves_no_more_than(left, rate, pace, tail) else 0.0
    parts = [sold_within(left, rate, pace, tail, part, goes) for part in (share, 1.0 - share)]

    assert [sum(kind) for kind in zip(*parts, strict=True)] == pytest.approx(
        sold_share(left, rate, pace, tail), abs=1e-12
    )


def test_the_rest_of_a_batch_below_its_tail_is_cheap_altogether() -> None:
    assert sold_share(0.02, 0.1, 1.0, 0.03) == (0.0, 0.02)


@given(st.floats(1, 1e5), st.floats(1, 1e5), st.floats(-5, 0))
def test_a_dearer_price_never_sells_faster(price: float, market: float, elasticity: float) -> None:
    dearer = price_factor(1.1 * price, market, elasticity, 0.2, 1.8)

    assert 0.2 <= dearer <= 1.8 or elasticity == 0
    assert dearer <= price_factor(price, market, elasticity, 0.2, 1.8)


@pytest.mark.parametrize(("price", "market"), [(0.0, 1.0), (1.0, 0.0)])
def test_without_a_price_there_is_no_price_effect(price: float, market: float) -> None:
    assert price_factor(price, market, -2.0, 0.2, 1.8) == 1.0


def test_a_market_without_news_comes_back_to_its_mean() -> None:
    log_market = 1.0
    for _ in range(200):
        log_market = next_market(log_market, 0.9, 0.06, 0.0)

    assert log_market == pytest.approx(0, abs=1e-8)


def test_prices_grow_by_their_yearly_rate_in_twelve_months() -> None:
    assert grown_price(100.0, -0.1, 12.0) == pytest.approx(90.0)
    assert grown_price(100.0, 0.0, 7.0) == 100.0
    assert grown_price(100.0, 0.21, 6.0) == pytest.approx(100 * math.sqrt(1.21))
