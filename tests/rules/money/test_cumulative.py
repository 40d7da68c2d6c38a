"""Money added up along the months."""

import numpy as np
import pytest

from scenario.rules.money.cumulative import deepest, first_crossing, last_crossing, paths
from scenario.rules.money.returns import discounted


@pytest.mark.parametrize(
    ("cumulative", "first", "last"),
    [
        ([-10, -5, 1, 2], 2, 2),
        ([0, -10, -5, 1], 3, 3),  # a first flow of zero has not paid back
        ([5, -10, -5, 1], 3, 3),  # nor has one that comes in
        ([-10, 3, -2, 4], 1, 3),  # crosses twice
        ([-10, 3, 0, 4], 1, 1),  # touching zero is no second crossing
        ([-10, 3, -2], 1, -1),  # ends below: never for good
        ([-10, -5, 0], -1, -1),  # back to nothing is not positive
        ([-10, -5], -1, -1),
        ([1, 2, 3], -1, -1),  # never out of pocket
        ([0, 0], -1, -1),
        ([], -1, -1),
        ([1e9, -1e-7, 5], -1, -1),  # a rounding remainder is no trough
        ([-10, 1e-7, 5], 2, 2),  # nor is it paid back
    ],
    ids=str,
)
def test_payback_needs_a_trough_first_and_the_last_crossing_stays(cumulative, first, last):
    row = np.array(cumulative, dtype=float)

    assert (first_crossing(row), last_crossing(row)) == (first, last)


def test_many_paths_tell_what_each_tells_alone() -> None:
    rng = np.random.default_rng(1)
    flows, rates = rng.normal(-1.0, 5.0, (40, 30)), rng.uniform(0, 0.2, 40)
    told = paths(flows, rates)

    for row, rate, one in zip(flows, rates, told, strict=True):
        path = np.cumsum(discounted(row, rate))
        crossed = first_crossing(path), last_crossing(path)
        assert (one["deepest"], one["end"]) == (deepest(path), path[-1])
        assert tuple(-1 if np.isnan(one[name]) else one[name] for name in ("first", "last")) == crossed
    assert np.isnan(told["first"]).any()
    assert not np.isnan(told["first"]).all()


def test_without_discount_a_path_is_the_plain_sum() -> None:
    told = paths(np.array([[0.1, 0.2, -0.7, 0.3]]), np.zeros(1))

    assert told["end"][0] == 0.1 + 0.2 - 0.7 + 0.3
    assert told["deepest"][0] == pytest.approx(0.4)
