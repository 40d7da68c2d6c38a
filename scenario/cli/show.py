"""The one place that prints: pages to stdout, progress to stderr when a person watches."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenario.cli.written import write_text

if TYPE_CHECKING:
    from rich.console import Console

    from scenario.project.values.names import Language
    from scenario.views.tables.table import Table

WIDTH = 100
"""Of a page that goes to a file or a pipe [columns]."""
NARROW = 80
"""A terminal that claims less is not believed: tables would break into single letters [columns]."""

LOADING, COMPILING, SIMULATING = "loading machine code", "compiling, the first time", "simulating"
"""What a bar of progress says is done now."""
BAR = 16
"""Width of the bar itself, so that name, stage, counts and time fit into a narrow terminal [columns]."""

Progress = Callable[[int, int], None]


def console() -> Console:
    """Return a console for stdout; to a file or a pipe it writes plain text."""
    from rich.console import Console

    if not sys.stdout.isatty():
        return Console(
            file=sys.stdout,
            width=piped_width(WIDTH),
            force_terminal=False,
            color_system=None,
            highlight=False,
            markup=False,
        )
    screen = Console(file=sys.stdout, highlight=False, markup=False)
    screen.width = max(NARROW, screen.width)
    return screen


def piped_width(width: int) -> int:
    """Return how wide a page may be that goes to a file or a pipe: `COLUMNS` says so, else as given."""
    asked = os.environ.get("COLUMNS", "")
    return max(NARROW, int(asked)) if asked.isdecimal() else width


def described(path: Path, counts: Mapping[str, int]) -> str:
    """Return what a project file that can be used holds, in one line."""
    words = {
        "activities": ("activity", "activities"),
        "cash": ("cash flow", "cash flows"),
        "targets": ("target", "targets"),
        "scenarios": ("scenario", "scenarios"),
    }
    parts = [(counts[key], one if counts[key] == 1 else many) for key, (one, many) in words.items()]
    told = ", ".join(f"{count} {noun}" for count, noun in parts if count)
    return f"{path}: can be used ({told})"


def print_table(page: Console, table: Table, lang: Language) -> None:
    """Print a table: names to the left, numbers to the right, as many as there is room for."""
    from scenario.cli.grid import Head, Line, print_grid

    if table.rows:
        first, *others = table.columns
        heads = [Head(first, "name"), *map(Head, others)]
        print_grid(page, table.title, heads, [Line(row) for row in table.rows], lang)


def print_notes(page: Console, title: str, notes: Sequence[str]) -> None:
    """Print some sentences under a title, folded."""
    from rich.padding import Padding
    from rich.text import Text

    if notes:
        page.print()
        page.print(Text(title, style="bold"))
    for note in notes:
        page.print(Padding(Text(note), (0, 0, 0, 2), expand=False))


def write_json(data: Any, target: str) -> None:
    """Write data to a file, or to stdout for `-`. Raises ProjectError when the file cannot be written."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_text("--json", target, text)


def as_text(value: Any) -> Any:
    """Return a value as JSON can hold it: dates as text, None for what is missing."""
    from scenario.analysis.schedule.decisive import plain

    return value.isoformat() if isinstance(value, dt.date) else plain(value)


@contextmanager
def progress(what: str) -> Iterator[Progress | None]:
    """Show how far a study has come on stderr; nothing when no person watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.table import Column
    from rich.text import Text

    from scenario.rules.compiled.decorators import told_when_compiling

    class Words(TextColumn):
        def render(self, task: Any) -> Text:
            return Text(self.text_format.format(task=task))

    name = Words("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1))
    stage = Words("{task.fields[stage]}", table_column=Column(no_wrap=True))
    columns = (name, stage, BarColumn(bar_width=BAR), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        task = bars.add_task(what, total=None, stage=LOADING)

        def step(done: int, runs: int) -> None:
            bars.update(task, completed=done, total=runs, stage=SIMULATING)

        with told_when_compiling(lambda: bars.update(task, stage=COMPILING)):
            yield step
