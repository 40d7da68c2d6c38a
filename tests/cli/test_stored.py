"""Studies in folders, from the command line."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import scenario

from .conftest import CASH, SCHEDULE

KEPT = ("--keep", "measures")


@pytest.fixture
def folder(command, tmp_path):
    """A stored study of 20 runs."""
    assert command("run", SCHEDULE, "-n", "20", "--out", tmp_path / "kept").code == 0
    return tmp_path / "kept"


@pytest.fixture
def flows(command, tmp_path):
    """A stored study of 20 runs that has money only."""
    assert command("run", CASH, "-n", "20", "--out", tmp_path / "flows").code == 0
    return tmp_path / "flows"


def test_a_stored_study_is_told_as_it_was_when_it_ran(command, tmp_path):
    ran = command("run", SCHEDULE, "-n", "20", "--out", tmp_path / "kept")

    opened = command("open", tmp_path / "kept")

    assert (opened.code, opened.err) == (0, "")
    assert opened.out == ran.out
    assert ran.err.endswith(f"Stored in {tmp_path / 'kept'}\n")


def test_the_same_command_again_does_nothing_and_tells_the_same(command, folder):
    def written():
        return {path: path.stat().st_mtime_ns for path in folder.rglob("[!.]*") if path.is_file()}

    before = written()

    again = command("run", SCHEDULE, "-n", "20", "--out", folder)

    assert again.code == 0
    assert written() == before


def test_each_scenario_has_a_folder_of_its_own(command, tmp_path):
    scenarios = ("-s", "base", "-s", "one_more_fitter")

    told = command("run", SCHEDULE, "-n", "20", *scenarios, "--out", tmp_path / "both")

    assert told.code == 0
    assert [scenario.open_study(tmp_path / "both" / name).scenario for name in scenarios[1::2]] == [
        "base",
        "one_more_fitter",
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "the money of each month (--keep cash keeps it)"), ("zh", "未保留")]
)
def test_what_was_not_kept_is_said_plainly(command, tmp_path, language, said):
    told = command("run", CASH, "-n", "20", *KEPT, "--out", tmp_path / "kept", "--lang", language)
    document = json.loads(command("open", tmp_path / "kept", "--json", "-").out)

    assert told.code == 0
    assert said in told.out
    assert (document["keep"], document["not_kept"], document["activities"]) == (
        "measures",
        ["activities"],
        {},
    )


def test_the_document_of_a_run_tells_what_was_kept(command):
    whole, measures = (
        json.loads(command("run", SCHEDULE, "-n", "20", *keep, "--json", "-").out) for keep in ((), KEPT)
    )

    assert whole["activities"]
    assert measures == {**whole, "activities": {}, "keep": "measures", "not_kept": ["activities"]}


def test_asking_for_what_was_not_kept_is_no_failure_of_the_program(command, tmp_path):
    command("run", CASH, "-n", "20", *KEPT, "--out", tmp_path / "kept")

    told = command("open", tmp_path / "kept", "--account", "sales")

    assert told.code == 2
    assert "--keep cash" in told.err
    assert "Traceback" not in told.err


# Opened --------------------------------------------------------------------------------------------------


def test_open_tells_one_measure(command, flows):
    asked = ("open", flows, "--measure", "net_profit")
    study = scenario.open_study(flows)

    document = json.loads(command(*asked, "--json", "-").out)
    rows = list(csv.DictReader(io.StringIO(command(*asked, "--csv", "-").out)))

    assert "Net profit" in command(*asked).out
    assert document["mean"] == study.summary().loc["net_profit", "mean"]
    assert [float(row["net_profit"]) for row in rows] == study.measures["net_profit"].tolist()
    assert {row["status"] for row in rows} == {"ok"}


def test_open_tells_one_account_by_month(command, flows):
    study = scenario.open_study(flows)
    account = study.accounts[0]
    asked = ("open", flows, "--account", account)

    document = json.loads(command(*asked, "--json", "-").out)
    rows = command(*asked, "--run", "3", "--csv", "-").out.splitlines()

    assert "月份" in command(*asked, "--lang", "zh").out
    assert [month["mean"] for month in document["months"]] == study.account(account).mean(axis=0).tolist()
    assert len(rows) == 1 + len(study.months)
    assert all(row.startswith("3,") for row in rows[1:])


def test_open_tells_one_node_and_one_run(command, folder):
    study = scenario.open_study(folder)
    node = study.nodes[-1]

    page = command("open", folder, "--node", node)
    rows = command("open", folder, "--node", node, "--csv", "-").out.splitlines()
    alone = json.loads(command("open", folder, "--run", "7", "--json", "-").out)

    assert study.date(study.node_summary().loc[node, "p80"]).isoformat() in page.out
    assert rows[8] == f"7,{study.days[node][7]!s},{study.date(study.days[node][7])}"
    assert (alone["first_run"], alone["runs"]) == (7, 1)
    assert alone["nodes"][node]["mean"] == study.days[node][7]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--measure", "net_profi"), "--measure: there is no measure 'net_profi'; did you mean"),
        (("--node", "x"), "--node: there is no node 'x'"),
        (("--account", "x"), "--account: there is no account 'x'"),
        (("--run", "20"), "--run: 20 is not among the runs, which are 0 to 19"),
        (("--measure", "npv", "--node", "x"), "--node: cannot be told with --measure"),
        (("--csv", "-"), "--csv: say of what"),
        (("--measure", "npv", "--csv", "-", "--json", "-"), "stdout takes one"),
    ],
)
def test_what_cannot_be_told_is_refused(command, flows, options, complaint):
    told = command("open", flows, *options)

    assert (told.code, told.out) == (2, "")
    assert complaint in told.err


@pytest.mark.parametrize(("done", "code"), [(10, 0), (0, 2)])
def test_open_tells_the_runs_that_are_there_of_a_study_that_was_stopped(command, tmp_path, done, code):
    def interrupt(so_far, _):
        if so_far == done:
            raise KeyboardInterrupt

    with pytest.raises(scenario.StudyInterrupted):
        scenario.simulate(scenario.load(SCHEDULE), 40, chunk=10, out=tmp_path / "kept", progress=interrupt)

    told = command("open", tmp_path / "kept")

    assert told.code == code
    assert ("10 of 40 runs are there" if done else "no run is stored yet") in told.err
    assert ("10 runs, seed 1" in told.out) == bool(done)


@pytest.mark.parametrize("spoil", ["nothing", "manifest", "part", "file"])
def test_what_is_not_a_study_is_refused_without_a_traceback(command, folder, spoil):
    if spoil == "nothing":
        folder = folder / "measures"
    elif spoil == "manifest":
        path = folder / "manifest.json"
        path.write_text(path.read_text().replace('"seed": 1', '"seed": 2'))
    elif spoil == "part":
        next((folder / "measures").iterdir()).write_bytes(b"PAR1")
    else:
        folder = folder / "manifest.json"

    told = command("open", folder)

    assert (told.code, told.out) == (2, "")
    assert told.err
    assert "Traceback" not in told.err
    assert "The program failed" not in told.err


def test_another_study_is_refused_with_the_difference_named(command, folder):
    told = command("run", SCHEDULE, "-n", "20", "--seed", "2", "--out", folder, "--set", "staff.building=9")

    assert (told.code, told.out) == (2, "")
    assert "seed: 1 there, 2 now" in told.err
    assert "project.staff.building: 2 there, 9 now" in told.err


def noted(folder):
    """What is noted as stored so far."""
    journal = folder / "journal.jsonl"
    return journal.read_text() if journal.exists() else ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_ctrl_c_tells_the_leading_runs_and_the_same_command_goes_on(command, tmp_path):
    folder, argv = tmp_path / "kept", ("run", SCHEDULE, "-n", "12000", "--engine", "simpy", "--workers", "2")
    program = [sys.executable, "-m", "scenario.cli", *argv, "--out", str(folder)]

    with subprocess.Popen(
        program,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        while '{"first": 0,' not in noted(folder):
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    again = command(*argv, "--out", folder)

    assert process.returncode == 130
    assert "runs were finished and are stored" in err
    assert "New clinic open by" in out
    assert "Traceback" not in err
    assert again.code == 0
    assert again.out == command(*argv).out
