"""Packs: project files that come with the package, extended by name from anywhere."""

from __future__ import annotations

import pytest

from scenario.data import data
from scenario.project import ProjectError, load
from scenario.project.files.packs import FOLDERS, no_pack, packs

HEAD = "project: {name: Elsewhere, start: 2026-01-05}\n"
WORK = "activities: {design: {duration: 20, calendar: office}}\n"


@pytest.fixture
def write(tmp_path):
    def written(text, name="elsewhere.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_pack_is_extended_by_name_from_any_folder(write):
    project = load(write("extends: [cn-calendars]\n" + HEAD + WORK))

    assert project.calendars["office"].holidays == "CN"
    assert project.extends == ("cn-calendars",)


def test_the_file_wins_over_a_pack_and_a_later_pack_over_an_earlier_one(write):
    write("staff: {development: 7, finance: 8}\n", "our/staff.yaml")

    project = load(
        write("extends: [cn-calendars, cn-departments, our/staff.yaml]\nstaff: {finance: 9}\n" + HEAD + WORK)
    )

    assert (project.staff["development"], project.staff["finance"]) == (7, 9)


def test_a_file_below_the_project_may_extend_a_pack(write):
    write("extends: cn-calendars\n", "our/calendars.yaml")

    assert "office" in load(write("extends: our/calendars.yaml\n" + HEAD + WORK)).calendars


def test_what_is_wrong_in_a_pack_is_told_by_its_name(write):
    text = refusal(write("extends: [cn-calendars, risk-register]\n" + HEAD + WORK))

    assert text.startswith("pack risk-register: ")


def test_an_unknown_pack_is_told_with_what_there_is(write):
    text = refusal(write("extends: [cn-taxs]\n" + HEAD + WORK))

    assert "line 1: extends: there is no pack 'cn-taxs'; did you mean 'cn-tax'?" in text
    assert "a file of your own is written with its ending: cn-taxs.yaml" in text
    assert "there are cn-calendars, cn-departments" in no_pack("germany")


def test_a_pack_is_not_reached_by_a_path_out_of_the_folder(write):
    text = refusal(write(f"extends: ['{data('params', 'packs', 'cn-tax.yaml')}']\n" + HEAD + WORK))

    assert "leads out of the project's folder" in text
    assert "name packs without ending" in text


def test_no_two_packs_share_a_name():
    files = [path for folder in FOLDERS for path in data("params", folder).glob("*.yaml")]

    assert len(packs()) == len(files) > 0


def refusal(path) -> str:
    with pytest.raises(ProjectError) as error:
        load(path)
    return str(error.value)
