"""Work planned as late as possible: P6's zero free float, MS Project's drawn bar.

Origin: the constraint *As Late As Possible* of Primavera P6, which takes the free float of an activity by
moving its early dates up to its successors' (`scenario.exchange.recipe` finds dates that P6 stored by it),
and of MS Project, which draws the bar at the late dates; sums by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenario
from scenario.analysis.schedule.plan_rows import plan_rows
from scenario.model.plan.critical_path import plan_floats
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.root import Project
from tests.laws.projects import projects
from tests.model.both import differences
from tests.model.clock import planned, project

OFFICE = {"calendars": {"office": {"week": "mon-fri"}}}
WORKS = {
    "works": {"duration": 20},
    "order": {"duration": 5, "as_late_as_possible": "free"},
    "fit": {"duration": 4, "after": ["works", "order+2"]},
    "other": {"duration": 30},
}


def test_what_has_free_float_is_moved_up_to_what_waits_for_it() -> None:
    assert planned(WORKS)["order"] == (13, 18)  # the fit starts at 20, two days after the order
    assert planned(WORKS)["fit"] == (20, 24)


def test_total_float_that_is_not_free_stays() -> None:
    ends = {**WORKS, "hand": {"duration": 1, "after": ["fit"]}}

    assert planned(ends)["order"] == (13, 18)  # not (18, 23): the hand-over has float, the fit has not moved


def test_a_chain_is_moved_from_its_end() -> None:
    chain = {
        "works": {"duration": 20},
        "design": {"duration": 3, "as_late_as_possible": "free"},
        "order": {"duration": 5, "after": ["design"], "as_late_as_possible": "free"},
        "fit": {"duration": 4, "after": ["works", "order"]},
    }

    assert planned(chain) == {"works": (0, 20), "design": (12, 15), "order": (15, 20), "fit": (20, 24)}


def test_what_nothing_waits_for_goes_to_the_end() -> None:
    assert planned({"long": 30, "record": {"duration": 4, "as_late_as_possible": "free"}})["record"] == (
        26,
        30,
    )


def test_it_ends_on_the_last_working_day_before_what_waits_for_it() -> None:
    found = planned(
        {
            "order": {"duration": 2, "calendar": "office", "as_late_as_possible": "free"},
            "works": {"duration": 13},
            "fit": {"duration": 4, "after": ["works", "order"]},
        },
        **OFFICE,
    )

    assert found["order"] == (10, 12)  # Thursday and Friday; the fit starts on the Sunday after


@pytest.mark.parametrize(
    ("link", "order"),
    [("order:SS+3", (17, 22)), ("order:FF+1", (18, 23)), ("order:SF+6", (18, 23))],
)
def test_links_of_every_kind_hold_it(link: str, order: tuple[int, int]) -> None:
    found = planned(
        {
            "works": 20,
            "order": {"duration": 5, "as_late_as_possible": "free"},
            "fit": {"duration": 4, "after": ["works", link]},
            "end": 40,
        }
    )

    assert found["fit"] == (20, 24)
    assert found["order"] == order


def test_deadlines_are_kept() -> None:
    due = {**WORKS, "order": {**WORKS["order"], "finish_not_after": "2026-01-14"}}

    assert planned(due)["order"] == (5, 10)


def test_no_run_starts_it_before_its_day_and_both_clocks_say_so() -> None:
    uncertain = {
        "works": {"duration": {"triangular": [14, 20, 30]}},
        "order": {"duration": {"triangular": [3, 5, 9]}, "as_late_as_possible": "free", "staff": {"crew": 1}},
        "fit": {"duration": 4, "after": ["works", "order"], "staff": {"crew": 1}},
    }
    described = project(uncertain, staff={"crew": 1})
    study = scenario.simulate(described, 50)

    assert set(study.starts["order"]) == {15.0}  # most likely 20 - 5, whatever the works take in a run
    assert (study.days["order"] > 20.0).any()
    assert list(differences(described, 50)) == []


def test_without_any_float_the_bar_is_drawn_late_and_no_date_moves() -> None:
    drawn: dict[str, Any] = {**WORKS, "order": {"duration": 5, "as_late_as_possible": "total"}}
    study = scenario.simulate(project(drawn), 10)
    rows = {row.id: row for row in plan_rows(study)}

    assert planned(drawn)["order"] == (0, 5)
    assert rows["order"].planned(levelled=False) == (19, 24)  # the fit may start at 26, two days later
    assert rows["order"].planned(levelled=True) == (19, 24)
    assert rows["order"].likely.finish["p50"] == 5
    assert rows["works"].planned(levelled=False) == (0, 20)


def floats_of(plan: Plan) -> np.ndarray:
    table = plan.timetable
    work = plan.layout.views(plan.planned_numbers.copy()).activity["work"]
    return plan_floats(table, work, table.planned_start, table.planned_finish, table.planned_regime).free


@settings(max_examples=60, deadline=None)
@given(projects(without=("regimes", "milestones", "interruptible", "constraints")), st.data())
def test_it_moves_nobody_else_and_has_no_free_float_left(described: Project, data: st.DataObject) -> None:
    names = list(described.activities)
    chosen = data.draw(st.sampled_from(names))
    raw = described.resolved()
    raw["activities"][chosen]["as_late_as_possible"] = "free"
    before, after = (compile_plan(Project.model_validate(each)) for each in (described.resolved(), raw))
    own = np.array([base == chosen for base in before.timetable.base])
    if before.timetable.links.before.size and own.sum() > 1:
        return  # phases of one activity may wait for each other and all move

    for edge in ("planned_start", "planned_finish"):
        early, late = getattr(before.timetable, edge), getattr(after.timetable, edge)
        np.testing.assert_array_equal(early[~own], late[~own])
        assert (late[own] >= early[own]).all()
    assert floats_of(after)[own].max() <= floats_of(before)[own].max()
