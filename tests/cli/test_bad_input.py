import re
from dataclasses import replace
from pathlib import Path

import pytest

from scenario.analysis.study import Study, study_of
from scenario.project import load
from scenario.study.settings import RunSettings

from .conftest import CASH, RIVERSIDE, SCHEDULE


def test_every_problem_is_told_at_once(command, tmp_path):
    spoiled = tmp_path / "spoiled.yaml"
    spoiled.write_text(
        "project: {name: x, start: 2026-01-05}\nactivities: {a: {duration: -1}, b: {after: [c]}}\n"
    )

    told = command(
        "run",
        spoiled,
        "-n",
        "0",
        "--seed",
        "-1",
        "--workers",
        "0",
        "--json",
        tmp_path / "no" / "x.json",
        "--set",
        "foo",
    )

    assert told.code == 2
    assert told.out == ""
    for text in (
        "-n: 0 is less than 1",
        "--seed: -1",
        "--workers: 0",
        "there is no folder",
        "write --set path=value",
    ):
        assert text in told.err
    assert re.search(r"line 2: activities\.a\.duration", told.err)
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["run", "nowhere.yaml"], "there is no such file"),
        (["run", "."], "this is a folder"),
        (["run"], "Missing argument"),
        (["run", SCHEDULE, "-n", "many"], "valid integer"),
        (["run", SCHEDULE, "-n", "1.5"], "valid integer"),
        (["run", SCHEDULE, "-n", "100000001"], "more than 100,000,000"),
        (["run", SCHEDULE, "--seed", "18446744073709551616"], "more than"),
        (["run", SCHEDULE, "--lang", "fr"], "--lang"),
        (["run", SCHEDULE, "--cluster", "node7"], "--cluster: 'node7' is no address"),
        (["run", SCHEDULE, "--scenario", "one_more_fiter"], "did you mean 'one_more_fitter'?"),
        (["run", SCHEDULE, "-s", "base", "-s", "base"], "named twice"),
        (["run", SCHEDULE, "--set", "staff.bilding.x=1"], "--set"),
        (["run", SCHEDULE, "--set", "staff.building=two"], "'two' is no number"),
        (["run", SCHEDULE, "--json", "."], "name a file"),
        (["run", SCHEDULE, "--out", SCHEDULE], "is a file; name a folder"),
        (["run", SCHEDULE, "--bogus"], "No such option"),
        (["bogus"], "No such command"),
        (["compare", SCHEDULE], "name the scenarios to compare"),
        (["compare", SCHEDULE, "-s", "base"], "name another"),
        (["report", SCHEDULE, "--template", "bord"], "did you mean 'board'?"),
        (["report", SCHEDULE, "--template", "../board"], "there is no report template"),
        (["report", SCHEDULE, "--to", "odt"], "--to"),
        (["check", CASH, "nowhere.yaml"], "nowhere.yaml: 1 value cannot be used"),
    ],
)
def test_what_cannot_be_used_is_told_with_a_remedy(command, argv, said):
    told = command(*argv)

    assert told.code == 2
    assert said in told.err
    assert "Traceback" not in told.err


def test_a_folder_that_holds_something_is_not_written_to(command, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    told = command("run", SCHEDULE, "-n", "10", "--out", tmp_path)

    assert told.code == 2
    assert "there is something already, and no study; name a new folder" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_every_scenario_is_checked_before_the_first_run(command, tmp_path):
    text = "project: {name: x, start: 2026-01-05}\nactivities: {a: {duration: 5}}\n"
    text += "overrides: {slow: {activities.a.duration: -5}}\nscenarios: {late: [slow]}\n"
    (tmp_path / "x.yaml").write_text(text)

    told = command("run", tmp_path / "x.yaml", "-n", "10")

    assert told.code == 2
    assert "late" in told.err
    assert told.out == ""


def test_no_name_can_colour_or_move_the_terminal(command, tmp_path):
    (tmp_path / "x.yaml").write_text(
        'project: {name: "a\\e[31mb [red]c[/red]", start: 2026-01-05}\n'
        "activities: {a: {duration: 5, level: 1}}\n"
    )

    told = command("run", tmp_path / "x.yaml", "-n", "10")

    assert told.code == 0
    assert "\x1b" not in told.out
    assert "[red]c[/red]" in told.out


def test_ctrl_c_tells_of_the_runs_that_were_finished(command, monkeypatch):
    from scenario.cli import studies

    def stopped(project, settings: RunSettings, out: Path | None) -> Study:
        def stop(done: int, runs: int) -> None:
            if done >= 250:
                raise KeyboardInterrupt

        return study_of(project, replace(settings, workers=1, keep="cash", progress=stop))

    monkeypatch.setattr(studies, "simulated", stopped)

    told = command("run", SCHEDULE, "-n", "1000")

    assert told.code == 130
    assert told.err.splitlines() == ["250 of 1,000 runs were finished.", "Stopped."]
    assert "250 runs, seed 1" in told.out


def test_a_failure_of_the_program_is_one_line_and_exit_1(command, monkeypatch):
    from scenario.cli import studies

    def broken(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr(studies, "simulated", broken)

    told = command("run", SCHEDULE, "-n", "10")

    assert told.code == 1
    assert told.err.startswith("The program failed: RuntimeError: boom")


def test_values_set_by_hand_hold_in_every_scenario(command):
    told = command("run", RIVERSIDE, "-n", "10", "--set", "land.price=cheap")

    assert told.code == 2
    assert told.err.count("'cheap' is no number") == 1
    assert load(RIVERSIDE).land is not None
