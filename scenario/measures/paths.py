"""The dates of runs and who waited for whom: what latest dates are reckoned from."""

from __future__ import annotations

import numpy as np

from scenario.measures.criticality import network_of
from scenario.model.run import EXTRA
from scenario.rules.calendar import CalendarTables
from scenario.rules.criticality import Precedence
from scenario.study.outcomes import Outcomes

Dates = tuple[CalendarTables, Precedence, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Calendars, network; ready, start, finish, work, shape (runs, activities) [days]; regime of each run."""


def paths_of(outcomes: Outcomes) -> Dates:
    """Return what the functions of `rules.deadline` ask for first."""
    arrays = outcomes.arrays
    ready, start, finish, work = (
        np.ascontiguousarray(each) for each in (arrays.ready, arrays.start, arrays.finish, arrays.work)
    )
    regime = arrays.extra[:, EXTRA.index("regime")].astype(np.int64)
    return outcomes.plan.timetable.tables, network_of(outcomes), ready, start, finish, work, regime
