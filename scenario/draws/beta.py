"""The beta distribution with both shape parameters at least one, compiled, to about 14 digits.

`scipy.special` has the same; importing it would cost each process 0.2 s.
"""

import math

import numpy as np
from numpy.typing import NDArray

from scenario.draws.normal import below
from scenario.rules.compiled.decorators import njit

CLOSE = 1e-15
STEPS = 100
"""Newton's steps at most; four or five are usual."""


@njit
def log_beta(first: float, second: float) -> float:
    """Return the logarithm of the beta function."""
    return math.lgamma(first) + math.lgamma(second) - math.lgamma(first + second)


@njit
def series(x: float, first: float, second: float) -> float:
    """Return P(X ≤ x) · first · B / (xᶠⁱʳˢᵗ (1 − x)ˢᵉᶜᵒⁿᵈ), a sum of positive terms (DLMF 8.17.8)."""
    total, term, n = 1.0, 1.0, 0
    while term > CLOSE * total * (1.0 - x):
        term *= x * (first + second + n) / (first + 1.0 + n)
        total += term
        n += 1
    return total


@njit
def share_below(x: float, first: float, second: float) -> float:
    """Return P(X ≤ x) for 0 ≤ x ≤ 1."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > 0.5:
        return 1.0 - share_below_middle(1.0 - x, second, first)
    return share_below_middle(x, first, second)


@njit
def share_below_middle(x: float, first: float, second: float) -> float:
    """Return P(X ≤ x) where the series is quick, which is not close to 1."""
    power = first * math.log(x) + second * math.log1p(-x) - log_beta(first, second)
    return math.exp(power) * series(x, first, second) / first


@njit
def lower_points(first: float, second: float, z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points[row] = (x, dx/dz) with P(X ≤ x) = P(Z ≤ z), for ascending z ≤ 0.

    log P is concave in log x, so Newton's steps from the left never pass the root. The root before is on the
    left, and so is that of xᶠⁱʳˢᵗ / (first · B), which is never below P.
    """
    points = np.empty((z.size, 2))
    scale = log_beta(first, second)
    log_x = -math.inf
    for row in range(z.size):
        log_u = math.log(below(z[row]))
        log_x = max(log_x, (log_u + scale + math.log(first)) / first)
        for _ in range(STEPS):
            x = math.exp(log_x)
            total = series(x, first, second) / first
            log_p = first * log_x + second * math.log1p(-x) - scale + math.log(total)
            step = (log_u - log_p) * (1.0 - x) * total
            log_x += step
            if step < 4e-16 * (1.0 - log_x):
                break
        x = math.exp(log_x)
        log_density = (first - 1.0) * log_x + (second - 1.0) * math.log1p(-x) - scale
        points[row, 0] = x
        points[row, 1] = math.exp(-0.5 * z[row] ** 2 - log_density) / math.sqrt(2.0 * math.pi)
    return points
