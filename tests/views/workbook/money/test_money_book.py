"""The most-likely run's money as a workbook of formulas: stored values, recalculation, text."""

import datetime as dt
import re
from collections import Counter

import openpyxl
import pytest

import scenario
from scenario.measures.statement import STATEMENT
from scenario.views.words.wording import Wording
from scenario.views.workbook.money.money_book import NAMES, money_sheets
from scenario.views.workbook.workbook import write_workbook
from tests.views.workbook.money.recalculated import Recalculated, wrong

MADE = dt.date(2026, 1, 1)
COUNTED = {
    "assumptions": 0, "monthly": 800, "quarterly": 948, "annual": 276, "sources": 41, "profit": 26,
    "dated": 194, "returns": 13,
}  # fmt: skip
"""Formula cells of each sheet of the sample: 97 months, 33 quarters, 9 years."""
NO_FLOWS = {
    "tax_shield",
    "free_cash",
    "escrow_balance",
    "loan_balance",
    "contracts",
    "area_sold",
    "sold_at_plan",
}
NASTY = """\
project: {name: "=1+1", start: 2026-01-05, horizon: 12 months, discount_rate: 0.08}
cash:
  - {name: "=1+1", on: 2026-02-10, account: rent, amount: {value: -100, source: "=HYPERLINK(1)"}}
  - {name: "+cmd", on: 2026-09-20, account: sales, amount: 150}
"""
RETURNS = {
    "project_irr", "project_irr_free", "equity_irr", "project_xirr", "equity_xirr", "npv", "net_margin",
    "net_margin_incl_vat", "gross_margin", "profit_on_cost", "equity_multiple", "peak_funding", "peak_equity",
}  # fmt: skip


def book_of(study, path, language="en"):
    say = Wording.of(study, language)
    return write_workbook(path, [], [("", "x")], say, MADE, money_sheets(study, say))


@pytest.fixture(scope="module")
def sample(studies):
    return studies["riverside"]


@pytest.fixture(scope="module", params=["en", "zh"])
def written(request, sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("money") / f"{request.param}.xlsx"
    return book_of(sample, path, request.param), Wording.of(sample, request.param)


def sheet_of(book, key, say):
    return book[say.say(*NAMES[key])]


def by_name(sheet, column):
    return {row[0].value: row[column].value for row in sheet.iter_rows(min_row=4) if row[0].value}


def test_every_total_running_sum_and_return_is_a_formula(written, sample):
    path, say = written
    counted = Counter(sheet for sheet, _ in Recalculated(path).formulas())

    assert {key: counted[say.say(*words)] for key, words in NAMES.items()} == COUNTED


def test_every_formula_recalculated_comes_to_its_stored_value(written):
    assert wrong(written[0]) == []


def test_stored_returns_and_profit_are_those_of_the_study(written, sample):
    path, say = written
    book, likely = openpyxl.load_workbook(path, data_only=True), sample.most_likely

    returns, profit = (by_name(sheet_of(book, key, say), 1) for key in ("returns", "profit"))

    for name in RETURNS:
        assert returns[say.measure(name)] == pytest.approx(float(likely.measure(name)[0]), rel=1e-12)
    for name, _ in STATEMENT:
        assert profit[say.measure(name)] == pytest.approx(float(likely.measure(name)[0]), rel=1e-12)


def test_months_of_each_account_are_those_of_the_ledger(written, sample):
    path, say = written
    sheet = sheet_of(openpyxl.load_workbook(path, data_only=True), "monthly", say)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    told = {name: likely for name in sample.accounts if (likely := sample.most_likely.account(name)[0]).any()}

    for name in set(told) - NO_FLOWS:
        assert any(row[2:] == pytest.approx(told[name].tolist()) for row in rows if row[2] is not None), name


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("quarterly", r"!F(\d+):", r"!G\1:"),
        ("quarterly", r"^=([A-Z]+\d+)\+", r"=\1-"),
        ("annual", r"!F(\d+):", r"!G\1:"),
        ("monthly", r"^=SUM\(C(\d+):", r"=SUM(J\1:"),
        ("monthly", r"^=([A-Z]+\d+)\+([A-Z]+\d+)$", r"=\1-\2"),
        ("monthly", r"\+SUM\(", "-SUM("),
        ("sources", r"^=-'Monthly'!B5$", "=-'Monthly'!B6"),
        ("profit", r"^='Monthly'!B16\+", "='Monthly'!B15+"),
        ("dated", r"-SUM\(.*\)", ""),
        ("returns", r"IRR\('Monthly'!(.*):CU", r"IRR('Monthly'!\1:AK"),
        ("returns", r":([ACD])104", r":\g<1>40"),
        ("returns", r"\+B7$", "-B7"),
        ("returns", r"MIN\(0,'Monthly'!(.*):CU", r"MIN(0,'Monthly'!\1:F"),
    ],
)
def test_a_wrong_range_is_noticed(key, before, after, studies, tmp_path):
    path = book_of(studies["riverside"], tmp_path / "book.xlsx")
    made = Recalculated(path)
    sheet = made.book[NAMES[key][0]]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    touched = [cell for cell in cells if re.search(before, cell.value)]
    for cell in touched:
        cell.value = re.sub(before, after, cell.value)

    noticed = {each[:2] for each in wrong(path, made)}

    assert noticed & {(sheet.title, cell.coordinate) for cell in touched}


