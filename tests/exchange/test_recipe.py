"""Each rule of the recipe on a schedule small enough to reckon by hand. 5 January 2026 is a Monday."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from scenario.exchange.hours import instant
from scenario.exchange.recipe import Recipe
from scenario.exchange.source import (
    Constraint,
    Source,
    SourceCalendar,
    SourceError,
    SourceLink,
    SourceProject,
    SourceTask,
    Where,
)

DAY = 480.0
OFFICE = ((480, 720), (780, 1020))
WEEK = SourceCalendar("5d", "five days", (OFFICE,) * 5 + ((),) * 2)
ALL = SourceCalendar("24h", "round the clock", (((0, 1440),),) * 7)
MONDAY = dt.datetime(2026, 1, 5, 8)
PROJECT = SourceProject("p", "by hand", MONDAY, MONDAY, None, "5d")


def at(day: int, hour: int = 8, month: int = 1) -> dt.datetime:
    return dt.datetime(2026, month, day, hour)


def task(uid: str, days: float = 0.0, **more: Any) -> SourceTask:
    given = {"kind": "task", "calendar": "5d", "duration": days * DAY, "remaining": days * DAY, **more}
    return SourceTask(Where("TASK", 1), uid, uid, uid, project="p", **given)


def link(text: str, lag: float = 0.0, **more: Any) -> SourceLink:
    before, kind, after = text.split()
    return SourceLink(Where("TASKPRED", 1), before, after, kind, lag, **more)  # type: ignore[arg-type]


def reckoned(
    tasks: list[SourceTask], links: list[SourceLink], project: SourceProject = PROJECT
) -> dict[str, tuple[dt.datetime, ...]]:
    """Return early start, early finish, late start and late finish of each task."""
    source = Source("by hand", "", (project,), {"5d": WEEK, "24h": ALL}, tuple(tasks), tuple(links))
    found = Recipe(source, project).reckon()
    return {
        uid: tuple(
            instant(day) for day in (each.early_start, each.early_finish, each.late_start, each.late_finish)
        )
        for uid, each in found.items()
    }


def test_work_follows_work_on_the_next_worked_minute() -> None:
    found = reckoned([task("a", 5), task("b", 1)], [link("a FS b")])

    assert found["a"][:2] == (at(5), at(9, 17))
    assert found["b"][:2] == (at(12), at(12, 17))


def test_a_finish_bound_moves_the_start() -> None:
    found = reckoned([task("a", 10), task("b", 2)], [link("a FF b")])

    assert found["b"][:2] == (at(15), at(16, 17))


def test_a_finish_bound_in_a_gap_counts_from_the_next_worked_minute_and_is_shown_there() -> None:
    found = reckoned(
        [task("a", 1, calendar="24h", duration=1440, remaining=7200), task("b", 2)], [link("a FF b")]
    )

    assert found["a"][1] == at(10)  # Saturday
    assert found["b"][:2] == (at(8), at(12))  # Thursday and Friday, until Monday 08:00


def test_a_bound_at_the_end_of_a_shift_stays_there() -> None:
    found = reckoned([task("a", 5), task("b", 2)], [link("a FF b")])

    assert found["b"][1] == at(9, 17)


def test_a_finish_milestone_stays_on_friday_evening_and_a_start_milestone_goes_to_monday() -> None:
    found = reckoned(
        [task("a", 5), task("end", kind="finish_milestone"), task("begin", kind="start_milestone")],
        [link("a FS end"), link("a FS begin")],
    )

    assert found["end"][0] == at(9, 17)
    assert found["begin"][0] == at(12)


@pytest.mark.parametrize(
    ("calendar", "start"),
    [("predecessor", at(14)), ("successor", at(10)), ("continuous", at(10)), ("project", at(14))],
)
def test_a_lag_runs_in_the_calendar_that_the_file_names(calendar: Any, start: dt.datetime) -> None:
    """16 hours after Friday 17:00: two days of work, or Saturday 09:00."""
    project = replace(PROJECT, lag_calendar=calendar)
    found = reckoned([task("a", 5), task("b", 1, calendar="24h")], [link("a FS b", 2 * DAY)], project)

    expected = start.replace(hour=9) if start.day == 10 else start.replace(day=13, hour=17)
    assert found["b"][0] == expected


def test_a_lead_takes_working_time_back() -> None:
    found = reckoned([task("a", 5), task("b", 1)], [link("a FS b", -DAY)])

    assert found["b"][:2] == (at(9), at(9, 17))


def test_percent_lags_are_of_the_predecessors_planned_duration() -> None:
    found = reckoned([task("a", 4), task("b", 1)], [link("a SS b", 0.5, unit="percent")])

    assert found["b"][0] == at(7)


def test_remaining_work_starts_no_earlier_than_the_data_date() -> None:
    started = task("a", 10, status="active", actual_start=at(1), remaining=3 * DAY)
    found = reckoned([started], [])

    assert found["a"][:2] == (at(5), at(7, 17))


def test_work_under_way_waits_for_what_it_follows_unless_progress_overrides() -> None:
    started = task("b", 5, status="active", actual_start=at(2), remaining=2 * DAY)
    links = [link("a FS b")]

    kept = reckoned([task("a", 5), started], links)
    overridden = reckoned([task("a", 5), started], links, replace(PROJECT, progress="override"))

    assert kept["b"][:2] == (at(12), at(13, 17))
    assert overridden["b"][:2] == (at(5), at(6, 17))


def test_finished_work_stays_in_the_logic() -> None:
    done = task("b", 1, status="done", actual_start=at(1), actual_finish=at(2, 17), remaining=0)
    found = reckoned([task("a", 5), done, task("c", 1)], [link("a FS b"), link("b FS c")])

    assert found["c"][0] == at(12)


def test_a_lag_behind_finished_work_counts_from_its_actual_finish() -> None:
    done = task("a", 1, status="done", actual_start=at(1), actual_finish=at(1, 17), remaining=0)
    found = reckoned([done, task("b", 1)], [link("a FS b", 5 * DAY)])

    assert found["b"][0] == at(9)  # 2, 5, 6, 7, 8 January are the five days


def test_constraints_bind_early_or_late_dates() -> None:
    early = Constraint("start_not_before", at(7))
    late = Constraint("finish_not_after", at(6, 17))
    found = reckoned([task("a", 2, constraints=(early,)), task("b", 3, constraints=(late,))], [])

    assert found["a"][0] == at(7)
    assert found["b"][:2] == (at(5), at(7, 17))
    assert found["b"][3] == at(6, 17)


def test_as_late_as_possible_leaves_no_free_float() -> None:
    late = Constraint("as_late_as_possible")
    found = reckoned(
        [task("a", 10), task("b", 2, constraints=(late,)), task("c", 1)], [link("a FS c"), link("b FS c")]
    )

    assert found["b"][:2] == (at(15), at(16, 17))
    assert found["c"][0] == at(19)


def test_a_hammock_spans_and_drives_nothing() -> None:
    found = reckoned(
        [task("a", 5), task("b", 5), task("cover", 99, kind="hammock"), task("c", 1)],
        [link("a FS b"), link("a SS cover"), link("b FF cover"), link("cover FS c")],
    )

    assert found["cover"][:2] == (at(5), at(16, 17))
    assert found["c"][0] == at(5)


def test_a_circle_is_named() -> None:
    with pytest.raises(SourceError, match=r"links lead in a circle: (a → b → a|b → a → b)"):
        reckoned([task("a", 1), task("b", 1)], [link("a FS b"), link("b FS a")])
