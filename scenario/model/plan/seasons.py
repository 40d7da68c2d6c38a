"""When in a year an event may come."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from scenario.model.plan.timetable import day_of
from scenario.project.sections.calendars import Month, SpringFestival
from scenario.project.sections.risks import SPRING_FESTIVAL, Risk
from scenario.project.sections.root import Project
from scenario.rules.schedule.holidays import month_day, spring_festival_stop

DAYS_A_YEAR = 365.25
Spans = list[tuple[float, float]]
MONTHS = get_args(Month)


def spans(project: Project, risk: Risk, year: int) -> Spans:
    """Return the spans of a year in which an event may come, at an even chance over all of them [days].

    Years are counted from the project's start. The span after a Spring Festival is the instant at which the
    calendars go on working; there the years are those of the festivals.
    """
    first, last = DAYS_A_YEAR * year, DAYS_A_YEAR * (year + 1)
    if risk.season is None:
        return [(first, last)]
    if risk.season == SPRING_FESTIVAL:
        at = _after_festival(project, risk)[year]
        return [(at, at)]
    seasons = _seasons(project, *risk.season)
    found = [(max(begin, first), min(end, last)) for begin, end in seasons]
    return [(begin, end) for begin, end in found if begin < end]


def months_of(project: Project, month: str) -> Spans:
    """Return when a month of the year comes, whole, within the horizon [days]."""
    start, number = project.project.start, MONTHS.index(month) + 1
    last = start + dt.timedelta(days=int(project.project.horizon.days))
    found = []
    for year in range(start.year, last.year + 1):
        first = dt.date(year, number, 1)
        after = dt.date(year + number // 12, number % 12 + 1, 1)
        if start < after and first <= last:
            found.append((day_of(first, start), day_of(after, start)))
    return found


def _seasons(project: Project, first: str, last: str) -> Spans:
    """Return the seasons of all calendar years that the project may see [days]."""
    start = project.project.start
    years = range(start.year - 1, start.year + int(project.project.horizon.days // DAYS_A_YEAR) + 3)
    return [
        (day_of(month_day(y, first), start), day_of(month_day(y + (last < first), last), start) + 1)
        for y in years
    ]


def _after_festival(project: Project, risk: Risk) -> list[float]:
    """Return the instants at which work goes on after Spring Festivals, the first of them not past [days]."""
    start = project.project.start
    rest = rest_of(project, next(iter(risk.stops)))
    years = range(start.year, start.year + int(project.project.horizon.days // DAYS_A_YEAR) + 4)
    ends = [spring_festival_stop(y, rest.before, rest.after)[-1] + dt.timedelta(days=1) for y in years]
    return [day_of(end, start) for end in ends if end > start]


def rest_of(project: Project, calendar: str) -> SpringFestival:
    """Return how a calendar rests around the lunar new year."""
    stops = project.calendars[calendar].stops
    return next(stop.spring_festival for stop in stops if stop.spring_festival is not None)
