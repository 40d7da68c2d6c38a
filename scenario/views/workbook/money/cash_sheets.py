"""Cash flow by month, quarter and year: periods are sums over the months of the monthly sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from scenario.views.words.wording import Wording
from scenario.views.workbook.live import Formula, LiveCell, LiveChart, LiveRow, LiveTable, across, on
from scenario.views.workbook.money.cash_lines import COLLECTED, FREE, OWNERS, SUMMED, CashLines, Line

TOTAL, START = 1, 2
"""Columns of the total and of the first month or period."""


class Span(NamedTuple):
    """A quarter or a year: its name, its first month and the one after its last, as places."""

    name: str
    first: int
    end: int


def quarters(months: Sequence[dt.date]) -> list[Span]:
    """Return the calendar quarters of months.

    >>> quarters([dt.date(2026, 2, 1), dt.date(2026, 3, 1), dt.date(2026, 4, 1)])
    [Span(name='2026 Q1', first=0, end=2), Span(name='2026 Q2', first=2, end=3)]
    """
    return _spans([f"{month.year} Q{(month.month + 2) // 3}" for month in months])


def years(months: Sequence[dt.date]) -> list[Span]:
    """Return the calendar years of months."""
    return _spans([str(month.year) for month in months])


def _spans(names: list[str]) -> list[Span]:
    found = []
    for name, group in groupby(range(len(names)), key=lambda place: names[place]):
        places = list(group)
        found.append(Span(name, places[0], places[-1] + 1))
    return found


def monthly_sheet(lines: CashLines, months: Sequence[dt.date], name: str, say: Wording) -> LiveTable:
    """Return the sheet of months: accounts are numbers, all else formulas; with the running sums drawn."""
    heads = [*_heads(say), *(f"{month:%Y-%m}" for month in months)]
    rows = [
        _row(place, line, [_monthly(lines, line, month) for month in range(len(line.values))])
        for place, line in enumerate(lines.lines)
    ]
    drawn = tuple(lines.places[SUMMED + key] for key in (COLLECTED, FREE, OWNERS) if SUMMED + key in lines)
    title = say.say("Running sums of cash", "累计现金流")
    chart = LiveChart(title, "line", drawn, START, START + len(months) - 1)
    told = say.say("Cash flow by month, most-likely run", "月度现金流(最可能情形)")
    return LiveTable(name, f"{told} ({say.currency})", heads, rows, (chart,), START)


def _monthly(lines: CashLines, line: Line, month: int) -> LiveCell:
    value, column = float(line.values[month]), START + month
    if line.kind == "input":
        return value
    if line.kind == "running":
        return Formula(_running(lines, line, column), value)
    assert line.formula is not None
    return Formula(line.formula(column), value)


def _running(lines: CashLines, line: Line, column: int) -> str:
    """Return what was there before plus what moves in a column."""
    before = f"{lines.at(line.key, column - 1)}+" if column > START else ""
    return f"={before}{lines.at(line.of, column)}"


def period_sheet(
    lines: CashLines,
    spans: Sequence[Span],
    names: tuple[str, str],
    title: str,
    say: Wording,
    *,
    chart: str = "",
) -> LiveTable:
    """Return a sheet of quarters or years, in the lines of the monthly one.

    Parameters
    ----------
    lines : CashLines
        The lines
    spans : sequence of Span
        The periods
    names : (str, str)
        Of the sheet, and of the monthly one
    title : str
        In words
    say : Wording
        The language
    chart : str
        Title of a chart of the flows; none without
    """
    heads = [*_heads(say), *(span.name for span in spans)]
    rows = []
    for place, line in enumerate(lines.lines):
        cells = [] if line.kind == "title" else [
            _period(lines, line, (place, column), span, names[1]) for column, span in enumerate(spans, START)
        ]  # fmt: skip
        rows.append(_row(place, line, cells))
    drawn = tuple(lines.places[key] for key in (COLLECTED, FREE, OWNERS) if key in lines)
    charts = (LiveChart(chart, "column", drawn, START, START + len(spans) - 1),) if chart else ()
    return LiveTable(names[0], f"{title} ({say.currency})", heads, rows, charts, START)


def _period(lines: CashLines, line: Line, at: tuple[int, int], span: Span, monthly: str) -> Formula:
    place, column = at
    if line.kind == "running":
        return Formula(_running(lines, line, column), float(line.values[span.end - 1]))
    months = on(monthly, across(place, START + span.first, START + span.end - 1))
    return Formula(f"=SUM({months})", float(line.values[span.first : span.end].sum()))


def _heads(say: Wording) -> list[str]:
    return say.say("Account|Total", "科目|合计").split("|")


def _row(place: int, line: Line, cells: Sequence[LiveCell]) -> LiveRow:
    """Return a row with its total; a running sum has none."""
    total: LiveCell = None
    if line.kind in ("input", "subtotal"):
        summed = across(place, START, START + len(cells) - 1)
        total = Formula(f"=SUM({summed})", float(line.values.sum()))
    return LiveRow((line.name, total, *cells), heading=line.kind in ("title", "subtotal"))
