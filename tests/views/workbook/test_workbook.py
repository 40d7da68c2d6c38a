"""Workbooks, written and read back by another library."""

import datetime as dt
import json
import os
from pathlib import Path

import openpyxl
import pytest

import scenario
from scenario.analysis.schedule.plan_levels import Choice
from scenario.views.tables.plan_table import PlanTable, TableColumn, TableRow
from scenario.views.tables.planning.planner_sheet import whole_book
from scenario.views.tables.plans import Plans
from scenario.views.words.wording import Wording
from scenario.views.workbook.workbook import sheet_names, write_workbook

GOLDEN = Path(__file__).parent / "golden" / "clinic-plan.json"
"""The plan of the schedule-only sample, 100 runs. SCENARIO_REWRITE=1 writes it anew: read the difference."""
PARAMS = Path(__file__).parents[3] / "params"
MADE = dt.date(2026, 1, 1)
NASTY = """\
project: {name: "=HYPERLINK(1)", start: 2026-01-05}
departments:
  one: {name: "a/b:c*?[d]"}
  two: {name: "A_B_C___D_"}
  three: {name: "a department whose name is longer than a sheet's may be"}
  four: {name: "'quoted'"}
  five: {name: "History"}
  six: {name: "=1+1"}
activities:
  a: {name: "=1+1", duration: 3, level: 1, department: one}
  b: {name: "+cmd", duration: 3, level: 2, department: two, after: [a]}
  c: {name: "-2", duration: 3, level: 3, department: three, after: [a]}
  d: {name: "@SUM(A1)", duration: 3, level: 4, department: four, after: [c]}
  e: {name: "http://example.org", duration: 3, department: five, after: [d]}
  f: {name: "12", duration: 3, department: six, after: [e]}
"""


def book_of(study, path, language="en"):
    plans = Plans(study, language)
    tables = whole_book(plans, Choice())
    notes = [note for note in plans.notes() if note[1] != study.project.fingerprint[:16]]
    write_workbook(path, tables, notes, plans.say, MADE)
    return openpyxl.load_workbook(path), tables


@pytest.fixture(scope="module")
def riverside(studies, tmp_path_factory):
    return book_of(studies["riverside"], tmp_path_factory.mktemp("book") / "riverside.xlsx", "zh")


def plain(value):
    return value.isoformat() if isinstance(value, dt.datetime) else value


