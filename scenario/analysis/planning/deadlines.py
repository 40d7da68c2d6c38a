"""How often deadlines are kept: constraints that move no date, so that only luck tells whether they hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenario.rules.odds import wilson
from scenario.rules.schedule.dated import instants_of
from scenario.study.outcomes import Outcomes

EXACT = 1e-9
"""Of instants that were added up [days]."""


@dataclass(frozen=True, slots=True)
class DeadlineOdds:
    """A deadline and how often it is kept.

    Attributes
    ----------
    node : the activity, with its phase
    edge : whether its start or its finish is bounded
    date : the day by whose end it should have come
    planned : the day that the plan gives it; None for never
    odds, low, high : share of runs that keep it, with its 95 % interval [fraction]
    """

    node: str
    edge: Literal["start", "finish"]
    date: dt.date
    planned: dt.date | None
    odds: float
    low: float
    high: float


def deadline_odds(outcomes: Outcomes) -> list[DeadlineOdds]:
    """Return the deadlines of all activities, in the order of the file; a start before a finish."""
    found = []
    for at, name in enumerate(outcomes.ids):
        activity = outcomes.project.activities[outcomes.plan.timetable.base[at]]
        if activity.latest_start is not None:
            found.append(_odds(outcomes, at, name, "start", activity.latest_start))
        if activity.latest_finish is not None:
            found.append(_odds(outcomes, at, name, "finish", activity.latest_finish))
    return found


def _odds(
    outcomes: Outcomes, at: int, name: str, edge: Literal["start", "finish"], date: dt.date
) -> DeadlineOdds:
    """Work that starts at the midnight which ends the day has not started on it; a finish then has come."""
    due = (date - outcomes.project.project.start).days + 1.0
    planned = float(outcomes.plan_of()[edge].iloc[at])
    if edge == "start":
        kept = outcomes.arrays.start[:, at] < due - EXACT
        first = outcomes.project.project.start
        day = first + dt.timedelta(days=int(np.floor(planned + EXACT))) if np.isfinite(planned) else None
    else:
        kept = instants_of(outcomes.arrays.finish[:, at]) <= due + EXACT
        day = outcomes.date(planned)
    low, high = wilson(np.array([kept.sum()]), len(kept))
    return DeadlineOdds(name, edge, date, day, float(kept.mean()), float(low[0]), float(high[0]))
