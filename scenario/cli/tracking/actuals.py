"""The commands `actuals`: a statement's sheet, whether one can be used, one made of a planner's file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from scenario.cli.arguments.groups import grouped
from scenario.cli.arguments.options import File, Lang, ProjectOptions, Seed
from scenario.cli.inputs import COMMAND_LINE, unusable_folder, unwritable_file
from scenario.project.problems import Problem, ProjectError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Statements = Annotated[
    list[Path], typer.Argument(metavar="STATEMENT…", help="Statements of the project.", show_default=False)
]
Schedule = Annotated[
    Path, typer.Argument(metavar="SCHEDULE", help="An XER, PMXML or MSPDI.", show_default=False)
]
Day = Annotated[str, typer.Option("--data-date", metavar="DATE", help="The first day that is not known yet.")]
Sheet = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="The statement; its sheet is written beside it.")
]
Xlsx = Annotated[bool, typer.Option("--xlsx", help="The sheet as a workbook; else as CSV.")]
Target = Annotated[str, typer.Option("--out", metavar="FILE", help="Where the statement goes; - is stdout.")]
Dates = Annotated[
    list[str], typer.Option("--data-date", metavar="DATE", help="A data date; may be repeated.")
]
RunNumber = Annotated[int, typer.Option("--run", metavar="RUN", help="The run.")]
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")]
Replace = Annotated[bool, typer.Option("--replace", help="Replace files that are there.")]


@app.command()
@grouped
def template(
    what: ProjectOptions,
    data_date: Day,
    out: Sheet = Path("actuals.yaml"),
    xlsx: Xlsx = False,
    replace: Replace = False,
    lang: Lang = "en",
) -> None:
    """Write a statement and its sheet, with a row for all that is due or under way at a data date."""
    day, problems = _day(data_date)
    sheet = out.with_suffix(".xlsx" if xlsx else ".csv")
    problems += unwritable_file("--out", str(out))
    for path in (out, sheet):
        if path.exists() and not replace:
            problems.append(Problem(COMMAND_LINE, None, "--out", f"'{path}' is there; --replace replaces it"))
    project = what.chosen(problems).projects[0]
    if day <= project.project.start:
        message = f"{day} is not after the project's start {project.project.start}; nothing is due by then"
        raise ProjectError([Problem(COMMAND_LINE, None, "--data-date", message)])
    from scenario.cli.written import EXCEL_MARK, told
    from scenario.disk.whole import write_whole
    from scenario.tracking.template import template_rows, template_workbook, template_yaml
    from scenario.views.tables.plan_table import csv_lines

    rows = template_rows(project, day, lang)
    text = csv_lines([tuple("" if cell is None else str(cell) for cell in row) for row in rows])
    content = template_workbook(rows) if xlsx else EXCEL_MARK + text
    with told("--out", out):
        write_whole(sheet, content)
        write_whole(out, template_yaml(project, day, sheet.name))
    print(f"{out}\n{sheet}: {len(rows) - 1} rows")


@app.command()
def check(file: File, statements: Statements) -> None:
    """Tell every problem of statements at once, with file, line, sheet and cell; exit 0 or 2."""
    from scenario.project.files.load import load_scenarios

    problems: list[Problem] = []
    for path in statements:
        try:
            project = load_scenarios(file, actuals=path)["base"]
        except ProjectError as error:
            problems += error.problems
            continue
        told = project.statement
        assert told is not None
        done = sum(known.finished is not None for known in told.activities.values())
        books = f", books closed to {told.closed}" if told.closed else ", schedule alone"
        print(
            f"{path}: can be used (data date {told.data_date},"
            f" {done} of {len(told.activities)} finished{books})"
        )
    if problems:
        raise ProjectError(problems)


@app.command("from-schedule")
def from_schedule(schedule: Schedule, out: Target = "-") -> None:
    """Write the statement that a planner's file holds: an update of a schedule that `import` has read."""
    problems = unwritable_file("--out", out)
    if problems:
        raise ProjectError(problems)
    from scenario.analysis.exchange.imports import import_schedule
    from scenario.cli.written import write_text
    from scenario.exchange.source import SourceError

    try:
        found = import_schedule(schedule, None, None, "refuse", None)
    except SourceError as error:
        raise ProjectError([Problem(error.file, None, "", text) for text in error.problems]) from None
    write_text("--out", out, found.statement_text)


@app.command("from-run")
@grouped
def from_run(
    what: ProjectOptions,
    data_date: Dates,
    run: RunNumber = 0,
    seed: Seed = 1,
    out: Folder = Path(),
) -> None:
    """Write the statements that would have been made of a simulated run, one a data date: stories, trials."""
    days = [_day(text) for text in data_date]
    problems = [problem for _, wrong in days for problem in wrong] + unusable_folder("--out", out)
    project = what.chosen(problems).projects[0]
    from scenario.analysis.simulate import simulate
    from scenario.cli.written import told
    from scenario.disk.whole import write_whole
    from scenario.tracking.history import History, written

    history = History(simulate(project, 1, seed, first=run, keep="cash"))
    texts: dict[Path, str] = {}
    for day, _ in days:
        try:
            texts |= written(history.files(day), out)
        except ValueError as error:
            raise ProjectError([Problem(COMMAND_LINE, None, "--data-date", str(error))]) from None
    with told("--out", out, "folder"):
        out.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            write_whole(path, text)
            print(path)


def _day(text: str) -> tuple[dt.date, list[Problem]]:
    """Return a date that was given, or why it is none."""
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text), []
    except ValueError:
        pass
    message = f"'{text}' is no date; write year-month-day, such as 2026-08-01"
    return dt.date.max, [Problem(COMMAND_LINE, None, "--data-date", message)]
