"""How often fall-backs are taken: what is done otherwise once a node is late."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scenario.model.plan.fallbacks import is_taken
from scenario.model.results import EXTRA
from scenario.rules.odds import wilson
from scenario.study.outcomes import Outcomes


def fallbacks(outcomes: Outcomes) -> pd.DataFrame:
    """Return how often each fall-back that is provided for was taken.

    Columns: fallback, share, low and high (95 % Wilson interval), runs, taken (count).
    """
    return pd.DataFrame(fallback_columns(outcomes))


def fallback_columns(outcomes: Outcomes) -> dict[str, Any]:
    """Return the columns of the same."""
    which = outcomes.arrays.extra[:, EXTRA.index("fallbacks")]
    rows = list(enumerate(outcomes.project.fallbacks.items()))
    counts = {name: int(is_taken(which, k).sum()) for k, (name, row) in rows if row.enabled}
    taken = np.array(list(counts.values()), dtype=np.int64)
    low, high = wilson(taken, outcomes.runs)
    return {
        "fallback": list(counts),
        "share": taken / max(outcomes.runs, 1),
        "low": low,
        "high": high,
        "runs": outcomes.runs,
        "taken": taken,
    }
