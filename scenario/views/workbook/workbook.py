"""The plans in one workbook: contents, key nodes, master plan, special plans, a sheet a department.

Text of the project is written as text, whatever it begins with; dates are dates of the spreadsheet.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from scenario.disk.whole import write_document
from scenario.views.tables.plan_table import Cell, Kind, PlanTable, TableRow
from scenario.views.words.wording import Wording
from scenario.views.workbook.live import FIRST, HEAD, LiveTable
from scenario.views.workbook.live_writer import write_live

LONGEST_NAME = 31
"""A spreadsheet takes no longer sheet names, and counts in UTF-16 [units of 16 bits]."""
FORBIDDEN = "[]:*?/\\"
"""Characters that a sheet name may not hold."""
WIDEST = {"waits": 58.0, "activity": 46.0, "marks": 34.0, "before": 58.0, "after": 58.0}
"""Where columns fold their text [characters]; others are as wide as their widest cell."""
INK, PALE, LINE = "#1F2D3D", "#E3ECF4", "#C6CCD3"
A4, A3 = 9, 8
"""Paper sizes in a workbook's own numbering."""
MANY = 20
"""From so many columns on a sheet is printed on the larger paper [columns]."""
BAR = 20
"""Height of a bar of a chart with the room around it [pixels]."""
FORMATS: dict[Kind, str] = {
    "date": "yyyy-mm-dd",
    "month": "yyyy-mm",
    "days": "#,##0",
    "length": "#,##0.0",
    "share": "0%",
    "level": "0",
    "text": "@",
    "percent": "0.0%",
    "amount": "#,##0;[Red]-#,##0",
    "value": "#,##0.00##;[Red]-#,##0.00##",
}
FACES = {"en": "Arial", "zh": "Microsoft YaHei"}
"""Fonts that spreadsheet programs have; Chinese falls back to the machine's own where they lack it."""


