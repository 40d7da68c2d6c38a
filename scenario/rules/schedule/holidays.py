"""Which days are worked: public holidays, make-up days, stops by the calendar and by the moon.

China announces the holidays of a year in November of the year before: which weekdays are off to make a
longer break, and which weekend days are worked in exchange (调休). The `holidays` library holds what was
announced before its release. For later years it gives the statutory days of the law in force, lunar ones
included, moved to the next weekday when they fall on a weekend, and no exchanges: as many working days a
year, within one, but shorter breaks. A newer release of the library can therefore move dates by a few days.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenario.rules.schedule.calendar import CalendarTables, turn_length

if TYPE_CHECKING:
    from holidays import HolidayBase

LUNAR_NEW_YEAR = "春节"
"""What the library calls the first day of the lunar year and those after it."""


def public_holidays(country: str, years: Iterable[int]) -> set[dt.date]:
    """Return the days off by law in some years.

    A weekend within a break is not among them unless it is itself a statutory day: it is the week that
    says who rests on weekends.

    Parameters
    ----------
    country : str
        ISO 3166 code, such as CN
    years : iterable of int
        Calendar years [year]

    Raises
    ------
    ValueError
        No holidays are known for the country.

    >>> dt.date(2026, 2, 17) in public_holidays("CN", [2026])
    True
    """
    wanted = set(years)
    return {day for day in _law(country, wanted) if day.year in wanted}


def working_weekends(country: str, years: Iterable[int]) -> set[dt.date]:
    """Return the weekend days worked in exchange for a day off (调休), as far as they are announced.

    >>> sorted(working_weekends("CN", [2026]))[0]
    datetime.date(2026, 1, 4)
    """
    wanted = set(years)
    return {day for day in _law(country, wanted).weekend_workdays if day.year in wanted}


def _law(country: str, years: set[int]) -> HolidayBase:
    import holidays  # 0.1 s that a schedule without holidays does not need

    try:
        return holidays.country_holidays(country, years=years, expand=False)
    except NotImplementedError:
        raise ValueError(f"no public holidays are known for the country {country!r}") from None


@cache
def lunar_new_year(year: int) -> dt.date:
    """Return the first day of the Chinese lunar year that begins in a year.

    Raises
    ------
    ValueError
        The year is outside 1950 … 2100.

    >>> lunar_new_year(2026)
    datetime.date(2026, 2, 17)
    """
    import holidays

    feast = holidays.country_holidays("CN", years=year, observed=False, expand=False, language="zh_CN")
    days = feast.get_named(LUNAR_NEW_YEAR, lookup="startswith")
    if not days:
        raise ValueError(f"the lunar new year of {year} is not known; years from 1950 to 2100 are")
    return min(days)


def spring_festival_stop(year: int, before: int = 8, after: int = 14) -> list[dt.date]:
    """Return the days without work around the lunar new year.

    Parameters
    ----------
    year : int
        Year in which the lunar year begins [year]
    before : int
        Days of rest before the New Year day [days]
    after : int
        Days of rest from the New Year day on, that day included [days]

    >>> stop = spring_festival_stop(2026)
    >>> len(stop), stop[0], stop[-1]
    (22, datetime.date(2026, 2, 9), datetime.date(2026, 3, 2))
    """
    feast = lunar_new_year(year)
    return [feast + dt.timedelta(days=d) for d in range(-before, after)]


def yearly_stop(first: str, last: str, years: Iterable[int]) -> list[dt.date]:
    """Return the days of a stop that comes every year, first and last day included.

    A stop whose last day comes before its first spans the new year, and the one under way at the beginning
    of the years counts too. Where a month is shorter than the day given, its last day is meant.

    Parameters
    ----------
    first, last : str
        First and last day of the stop [MM-DD]
    years : iterable of int
        Years in which a stop begins or ends [year]

    >>> stop = yearly_stop("11-15", "03-15", [2026])
    >>> stop[0], stop[-1]
    (datetime.date(2025, 11, 15), datetime.date(2027, 3, 15))
    """
    spans = last < first
    wanted = set(years)
    begins = wanted | {year - 1 for year in wanted} if spans else wanted
    return [
        day for year in sorted(begins) for day in _days(month_day(year, first), month_day(year + spans, last))
    ]


def month_day(year: int, text: str) -> dt.date:
    """Return the day of a year that is written MM-DD; the last of its month where that is shorter.

    >>> month_day(2027, "02-29")
    datetime.date(2027, 2, 28)
    """
    month, day = (int(part) for part in text.split("-"))
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=d) for d in range((last - first).days + 1)]


def working_days(
    start: dt.date,
    n_days: int,
    week: Collection[int],
    holidays: Collection[dt.date] = (),
    stops: Collection[dt.date] = (),
    working_exceptions: Collection[dt.date] = (),
) -> NDArray[np.bool_]:
    """Return for each day from `start` on whether it is worked, shape (n_days,).

    A stop beats an exception, an exception beats a holiday and the week.

    Parameters
    ----------
    start : date
        Day 0
    n_days : int
        How many days [days]
    week : collection of int
        Weekdays that are worked, Monday 0 … Sunday 6
    holidays, stops : collections of date
        Days that are not worked
    working_exceptions : collection of date
        Days that are worked although the week or a holiday says otherwise

    >>> working_days(dt.date(2026, 1, 1), 4, {0, 1, 2, 3, 4}, {dt.date(2026, 1, 1)}).tolist()
    [False, True, False, False]
    """
    worked = np.zeros(n_days, dtype=np.bool_)
    for d in range(n_days):
        day = start + dt.timedelta(days=d)
        by_week = day.weekday() in week and day not in holidays
        worked[d] = (by_week or day in working_exceptions) and day not in stops
    return worked


def tables_of(calendars: Sequence[ArrayLike]) -> CalendarTables:
    """Return the lookup tables of several calendars, one row each.

    Parameters
    ----------
    calendars : sequence of bool arrays, shape (n,) each
        Whether each day is worked; the first calendar must work every day

    Raises
    ------
    ValueError
        The first calendar does not work every day, lengths differ, or a calendar does not work at the end.

    >>> tables_of([[True, True, True], [True, False, True]]).day_of.tolist()
    [[0, 1, 2], [0, 2, 3]]
    """
    rows = [np.asarray(row, dtype=np.bool_) for row in calendars]
    if not rows or not rows[0].all() or any(row.shape != rows[0].shape for row in rows):
        raise ValueError("the first calendar must work every day, and all must be equally long")
    worked = np.stack(rows)
    count, days = worked.shape
    if not worked[:, days - turn_length(days) :].any(axis=1).all():
        raise ValueError("a calendar must work on some of the days that come again past the tables")
    until = np.zeros((count, days + 1))
    opens = np.full((count, days + 1), days, dtype=np.int64)
    day_of = np.empty((count, days), dtype=np.int64)
    until[:, 1:] = np.cumsum(worked, axis=1)
    for c in range(count):
        open_days = np.flatnonzero(worked[c])
        later = np.arange(days, 2 * days - len(open_days))
        day_of[c] = np.concatenate([open_days, later])
        opens[c, :days] = day_of[c][until[c, :days].astype(np.int64)]
    return CalendarTables(until, opens, day_of)
