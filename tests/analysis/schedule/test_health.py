"""A project's schedule as the checks of planners see it: rows, links, floats, the critical-path test."""

from __future__ import annotations

from typing import Any

import pytest

from scenario.analysis.schedule.health import health_of
from scenario.analysis.schedule.last_target import last_target
from scenario.model.project_plan import compile_plan
from tests.analysis.networks import network

WORKS: dict[str, Any] = {
    "design": 20,
    "permit": {"duration": 60, "after": ["design-2"]},
    "works": {"duration": 30, "after": ["permit"], "calendar": "office"},
    "art": {"duration": 5, "after": ["design:SS+3"]},
    "open": {"duration": 0, "after": ["works", "art"]},
    "retention": {"duration": 400, "after": ["open"]},
}
TARGETS = [{"node": "design", "by": "2026-03-01"}, {"node": "open", "by": "2026-06-30"}]
OFFICE = {"office": {"week": "mon-fri"}}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    told = health_of(network(WORKS, calendars=OFFICE, targets=TARGETS))
    assert told.node == "open"
    return {finding.check: finding for finding in told.findings}


def test_floats_count_to_the_last_node_that_a_target_names():
    project = network(WORKS, calendars=OFFICE, targets=TARGETS)
    nameless = network(WORKS, calendars=OFFICE)

    assert last_target(project, compile_plan(project).timetable) == "open"
    assert last_target(nameless, compile_plan(nameless).timetable) is None


def test_rows_and_links_are_those_of_the_file(found: dict[str, Any]):
    assert found["logic"].rows == ("design", "retention")
    assert found["leads"].rows == ("design → permit FS-2",)
    assert found["lags"].rows == ("design → art SS+3",)
    assert (found["links"].count, found["links"].of) == (5, 6)
    assert found["long"].rows == ("permit", "retention")


def test_float_is_what_the_node_leaves(found: dict[str, Any]):
    # art may be done on days 3 to 8, and the opening comes after more than 110 days
    assert found["high_float"].rows == ("art",)
    assert found["negative_float"].count == 0


def test_the_end_moves_as_one_critical_work_does(found: dict[str, Any]):
    assert found["critical_path"].passed
    assert found["cpli"].share > 1.0


def test_a_path_that_a_date_holds_back_is_not_found_critical():
    held = {**WORKS, "open": {"duration": 0, "after": ["works", "art"], "not_before": "2028-06-01"}}

    told = health_of(network(held, calendars=OFFICE, targets=[{"node": "open", "by": "2028-12-31"}]))

    test = next(finding for finding in told.findings if finding.check == "critical_path")
    assert test.passed is None


def test_deadlines_are_hard_and_a_start_that_a_finish_link_moves_is_told():
    works = {
        "shell": {"duration": 100, "finish_not_after": "2026-12-01"},
        "fit": {"duration": 10, "after": ["shell:FF+5"]},
        "paint": {"duration": 10, "after": ["fit"]},
    }

    told = {finding.check: finding.rows for finding in health_of(network(works)).findings}

    assert told["constraints"] == ("shell",)
    assert told["postponed"] == ("fit",)
