"""Returns: IRR, XIRR with dates, present value, margins and peaks, as formulas over the months."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from scenario.analysis.trace.parts import parts_of
from scenario.measures import MEASURES
from scenario.views.tables.plan_table import Kind
from scenario.views.words.wording import MISSING
from scenario.views.workbook.live import Formula, LiveCell, LiveRow, LiveTable, across, cell, down, on
from scenario.views.workbook.money.cash_lines import COLLECTED, FREE, OWNERS, SUMMED
from scenario.views.workbook.money.cash_sheets import START
from scenario.views.workbook.money.statements import CENT, SHARES, Statements

RATES = {"project_irr": COLLECTED, "project_irr_free": FREE, "equity_irr": OWNERS}
DATED = {"project_xirr": 2, "equity_xirr": 3}
"""Rates of dated flows, with their columns on the sheet of these."""
PEAKS = {"peak_funding": FREE, "peak_equity": OWNERS}


class DatedSheet(NamedTuple):
    """The dated flows as a sheet, and the first row of each column in which something flows."""

    table: LiveTable
    firsts: dict[int, int]


def dated_sheet(made: Statements) -> DatedSheet:
    """Return flows by day: what keeps its day as numbers; the rest of a month, at its end, by formula."""
    say, inputs = made.say, made.inputs
    columns = [key for key in (COLLECTED, OWNERS) if key in made.lines]
    own = [inputs.dated.amounts[0], *([inputs.dated_owners[0]] if len(columns) > 1 else [])]
    own_days, ends = inputs.dated.days[0], inputs.month_ends - 1.0
    month_of = np.minimum(np.searchsorted(ends, own_days, side="left"), len(ends) - 1)
    rows: list[LiveRow] = []
    start = made.study.project.project.start
    on_day, at_end = say.say("On its own day", "按实际日期"), say.say("Rest of the month", "当月其余")
    for month, end in enumerate(ends):
        first = len(rows)
        for k in np.argsort(own_days, kind="stable"):
            if month_of[k] == month and any(abs(flows[k]) > 0.0 for flows in own):
                day = start + dt.timedelta(days=round(min(own_days[k], end)))
                rows.append(LiveRow((day, on_day, *(float(flows[k]) for flows in own))))
        cells = [
            _rest(
                made,
                key,
                START + month,
                (first, len(rows) - 1, column),
                float(flows[month_of == month].sum()),
            )
            for column, (key, flows) in enumerate(zip(columns, own, strict=True), 2)
        ]
        rows.append(LiveRow((start + dt.timedelta(days=round(end)), at_end, *cells)))
    heads = say.say("Date|What|Project|Shareholders", "日期|内容|项目|股东").split("|")[: 2 + len(columns)]
    title = say.say("Flows with their days, for XIRR", "按日期的现金流(用于XIRR)")
    table = LiveTable(made.names["dated"], f"{title} ({say.currency})", heads, rows)
    return DatedSheet(table, {column: _first(rows, column) for column in range(2, 2 + len(columns))})


def _rest(made: Statements, key: str, column: int, own: tuple[int, int, int], dated: float) -> Formula:
    """Return what of a month has no day of its own; `own` are the rows that have, and their column."""
    first, last, at = own
    taken = f"-SUM({down(first, last, at)})" if last >= first else ""
    month = on(made.names["monthly"], made.lines.at(key, column))
    return Formula(f"={month}{taken}", float(made.lines[key].values[column - START]) - dated)


def _first(rows: list[LiveRow], column: int) -> int:
    """Return the first row in which something flows: a spreadsheet's XIRR wants it first."""
    for place, row in enumerate(rows):
        found = row.cells[column]
        amount = found.value if isinstance(found, Formula) else found
        if isinstance(amount, float) and abs(amount) > CENT:
            return place
    return 0


