"""Column: a quantity in the form that the compiled inverse reads."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.draws import pert
from scenario.draws.inverse import DISCRETE, EXPONENTIAL, FIXED, LOGNORMAL, NORMAL, PERT, TRIANGULAR, UNIFORM
from scenario.draws.normal import below
from scenario.project.values.distributions import Z90
from scenario.project.values.quantity import Quantity

NO_TABLE = np.empty((0, 2))


class QuantityColumn(NamedTuple):
    """A form with its numbers and table, and the distribution function that truncation needs."""

    form: int
    numbers: tuple[float, ...]
    below: Callable[[float], float] = lambda _: 0.0
    table: NDArray[np.float64] = NO_TABLE


def column(quantity: Quantity) -> QuantityColumn:
    """Return the column of a quantity."""
    low, high = quantity.support
    if low == high:  # a plain number, or a pert that is certain
        return QuantityColumn(FIXED, (quantity.most_likely,))
    return COLUMNS[quantity.kind](quantity)


def window(made: QuantityColumn, quantity: Quantity) -> tuple[float, float]:
    """Return the share of the distribution below `min`, and the share between `min` and `max`."""
    if made.form in (FIXED, DISCRETE):  # a discrete one has lost the outcomes beyond
        return 0.0, 1.0
    start = 0.0 if quantity.min is None else made.below(quantity.min)
    end = 1.0 if quantity.max is None else made.below(quantity.max)
    return start, end - start


def uniform(quantity: Quantity) -> QuantityColumn:
    """Even on [low, high]."""
    low, high = quantity.parameters
    return QuantityColumn(UNIFORM, (low, high - low), lambda x: min(max((x - low) / (high - low), 0.0), 1.0))


def triangular(quantity: Quantity) -> QuantityColumn:
    """A triangle on [low, high]."""
    return triangle(*quantity.parameters)


def trigen(quantity: Quantity) -> QuantityColumn:
    """The triangle through two points about the mode."""
    points = replace(quantity, min=None, max=None)
    return triangle(points.support[0], quantity.parameters[1], points.support[1])


def triangle(low: float, mode: float, high: float) -> QuantityColumn:
    """Return a triangle's column."""

    def share(x: float) -> float:
        x = min(max(x, low), high)
        if x < mode:
            return (x - low) ** 2 / ((high - low) * (mode - low))
        return 1.0 - ((high - x) ** 2 / ((high - low) * (high - mode)) if x < high else 0.0)

    return QuantityColumn(TRIANGULAR, (low, mode, high), share)


def normal(quantity: Quantity) -> QuantityColumn:
    """By mean and standard deviation."""
    return bell(*quantity.parameters)


def p10_p90(quantity: Quantity) -> QuantityColumn:
    """The normal through both."""
    x10, x90 = quantity.parameters
    return bell((x10 + x90) / 2, (x90 - x10) / (2 * Z90))


def bell(mean: float, sd: float) -> QuantityColumn:
    """Return a normal's column."""
    return QuantityColumn(NORMAL, (mean, sd), lambda x: below((x - mean) / sd))


def lognormal(quantity: Quantity) -> QuantityColumn:
    """By mean and standard deviation of the value itself, not of its logarithm."""
    mean, sd = quantity.parameters
    spread = math.log1p((sd / mean) ** 2)
    middle, width = math.log(mean) - spread / 2, math.sqrt(spread)
    return QuantityColumn(
        LOGNORMAL, (middle, width), lambda x: below((math.log(x) - middle) / width) if x > 0 else 0.0
    )


def exponential(quantity: Quantity) -> QuantityColumn:
    """By its mean."""
    (mean,) = quantity.parameters
    return QuantityColumn(EXPONENTIAL, (mean,), lambda x: -math.expm1(-max(x, 0.0) / mean))


def beta(quantity: Quantity) -> QuantityColumn:
    """A pert, by the table of its shape."""
    low, mode, high = quantity.parameters
    table = pert.table(*pert.shape(low, mode, high))
    return QuantityColumn(PERT, (low, high - low), lambda x: pert.below(x, low, mode, high), table)


def discrete(quantity: Quantity) -> QuantityColumn:
    """Outcomes in ascending order, so that more luck is never less, whatever order a file has."""
    low, high = quantity.support
    pairs = sorted(zip(quantity.outcomes, quantity.probabilities, strict=True))
    kept = np.array([pair for pair in pairs if low <= pair[0] <= high and pair[1] > 0])
    kept[:, 1] = np.cumsum(kept[:, 1]) / kept[:, 1].sum()
    return QuantityColumn(DISCRETE, (), table=kept)


COLUMNS: dict[str, Callable[[Quantity], QuantityColumn]] = {
    "uniform": uniform,
    "triangular": triangular,
    "trigen": trigen,
    "normal": normal,
    "p10_p90": p10_p90,
    "lognormal": lognormal,
    "exponential": exponential,
    "pert": beta,
    "discrete": discrete,
}
