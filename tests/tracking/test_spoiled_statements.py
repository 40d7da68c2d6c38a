# ruff: noqa: E501 - a case a line
"""Statements that cannot be used: each is told with its place and what to do, and nothing is taken of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scenario.project.problems import ProjectError
from tests.tracking.yard import HEADER, yard

FROM = HEADER + "from: [nodes.csv]\n"
HEAD = "节点,实际开始,实际完成,完成比例,剩余天数,退回次数,备注\n"
CLOSED = HEADER + "closed: 2026-04\n"
LEDGER = "ledger: {2026-02: {equity: 40_000_000, land: -30_000_000}}\n"

YAML: dict[str, tuple[str, str]] = {
    "another form": ("form: scenario-baseline-1\ndata_date: 2026-05-01\n", "begins with form: scenario-actuals-1"),
    "no form": ("data_date: 2026-05-01\n", "begins with form: scenario-actuals-1"),
    "another project": (HEADER.replace("Yard", "Dock"), "it is of 'Dock'"),
    "no data date": ("form: scenario-actuals-1\nproject: Yard\n", "data_date"),
    "a data date that is none": (HEADER.replace("2026-05-01", "soon"), "is no date"),
    "before the project": (HEADER.replace("2026-05-01", "2025-05-01"), "is before the project's start"),
    "an unknown key": (HEADER + "activitys: {}\n", "did you mean 'activities'"),
    "an unknown activity": (HEADER + "activities: {pilling.p1: {started: 2026-03-01}}\n", "there is no activity 'pilling'"),
    "an activity without its phase": (HEADER + "activities: {piles: {started: 2026-03-01}}\n", "piles.p1 or piles.p2"),
    "a phase that is none": (HEADER + "activities: {piles.p3: {started: 2026-03-01}}\n", "there is no phase 'p3'"),
    "a date after the data date": (HEADER + "activities: {award: {finished: 2026-06-01}}\n", "not known yet"),
    "the data date itself": (HEADER + "activities: {award: {finished: 2026-05-01}}\n", "not known yet"),
    "finished before it started": (
        HEADER + "activities: {award: {started: 2026-02-01, finished: 2026-01-20}}\n", "is before it started",
    ),
    "started before the project": (HEADER + "activities: {award: {started: 2025-12-31}}\n", "before the project's"),
    "more than all": (HEADER + "activities: {award: {started: 2026-01-01, done: 1.4}}\n", "done"),
    "a negative remaining": (HEADER + "activities: {award: {started: 2026-01-01, remaining: -3}}\n", "remaining"),
    "remaining of what is finished": (
        HEADER + "activities: {award: {finished: 2026-01-12, remaining: 3}}\n", "it is finished",
    ),
    "two kinds of what is left": (
        HEADER + "activities: {award: {started: 2026-01-02, remaining: 3, done: 0.5}}\n", "keep one",
    ),
    "done of what has not started": (HEADER + "activities: {permit: {done: 0.5}}\n", "write `started` too"),
    "sent back where nobody judges": (
        HEADER + "activities: {award: {started: 2026-01-01, sent_back: 1}}\n", "nobody judges it",
    ),
    "sent back too often": (
        HEADER + "activities: {permit: {started: 2026-02-01, sent_back: 3}}\n", "2 times at most",
    ),
    "sent back before it started": (HEADER + "activities: {permit: {sent_back: 1}}\n", "write `started` too"),
    "not before in the past": (HEADER + "activities: {final: {not_before: 2026-03-01}}\n", "is before the data date"),
    "cancelled under way": (
        HEADER + "activities: {award: {started: 2026-01-02, cancelled: true}}\n", "it was begun",
    ),
    "an unknown risk": (HEADER + "risks: {relic: {happened: true}}\n", "did you mean 'relics'"),
    "a yearly risk once": (HEADER + "risks: {storm: {happened: true}}\n", "decided once a year"),
    "a risk of a run by year": (HEADER + "risks: {relics.p1: {2026: {from: 2026-03-01, days: 3}}}\n", "once a run"),
    "a phase of a risk that has none": (
        HEADER + "risks: {storm.p1: {2026: {from: 2026-03-01, days: 3}}}\n", "is not decided in 'p1'",
    ),
    "an event after the data date": (
        HEADER + "risks: {storm: {2026: {from: 2026-07-03, days: 6}}}\n", "not known yet",
    ),
    "an event of another year": (
        HEADER + "risks: {storm: {2027: {from: 2026-03-03, days: 6}}}\n", "is not in 2027",
    ),
    "presale rules that are none": (HEADER + "regime: legacy\n", "there is no presale regime 'legacy'"),
    "a fall-back that is none": (HEADER + "fallbacks: {crash: taken}\n", "there is no fall-back 'crash'"),
    "a word that is none": (HEADER + "progress: kept\n", "retained"),
    "closed without a ledger": (CLOSED, "write `ledger` too"),
    "a ledger without closing": (HEADER + LEDGER, "write `closed` too"),
    "a month that is none": (HEADER + "closed: 2026-13\n", "closed"),
    "closed after the data date": (HEADER + "closed: 2026-06\n" + LEDGER, "is after the data date"),
    "a month after the closing": (CLOSED + "ledger: {2026-05: {equity: 5}}\n", "is after the last closed month"),
    "a month before the project": (CLOSED + "ledger: {2025-12: {equity: 5}}\n", "before the project's first month"),
    "an account that is none": (CLOSED + "ledger: {2026-02: {equty: 5}}\n", "did you mean 'equity'"),
    "cash that does not add up": (CLOSED + LEDGER + "balances: {free_cash: 9_000_000}\n", "adds up to 10,000,000"),
    "equity that does not add up": (CLOSED + LEDGER + "balances: {equity: 1}\n", "adds up to 40,000,000"),
    "a loan that does not add up": (CLOSED + LEDGER + "balances: {loan: 7}\n", "the ledger adds up to 0.00"),
    "a negative loan": (CLOSED + LEDGER + "balances: {loan: -7}\n", "loan"),
    "escrow of no phase": (CLOSED + LEDGER + "balances: {escrow: {p9: 0}}\n", "there is no phase 'p9'"),
    "more than the stock": (
        CLOSED + LEDGER + "sales: {to_date: {flat.p1: {sold: 9_000, contracts: 1, receipts: 1}}}\n",
        "more than the stock, 8,000",
    ),
    "more received than signed": (
        CLOSED + LEDGER + "sales: {to_date: {flat.p1: {sold: 9, contracts: 1, receipts: 9}}}\n", "came in of contracts",
    ),
    "a product that is none": (
        CLOSED + LEDGER + "sales: {to_date: {flats.p1: {sold: 9, contracts: 1, receipts: 1}}}\n", "did you mean",
    ),
    "negative sales": (
        CLOSED + LEDGER + "sales: {to_date: {flat.p1: {sold: -9, contracts: 1, receipts: 1}}}\n", "sold",
    ),
    "money owed that is not": (
        CLOSED + LEDGER + "sales: {to_date: {flat.p1: {sold: 9, contracts: 90, receipts: 10}},"
        " schedule: [{phase: p1, month: 2026-07, amount: 50}]}\n",
        "buyers of p1 owe 80.00",
    ),
    "money owed in a closed month": (
        CLOSED + LEDGER + "sales: {to_date: {flat.p1: {sold: 9, contracts: 90, receipts: 10}},"
        " schedule: [{phase: p1, month: 2026-03, amount: 80}]}\n",
        "2026-03 is closed",
    ),
    "a market of nothing": (CLOSED + LEDGER + "sales: {market: {ratio: 0}}\n", "ratio"),
    "a cost item that is none": (CLOSED + LEDGER + "cost: {work: {earned: 1}}\n", "did you mean 'works'"),
    "a final amount below what is done": (
        CLOSED + LEDGER + "cost: {works: {earned: 10, final: 5}}\n", "is below what is done already",
    ),
    "paid more than billed": (CLOSED + LEDGER + "cost: {works: {billed: 5, paid: 9}}\n", "more than was billed"),
    "a table elsewhere": (HEADER + "from: [../nodes.csv]\n", "in the folder of the statement or below"),
    "a table that is not there": (HEADER + "from: [other.csv]\n", "there is no file 'other.csv'"),
    "a table of another kind": (HEADER + "from: [nodes.pdf]\n", "no table that can be read"),
    "a mapping that is not there": (FROM + "columns: other.yaml\n", "there is no such file"),
}  # fmt: skip
"""What is wrong with a statement's YAML, and what is said of it."""