class ReturnsSheet:
    """Builds the sheet of returns."""

    def __init__(self, made: Statements, dated: DatedSheet) -> None:
        self.made, self.dated, self.say = made, dated, made.say
        self.rows: list[LiveRow] = []

    def table(self) -> LiveTable:
        """Return the sheet."""
        say, there = self.say, self.made.study.measure_names
        worth = self._worth() if "npv" in there else None
        self._title("Rates of return", "收益率")
        for name, key in RATES.items():
            if name in there:
                self._add(name, self._irr(key, self.made.value(name)))
        for name, column in DATED.items():
            if name in there:
                self._add(name, self._xirr(column, self.made.value(name)))
        self._title("Worth, margins and peaks", "净现值、利润率与峰值")
        if worth is not None:
            self._add("npv", worth)
        for name in SHARES:
            if name in there:
                self._add(name, f"={self.made.formula(name)}")
        for name, key in PEAKS.items():
            if name in there:
                self._add(name, f"=-MIN(0,{self._months(SUMMED + key)})")
        heads = say.say("Measure|Value|Unit", "指标|数值|单位").split("|")
        title = say.say("Returns, most-likely run", "收益指标(最可能情形)")
        return LiveTable(self.made.names["returns"], title, heads, self.rows)

    def _title(self, en: str, zh: str) -> None:
        self.rows.append(LiveRow((self.say.say(en, zh), None, None), heading=True))

    def _add(self, name: str, text: str) -> None:
        """Add a measure; one that has no value in this run has no formula either."""
        say, unit, value = self.say, MEASURES[name].unit, self.made.value(name)
        status = self.made.likely.status(name)[0]
        shown: LiveCell = Formula(text, value) if status in ("ok", "rate") else MISSING
        told = (
            say.currency if unit.is_amount else "%" if unit.name == "fraction" else say.say(unit.en, unit.zh)
        )
        kind: Kind = "amount" if unit.is_amount else "percent" if unit.name == "fraction" else "value"
        self.rows.append(LiveRow((say.measure(name), shown, told), kind))

    def _worth(self) -> str:
        """Add what present value is reckoned with, and return its formula."""
        say, inputs = self.say, self.made.inputs
        beside = float(parts_of("npv", inputs).beside["days_in_month"][0])
        self._title("Reckoned with", "计算参数")
        given: tuple[tuple[str, float, str, Kind], ...] = (
            (say.say("Discount rate", "折现率"), float(inputs.term("discount_rate")[0]), "%", "percent"),
            (say.say("Month zero", "起算月"), float(inputs.month_zero[0]), say.say("month", "月"), "days"),
            (say.say("Days within the month", "月内日期差"), beside, say.currency, "amount"),
        )
        at = len(self.rows)
        for name, value, unit, kind in given:
            self.rows.append(LiveRow((name, value if np.isfinite(value) else MISSING, unit), kind))
        rate, zero, days = (cell(at + k, 1) for k in range(3))
        flows = self._months(COLLECTED)
        return f"=NPV((1+{rate})^(1/12)-1,{flows})*(1+{rate})^((1+{zero})/12)+{days}"

    def _months(self, key: str) -> str:
        line = self.made.lines[key]
        place = self.made.lines.places[key]
        return on(self.made.names["monthly"], across(place, START, START + len(line.values) - 1))

    def _irr(self, key: str, value: float) -> str:
        """Return the rate a month, made one a year; a spreadsheet seeks it from near where it is."""
        near = (1.0 + value) ** (1.0 / 12.0) - 1.0 if np.isfinite(value) else 0.01
        return f"=(1+IRR({self._months(key)},{near:.4f}))^12-1"

    def _xirr(self, column: int, value: float) -> str:
        near = max(round(value, 4), -0.9999) if np.isfinite(value) else 0.1
        first, last = self.dated.firsts[column], len(self.dated.table.rows) - 1
        name = self.dated.table.name
        flows, days = on(name, down(first, last, column)), on(name, down(first, last, 0))
        return f"=XIRR({flows},{days},{near})"
