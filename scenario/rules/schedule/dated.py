"""To which day an instant at midnight belongs: to the one that ends, or to the one that begins.

Work that ends at midnight belongs to the day that ends; a start milestone of that midnight to the day that
begins. Both are one instant for all that follows. What is told of the second is an instant a third of a
second later, so that dates, months, targets and quantiles need no second number to place it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit

MORNING = 2.0**-18
"""What is told of an instant that belongs to the day that begins lies so far past it [days]."""


@njit
def in_the_morning(at: float) -> float:
    """Return what is told of an instant that belongs to the day that begins, if it is a midnight [days].

    >>> in_the_morning(3.0) == 3.0 + MORNING, in_the_morning(3.5)
    (True, 3.5)
    """
    return at + MORNING if at == math.floor(at) else at


@njit
def instant_of(told: float) -> float:
    """Return the instant of what is told [days].

    >>> instant_of(3.0 + MORNING), instant_of(3.5)
    (3.0, 3.5)
    """
    whole = math.floor(told) if told < math.inf else told
    return float(whole) if told - whole == MORNING else told


def instants_of(told: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the instants of what is told, of any shape [days].

    >>> instants_of(np.array([3.0 + MORNING, 3.5, np.inf])).tolist()
    [3.0, 3.5, inf]
    """
    whole = np.floor(told)
    with np.errstate(invalid="ignore"):
        return np.ascontiguousarray(np.where(told - whole == MORNING, whole, told))
