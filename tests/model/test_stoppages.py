"""Calendars that stand still on days that luck decides: stories told by both clocks."""

from typing import Any

import numpy as np
import pytest

from scenario.model.engines import CompiledClock, SimpyClock, new_results
from scenario.model.project_plan import Plan, compile_plan
from scenario.rules.schedule.calendar import add_work, snap, work_between
from scenario.rules.schedule.holidays import tables_of
from scenario.rules.schedule.stoppage import Stoppages, add_work_past, snap_past, work_between_past
from tests.model.clock import MONDAY, project

SITE = {"site": {"week": "all"}, "office": {"week": "mon-fri"}}


def told(plan: Plan, **drawn: list[float]) -> dict[str, tuple[float, float]]:
    """Return (start, finish) of each activity in a run with these instants and days, by both clocks alike."""
    numbers = plan.planned_numbers[np.newaxis, :].copy()
    for k, instant in enumerate(drawn.get("instants", [])):
        numbers[0, plan.layout.slot("event", k, "instant")] = instant
    for k, days in enumerate(drawn.get("days", [])):
        numbers[0, plan.layout.slot("delay", k, "days")] = days
    both = []
    for clock in (CompiledClock(plan), SimpyClock(plan)):
        results = new_results(plan, 1)
        clock.run_many(numbers, results)
        both.append(list(zip(results.start[0].tolist(), results.finish[0].tolist(), strict=True)))
    assert both[0] == both[1]
    return dict(zip(plan.timetable.ids, both[0], strict=True))


def a_plan(activities: dict[str, Any], stops: dict[str, Any], **blocks: Any) -> Plan:
    storm = {"probability": 0.5, "per": "year", "stops": stops}
    blocks = {"calendars": SITE, "risks": {"storm": storm}, **blocks}
    header = {"name": "Story", "start": MONDAY, "horizon": "11 months"}
    return compile_plan(project(activities, project=header, **blocks))


def test_what_is_worked_in_a_calendar_waits_out_its_stoppage() -> None:
    activities = {
        "dig": {"duration": 10, "calendar": "site"},
        "haul": {"duration": 4, "calendar": "site", "after": ["dig"]},
        "draw": {"duration": 10},
    }

    found = told(a_plan(activities, {"site": 5}), instants=[3.5])

    assert found == {"dig": (0, 15), "haul": (15, 19), "draw": (0, 10)}


def test_work_that_would_begin_in_a_stoppage_begins_after_it() -> None:
    activities = {"dig": {"duration": 3, "calendar": "site"}, "haul": {"duration": 4, "calendar": "site"}}
    activities["haul"]["after"] = ["dig+2"]

    found = told(a_plan(activities, {"site": 5}), instants=[4.0])

    assert found == {"dig": (0, 3), "haul": (9, 13)}


def test_work_that_ends_when_the_stoppage_begins_is_done() -> None:
    assert told(a_plan({"dig": {"duration": 3, "calendar": "site"}}, {"site": 5}), instants=[3.0]) == {
        "dig": (0, 3)
    }


def test_closed_days_in_a_stoppage_cost_no_work() -> None:
    # stands still from Friday noon to Wednesday noon: half of Friday, Monday, Tuesday, half of Wednesday
    plan = a_plan({"check": {"duration": 5, "calendar": "office"}}, {"office": 5})

    assert told(plan, instants=[4.5]) == {"check": (0, 10)}


def test_stoppages_that_overlap_count_once() -> None:
    storm, strike = (
        {"probability": 0.5, "per": "year", "stops": {calendar: days}}
        for calendar, days in (("site", 6), ("site", 3))
    )
    plan = a_plan({"dig": {"duration": 10, "calendar": "site"}}, {}, risks={"storm": storm, "strike": strike})

    assert told(plan, instants=[2.0, 4.0]) == {"dig": (0, 16)}
    assert told(plan, instants=[4.0, 2.0]) == {"dig": (0, 18)}  # 2 to 5, 4 to 10


