"""Both clocks come to the same, run by run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.model.engines import Disagreement, SimpyClock, compare_clocks, new_results
from scenario.model.project_plan import compile_plan
from scenario.model.results import Results
from scenario.project import load
from scenario.project.sections.root import Project
from tests.laws.money_projects import money_projects
from tests.laws.projects import MORE, projects
from tests.model.both import differences

PARAMS = Path(__file__).parents[2] / "params"
SAMPLES = [
    ("riverside.yaml", None),
    ("riverside.yaml", "legacy"),
    ("riverside.yaml", "topout"),
    ("riverside.yaml", "completed"),
    ("riverside.yaml", "trigger_60"),
    ("riverside.yaml", "stress"),
    ("schedule-only.yaml", None),
    ("cash-only.yaml", None),
]


@pytest.mark.parametrize(("file", "scenario"), SAMPLES)
def test_the_clocks_agree_to_the_bit_on_what_is_shipped(file: str, scenario: str | None) -> None:
    assert list(differences(load(PARAMS / file, scenario=scenario), runs=60)) == []


def test_the_clocks_agree_when_works_pause_for_want_of_cash() -> None:
    tight = {
        "funding.equity.limit": 880_000_000,
        "funding.equity.pause_works": True,
        "funding.loan.limit": 20_000_000,
    }
    project = load(PARAMS / "riverside.yaml", tight, scenario="stress")
    plan = compile_plan(project)
    results = new_results(plan, 20)

    SimpyClock(plan).run_many(plan.numbers(1, 0, 20)[1], results)

    assert (results.extra[:, 2] > 0).any()  # some runs do pause
    assert list(differences(project, runs=40)) == []


@settings(max_examples=200)
@given(project=projects() | projects(more=MORE), seed=st.integers(0, 1000))
def test_the_clocks_agree_on_random_projects(project: Project, seed: int) -> None:
    assert list(differences(project, runs=3)) == []


@settings(max_examples=60)
@given(project=money_projects(), seed=st.integers(0, 1000))
def test_the_clocks_agree_on_random_projects_with_money(project: Project, seed: int) -> None:
    assert list(differences(project, runs=3)) == []


def test_a_difference_stops_the_study_and_names_the_activity(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = compile_plan(load(PARAMS / "schedule-only.yaml"))
    numbers = plan.numbers(1, 0, 20)[1]
    simulate = SimpyClock.run_many

    def a_day_late(self: SimpyClock, numbers: np.ndarray, results: Any) -> None:
        simulate(self, numbers, results)
        results.finish[2, 3] += 1

    monkeypatch.setattr(SimpyClock, "run_many", a_day_late)

    with pytest.raises(Disagreement, match=rf"run 2 of seed 1: finish of {plan.timetable.ids[3]}"):
        compare_clocks(plan, numbers, seed=1, first=0)


@pytest.mark.parametrize("field", Results._fields)
def test_a_single_bit_of_all_that_a_run_keeps_stops_the_study(
    field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = compile_plan(load(PARAMS / "riverside.yaml"))
    numbers = plan.numbers(1, 0, 20)[1]
    simulate = SimpyClock.run_many

    def a_bit_more(self: SimpyClock, numbers: np.ndarray, results: Any) -> None:
        simulate(self, numbers, results)
        row = getattr(results, field)[2]
        row.flat[-1] = np.nextafter(row.flat[-1], np.inf)

    monkeypatch.setattr(SimpyClock, "run_many", a_bit_more)

    with pytest.raises(Disagreement, match=f"run 2 of seed 1: {field} of "):
        compare_clocks(plan, numbers, seed=1, first=0)
