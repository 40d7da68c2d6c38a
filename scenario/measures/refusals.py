"""How often gates refuse the project: an outcome of its own, in which no target is met."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenario.model.results import EXTRA
from scenario.rules.odds import wilson
from scenario.study.outcomes import Outcomes

ANY_GATE = "any gate"
"""The name of the row of all gates together."""


def refused_by(outcomes: Outcomes) -> np.ndarray:
    """Return which activity refused the project in each run, shape (runs,); −1 where none did [index]."""
    return np.nan_to_num(outcomes.arrays.extra[:, EXTRA.index("refused_by")], nan=-1.0).astype(np.int64)


def is_refused(outcomes: Outcomes) -> np.ndarray:
    """Return in which runs a gate refused the project, shape (runs,)."""
    return np.asarray(refused_by(outcomes) >= 0)


def refusals(outcomes: Outcomes) -> pd.DataFrame:
    """Return how often each gate that may refuse did, and any of them.

    Columns: gate, share, low and high (95 % Wilson interval), runs, refused (count). Empty where no gate may.
    """
    activities, table = outcomes.project.activities, outcomes.plan.timetable
    gates = [i for i, base in enumerate(table.base) if activities[base].refuse is not None]
    by = refused_by(outcomes)
    counts = [int((by == gate).sum()) for gate in gates]
    names = [outcomes.ids[gate] for gate in gates]
    if gates:
        counts, names = [*counts, sum(counts)], [*names, ANY_GATE]
    low, high = wilson(np.array(counts, dtype=np.int64), outcomes.runs)
    return pd.DataFrame(
        {
            "gate": names,
            "share": np.array(counts) / max(outcomes.runs, 1),
            "low": low,
            "high": high,
            "runs": outcomes.runs,
            "refused": counts,
        }
    )
