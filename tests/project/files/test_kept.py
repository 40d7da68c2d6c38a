"""A file that was checked before is not checked again, unless it or anything that it is made of changed."""

from __future__ import annotations

import json

import pytest

from scenario import cache
from scenario.data import data
from scenario.project import ProjectError, load, load_scenarios
from scenario.project.files import kept

PROJECT = """extends: [parts/staff.yaml, cn-calendars]
project: {name: {en: Kept, zh: 保留}, start: 2026-01-05}
activities:
  design: {duration: {pert: [10, 20, 40]}, staff: {a: 1}, calendar: office}
  build: {duration: 100, after: [design]}
targets: [{node: build, by: 2026-12-24}]
overrides: {late: {project.start: 2026-02-02}, spare: {staff.a: 3}}
scenarios: {late: [late]}
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.SWITCH, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def file(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/staff.yaml").write_text("staff: {a: 2}\n", encoding="utf-8")
    path = tmp_path / "project.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    return path


def test_a_sound_file_is_known_the_second_time_and_gives_the_same_projects(file):
    assert kept.recall(file) is None
    first = load_scenarios(file)
    second = load_scenarios(file)

    assert kept.recall(file).counts == {"activities": 2, "cash": 0, "targets": 1, "scenarios": 1}
    assert list(second) == list(first) == ["base", "late"]
    assert type(second) is not type(first)
    assert dict(second) == dict(first)
    assert [each.scenario for each in second.values()] == ["base", "late"]
    assert second["late"].fingerprint == first["late"].fingerprint
    with pytest.raises(KeyError):
        second["spare"]


@pytest.mark.parametrize("name", ["riverside", "schedule-only", "cash-only", "minimal"])
def test_shipped_files_are_the_same_from_what_was_kept(name):
    path = data("params", f"{name}.yaml")
    first = load_scenarios(path)
    second = load_scenarios(path)

    assert {name: one.fingerprint for name, one in second.items()} == {
        name: one.fingerprint for name, one in first.items()
    }
    assert second["base"].file == str(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [("project.yaml", PROJECT.replace("100", "-100")), ("parts/staff.yaml", "staff: {a: -2}\n")],
)
def test_what_was_spoiled_since_is_told(file, name, text):
    load_scenarios(file)
    (file.parent / name).write_text(text, encoding="utf-8")

    with pytest.raises(ProjectError):
        load_scenarios(file)


def test_an_extended_file_that_is_gone_or_leads_elsewhere_is_told(file, tmp_path):
    load_scenarios(file)
    part = file.parent / "parts/staff.yaml"
    outside = tmp_path.parent / "staff-outside.yaml"
    part.rename(outside)
    part.symlink_to(outside)

    with pytest.raises(ProjectError, match="leads out of the project's folder"):
        load_scenarios(file)


def test_an_edited_extended_file_gives_its_new_value(file):
    assert load_scenarios(file)["base"].staff == {"a": 2}
    (file.parent / "parts/staff.yaml").write_text("staff: {a: 5}\n", encoding="utf-8")

    assert load_scenarios(file)["base"].staff == {"a": 5}


def test_a_file_with_a_problem_is_never_kept(file, place):
    file.write_text(PROJECT.replace("spare: {staff.a: 3}", "spare: {staff.a: -3}"), encoding="utf-8")

    for _ in range(2):
        with pytest.raises(ProjectError):
            load_scenarios(file)
    assert not list(place.rglob("*.json"))


def test_another_release_does_not_believe_it(file, monkeypatch):
    load_scenarios(file)
    monkeypatch.setattr(cache, "program", lambda: "another")

    assert kept.recall(file) is None


def test_what_was_forged_still_meets_the_records_and_the_checks(file, place):
    load_scenarios(file)
    (entry,) = place.rglob("*.json")
    value = json.loads(entry.read_text("utf-8"))["value"]
    value["data"]["activities"]["build"]["after"] = ["nothing"]
    cache.keep("projects", entry.stem, value)

    with pytest.raises(ProjectError, match="'nothing'"):
        load_scenarios(file)["base"]


def test_settings_are_checked_in_every_scenario(file):
    load_scenarios(file)

    with pytest.raises(ProjectError):
        load_scenarios(file, {"staff.a": -1})


def test_loading_needs_no_place_to_keep_things(file, monkeypatch):
    monkeypatch.setenv(cache.SWITCH, "off")

    assert load_scenarios(file)["base"] == load(file)
    assert kept.recall(file) is None
