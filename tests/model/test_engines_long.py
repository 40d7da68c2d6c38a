"""Both clocks come to the same, over thousands of runs and of projects: `make test-long`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.project import load
from scenario.project.files.load import load_scenarios
from scenario.project.sections.root import Project
from tests.authorities.psplib.instances import HERE, mplib, psplib
from tests.laws.money_projects import money_projects
from tests.laws.projects import MORE, projects
from tests.model.both import differences

PARAMS = Path(__file__).parents[2] / "params"
SHIPPED = [(file, scenario) for file in sorted(PARAMS.glob("*.yaml")) for scenario in load_scenarios(file)]
INSTANCES = sorted(HERE.glob("j*/*.sm"))
RUNS = 2000

pytestmark = pytest.mark.long


def uncertain(project: Project) -> Project:
    """Return a project with triangular durations around those it has."""

    def spread(days: float) -> Any:
        return {"triangular": [0.75 * days, days, 1.5 * days]} if days else 0

    data = project.resolved()
    for activity in data["activities"].values():
        activity["duration"] = spread(activity["duration"])
    return Project.model_validate(data)


@pytest.mark.parametrize(("file", "scenario"), SHIPPED, ids=lambda value: getattr(value, "stem", value))
def test_the_clocks_agree_on_2000_runs_of_all_that_is_shipped(file: Path, scenario: str) -> None:
    assert list(differences(load(file, scenario=None if scenario == "base" else scenario), RUNS)) == []


@pytest.mark.parametrize("file", INSTANCES, ids=lambda file: file.stem)
def test_the_clocks_agree_on_published_instances(file: Path) -> None:
    project = psplib(file)

    assert list(differences(project, 1)) == []
    assert list(differences(uncertain(project), 500)) == []


def test_the_clocks_agree_on_24_projects_that_share_their_staff() -> None:
    assert list(differences(uncertain(mplib(HERE / "MPLIB1_Set3_51.rcmp")), 20)) == []


@settings(max_examples=2000)
@given(project=projects() | projects(more=MORE), seed=st.integers(0, 2**64 - 1))
def test_the_clocks_agree_on_2000_random_projects(project: Project, seed: int) -> None:
    assert list(differences(project, 10, seed)) == []


@settings(max_examples=500)
@given(project=money_projects(), seed=st.integers(0, 2**64 - 1))
def test_the_clocks_agree_on_500_random_projects_with_money(project: Project, seed: int) -> None:
    assert list(differences(project, 10, seed)) == []
