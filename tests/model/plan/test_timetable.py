"""What a project's schedule is compiled to."""

import datetime as dt

import numpy as np
import pytest

from scenario.model.plan.timetable import NEVER, RegimeRule, Timetable, day_of
from scenario.model.project_plan import compile_plan
from scenario.rules.schedule.precedence import FF, FS, SF, SS
from tests.model.clock import planned, project

CLERK = {"clerk": 1}


def table(activities: dict, **blocks: object) -> Timetable:  # type: ignore[type-arg]
    return compile_plan(project(activities, **blocks)).timetable


def test_instances_stand_in_file_order_with_the_phases_of_an_activity_together() -> None:
    phased = {"duration": 1, "scope": "phase"}

    found = table({"b": phased, "a": 1}, phases=["p2", "p1"])

    assert found.ids == ("b.p2", "b.p1", "a")
    assert found.base == ("b", "b", "a")
    assert found.phase.tolist() == [0, 1, -1]
    assert [found.index("b", 1), found.index("b.p1"), found.index("a")] == [1, 1, 2]


def test_links_keep_their_kind_and_lag() -> None:
    found = table({"a": 1, "b": {"duration": 1, "after": ["a", "a:SS+2", "a:FF-1.5", "a:SF+4"]}}).links

    assert found.kind.tolist() == [FS, SS, FF, SF]
    assert found.lag.tolist() == [0, 2, -1.5, 4]
    assert set(found.before.tolist()) == {0}
    assert set(found.after.tolist()) == {1}
    assert set(found.regime.tolist()) == {-1}


def test_days_count_from_the_start() -> None:
    assert day_of(dt.date(2026, 3, 1), dt.date(2026, 2, 27)) == 2
    assert table({"a": {"duration": 1, "not_before": "2026-02-01"}, "b": 1}).not_before.tolist() == [27, 0]


def test_demand_counts_only_for_pools_with_a_limit() -> None:
    a = {"duration": 1, "staff": {"clerk": 0.5, "lawyer": 3, "leader": 0}}

    found = table({"a": a}, staff={"leader": 1, "clerk": 2})

    assert found.pools == ("leader", "clerk")
    assert found.capacity == (1, 2)
    assert found.demand == (((1, 0.5),),)
    assert found.without_staff().demand == ((),)


def test_the_priority_is_the_planned_latest_start_and_then_the_order_of_the_file() -> None:
    activities = {
        "free": 1,
        "b_chain": 5,
        "a_chain": 5,
        "end": {"duration": 5, "after": ["b_chain", "a_chain"]},
        "half_free": {"duration": 3, "after": ["free"]},
    }

    found = table(activities)

    assert [found.ids[i] for i in np.argsort(found.rank)] == [
        "b_chain",
        "a_chain",
        "end",
        "free",
        "half_free",
    ]


def test_the_priority_knows_nothing_of_staff() -> None:
    activities = {"a": {"duration": 2, "staff": CLERK}, "b": {"duration": 3, "staff": CLERK}}

    assert table(activities, staff=CLERK).rank.tolist() == table(activities).rank.tolist() == [1, 0]


def test_the_plan_is_made_of_the_most_likely_durations_without_staff() -> None:
    activities = {
        "a": {"duration": {"pert": [1, 2, 9]}, "staff": CLERK},
        "b": {"duration": {"uniform": [2, 4]}, "staff": CLERK},
    }

    found = table(activities, staff=CLERK)

    assert found.planned_start.tolist() == [0, 0]
    assert found.planned_finish.tolist() == [2, 3]


def test_every_duration_and_lag_is_a_multiple_of_the_grid() -> None:
    found = planned({"a": 1 / 3, "b": {"duration": 0.1, "after": ["a+0.7"]}})

    assert all(instant * 2**32 == round(instant * 2**32) for pair in found.values() for instant in pair)
    assert found["b"][1] == pytest.approx(1 / 3 + 0.7 + 0.1, abs=1e-9)


def test_a_trigger_watches_the_phase_before_or_the_one_named() -> None:
    waits = {"duration": 1, "scope": "phase", "start_when": {"sold": 0.5}}
    first = {"duration": 1, "scope": "phase", "start_when": {"sold": 0.5, "of": "p1"}}

    found = table({"waits": waits, "first": first, "free": 1}, phases=["p1", "p2", "p3"])

    assert found.trigger_phase.tolist() == [-1, 0, 1, 0, 0, 0, -1]


RULES = {
    "mortgage_gate": "permit",
    "escrow": "none",
    "completion": "permit",
    "distribute_before_completion": True,
    "draw": "need",
    "repay": "sold",
    "presale_image": "permit",
}
ACTIVITIES = {"permit": 3, "image": 5, "launch": {"duration": 1, "after": ["@presale_image"]}}


def test_a_regime_has_its_own_links() -> None:
    rules = {"old": RULES, "new": {**RULES, "presale_image": "image"}}

    found = table(ACTIVITIES, regime={"use": "new", "rules": rules})

    assert found.regimes == ("old", "new")
    assert found.regime_rule == RegimeRule(used=1)
    assert found.links.before.tolist() == [0, 1]
    assert found.links.regime.tolist() == [0, 1]


def test_a_regime_is_kept_until_the_end_of_the_last_day() -> None:
    decide = {"node": "permit", "on_or_before": "2026-01-09", "then": "new", "otherwise": "old"}

    found = table(ACTIVITIES, regime={"decide": decide, "rules": {"old": RULES, "new": RULES}})

    assert found.regime_rule == RegimeRule(node=0, deadline=5, then=1, otherwise=0)


def test_without_a_regime_nothing_decides() -> None:
    found = table({"a": 1})

    assert (found.regimes, found.regime_rule) == ((), RegimeRule(used=-1, node=-1, deadline=NEVER))
