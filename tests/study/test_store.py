"""What is saved is what is opened, and what is not a study is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import scenario
from scenario.project import Project
from scenario.study.store import MANIFEST

Make = Callable[..., Project]


def test_a_study_that_is_opened_is_the_one_that_was_saved(project: Make, tmp_path: Path) -> None:
    study = scenario.simulate(project(), 20, first=5)

    study.save(tmp_path / "study")
    opened = scenario.open_study(tmp_path / "study")

    assert opened.to_json() == study.to_json()
    assert opened.days.equals(study.days)
    assert opened.cash.equals(study.cash)
    assert opened.draws.equals(study.draws)
    assert opened.measures.equals(study.measures)


@pytest.mark.parametrize("sampling", ["plain", "sobol", "lhs"])
def test_the_sampling_is_kept(project: Make, tmp_path: Path, sampling: str) -> None:
    study = scenario.simulate(project(), 20, sampling=sampling)

    opened = scenario.open_study(study.save(tmp_path / "study"))

    assert opened.sampling == study.sampling
    assert opened.draws.equals(study.draws)


def test_a_project_without_money_is_saved_too(project: Make, tmp_path: Path) -> None:
    study = scenario.simulate(project({"cash": [], "targets": []}), 3)

    assert scenario.open_study(study.save(tmp_path / "study")).days.equals(study.days)


def test_the_scenario_is_kept(tmp_path: Path) -> None:
    text = "project: {name: A, start: 2026-01-05}\nactivities: {a: {duration: {uniform: [1, 2]}}}\n"
    text += "overrides: {late: {activities.a.duration: 3}}\nscenarios: {stress: [late]}\n"
    (tmp_path / "a.yaml").write_text(text)
    study = scenario.simulate(scenario.load(tmp_path / "a.yaml", scenario="stress"), 2)

    opened = scenario.open_study(study.save(tmp_path / "study"))

    assert opened.scenario == "stress"
    assert opened.project.fingerprint == study.project.fingerprint


def test_the_same_study_is_saved_as_the_same_bytes(project: Make, tmp_path: Path) -> None:
    folders = [scenario.simulate(project(), 20).save(tmp_path / name) for name in ("one", "two")]

    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)

    assert one == two


def test_the_tables_can_be_read_without_the_package(project: Make, tmp_path: Path) -> None:
    folder = scenario.simulate(project(), 20).save(tmp_path / "study")

    dates = pd.read_parquet(folder / "dates.parquet", columns=["run", "finish.opening"])
    ledger = pd.read_parquet(folder / "ledger.parquet", columns=["run", "month", "sales"])

    assert list(dates["run"]) == list(range(20))
    assert (ledger.groupby("run")["sales"].sum() > 80).all()


def test_a_folder_with_something_in_it_is_left_alone(project: Make, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(scenario.StudyError, match="name a new folder"):
        scenario.simulate(project(), 2).save(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(scenario.StudyError, match="there is no study here"):
        scenario.open_study(tmp_path)


def test_a_manifest_that_was_edited_is_refused(project: Make, tmp_path: Path) -> None:
    folder = scenario.simulate(project(), 2).save(tmp_path / "study")
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["project"]["activities"]["opening"]["duration"] = 2
    (folder / MANIFEST).write_text(json.dumps(manifest))

    with pytest.raises(scenario.StudyError, match="its project has been changed"):
        scenario.open_study(folder)


@pytest.mark.parametrize("damage", ["missing", "truncated", "short"])
def test_a_damaged_table_is_refused(project: Make, tmp_path: Path, damage: str) -> None:
    folder = scenario.simulate(project(), 4).save(tmp_path / "study")
    ledger = folder / "ledger.parquet"
    if damage == "missing":
        ledger.unlink()
    elif damage == "truncated":
        ledger.write_bytes(ledger.read_bytes()[:-10])
    else:
        pd.read_parquet(ledger).iloc[:-1].to_parquet(ledger)

    with pytest.raises(scenario.StudyError, match="a table cannot be read"):
        scenario.open_study(folder)
