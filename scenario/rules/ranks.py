"""Ranks: the place of each value among its own, ties sharing the mean of theirs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranks(rows: Floats) -> Floats:
    """Return the ranks of the values in each row, from 1; ties share the mean of their places.

    >>> ranks(np.array([[3.0, 1.0, 3.0], [7.0, 9.0, 8.0]]))
    array([[2.5, 1. , 2.5],
           [1. , 3. , 2. ]])
    """
    ranked = np.empty_like(rows)
    places = np.arange(1.0, rows.shape[1] + 1.0)
    for row, order, own in zip(rows, np.argsort(rows, axis=1), ranked, strict=True):
        ordered = row[order]
        differs = ordered[1:] != ordered[:-1]
        own[order] = places if differs.all() else _shared(differs)
    return ranked


def _shared(differs: NDArray[np.bool_]) -> Floats:
    """Return the ranks of ordered values, given which of them differ from the one before."""
    first = np.flatnonzero(np.concatenate([[True], differs]))
    after = np.append(first[1:], len(differs) + 1)
    return np.repeat((first + 1 + after) / 2.0, after - first)
