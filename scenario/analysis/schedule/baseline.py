"""Promised dates written down, and what has become of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from scenario.analysis.schedule.commitment import FUZZ, SHARES, Commitment, share_by
from scenario.project.files.baseline import FORM, Baseline, misfits
from scenario.rules.odds import wilson
from scenario.study.dates import day_at
from scenario.study.outcomes import Outcomes
from scenario.study.versions import release

DATES = ("planned", "p50", "p80", "p90")


def baseline_of(
    outcomes: Outcomes,
    told: Commitment,
    approved_by: str | None = None,
    approved_on: dt.date | None = None,
) -> Baseline:
    """Return promised dates as a baseline. Nodes that come too seldom to be promised are left out."""
    nodes = {
        str(name): {"promised": row["promised"], "odds": row["kept"], **{key: row[key] for key in DATES}}
        for name, row in _rows(told.nodes).items()
        if row["promised"] is not None
    }
    activities = {
        str(name): {
            "start": row["promised_start"],
            "finish": row["promised_finish"],
            "latest_start": row["latest_start"],
            "latest_finish": row["latest_finish"],
        }
        for name, row in _rows(told.activities).items()
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
        "version": release(),
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


def _rows(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by name; a column of which nothing comes holds NaN for None."""
    rows = {
        str(name): {str(key): None if pd.isna(value) else value for key, value in row.items()}
        for name, row in table.to_dict("index").items()
    }
    return rows


def against_baseline(outcomes: Outcomes, baseline: Baseline) -> pd.DataFrame:
    """Return what has become of promised dates, node × columns.

    promised : the day that was promised, at `odds_then`
    now : the day that has the asked odds now; None when no day has
    shift : days from the promised day to `now`; positive is later
    odds_then, odds, low, high : the odds of the promised day then and now, with the 95 % interval
    p50, p80 : the days by whose end half, and four fifths, of the runs have finished it now; None for never
    p50_shift, p80_shift : days from those of the baseline to them; missing where it names none

    Raises
    ------
    ValueError
        The baseline is one of another project; see `misfits`.
    """
    if wrong := misfits(outcomes.project, baseline):
        raise ValueError("; ".join(wrong))
    start = outcomes.project.project.start
    rows = []
    came = outcomes.days_of(tuple(baseline.nodes))
    for node, finish in zip(baseline.nodes.values(), came, strict=True):
        ends = np.ceil(np.where(np.isnan(finish), np.inf, finish) - FUZZ)
        met = int((ends <= _day(node.promised, start)).sum())
        low, high = wilson(np.array([met]), outcomes.runs)
        shares = {**SHARES, "now": baseline.odds}
        now = {name: float(share_by(ends, share)) for name, share in shares.items()}
        rows.append(
            {
                "promised": node.promised,
                "now": _date(now["now"], start),
                "shift": _shift(node.promised, now["now"], start),
                "odds_then": node.odds,
                "odds": met / outcomes.runs,
                "low": float(low[0]),
                "high": float(high[0]),
                "p50": _date(now["p50"], start),
                "p50_shift": _shift(node.p50, now["p50"], start),
                "p80": _date(now["p80"], start),
                "p80_shift": _shift(node.p80, now["p80"], start),
            }
        )
    return pd.DataFrame(rows, pd.Index(list(baseline.nodes), name="node", dtype=str))


def _day(date: dt.date, start: dt.date) -> float:
    """Return the end of a date [days since the start]."""
    return float((date - start).days + 1)


def _date(end: float, start: dt.date) -> dt.date | None:
    """Return the date that ends at an instant; None for never."""
    return day_at(start, end - 1)


def _shift(then: dt.date | None, now: float, start: dt.date) -> float:
    """Return the days from a date to the end of a day; missing where either is."""
    return now - _day(then, start) if then is not None and np.isfinite(now) else np.nan
