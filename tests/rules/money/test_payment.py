"""From earning to paying."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.rules.money.payment import at_contract, billed, post_later


@given(st.integers(0, 11), st.floats(0, 30), st.floats(0, 1e9))
def test_nothing_is_lost_on_the_way(month: int, lag: float, amount: float) -> None:
    due = np.zeros(12)

    post_later(due, month, lag, amount)

    assert due.sum() == pytest.approx(amount, rel=1e-12)
    assert (due >= 0).all()
    assert not due[:month].any()


@given(st.integers(0, 5), st.floats(0, 5))
def test_the_mean_delay_is_the_lag(month: int, lag: float) -> None:
    due = np.zeros(12)

    post_later(due, month, lag, 1.0)

    assert due @ np.arange(12) == pytest.approx(month + lag)


def test_what_falls_due_after_the_last_month_falls_into_it() -> None:
    due = np.zeros(3)

    post_later(due, 1, 1.5, 100.0)

    assert due.tolist() == [0.0, 0.0, 100.0]


def test_a_stage_below_the_progress_share_takes_nothing_back() -> None:
    assert billed(100.0, 0.8, 0.5) == 80.0


def test_instalments_bring_nothing_at_the_contract_by_themselves() -> None:
    assert at_contract(0.0, 0.0, 0.3) == 0.0
    assert at_contract(1.0, 0.0, 0.3) == 1.0
