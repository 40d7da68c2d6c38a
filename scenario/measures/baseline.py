"""Promised dates written down, and what has become of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from scenario.measures.commitment import Commitment
from scenario.project.baseline import FORM, Baseline, misfits
from scenario.rules.odds import wilson
from scenario.study.outcomes import Outcomes

DATES = ("planned", "p50", "p80", "p90")


def baseline_of(
    outcomes: Outcomes,
    told: Commitment,
    approved_by: str | None = None,
    approved_on: dt.date | None = None,
) -> Baseline:
    """Return promised dates as a baseline. Nodes that come too seldom to be promised are left out."""
    import scenario

    nodes = {
        str(name): {"promised": row["promised"], "odds": row["kept"], **{key: row[key] for key in DATES}}
        for name, row in told.nodes.iterrows()
        if row["promised"] is not None
    }
    activities = {
        str(name): {
            "start": row["promised_start"],
            "finish": row["promised_finish"],
            "latest_start": row["latest_start"],
            "latest_finish": row["latest_finish"],
        }
        for name, row in told.activities.iterrows()
    }
    required = [
        {"node": row["node"], "by": row["date"], "odds": row["odds"]}
        for row in told.requirements.to_dict(orient="records")
    ]
    plain: dict[str, Any] = {
        "form": FORM,
        "project": outcomes.project.project.name.model_dump(exclude_none=True),
        "scenario": outcomes.scenario,
        "fingerprint": outcomes.project.fingerprint,
        "version": scenario.__version__,
        "runs": outcomes.runs,
        "seed": outcomes.seed,
        "odds": told.odds,
        "approved_by": approved_by,
        "approved_on": approved_on,
        "required": required,
        "nodes": nodes,
        "activities": activities,
    }
    return Baseline.model_validate(plain)


def against_baseline(outcomes: Outcomes, baseline: Baseline) -> pd.DataFrame:
    """Return what has become of promised dates, node × columns.

    promised : the day that was promised, at `odds_then`
    now : the day that has the asked odds now; None when no day has
    shift : days from the promised day to `now`; positive is later
    odds_then, odds, low, high : the odds of the promised day then and now, with the 95 % interval

    Raises
    ------
    ValueError
        The baseline is one of another project; see `misfits`.
    """
    if wrong := misfits(outcomes.project, baseline):
        raise ValueError("; ".join(wrong))
    start = outcomes.project.project.start
    rows = []
    for name, node in baseline.nodes.items():
        finish = outcomes.days[name].to_numpy()
        ends = np.ceil(np.where(np.isnan(finish), np.inf, finish) - 1e-6)
        promised = (node.promised - start).days + 1
        met = int((ends <= promised).sum())
        low, high = wilson(np.array([met]), outcomes.runs)
        rank = max(1, int(np.ceil(baseline.odds * outcomes.runs - 1e-9)))
        now = np.sort(ends)[rank - 1]
        rows.append(
            {
                "promised": node.promised,
                "now": start + dt.timedelta(days=int(now) - 1) if np.isfinite(now) else None,
                "shift": float(now - promised) if np.isfinite(now) else np.nan,
                "odds_then": node.odds,
                "odds": met / outcomes.runs,
                "low": float(low[0]),
                "high": float(high[0]),
            }
        )
    return pd.DataFrame(rows, pd.Index(list(baseline.nodes), name="node", dtype=str))
