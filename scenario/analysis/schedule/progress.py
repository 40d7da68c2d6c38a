"""How much of the work is done by when: as early as the plan allows, as late, and as the runs came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenario.model.plan.critical_path import latest_dates
from scenario.model.results import EXTRA
from scenario.study.outcomes import Outcomes

POINTS = 200
"""Instants that are told."""
ROOM = 4_000_000
"""Overlaps that are held at once [count]."""
Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Progress:
    """Shares of the work that are done by some instants; work counts by its planned working time.

    Attributes
    ----------
    days : array, shape (points,)
        The instants [days]
    early, late : array, shape (points,)
        With every activity at its earliest, and at its latest that keeps the plan's end [fraction]
    p10, p50, p90 : array, shape (points,)
        Quantiles over the runs; what a run never finishes stays undone [fraction]
    """

    days: Floats
    early: Floats
    late: Floats
    p10: Floats
    p50: Floats
    p90: Floats


def progress_of(outcomes: Outcomes) -> Progress | None:
    """Return the progress of all work, each activity evenly over its span; None when there is no work."""
    plan, arrays = outcomes.plan, outcomes.arrays
    table = plan.timetable
    work = plan.layout.views(plan.planned_numbers.copy()).activity["work"].copy()
    came = np.isfinite(table.planned_finish) & (work > 0)
    if not came.any():
        return None
    weights = np.where(came, work, 0.0) / work[came].sum()
    regime = _planned_regime(outcomes)
    late_start, late_finish = latest_dates(table.without_staff(), work, table.planned_finish, regime)
    ends = arrays.finish[np.isfinite(arrays.finish)]
    last = max(float(ends.max(initial=0.0)), float(table.planned_finish[came].max()))
    days = np.linspace(0.0, last, POINTS)
    early = _done(days, table.planned_start[None], table.planned_finish[None], weights)[0]
    late = _done(days, late_start[None], late_finish[None], weights)[0]
    runs = np.vstack(
        [
            _done(days, arrays.start[rows], arrays.finish[rows], weights)
            for rows in np.array_split(
                np.arange(outcomes.runs), 1 + outcomes.runs * len(table) * POINTS // ROOM
            )
        ]
    )
    p10, p50, p90 = np.quantile(runs, (0.1, 0.5, 0.9), axis=0) if outcomes.runs else (early, early, early)
    return Progress(days, early, late, p10, p50, p90)


def _done(days: Floats, start: Floats, finish: Floats, weights: Floats) -> Floats:
    """Return the share that is done by each instant in each run, shape (runs, points)."""
    found = np.zeros((len(start), len(days)))
    for i in np.flatnonzero(weights):
        came = np.isfinite(start[:, i]) & np.isfinite(finish[:, i])
        begin, end = start[came, i, None], finish[came, i, None]
        found[came] += weights[i] * np.clip((days - begin) / np.maximum(end - begin, 1e-9), 0.0, 1.0)
    return found


def _planned_regime(outcomes: Outcomes) -> int:
    """Return the presale regime that holds in the most-likely run; −1 when there is none."""
    return int(outcomes.planned.extra[0, EXTRA.index("regime")])
