"""Correlations: a Gaussian copula over each group of names that correlations connect.

A correlation is one of the normals behind the values: the rank correlation of the values is
(6/π)·asin(ρ/2), the linear one of the values themselves is a little nearer to zero than ρ.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import fsum, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Correlation = tuple[tuple[str, ...], float]
"""Names, and the ρ between every two of them."""
TOLERANCE, ROUNDING = 1e-9, 1e-12
"""An eigenvalue this far below zero is a contradiction; a pivot this near to zero is one."""


class CorrelatedGroup(NamedTuple):
    """Names connected by correlations, in order, with the lower triangle that mixes their normals."""

    names: tuple[str, ...]
    factor: NDArray[np.float64]


def groups(correlations: Iterable[Correlation]) -> tuple[CorrelatedGroup, ...]:
    """Return the connected groups; names ascend, so that nothing outside of a group moves it.

    Raises
    ------
    ValueError
        A correlation is beyond ±1, two for one pair differ, or those of a group contradict each other.
    """
    rho = pairs(correlations)
    found: list[set[str]] = []
    for pair in rho:
        touched = [group for group in found if group & pair]
        found = [group for group in found if not group & pair] + [set(pair).union(*touched)]
    ordered = sorted(tuple(sorted(group)) for group in found)
    return tuple(CorrelatedGroup(names, factor(names, rho)) for names in ordered)


def pairs(correlations: Iterable[Correlation]) -> dict[frozenset[str], float]:
    """Return the correlation of each pair that is named."""
    rho: dict[frozenset[str], float] = {}
    for names, value in correlations:
        if not -1.0 <= value <= 1.0:
            raise ValueError(f"correlation {value:g} of {listed(names)} must lie between -1 and 1")
        for pair in combinations(names, 2):
            if pair[0] == pair[1]:
                raise ValueError(f"a correlation names '{pair[0]}' twice; name different uncertainties")
            if rho.setdefault(frozenset(pair), value) != value:
                both = f"{rho[frozenset(pair)]:g} and {value:g}"
                raise ValueError(f"correlations of {listed(sorted(pair))} are {both}; keep one")
    return rho


def factor(names: Sequence[str], rho: dict[frozenset[str], float]) -> NDArray[np.float64]:
    """Return the Cholesky factor L, L·Lᵀ = the correlation matrix; a pair that is not named has ρ = 0.

    A loop of our own: LAPACK refuses singular matrices (ρ = 1 is one), and its last digit varies by machine.
    `fsum`, because what `sum` rounds changed with Python 3.12.
    """
    size = len(names)
    matrix = np.eye(size)
    for row, column in combinations(range(size), 2):
        matrix[row, column] = matrix[column, row] = rho.get(frozenset((names[row], names[column])), 0.0)
    if np.linalg.eigvalsh(matrix)[0] < -TOLERANCE:
        raise contradiction(names)
    lower = np.zeros((size, size))
    for column in range(size):
        left = [
            matrix[row, column] - fsum(lower[row, :column] * lower[column, :column])
            for row in range(column, size)
        ]
        if left[0] > ROUNDING:  # else the names before decide this one wholly
            lower[column:, column] = np.array(left) / sqrt(left[0])
    return lower


def contradiction(names: Sequence[str]) -> ValueError:
    """Return the error of a matrix that is not positive semidefinite."""
    return ValueError(
        f"correlations of {listed(names)} contradict each other (a pair that is not written counts as 0); "
        "move them towards 0, write the missing pairs, or use a shared driver"
    )


def listed(names: Sequence[str]) -> str:
    """Return the names as a person lists them."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else ", ".join(names)
