"""Waiting for people: how long work waited for staff, by activity, by department and over time.

An activity waits from the instant at which all its start conditions hold until it starts. The wait is told of
the departments that were short of people when it began; of all that it needs where none was short then (work
of higher priority took them first). Who asks for several tables finds the waits once, and hands them on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import pandas as pd

from scenario.analysis.summary import quantile
from scenario.study.outcomes import Outcomes

FUZZ = 1e-9
"""Instants closer than this are one [days]; people closer than this are enough [people]."""
Floats = np.ndarray


def waiting_by_activity(outcomes: Outcomes, waits: Waits | None = None) -> pd.DataFrame:
    """Return the waits of each activity that needs people, longest first.

    Columns: departments (what it needs), mean and p80 wait [days], waited (share of runs in which it waited).
    Runs in which it never started count as if it had not waited.
    """
    table = outcomes.plan.timetable
    waits = waits or Waits(outcomes)
    needing = [i for i, demand in enumerate(table.demand) if demand]
    rows = pd.DataFrame(
        {
            "departments": [", ".join(table.pools[pool] for pool, _ in table.demand[i]) for i in needing],
            **_told(waits.days[needing]),
        },
        pd.Index([table.ids[i] for i in needing], name="activity", dtype=str),
    )
    return rows.sort_values("mean", ascending=False, kind="stable")


def waiting_by_department(outcomes: Outcomes, waits: Waits | None = None) -> pd.DataFrame:
    """Return the waits for each department, in all activities together, longest first.

    Columns: people (how many it has), mean and p80 [days of waiting, added up over activities], waited (share
    of runs in which any activity waited for it).
    """
    table = outcomes.plan.timetable
    waits = waits or Waits(outcomes)
    totals = np.zeros((len(table.pools), outcomes.runs))
    for pool, i, runs in waits.by_pool:
        totals[pool, runs] += waits.days[i, runs]
    index = pd.Index(table.pools, name="department", dtype=str)
    rows = pd.DataFrame({"people": table.capacity, **_told(totals)}, index)
    return rows.sort_values("mean", ascending=False, kind="stable")


def waiting_by_month(outcomes: Outcomes, waits: Waits | None = None) -> pd.DataFrame:
    """Return the mean days of waiting that fall into each month, month × department [days].

    Months run from the start to the last in which anything waited. Days of several activities add up.
    """
    table = outcomes.plan.timetable
    start = outcomes.project.project.start
    waits = waits or Waits(outcomes)
    last = np.where(waits.days > FUZZ, waits.start, 0.0).max(initial=0.0)
    months = pd.date_range(start.replace(day=1), pd.Timestamp(start) + pd.Timedelta(days=last), freq="MS")
    edges = np.array(
        [(month.date() - start).days for month in [*months, months[-1] + pd.offsets.MonthBegin()]]
    )
    told = np.zeros((len(months), len(table.pools)))
    for pool, i, runs in waits.by_pool:
        passed = np.clip(edges[:, None], waits.ready[i, runs], waits.start[i, runs])
        told[:, pool] += np.diff(passed, axis=0).sum(axis=1)
    columns = pd.Index(table.pools, name="department", dtype=str)
    return pd.DataFrame(told / max(outcomes.runs, 1), months.rename("month"), columns)


class Waits:
    """The waits for people of some runs, found once for all tables.

    Attributes
    ----------
    ready, start, finish : arrays, shape (activities, runs)
        Dates [days]
    earliest, latest : arrays, shape (activities,)
        The first start and the last finish of each activity in any run [days]
    days : array, shape (activities, runs)
        How long each activity waited; 0 for what never started, and without demand [days]
    """

    def __init__(self, outcomes: Outcomes) -> None:
        arrays, self.table = outcomes.arrays, outcomes.plan.timetable
        self.ready, self.start, self.finish = (
            np.ascontiguousarray(dates.T) for dates in (arrays.ready, arrays.start, arrays.finish)
        )
        self.earliest, self.latest = self.start.min(axis=1), self.finish.max(axis=1)
        needs = np.array([bool(demand) for demand in self.table.demand], dtype=bool)[:, None]
        with np.errstate(invalid="ignore"):
            waits = self.start - self.ready
        self.days = np.where(np.isfinite(self.start) & needs & (waits > FUZZ), waits, 0.0)

    @cached_property
    def by_pool(self) -> list[tuple[int, int, np.ndarray]]:
        """What is told of whom: (pool, activity, runs in which the activity's wait is told of the pool)."""
        return list(self._by_pool())

    def _by_pool(self) -> Iterator[tuple[int, int, np.ndarray]]:
        for i, demand in enumerate(self.table.demand):
            runs = np.flatnonzero(self.days[i] > FUZZ)
            if len(runs):
                short = np.array([self._short(i, pool, people, runs) for pool, people in demand])
                short |= ~short.any(axis=0)
                for own, (pool, _) in zip(short, demand, strict=True):
                    yield pool, i, runs[own]

    def _short(self, i: int, pool: int, people: float, runs: np.ndarray) -> np.ndarray:
        """Return in which of these runs a pool had too few people free when activity i was ready."""
        now = self.ready[i, runs]
        others, held = self._others(i, pool, now.min(), now.max())
        rows = others[:, None], runs[None, :]
        busy = (held[:, None] * ((self.start[rows] <= now) & (self.finish[rows] > now))).sum(axis=0)
        steps = self.table.people[pool]
        there = np.array([number for _, number in steps])
        known = np.searchsorted([at for at, _ in steps[1:]], now, side="right")
        return np.asarray(there[known] - busy + FUZZ < people)

    def _others(self, i: int, pool: int, first: float, last: float) -> tuple[np.ndarray, Floats]:
        """Return what else holds people of a pool between two instants in some run, and how many it holds."""
        found = [
            (j, held)
            for j, demand in enumerate(self.table.demand)
            for other, held in demand
            if other == pool and j != i and self.earliest[j] <= last and self.latest[j] > first
        ]
        return np.array([j for j, _ in found], dtype=np.int64), np.array([held for _, held in found])


def _told(waits: Floats) -> dict[str, Floats]:
    """Return mean, P80 and the share of runs with a wait, of each row."""
    return {
        "mean": waits.mean(axis=1),
        "p80": np.array([quantile(row, 0.8) for row in np.sort(waits, axis=1)]),
        "waited": (waits > FUZZ).mean(axis=1),
    }
