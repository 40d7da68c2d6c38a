import csv
import io

import openpyxl

from .conftest import CASH, RIVERSIDE, SCHEDULE


def test_a_plan_is_told_on_the_page_in_both_languages(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")  # nothing is left out for want of room
    english, chinese = (command("plan", RIVERSIDE, "-n", 20, "--lang", lang) for lang in ("en", "zh"))

    assert english.code == chinese.code == 0
    for part in ("Key-node plan", "Master plan", "Land-use", "Finish P80", "critical path"):
        assert part in english.out
    for part in ("关键节点计划", "主项计划", "责任部门", "前置条件", "关键路径"):
        assert part in chinese.out


def test_csv_goes_to_stdout_alone(command):
    told = command("plan", SCHEDULE, "-n", 20, "--csv", "-", "--level", 1)

    head, *rows = csv.reader(io.StringIO(told.out))
    assert [row[head.index("Activity")] for row in rows] == [
        "Brief agreed", "Acceptance", "New clinic open", "Old floor handed back",
    ]  # fmt: skip


def test_files_hold_what_is_asked_for(command, tmp_path):
    book, table = tmp_path / "plan.xlsx", tmp_path / "plan.csv"

    asked = ("--department", "procurement", "--month", "2026-03")
    told = command("plan", RIVERSIDE, "-n", 20, *asked, "--xlsx", book, "--csv", table)

    assert told.code == 0
    assert openpyxl.load_workbook(book).sheetnames == ["Contents", "Procurement"]
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Month"] for row in rows} == {"2026-03"}
    assert len(rows) >= 2
    assert not list(tmp_path.glob(".*"))


def test_the_critical_path_is_that_of_the_node_that_is_asked_for(command):
    told = command(
        "plan", RIVERSIDE, "-n", 20, "--only", "critical_path", "--node", "sales_launch.p1", "--csv", "-"
    )

    activities = [row["Activity"] for row in csv.DictReader(io.StringIO(told.out))]
    assert "Presale permit (p1)" in activities
    assert "Handover (p1)" not in activities


def test_all_that_cannot_be_used_is_told_at_once_before_anything_runs(command):
    choice = ("--level", 5, "--month", "2026-13", "--critical", 0, "--scenario", "nope")
    told = command("plan", RIVERSIDE, *choice, "--xlsx", "-", "--csv", "no/such/x")

    assert told.code == 2
    assert told.out == ""
    for says in (
        "there is no level 5; 1 to 4 are",
        "'2026-13' is no month; write year and month, such as 2026-05",
        "0 is no share of runs",
        "a workbook cannot go to stdout",
        "there is no folder 'no/such'",
        "there is no scenario 'nope'",
    ):
        assert says in told.err


def test_names_that_the_project_does_not_know_are_told_at_once(command):
    names = ("--department", "procurment", "--only", "permits", "--node", "sales_launch")
    told = command("plan", RIVERSIDE, *names)

    assert told.code == 2
    assert told.out == ""
    for says in ("'procurement'?", "'permit'?", "write sales_launch.p1 or sales_launch.p2"):
        assert says in told.err


def test_a_project_without_activities_has_no_plan(command):
    told = command("plan", CASH)

    assert told.code == 2
    assert "nothing to plan" in told.err
