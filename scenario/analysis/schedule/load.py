"""How many people of a pool are at work over time, and at what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenario.study.outcomes import Outcomes

WEEK = 7.0
ROOM = 20_000_000
"""Overlaps that are held at once [count]."""


@dataclass(frozen=True, slots=True)
class Load:
    """The people of a pool who are busy, week by week.

    Attributes
    ----------
    weeks : tuple of date
        The Monday of each week
    p50, p90 : array, shape (weeks,)
        Quantiles over runs of how many are busy, on average over the week [people]
    mean : DataFrame, week × activity
        How many are at each activity, mean of the runs; activities by their sum, the most first [people]
    limit : array, shape (weeks,)
        How many there are, on average over the week [people]
    """

    weeks: tuple[dt.date, ...]
    p50: np.ndarray
    p90: np.ndarray
    mean: pd.DataFrame
    limit: np.ndarray


def load_of(outcomes: Outcomes, pool: str) -> Load:
    """Return the load of a pool. People are busy from start to finish, also on days that are not worked.

    Raises
    ------
    KeyError
        When there is no such pool
    """
    table = outcomes.plan.timetable
    if pool not in table.pools:
        raise KeyError(pool)
    at = table.pools.index(pool)
    held = {i: people for i, demand in enumerate(table.demand) for own, people in demand if own == at}
    edges, weeks = _weeks(outcomes, list(held))
    arrays = outcomes.arrays
    busy = np.zeros((outcomes.runs, len(weeks)))
    means: dict[str, np.ndarray] = {}
    for i, people in held.items():
        start, finish = arrays.start[:, i], arrays.finish[:, i]
        came = np.isfinite(start) & np.isfinite(finish)
        own = np.zeros_like(busy)
        for rows in np.array_split(np.flatnonzero(came), 1 + came.sum() * len(edges) // ROOM):
            passed = np.clip(edges[None, :], start[rows, None], finish[rows, None])
            own[rows] = people * np.diff(passed, axis=1) / WEEK
        busy += own
        means[table.ids[i]] = own.mean(axis=0) if outcomes.runs else own.sum(axis=0)
    mean = pd.DataFrame(means, index=pd.Index(weeks, name="week"))
    mean = mean[mean.sum().sort_values(ascending=False, kind="stable").index]
    p50, p90 = np.quantile(busy, (0.5, 0.9), axis=0) if outcomes.runs else np.zeros((2, len(weeks)))
    return Load(weeks, p50, p90, mean, _limit(table.people[at], edges))


def _limit(people: Sequence[tuple[float, float]], edges: np.ndarray) -> np.ndarray:
    """Return how many people a pool has, on average over each week [people]."""
    begin = np.array([-np.inf, *(at for at, _ in people[1:])])
    end = np.array([*begin[1:], np.inf])
    days = np.diff(np.clip(edges[None, :], begin[:, None], end[:, None]), axis=1)
    return np.asarray(np.array([number for _, number in people]) @ days / WEEK)


def _weeks(outcomes: Outcomes, activities: list[int]) -> tuple[np.ndarray, tuple[dt.date, ...]]:
    """Return the edges of the weeks in which any of some activities is worked at, and their Mondays."""
    start, finish = outcomes.arrays.start[:, activities], outcomes.arrays.finish[:, activities]
    first = float(start[np.isfinite(start)].min(initial=np.inf))
    last = float(finish[np.isfinite(finish)].max(initial=-np.inf))
    if not last > first:
        return np.zeros(1), ()
    begin = outcomes.project.project.start
    monday = begin.weekday()
    edges = np.arange(WEEK * np.floor((first + monday) / WEEK), last + monday + WEEK, WEEK) - monday
    return edges, tuple(begin + dt.timedelta(days=float(edge)) for edge in edges[:-1])
