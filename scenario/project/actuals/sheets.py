"""Tables as rows of cells, each with its place: CSV in the encodings that Excel writes, and workbooks."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST = 20_000_000
"""Larger tables are refused [bytes]."""
MOST_ROWS = 100_000
"""More rows are refused."""
ENCODINGS = ("utf-8-sig", "gb18030")
"""What Excel writes: Unicode with a mark, and the code page of Chinese Windows."""


class TableError(ValueError):
    """A table that cannot be read; says why and what to do."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.message, self.row = message, row


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and its place; `sheet` is empty for CSV."""

    value: Any
    row: int
    column: int
    sheet: str = ""

    @property
    def at(self) -> str:
        """Where it stands, as a workbook says it: `sheet!B7`."""
        letters, rest = "", self.column
        while rest > 0:
            rest, left = divmod(rest - 1, 26)
            letters = chr(65 + left) + letters
        return f"{self.sheet}!{letters}{self.row}" if self.sheet else f"{letters}{self.row}"

    @property
    def text(self) -> str:
        """The value as text, without spaces around it."""
        return "" if self.value is None else str(self.value).strip()


Row = list[Cell]


def rows_of(path: Path, sheet: str | None = None) -> list[Row]:
    """Return the rows of a table that hold anything. Raises TableError.

    Parameters
    ----------
    path : Path
        A file that ends in .csv, .xlsx or .xlsm
    sheet : str, optional
        The sheet of a workbook; the first one by default
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx", ".xlsm"):
        raise TableError(f"'{path.name}' is no table that can be read; save it as .csv or .xlsx")
    if not path.is_file():
        raise TableError(f"there is no file '{path.name}' beside the statement")
    if path.stat().st_size > LARGEST:
        raise TableError(f"the file has more than {LARGEST / 1e6:.0f} MB; keep what the statement needs")
    if ending == ".csv" and sheet is not None:
        raise TableError("a CSV has no sheets; leave the sheet out")
    found = list(_csv_rows(path)) if ending == ".csv" else list(_workbook_rows(path, sheet))
    rows = [row for row in found if any(cell.text for cell in row)]
    if len(rows) > MOST_ROWS:
        raise TableError(f"it has {len(rows):,} rows; at most {MOST_ROWS:,} are read")
    if not rows:
        raise TableError("there is nothing in it; write a row of headers, and rows below it")
    return rows


def _csv_rows(path: Path) -> Iterator[Row]:
    text = _decoded(path.read_bytes())
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), dialect), start=1):
            yield [Cell(value or None, number, column) for column, value in enumerate(row, start=1)]
    except csv.Error as error:
        raise TableError(f"this is no CSV: {error}") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise TableError("it begins as UTF-16 and is not; save it as CSV UTF-8") from None
    if b"\x00" in content:
        raise TableError("it is no text; save it as CSV UTF-8")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("it is neither UTF-8 nor GB 18030 text; save it as CSV UTF-8")


def _workbook_rows(path: Path, sheet: str | None) -> Iterator[Row]:
    """Yield the rows of a sheet: formulas by the values that were saved with them."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, EOFError):
        raise TableError("it is no workbook, or is protected; save it as .xlsx without a password") from None
    if sheet is not None and sheet not in book.sheetnames:
        raise TableError(f"it has no sheet '{sheet}'; it has {', '.join(book.sheetnames)}")
    page = book[sheet] if sheet is not None else book.worksheets[0]
    written = formulas[page.title]
    merged = [str(area) for area in page.merged_cells.ranges if area.min_row != area.max_row]
    if merged:
        raise TableError(f"sheet {page.title}: cells {merged[0]} are merged over rows; unmerge and fill them")
    for number, row in enumerate(page.iter_rows(values_only=True), start=1):
        cells = []
        for column, value in enumerate(row, start=1):
            if value is None and str(written.cell(number, column).value or "").startswith("="):
                message = f"{Cell(None, number, column, page.title).at} is a formula without its value"
                raise TableError(f"{message}; open the file in Excel and save it, or paste values", number)
            cells.append(Cell(_plain(value), number, column, page.title))
        yield cells


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) and value.time() == dt.time() else value
