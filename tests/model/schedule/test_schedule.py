"""Stories of small networks. Day 0 is a Monday; dates are (start, finish) in days."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import simpy

from scenario.model.plan.timetable import NEVER
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.schedule.inputs import ScheduleInputs
from scenario.model.schedule.network import SimpyNetwork
from scenario.model.schedule.schedule import Schedule
from tests.model.clock import dates, planned, project, run

OFFICE = {"office": {"week": "mon-fri"}}
CLERK = {"clerk": 1}


# Waiting for each other ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "start", "finish"),
    [
        ("a", 7, 11),
        ("a+3", 10, 14),
        ("a-3", 4, 8),
        ("a:SS", 2, 6),
        ("a:SS+3", 5, 9),
        ("a:SS-5", 0, 4),
        ("a:FF", 3, 7),
        ("a:FF+3", 6, 10),
        ("a:FF-5", 0, 4),
        ("a:SF+6", 4, 8),
        ("a:SF", 0, 4),
    ],
)
def test_a_link_of_each_kind_with_and_without_lag(link: str, start: float, finish: float) -> None:
    a = {"duration": 5, "not_before": "2026-01-07"}

    found = planned({"a": a, "b": {"duration": 4, "after": [link]}})

    assert found == {"a": (2, 7), "b": (start, finish)}


def test_nothing_starts_before_the_project_does() -> None:
    found = planned({"a": {"duration": 5, "not_before": "2025-01-01"}, "b": {"duration": 4, "after": ["a"]}})

    assert found == {"a": (0, 5), "b": (5, 9)}


def test_all_links_must_hold() -> None:
    found = planned({"a": 5, "b": 3, "c": {"duration": 1, "after": ["a+1", "b:SS+2", "a:FF", "b:FF+9"]}})

    assert found["c"] == (11, 12)


def test_what_waits_for_a_late_finish_waits_for_its_links_too() -> None:
    found = planned({"a": 9, "b": {"duration": 1, "after": ["a:FF"]}, "c": {"duration": 1, "after": ["b"]}})

    assert found["c"] == (9, 10)


def test_nothing_starts_before_its_date() -> None:
    found = planned(
        {"a": {"duration": 1, "not_before": "2026-01-15"}, "b": {"duration": 1, "after": ["a-4"]}}
    )

    assert found == {"a": (10, 11), "b": (7, 8)}


def test_a_chain_may_be_longer_than_the_stack_is_deep() -> None:
    chain = {f"a{n}": {"duration": 0.5, "after": [f"a{n - 1}"] if n else []} for n in range(1500)}

    assert planned(chain)["a1499"] == (749.5, 750)


# Calendars -------------------------------------------------------------------------------------------


def test_a_duration_counts_working_time() -> None:
    found = planned({"a": {"duration": 7, "calendar": "office"}}, calendars=OFFICE)

    assert found["a"] == (0, 9)


def test_work_ends_on_friday_evening_and_the_next_begins_on_monday() -> None:
    office = {"calendar": "office"}
    activities = {"a": {"duration": 5, **office}, "b": {"duration": 1, "after": ["a"], **office}}

    assert planned(activities, calendars=OFFICE) == {"a": (0, 5), "b": (7, 8)}


def test_a_lag_is_elapsed_time_whatever_the_calendars() -> None:
    office = {"calendar": "office"}
    activities = {
        "a": {"duration": 4, **office},
        "over_the_weekend": {"duration": 1, "after": ["a+3"], **office},
        "into_the_weekend": {"duration": 1, "after": ["a+2"], **office},
    }

    found = planned(activities, calendars=OFFICE)

    assert found["over_the_weekend"] == (7, 8)
    assert found["into_the_weekend"] == (7, 8)


def test_a_milestone_needs_no_working_day() -> None:
    found = planned({"a": 5, "b": {"duration": 0, "after": ["a"], "calendar": "office"}}, calendars=OFFICE)

    assert found["b"] == (5, 5)


def test_the_site_stops_for_the_spring_festival() -> None:
    site = {"site": {"stops": [{"spring_festival": {"before": 8, "after": 14}}]}}  # 9 February to 2 March
    first, last = 35, 57

    found = planned({"a": {"duration": 40, "calendar": "site"}}, calendars=site)

    assert found["a"] == (0, last + 40 - first)


# People ----------------------------------------------------------------------------------------------


def test_one_clerk_does_one_thing_at_a_time() -> None:
    found = planned({"a": {"duration": 3, "staff": CLERK}, "b": {"duration": 2, "staff": CLERK}}, staff=CLERK)

    assert found == {"a": (0, 3), "b": (3, 5)}


def test_a_pool_that_is_not_listed_has_no_limit() -> None:
    found = planned({"a": {"duration": 3, "staff": CLERK}, "b": {"duration": 2, "staff": CLERK}})

    assert found == {"a": (0, 3), "b": (0, 2)}


def test_people_go_to_what_must_start_first() -> None:
    activities = {
        "relaxed": {"duration": 3, "staff": CLERK},
        "urgent": {"duration": 3, "staff": CLERK},
        "long": {"duration": 20, "after": ["urgent"]},
    }

    found = planned(activities, staff=CLERK)

    assert found["urgent"] == (0, 3)
    assert found["relaxed"] == (3, 6)


def test_the_queue_follows_the_plan_and_not_the_luck_of_the_run() -> None:
    activities = {
        "relaxed": {"duration": {"discrete": {3: 0.6, 90: 0.4}}, "staff": CLERK},
        "urgent": {"duration": 3, "staff": CLERK},
        "long": {"duration": 20, "after": ["urgent"]},
    }
    plan = compile_plan(project(activities, staff=CLERK))
    luck, numbers = plan.numbers(1, 0, 20)
    unlucky = int(np.argmax(luck[0]))

    found = dates(run(plan, numbers[unlucky]))

    assert found["relaxed"] == (3, 93)


def test_ties_go_by_the_order_of_the_file() -> None:
    found = planned({name: {"duration": 2, "staff": CLERK} for name in ("b", "c", "a")}, staff=CLERK)

    assert found == {"b": (0, 2), "c": (2, 4), "a": (4, 6)}


def test_work_that_fits_passes_work_that_does_not() -> None:
    activities = {
        "first": {"duration": 4, "staff": {"crew": 1}},
        "big": {"duration": 9, "staff": {"crew": 2}, "after": ["first:SS+1"]},
        "small": {"duration": 2, "staff": {"crew": 1}, "after": ["first:SS+1"]},
    }

    found = planned(activities, staff={"crew": 2})

    assert found["small"] == (1, 3)
    assert found["big"] == (4, 13)


def test_who_is_passed_still_comes_first_when_there_are_people() -> None:
    activities = {
        "first": {"duration": 4, "staff": {"crew": 2}},
        "late": {"duration": 2, "staff": {"crew": 1}, "after": ["first:SS+1"]},
        "urgent": {"duration": 9, "staff": {"crew": 2}, "after": ["first:SS+2"]},
    }

    found = planned(activities, staff={"crew": 2})

    assert found["urgent"] == (4, 13)
    assert found["late"] == (13, 15)


def test_a_person_is_shared_by_quarters() -> None:
    works = {f"work{n}": {"duration": 2, "staff": {"supervisor": 0.25}} for n in range(5)}

    found = planned(works, staff={"supervisor": 1})

    assert [start for start, _ in found.values()] == [0, 0, 0, 0, 2]


def test_a_tenth_and_two_tenths_of_a_person_are_three_tenths() -> None:
    tenth, fifth = ({"duration": 1, "staff": {"leader": part}} for part in (0.1, 0.2))

    found = planned({"a": tenth, "b": fifth}, staff={"leader": 0.3})  # in floats, 0.3 − 0.1 is below 0.2

    assert found == {"a": (0, 1), "b": (0, 1)}


def test_work_takes_people_of_all_its_departments_or_none() -> None:
    activities = {
        "drawing": {"duration": 4, "staff": {"engineer": 1}},
        "meeting": {"duration": 1, "staff": {"engineer": 1, "leader": 1}, "after": ["drawing:SS+1"]},
        "signing": {"duration": 2, "staff": {"leader": 1}, "after": ["drawing:SS+2"]},
    }

    found = planned(activities, staff={"engineer": 1, "leader": 1})

    assert found["signing"] == (2, 4)
    assert found["meeting"] == (4, 5)


def test_people_go_when_their_work_is_done_and_not_only_at_the_finish() -> None:
    in_pieces = {"duration": 2, "staff": CLERK, "after": ["inspection:FF"], "interruptible": True}
    activities = {
        "inspection": 8,
        "attending": in_pieces,
        "next": {"duration": 1, "staff": CLERK, "after": ["inspection:SS+1"]},
    }

    found = planned(activities, staff=CLERK)

    assert found["attending"] == (0, 8)
    assert found["next"] == (2, 3)


def test_people_given_on_saturday_are_held_until_they_begin_on_monday() -> None:
    activities = {
        "till_saturday": {"duration": 5.5, "staff": CLERK},
        "on_monday": {"duration": 1, "staff": CLERK, "calendar": "office", "after": ["till_saturday:SS+1"]},
        "any_day": {"duration": 1, "staff": CLERK, "after": ["till_saturday:SS+1"]},
        "long": {"duration": 9, "after": ["on_monday"]},
    }

    found = planned(activities, staff=CLERK, calendars=OFFICE)

    assert found["on_monday"] == (7, 8)
    assert found["any_day"] == (8, 9)


def test_work_does_not_hold_the_people_that_its_finish_waits_for() -> None:
    """`garden` could start on day 0, but would hold the only crew until `works` is done, which needs it."""
    activities = {
        "garden": {"duration": 5, "after": ["works:FF+2"], "staff": {"crew": 1}},
        "works": {"duration": 10, "staff": {"crew": 1}},
    }

    found = planned(activities, staff={"crew": 1})

    assert found == {"works": (0, 10), "garden": (10, 15)}


def test_work_does_not_hold_the_people_that_its_finish_waits_for_through_work_without_people() -> None:
    """`garden` could start on day 0, but not finish before `works`, which needs all the crew."""
    activities = {
        "permit": {"duration": 3},
        "garden": {"duration": 5, "after": ["scaffold:FF"], "staff": {"crew": 1}},
        "scaffold": {"duration": 1, "after": ["works:FF"]},
        "works": {"duration": 10, "after": ["permit"], "staff": {"crew": 2}},
    }

    found = planned(activities, staff={"crew": 2})

    assert found == {"permit": (0, 3), "works": (3, 13), "scaffold": (12, 13), "garden": (13, 18)}


def test_work_whose_finish_waits_starts_so_late_that_it_ends_then() -> None:
    activities = {
        "gate": {"duration": 10},
        "works": {"duration": 4, "after": ["gate"], "staff": {"crew": 1}},
        "garden": {"duration": 1, "after": ["works:FF+3"], "staff": {"crew": 1}},
    }

    assert planned(activities, staff={"crew": 2})["garden"] == (16, 17)
    assert planned(activities, staff={"crew": 1})["garden"] == (16, 17)


# Phases and sales ------------------------------------------------------------------------------------


def test_a_phase_waits_for_the_one_before() -> None:
    build = {"duration": 10, "scope": "phase", "after": ["previous.build:SS+4"]}
    sign = {"duration": 1, "scope": "phase", "after": ["build"]}

    found = planned(
        {"build": build, "sign": sign, "close": {"duration": 1, "after": ["sign"]}}, phases=["p1", "p2", "p3"]
    )

    assert [found[f"build.p{n}"][0] for n in (1, 2, 3)] == [0, 4, 8]
    assert found["sign.p2"] == (14, 15)
    assert found["close"] == (19, 20)


def sales(env: simpy.Environment, schedule: Schedule) -> Iterator[simpy.Event]:
    """A tenth of phase p1 is sold every ten days."""
    for month in range(1, 11):
        yield env.timeout(10)
        schedule.sold(0, month / 10, [0.35] * len(schedule.start))


def test_a_trigger_waits_until_the_share_is_sold() -> None:
    build = {"duration": 5, "scope": "phase", "start_when": {"sold": 0.35}}
    plan = compile_plan(project({"build": build}, phases=["p1", "p2"]))

    found = dates(run(plan, meanwhile=sales))

    assert found == {"build.p1": (0, 5), "build.p2": (40, 45)}


def test_a_trigger_is_one_condition_among_others() -> None:
    build = {"duration": 5, "scope": "phase", "start_when": {"sold": 0.35}, "after": ["slow"]}
    plan = compile_plan(project({"slow": 60, "build": build}, phases=["p1", "p2"]))

    assert dates(run(plan, meanwhile=sales))["build.p2"] == (60, 65)


def test_what_waits_for_sales_that_never_come_never_starts() -> None:
    build = {"duration": 5, "scope": "phase", "start_when": {"sold": 0.35}}

    assert planned({"build": build}, phases=["p1", "p2"])["build.p2"] == (NEVER, NEVER)


# The presale regime ----------------------------------------------------------------------------------

RULES = {
    "mortgage_gate": "permit",
    "escrow": "none",
    "completion": "permit",
    "distribute_before_completion": True,
    "draw": "need",
    "repay": "sold",
}
RULESETS = {
    "legacy": {**RULES, "presale_image": "image"},
    "completed": {**RULES, "presale_image": "acceptance"},
}
BUILDING = {
    "permit": 10,
    "image": {"duration": 30, "after": ["permit"]},
    "acceptance": {"duration": 50, "after": ["image"]},
    "launch": {"duration": 1, "after": ["@presale_image+2"]},
}


def deciding(day: str) -> dict[str, Any]:
    rule = {"node": "permit", "on_or_before": day, "then": "legacy", "otherwise": "completed"}
    return {"decide": rule, "rules": RULESETS}


@pytest.mark.parametrize(("regime", "launch"), [("legacy", 42), ("completed", 92)])
def test_the_presale_image_is_what_the_regime_says(regime: str, launch: float) -> None:
    found = planned(BUILDING, regime={"use": regime, "rules": RULESETS})

    assert found["launch"] == (launch, launch + 1)


@pytest.mark.parametrize(("day", "launch"), [("2026-01-14", 42), ("2026-01-13", 92)])
def test_a_late_permit_flips_the_regime(day: str, launch: float) -> None:
    found = planned(BUILDING, regime=deciding(day))  # the permit comes on day 10, the evening of 14 January

    assert found["launch"] == (launch, launch + 1)


@pytest.mark.parametrize(("day", "launch"), [("2026-01-15", 2), ("2026-01-14", 52)])
def test_the_luck_of_a_run_decides_its_regime(day: str, launch: float) -> None:
    image_first = {**BUILDING, "permit": {"duration": {"uniform": [9, 30]}}, "image": 0}
    plan = compile_plan(project({**image_first, "acceptance": 50}, regime=deciding(day)))
    numbers = plan.planned_numbers.copy()
    numbers[plan.layout.slot("activity", 0, "work")] = 10.5

    assert dates(run(plan, numbers))["launch"] == (launch, launch + 1)


# Events and want of cash -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instants", "finish"),
    [([], 10), ([0], 13), ([9.5], 13), ([10], 10), ([4, 12], 16), ([4, 13], 13), ([12, 4], 16)],
)
def test_an_event_lengthens_what_is_under_way(instants: list[float], finish: float) -> None:
    plan = compile_plan(project({"a": 10}))
    env = simpy.Environment()
    told = ScheduleInputs([10.0], events=[[(instant, 3.0) for instant in instants]])
    schedule = Schedule(env, SimpyNetwork(plan.timetable), told)
    schedule.open()
    env.run()

    assert schedule.finish == [finish]


def pausing(*turns: float) -> Callable[[simpy.Environment, Schedule], Iterator[simpy.Event]]:
    """Return a process that pauses at the first instant, resumes at the second, and so on."""

    def process(env: simpy.Environment, schedule: Schedule) -> Iterator[simpy.Event]:
        for number, instant in enumerate(turns):
            yield env.timeout(instant - env.now)
            (schedule.resume if number % 2 else schedule.pause)()

    return process


def pausable(names: str, activities: dict[str, Any], **blocks: Any) -> Plan:
    """Return the plan of a project some of whose activities pause when cash runs out."""
    plan = compile_plan(project(activities, **blocks))
    flags = np.array([name in names.split() for name in plan.timetable.ids])
    return replace(plan, timetable=replace(plan.timetable, pausable=flags))


def test_works_pause_and_go_on_with_what_was_left() -> None:
    plan = pausable("works", {"works": 10, "desk": 10, "next": {"duration": 1, "after": ["works"]}})

    found = dates(run(plan, meanwhile=pausing(4, 20, 22, 30)))

    assert found == {"works": (0, 34), "desk": (0, 10), "next": (34, 35)}


def test_people_are_given_out_when_everything_of_the_instant_has_happened() -> None:
    activities = {
        "pausable": 1,  # where works may pause, nothing is known before it happens
        "busy": {"duration": 5, "staff": CLERK},
        "relaxed": {"duration": 3, "staff": CLERK, "after": ["busy:SS+1"]},
        "report": 5,
        "approval": {"duration": 0, "after": ["report"]},
        "urgent": {"duration": 3, "staff": CLERK, "after": ["approval"]},
        "long": {"duration": 9, "after": ["urgent"]},
    }

    found = dates(run(pausable("pausable", activities, staff=CLERK)))

    assert found["urgent"] == (5, 8)
    assert found["relaxed"] == (8, 11)


def test_what_was_left_is_working_time() -> None:
    plan = pausable("works", {"works": {"duration": 10, "calendar": "office"}}, calendars=OFFICE)

    found = dates(run(plan, meanwhile=pausing(5.5, 12.5)))  # stopped on a Saturday, resumed on a Saturday

    assert found["works"] == (0, 19)


def test_no_work_starts_while_cash_is_short() -> None:
    activities = {
        "desk": 8,
        "works": {"duration": 5, "after": ["desk"]},
        "launch": {"duration": 1, "after": ["desk"]},
    }
    plan = pausable("works", activities)

    found = dates(run(plan, meanwhile=pausing(4, 20)))

    assert found["works"] == (20, 25)
    assert found["launch"] == (8, 9)


def test_people_who_become_free_start_no_work_while_cash_is_short() -> None:
    activities = {
        "desk": {"duration": 10, "staff": CLERK},
        "works": {"duration": 4, "staff": CLERK, "after": ["desk:SS+1"]},
    }

    found = dates(run(pausable("works", activities, staff=CLERK), meanwhile=pausing(5, 20)))

    assert found["works"] == (20, 24)


def test_works_that_pause_finish_no_sooner_for_a_finish_link() -> None:
    plan = pausable("works", {"desk": 10, "works": {"duration": 8, "after": ["desk:FF"]}})

    found = dates(run(plan, meanwhile=pausing(5, 20)))

    assert found["works"] == (2, 25)


def test_works_that_pause_hold_their_people() -> None:
    activities = {
        "works": {"duration": 4, "staff": CLERK},
        "desk": {"duration": 1, "staff": CLERK, "after": ["works:SS+1"]},
    }

    found = dates(run(pausable("works", activities, staff=CLERK), meanwhile=pausing(2, 9)))

    assert found == {"works": (0, 11), "desk": (11, 12)}


@pytest.mark.parametrize(
    ("link", "start", "finish"),
    [("a-3", 2, 6), ("a+3", 8, 12), ("a:FF", 1, 5), ("a:FF+3", 4, 8), ("a:SF+6", 2, 6)],
)
def test_where_works_may_pause_what_must_come_before_comes_when_expected(
    link: str, start: float, finish: float
) -> None:
    plan = pausable("a", {"a": 5, "b": {"duration": 4, "after": [link]}})

    assert dates(run(plan))["b"] == (start, finish)
