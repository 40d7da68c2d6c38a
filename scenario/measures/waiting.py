"""Waiting for people: how long work waited for staff, by activity, by department and over time.

An activity waits from the instant at which all its start conditions hold until it starts. The wait is told of
the departments that were short of people when it began; of all that it needs where none was short then (work
of higher priority took them first).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenario.measures.summary import quantile
from scenario.study.outcomes import Outcomes

FUZZ = 1e-9
"""Instants closer than this are one [days]; people closer than this are enough [people]."""
Floats = np.ndarray


def waiting_by_activity(outcomes: Outcomes) -> pd.DataFrame:
    """Return the waits of each activity that needs people, longest first.

    Columns: departments (what it needs), mean and p80 wait [days], waited (share of runs in which it waited).
    Runs in which it never started count as if it had not waited.
    """
    table = outcomes.plan.timetable
    waits = _waits(outcomes)
    needing = [i for i, demand in enumerate(table.demand) if demand]
    rows = pd.DataFrame(
        {
            "departments": [", ".join(table.pools[pool] for pool, _ in table.demand[i]) for i in needing],
            **_told(waits[:, needing]),
        },
        pd.Index([table.ids[i] for i in needing], name="activity", dtype=str),
    )
    return rows.sort_values("mean", ascending=False, kind="stable")


def waiting_by_department(outcomes: Outcomes) -> pd.DataFrame:
    """Return the waits for each department, in all activities together, longest first.

    Columns: people (how many it has), mean and p80 [days of waiting, added up over activities], waited (share
    of runs in which any activity waited for it).
    """
    table = outcomes.plan.timetable
    totals = _by_pool(outcomes, _waits(outcomes)).sum(axis=2)
    index = pd.Index(table.pools, name="department", dtype=str)
    rows = pd.DataFrame({"people": table.capacity, **_told(totals.T)}, index)
    return rows.sort_values("mean", ascending=False, kind="stable")


def waiting_by_month(outcomes: Outcomes) -> pd.DataFrame:
    """Return the mean days of waiting that fall into each month, month × department [days].

    Months run from the start to the last in which anything waited. Days of several activities add up.
    """
    table = outcomes.plan.timetable
    start = outcomes.project.project.start
    waits = _waits(outcomes)
    last = np.where(waits > FUZZ, outcomes.arrays.start, 0.0).max(initial=0.0)
    months = pd.date_range(start.replace(day=1), pd.Timestamp(start) + pd.Timedelta(days=last), freq="MS")
    edges = np.array(
        [(month.date() - start).days for month in [*months, months[-1] + pd.offsets.MonthBegin()]]
    )
    told = np.zeros((len(months), len(table.pools)))
    for pool, own in enumerate(_by_pool(outcomes, waits)):
        for i in np.flatnonzero((own > FUZZ).any(axis=0)):
            runs = own[:, i] > FUZZ
            begun, ended = outcomes.arrays.ready[runs, i, None], outcomes.arrays.start[runs, i, None]
            passed = np.clip(edges[None, :], begun, ended)
            told[:, pool] += np.diff(passed, axis=1).sum(axis=0)
    columns = pd.Index(table.pools, name="department", dtype=str)
    return pd.DataFrame(told / max(outcomes.runs, 1), months.rename("month"), columns)


def _waits(outcomes: Outcomes) -> Floats:
    """Return how long each activity waited for people, shape (runs, activities); 0 without demand [days]."""
    started = np.isfinite(outcomes.arrays.start)
    needs = np.array([bool(demand) for demand in outcomes.plan.timetable.demand], dtype=bool)
    with np.errstate(invalid="ignore"):
        waits = outcomes.arrays.start - outcomes.arrays.ready
    return np.where(started & needs & (waits > FUZZ), waits, 0.0)


def _told(waits: Floats) -> dict[str, Floats]:
    """Return mean, P80 and the share of runs with a wait, of each column."""
    ordered = np.sort(waits, axis=0)
    return {
        "mean": waits.mean(axis=0),
        "p80": np.array([quantile(column, 0.8) for column in ordered.T]),
        "waited": (waits > FUZZ).mean(axis=0),
    }


def _by_pool(outcomes: Outcomes, waits: Floats) -> Floats:
    """Return the waits told of each pool, shape (pools, runs, activities) [days]."""
    table = outcomes.plan.timetable
    told = np.zeros((len(table.pools), *waits.shape))
    for i, demand in enumerate(table.demand):
        waiting = waits[:, i] > FUZZ
        if not waiting.any():
            continue
        short = np.array([_short(outcomes, i, pool, people) for pool, people in demand])
        short |= ~short.any(axis=0)
        for own, (pool, _) in zip(short, demand, strict=True):
            told[pool, :, i] = np.where(own, waits[:, i], 0.0)
    return told


def _short(outcomes: Outcomes, i: int, pool: int, people: float) -> np.ndarray:
    """Return in which runs a pool had too few people free when activity i was ready, shape (runs,)."""
    table = outcomes.plan.timetable
    now = outcomes.arrays.ready[:, i]
    busy = np.zeros(outcomes.runs)
    for j, demand in enumerate(table.demand):
        for other, held in demand:
            if other == pool and j != i:
                under_way = (outcomes.arrays.start[:, j] <= now) & (outcomes.arrays.finish[:, j] > now)
                busy += held * under_way
    return np.asarray(table.capacity[pool] - busy + FUZZ < people)
