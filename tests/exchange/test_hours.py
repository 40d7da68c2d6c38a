"""Working minutes against a walk minute by minute, and the shifts that files tell."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.exchange.hours import DAY, EPOCH, NoWorkError, Shifts, instant, minutes
from scenario.exchange.source import SourceCalendar

FIRST = 46000
"""A day of 2025, counted from `EPOCH`."""
STEP = 30


@st.composite
def calendars(draw: st.DrawFn) -> SourceCalendar:
    """Weeks of shifts on half hours, some days off, with at least one day that is worked."""
    shift = st.tuples(st.integers(0, 47), st.integers(1, 48)).map(
        lambda pair: (STEP * min(pair), STEP * max(pair))
    )
    day = st.lists(shift.filter(lambda pair: pair[0] < pair[1]), max_size=3).map(tuple)
    week = draw(st.lists(day, min_size=7, max_size=7).filter(any))
    dates = st.integers(FIRST - 5, FIRST + 12).map(lambda k: (EPOCH + dt.timedelta(days=k)).date())
    return SourceCalendar("1", "drawn", tuple(week), draw(st.dictionaries(dates, day, max_size=3)))


def is_worked(calendar: SourceCalendar, at: float) -> bool:
    """Whether the half hour that begins at an instant is worked."""
    date = (EPOCH + dt.timedelta(minutes=at)).date()
    shifts = calendar.exceptions.get(date, calendar.week[date.weekday()])
    return any(begin <= at % DAY < end for begin, end in shifts)


@settings(max_examples=60)
@given(calendars(), st.integers(0, 96), st.integers(1, 40))
def test_work_ends_where_a_walk_ends(calendar: SourceCalendar, at: int, work: int) -> None:
    begin = FIRST * DAY + STEP * at
    expected, left = begin, work
    while left:
        left -= is_worked(calendar, expected)
        expected += STEP

    assert Shifts(calendar).add(float(begin), float(STEP * work)) == expected


@settings(max_examples=60)
@given(calendars(), st.integers(0, 96), st.integers(1, 40))
def test_work_begins_where_a_walk_back_ends(calendar: SourceCalendar, at: int, work: int) -> None:
    end = FIRST * DAY + STEP * at
    expected, left = end, work
    while left:
        expected -= STEP
        left -= is_worked(calendar, expected)

    assert Shifts(calendar).subtract(float(end), float(STEP * work)) == expected


@settings(max_examples=60)
@given(calendars(), st.integers(0, 96), st.integers(0, 200))
def test_working_time_between_instants_is_what_a_walk_counts(
    calendar: SourceCalendar, at: int, span: int
) -> None:
    begin = FIRST * DAY + STEP * at
    counted = STEP * sum(is_worked(calendar, begin + STEP * k) for k in range(span))

    assert Shifts(calendar).between(float(begin), float(begin + STEP * span)) == counted


@settings(max_examples=60)
@given(calendars(), st.integers(0, 96))
def test_what_starts_snaps_to_the_next_worked_half_hour(calendar: SourceCalendar, at: int) -> None:
    begin = expected = FIRST * DAY + STEP * at
    while not is_worked(calendar, expected):
        expected += STEP

    assert Shifts(calendar).snap(float(begin)) == expected


def test_a_calendar_that_ends_for_good_is_told() -> None:
    day = (EPOCH + dt.timedelta(days=FIRST)).date()
    once = SourceCalendar("1", "once", ((),) * 7, {day: ((480, 720),)})

    assert Shifts(once).add(float(FIRST * DAY), 240.0) == FIRST * DAY + 720
    with pytest.raises(NoWorkError, match="'once' is never worked in"):
        Shifts(once).add(float(FIRST * DAY), 241.0)


def test_minutes_and_instants_are_each_others_inverse() -> None:
    at = dt.datetime(2026, 3, 2, 7, 30)

    assert instant(minutes(at)) == at
