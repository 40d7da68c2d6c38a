"""Partners share what the equity moves: each rule by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from scenario.rules.money.returns import annual_irr_many
from scenario.rules.money.waterfall import COMPOUNDINGS, Step, Terms, growth, share_flows

ALL_TO_LIMITED = np.array([1.0, 0.0])
CATCH_UP = Step(np.array([0.0, 1.0]), ahead=1, share=1.0, until=0.2)
FOUR_FIFTHS = Step(np.array([0.8, 0.2]))
DAYS = 365 / 12


def pref(rate: float = 0.08, split: Sequence[float] = (1.0, 0.0), counted: Any = None) -> Step:
    return Step(np.array(split), rate, counted)


def shared(flows: dict[int, float], steps: list[Step], terms: Terms, months: int = 0) -> np.ndarray:
    """Return each partner's flows; below 0 in `flows` is put in."""
    row = np.zeros((1, months or max(flows) + 1))
    for month, amount in flows.items():
        row[0, month] = amount
    called, paid = np.maximum(-row, 0.0), np.maximum(row, 0.0)
    return share_flows(called, paid, np.full(row.shape[1], DAYS), steps, terms)[0]


@pytest.mark.parametrize("compounding", COMPOUNDINGS)
def test_a_preferred_return_grows_by_its_compounding(compounding: str) -> None:
    steps = [pref(), Step(np.array([0.0, 1.0]))]
    expected = {
        "yearly": 100 * 1.08**2,
        "monthly": 100 * (1 + 0.08 / 12) ** 24,
        "daily_365": 100 * (1 + 0.08 / 365) ** 730,
        "simple": 116.0,
    }

    flows = shared({0: -100.0, 24: 200.0}, steps, Terms(ALL_TO_LIMITED, compounding))

    assert flows[24] == pytest.approx([expected[compounding], 200 - expected[compounding]], abs=0.005)


def test_simple_interest_is_on_capital_that_is_not_back() -> None:
    steps = [pref(0.12), Step(np.array([0.0, 1.0]))]

    flows = shared({0: -100.0, 12: 62.0, 24: 100.0}, steps, Terms(ALL_TO_LIMITED, "simple"))

    # 12 of return are paid first, then 50 of capital; on the other 50 a year is 6.
    assert flows[12] == pytest.approx([62.0, 0.0])
    assert flows[24] == pytest.approx([56.0, 44.0])


def test_on_what_was_contributed_it_runs_on_though_capital_came_back() -> None:
    steps = [pref(0.12), Step(np.array([0.0, 1.0]))]
    terms = Terms(ALL_TO_LIMITED, "simple", on_contributed=True)

    flows = shared({0: -100.0, 12: 62.0, 24: 100.0}, steps, terms)

    assert flows[24] == pytest.approx([62.0, 38.0])


def test_it_stops_when_all_is_back() -> None:
    terms = Terms(ALL_TO_LIMITED, "simple", on_contributed=True)

    flows = shared({0: -100.0, 12: 112.0, 24: 50.0}, [pref(0.12), FOUR_FIFTHS], terms)

    assert flows[24] == pytest.approx([40.0, 10.0])


def test_hurdles_of_one_partner_count_what_it_got_in_the_steps_before() -> None:
    shares, limited = np.array([0.9, 0.1]), np.array([True, False])
    steps = [
        pref(0.08, (0.9, 0.1), limited),
        pref(0.12, (0.72, 0.28), limited),
        Step(np.array([0.63, 0.37])),
    ]

    flows = shared({0: -1000.0, 12: 1500.0}, steps, Terms(shares))

    # To 8 %: 972 of 1,080; to 12 % the investor lacks 36, of 50 in all; of the other 370 it has 63 %.
    assert flows[12, 0] == pytest.approx(972 + 36 + 0.63 * 370)
    assert flows[12, 1] == pytest.approx(108 + 14 + 0.37 * 370)


def test_who_gets_no_more_than_its_hurdle_earned_exactly_that() -> None:
    steps = [pref(0.11), Step(np.array([0.0, 1.0]))]

    flows = shared({0: -70.0, 5: -30.0, 17: 40.0, 31: 200.0}, steps, Terms(ALL_TO_LIMITED))

    rates, _ = annual_irr_many(np.ascontiguousarray(flows.T))
    assert rates[0] == pytest.approx(0.11, rel=1e-9)


def test_a_sponsor_with_capital_catches_up_ahead_of_its_share() -> None:
    shares = np.array([0.6, 0.4])
    steps = [
        pref(0.08, (0.6, 0.4)),
        Step(np.array([1.0, 0.0]), ahead=0, share=1.0, until=0.2),
        Step(np.array([0.68, 0.32])),
    ]

    flows = shared({0: -100.0, 12: 200.0}, steps, Terms(shares))

    # A fifth of the profit of 100 ahead of shares, and six tenths of the rest.
    assert flows[12] == pytest.approx([60 + 20 + 48, 40 + 32])


def test_half_a_catch_up_takes_longer() -> None:
    half = Step(np.array([0.5, 0.5]), ahead=1, share=0.5, until=0.2)

    flows = shared({0: -100.0, 12: 110.0}, [pref(), half, FOUR_FIFTHS], Terms(ALL_TO_LIMITED))
    later = shared({0: -100.0, 12: 200.0}, [pref(), half, FOUR_FIFTHS], Terms(ALL_TO_LIMITED))

    assert flows[12] == pytest.approx([109.0, 1.0])
    assert later[12] == pytest.approx([180.0, 20.0])


def test_what_was_ahead_too_early_is_given_back_in_the_end() -> None:
    flows = {0: -100.0, 12: 150.0, 13: -60.0, 24: 20.0}
    steps = [pref(), CATCH_UP, FOUR_FIFTHS]

    kept = shared(flows, steps, Terms(ALL_TO_LIMITED))
    given_back = shared(flows, steps, Terms(ALL_TO_LIMITED, clawback=True))

    assert kept.sum(axis=0) == pytest.approx([0.0, 10.0])
    assert given_back.sum(axis=0) == pytest.approx([10.0, 0.0])
    assert given_back[24] == pytest.approx([30.0, -10.0])


def test_nothing_is_given_back_of_what_was_earned() -> None:
    flows = {0: -100.0, 12: 150.0, 13: -60.0, 24: 200.0}
    steps = [pref(), CATCH_UP, FOUR_FIFTHS]

    given_back = shared(flows, steps, Terms(ALL_TO_LIMITED, clawback=True))

    assert given_back == pytest.approx(shared(flows, steps, Terms(ALL_TO_LIMITED)))
    assert given_back.sum(axis=0)[1] == pytest.approx(0.2 * 190)


def test_a_run_is_shared_alike_alone_and_among_others() -> None:
    rng = np.random.default_rng(5)
    called, paid = rng.random((7, 30)), rng.random((7, 30)) * 2
    steps, terms = [pref(), CATCH_UP, FOUR_FIFTHS], Terms(np.array([0.7, 0.3]), clawback=True)

    whole = share_flows(called, paid, np.full(30, DAYS), steps, terms)
    alone = share_flows(called[3:4], paid[3:4], np.full(30, DAYS), steps, terms)

    assert (whole[3] == alone[0]).all()


def test_growth_of_a_month_of_31_days() -> None:
    assert growth(0.1, 31.0, "daily_365") == pytest.approx((1 + 0.1 / 365) ** 31 - 1)