def write_workbook(
    path: Path,
    tables: Sequence[PlanTable],
    notes: Sequence[tuple[str, str]],
    say: Wording,
    made: dt.date,
    live: Sequence[LiveTable] = (),
) -> Path:
    """Write plans to a workbook and return its path; the file is there whole or not at all.

    Where Excel holds the file that is there, the workbook is written beside it: see the path.

    Parameters
    ----------
    path : Path
        The file; one that is there is replaced
    tables : sequence of PlanTable
        One sheet each, after the contents
    notes : sequence of (str, str)
        What the plans are of, for the contents: name and value
    say : Wording
        The language
    made : date
        The day the file says it was made; a given one makes equal plans equal files
    live : sequence of LiveTable
        Sheets with formulas, one each, after the others
    """
    import xlsxwriter

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, {**options, "in_memory": True}) as book:
        book.set_properties({"created": dt.datetime.combine(made, dt.time())})
        _Writer(book, say).write(tables, notes, live)
    return write_document(path, content.getvalue())


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Return names that a workbook takes: short, without forbidden characters, no two alike.

    >>> sheet_names(["a/b", "A_b", "'quoted'", "", "History"])
    ['a_b', 'A_b 2', 'quoted', 'Sheet', 'History_']
    """
    names: list[str] = []
    for text in wanted:
        clean = "".join("_" if c in FORBIDDEN or ord(c) < 32 else c for c in text).strip(" '")
        clean = {"": "Sheet", "history": f"{clean}_"}.get(clean.casefold(), clean)
        name, number = _cut(clean, LONGEST_NAME).rstrip(" '"), 1
        while name.casefold() in (other.casefold() for other in names):
            number += 1
            name = f"{_cut(clean, LONGEST_NAME - len(str(number)) - 1).rstrip()} {number}"
        names.append(name)
    return names


def _cut(text: str, units: int) -> str:
    """Return so much of a text as takes this many units of UTF-16; no character is cut in two.

    >>> _cut("ab𠮷𠮷", 5)
    'ab𠮷'
    """
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


class _Writer:
    """Writes sheets into an open workbook."""

    def __init__(self, book: Any, say: Wording) -> None:
        self.book, self.say = book, say
        self.looks: dict[tuple[Any, ...], Any] = {}

    def write(
        self, tables: Sequence[PlanTable], notes: Sequence[tuple[str, str]], live: Sequence[LiveTable]
    ) -> None:
        contents = self.say.say("Contents", "目录")
        told: list[PlanTable | LiveTable] = [*tables, *live]
        names = sheet_names([contents, *(table.name for table in told)])
        if names[len(names) - len(live) :] != [table.name for table in live]:
            raise ValueError(f"sheets that formulas name cannot be called so: {[each.name for each in live]}")
        sheets = [self.book.add_worksheet(name) for name in names]
        self._contents(sheets[0], names, told, notes)
        for sheet, table in zip(sheets[1:], told, strict=True):
            if isinstance(table, PlanTable):
                self._plan(sheet, table, names[0])
            else:
                self._page(sheet, table.name, A3 if len(table.heads) >= MANY else A4)
                self._title(sheet, table.title, names[0])
                write_live(self.book, sheet, table, self._look, width)

    def _title(self, sheet: Any, title: str, contents: str) -> None:
        sheet.write_string(0, 0, title, self._look(bold=True, size=14))
        back = self.say.say("Back to the contents", "返回目录")
        sheet.write_url(1, 0, _inside(contents), self._look(colour="#2F6690", underline=True), back)

    # The first sheet ------------------------------------------------------------------------------

    def _contents(
        self,
        sheet: Any,
        names: Sequence[str],
        tables: Sequence[PlanTable | LiveTable],
        notes: Sequence[tuple[str, str]],
    ) -> None:
        self._page(sheet, names[0])
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, notes[0][1] if notes else names[0], self._look(bold=True, size=14))
        for row, (name, value) in enumerate(notes[1:], 1):
            sheet.write_string(row, 0, name, self._look(colour="#6B7785"))
            sheet.write_string(row, 1, value, self._look())
        top = len(notes) + 1
        heads = self.say.say("Sheet|What it holds|Rows", "工作表|内容|行数").split("|")
        for column, head in enumerate(heads):
            sheet.write_string(top, column, head, self._look(head=True))
        for row, (name, table) in enumerate(zip(names[1:], tables, strict=True), top + 1):
            sheet.write_url(row, 0, _inside(name), self._look(colour="#2F6690", underline=True), name)
            sheet.write_string(row, 1, table.title, self._look())
            sheet.write_number(row, 2, len(table.rows), self._look(kind="days"))
        labels = [*names[1:], *(name for name, _ in notes[1:])]
        sheet.set_column(0, 0, max(14.0, *(width(text) for text in labels)) + 2)
        told = [*(table.title for table in tables), *(value for _, value in notes[1:])]
        sheet.set_column(1, 1, min(90.0, max(20.0, *(width(text) for text in told)) + 2))
        sheet.set_column(2, 2, 10)

    # A plan ---------------------------------------------------------------------------------------

    def _plan(self, sheet: Any, table: PlanTable, contents: str) -> None:
        self._page(sheet, table.name, A3 if len(table.columns) >= MANY else A4)
        last = len(table.columns) - 1
        self._title(sheet, table.title, contents)
        widths = column_widths(table)
        for column, (head, wide) in enumerate(zip(table.columns, widths, strict=True)):
            sheet.write_string(HEAD, column, head.label, self._look(head=True))
            sheet.set_column(column, column, wide)
        sheet.set_row(HEAD, 15.0 * _most_lines([head.label for head in table.columns], widths) + 3)
        for row, line in enumerate(table.lines, FIRST):
            self._line(sheet, row, line, table)
            texts = [cell if isinstance(cell, str) else "" for cell in line.cells]
            sheet.set_row(row, 15.0 * _most_lines(texts, widths) + 2)
        sheet.autofilter(HEAD, 0, FIRST + len(table.lines) - 1, last)
        keys = [column.key for column in table.columns]
        sheet.freeze_panes(FIRST, keys.index("activity") + 1)
        sheet.repeat_rows(0, HEAD)
        sheet.print_area(0, 0, FIRST + len(table.lines) - 1, last)
        if table.bars:
            self._bars(sheet, table)
        if "critical" in keys:
            at = keys.index("critical")
            shade = {"type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0,
                     "max_value": 1, "min_color": "#FFFFFF", "max_color": "#E2B27F"}  # fmt: skip
            sheet.conditional_format(FIRST, at, FIRST + len(table.lines) - 1, at, shade)

    def _bars(self, sheet: Any, table: PlanTable) -> None:
        """Draw each row as a bar from its start on, beside the rows: names down, dates along the top."""
        first, last = FIRST, FIRST + len(table.lines) - 1
        starts = [cell for row in table.rows if isinstance(cell := row[1], dt.date)]
        ends = [cell for row in table.rows if isinstance(cell := row[2], dt.date)]
        names, own = [sheet.name, first, 0, last, 0], table.columns
        chart = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        hidden = {"none": True}
        chart.add_series(
            {"name": own[1].label, "categories": names, "values": [sheet.name, first, 1, last, 1],
             "fill": hidden, "border": hidden, "gap": 40}
        )  # fmt: skip
        chart.add_series(
            {"name": own[3].label, "categories": names, "values": [sheet.name, first, 3, last, 3],
             "fill": {"color": "#2F6690"}}
        )  # fmt: skip
        font = {"name": FACES[self.say.language], "size": 8, "color": INK}
        chart.set_title({"name": table.title, "overlay": False, "name_font": {**font, "size": 12}})
        chart.set_legend(hidden)
        chart.set_y_axis({"reverse": True, "num_font": font, "interval_unit": 1})
        chart.set_x_axis(
            {"min": _serial(min(starts)), "max": _serial(max(ends)) + 1, "num_format": "yyyy-mm",
             "num_font": font, "major_unit": _apart(min(starts), max(ends)), "label_position": "high",
             "major_gridlines": {"visible": True, "line": {"color": LINE}}}
        )  # fmt: skip
        chart.set_size({"width": 1100, "height": 120 + BAR * len(table.rows)})
        sheet.insert_chart(HEAD, len(own) + 1, chart)
        sheet.print_area(0, 0, max(last, HEAD + 8 + ceil((BAR * len(table.rows)) / 20)), len(own) + 19)

    def _line(self, sheet: Any, row: int, line: TableRow, table: PlanTable) -> None:
        for place, (column, cell) in enumerate(zip(table.columns, line.cells, strict=True)):
            self._cell(sheet, row, place, cell, self._look(kind=column.kind, heading=line.heading, grid=True))

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), look)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, look)
        else:
            sheet.write_number(row, column, cell, look)

    def _page(self, sheet: Any, name: str, paper: int = A4) -> None:
        sheet.set_paper(paper)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{name.replace('&', '&&')}&R&P / &N")

    def _look(
        self,
        kind: Kind = "text",
        *,
        head: bool = False,
        heading: bool = False,
        grid: bool = False,
        bold: bool = False,
        size: int = 10,
        colour: str = INK,
        underline: bool = False,
    ) -> Any:
        """Return a cell's format; equal ones are one."""
        key = (kind, head, heading, grid, bold, size, colour, underline)
        if key not in self.looks:
            look = {
                "font_name": FACES[self.say.language],
                "font_size": size,
                "font_color": colour,
                "valign": "top",
            }
            if kind != "text":
                look |= {
                    "num_format": FORMATS[kind],
                    "align": "center" if kind in ("date", "month") else "right",
                }
            else:
                look |= {"text_wrap": grid or head}
            if bold or head or heading:
                look["bold"] = True
            if head or heading:
                look["bg_color"] = INK if head else PALE
            if head:
                look |= {"font_color": "#FFFFFF", "valign": "vcenter"}
            if grid:
                look |= {"bottom": 1, "bottom_color": LINE}
            if underline:
                look["underline"] = 1
            self.looks[key] = self.book.add_format(look)
        return self.looks[key]


