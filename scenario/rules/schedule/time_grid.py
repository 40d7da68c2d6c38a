"""The grid of time: instants and durations lie on it, so that their sums are exact."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import inlined

TIME_GRID = 2.0**-32
"""Instants and durations lie on multiples of this [days] (20 µs)."""


@overload
def on_grid(days: float) -> float: ...
@overload
def on_grid(days: NDArray[np.float64]) -> NDArray[np.float64]: ...
def on_grid(days: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """Return instants or durations rounded to the grid, halves to the even multiple [days], any shape.

    >>> float(on_grid(1 / 3) * 2**32)
    1431655765.0
    """
    return np.rint(days / TIME_GRID) * TIME_GRID


put_on_grid = inlined(on_grid)
"""`on_grid` of one instant or duration, for compiled functions."""
