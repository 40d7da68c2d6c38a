"""What is left when the books end: stock, receivables, works and escrow that a horizon cuts off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.measures.run_status import REFUSED, run_status
from scenario.model.results import EXTRA

LEFT = {
    "unsold": "unsold",
    "uncollected": "receivable",
    "unbilled": "unbilled",
    "in_escrow": "in_escrow",
}
"""What may be left, with the number of a run that tells it."""
YUAN = 1.0
"""Less is a rounding remainder [yuan]."""


def left_over(extra: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return what is left when the books end, by kind, shape (runs,) [yuan]; none where a gate refused it.

    `unsold` is stock that finds buyers, at planned prices; `uncollected` what buyers still owe; `unbilled`
    works that are not done or not billed; `in_escrow` what is still supervised.
    """
    refused = run_status(extra) == REFUSED
    columns = {}
    for kind, name in LEFT.items():
        amount = np.nan_to_num(extra[:, EXTRA.index(name)])
        columns[kind] = np.where(refused | (amount < YUAN), 0.0, amount)
    return columns
