"""A statused schedule in the product's plan has the dates that the independent checker reckons."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from scenario.analysis.exchange.imports import imported_project
from scenario.exchange.hours import DAY, EPOCH
from scenario.exchange.mapping.imported import imported
from scenario.exchange.recipe import Recipe
from scenario.exchange.source import Source
from scenario.model.engines import compare_clocks
from scenario.model.plan.status import RUNNING
from scenario.model.project_plan import Plan, compile_plan
from scenario.rules.schedule.calendar import subtract_work
from scenario.rules.schedule.dated import instants_of
from tests.exchange.networks import BEGIN, END, statused


def in_days(minutes: float, first: dt.date) -> float:
    """Return an instant as days from a date on: a day is worked from its shift's begin to its end."""
    day, minute = divmod(minutes, DAY)
    share = min(max((minute - BEGIN) / (END - BEGIN), 0.0), 1.0)
    return day - (first - EPOCH.date()).days + share


def plan_of(source: Source) -> tuple[Plan, dict[str, int], dt.date]:
    """Return our plan of a schedule, the place of each of its activities, and the first day."""
    made = imported(source, source.projects[0])
    plan = compile_plan(imported_project(made))
    places = {uid: plan.timetable.ids.index(name) for uid, name in made.ids.items()}
    return plan, places, made.start


def differing(source: Source) -> list[str]:
    """Return which early dates of unfinished work are not those of the checker, with both."""
    checked = Recipe(source, source.projects[0]).reckon()
    plan, places, first = plan_of(source)
    table = plan.timetable
    work = plan.layout.views(plan.planned_numbers.copy()).activity["work"]
    finish = instants_of(table.planned_finish)
    found = []
    for task in source.tasks:
        if task.status == "done":
            continue
        i, known = places[task.uid], checked[task.uid]
        start = table.planned_start[i]
        if plan.status is not None and plan.status.state[i] == RUNNING:
            start = subtract_work(table.tables, table.calendar[i], finish[i], work[i])
        ours = float(start), float(finish[i])
        theirs = in_days(known.early_start, first), in_days(known.early_finish, first)
        if task.remaining == 0:  # a point in time, which its tool tells twice
            ours = ours[1], ours[1]
        if np.abs(np.subtract(ours, theirs)).max() > 1e-6:
            found.append(f"{task.code} {task.kind} {task.status}: ours {ours}, theirs {theirs}")
    return found


@pytest.mark.parametrize("seed", range(12))
def test_unfinished_work_has_the_dates_of_the_checker_to_the_minute(seed: int) -> None:
    assert differing(statused(seed)) == []


@pytest.mark.parametrize("lag_calendar", ["successor", "project"])
def test_lags_run_in_the_calendar_that_the_file_names(lag_calendar: str) -> None:
    assert differing(statused(100, 50, lag_calendar)) == []  # type: ignore[arg-type]


@pytest.mark.long
def test_of_many_statused_networks_all_but_two_in_a_thousand_rows_have_the_dates_of_the_checker() -> None:
    """What is left are finishes at the edge of two days, which days do not tell apart (docs/import.md)."""
    different = rows = 0
    for seed in range(1000, 1200):
        source = statused(seed, 1500 if seed % 40 == 0 else 80)
        rows += sum(task.status != "done" for task in source.tasks)
        different += len(differing(source))

    assert different <= 0.002 * rows


def test_both_clocks_run_a_statused_schedule_alike() -> None:
    plan, _, _ = plan_of(statused(3))

    compare_clocks(plan, plan.numbers(1, 0, 2)[1], 1, 0)  # raises where they differ