def _serial(date: dt.date) -> int:
    """Return a date as spreadsheets count it, where charts take no dates.

    >>> _serial(dt.date(2026, 1, 1))
    46023
    """
    return (date - dt.date(1899, 12, 30)).days


def _apart(first: dt.date, last: dt.date) -> float:
    """Return the distance of the lines of a time axis: whole months of a mean length [days]."""
    return 30.4375 * max(1, round((last - first).days / 30.4375 / 14))


def _inside(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"internal:'{quoted}'!A1"


def width(text: str) -> float:
    """Return how wide a text is in a cell; Chinese takes about two [characters]."""
    return sum(2.1 if ord(c) > 0x2E80 else 1.08 for c in text)


def column_widths(table: PlanTable) -> list[float]:
    """Return widths that show every cell, folded where it is long [characters]."""
    found = []
    for place, column in enumerate(table.columns):
        texts = [cell for line in table.lines if isinstance(cell := line.cells[place], str)]
        widest = max((width(text) for text in texts), default=0.0)
        least = {"date": 11.5, "month": 9.0, "text": 8.0}.get(column.kind, 8.0)
        limit = WIDEST.get(column.key, 40.0)
        found.append(max(least, min(widest, limit), _longest_word(column.label)) + 1.5)
    return found


def _longest_word(label: str) -> float:
    """Return how wide a head must be at least: it is folded between words, and has a filter's arrow."""
    return max(width(word) for word in label.split()) + 2.5 if ord(label[0]) < 0x2E80 else width(label) + 2.5


def _most_lines(texts: Sequence[str], widths: Sequence[float]) -> int:
    """Return how many lines the tallest cell of a row takes [lines]."""
    return (
        max((ceil(1.08 * width(text) / wide) for text, wide in zip(texts, widths, strict=True)), default=1)
        or 1
    )
