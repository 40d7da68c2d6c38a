"""A plan as a table of typed cells, for a terminal, a CSV file and a workbook alike."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from scenario.views.words.wording import MISSING, Wording

Kind = Literal["text", "date", "month", "days", "length", "share", "level", "percent", "amount", "value"]
"""`length` is days with a decimal."""
Cell = str | float | dt.date | None
"""What a cell holds; None where there is nothing to say."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet that opens a CSV file takes a text that begins so for a formula."""


class TableColumn(NamedTuple):
    """A column of a plan: its key, what it is called, what its cells hold."""

    key: str
    label: str
    kind: Kind


class TableRow(NamedTuple):
    """A row of cells; a heading tells what the rows below it have in common."""

    cells: tuple[Cell, ...]
    heading: bool = False


@dataclass(frozen=True, slots=True)
class PlanTable:
    """One plan.

    Attributes
    ----------
    name : of the sheet
    title : what it is, in words
    columns : what is told of each row
    lines : the rows, and headings between them
    bars : whether a workbook draws each row as a bar, from the second column on as long as the fourth says
    """

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    lines: Sequence[TableRow]
    bars: bool = False

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The rows without their headings."""
        return [line.cells for line in self.lines if not line.heading]

    def only(self, keys: Iterable[str]) -> PlanTable:
        """Return the table with some of its columns, in the order given."""
        known = [column.key for column in self.columns]
        places = [known.index(key) for key in keys if key in known]
        lines = [TableRow(tuple(line.cells[i] for i in places), line.heading) for line in self.lines]
        return PlanTable(self.name, self.title, tuple(self.columns[i] for i in places), lines)


def shown(value: Cell, kind: Kind, say: Wording) -> str:
    """Return a cell as text for a terminal.

    >>> shown(dt.date(2026, 5, 1), "month", Wording()), shown(12.25, "days", Wording())
    ('2026-05', '12')
    """
    if value is None:
        return MISSING if kind in ("date", "share") else ""
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if kind == "month" else value.isoformat()
    if isinstance(value, str):
        return value
    if kind == "share":
        return say.share(float(value))
    return f"{value:.1f}" if kind == "length" else f"{value:.0f}"


def csv_text(tables: Sequence[PlanTable]) -> str:
    """Return plans with the same columns as one CSV text: dates as in ISO 8601, shares as fractions.

    A text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    for table in tables[:1]:
        writer.writerow(column.label for column in table.columns)
    for table in tables:
        for row in table.rows:
            writer.writerow(
                _plain(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)
            )
    return written.getvalue()


def csv_lines(rows: Iterable[Sequence[Cell]]) -> str:
    r"""Return rows as CSV; a text that a spreadsheet would take for a formula is led by an apostrophe.

    >>> csv_lines([["=1", "a, b", -2.0]]).strip()
    '\'=1,"a, b",-2'
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([_plain(cell, "date") for cell in row] for row in rows)
    return written.getvalue()


def _plain(value: Cell, kind: Kind) -> str:
    """Return a cell for a CSV file.

    >>> _plain("=1+1", "text"), _plain(0.5, "share"), _plain(None, "date")
    ("'=1+1", '0.5', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if kind == "month" else value.isoformat()
    return f"{round(float(value), 4):.15g}"
