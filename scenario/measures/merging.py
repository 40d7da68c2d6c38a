"""Merge bias: what a start loses because it waits for the latest of several, not for one.

Where several chains meet, the expected latest is later than the latest expected: E[max] ≥ max E. A plan
reckoned with expected (or most-likely) dates shows the second. The delay at a merge is, as schedule-risk
tools tell it,

    expected start − the latest of the expected dates of its predecessors, lags included,

and comes in two parts: the *bias* E[max] − max E, and the *waiting* that follows for open days and people.
Predecessors under a presale regime count as one: the one that the run's regime names.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenario.model.run import EXTRA
from scenario.model.timetable import FS, SS
from scenario.study.outcomes import Outcomes

Floats = np.ndarray


def merge_bias(outcomes: Outcomes) -> pd.DataFrame:
    """Return every start that waits for several, largest delay first.

    Columns: predecessors (how many), latest (the one expected last), decides (share of runs in which it is
    the last to come), bias, waiting and their sum delay [days]. Runs in which the activity is never ready
    are left out; merges of finishes (FF, SF links) are not told.
    """
    columns = ["predecessors", "latest", "decides", "bias", "waiting", "delay"]
    names, rows = [], []
    for i, name in enumerate(outcomes.ids):
        bounds = _bounds(outcomes, i)
        came = np.isfinite(outcomes.arrays.start[:, i])
        if len(bounds) > 1 and came.any():
            names.append(name)
            rows.append(_row(bounds, came, outcomes.arrays.start[:, i]))
    table = pd.DataFrame(rows, pd.Index(names, name="activity", dtype=str), columns)
    return table.sort_values("delay", ascending=False, kind="stable")


def _row(
    bounds: dict[str, Floats], came: np.ndarray, start: Floats
) -> tuple[int, str, float, float, float, float]:
    values = np.array([bound[came] for bound in bounds.values()])
    expected = values.mean(axis=1)
    latest = int(expected.argmax())
    last = values.max(axis=0)
    bias = float(last.mean() - expected[latest])
    waiting = float((start[came] - last).mean())
    decides = float((values[latest] >= last).mean())
    return len(values), list(bounds)[latest], decides, bias, waiting, bias + waiting


def _bounds(outcomes: Outcomes, i: int) -> dict[str, Floats]:
    """Return by predecessor the earliest start that it allows, shape (runs,) [days]."""
    links = outcomes.plan.timetable.links
    regime = outcomes.arrays.extra[:, EXTRA.index("regime")]
    found: dict[str, Floats] = {}
    for k in np.flatnonzero((links.after == i) & np.isin(links.kind, (FS, SS))):
        before = links.before[k]
        event = outcomes.arrays.finish if links.kind[k] == FS else outcomes.arrays.start
        bound = event[:, before] + links.lag[k]
        name = outcomes.ids[before]
        if links.regime[k] >= 0:
            name, bound = "@regime", np.where(regime == links.regime[k], bound, -np.inf)
        found[name] = np.maximum(found[name], bound) if name in found else bound
    return found
