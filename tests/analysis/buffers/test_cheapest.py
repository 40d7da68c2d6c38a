"""The search for the cheapest choice, against looking at every one."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.analysis.buffers.cheapest import cheapest
from scenario.analysis.buffers.reserves import NEVER, smallest


@st.composite
def covers(draw: st.DrawFn) -> tuple[list[float], list[int], Any]:
    """Some numbers, and runs each of which needs enough on one of its paths."""
    count = draw(st.integers(1, 3))
    prices = [float(draw(st.integers(1, 9))) for _ in range(count)]
    most = [draw(st.integers(1, 4)) for _ in range(count)]
    paths = np.array(draw(st.lists(st.tuples(*[st.booleans()] * count), min_size=1, max_size=4)))
    needs = np.array(draw(st.lists(st.integers(0, 6), min_size=len(paths), max_size=len(paths))))
    return prices, most, lambda choice: bool((paths @ np.array(choice) >= needs).all())


@given(covers())
def test_nothing_is_cheaper_than_what_is_found(case: tuple[list[float], list[int], Any]) -> None:
    prices, most, holds = case
    every = itertools.product(*(range(top + 1) for top in most))
    costs = [np.dot(prices, choice) for choice in every if holds(choice)]

    found = cheapest(prices, most, holds)

    assert found.proved
    if not costs:
        assert found.choice is None
    else:
        assert found.choice is not None
        assert holds(found.choice)
        assert found.cost == pytest.approx(min(costs)) == pytest.approx(np.dot(prices, found.choice))


def test_a_search_that_ends_early_says_so_and_still_holds() -> None:
    def holds(choice: tuple[int, ...]) -> bool:
        return choice[0] + 2 * choice[1] + 3 * choice[2] >= 40

    whole = cheapest([2.0, 3.0, 7.0], [40, 40, 40], holds, tries=10_000)
    early = cheapest([2.0, 3.0, 7.0], [40, 40, 40], holds, tries=12)

    assert whole == (whole.choice, 60.0, True, whole.tried)
    assert not early.proved
    assert early.choice is not None
    assert holds(early.choice)
    assert early.tried <= 12


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12),
    st.sampled_from([0.5, 0.8, 1.0]),
)
def test_buffers_are_the_smallest_that_so_many_runs_keep(rows: list[tuple[int, int]], odds: float) -> None:
    late = np.array(rows)
    least = min(
        sum(each)
        for each in itertools.product(range(7), repeat=2)
        if (late <= np.array(each)).all(axis=1).mean() >= odds - 1e-9
    )

    choice, proved = smallest(late, odds)

    assert proved
    assert choice is not None
    assert sum(choice) == least
    assert (late <= np.array(choice)).all(axis=1).mean() >= odds - 1e-9


def test_no_buffer_helps_against_what_never_comes() -> None:
    late = np.array([[1, 2], [NEVER, 0], [3, 0], [0, NEVER]])

    assert smallest(late, 0.8) == (None, True)
    assert smallest(late, 0.5) == ((3, 2), True)
