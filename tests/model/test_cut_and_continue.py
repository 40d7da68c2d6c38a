"""What is known of a run at a month's end, with the run's own numbers, gives that run again to the bit."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenario
from scenario.model.engines import compare_clocks
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import Run
from scenario.model.run import Simulator
from scenario.project.sections.root import Project
from scenario.rules.schedule.dated import instants_of
from tests.laws.money_projects import money_projects
from tests.model.cut import cut, simulated, with_statement

RUNS = 2
WITHOUT = (
    *("pauses", "triggers", "fallbacks", "refusals", "regimes", "leads", "finish_links", "yearly"),
    *("stoppages", "absences", "milestones", "priorities", "constraints"),
)
"""What a cut changes of a random network: work that is begun when it is expected to end, ranks that are
given, gates and deadlines that look ahead. The sample has most of it, and is cut to the bit."""


@cache
def sample() -> tuple[Project, Plan, np.ndarray, tuple[Run, ...]]:
    """Return the sample project, its plan, and some runs with their numbers."""
    project = scenario.load("params/riverside.yaml")
    plan = compile_plan(project)
    numbers = plan.numbers(1, 0, RUNS)[1]
    simulator = Simulator(plan)
    return project, plan, numbers, tuple(simulator.run(row) for row in numbers)


def same(run: Run, again: Run) -> bool:
    """Return whether two runs are one: all dates, all that they come to, every month of every account."""
    return all(
        np.array_equal(getattr(run, name), getattr(again, name), equal_nan=True)
        for name in ("start", "finish", "ledger")
    ) and np.allclose(run.extra, again.extra, rtol=1e-12, atol=1e-6, equal_nan=True)


@pytest.mark.parametrize("month", [0, 4, 9, 16])
@pytest.mark.parametrize("number", range(RUNS))
def test_the_sample_cut_at_a_months_end_goes_on_as_it_did(number: int, month: int) -> None:
    project, plan, numbers, runs = sample()
    assert plan.books is not None

    left, row = cut(project, plan, numbers[number], runs[number], float(plan.books.month["end"][month]))
    again = simulated(left, row)

    assert same(runs[number], again)


def test_both_clocks_go_on_alike() -> None:
    project, plan, numbers, runs = sample()
    assert plan.books is not None

    left, row = cut(project, plan, numbers[0], runs[0], float(plan.books.month["end"][9]))

    compare_clocks(left, row[np.newaxis], 1, 0)  # raises where they differ
    compare_clocks(left, left.numbers(1, 0, 4)[1], 1, 0)


def test_an_empty_statement_on_the_first_day_is_the_sample_without_one() -> None:
    project, plan, numbers, runs = sample()

    at_first = compile_plan(with_statement(project, 0.0))

    assert np.array_equal(at_first.numbers(1, 0, RUNS)[1], numbers)
    assert np.array_equal(at_first.timetable.rank, plan.timetable.rank)
    assert same(runs[1], simulated(at_first, numbers[1]))


@settings(max_examples=12)
@given(data=st.data())
def test_random_projects_cut_anywhere_go_on_as_they_did(data: st.DataObject) -> None:
    project = data.draw(money_projects(without=WITHOUT))
    plan = compile_plan(project)
    numbers = plan.numbers(1, 0, 1)[1][0]
    run = Simulator(plan).run(numbers)
    at = float(data.draw(st.sampled_from([0.0, 3.0, 10.5, 31.0, 64.25])))

    left, row = cut(project, plan, numbers, run, at)
    again = simulated(left, row)

    assert np.array_equal(instants_of(run.finish), instants_of(again.finish))
    assert np.abs(run.ledger - again.ledger).max() < 0.01
