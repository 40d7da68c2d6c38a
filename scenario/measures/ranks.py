"""Ranks: the place of each value among its own, ties sharing the mean of theirs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranks(values: Floats, axis: int = 0) -> Floats:
    """Return the ranks of values along an axis, from 1; ties share the mean of their places.

    >>> ranks(np.array([3.0, 1.0, 3.0]))
    array([2.5, 1. , 2.5])
    """
    from scipy.stats import rankdata  # importing it costs each command half a second

    return np.asarray(rankdata(values, axis=axis), dtype=np.float64)
