"""The pert's table stays within its stated error, for every shape and deep into both tails."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from scenario.draws import Luck, Uncertainty, pert
from scenario.draws.beta import share_below
from scenario.draws.inverse import pert as value
from scenario.project.values.quantity import Quantity

STATED = 2e-8
DEEP = np.concatenate(
    [2.0 ** -np.arange(2.0, 54.0), np.linspace(1e-4, 1 - 1e-4, 2001), 1 - 2.0 ** -np.arange(2.0, 54.0)]
)
first_shapes = st.one_of(st.floats(1, 5), st.sampled_from([1.0, 1 + 1e-12, 2.0, 3.0, 5 - 1e-12, 5.0]))


def inverse(u: np.ndarray, first: float, second: float) -> np.ndarray:
    """scipy's, from whichever end keeps the digits."""
    return np.where(
        u < 0.5,
        special.betaincinv(first, second, u),
        1 - special.betaincinv(second, first, np.minimum(1 - u, 0.5)),
    )


@settings(deadline=None)
@given(first_shapes, st.lists(st.floats(2.0**-53, 1 - 2.0**-53), max_size=50))
def test_the_table_errs_by_less_than_stated(first: float, points: list[float]) -> None:
    u = np.concatenate([DEEP, points])
    table = pert.table(first, 6 - first)

    tabulated = np.array([value(each, 0.0, 1.0, table) for each in u])

    assert abs(tabulated - inverse(u, first, 6 - first)).max() < STATED


@settings(deadline=None)
@given(first_shapes)
def test_the_table_rises_everywhere(first: float) -> None:
    u = np.sort(np.concatenate([DEEP, special.ndtr(np.linspace(-8.2, 8.2, 5000))]))
    table = pert.table(first, 6 - first)

    tabulated = np.array([value(each, 0.0, 1.0, table) for each in u])

    assert (np.diff(tabulated) >= -4e-16).all()  # the last digit of a value near 1 may round down
    assert tabulated.min() > 0
    assert tabulated.max() <= 1


@settings(deadline=None)
@given(first_shapes)
def test_neighbouring_slopes_keep_the_cubic_monotone(first: float) -> None:
    table = pert.table(first, 6 - first)
    inner = table[(table[:, 0] > 1e-12) & (table[:, 0] < 1 - 1e-8)]  # beyond, the chord has too few digits

    chord = np.diff(inner[:, 0])

    assert (inner[:-1, 1] < 3 * chord).all()
    assert (inner[1:, 1] < 3 * chord).all()


@settings(deadline=None)
@given(first_shapes, st.floats(0, 1))
def test_the_share_below_is_scipys(first: float, x: float) -> None:
    assert share_below(x, first, 6 - first) == pytest.approx(special.betainc(first, 6 - first, x), abs=1e-14)


@settings(deadline=None)
@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6), lean=st.floats(0, 1))
def test_a_drawn_pert_lies_within_its_range_and_has_its_mean(low: float, width: float, lean: float) -> None:
    high = low + width
    mode = min(low + lean * width, high)
    luck = Luck([Uncertainty("works", Quantity("pert", (low, mode, high)))])

    drawn = luck.draw(1, 0, 4000)

    sd = width / 36**0.5 * 1.3  # a pert's is at most 0.215 of its width
    assert low <= drawn.min() <= drawn.max() <= high
    assert abs(drawn.mean() - (low + 4 * mode + high) / 6) < 5 * sd / 4000**0.5 + 1e-9 * abs(low)


def test_a_pert_that_is_certain_is_a_number() -> None:
    luck = Luck([Uncertainty("works", Quantity("pert", (30.0, 30.0, 30.0)))])

    assert (luck.draw(1, 0, 5) == 30.0).all()


def test_columns_of_one_shape_share_a_table() -> None:
    scaled = [Uncertainty(f"a{i}", Quantity("pert", (10.0 * i, 20.0 * i, 40.0 * i))) for i in (1, 2, 4)]

    luck = Luck(scaled)

    assert luck._layout.tables.shape == (167, 2)
    assert stats.kstest(luck.draw(1, 0, 5000)[2], stats.beta(7 / 3, 11 / 3, 40, 120).cdf).pvalue > 1e-4