def test_nothing_is_missing_between_sources_and_uses(written):
    path, say = written
    sheet = sheet_of(openpyxl.load_workbook(path), "sources", say)
    last = sheet.max_row

    assert sheet.cell(last, 2).data_type == "f"
    assert Recalculated(path).value(sheet.title, f"B{last}") == pytest.approx(0.0, abs=0.01)


def test_assumptions_tell_unit_distribution_and_source(written):
    path, say = written
    rows = sheet_of(openpyxl.load_workbook(path), "assumptions", say).iter_rows(min_row=4, values_only=True)
    hazard = next(row for row in rows if row[6] == "products.absorption.hazard")

    assert hazard[1:6] == (0.14, "fraction a month", "PERT", "0.14 (0.1 … 0.16)", "general practice")


def test_both_charts_are_native(written):
    path, say = written
    book = openpyxl.load_workbook(path)

    assert [len(sheet_of(book, key, say)._charts) for key in ("monthly", "quarterly", "annual")] == [1, 1, 0]


def test_dated_flows_alone_recalculate(studies, tmp_path):
    study = studies["cash-only"]
    path = book_of(study, tmp_path / "cash.xlsx")
    returns = by_name(openpyxl.load_workbook(path)["Returns"], 1)

    assert wrong(path) == []
    assert "XIRR(" in returns["Project XIRR"]
    assert "Equity IRR" not in returns


def test_text_of_the_file_never_becomes_a_formula(tmp_path):
    file = tmp_path / "nasty.yaml"
    file.write_text(NASTY, encoding="utf-8")
    path = book_of(scenario.simulate(scenario.load(file), runs=5), tmp_path / "nasty.xlsx")
    book = openpyxl.load_workbook(path)
    texts = [cell for row in book["Assumptions"].iter_rows() for cell in row if cell.data_type == "s"]

    assert {"=HYPERLINK(1)"} <= {cell.value for cell in texts}
    assert any("=1+1" in cell.value for cell in texts)
    assert not any(sheet == "Assumptions" for sheet, _ in Recalculated(path).formulas())
    assert wrong(path) == []


def test_a_run_that_loses_all_has_no_formula_of_a_rate(tmp_path):
    file = tmp_path / "lost.yaml"
    file.write_text(NASTY.replace("amount: 150", "amount: 0"), encoding="utf-8")
    path = book_of(scenario.simulate(scenario.load(file), runs=5), tmp_path / "lost.xlsx")
    returns = by_name(openpyxl.load_workbook(path)["Returns"], 1)

    assert not str(returns["Project IRR"]).startswith("=")
    assert wrong(path) == []


def test_a_stored_study_writes_the_same(sample, tmp_path):
    sample.save(tmp_path / "study")
    opened = scenario.open_study(tmp_path / "study")
    paths = book_of(sample, tmp_path / "a.xlsx"), book_of(opened, tmp_path / "b.xlsx")

    assert paths[0].read_bytes() == paths[1].read_bytes()