def test_the_golden_workbook_reads_back_as_it_was(tmp_path):
    study = scenario.simulate(scenario.load(PARAMS / "schedule-only.yaml"), 100)
    book, _ = book_of(study, tmp_path / "clinic.xlsx")

    read = {
        sheet.title: [[plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }

    if os.environ.get("SCENARIO_REWRITE"):
        lines = ",\n".join(
            f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"
            for name, rows in read.items()
        )
        GOLDEN.write_text(f"{{\n{lines}\n}}\n")
    stored = json.loads(GOLDEN.read_text())
    assert list(read) == list(stored)
    for name, rows in stored.items():
        assert [len(row) for row in read[name]] == [len(row) for row in rows]
        for row, other in zip(read[name], rows, strict=True):
            for cell, expected in zip(row, other, strict=True):
                numbers = isinstance(cell, int | float) and isinstance(expected, int | float)
                assert cell == (pytest.approx(expected, abs=1e-9) if numbers else expected)


def test_one_sheet_a_plan_and_one_a_department_after_the_contents(riverside):
    book, tables = riverside

    assert book.sheetnames[:4] == ["目录", "关键节点计划", "主项计划", "专项计划"]
    assert book.sheetnames[4:] == [
        "运营部", "人力资源部", "开发部", "财务部", "营销部", "客服部", "采招部", "工程部", "总经理",
        "计划工程师表", "横道图", "体检",
    ]  # fmt: skip
    listed = [row[0] for row in book["目录"].iter_rows(values_only=True) if row[0] in book.sheetnames]
    assert listed == book.sheetnames[1:]
    for table, sheet in zip(tables, book.worksheets[1:], strict=True):
        assert sheet.max_row == 3 + len(table.lines)


def test_the_planners_sheet_holds_every_activity_once_with_its_links_and_both_plans(studies, tmp_path):
    study = studies["schedule-only"]
    book, _ = book_of(study, tmp_path / "clinic.xlsx")
    heads, *rows = [
        [plain(cell) for cell in row] for row in book["Planner"].iter_rows(min_row=3, values_only=True)
    ]
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}

    assert list(told) == list(study.ids)
    old = told["old_clinic"]
    assert (old["Predecessors"], old["Successors"]) == ("opening:SF+7", "handback:FS")
    assert (old["Calendar"], old["Most likely [days]"]) == ("continuous", 90)
    for name, row in told.items():
        for plan, dates in (("Critical-path", study.plan_dates), ("Levelled", study.levelled_dates)):
            finish = study.date(dates["finish"][name])
            assert row[f"{plan} plan finish"] == f"{finish}T00:00:00"
        quantiles = [row[f"Finish {share}"] for share in ("P10", "P50", "P80", "P90")]
        assert quantiles == sorted(quantiles)
        assert row["Low [days]"] <= row["Most likely [days]"] <= row["High [days]"]


def test_the_bar_chart_stands_on_the_dates_of_the_plan_that_pages_show(studies, tmp_path):
    study = studies["schedule-only"]
    book, _ = book_of(study, tmp_path / "clinic.xlsx")
    sheet = book["Bar chart"]

    (chart,) = sheet._charts
    first, second = chart.series
    last = 3 + len(study.ids)
    assert sheet["A1"].value == "Bars of the levelled plan"
    assert chart.type == "bar"
    assert chart.grouping == "stacked"
    assert first.val.numRef.f == f"'Bar chart'!$B$4:$B${last}"
    assert second.val.numRef.f == f"'Bar chart'!$D$4:$D${last}"
    assert first.spPr.noFill
    for name, start, finish, days in sheet.iter_rows(min_row=4, max_col=4, values_only=True):
        assert (finish - start).days + 1 == days, name


def test_contents_lead_to_the_sheets_and_back(riverside):
    book, _ = riverside
    places = [cell.hyperlink.location for row in book["目录"].iter_rows() for cell in row if cell.hyperlink]

    assert places == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert all(sheet["A2"].hyperlink.location == "'目录'!A1" for sheet in book.worksheets[1:])


def test_dates_are_dates_shares_are_percent_and_months_are_months(riverside):
    book, tables = riverside

    for table, sheet in zip(tables, book.worksheets[1:], strict=True):
        formats = {"date": "yyyy-mm-dd", "month": "yyyy-mm", "share": "0%"}
        for place, column in enumerate(table.columns, 1):
            for row, line in enumerate(table.lines, 4):
                cell, wanted = sheet.cell(row, place), line.cells[place - 1]
                if wanted is None or wanted == "":
                    assert cell.value is None
                    continue
                assert cell.number_format == formats.get(column.kind, cell.number_format)
                if isinstance(wanted, dt.date):
                    assert cell.is_date
                    assert cell.value == dt.datetime.combine(wanted, dt.time())
                else:
                    assert cell.value == pytest.approx(wanted) if isinstance(wanted, float) else wanted


def test_sheets_can_be_filtered_scrolled_and_printed(riverside):
    book, tables = riverside

    for table, sheet in zip(tables, book.worksheets[1:], strict=True):
        last = openpyxl.utils.get_column_letter(len(table.columns))
        assert sheet.auto_filter.ref == f"A3:{last}{3 + len(table.lines)}"
        names = [sheet.cell(3, place).value for place in range(1, len(table.columns) + 1)]
        frozen = openpyxl.utils.get_column_letter(
            names.index("检查项" if sheet.title == "体检" else "工作项") + 2
        )
        assert sheet.freeze_panes == f"{frozen}4"
        assert sheet.print_title_rows == "$1:$3"
        paper = 8 if sheet.title == "计划工程师表" else 9  # A3, A4
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", paper)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_every_cell_has_room_for_its_text(riverside):
    book, tables = riverside

    for table, sheet in zip(tables, book.worksheets[1:], strict=True):
        for row, line in enumerate(table.lines, 4):
            lines_high = sheet.row_dimensions[row].height / 15
            for place, cell in enumerate(line.cells, 1):
                wide = _width_of(sheet, place)
                needed = sum(2 if ord(c) > 0x2E80 else 1 for c in cell) if isinstance(cell, str) else 10
                assert needed <= wide * lines_high, (sheet.title, cell)


def _width_of(sheet, place):
    return next(d.width for d in sheet.column_dimensions.values() if d.min <= place <= d.max)


def test_text_of_the_project_is_text_whatever_it_begins_with(tmp_path):
    file = tmp_path / "nasty.yaml"
    file.write_text(NASTY)
    book, _ = book_of(scenario.simulate(scenario.load(file), 3), tmp_path / "nasty.xlsx")

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert {"=1+1", "+cmd", "-2", "@SUM(A1)", "http://example.org", "12"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.data_type == "s" for cell in cells if str(cell.value).startswith(("=", "+", "@")))
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]


def test_names_of_sheets_are_such_as_a_spreadsheet_takes(tmp_path):
    file = tmp_path / "nasty.yaml"
    file.write_text(NASTY)
    book, _ = book_of(scenario.simulate(scenario.load(file), 3), tmp_path / "nasty.xlsx")
    names = book.sheetnames

    assert len({name.casefold() for name in names}) == len(names) == 13
    assert all(0 < len(name) <= 31 for name in names)
    assert not [
        name for name in names if set(name) & set("[]:*?/\\") or name.startswith("'") or name == "History"
    ]


def test_many_alike_names_stay_apart():
    names = sheet_names(["x" * 40] * 12)

    assert len(set(names)) == 12
    assert max(map(len, names)) == 31


def test_equal_plans_make_equal_files(studies, tmp_path):
    for name in ("one", "two"):
        book_of(studies["schedule-only"], tmp_path / f"{name}.xlsx")

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_plans_of_nothing_are_an_empty_contents(studies, tmp_path):
    book, tables = book_of(studies["cash-only"], tmp_path / "none.xlsx")

    assert tables == []
    assert book.sheetnames == ["Contents"]


def test_a_workbook_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    bad = PlanTable("x", "x", (TableColumn("activity", "Activity", "date"),), [TableRow((object(),))])

    with pytest.raises((TypeError, AttributeError)):
        write_workbook(tmp_path / "x.xlsx", [bad], [("", "x")], Wording(), MADE)

    assert list(tmp_path.iterdir()) == []
