"""The command `study`: many cases, all that is wrong with them at once, one document."""

import json

import scenario

from .conftest import CASH, RIVERSIDE, SCHEDULE


def test_all_scenarios_are_told_side_by_side(command):
    told = command("study", SCHEDULE, "--all", "-n", "50")

    assert told.code == 0
    assert "2 cases of 50 runs on the same luck, seed 1" in told.out
    assert "Odds against base" in told.out
    assert "one_more_fitter" in told.out


def test_the_dates_of_nodes_that_targets_ask_for_are_told(command):
    told = command("study", SCHEDULE, "--grid", "staff.building=2,3", "-n", "50")
    document = json.loads(command("study", SCHEDULE, "--all", "-n", "50", "--json", "-").out)

    study = scenario.simulate(scenario.load(SCHEDULE, {"staff.building": 2}), 50)
    row = study.node_rows(["handback"])["handback"]
    dates = [study.date(row[share]).isoformat() for share in ("p50", "p80")]
    assert {row["node"] for row in document["nodes"]} == {"opening", "handback"}
    assert "N2 P50" in told.out
    assert any(line.split()[-2:] == dates for line in told.out.splitlines())
    assert f"N2 {study.names['handback'].to('en')}" in told.out


def test_a_grid_is_combined_with_the_scenarios_named(command, tmp_path):
    told = command(
        *("study", CASH, "-s", "base", "-s", "dear_refit", "-n", "40", "--json", "-"),
        *("--grid", "project.discount_rate=0.06:0.10:3", "--out", tmp_path / "kept"),
    )

    document = json.loads(told.out)
    assert told.code == 0
    assert [case["values"]["project.discount_rate"] for case in document["cases"]] == [0.06, 0.08, 0.1] * 2
    assert {row["case"] for row in document["differences"]} == {
        case["case"] for case in document["cases"][1:]
    }
    assert all(row["runs"] == 40 for row in document["odds"])
    assert scenario.open_study(tmp_path / "kept" / "0006-dear_refit").runs == 40


def test_the_page_is_told_in_chinese_too(command):
    told = command("study", RIVERSIDE, "--grid", "land.price=6e8,7.2655e8", "-n", "20", "--lang", "zh")

    assert "2个方案, 各20次同随机数模拟" in told.out
    assert "price 7.2655亿" in told.out


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(command, tmp_path):
    told = command(
        *("study", RIVERSIDE, "-s", "stres", "-n", "0", "--measure", "nvp", "--out", tmp_path / "kept"),
        *("--grid", "land.prise=1:2:2", "--grid", "project.name=1,2", "--set", "x"),
    )

    assert told.code == 2
    assert told.out == ""
    for message in (
        "-n: 0 is less than 1",
        "there is no measure 'nvp'; did you mean 'npv'?",
        "land.prise: there is no 'prise'; did you mean 'price'?",
        "project.name: it does not hold a number",
        "there is no scenario 'stres'; did you mean 'stress'?",
        "x: write --set path=value",
    ):
        assert message in told.err
    assert not (tmp_path / "kept").exists()


def test_what_to_study_must_be_named(command):
    assert "name what to study: --all, --scenario NAME" in command("study", SCHEDULE).err
    assert (
        "--all takes every scenario; leave one out" in command("study", SCHEDULE, "--all", "-s", "base").err
    )


def test_a_folder_of_other_studies_is_refused(command, tmp_path):
    command("study", SCHEDULE, "--all", "-n", "20", "--out", tmp_path / "kept")

    told = command("study", SCHEDULE, "--all", "-n", "30", "--out", tmp_path / "kept")

    assert told.code == 2
    assert "it holds studies of other runs; name a new folder" in told.err
