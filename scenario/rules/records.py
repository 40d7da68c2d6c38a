"""Numpy records: their types, and rows filled by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

Row = Mapping[str, float]


def floats(*names: str) -> np.dtype:
    """Return the type of records of real numbers."""
    return np.dtype([(name, "f8") for name in names])


def ints(*names: str) -> np.dtype:
    """Return the type of records of whole numbers."""
    return np.dtype([(name, "i8") for name in names])


def records(of: np.dtype, rows: Iterable[Row]) -> np.ndarray:
    """Return rows as an array of records, shape (rows,), each field filled by its name.

    Raises TypeError for a row that leaves a field out or names one that the type has not.

    >>> records(floats("share", "after"), [{"after": 2.0, "share": 0.5}]).tolist()
    [(0.5, 2.0)]
    """
    names = of.names or ()
    found = list(rows)
    for row in found:
        if row.keys() != set(names):
            raise TypeError(f"a record of {', '.join(names)} was given {', '.join(row) or 'nothing'}")
    return np.array([tuple(row[name] for name in names) for row in found], dtype=of)


def record(of: np.dtype, **fields: float) -> np.ndarray:
    """Return one record, shape (1,); see `records`."""
    return records(of, [fields])
