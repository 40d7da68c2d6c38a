"""Sheets whose totals are formulas: cells, rows and tables, and how one cell names another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from scenario.views.tables.plan_table import Kind

HEAD, FIRST = 2, 3
"""Rows of the column heads and of the first line; above them the title, and what it is of."""


class Formula(NamedTuple):
    """A cell that a spreadsheet reckons: the formula with its equals sign, and what it comes to."""

    text: str
    value: float


LiveCell = str | float | dt.date | Formula | None


class LiveRow(NamedTuple):
    """A row: its cells, what its numbers are, and whether it stands out."""

    cells: tuple[LiveCell, ...]
    kind: Kind = "amount"
    heading: bool = False


class LiveChart(NamedTuple):
    """A chart of some rows of a table, by the places of the rows, over the columns from one to another."""

    title: str
    kind: Literal["line", "column"]
    rows: tuple[int, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A sheet with formulas.

    Attributes
    ----------
    name : of the sheet; formulas of other sheets name it
    title : what it is, in words
    heads : of the columns
    rows : what stands below them
    charts : drawn below the last row
    fixed : columns that stay in view
    """

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[LiveRow]
    charts: Sequence[LiveChart] = ()
    fixed: int = 1


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(98)
    ('A', 'Z', 'AA', 'CU')
    """
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def cell(place: int, column: int) -> str:
    """Return the address of a cell by the place of its row below the heads, and its column, from 0.

    >>> cell(0, 2)
    'C4'
    """
    return f"{letters(column)}{FIRST + place + 1}"


def across(place: int, first: int, last: int) -> str:
    """Return the address of the cells of a row from a column to another.

    >>> across(1, 2, 4)
    'C5:E5'
    """
    return f"{cell(place, first)}:{cell(place, last)}"


def down(first: int, last: int, column: int) -> str:
    """Return the address of the cells of a column from a place to another.

    >>> down(0, 2, 1)
    'B4:B6'
    """
    return f"{cell(first, column)}:{cell(last, column)}"


def on(sheet: str, address: str) -> str:
    """Return an address on another sheet.

    >>> on("Bob's", "B4")
    "'Bob''s'!B4"
    """
    return "'" + sheet.replace("'", "''") + "'!" + address
