"""Latest dates: how late each activity may be without delaying the last."""

from typing import Any

import pytest

from scenario.model.plan.critical_path import latest_dates
from scenario.model.project_plan import compile_plan
from scenario.rules.schedule.links import event_order
from scenario.rules.schedule.precedence import FF, FS, SF, SS
from tests.model.clock import project


def latest(activities: dict[str, Any], **blocks: Any) -> dict[str, tuple[float, float]]:
    """Return (latest start, latest finish) of each activity [days]."""
    plan = compile_plan(project(activities, **blocks))
    table = plan.timetable
    work = plan.layout.views(plan.planned_numbers.copy()).activity["work"]
    regime = max(table.regime_rule.used, table.regime_rule.then)
    starts, finishes = latest_dates(table, work, table.planned_finish, regime)
    return dict(zip(table.ids, zip(starts.tolist(), finishes.tolist(), strict=True), strict=True))


@pytest.mark.parametrize(
    ("link", "a"),
    [
        ("a", (8, 10)),
        ("a+3", (5, 7)),
        ("a-3", (11, 13)),
        ("a:SS", (10, 18)),
        ("a:SS+4", (6, 18)),
        ("a:FF+4", (12, 14)),
        ("a:FF-4", (16, 18)),
        ("a:SF+4", (14, 18)),
    ],
)
def test_a_link_bounds_what_comes_before_it(link: str, a: tuple[float, float]) -> None:
    found = latest({"a": 2, "b": {"duration": 8, "after": [link]}, "end": 18})

    assert found == {"a": a, "b": (10, 18), "end": (0, 18)}


def test_the_critical_path_has_no_float() -> None:
    activities = {
        "a": 3,
        "b": {"duration": 4, "after": ["a"]},
        "c": {"duration": 2, "after": ["a"]},
        "d": {"duration": 5, "after": ["b", "c"]},
    }

    found = latest(activities)

    assert found == {"a": (0, 3), "b": (3, 7), "c": (5, 7), "d": (7, 12)}


def test_working_time_is_counted_back_in_the_calendar() -> None:
    office = {"office": {"week": "mon-fri"}}
    activities = {
        "permit": {"duration": 3, "calendar": "office"},
        "build": {"duration": 10, "after": ["permit"]},
        "other": 18,  # so the permit must be there by Tuesday 00:00: Thursday, Friday and Monday are worked
    }

    found = latest(activities, calendars=office)

    assert found["permit"] == (3, 8)


def test_links_of_the_regime_that_does_not_hold_bind_nobody() -> None:
    rules = {
        "mortgage_gate": "a",
        "escrow": "none",
        "completion": "a",
        "distribute_before_completion": True,
        "draw": "need",
        "repay": "sold",
    }
    regime = {
        "use": "new",
        "rules": {"old": {**rules, "presale_image": "a"}, "new": {**rules, "presale_image": "b"}},
    }
    activities = {"a": 2, "b": 2, "launch": {"duration": 5, "after": ["@presale_image"]}}

    found = latest(activities, regime=regime)

    assert found == {"a": (5, 7), "b": (0, 2), "launch": (2, 7)}


def test_each_event_comes_after_what_bounds_it() -> None:
    links = [(1, 0, FS, 0.0, -1, 0), (1, 0, SS, 0.0, -1, 0), (2, 0, FF, 0.0, -1, 0), (0, 2, SF, 0.0, -1, 0)]

    order = event_order(3, [links[0], links[1], links[3]], contiguous=[False] * 3)

    place = {event: order.index(event) for event in range(6)}
    assert place[2] < place[3] < place[0] < place[1]
    assert place[0] < place[5]


def test_a_start_without_breaks_comes_after_what_its_finish_waits_for() -> None:
    order = event_order(2, [(0, 1, FF, 0.0, -1, 0)], contiguous=[False, True])

    assert order.index(1) < order.index(2)


def test_what_starts_with_work_that_waits_bounds_what_it_waits_for() -> None:
    """b starts 3 days before a ends and c with it, which leaves a no float though b has some."""
    activities = {
        "a": 10,
        "b": {"duration": 3, "after": ["a:FF"]},
        "c": {"duration": 8, "after": ["b:SS"]},
    }

    found = latest(activities)

    assert found == {"a": (0, 10), "b": (7, 15), "c": (7, 15)}


def test_a_deadline_gives_negative_float_and_moves_no_early_date() -> None:
    activities = {"a": 10, "b": {"duration": 3, "after": ["a"], "finish_not_after": "2026-01-15"}}

    assert latest(activities) == {"a": (-2, 8), "b": (8, 11)}


def test_a_lag_in_working_days_is_counted_back_in_its_calendar() -> None:
    activities = {"a": 5, "b": {"duration": 2, "after": ["a+5 office"]}, "end": 20}

    found = latest(activities, calendars={"office": {"week": "mon-fri"}})

    assert found["b"] == (18, 20)
    assert found["a"] == (6, 11)


@pytest.mark.parametrize("tight", [0, 1, 2])
def test_all_that_comes_after_an_event_bounds_it_whichever_the_file_names_first(tight: int) -> None:
    lasts = [3.0, 3.0, 3.0]
    lasts[tight] = 20.0
    followers = {f"f{k}": {"duration": days, "after": ["a", "b:SS+1"]} for k, days in enumerate(lasts)}
    found = latest({"a": 5, "b": 4, **followers})

    assert found["a"] == (0, 5)  # 25 - 20
    assert found["b"][0] == 4  # a day before that
