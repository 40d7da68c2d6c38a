"""Rules of calendars: they leave days to work on, and their days off are known for as long as is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scenario.project.checks.found import Found, day_of_year
from scenario.project.problems import Where, unknown
from scenario.project.sections.calendars import Calendar, Stop, Weekday
from scenario.project.sections.people.staff import calendar_of_people
from scenario.project.sections.root import Project
from scenario.project.values.days_off import COUNTRIES, DAYS_BEYOND_HORIZON, LUNAR_YEARS
from scenario.project.worked_calendars import worked_in

_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKS = {"all": _WEEKDAYS, "mon-fri": _WEEKDAYS[:5], "mon-sat": _WEEKDAYS[:6]}
_SPRING = (dt.date(2000, 1, 21), dt.date(2000, 2, 20))
"""The first and the last day on which a lunar year begins."""
_LONGEST_BREAK = 366
"""A calendar rests no longer than a year at a time, but for stops that come once. [days]"""


def calendars(project: Project) -> Iterator[Found]:
    """A calendar leaves days to work on; each of its stops has one form."""
    for name, calendar in project.calendars.items():
        where: Where = ("calendars", name)
        if isinstance(calendar.week, tuple) and not calendar.week:
            yield Found((*where, "week"), "no day is a working day; write at least one")
            continue
        wrong = [
            item
            for position, stop in enumerate(calendar.stops)
            for item in _stop((*where, "stops", position), stop)
        ]
        yield from wrong
        yield from _days_off(project, where, calendar)
        if not wrong and not _leaves_days(project, calendar):
            yield Found((*where, "stops"), _NOTHING_LEFT)


def together(project: Project) -> Iterator[Found]:
    """What occupies people has days left that its own calendar and theirs both work."""
    if not any(calendar_of_people(pool) for pool in project.staff.values()):
        return
    for name, activity in project.activities.items():
        own = [project.calendars[calendar] for calendar in worked_in(project, activity)]
        if len(own) > 1 and not _leaves_days(project, _both(own)):
            names = " and ".join(f"'{calendar}'" for calendar in worked_in(project, activity))
            message = f"no day is left that {names} both work, of the activity and of its people"
            yield Found(("activities", name, "calendar"), f"{message}; give one of them more days")


def _both(calendars: list[Calendar]) -> Calendar:
    """Return the calendar of the days that all of some work, public holidays aside."""
    weeks = [_WEEKS[each.week] if isinstance(each.week, str) else each.week for each in calendars]
    week = tuple(day for day in _WEEKDAYS if all(day in own for own in weeks))
    return Calendar.model_construct(week=week, stops=tuple(stop for each in calendars for stop in each.stops))


_NOTHING_LEFT = (
    "no day is left to work on, this year or any other; leave some days of the year out of `every_year`, "
    "or end what stops once"
)


def _stop(where: Where, stop: Stop) -> Iterator[Found]:
    forms = [
        stop.spring_festival is not None,
        stop.every_year is not None,
        stop.from_ is not None or stop.to is not None,
    ]
    if sum(forms) != 1:
        yield Found(where, "write exactly one of `spring_festival`, `every_year`, or `from` and `to`")
    elif forms[2] and (stop.from_ is None or stop.to is None):
        yield Found(where, "a single stop needs both `from` and `to`")
    elif stop.from_ is not None and stop.to is not None and stop.to < stop.from_:
        yield Found((*where, "to"), f"the last day {stop.to} is before the first day {stop.from_}")
    for position, day in enumerate(stop.every_year or ()):
        yield from day_of_year((*where, "every_year", position), day)


def _days_off(project: Project, where: Where, calendar: Calendar) -> Iterator[Found]:
    """Check that public holidays and lunar years are known for as long as calendars are written out."""
    if calendar.holidays is not None and calendar.holidays not in COUNTRIES:
        message = unknown("list of holidays for", calendar.holidays, COUNTRIES)
        yield Found((*where, "holidays"), f"{message}; write the days as `stops:`")
    first, last = project.project.start.year, _last_day(project).year
    moves_with_the_moon = any(stop.spring_festival is not None for stop in calendar.stops)
    if calendar.holidays is None and not moves_with_the_moon:
        return
    what = "lunar years" if moves_with_the_moon else "public holidays"
    for year, key, remedy in ((first, "start", "begin later"), (last, "horizon", "shorten the horizon")):
        if year not in LUNAR_YEARS:
            message = (
                f"calendar '{where[1]}' is asked for {year}, ten years past the horizon included; "
                f"{what} are known from {LUNAR_YEARS[0]} to {LUNAR_YEARS[-1]}: {remedy}"
            )
            yield Found(("project", key), message)


def _last_day(project: Project) -> dt.date:
    """Return the last day for which calendars are written out."""
    return project.project.start + dt.timedelta(days=int(project.project.horizon.days) + DAYS_BEYOND_HORIZON)


def _leaves_days(project: Project, calendar: Calendar) -> bool:
    """Tell whether a calendar works to the end: neither what comes each year nor once takes all days."""
    last = _last_day(project)
    once = [
        (stop.from_, stop.to) for stop in calendar.stops if stop.from_ is not None and stop.to is not None
    ]
    first = max([project.project.start, *(end for _, end in once if end < last)])
    if any(begin <= first + dt.timedelta(days=1) and end >= last for begin, end in once):
        return False
    worked = _WEEKS[calendar.week] if isinstance(calendar.week, str) else calendar.week
    free = [_every_year(stop) for stop in calendar.stops]
    for day in (first + dt.timedelta(days=d) for d in range(1, _LONGEST_BREAK)):
        rests = any(begin <= day <= end for begin, end in once)
        by_year = any(_within((day.month, day.day), span) for span in free if span is not None)
        if _WEEKDAYS[day.weekday()] in worked and not rests and not by_year:
            return True
    return False


_Day = tuple[int, int]


def _every_year(stop: Stop) -> tuple[_Day, _Day] | None:
    """Return the first and the last day of the year on which a stop may rest, if it comes each year."""
    if stop.spring_festival is not None:
        begin = _SPRING[0] - dt.timedelta(days=stop.spring_festival.before)
        end = _SPRING[1] + dt.timedelta(days=stop.spring_festival.after - 1)
        return (begin.month, begin.day), (end.month, end.day)
    if stop.every_year is None:
        return None
    first, last = ((int(day[:2]), int(day[3:])) for day in stop.every_year)
    return first, last


def _within(day: _Day, span: tuple[_Day, _Day]) -> bool:
    first, last = span
    return first <= day <= last if first <= last else day >= first or day <= last
