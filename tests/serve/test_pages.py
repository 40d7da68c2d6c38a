"""What is served: the projects of a folder and nothing beyond it, pages of widgets, states in addresses."""

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from scenario.project.files.load import load
from scenario.serve.kinds import kinds
from scenario.serve.last_odds import last_odds
from scenario.serve.page import Asked, ProjectPage
from scenario.serve.projects import names, path_of
from scenario.serve.registry import PageKind, register
from scenario.serve.settings import ServeSettings
from scenario.serve.start_page import start_page

PARAMS = Path(__file__).parents[2] / "params"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv("SCENARIO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("scenario.serve.kinds.RUNS", 20)


@pytest.fixture
def folder(tmp_path):
    served = tmp_path / "served"
    served.mkdir()
    for name in ("schedule-only", "cash-only"):
        shutil.copy(PARAMS / f"{name}.yaml", served)
    return served


def page(folder, query, **settings):
    return ProjectPage(ServeSettings(folder, **settings), Asked.of(query, "en"))


def test_only_project_files_of_the_folder_are_listed(folder, tmp_path):
    (folder / "notes.yaml").write_text("a: 1\n")
    (folder / ".hidden.yaml").write_text("project: {name: x}\n")
    outside = Path(shutil.copy(PARAMS / "cash-only.yaml", tmp_path / "outside.yaml"))
    (folder / "link.yaml").symlink_to(outside)

    assert names(folder) == ["cash-only.yaml", "schedule-only.yaml"]


@pytest.mark.parametrize(
    "name", ["../outside.yaml", "/etc/passwd", "notes.yaml", "", "cash-only", "..%2Fx.yaml"]
)
def test_no_other_file_is_opened(folder, name):
    with pytest.raises(LookupError, match="no project"):
        path_of(folder, name)


def test_the_start_page_tells_projects_pages_and_what_is_wrong(folder):
    (folder / "broken.yaml").write_text("project: {name: '<b>x</b>', start: nonsense}\nactivities: {}\n")

    written = start_page(ServeSettings(folder), "en")

    assert "Clinic move" in written
    assert "Not run yet as it stands" in written
    assert "broken.yaml: cannot be used" in written
    assert "open?project=schedule-only.yaml&amp;page=schedule&amp;lang=en" in written
    assert "<b>x" not in written
    assert "当前版本尚未运行" in start_page(ServeSettings(folder), "zh")


def test_the_start_page_tells_the_odds_of_the_last_run_of_what_the_file_says_now(folder):
    made = page(folder, "project=schedule-only.yaml")

    kept = last_odds(load(folder / "schedule-only.yaml"))

    assert kept is not None
    assert kept.runs == 20
    assert kept.odds == tuple(made.current.study.odds()["odds"])
    assert "20 runs on" in start_page(ServeSettings(folder), "en")
    changed = (folder / "schedule-only.yaml").read_text().replace("building: 2", "building: 5", 1)
    (folder / "schedule-only.yaml").write_text(changed)
    assert last_odds(load(folder / "schedule-only.yaml")) is None


def test_a_link_reopens_the_state_and_the_other_language_has_it_too(folder):
    made = page(folder, "project=cash-only.yaml&page=cash&lang=en")
    made.current.sliders["cash.5.amount"].box.value = "2,900"

    links = [href.replace("&amp;", "&") for href in re.findall(r'href="(open[^"]*)"', made.links.value)]
    again = [page(folder, urlsplit(link).query) for link in links]

    assert [each.current.overrides for each in again] == [made.current.overrides] * 2
    assert made.current.overrides
    assert [each.asked.language for each in again] == ["en", "zh"]
    assert json.loads(parse_qs(urlsplit(links[0]).query)["state"][0])


def test_what_was_moved_goes_along_to_the_next_page(folder):
    made = page(folder, "project=schedule-only.yaml&page=overview")
    made.current.sliders["staff.building"].value = 3

    made.tabs.value = "schedule"

    assert made.current.controls.sliders["staff.building"].value == 3
    assert made.current.overrides == {"staff.building": 3}


def test_what_a_page_has_no_control_for_is_kept_and_said(folder):
    made = page(folder, "project=schedule-only.yaml&page=schedule")
    moved = {"activities.brief.duration": 40.0}

    made.show("overview", ("base", moved))

    overview = made.made["overview"]
    assert set(overview.overrides) == {"activities.brief.duration"}
    assert "40" in overview.values.told(overview.say)


@pytest.mark.parametrize(
    "state",
    [
        '{"staff.building": "x"}',
        '{"nothing.here": 3}',
        "[1]",
        "nonsense",
        '{"risks.no": "off"}',
        '{"regime": 1}',
    ],
)
def test_a_state_that_cannot_be_is_none(folder, state):
    made = page(folder, f"project=schedule-only.yaml&page=schedule&state={state}")

    assert made.current.overrides == {}


def test_a_read_only_page_has_nothing_that_saves(folder):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for name in ("overview", "schedule", "inputs"):
        made = page(folder, f"project=schedule-only.yaml&page={name}", read_only=True)
        assert not hasattr(made.current, "saving")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_another_kind_of_page_registers_itself(folder, monkeypatch):
    from scenario.serve import registry

    project = load(folder / "cash-only.yaml")
    kinds(project)
    monkeypatch.setattr(registry, "_KINDS", dict(registry._KINDS))
    kind = register(PageKind("deal", "Deal", "交易", lambda *_: SimpleNamespace(widget=None)))

    assert kinds(project)[-1] is kind
    with pytest.raises(ValueError, match="already"):
        register(kind)


def test_values_are_found_by_words_and_pasted_from_a_sheet(folder):
    made = page(folder, "project=schedule-only.yaml&page=inputs").current
    made.words.value = "staff"
    made.words.value = "duration"
    assert "activities." in made.table.value
    path = next(path for path in re.findall(r"activities\.\w+\.duration", made.table.value))

    made.paste.value = f"{path}\t1,0\n"
    assert "two ways" in made.read.value
    made.paste.value = f"{path}\t12\nnothing.here\t3\n"
    assert "there is no such value" in made.read.value
    made.paste.value = f"{path}\t12\n"

    assert "1 values are read" in made.read.value
    made.saving.name.value = "twelve"
    saved = made.saving.save()
    assert saved is not None
    assert load(saved, scenario="twelve").activities[path.split(".")[1]].duration.most_likely == 12


def test_a_new_project_begins_from_a_template_and_replaces_nothing(folder):
    made = page(folder, "project=schedule-only.yaml&page=inputs").current

    made.new_name.value = "街角"
    assert made.begin() == folder.resolve() / "街角.yaml"
    assert made.begin() is None
    assert "already" in made.begun.value
    made.new_name.value = "../x"
    assert made.begin() is None
    assert "街角.yaml" in names(folder)
