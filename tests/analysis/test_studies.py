"""Many cases: each is the study it would be alone, whoever does it and wherever it is stored."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import scenario
from scenario.analysis.comparison import compare
from scenario.analysis.studies import Studies
from scenario.project.files.case_grid import Case

TEXT = """
project: {name: A, start: 2026-01-05, horizon: 24 months}
drivers: {ground: {quantity: {normal: [1, 0.1]}, multiplies: [activities.dig.duration]}}
activities:
  dig: {duration: {pert: [10, 20, 40]}, level: 1}
  build: {duration: {uniform: [20, 40]}, after: [dig], level: 1}
cash:
  - {on: 2026-01-10, account: land, amount: -100}
  - {node: build, account: sales, amount: {triangular: [90, 120, 160]}}
targets: [{node: build, by: 2026-03-01}, {measure: net_profit, at_least: 15}]
overrides: {late: {activities.build.duration: 40}}
scenarios: {stress: [late]}
"""
GRID = {"cash.0.amount": [-100.0, -110.0]}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    path = tmp_path_factory.mktemp("cases") / "a.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return scenario.load_cases(path, None, GRID)


@pytest.fixture(scope="module")
def studies(cases: list[Case]) -> Studies:
    return scenario.study_many(cases, 1200)


def same(one: Studies, other: Studies) -> bool:
    return one.measures.equals(other.measures) and one.met.equals(other.met) and one.cases == other.cases


def test_each_case_is_the_study_it_would_be_alone(cases: list[Case], studies: Studies) -> None:
    for case in cases:
        alone = scenario.simulate(case.project, 1200, keep="measures")

        assert studies[case.name].odds().equals(alone.odds())
        assert studies.measures.loc[case.name].equals(alone.measures.reset_index(drop=True))


@pytest.mark.parametrize("sampling", ["plain", "lhs"])
def test_workers_change_nothing(cases: list[Case], sampling: str) -> None:
    one = scenario.study_many(cases, 300, sampling=sampling)
    two = scenario.study_many(cases, 300, workers=2, sampling=sampling)

    assert same(one, two)


def test_odds_stand_beside_what_sets_the_cases_apart(cases: list[Case], studies: Studies) -> None:
    odds = studies.odds()

    alone = studies[cases[2].name].odds()
    rows = odds[odds["case"] == cases[2].name]
    assert list(odds.columns[:4]) == ["case", "scenario", "cash.0.amount", "target"]
    assert len(odds) == 4 * 3
    assert rows["odds"].tolist()[:2] == alone["odds"].tolist()
    assert set(rows["scenario"]) == {"stress"}


def test_differences_are_those_of_the_two_studies(cases: list[Case], studies: Studies) -> None:
    changes = studies.differences(["net_profit"]).set_index(["case", "name"])

    first, other = (scenario.simulate(cases[place].project, 1200) for place in (0, 3))
    told = compare(first, other, ["net_profit"])
    for change in (*told["targets"], *told["nodes"], *told["measures"]):
        row = changes.loc[(cases[3].name, change.name)]
        assert (row["difference"], row["standard_error"]) == (change.difference, change.standard_error)
        assert (row["better"], row["worse"]) == (change.better, change.worse)
    assert cases[0].name not in changes.index


def test_progress_is_told_of_all_cases_together(cases: list[Case]) -> None:
    told: list[tuple[int, int]] = []

    scenario.study_many(cases, 50, progress=lambda done, runs: told.append((done, runs)))

    assert told == [(0, 200), (50, 200), (100, 200), (150, 200), (200, 200)]


def test_each_case_is_stored_and_not_simulated_again(cases: list[Case], tmp_path: Path) -> None:
    whole = scenario.study_many(cases, 50, out=tmp_path / "shelf")
    shutil.rmtree(tmp_path / "shelf" / "0002-base")
    told: list[int] = []

    again = scenario.study_many(cases, 50, out=tmp_path / "shelf", progress=lambda done, _: told.append(done))

    index = json.loads((tmp_path / "shelf" / "index.json").read_text())
    assert told == [150, 200]
    assert same(whole, again)
    assert [entry["folder"] for entry in index["cases"]] == [
        "0001-base",
        "0002-base",
        "0003-stress",
        "0004-stress",
    ]
    assert scenario.open_study(tmp_path / "shelf" / "0004-stress").measures.equals(
        whole[cases[3].name].measures
    )


@pytest.mark.parametrize("change", [{"runs": 60}, {"seed": 2}, {"sampling": "sobol"}, {"keep": "dates"}])
def test_a_shelf_of_other_studies_is_refused(
    cases: list[Case], tmp_path: Path, change: dict[str, Any]
) -> None:
    scenario.study_many(cases[:1], 50, out=tmp_path / "shelf")

    with pytest.raises(
        scenario.StudyError, match=f"it holds studies of other {next(iter(change))}; name a new folder"
    ):
        scenario.study_many(cases[:1], **{"runs": 50, "out": tmp_path / "shelf", **change})


def test_a_folder_of_something_else_is_refused(cases: list[Case], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("kept")

    with pytest.raises(
        scenario.StudyError, match="there is something already, and no set of studies; name a new"
    ):
        scenario.study_many(cases, 5, out=tmp_path)


def test_an_interrupt_leaves_the_cases_that_were_finished(cases: list[Case], tmp_path: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 100:
            raise KeyboardInterrupt

    with pytest.raises(scenario.StudiesInterrupted) as stopped:
        scenario.study_many(cases, 50, progress=interrupt, out=tmp_path / "shelf")

    assert stopped.value.studies.cases == tuple(case.name for case in cases[:2])
    assert same(scenario.study_many(cases, 50, out=tmp_path / "shelf"), scenario.study_many(cases, 50))


def test_cases_may_be_projects_by_name(cases: list[Case]) -> None:
    studies = scenario.study_many({"one": cases[0].project, "two": cases[2].project}, 20)

    assert studies.cases == ("one", "two")
    assert isinstance(studies.differences(), pd.DataFrame)
    with pytest.raises(ValueError, match="there are no cases"):
        scenario.study_many([])
