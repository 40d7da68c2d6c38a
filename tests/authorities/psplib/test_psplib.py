"""Published instances: exact without staff, and with staff near the best that anybody has found."""

import csv
from functools import cache

import pytest

from scenario.model.project_plan import Plan, compile_plan
from tests.authorities.psplib.instances import HERE, mplib, psplib
from tests.model.clock import run

with (HERE / "best_known.csv").open() as file:
    KNOWN = {row["file"]: row for row in csv.DictReader(file)}
OPTIMUM_OF_24_PROJECTS = 308


@cache
def plan(name: str) -> Plan:
    return compile_plan(psplib(HERE / KNOWN[name]["set"] / name))


@cache
def makespan(name: str) -> float:
    return max(run(plan(name)).finish)


@cache
def portfolio() -> Plan:
    return compile_plan(mplib(HERE / "MPLIB1_Set3_51.rcmp"))


@pytest.mark.parametrize("name", KNOWN)
def test_without_staff_the_length_is_that_of_the_critical_path(name: str) -> None:
    assert plan(name).timetable.planned_finish.max() == float(KNOWN[name]["cpm_length"])


@pytest.mark.parametrize("name", KNOWN)
def test_with_staff_nothing_is_shorter_than_the_best_known(name: str) -> None:
    assert makespan(name) >= float(KNOWN[name]["best_known"])


def test_the_priority_for_staff_costs_13_percent_at_most() -> None:
    gaps = [makespan(name) / float(row["best_known"]) - 1 for name, row in KNOWN.items()]

    assert len(gaps) == 14
    assert sum(gaps) / len(gaps) <= 0.13


def test_24_projects_that_share_their_staff_are_done_in_the_shortest_time_possible() -> None:
    assert len(portfolio().timetable) == 24 * 62

    schedule = run(portfolio())

    assert max(schedule.finish) == OPTIMUM_OF_24_PROJECTS
    assert sum(schedule.start > portfolio().timetable.planned_start) > 100  # staff is scarce
