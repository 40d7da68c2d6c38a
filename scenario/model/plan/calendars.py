"""The working calendars of a project as lookup tables, computed once."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np

from scenario import cache
from scenario.project.sections.calendars import Calendar, Stop
from scenario.project.sections.root import Project
from scenario.project.values.days_off import DAYS_BEYOND_HORIZON
from scenario.project.worked_calendars import calendar_rows
from scenario.rules.schedule.calendar import CalendarTables
from scenario.rules.schedule.holidays import (
    public_holidays,
    spring_festival_stop,
    tables_of,
    working_days,
    working_weekends,
    yearly_stop,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKS = {"all": WEEKDAYS, "mon-fri": WEEKDAYS[:5], "mon-sat": WEEKDAYS[:6]}
KIND = "calendars"
"""Under which the cache keeps them."""


def calendar_tables(project: Project) -> CalendarTables:
    """Return the tables of all calendars of a project, by the rows of `calendar_rows`."""
    start = project.project.start
    length = int(np.ceil(project.project.horizon.days)) + DAYS_BEYOND_HORIZON
    years = range(start.year, (start + dt.timedelta(days=length)).year + 1)
    open_days = {name: _open_days(days_of(c), start, length, years) for name, c in project.calendars.items()}
    return tables_of(
        [
            np.logical_and.reduce([open_days[name] for name in names])
            if names
            else np.ones(length, dtype=bool)
            for names in calendar_rows(project).values()
        ]
    )


def days_of(calendar: Calendar) -> str:
    """Return what of a calendar says which days are worked, as text."""
    return calendar.model_dump_json(by_alias=True, exclude={"weather"}, exclude_defaults=True)


@lru_cache(maxsize=64)
def _open_days(calendar: str, start: dt.date, length: int, years: range) -> np.ndarray:
    """Return which days are worked, kept for the next command: the library of holidays takes 0.2 s."""
    key = cache.digest([cache.program(), calendar, start.isoformat(), str(length)])
    kept = _unpacked(cache.recall(KIND, key), length)
    if kept is None:
        kept = _worked_out(Calendar.model_validate_json(calendar), start, length, years)
        cache.keep(KIND, key, np.packbits(kept).tobytes().hex())
    return kept


def _unpacked(text: object, length: int) -> np.ndarray | None:
    """Return the days of an entry of the cache; None when there is none."""
    try:
        packed = np.frombuffer(bytes.fromhex(text), dtype=np.uint8) if isinstance(text, str) else None
    except ValueError:
        return None
    if packed is None or len(packed) != -(-length // 8):
        return None
    return np.unpackbits(packed, count=length).astype(np.bool_)


def _worked_out(calendar: Calendar, start: dt.date, length: int, years: range) -> np.ndarray:
    week = WEEKS[calendar.week] if isinstance(calendar.week, str) else calendar.week
    weekdays = {WEEKDAYS.index(day) for day in week}
    holidays = public_holidays(calendar.holidays, years) if calendar.holidays else set()
    worked = working_weekends(calendar.holidays, years) if calendar.holidays else set()
    worked |= set(calendar.worked)
    stopped = {day for stop in calendar.stops for day in _stopped_days(stop, years)}
    return working_days(start, length, weekdays, holidays, stopped, worked)


def _stopped_days(stop: Stop, years: range) -> set[dt.date]:
    if stop.spring_festival is not None:
        rest = stop.spring_festival
        return {day for year in years for day in spring_festival_stop(year, rest.before, rest.after)}
    if stop.every_year is not None:
        first, last = stop.every_year
        return set(yearly_stop(first, last, years))
    assert stop.from_ is not None
    assert stop.to is not None
    return {stop.from_ + dt.timedelta(days=d) for d in range((stop.to - stop.from_).days + 1)}
