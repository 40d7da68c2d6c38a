"""A study as a document for other programs: the JSON of the command `run`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from scenario.analysis.measured_runs import MeasuredRuns
from scenario.measures.measure import STATUSES
from scenario.measures.statement import STATEMENT
from scenario.measures.targets import verdict
from scenario.study.versions import release

TOGETHER = 10_000
"""Runs whose dates are in memory at once [runs]."""
FINE = ("ok", "rate")
"""Statuses of an ordinary value."""
STATISTICS = ("mean", "sd", "p10", "p50", "p80", "p90")


def document(study: MeasuredRuns) -> dict[str, Any]:
    """Return the study as plain data; None for what is missing."""
    return {
        "project": study.project.project.name.to("en"),
        "scenario": study.scenario,
        "runs": study.runs,
        "seed": study.seed,
        "sampling": str(study.sampling),
        "version": release(),
        "name": study.project.project.name.model_dump(exclude_none=True),
        "fingerprint": study.project.fingerprint,
        "first_run": study.first,
        "start": study.project.project.start.isoformat(),
        "currency": study.project.project.currency,
        "targets": _targets(study),
        "all_targets": _odds(study.joint_odds().to_dict()),
        "outcomes": _outcomes(study),
        "left_over": _left_over(study),
        "refusals": _refusals(study),
        "fallbacks": _fallbacks(study),
        "nodes": node_entries(study),
        "activities": _activities(study),
        "measures": measure_entries(study),
        "profit_statement": _profit_statement(study),
        "keep": study.keep,
        "not_kept": ["activities"] if study.keep == "measures" else [],
        "not_modelled": {name: need.en for name, need in study.not_modelled.items()},
    }


def _profit_statement(study: MeasuredRuns) -> list[dict[str, Any]]:
    """Return the lines from revenue to net profit: added (1), taken off (−1), or a sum (0) [currency]."""
    if "revenue" not in study.measure_names:
        return []
    likely = study.most_likely
    return [
        {
            "measure": name,
            "sign": sign,
            "most_likely": plain(float(likely.measure(name)[0])),
            "mean": plain(float(study.measure(name).mean())),
        }
        for name, sign in STATEMENT
        if name in study.measure_names
    ]


def _odds(row: Mapping[Any, Any]) -> dict[str, Any]:
    odds = {key: plain(row[key]) for key in ("odds", "low", "high")}
    return {"target": row["target"], **odds, "runs": int(row["runs"]), "met": int(row["met"])}


def _targets(study: MeasuredRuns) -> list[dict[str, Any]]:
    most_likely = study.most_likely.met.to_numpy()[0].tolist()
    return [
        {
            **_odds(row),
            "required": target.odds,
            "verdict": verdict(target.odds, row["low"], row["high"]),
            "several": study.several_rates(target),
            "name": target.name.model_dump(exclude_none=True) if target.name is not None else None,
            "most_likely": met,
        }
        for target, (_, row), met in zip(study.project.targets, _rows(study.odds()), most_likely, strict=True)
    ]


def node_entries(study: MeasuredRuns, nodes: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Return what is told of nodes, by default of the key nodes."""
    table = study.node_summary(nodes)
    most_likely = study.most_likely.days.iloc[0].to_dict()
    planned = study.plan_dates["finish"].to_dict()
    return {
        name: {
            **{key: plain(row[key]) for key in STATISTICS},
            "p50_date": _date(study, row["p50"]),
            "p80_date": _date(study, row["p80"]),
            "p90_date": _date(study, row["p90"]),
            "missing": int(row["missing"]),
            "planned": plain(planned[name]),
            "planned_date": _date(study, planned[name]),
            "most_likely": plain(most_likely[name]),
            "most_likely_date": _date(study, most_likely[name]),
            "name": study.names[name].model_dump(exclude_none=True),
        }
        for name, row in _rows(table)
    }


def _rows(table: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and values of each row."""
    for name, row in table.to_dict(orient="index").items():
        yield str(name), {str(key): value for key, value in row.items()}


def _outcomes(study: MeasuredRuns) -> dict[str, Any]:
    """Return how often runs ended well, and how the others did."""
    kept = ("share", "low", "high")
    return {
        row["status"]: {**{key: plain(row[key]) for key in kept}, "runs": int(row["count"])}
        for row in study.outcomes().to_dict("records")
    }


def _left_over(study: MeasuredRuns) -> dict[str, Any]:
    """Return what is left when the books end: mean, in how many runs, and in the most-likely run."""
    left, likely = study.left_over(), study.most_likely.left_over().iloc[0].to_dict()
    return {
        str(kind): {
            "mean": plain(amounts.mean()),
            "runs": int((amounts > 0.0).sum()),
            "most_likely": plain(likely[kind]),
        }
        for kind, amounts in left.items()
    }


def _refusals(study: MeasuredRuns) -> dict[str, Any]:
    """Return how often each gate refused the project."""
    kept = ("share", "low", "high")
    return {
        row["gate"]: {**{key: plain(row[key]) for key in kept}, "runs": int(row["refused"])}
        for row in study.refusals().to_dict("records")
    }


def _fallbacks(study: MeasuredRuns) -> dict[str, Any]:
    """Return how often each fall-back was taken."""
    kept = ("share", "low", "high")
    return {
        row["fallback"]: {**{key: plain(row[key]) for key in kept}, "runs": int(row["taken"])}
        for row in study.fallbacks().to_dict("records")
    }


def _activities(study: MeasuredRuns) -> dict[str, Any]:
    """Return means and criticality of each activity; nothing when dates were not kept.

    Taken from some runs after the other, so that a stored study need not fit into memory.
    """
    if study.keep == "measures":
        return {}
    sums = {key: np.zeros(len(study.ids)) for key in ("start", "finish", "duration", "critical")}
    came = {key: np.zeros(len(study.ids), int) for key in ("start", "finish")}
    for runs in study.slices(TOGETHER):
        start, finish = runs.starts.to_numpy(), runs.days.to_numpy()
        for key, instants in (("start", start), ("finish", finish)):
            came[key] += np.isfinite(instants).sum(axis=0)
            sums[key] += np.nansum(instants, axis=0)
        sums["duration"] += np.nansum(runs.durations.to_numpy(), axis=0)
        sums["critical"] += runs.critical().to_numpy().sum(axis=0)
    with np.errstate(invalid="ignore"):
        means = {key: sums[key] / came.get(key, came["finish"]) for key in ("start", "finish", "duration")}
    return {
        name: {
            **{key: plain(mean[i]) for key, mean in means.items()},
            "criticality": plain(sums["critical"][i] / study.runs),
            "missing": int(study.runs - came["finish"][i]),
        }
        for i, name in enumerate(study.ids)
    }


def measure_entries(study: MeasuredRuns, measures: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Return what is told of measures, by default of all."""
    most_likely = study.most_likely.measures.iloc[0].to_dict()
    return {
        name: {
            **{key: plain(row[key]) for key in STATISTICS},
            "missing": int(row["missing"]),
            "status": {status: int(row[status]) for status in STATUSES if row[status] > 0},
            "statuses": {
                status: int(row[status]) for status in STATUSES if status not in FINE and row[status] > 0
            },
            "most_likely": plain(most_likely[name]),
        }
        for name, row in _rows(study.summary(measures))
    }


def plain(value: float | np.floating[Any]) -> float | None:
    """Return a number as JSON can hold it: None for what is missing."""
    number = float(value)
    return number if math.isfinite(number) else None


def _date(study: MeasuredRuns, day: float) -> str | None:
    date = study.date(float(day))
    return date.isoformat() if date is not None else None