CSV: dict[str, tuple[str, str, str]] = {
    "no headers": ("award,2026/1/1\n", "", "no row of headers"),
    "an unknown header": (
        "节点,实际开工日,实际完成\naward,,\n",
        "B1",
        "nobody knows the header '实际开工日'",
    ),
    "a header twice": ("节点,实际开始,actual start\naward,,\n", "C1", "means what B1 does"),
    "a date that is none": (HEAD + "award,2026/13/1,,,,,\n", "B2", "is no date"),
    "a date as words": (HEAD + "award,一月初,,,,,\n", "B2", "is no date"),
    "a date of two digits": (HEAD + "award,26/1/1,,,,,\n", "B2", "is no date"),
    "a share in per cent without its sign": (HEAD + "award,2026/1/1,,40,,,\n", "D2", "write 40% or 0.4"),
    "a share above all": (HEAD + "award,2026/1/1,,140%,,,\n", "D2", "is no share"),
    "days as words": (HEAD + "award,2026/1/1,,,十天,,\n", "E2", "is no number of days"),
    "negative days": (HEAD + "award,2026/1/1,,,-3,,\n", "E2", "is no number of days"),
    "a number of times that is none": (HEAD + "permit,2026/1/1,,,,x,\n", "F2", "is no number of times"),
    "an unknown name": (HEAD + "围墙,2026/1/1,,,,,\n", "A2", "there is no activity '围墙'"),
    "a name of two": (HEAD + "交付,2026/1/1,,,,,\n", "A2", "may be"),
    "a name of two phases": (HEAD + "桩基,2026/3/1,,,,,\n", "A2", "piles.p1 or piles.p2"),
    "a total as a row": (HEAD + "合计,2026/1/1,,,,,\n", "A2", "adds up other rows"),
    "a row of nothing": (HEAD + ",2026/1/1,,,,,\n", "B2", "says no node"),
    "a node twice": (HEAD + "award,2026/1/1,,,,,\n拿地,2026/1/2,,,,,\n", "A3", "stands in row 2 too"),
    "a unit that is none": ("单位：两\n" + HEAD, "A1", "is no unit"),
    "after the data date": (HEAD + "award,2026/5/1,,,,,\n", "", "not known yet"),
    "finished before it started": (HEAD + "award,2026/2/1,2026/1/1,,,,\n", "", "is before it started"),
    "done of what has not started": (HEAD + "award,,,40%,,,\n", "", "write `started` too"),
    "a month that is none": ("月份,股东投入\n2026-13,5\n", "A2", "is no month"),
    "an amount that is none": ("月份,股东投入\n2026-02,五百万\n", "B2", "is no amount"),
    "a month twice": ("月份,股东投入\n2026-02,5\n2026/2,6\n", "A3", "stands in row 2 too"),
    "a total of months": ("月份,股东投入\n合计,5\n", "A2", "adds up other rows"),
    "amounts of no month": ("月份,股东投入\n,5\n", "B2", "says no month"),
    "an empty table": ("\n\n", "", "there is nothing in it"),
}
"""What is wrong with a table, the cell that is named, and what is said of it."""


