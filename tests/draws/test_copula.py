"""Correlated names move together, as much as is said, and nobody else is moved."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from scenario.draws import STANDARD_NORMAL, Luck, Uncertainty
from scenario.draws.copula import factor, groups
from scenario.project.values.quantity import Quantity

PERT = Quantity("pert", (20.0, 30.0, 50.0))
LONG = Quantity("exponential", (30.0,))


def luck(
    names: str, *correlations: tuple[tuple[str, ...], float], quantity: Quantity = STANDARD_NORMAL
) -> Luck:
    return Luck([Uncertainty(name, quantity) for name in names], correlations)


@pytest.mark.parametrize("rho", [-0.9, -0.3, 0.5, 0.95])
def test_normals_have_the_correlation_written(rho: float) -> None:
    drawn = luck("ab", (("a", "b"), rho)).draw(1, 0, 40_000)

    assert np.corrcoef(drawn)[0, 1] == pytest.approx(rho, abs=5 * (1 - rho**2) / 200)
    assert stats.kstest(drawn[1], "norm").pvalue > 1e-4


@pytest.mark.parametrize("rho", [-0.9, 0.5])
def test_other_forms_have_its_rank_correlation_and_keep_their_own_shape(rho: float) -> None:
    both = Luck([Uncertainty("a", PERT), Uncertainty("b", LONG)], [(("a", "b"), rho)])

    drawn = both.draw(1, 0, 40_000)

    assert stats.spearmanr(*drawn).statistic == pytest.approx(6 / math.pi * math.asin(rho / 2), abs=0.02)
    assert stats.kstest(drawn[0], stats.beta(7 / 3, 11 / 3, 20, 30).cdf).pvalue > 1e-4
    assert stats.kstest(drawn[1], stats.expon(0, 30).cdf).pvalue > 1e-4


def test_several_names_are_correlated_two_by_two() -> None:
    drawn = luck("abcd", (("a", "b", "c"), 0.6), (("c", "d"), -0.4)).draw(1, 0, 40_000)

    expected = [[1, 0.6, 0.6, 0], [0.6, 1, 0.6, 0], [0.6, 0.6, 1, -0.4], [0, 0, -0.4, 1]]
    assert np.corrcoef(drawn) == pytest.approx(np.array(expected), abs=0.02)


@pytest.mark.parametrize(("rho", "sign"), [(1.0, 1), (-1.0, -1)])
def test_full_correlation_makes_one_luck_of_two(rho: float, sign: int) -> None:
    drawn = luck("ab", (("a", "b"), rho)).draw(1, 0, 1000)

    assert drawn[1] == pytest.approx(sign * drawn[0], abs=1e-9)


def test_a_correlation_moves_nobody_outside_of_it() -> None:
    alone = luck("abxyz", (("x", "z"), 0.5)).draw(1, 0, 500)

    beside = luck("abxyz", (("x", "z"), 0.5), (("a", "b"), 0.7)).draw(1, 0, 500)

    assert np.array_equal(alone[[0, 2, 3, 4]], beside[[0, 2, 3, 4]])  # a comes first in its group and stays
    assert not np.array_equal(alone[1], beside[1])


def test_neither_the_order_of_columns_nor_of_correlations_matters() -> None:
    one = luck("abcd", (("a", "b"), 0.5), (("c", "b"), 0.3)).draw(1, 0, 500)

    other = luck("dcab", (("b", "c"), 0.3), (("b", "a"), 0.5)).draw(1, 0, 500)

    assert np.array_equal(one, other[[2, 3, 1, 0]])


def test_correlations_that_contradict_each_other_name_their_members() -> None:
    with pytest.raises(
        ValueError, match=r"correlations of piling, structure and weather contradict each other"
    ):
        groups(
            [(("piling", "weather"), 0.9), (("weather", "structure"), 0.9), (("piling", "structure"), -0.9)]
        )


def test_full_correlation_with_two_that_differ_is_a_contradiction() -> None:
    with pytest.raises(ValueError, match=r"of a, b and c contradict"):
        groups([(("a", "b"), 1.0), (("a", "c"), 0.5), (("b", "c"), -0.5)])


def test_two_correlations_for_one_pair_are_refused() -> None:
    with pytest.raises(ValueError, match=r"correlations of a and b are 0.5 and 0.4; keep one"):
        groups([(("a", "b"), 0.5), (("b", "a"), 0.4)])


@pytest.mark.parametrize("rho", [1.2, -1.01, math.nan])
def test_a_correlation_beyond_one_is_refused(rho: float) -> None:
    with pytest.raises(ValueError, match=r"of a and b must lie between -1 and 1"):
        groups([(("a", "b"), rho)])


def test_a_correlation_of_a_name_with_itself_is_refused() -> None:
    with pytest.raises(ValueError, match=r"names 'a' twice"):
        groups([(("a", "b", "a"), 0.5)])


def test_a_correlation_of_what_is_not_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match=r"correlations name pilling, which is not among the uncertainties"):
        luck("ab", (("a", "pilling"), 0.5))


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(0, 10_000))
def test_the_factor_gives_the_matrix_back_whatever_its_rank(rank: int, seed: int) -> None:
    loads = np.random.default_rng(seed).normal(size=(6, rank))
    loads /= np.linalg.norm(loads, axis=1, keepdims=True)
    matrix = np.clip(loads @ loads.T, -1, 1)
    rho = {frozenset((f"{i}", f"{j}")): float(matrix[i, j]) for i in range(6) for j in range(i)}

    lower = factor([f"{i}" for i in range(6)], rho)

    assert lower @ lower.T == pytest.approx(matrix, abs=3e-6)
    assert np.array_equal(lower, np.tril(lower))


@settings(deadline=None)
@given(*[st.floats(-1, 1)] * 3)
def test_three_correlations_are_refused_when_no_triangle_has_them(a: float, b: float, c: float) -> None:
    determinant = 1 + 2 * a * b * c - a**2 - b**2 - c**2
    assume(abs(determinant) > 1e-8)

    try:
        groups([(("x", "y"), a), (("y", "z"), b), (("x", "z"), c)])
        refused = False
    except ValueError:
        refused = True

    assert refused == (determinant < 0)
