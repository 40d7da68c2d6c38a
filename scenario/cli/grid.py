"""Tables on a terminal: names stay whole; what there is no room for is dropped from the right, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from scenario.project.values.names import Language

if TYPE_CHECKING:
    from rich.console import Console

LONGEST_NAME = 40
"""A longer name goes on in the next line where room is short [columns]."""
NARROWEST_TEXT = 16
"""Other text goes on in the next line from here on, where room is short [columns]."""
GAP = 2
"""Between columns: padding, and the blank that parts them [columns]."""


class Head(NamedTuple):
    """A column: what it is called, and whether it holds names, other text or numbers."""

    label: str
    kind: str = "number"


class Line(NamedTuple):
    """A row of cells as text."""

    cells: Sequence[str]
    bold: bool = False


class Room(NamedTuple):
    """How wide the columns are that fit, and how many do not [columns]."""

    widths: list[int]
    dropped: int


def print_grid(
    page: Console, title: str, heads: Sequence[Head], lines: Sequence[Line], lang: Language
) -> None:
    """Print a table under its title; below it, which columns there was no room for."""
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    room = fitting(heads, lines, page.width)
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, GAP - 1, 0, 0))
    shown = len(room.widths)
    for head, width in zip(heads, room.widths, strict=False):
        justify = "right" if head.kind == "number" else "left"
        grid.add_column(Text(head.label), justify=justify, width=width, overflow="fold")  # type: ignore[arg-type]
    for line in lines:
        cells = (Text(cell) for cell in line.cells[:shown])
        grid.add_row(*cells, style="bold" if line.bold else None)
    page.print()
    page.print(Text(title, style="bold"))
    page.print(grid)
    if room.dropped:
        page.print(Text(no_room([head.label for head in heads[shown:]], lang), style="dim"))


def no_room(labels: Sequence[str], lang: Language) -> str:
    """Return which columns are not shown.

    >>> no_room(["Float", "Marks"], "en")
    'No room here for: Float, Marks.'
    """
    if lang == "zh":
        return f"此宽度未列出: {'、'.join(labels)}。"
    return f"No room here for: {', '.join(labels)}."


def fitting(heads: Sequence[Head], lines: Sequence[Line], room: int) -> Room:
    """Return how wide the columns become in so much room; at least two of them stay.

    >>> fitting([Head("Name", "name"), Head("P50"), Head("P80")], [Line(["Launch", "12", "15"])], 15)
    Room(widths=[6, 3], dropped=1)
    """
    bounds = [_bounds(head, [line.cells[at] for line in lines]) for at, head in enumerate(heads)]
    kept = len(heads)
    while kept > 2 and sum(least for least, _ in bounds[:kept]) + GAP * (kept - 1) > room:
        kept -= 1
    widths = [least for least, _ in bounds[:kept]]
    spare = room - sum(widths) - GAP * (kept - 1)
    if spare < 0:
        widths[0] = max(NARROWEST_TEXT, widths[0] + spare)
    for at in range(kept):
        more = max(0, min(spare, bounds[at][1] - widths[at]))
        widths[at] += more
        spare -= more
    return Room(widths, len(heads) - kept)


def _bounds(head: Head, cells: Sequence[str]) -> tuple[int, int]:
    """Return how wide a column must be, and would be with all on one line; Chinese takes two a character."""
    from rich.cells import cell_len

    widest = max((cell_len(cell) for cell in cells), default=0)
    word = max((cell_len(word) for word in head.label.split()), default=0)
    whole = max(widest, cell_len(head.label))
    if head.kind == "name":
        return max(min(widest, LONGEST_NAME), word), whole
    if head.kind == "text":
        return max(min(widest, NARROWEST_TEXT), word), whole
    return max(widest, word), whole
