"""Writes sheets with formulas; text is always written as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from scenario.views.workbook.live import FIRST, HEAD, Formula, LiveCell, LiveChart, LiveTable

WIDE, TALL = 960, 340
"""Of a chart [pixels]."""
COLOURS = ("#2F6690", "#C8553D", "#6B8F71")


def write_live(
    book: Any, sheet: Any, table: LiveTable, look: Callable[..., Any], width: Callable[[str], float]
) -> None:
    """Write a table with its formulas and charts into an open sheet.

    Parameters
    ----------
    book, sheet : open workbook and sheet
    table : LiveTable
        What is written
    look : callable
        Returns a format of cells
    width : callable
        Returns how wide a text is [characters]
    """
    for column, head in enumerate(table.heads):
        sheet.write_string(HEAD, column, head, look(head=True))
        sheet.set_column(column, column, _wide(table, column, width))
    for place, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            kind = "text" if isinstance(cell, str) else "date" if isinstance(cell, dt.date) else row.kind
            _write(sheet, FIRST + place, column, cell, look(kind=kind, heading=row.heading, grid=True))
    sheet.freeze_panes(FIRST, table.fixed)
    sheet.repeat_rows(0, HEAD)
    for number, chart in enumerate(table.charts):
        _chart(book, sheet, table, chart, FIRST + len(table.rows) + 1 + 19 * number)


def _write(sheet: Any, row: int, column: int, cell: LiveCell, look: Any) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.text, look, cell.value)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, look)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), look)
    else:
        sheet.write_number(row, column, cell, look)


def _wide(table: LiveTable, column: int, width: Callable[[str], float]) -> float:
    """Return a width that shows every cell of a column, text folded where it is long [characters]."""
    found = [width(table.heads[column])]
    for row in table.rows:
        cell = row.cells[column] if column < len(row.cells) else None
        if isinstance(cell, str):
            found.append(min(width(cell), 46.0))
        elif isinstance(cell, dt.date):
            found.append(11.0)
        elif cell is not None:
            number = cell.value if isinstance(cell, Formula) else cell
            found.append(1.1 * len(f"{number:,.0f}") if row.kind == "amount" else 10.0)
    return max(found) + 2.0


def _chart(book: Any, sheet: Any, table: LiveTable, chart: LiveChart, below: int) -> None:
    drawn = book.add_chart({"type": chart.kind})
    for place, colour in zip(chart.rows, COLOURS, strict=False):
        row = FIRST + place
        shape = (
            {"line": {"color": colour, "width": 1.75}}
            if chart.kind == "line"
            else {"fill": {"color": colour}}
        )
        drawn.add_series(
            {"name": [table.name, row, 0],
             "categories": [table.name, HEAD, chart.first, HEAD, chart.last],
             "values": [table.name, row, chart.first, row, chart.last], **shape}
        )  # fmt: skip
    drawn.set_title({"name": chart.title, "overlay": False, "name_font": {"size": 12}})
    drawn.set_x_axis({"label_position": "low", "num_font": {"size": 8, "rotation": -45}})
    drawn.set_y_axis({"num_format": "#,##0", "num_font": {"size": 8}, "major_gridlines": {"visible": True}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": WIDE, "height": TALL})
    sheet.insert_chart(below, 0, drawn)
