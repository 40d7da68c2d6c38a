"""Wilson's interval against published values and its defining equation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from scenario.rules.odds import runs_for, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # R: prop.test(8, 10, correct = FALSE)
        (8, 10, 0.4901625, 0.9433178),
    ],
)
def test_the_interval_is_the_published_one(successes, n, low, high):
    digits = 1e-7 if (successes, n) == (8, 10) else 5e-5

    assert wilson(successes, n) == (pytest.approx(low, abs=digits), pytest.approx(high, abs=digits))


def test_the_interval_is_that_of_scipy():
    rng = np.random.default_rng(1)
    n = rng.integers(1, 5_000, 200)
    successes = rng.binomial(n, rng.random(200))

    low, high = wilson(successes, n)

    theirs = [binomtest(s, m).proportion_ci(method="wilson") for s, m in zip(successes, n, strict=True)]
    assert low == pytest.approx([ci.low for ci in theirs], abs=1e-12)
    assert high == pytest.approx([ci.high for ci in theirs], abs=1e-12)


@given(st.integers(1, 10**7), st.floats(0, 1), st.floats(0.5, 4))
def test_the_share_lies_z_deviations_from_either_end(n, share, z):
    successes = round(share * n)

    for end in wilson(successes, n, z):
        assert (successes / n - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / n, rel=1e-6, abs=1e-12)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_certainty(met, missed):
    low, high = wilson(met, met + missed)

    assert 0 <= low < high <= 1
    assert low <= met / max(1, met + missed) <= high or met + missed == 0


def test_of_no_runs_nothing_is_known():
    assert wilson(0, 0) == (0.0, 1.0)


def test_no_success_and_no_failure_reach_the_very_end():
    for n in range(1, 400):
        assert wilson(0, n)[0] == 0.0
        assert wilson(n, n)[1] == 1.0


def test_many_targets_give_what_each_gives_alone():
    successes = np.array([[0, 3], [8, 10]])

    low, high = wilson(successes, 10)

    assert low.shape == (2, 2)
    assert (low[1, 0], high[1, 0]) == wilson(8, 10)


def test_half_as_wide_takes_about_four_times_as_many_runs():
    few, many = wilson(500, 1000), wilson(2000, 4000)

    assert (few[1] - few[0]) / (many[1] - many[0]) == pytest.approx(2.0, abs=0.01)


@given(st.floats(0.0, 1.0), st.floats(0.002, 0.2))
def test_the_runs_for_a_half_width_are_the_fewest(odds, half_width):
    runs = runs_for(half_width, odds)

    def half(n):
        low, high = wilson(odds * n, n)
        return (high - low) / 2

    assert half(runs) <= half_width * (1 + 1e-9)
    assert runs == 1 or half(runs - 1) > half_width * (1 - 1e-9)
