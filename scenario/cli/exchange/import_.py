"""The command `import`: a planner's schedule becomes a project file, with what was known at its data date."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scenario.cli.arguments.options import PageOptions
from scenario.cli.exit_codes import DONE, UNUSABLE
from scenario.cli.inputs import COMMAND_LINE, unusable_folder, unwritable_file
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis.exchange.imports import Import
    from scenario.exchange.mapping.changes import Change
    from scenario.views.tables.imports import ImportPage

Schedule = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A schedule: XER or XML of Primavera P6, XML of MS Project.", show_default=False
    ),
]
Which = Annotated[
    str | None,
    typer.Option("--project", metavar="ID", help="Which project of a file that holds several."),
]
Folder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder to write to; it is made.", show_default="here"),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Code page of an XER file, such as cp936; else guessed."),
]
MandatoryDates = Annotated[
    Literal["refuse", "as_soft"],
    typer.Option("--mandatory", help="Dates that break logic: refused, or made bounds and deadlines."),
]
CheckOnly = Annotated[
    bool, typer.Option("--check", help="Tell how far dates agree and write nothing; exit 2 below 99 %.")
]
RulesFile = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="FILE",
        help="Ranges of durations by rules: a file, or low, medium or high (assumed).",
    ),
]
Earlier = Annotated[
    Path | None,
    typer.Argument(
        metavar="DIR", help="With --update: the folder of the earlier import.", show_default=False
    ),
]
Update = Annotated[
    bool,
    typer.Option(
        "--update", help="A later export of what DIR holds: a new statement, and what changed since."
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace files of an earlier import.")]


def import_(
    file: Schedule,
    earlier: Earlier = None,
    which: Which = None,
    out: Folder = None,
    encoding: Encoding = None,
    mandatory: MandatoryDates = "refuse",
    rules: RulesFile = None,
    check: CheckOnly = False,
    update: Update = False,
    replace: Replace = False,
    *,
    page: PageOptions,
) -> None:
    """Make a project file of a planner's schedule: XER and XML of Primavera P6, XML of MS Project.

    Beside it come a statement of what was known at its data date (for --actuals), a table of stored dates
    and ours row by row, and notes of what was left out, changed and counted.
    """
    from scenario.analysis.exchange.imports import import_schedule
    from scenario.analysis.exchange.ranges import read_rules
    from scenario.exchange.source import SourceError

    folder = earlier or out or Path()
    problems = [
        *_misplaced(earlier, out, update),
        *unwritable_file("--json", page.json),
        *unusable_folder("--out", folder),
    ]
    if problems:
        raise ProjectError(problems)
    ranges = read_rules(rules) if rules is not None else None
    try:
        found = import_schedule(file, which, encoding, mandatory, ranges)
    except SourceError as error:
        raise ProjectError([Problem(error.file, None, "", text) for text in error.problems]) from None
    if update:
        found, made = _updated(found, folder)
    else:
        made = None
    told = _page(found, page.lang, made)
    if not check:
        written = _write(told, found, folder, replace)
        _show(told, written)
    else:
        _show(told, [])
    if page.json is not None:
        from scenario.cli.show import write_json

        write_json(_json(found), page.json)
    raise typer.Exit(UNUSABLE if check and not found.agreement.is_good else DONE)


def _misplaced(earlier: Path | None, out: Path | None, update: bool) -> list[Problem]:
    """Return what is wrong with a folder and `--update`, which go together."""
    if update and earlier is None:
        message = "name the folder of the earlier import: scenario import --update FILE DIR"
        return [Problem(COMMAND_LINE, None, "--update", message)]
    if earlier is not None and (not update or out is not None):
        message = "a folder goes with --update alone; else name one with --out"
        return [Problem(COMMAND_LINE, None, "DIR", message)]
    return []


def _updated(found: Import, folder: Path) -> tuple[Import, list[Change]]:
    """Return an import by the name of the earlier one and its data date, and what changed since."""
    from dataclasses import replace

    from scenario.cli.exchange.update import imported_before
    from scenario.exchange.mapping.changes import changes

    name, before = imported_before(folder)
    return replace(found, name=f"{name}@{found.made.statement['data_date']}"), changes(
        before, found.made.data
    )


def _page(found: Import, lang: Any, changed: list[Change] | None) -> ImportPage:
    from scenario.views.tables.imports import ImportPage
    from scenario.views.words.wording import Wording

    return ImportPage(found.made, found.agreement, found.health, Wording(lang), found.ranged, changed)


def _show(told: ImportPage, written: list[Path]) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table

    screen, say = console(), told.say
    screen.print()
    first, *others = told.heading()
    screen.print(Text(first, style="bold"))
    for line in others:
        screen.print(Text(line))
    print_table(screen, told.agreed(), say.language)
    print_notes(screen, say.say("What the dates say", "日期说明"), told.verdict())
    if told.changed is not None:
        print_notes(screen, say.say("Changed since the last import", "与上次导入相比"), told.changes())
    print_notes(screen, say.say("Ranges", "工期区间"), told.ranges())
    print_notes(screen, say.say("Left out or changed", "舍弃与改动"), told.notes())
    print_notes(screen, say.say("Written", "已写出"), [os.fspath(path) for path in written])
    screen.print()


def _write(told: ImportPage, found: Import, folder: Path, replace: bool) -> list[Path]:
    """Write the files, all of them or none. Raises ProjectError."""
    from scenario.cli.written import told as telling
    from scenario.disk.whole import write_whole

    texts = _texts(told, found)
    paths = {folder / name: text for name, text in texts.items()}
    taken = [path for path in paths if path.exists()]
    if taken and not replace:
        message = "it is there already; --replace replaces it, or name another folder with --out"
        raise ProjectError([Problem(str(path), None, "", message) for path in taken])
    done: list[Path] = []
    try:
        with telling("--out", folder, "folder"):
            folder.mkdir(parents=True, exist_ok=True)
            for path, text in paths.items():
                write_whole(path, text)
                done.append(path)
    except BaseException:
        for path in done:
            if path not in taken:
                with suppress(OSError):
                    path.unlink()
        raise
    return done


def _texts(told: ImportPage, found: Import) -> dict[str, str]:
    from scenario.cli.written import EXCEL_MARK
    from scenario.views.tables.plan_table import csv_lines

    rows = [told.csv_heads(), *told.csv_rows()]
    return {
        f"{found.name}.yaml": found.project_text,
        f"{found.name}.actuals.yaml": found.statement_text,
        f"{found.name}.import.csv": EXCEL_MARK + csv_lines(rows),
        f"{found.name}.notes.md": told.markdown(),
    }


def _json(found: Import) -> dict[str, Any]:
    from scenario.analysis.exchange.agreement import FIELDS

    made = found.made
    return {
        "project": made.data["project"]["name"],
        "made_by": made.source.made_by,
        "data_date": made.project.data_date.isoformat(),
        "activities": len(made.data["activities"]),
        "agreement": {
            field: dict(zip(("same", "rows"), found.agreement.of(field), strict=True)) for field in FIELDS
        },
        "share": found.agreement.share,
        "differing": [
            {"source": row.task.code, "id": row.id, "rule": row.rule, "cause": row.cause}
            for row in found.agreement.differing()
        ],
        "notes": [
            {"matter": note.matter, "where": str(note.where or ""), "code": note.code, "detail": note.detail}
            for note in made.notes.all
        ],
        "health": [
            {name: getattr(each, name) for name in ("check", "count", "of", "share", "passed")}
            for each in found.health.findings
        ],
    }
