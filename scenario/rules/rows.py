"""Tables as plain data: what a page needs of them without the library of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def records(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table whose columns are given; a column may be one value for all rows.

    >>> records({"target": ["a", "b"], "odds": np.array([0.5, 1.0]), "runs": 4})
    [{'target': 'a', 'odds': 0.5, 'runs': 4}, {'target': 'b', 'odds': 1.0, 'runs': 4}]
    """
    lists = {name: _listed(column) for name, column in columns.items()}
    (count,) = {len(column) for column in lists.values() if isinstance(column, list)}
    return [
        {name: column[row] if isinstance(column, list) else column for name, column in lists.items()}
        for row in range(count)
    ]


def _listed(column: Any) -> Any:
    return column.tolist() if isinstance(column, np.ndarray) else column