def test_continuous_work_can_stand_still_too() -> None:
    assert told(a_plan({"dig": 10}, {"continuous": 5}), instants=[3.0]) == {"dig": (0, 15)}


def test_an_event_stops_calendars_alike_for_as_long() -> None:
    delay = {"uniform": [5, 20]}
    plan = a_plan(
        {"dig": {"duration": 300, "calendar": "site"}, "check": {"duration": 300, "calendar": "shed"}},
        {"site": delay, "shed": delay},
        calendars={**SITE, "shed": {"week": "all"}},
    )
    numbers = plan.numbers(1, 0, 40)[1]
    results = new_results(plan, 40)

    CompiledClock(plan).run_many(numbers, results)

    assert np.array_equal(results.finish[:, 0], results.finish[:, 1])
    assert 0 < (results.finish[:, 0] > 300).sum() < 40


def test_people_granted_in_a_stoppage_begin_after_it() -> None:
    activities = {
        "plan": {"duration": 4, "staff": {"crew": 1}},
        "dig": {"duration": 3, "calendar": "site", "staff": {"crew": 1}},
        "desk": {"duration": 1, "after": ["plan"], "staff": {"crew": 1}},
    }
    activities["dig"]["after"] = ["plan:SS"]

    found = told(a_plan(activities, {"site": 5}, staff={"crew": 1}), instants=[2.0])

    assert found == {"plan": (0, 4), "dig": (7, 10), "desk": (10, 11)}


# Seasons -----------------------------------------------------------------------------------------------


def instants(season: Any, start: str = MONDAY, runs: int = 4000) -> np.ndarray:
    risk = {"probability": 1, "per": "year", "stops": {"site": 5}, "season": season}
    header = {"name": "Story", "start": start, "horizon": "24 months"}
    blocks = {"calendars": {"site": {"stops": [{"spring_festival": {}}]}}, "risks": {"storm": risk}}
    plan = compile_plan(project({"dig": 10}, project=header, **blocks))
    slots = [plan.layout.slot("event", year, "instant") for year in (0, 1)]
    return np.asarray(plan.numbers(1, 0, runs)[1][:, slots])


def test_a_season_within_the_year() -> None:
    found = instants(["06-01", "07-31"])  # 61 days from day 147 of 2026, and from day 512

    assert (found[:, 0].min(), found[:, 0].max()) == pytest.approx((147, 208), abs=0.1)
    assert (found[:, 1].min(), found[:, 1].max()) == pytest.approx((512, 573), abs=0.1)


def test_a_season_over_the_new_year_has_both_its_ends_in_each_year_of_the_project() -> None:
    found = instants(["11-15", "03-15"])[:, 0]  # the project starts on 5 January: 70 days, then from day 314

    assert ((found < 70) | (found >= 314)).all()
    assert (found < 70).mean() == pytest.approx(70 / (70 + 365.25 - 314), abs=0.03)


def test_labour_comes_back_late_when_work_would_go_on() -> None:
    found = instants("spring_festival")  # stops to 2 March 2026 and to 19 February 2027

    assert set(found[:, 0]) == {57}
    assert set(found[:, 1]) == {411}


# The rule ----------------------------------------------------------------------------------------------


def test_without_stoppages_the_rules_are_those_of_calendars() -> None:
    tables = tables_of([[True] * 21, ([True] * 5 + [False] * 2) * 3])
    none = Stoppages(np.zeros(3, int), np.zeros(2, int), np.zeros(0), np.zeros(0))

    for t in np.arange(0, 12, 0.75):
        assert snap_past(tables, none, 1, t) == snap(tables, 1, t)
        assert add_work_past(tables, none, 1, t, 3.25) == add_work(tables, 1, t, 3.25)
        assert work_between_past(tables, none, 1, t, t + 6.5) == work_between(tables, 1, t, t + 6.5)
