"""Hours become days: a day of ours is worked whole, and a duration counts days of its calendar's shifts.

How long a day is, its shifts say (never the hours a day by which a tool shows durations). A day with fewer
hours than the longest of an ordinary week is worked whole from half of them on, and is free below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from scenario.exchange.crossed import shifts_on
from scenario.exchange.hours import joined
from scenario.exchange.source import SourceCalendar

DAY = 1440
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKS = {WEEKDAYS: "all", WEEKDAYS[:5]: "mon-fri", WEEKDAYS[:6]: "mon-sat"}


def day_length(calendar: SourceCalendar | None) -> float:
    """Return how many minutes a whole day has; without a calendar, all of them."""
    return float(calendar.day or DAY) if calendar is not None else float(DAY)


def in_days(minutes: float, calendar: SourceCalendar | None) -> float:
    """Return working time in days of a calendar [days].

    >>> in_days(960.0, SourceCalendar("1", "eight hours", (((480, 960),),) * 7))
    2.0
    """
    return round(minutes / day_length(calendar), 6)


def is_worked(calendar: SourceCalendar, date: dt.date) -> bool:
    """Whether at least half of a whole day is worked on a date."""
    return worked_on(calendar, date) * 2 >= day_length(calendar)


def worked_on(calendar: SourceCalendar, date: dt.date) -> int:
    """Return how many minutes are worked on a date."""
    return sum(end - begin for begin, end in joined(shifts_on(calendar, date)))


def is_continuous(calendar: SourceCalendar) -> bool:
    """Whether a calendar is worked round the clock on every day."""
    always = all(joined(shifts) == [(0, DAY)] for shifts in calendar.week)
    return always and all(joined(shifts) == [(0, DAY)] for shifts in calendar.exceptions.values())


def begins(at: dt.datetime, calendar: SourceCalendar | None) -> dt.date:
    """Return the day that begins with an instant or holds it; the next one when no shift of its day is left.

    >>> eight = SourceCalendar("1", "eight hours", (((480, 960),),) * 7)
    >>> begins(dt.datetime(2026, 3, 2, 16), eight), begins(dt.datetime(2026, 3, 2, 8), eight)
    (datetime.date(2026, 3, 3), datetime.date(2026, 3, 2))
    """
    last = max((end for _, end in _usual(calendar, at.date())), default=DAY)
    return at.date() + dt.timedelta(days=60 * at.hour + at.minute >= last)


def ends(at: dt.datetime, calendar: SourceCalendar | None) -> dt.date:
    """Return the day that ends with an instant or holds it; the one before when no shift has begun.

    >>> eight = SourceCalendar("1", "eight hours", (((480, 960),),) * 7)
    >>> ends(dt.datetime(2026, 3, 2, 16), eight), ends(dt.datetime(2026, 3, 2, 8), eight)
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 1))
    """
    first = min((begin for begin, _ in _usual(calendar, at.date())), default=0)
    return at.date() - dt.timedelta(days=60 * at.hour + at.minute <= first)


def is_broken(at: dt.datetime, calendar: SourceCalendar | None) -> bool:
    """Whether an instant lies within a day's shifts, so that neither a day begins nor ends with it."""
    usual = _usual(calendar, at.date())
    minute = 60 * at.hour + at.minute
    return bool(usual) and min(begin for begin, _ in usual) < minute < max(end for _, end in usual)


def _usual(calendar: SourceCalendar | None, date: dt.date) -> list[tuple[int, int]]:
    """Return the shifts of a day; of a free one those of the first day of the week that has any."""
    if calendar is None:
        return [(0, DAY)]
    own = joined(shifts_on(calendar, date))
    return own or next((joined(shifts) for shifts in calendar.week if shifts), [(0, DAY)])


def calendar_data(calendar: SourceCalendar, first: dt.date, last: dt.date) -> dict[str, object]:
    """Return a calendar as a project file writes it, with the days that differ from first to last.

    >>> calendar_data(SourceCalendar("1", "site", (((480, 960),),) * 6 + ((),)), dt.date.max, dt.date.min)
    {'week': 'mon-sat'}
    """
    week = tuple(
        name
        for name, shifts in zip(WEEKDAYS, calendar.week, strict=True)
        if sum(end - begin for begin, end in joined(shifts)) * 2 >= day_length(calendar) > 0
    )
    found: dict[str, object] = {"week": WEEKS.get(week, list(week))}
    dates = [date for date in sorted(calendar.exceptions) if first <= date <= last]
    usual = {date: WEEKDAYS[date.weekday()] in week for date in dates}
    free = [date for date in dates if usual[date] and not is_worked(calendar, date)]
    worked = [date for date in dates if not usual[date] and is_worked(calendar, date)]
    if free:
        found["stops"] = [{"from": begin, "to": end} for begin, end in _spans(free, usual, calendar)]
    if worked:
        found["worked"] = worked
    return found


def _spans(
    free: list[dt.date], usual: Mapping[dt.date, bool], calendar: SourceCalendar
) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield spans of free days; days between them that are free anyway are taken in."""
    begin = end = free[0]
    for date in free[1:]:
        between = (end + dt.timedelta(days=k) for k in range(1, (date - end).days))
        if (date - end).days > 7 or any(is_worked(calendar, day) for day in between):
            yield begin, end
            begin = date
        end = date
    yield begin, end


def uneven(calendar: SourceCalendar, first: dt.date, last: dt.date) -> int:
    """Return how many kinds of worked days have other hours than a whole day: weekdays, and dates."""
    whole = day_length(calendar)
    weekdays = {sum(end - begin for begin, end in joined(shifts)) for shifts in calendar.week} - {0, whole}
    dates = [
        date
        for date in calendar.exceptions
        if first <= date <= last and worked_on(calendar, date) not in (0, whole)
    ]
    return len(weekdays) + len(dates)