@pytest.mark.parametrize("case", YAML)
def test_a_statement_that_cannot_be_used_is_told(case: str, tmp_path: Path) -> None:
    text, told = YAML[case]

    with pytest.raises(ProjectError) as error:
        yard(tmp_path, text, HEAD)

    assert told in str(error.value)
    assert all(Path(problem.file).parent == tmp_path for problem in error.value.problems)


@pytest.mark.parametrize("case", CSV)
def test_a_table_that_cannot_be_used_is_told_with_its_cell(case: str, tmp_path: Path) -> None:
    text, cell, told = CSV[case]

    with pytest.raises(ProjectError) as error:
        yard(tmp_path, FROM, text)

    found = [problem for problem in error.value.problems if told in problem.message]
    assert found, str(error.value)
    assert found[0].file.endswith("nodes.csv")
    assert cell in (found[0].path, "") or found[0].message.startswith(f"{cell}:")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x00\x01\x02", "it is no text"),
        ("节点\n".encode() + b"\xff\x80\xff\x81", "neither UTF-8 nor GB 18030"),
        (b"\xff\xfea", "begins as UTF-16"),
    ],
)
def test_a_table_in_an_encoding_of_its_own_is_told(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_bytes(content)

    with pytest.raises(ProjectError, match=told):
        yard(tmp_path, FROM)


def workbook(folder: Path, rows: list[list[Any]], merged: str = "") -> None:
    """Write a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "进度"
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    book.save(folder / "nodes.xlsx")


WORKBOOK = HEADER + "from: [nodes.xlsx]\n"


@pytest.mark.parametrize(
    ("rows", "merged", "told"),
    [
        (
            [["节点", "实际开始"], ["award", "=DATE(2026,1,1)"]],
            "",
            "进度!B2 is a formula without its value",
        ),
        (
            [["节点", "实际开始"], ["award", dt.date(2026, 1, 1)], ["permit", None]],
            "A2:A3",
            "A2:A3 are merged",
        ),
        ([["节点", "实际开始"], ["award", dt.datetime(2026, 1, 1, 9, 30)]], "", "is no date"),
        ([["节点", "完成比例", "实际开始"], ["award", True, dt.date(2026, 1, 1)]], "", "is no share"),
    ],
)
def test_a_workbook_that_cannot_be_used_is_told(
    rows: list[list[Any]], merged: str, told: str, tmp_path: Path
) -> None:
    workbook(tmp_path, rows, merged)

    with pytest.raises(ProjectError, match=told):
        yard(tmp_path, WORKBOOK)


@pytest.mark.parametrize(
    ("entry", "content", "told"),
    [("nodes.xlsx", b"PK\x03\x04 no", "it is no workbook"), ("nodes.xlsx#费用", None, "has no sheet '费用'")],
)
def test_a_workbook_or_sheet_that_is_none_is_told(
    entry: str, content: bytes | None, told: str, tmp_path: Path
) -> None:
    workbook(tmp_path, [["节点", "实际开始"]])
    if content is not None:
        (tmp_path / "nodes.xlsx").write_bytes(content)

    with pytest.raises(ProjectError, match=told):
        yard(tmp_path, HEADER + f"from: [{entry!r}]\n")


def test_all_problems_of_a_statement_and_its_tables_are_told_at_once(tmp_path: Path) -> None:
    table = HEAD + "award,一月,,,,,\n围墙,2026/1/1,,,,,\n"
    statement = FROM + "regime: legacy\nactivities: {final: {not_before: 2026-03-01}}\n"

    with pytest.raises(ProjectError) as error:
        yard(tmp_path, statement, table)

    assert len(error.value.problems) == 4
    assert {Path(problem.file).name for problem in error.value.problems} == {"actuals.yaml", "nodes.csv"}


def test_the_same_thing_with_two_values_is_told(tmp_path: Path) -> None:
    statement = FROM + "activities: {award: {started: 2026-01-02}}\n"

    with pytest.raises(ProjectError, match="started is 2026-01-01 here and 2026-01-02 elsewhere"):
        yard(tmp_path, statement, HEAD + "award,2026/1/1,,,,,\n")


# What can be used --------------------------------------------------------------------------------------


def test_a_table_is_taken_as_an_operations_department_keeps_it(tmp_path: Path) -> None:
    table = (
        "院子 2026年4月\n单位：万元\n" + HEAD + "拿地,2026/1/1,2026年1月12日,,,,按期\n"
        "permit,2026-01-13,2026/2/9,,,1,\n桩基 p1,2026.2.10,,40％,,,\nPiling (p2),2026-02-12 00:00,,,12.5,,\n"
    )
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        (tmp_path / "nodes.csv").write_bytes(table.encode(encoding))

        told = yard(tmp_path, FROM).statement

        assert told is not None
        assert told.activities["award"].finished == dt.date(2026, 1, 12)
        assert told.activities["permit"].sent_back == 1
        assert told.activities["piles.p1"].done == 0.4
        assert told.activities["piles.p2"].started == dt.date(2026, 2, 12)
        assert told.activities["piles.p2"].remaining is not None


def test_a_workbook_is_taken_with_its_dates_and_by_its_sheet(tmp_path: Path) -> None:
    rows = [["节点", "实际开始", "实际完成"], ["award", dt.date(2026, 1, 1), dt.datetime(2026, 1, 10)]]
    workbook(tmp_path, rows)

    told = yard(tmp_path, HEADER + "from: ['nodes.xlsx#进度']\n").statement

    assert told is not None
    assert told.activities["award"].finished == dt.date(2026, 1, 10)


def test_a_mapping_has_columns_accounts_names_and_unit_of_a_house(tmp_path: Path) -> None:
    (tmp_path / "columns.yaml").write_text(
        "form: scenario-columns-1\nheaders: {工序: node, 开工日: started, 完工日: finished, 责任人: ignored}\n"
        "accounts: {'4001 实收资本': equity, '1405 土地': land}\nnodes: {土地摘牌: award}\nunits: 万元\n",
        encoding="utf-8",
    )
    (tmp_path / "ledger.csv").write_text(
        '会计期间,4001 实收资本,1405 土地\n202601,"4,000",（3000）\n', encoding="utf-8"
    )
    statement = CLOSED + "columns: columns.yaml\nfrom: [nodes.csv, ledger.csv]\n"

    told = yard(tmp_path, statement, "工序,责任人,开工日,完工日\n土地摘牌,张,2026/1/1,2026/1/10\n").statement

    assert told is not None
    assert told.activities["award"].started == dt.date(2026, 1, 1)
    assert told.ledger == {"2026-01": {"equity": 40_000_000.0, "land": -30_000_000.0}}


def test_tables_in_any_order_are_one_statement(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("节点,剩余天数\npiles.p1,12\n", encoding="utf-8")
    table = HEAD + "piles.p1,2026/2/10,,,,,\naward,2026/1/1,2026/1/10,,,,\n"

    one = yard(tmp_path, HEADER + "from: [nodes.csv, more.csv]\n", table)
    other = yard(tmp_path, HEADER + "from: [more.csv, nodes.csv]\n", table)

    assert one.statement is not None
    assert other.statement is not None
    assert dict(one.statement.activities) == dict(other.statement.activities)
