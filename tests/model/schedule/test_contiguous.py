"""Work without breaks, people who are enough, milestones and who comes first. Day 0 is a Monday."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from scenario.model.project_plan import compile_plan
from scenario.project.sections.root import Project
from scenario.rules.schedule.dated import MORNING
from scenario.study.dates import date_of, start_date_of
from tests.model.both import differences
from tests.model.clock import MONDAY, dates, planned, project, run

OFFICE = {"office": {"week": "mon-fri"}}
SITE = {"site": {"stops": [{"spring_festival": {"before": 8, "after": 14}}]}}
START = dt.date.fromisoformat(MONDAY)


def finish_date(found: dict[str, tuple[float, float]], name: str) -> str:
    return str(date_of(found[name][1], START))


def start_date(found: dict[str, tuple[float, float]], name: str) -> str:
    return str(start_date_of(found[name][0], START))


# People enough means nobody named ------------------------------------------------------------------------

HOUSE: dict[str, Any] = {
    "structure": 100,
    "inspection": {"duration": 10, "after": ["structure"]},
    "masonry": {"duration": 60, "after": ["inspection:FF"]},
}


@pytest.mark.parametrize("crew", [{}, {"crew": 1}])
def test_one_of_a_hundred_named_on_work_changes_no_date(crew: dict[str, int]) -> None:
    activities = {**HOUSE, "masonry": {**HOUSE["masonry"], "staff": crew}}

    assert planned(activities, staff={"crew": 100})["masonry"] == (50, 110)


def test_who_counts_on_people_waits_when_they_are_short() -> None:
    """The crew builds elsewhere until day 30, so that the structure, and with it masonry, begins later."""
    crew = {"staff": {"crew": 1}}
    activities = {
        "elsewhere": {"duration": 30, "priority": 1, **crew},
        **HOUSE,
        "structure": {"duration": 100, **crew},
    }

    found = planned(activities, staff={"crew": 1})

    assert found["inspection"] == (130, 140)
    assert found["masonry"] == (80, 140)


def test_who_has_begun_in_good_faith_is_finished_late() -> None:
    """Others take the only inspector after masonry has begun, which then waits for him with its work done."""
    activities = {
        **HOUSE,
        "inspection": {**HOUSE["inspection"], "staff": {"inspector": 1}},
        "elsewhere": {"duration": 50, "not_before": "2026-03-06", "staff": {"inspector": 1}, "priority": 1},
    }

    found = planned(activities, staff={"inspector": 1})

    assert found["inspection"] == (110, 120)
    assert found["masonry"][1] == 120


def test_nobody_holds_for_ever_the_people_whom_his_finish_waits_for() -> None:
    activities = {
        "garden": {"duration": 5, "after": ["works:FF+2"], "staff": {"crew": 1}, "interruptible": True},
        "works": {"duration": 10, "staff": {"crew": 1}, "after": ["permit"]},
        "permit": 3,
    }

    assert planned(activities, staff={"crew": 1}) == {"garden": (0, 17), "works": (5, 15), "permit": (0, 3)}


# Without a break ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "start", "finish", "day"),
    [
        ("monday:FF+5", 2, 7 + MORNING, "2026-01-12"),  # Saturday evening is in the gap: Monday morning
        ("monday:FF+4", 2, 5, "2026-01-09"),  # Friday evening
        ("sunday:FF", 2, 7 + MORNING, "2026-01-12"),  # the start of Monday's work
        ("monday:SF+8", 3, 8, "2026-01-12"),
        ("monday:FF+5.5", 2, 7 + MORNING, "2026-01-12"),  # Sunday noon
        ("monday:FF+6.5", 2.5, 7.5, "2026-01-12"),
    ],
)
def test_a_finish_that_must_wait_moves_the_start(link: str, start: float, finish: float, day: str) -> None:
    """Early dates of P6: start = finish − duration in the activity's calendar; 07:00 is that day's."""
    activities = {
        "monday": {"duration": 1, "calendar": "office"},
        "sunday": 7,
        "work": {"duration": 3, "calendar": "office", "after": [link]},
    }

    found = planned(activities, calendars=OFFICE)

    assert found["work"] == (start, finish)
    assert finish_date(found, "work") == day


def test_a_finish_in_the_spring_festival_moves_behind_it() -> None:
    first, last = 35, 57  # the site rests from 9 February to 2 March
    works = {"duration": 10, "calendar": "site", "after": ["a:FF+40"]}

    found = planned({"a": 1, "works": works}, calendars=SITE)

    assert found["works"] == (first - 10, last + MORNING)
    assert finish_date(found, "works") == "2026-03-03"


def test_what_starts_with_work_that_waits_starts_with_it() -> None:
    activities = {"a": 20, "b": {"duration": 5, "after": ["a:FF+3"]}, "c": {"duration": 1, "after": ["b:SS"]}}

    assert planned(activities)["b"] == (18, 23)
    assert planned(activities)["c"] == (18, 19)


def test_work_that_goes_on_in_pieces_is_stretched() -> None:
    b = {"duration": 5, "after": ["a:FF+3"], "interruptible": True}

    assert planned({"a": 20, "b": b})["b"] == (0, 23)


def test_a_start_is_never_in_the_past_of_what_is_known() -> None:
    """What the sales decide in the middle of the run moves no start before that."""

    def sales(env: Any, schedule: Any) -> Any:
        yield env.timeout(40)
        schedule.sold(0, 1.0, [0.5] * len(schedule.start))

    phase = {"scope": "phase"}
    gate = {"duration": 2, "start_when": {"sold": 0.5}, **phase}
    plan = compile_plan(
        project({"gate": gate, "works": {"duration": 30, "after": ["gate:FF"], **phase}}, phases=["p1", "p2"])
    )

    assert dates(run(plan, meanwhile=sales))["works.p2"] == (40, 70)


# To which day a milestone belongs -------------------------------------------------------------------------

NONE: dict[str, Any] = {"duration": 0}


@pytest.mark.parametrize(
    ("milestone", "day"),
    [
        ({"not_before": "2026-07-01"}, "2026-07-01"),
        ({"after": ["a"]}, "2026-01-09"),  # a ends on Friday evening
        ({"after": ["a"], "milestone": "start", "calendar": "office"}, "2026-01-12"),
        ({"after": ["a"], "milestone": "start"}, "2026-01-10"),
        ({"not_before": "2026-07-01", "milestone": "finish"}, "2026-06-30"),
        ({"after": ["a:SS+3"]}, "2026-01-08"),
        ({"after": ["a+3"]}, "2026-01-13"),
        ({"after": ["first"]}, "2026-01-14"),
        ({"after": ["a:FF"]}, "2026-01-09"),
        ({"after": ["a", "first:SS-4"]}, "2026-01-10"),
    ],
)
def test_a_milestone_belongs_to_the_day_that_what_decides_it_says(
    milestone: dict[str, Any], day: str
) -> None:
    activities = {"a": 5, "first": {**NONE, "not_before": "2026-01-14"}, "node": {**NONE, **milestone}}

    found = planned(activities, calendars=OFFICE)

    assert finish_date(found, "node") == day


def test_what_follows_a_milestone_is_not_moved_by_its_day() -> None:
    activities = {"node": {**NONE, "not_before": "2026-01-14"}, "b": {"duration": 2, "after": ["node"]}}

    assert planned(activities) == {"node": (9, 9 + MORNING), "b": (9, 11)}


def test_a_start_milestone_is_late_for_the_day_before() -> None:
    from scenario.analysis import simulate

    targets = [{"node": "node", "by": day} for day in ("2026-06-30", "2026-07-01")]
    found = simulate(project({"node": {**NONE, "not_before": "2026-07-01"}}, targets=targets), 4)

    assert found.met.to_numpy().tolist() == [[False, True]] * 4


def test_a_target_is_met_exactly_at_the_end_of_its_day_and_missed_right_after() -> None:
    from scenario.analysis import simulate

    targets = [{"node": "exact", "by": "2026-01-06"}, {"node": "late", "by": "2026-01-06"}]
    targets += [{"node": "exact", "within": 2}, {"node": "late", "within": 2}]
    found = simulate(project({"exact": 2, "late": 2.0000001}, targets=targets), 4)

    assert found.met.to_numpy().tolist() == [[True, False, True, False]] * 4


def test_a_fallback_is_taken_for_a_milestone_of_the_next_morning() -> None:
    late = {"if": {"node": "node", "later_than": "2026-06-30"}, "then": {"factor": {"works": 2}}}
    activities = {"node": {**NONE, "not_before": "2026-07-01"}, "works": {"duration": 3, "after": ["node"]}}
    plan = compile_plan(project(activities, fallbacks={"late": late}))

    assert dates(run(plan))["works"] == (177, 183)


# Who comes first ------------------------------------------------------------------------------------------


def tender(**blocks: Any) -> dict[str, tuple[float, float]]:
    clerk = {"clerk": 1}
    activities = {
        "archive": {"duration": 15, "staff": clerk, **blocks},
        "survey": {"duration": 3, "staff": {"surveyor": 1}},
        "tender": {"duration": 20, "staff": clerk, "after": ["survey:SS"]},
        "works": {"duration": 40, "after": ["tender"]},
    }
    data = project(activities, staff={"clerk": 1, "surveyor": 1})
    assert not list(differences(data, 2))
    return dates(run(compile_plan(data)))


def test_what_comes_forward_through_a_grant_is_ranked_with_all_who_do() -> None:
    found = tender()

    assert found["works"] == (20, 60)  # from 2 March: to 30 April
    assert found["archive"] == (20, 35)


def test_a_gate_of_no_length_opens_before_others_are_given_its_people() -> None:
    clerk = {"clerk": 1}
    activities = {
        "archive": {"duration": 15, "staff": clerk},
        "gate": {"duration": 0, "staff": clerk},
        "tender": {"duration": 20, "staff": clerk, "after": ["gate"]},
        "works": {"duration": 40, "after": ["tender"]},
    }

    assert planned(activities, staff=clerk)["works"] == (20, 60)


def test_a_priority_comes_before_the_planned_latest_start() -> None:
    found = tender(priority=1)

    assert found["archive"] == (0, 15)
    assert found["works"] == (35, 75)


def test_whoever_opens_what_has_priority_is_asked_with_its_priority() -> None:
    activities = {
        "archive": {"duration": 15, "staff": {"clerk": 1}, "priority": 5},
        "survey": {"duration": 3, "staff": {"surveyor": 1}, "priority": 9},
        "tender": {"duration": 20, "staff": {"clerk": 1}, "after": ["survey:SS"], "priority": 1},
    }

    assert planned(activities, staff={"clerk": 1, "surveyor": 1})["tender"] == (0, 20)


# Constraints and lags -------------------------------------------------------------------------------------


def test_a_finish_is_not_before_its_day() -> None:
    found = planned({"a": {"duration": 3, "finish_not_before": "2026-01-15"}})

    assert found["a"] == (8, 11)
    assert finish_date(found, "a") == "2026-01-15"


@pytest.mark.parametrize(
    ("key", "dates_of_a"), [("start_on", (10, 13)), ("finish_on", (8, 11)), ("finish_not_after", (0, 3))]
)
def test_dates_wanted_are_not_before_or_deadlines(key: str, dates_of_a: tuple[float, float]) -> None:
    assert planned({"a": {"duration": 3, key: "2026-01-15"}})["a"] == dates_of_a


@pytest.mark.parametrize(
    ("link", "start"),
    [
        ("a+5 office", 12),  # from Friday evening five working days: the next Friday evening
        ("a+5", 10),
        ("a-3 office", 2),
        ("a:SS+50%", 2.5),
        ("a:SS+100% ", 5),
        ("weekly:SS+150%", 9),  # seven and a half working days from Monday
    ],
)
def test_a_lag_counts_in_its_calendar(link: str, start: float) -> None:
    activities = {
        "a": 5,
        "weekly": {"duration": 5, "calendar": "office"},
        "b": {"duration": 2, "after": [link]},
    }

    assert planned(activities, calendars=OFFICE)["b"][0] == start + (0.5 if "150" in link else 0)


def test_the_clocks_agree_on_every_story_told_here() -> None:
    crowded = {
        **HOUSE,
        "inspection": {**HOUSE["inspection"], "staff": {"inspector": 1}},
        "elsewhere": {"duration": {"pert": [20, 50, 90]}, "staff": {"inspector": 1}, "priority": 1},
        "masonry": {**HOUSE["masonry"], "staff": {"inspector": 0.5}},
    }
    data: Project = project(crowded, staff={"inspector": 1})

    assert not list(differences(data, 20))
    assert np.isfinite(run(compile_plan(data)).finish).all()
