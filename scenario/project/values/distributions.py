"""What the kinds of uncertainty reach: their most likely values, supports, tails and shares."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, Protocol

from scenario.project.values.parsed import LARGEST, SELDOM, UnusableError
from scenario.project.values.trigen import triangle

Kind = Literal[
    "fixed",
    "pert",
    "triangular",
    "trigen",
    "uniform",
    "normal",
    "lognormal",
    "exponential",
    "discrete",
    "p10_p90",
]

_NOTHING = 1e-9
"""Truncation must keep more probability than this. [fraction]"""
Z_SELDOM = 5.9978
"""The standard normal's point that one draw in a thousand million lies above."""
Z90 = 1.2815515655446004
"""The standard normal's 90 % point, which makes p10 and p90 a mean and a standard deviation."""


class Distribution(Protocol):
    """A quantity, as far as its distribution goes; see `Quantity`."""

    @property
    def kind(self) -> Kind:
        """Its form."""

    @property
    def parameters(self) -> tuple[float, ...]:
        """The numbers of its form."""

    @property
    def outcomes(self) -> tuple[float, ...]:
        """The values of a discrete one."""

    @property
    def probabilities(self) -> tuple[float, ...]:
        """Their chances [fraction]."""

    @property
    def min(self) -> float | None:
        """Below it nothing is drawn."""

    @property
    def max(self) -> float | None:
        """Above it nothing is drawn."""

    @property
    def is_uncertain(self) -> bool:
        """Whether luck decides the value."""

    @property
    def reach(self) -> tuple[float, float]:
        """The least and the greatest value but for one in a thousand million."""

    @property
    def support(self) -> tuple[float, float]:
        """The least and the greatest value possible, min and max applied."""


def _midpoint(quantity: Distribution) -> float:
    return (quantity.parameters[0] + quantity.parameters[1]) / 2


def _first(quantity: Distribution) -> float:
    return quantity.parameters[0]


def _mode(quantity: Distribution) -> float:
    return quantity.parameters[1]


def _likeliest(quantity: Distribution) -> float:
    low, high = quantity.support
    pairs = zip(quantity.outcomes, quantity.probabilities, strict=True)
    return max((pair for pair in pairs if low <= pair[0] <= high), key=lambda pair: pair[1])[0]


PLANNED: dict[Kind, Callable[[Distribution], float]] = {
    "fixed": _first,
    "pert": _mode,
    "triangular": _mode,
    "trigen": _mode,
    "uniform": _midpoint,
    "normal": _first,
    "lognormal": _first,
    "exponential": _first,
    "discrete": _likeliest,
    "p10_p90": _midpoint,
}


def support(quantity: Distribution) -> tuple[float, float]:
    """Return the least and the greatest value before truncation."""
    if quantity.kind in ("normal", "p10_p90"):
        return -math.inf, math.inf
    if quantity.kind in ("lognormal", "exponential"):
        return 0.0, math.inf
    if quantity.kind == "trigen":
        low, mode, high, *at = quantity.parameters
        return triangle(low, mode, high, *at) if low < high else (low, high)
    values = quantity.outcomes or quantity.parameters
    return min(values), max(values)


def tails(quantity: Distribution) -> tuple[float, float]:
    """Return the values that one draw in a thousand million lies below and above, before truncation."""
    if quantity.kind == "exponential":
        return 0.0, -quantity.parameters[0] * math.log(SELDOM)
    if quantity.kind not in ("normal", "p10_p90", "lognormal"):
        return support(quantity)
    middle, width = _bell(quantity)
    low, high = middle - Z_SELDOM * width, middle + Z_SELDOM * width
    if quantity.kind == "lognormal":
        return math.exp(low) if low > -700 else 0.0, math.exp(high) if high < 700 else math.inf
    return low, high


def _bell(quantity: Distribution) -> tuple[float, float]:
    """Return mean and standard deviation of a normal, or of the logarithm of a lognormal."""
    mean, sd = quantity.parameters
    if quantity.kind == "p10_p90":
        return (mean + sd) / 2, (sd - mean) / (2 * Z90)
    if quantity.kind == "lognormal":
        spread = 2 * math.log(math.hypot(1, sd / mean))
        return math.log(mean) - spread / 2, math.sqrt(spread)
    return mean, sd


def kept(quantity: Distribution, low: float, high: float) -> float:
    """Return how much probability truncation keeps; of the bounded kinds, whether it keeps anything."""
    if quantity.kind == "discrete":
        pairs = zip(quantity.outcomes, quantity.probabilities, strict=True)
        return math.fsum(share for outcome, share in pairs if low <= outcome <= high)
    if quantity.kind == "exponential":
        mean = quantity.parameters[0]
        return math.exp(-low / mean) - math.exp(-high / mean)
    if quantity.kind in ("normal", "p10_p90", "lognormal"):
        return _kept_of_bell(quantity, low, high)
    before = support(quantity)
    return 1.0 if low < high or before[0] == before[1] else 0.0


def _kept_of_bell(quantity: Distribution, low: float, high: float) -> float:
    mean, sd = _bell(quantity)
    if quantity.kind == "lognormal":
        low, high = (math.log(bound) if bound > 0 else -math.inf for bound in (low, high))
    # erfc keeps its precision in the upper tail only, so measure from both sides.
    upper = [math.erfc((bound - mean) / sd / math.sqrt(2)) / 2 for bound in (low, high)]
    lower = [math.erfc((mean - bound) / sd / math.sqrt(2)) / 2 for bound in (low, high)]
    return max(upper[0] - upper[1], lower[1] - lower[0])


def check_truncation(quantity: Distribution) -> None:
    """Refuse bounds that leave nothing to draw."""
    minimum, maximum = quantity.min, quantity.max
    if minimum is not None and maximum is not None and minimum >= maximum:
        raise UnusableError(f"min {minimum:.12g} is not below max {maximum:.12g}", ("min",))
    low, high = quantity.support
    if low > high or kept(quantity, low, high) < _NOTHING:
        given = {"min": minimum, "max": maximum}
        bounds = {key: f"{key} {bound:.12g}" for key, bound in given.items() if bound is not None}
        what = quantity.kind if quantity.is_uncertain else "number"
        raise UnusableError(
            f"no value of this {what} lies within {' and '.join(bounds.values())}", (next(iter(bounds)),)
        )


def check_reach(quantity: Distribution) -> None:
    """Refuse an uncertainty that reaches values which no project has."""
    low, high = quantity.reach
    if max(-low, high) > LARGEST:
        raise UnusableError(
            f"this {quantity.kind} reaches values beyond {LARGEST:g}; write a smaller spread, or min and max"
        )
