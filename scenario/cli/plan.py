"""The command `plan`: the four plan levels as tables, as CSV and as a workbook."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from scenario.cli.arguments.buffers import BufferPage
from scenario.cli.arguments.nodes import no_activities, unknown_nodes
from scenario.cli.arguments.options import Lang, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    from rich.console import Console

    from scenario.analysis.schedule.plan_levels import Choice
    from scenario.project.sections.root import Project
    from scenario.views.tables.plan_table import PlanTable
    from scenario.views.tables.plans import Plans

Level = Annotated[
    int | None,
    typer.Option("--level", metavar="N", help="1 key nodes, 2 master, 3 special plans, 4 monthly plans."),
]
Department = Annotated[
    str | None,
    typer.Option("--department", metavar="NAME", help="Of this department alone, month by month."),
]
Month = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help="What is worked on in this month.")
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="CONTROL",
        help="What is watched as key_node, weak_point, cross_department, critical_path, revenue, permit or"
        " checkpoint (a quality stop or gate); repeated, as any of them.",
    ),
]
Node = Annotated[
    str | None,
    typer.Option(
        "--node", metavar="NODE", help="Floats count to this. Default: the last node that a target names."
    ),
]
Often = Annotated[
    float,
    typer.Option("--critical", metavar="SHARE", help="Critical in this share of runs: on the critical path."),
]
Csv = Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Write the plan as CSV; - is stdout.")]
Xlsx = Annotated[str | None, typer.Option("--xlsx", metavar="FILE", help="Write the plans as one workbook.")]
ON_SCREEN = ("month", "activity", "work", "start_p50", "plan_finish", "finish_p50", "finish_p80", "float",
             "critical", "owner", "waits", "marks")  # fmt: skip
"""The columns for which a terminal has room; files hold all."""
PROMISED = 0.8
"""The odds for which the page tells buffers: those of its dates at P80."""
WIDE = 165
"""Of a page with plans that goes to a file or a pipe [columns]."""


def plan(
    what: ProjectOptions,
    how: RunOptions,
    level: Level = None,
    department: Department = None,
    month: Month = None,
    only: Only = None,
    node: Node = None,
    critical: Often = 0.5,
    csv: Csv = None,
    xlsx: Xlsx = None,
    lang: Lang = "en",
) -> None:
    """Write the plans: key nodes, master, special and monthly plans, with dates at P50 and P80.

    Without a choice the page shows key nodes and the master plan, the CSV file every activity once, and the
    workbook all plans: a sheet each, and one a department with what each month brings.
    """
    first_day, problems = _month(month)
    settings = how.settings(problems)
    problems += [*unwritable_file("--csv", csv), *_unwritable_book(xlsx)]
    if level is not None and level not in (1, 2, 3, 4):
        problems.append(Problem(COMMAND_LINE, None, "--level", f"there is no level {level}; 1 to 4 are"))
    if not 0 < critical <= 1:
        message = f"{critical:g} is no share of runs; write one above 0 and up to 1, such as 0.5"
        problems.append(Problem(COMMAND_LINE, None, "--critical", message))
    project = what.chosen(problems).projects[0]
    problems = [
        *no_activities(what.file, project, "nothing to plan; `scenario run` tells the odds of dated flows"),
        *_no_control(only or []),
        *_no_department(project, department),
        *unknown_nodes(project, [node] if node is not None else []),
    ]
    if problems:
        raise ProjectError(problems)
    from scenario.analysis.schedule.plan_levels import CONTROLS, LEVELS, Choice
    from scenario.cli.studies import simulated
    from scenario.views.tables.plans import Plans

    reasons = tuple(name for name in CONTROLS if name in (only or ()))
    choice = Choice(LEVELS if level is None else (level,), department, first_day, reasons)
    plans = Plans(simulated(project, settings), lang, node, critical)
    _tell(plans, choice, csv, xlsx)


def _tell(plans: Plans, choice: Choice, csv: str | None, xlsx: str | None) -> None:
    from scenario.cli.show import console

    if csv is not None:
        _write_csv(plans, choice, csv)
    if xlsx is not None:
        _write_book(plans, choice, Path(xlsx))
    if csv != "-":
        _print(console(), plans, choice)


# Out ------------------------------------------------------------------------------------------------


def _print(page: Console, plans: Plans, choice: Choice) -> None:
    from rich.text import Text

    from scenario.cli.show import piped_width, print_notes

    tables = plans.on_page(choice)
    page.width = page.width if page.is_terminal else piped_width(WIDE)
    page.print()
    page.print(Text(plans.words.heading(), style="bold"))
    page.print(Text(plans.words.luck()))
    for table in tables:
        _print_plan(page, plans, table)
    if not tables:
        page.print(Text(plans.say.say("No activity is so.", "没有符合条件的工作项。")))
    buffers = BufferPage.of(plans.study, PROMISED)
    print_notes(page, plans.say.say("Buffers", "缓冲"), buffers.lines(plans.say))
    page.print()


def _print_plan(page: Console, plans: Plans, table: PlanTable) -> None:
    from scenario.cli.grid import Head, Line, print_grid
    from scenario.views.tables.plan_table import shown

    table = table.only(ON_SCREEN)
    heads = [
        Head(
            column.label,
            "name" if column.key == "activity" else "text" if column.kind == "text" else "number",
        )
        for column in table.columns
    ]
    lines = []
    for line in table.lines:
        cells = zip(table.columns, line.cells, strict=True)
        blank = line.heading
        texts = [
            "" if blank and cell is None else shown(cell, column.kind, plans.say) for column, cell in cells
        ]
        lines.append(Line(texts, line.heading))
    print_grid(page, table.title, heads, lines, plans.language)


def _write_csv(plans: Plans, choice: Choice, target: str) -> None:
    from scenario.cli.written import EXCEL_MARK, write_text
    from scenario.views.tables.plan_table import csv_text

    write_text("--csv", target, csv_text(plans.in_csv(choice)), EXCEL_MARK)


def _write_book(plans: Plans, choice: Choice, path: Path) -> None:
    from scenario.cli.written import tell_path, told
    from scenario.views.tables.planning.planner_sheet import whole_book
    from scenario.views.workbook.workbook import write_workbook

    with told("--xlsx", path):
        made = plans.study.project.project.start
        tell_path(path, write_workbook(path, whole_book(plans, choice), plans.notes(), plans.say, made))


# In -------------------------------------------------------------------------------------------------


def _unwritable_book(path: str | None) -> list[Problem]:
    if path == "-":
        return [Problem(COMMAND_LINE, None, "--xlsx", "a workbook cannot go to stdout; name a file")]
    return unwritable_file("--xlsx", path)


def _month(text: str | None) -> tuple[dt.date | None, list[Problem]]:
    if text is None:
        return None, []
    if re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", text):
        return dt.date.fromisoformat(f"{text}-01"), []
    message = f"'{text}' is no month; write year and month, such as 2026-05"
    return None, [Problem(COMMAND_LINE, None, "--month", message)]


def _no_control(names: list[str]) -> list[Problem]:
    from scenario.project.sections.activities import Control

    known = ("key_node", "critical_path", *get_args(Control))
    return [
        Problem(COMMAND_LINE, None, "--only", unknown("control", name, known))
        for name in names
        if name not in known
    ]


def _no_department(project: Project, name: str | None) -> list[Problem]:
    known = dict.fromkeys(each.department for each in project.activities.values() if each.department)
    if name is None or name in known:
        return []
    return [Problem(COMMAND_LINE, None, "--department", unknown("department", name, known))]
