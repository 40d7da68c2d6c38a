"""Calendars of a project as a planner's tool has them: a week, and the days that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np

from scenario.exchange.source import Shift, SourceCalendar
from scenario.model.plan.calendars import WEEKDAYS, WEEKS
from scenario.model.project_plan import Plan

ALL_DAY: tuple[Shift, ...] = ((0, 1440),)
CONTINUOUS = "1"
"""The id of the calendar that is worked round the clock."""
BEYOND = 730
"""Free days of calendars are written so long past the last planned date [days]."""


def calendars_of(plan: Plan, ids: Mapping[str, str]) -> Iterator[tuple[str, SourceCalendar]]:
    """Yield the calendars of a plan by the ids that they are to have."""
    yield CONTINUOUS, SourceCalendar(CONTINUOUS, "continuous", (ALL_DAY,) * 7)
    first, finish = plan.project.project.start, plan.timetable.planned_finish
    last = int(finish[np.isfinite(finish)].max(initial=0.0)) + BEYOND
    for row, (name, calendar) in enumerate(plan.project.calendars.items(), 1):
        week = WEEKS[calendar.week] if isinstance(calendar.week, str) else calendar.week
        usual = [day in week for day in WEEKDAYS]
        worked = (np.diff(plan.timetable.tables.worked[row])[:last] > 0.0).tolist()
        exceptions: dict[dt.date, tuple[Shift, ...]] = {}
        for day, is_open in enumerate(worked):
            date = first + dt.timedelta(days=day)
            if is_open != usual[date.weekday()]:
                exceptions[date] = ALL_DAY if is_open else ()
        shifts = tuple(ALL_DAY if each else () for each in usual)
        yield ids[name], SourceCalendar(ids[name], name, shifts, exceptions)
