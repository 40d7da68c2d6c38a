"""How often gates refuse the project: an outcome of its own, in which no target is met."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scenario.measures.run_status import refused_by
from scenario.rules.odds import wilson
from scenario.study.outcomes import Outcomes

ANY_GATE = "any gate"
"""The name of the row of all gates together."""


def refusals(outcomes: Outcomes) -> pd.DataFrame:
    """Return how often each gate that may refuse did, and any of them.

    Columns: gate, share, low and high (95 % Wilson interval), runs, refused (count). Empty where no gate may.
    """
    return pd.DataFrame(refusal_columns(outcomes))


def refusal_columns(outcomes: Outcomes) -> dict[str, Any]:
    """Return the columns of the same."""
    activities, table = outcomes.project.activities, outcomes.plan.timetable
    gates = [i for i, base in enumerate(table.base) if activities[base].refuse is not None]
    by = refused_by(outcomes.arrays.extra)
    counts = [int((by == gate).sum()) for gate in gates]
    names = [outcomes.ids[gate] for gate in gates]
    if gates:
        counts, names = [*counts, sum(counts)], [*names, ANY_GATE]
    low, high = wilson(np.array(counts, dtype=np.int64), outcomes.runs)
    return {
        "gate": names,
        "share": np.array(counts) / max(outcomes.runs, 1),
        "low": low,
        "high": high,
        "runs": outcomes.runs,
        "refused": counts,
    }
