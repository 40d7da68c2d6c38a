"""Work that goes on only while both a task and the people at it work: calendars crossed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from scenario.exchange.hours import joined
from scenario.exchange.source import Shift, SourceCalendar


def crossed(one: SourceCalendar, other: SourceCalendar) -> SourceCalendar:
    """Return the calendar in which both are worked; it is the first when nothing is lost.

    >>> day, half = ((480, 720), (780, 1020)), ((480, 720),)
    >>> whole, short = SourceCalendar("1", "a", (day,) * 7), SourceCalendar("2", "b", (half,) * 7)
    >>> crossed(whole, short).week[0], crossed(short, whole) is short
    (((480, 720),), True)
    """
    week = tuple(common(a, b) for a, b in zip(one.week, other.week, strict=True))
    dates = sorted({*one.exceptions, *other.exceptions})
    exceptions = {
        date: found
        for date in dates
        if (found := common(shifts_on(one, date), shifts_on(other, date))) != week[date.weekday()]
    }
    if week == tuple(tuple(joined(shifts)) for shifts in one.week) and all(
        tuple(joined(shifts_on(one, date))) == exceptions.get(date, week[date.weekday()]) for date in dates
    ):
        return one
    return SourceCalendar(f"{one.id}×{other.id}", f"{one.name} × {other.name}", week, exceptions)


def shifts_on(calendar: SourceCalendar, date: dt.date) -> tuple[Shift, ...]:
    """Return the shifts of a day."""
    return calendar.exceptions.get(date, calendar.week[date.weekday()])


def common(one: tuple[Shift, ...], other: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """Return when both are worked.

    >>> common(((480, 720), (780, 1020)), ((600, 900),))
    ((600, 720), (780, 900))
    """
    return tuple(
        (max(a, c), min(b, d)) for a, b in joined(one) for c, d in joined(other) if max(a, c) < min(b, d)
    )


def scarcest(calendars: Mapping[str, SourceCalendar]) -> SourceCalendar:
    """Return the calendar with the least working time in a week, the first of several."""

    def weekly(calendar: SourceCalendar) -> int:
        return sum(end - begin for shifts in calendar.week for begin, end in joined(shifts))

    return min(calendars.values(), key=weekly)
