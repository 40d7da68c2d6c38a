"""A planner's schedule becomes a project file: each construct by hand, what is refused, and the command."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import scenario
from scenario.analysis.exchange.imports import Import, import_schedule
from scenario.cli.main import main
from scenario.exchange.source import SourceError
from scenario.model.project_plan import compile_plan
from scenario.study.dates import date_of, start_date_of
from tests.exchange.xer import link, task, write

FILES = Path(__file__).parent / "files"


def made(path: Path, *tasks: dict[str, str], links: tuple[dict[str, str], ...] = (), **how: Any) -> Import:
    """Import a file of some rows."""
    return import_schedule(write(path / "harbour.xer", list(tasks), list(links), **how))


def row(found: Import, name: str) -> dict[str, Any]:
    """Return an activity of the project file that was made."""
    data: dict[str, Any] = found.made.data["activities"][name]
    return data


def dates(project: scenario.Project, name: str) -> tuple[dt.date | None, dt.date | None]:
    """Return start and finish of an activity in the most-likely plan."""
    table, first = compile_plan(project).timetable, project.project.start
    i = table.ids.index(name)
    return start_date_of(table.planned_start[i], first), date_of(table.planned_finish[i], first)


def test_an_activity_keeps_its_id_name_and_calendar(tmp_path: Path) -> None:
    found = made(tmp_path, task("10", 40, task_name="基坑支护 (north)"))

    assert row(found, "a_10") == {
        "name": "基坑支护 (north)",
        "source": "A-10",
        "duration": 5.0,
        "calendar": "five_days",
    }
    assert found.made.data["calendars"] == {"five_days": {"week": "mon-fri"}}
    assert dates(found.project, "a_10") == (dt.date(2026, 3, 2), dt.date(2026, 3, 6))


@pytest.mark.parametrize(
    ("kind", "hours", "written"),
    [
        ("PR_FS", 0, "a_1"),
        ("PR_FS", 16, "a_1+2 five_days"),
        ("PR_SS", 8, "a_1:SS+1 five_days"),
        ("PR_FF", -4, "a_1:FF-0.5 five_days"),
        ("PR_SF", 0, "a_1:SF"),
    ],
)
def test_links_keep_kind_lag_and_the_calendar_of_the_lag(
    kind: str, hours: float, written: str, tmp_path: Path
) -> None:
    found = made(tmp_path, task("1", 40), task("2", 8), links=(link("1", "2", kind, hours),))

    assert row(found, "a_2")["after"] == [written]


@pytest.mark.parametrize(
    ("kind", "at", "key", "day"),
    [
        ("CS_MSOA", "2026-03-10 08:00", "not_before", dt.date(2026, 3, 10)),
        ("CS_MSOA", "2026-03-10 16:00", "not_before", dt.date(2026, 3, 11)),
        ("CS_MEOA", "2026-03-10 16:00", "finish_not_before", dt.date(2026, 3, 10)),
        ("CS_MSOB", "2026-03-10 08:00", "start_not_after", dt.date(2026, 3, 10)),
        ("CS_MEOB", "2026-03-10 16:00", "finish_not_after", dt.date(2026, 3, 10)),
        ("CS_MSO", "2026-03-10 08:00", "start_on", dt.date(2026, 3, 10)),
        ("CS_MEO", "2026-03-10 16:00", "finish_on", dt.date(2026, 3, 10)),
    ],
)
def test_constraints_become_dates(kind: str, at: str, key: str, day: dt.date, tmp_path: Path) -> None:
    found = made(tmp_path, task("1", 8, cstr_type=kind, cstr_date=at))

    assert row(found, "a_1")[key] == day


def test_milestones_and_hammocks_are_told_apart(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        task("1", 40),
        task("2", 0, task_type="TT_Mile"),
        task("3", 0, task_type="TT_FinMile"),
        task("4", 80, task_type="TT_LOE"),
        links=(
            link("1", "2"),
            link("1", "3"),
            link("1", "4", "PR_SS"),
            link("3", "4", "PR_FF"),
            link("4", "3"),
        ),
    )

    assert row(found, "a_2")["milestone"] == "start"
    assert row(found, "a_3")["milestone"] == "finish"
    assert found.made.data["hammocks"] == {
        "a_4": {"name": "Work 4", "source": "A-4", "from": ["a_1:start"], "to": ["a_3"]}
    }
    assert [note.matter for note in found.made.notes.all] == ["link_of_hammock"]
    assert dates(found.project, "a_2")[1] == dt.date(2026, 3, 9)  # Monday morning
    assert dates(found.project, "a_3")[1] == dt.date(2026, 3, 6)  # Friday evening


def test_a_statement_tells_what_is_done_and_what_is_left(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        task("1", 40, status_code="TK_Complete", act_start_date="2026-03-02 08:00",
             act_end_date="2026-03-05 16:00"),
        task("2", 40, status_code="TK_Active", act_start_date="2026-03-06 08:00", remain_drtn_hr_cnt="24"),
        task("3", 8),
        links=(link("1", "2"), link("2", "3")),
        at="2026-03-06 16:00",
    )  # fmt: skip

    assert found.made.statement == {
        "form": "scenario-actuals-1",
        "project": "HBR",
        "data_date": dt.date(2026, 3, 7),
        "activities": {
            "a_1": {"started": dt.date(2026, 3, 2), "finished": dt.date(2026, 3, 5)},
            "a_2": {"started": dt.date(2026, 3, 6), "remaining": 3.0},
        },
    }
    assert dates(found.project, "a_1") == (dt.date(2026, 3, 2), dt.date(2026, 3, 5))
    assert dates(found.project, "a_2") == (dt.date(2026, 3, 6), dt.date(2026, 3, 11))
    assert dates(found.project, "a_3") == (dt.date(2026, 3, 12), dt.date(2026, 3, 12))


def test_no_date_stands_in_the_file_that_nobody_set(tmp_path: Path) -> None:
    found = import_schedule(FILES / "residential.mspdi.xml")

    set_by_people = sum(len(each.constraints) for each in found.made.source.tasks)
    written = sum(isinstance(value, dt.date) for each in found.made.data["activities"].values()
                  for value in each.values())  # fmt: skip
    assert written == set_by_people == 0


def test_a_predecessor_ten_days_longer_moves_its_successors_as_the_rules_of_the_source_do(
    tmp_path: Path,
) -> None:
    rows = [task("1", 40), task("2", 16), task("3", 8)]
    links = (link("1", "2"), link("2", "3", "PR_FS", 8))
    before = dates(made(tmp_path, *rows, links=links).project, "a_3")
    rows[0] = task("1", 120)

    after = made(tmp_path, *rows, links=links)

    assert before == (dt.date(2026, 3, 12), dt.date(2026, 3, 12))
    assert dates(after.project, "a_3") == (dt.date(2026, 3, 26), dt.date(2026, 3, 26))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"cstr_type": "CS_MANDSTART", "cstr_date": "2026-03-10 08:00"}, "--mandatory as_soft"),
        (
            {"status_code": "TK_Complete", "act_start_date": "2026-03-02 08:00",
             "act_end_date": "2026-04-02 16:00"},
            "the actual finish 2026-04-02 16:00 of A-1 is after the data date",
        ),
        ({"status_code": "TK_Complete", "act_start_date": "2026-03-02 08:00"}, "has no actual finish"),
    ],
)  # fmt: skip
def test_what_breaks_logic_or_is_not_known_yet_is_refused_with_its_row(
    values: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError) as error:
        made(tmp_path, task("1", 8, **values), at="2026-03-20 08:00")

    assert "TASK, row 10: " in str(error.value)
    assert told in str(error.value)


def test_mandatory_dates_may_be_made_bounds(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xer", [task("1", 8, cstr_type="CS_MANDSTART", cstr_date="2026-03-10 08:00")], []
    )

    found = import_schedule(path, mandatory="as_soft")

    assert row(found, "a_1")["start_on"] == dt.date(2026, 3, 10)


def test_links_to_what_is_not_in_the_file_are_dropped_and_told(tmp_path: Path) -> None:
    found = made(tmp_path, task("1", 8), links=(link("99", "1"),))

    assert "after" not in row(found, "a_1")
    assert [(note.matter, note.code) for note in found.made.notes.all] == [("link_to_nothing", "A-1")]


@pytest.mark.parametrize(("name", "rows"), [("residential.mspdi.xml", 89), ("bid.mspdi.xml", 15)])
def test_the_plan_shows_the_dates_that_the_tool_stored(name: str, rows: int) -> None:
    found = import_schedule(FILES / name)

    for field in ("early_start", "early_finish", "late_start", "late_finish"):
        assert found.agreement.of(field) == (rows, rows)  # type: ignore[arg-type]
    assert found.agreement.is_good


def test_stored_dates_that_no_rule_gives_are_told_so(tmp_path: Path) -> None:
    found = made(
        tmp_path, task("1", 40, early_start_date="2026-05-04 08:00", early_end_date="2026-05-08 16:00")
    )

    assert found.agreement.share == 0.0
    assert [each.cause for each in found.agreement.rows] == ["not_reckoned"]
    assert not found.agreement.is_good


# The command --------------------------------------------------------------------------------------------


def test_the_command_writes_files_that_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(
        tmp_path / "harbour.xer",
        [task("1", 40, early_start_date="2026-03-02 08:00", early_end_date="2026-03-06 16:00")],
        [],
    )

    code = main(["import", str(path), "--out", str(tmp_path / "out"), "--json", str(tmp_path / "j")])

    written = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert code == 0
    assert written == ["harbour.actuals.yaml", "harbour.import.csv", "harbour.notes.md", "harbour.yaml"]
    project = scenario.load(tmp_path / "out/harbour.yaml", actuals=tmp_path / "out/harbour.actuals.yaml")
    assert dates(project, "a_1") == (dt.date(2026, 3, 2), dt.date(2026, 3, 6))
    assert json.loads((tmp_path / "j").read_text())["share"] == 1.0
    assert "Early finish" in capsys.readouterr().out


def test_nothing_is_replaced_unless_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "harbour.xer", [task("1", 40)], [])
    (tmp_path / "harbour.yaml").write_text("mine")

    assert main(["import", str(path), "--out", str(tmp_path)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert (tmp_path / "harbour.yaml").read_text() == "mine"
    assert not (tmp_path / "harbour.notes.md").exists()
    assert main(["import", str(path), "--out", str(tmp_path), "--replace"]) == 0


def test_check_writes_nothing_and_fails_below_99_in_100(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [task("1", 40, early_start_date="2026-05-04 08:00", early_end_date="2026-05-08 16:00")]
    path = write(tmp_path / "harbour.xer", rows, [])

    assert main(["import", str(path), "--check", "--lang", "zh"]) == 2
    assert "多数所存日期与文件自身规则不符" in capsys.readouterr().out.replace("\n", "").replace(" ", "")
    assert [file.name for file in tmp_path.iterdir()] == ["harbour.xer"]


def test_a_file_of_several_projects_asks_which(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(FILES / "two-projects.xer"), "--check"]) == 2
    assert "say --project ID with one of 5442" in capsys.readouterr().err
    assert main(["import", str(FILES / "two-projects.xer"), "--check", "--project", "5494"]) == 0


def test_a_damaged_file_is_told_with_table_and_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.xer", [task("1", 8, task_type="TT_Taxi")], [])

    assert main(["import", str(path), "--out", str(tmp_path / "out")]) == 2
    assert "table TASK, line 10: task_type is 'TT_Taxi'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_gbk_names_are_shown_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.xer", [task("1", 8, task_name="主体结构施工")], [], encoding="cp936")

    assert main(["import", str(path), "--out", str(tmp_path)]) == 0
    assert "name: 主体结构施工" in (tmp_path / "a.yaml").read_text(encoding="utf-8")
