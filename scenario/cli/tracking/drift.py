"""The command `drift`: the same odds over reports, and what moved them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.options import PageOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    from scenario.tracking.drift import Move
    from scenario.tracking.reports import Report

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder of a project's reports.", show_default=False)
]
Wanted = Annotated[
    str | None, typer.Option("--target", metavar="TARGET", help="One target, as `run --json` names it.")
]
Last = Annotated[int, typer.Option("--last", metavar="N", help="So many reports, the newest.")]


def drift(folder: Folder, target: Wanted = None, last: Last = 6, *, page: PageOptions) -> None:
    """Tell how odds moved from report to report: by progress, assumptions, luck and the program.

    The parts add up exactly. Progress is told by what came in, in the order in which it came.
    """
    problems = unwritable_file("--json", page.json)
    if last < 2:
        problems.append(Problem(COMMAND_LINE, None, "--last", f"{last} is too few; drift is between reports"))
    if problems:
        raise ProjectError(problems)
    from scenario.cli.show import console, print_notes, print_table, progress, write_json
    from scenario.study.storage.manifest import StudyError
    from scenario.tracking.drift import moves
    from scenario.tracking.reports import reports_in
    from scenario.views.tables.tracking.drifted import DriftPage
    from scenario.views.words.wording import Wording

    try:
        reports = reports_in(folder)[-last:]
    except StudyError as error:
        raise ProjectError([Problem(COMMAND_LINE, None, "DIR", str(error))]) from None
    found: list[Move] = []
    for before, after in pairwise(reports):
        with progress(f"{before.data_date} → {after.data_date}") as bar:
            found += moves(before, after, bar)
    found = _only(found, target)
    if page.json != "-":
        screen = console()
        told = DriftPage(reports, found, Wording.of(reports[-1].study, page.lang))
        screen.print()
        for table in (told.odds(), *told.moved()):
            print_table(screen, table, page.lang)
        print_notes(screen, told.say.say("What moved them most", "主要变动"), told.words())
        screen.print()
    if page.json is not None:
        write_json(_document(reports, found), page.json)


def _only(found: list[Move], target: str | None) -> list[Move]:
    """Return the moves of one target, or all. Raises ProjectError."""
    known = list(dict.fromkeys(move.target for move in found))
    if target is not None and target not in known:
        raise ProjectError([Problem(COMMAND_LINE, None, "--target", unknown("target", target, known))])
    return [move for move in found if target in (None, move.target)]


def _document(reports: list[Report], found: list[Move]) -> dict[str, Any]:
    """Return drift as plain data."""
    return {
        "reports": [
            {
                "data_date": report.data_date.isoformat(),
                "odds": [
                    {key: row[key] for key in ("target", "odds", "low", "high")}
                    for row in report.study.odds_rows()
                ],
            }
            for report in reports
        ],
        "moves": [
            {
                "target": move.target,
                "from": move.before.isoformat(),
                "to": move.after.isoformat(),
                "then": move.then,
                "now": move.now,
                **{kind: move.of(kind) for kind in ("progress", "assumptions", "luck", "program")},
                "items": [
                    {
                        "kind": step.kind,
                        "effect": step.effect,
                        "path": step.path or None,
                        "news": [
                            {"day": each.day.isoformat(), "node": each.node, "what": each.what}
                            for each in step.news
                        ],
                    }
                    for step in move.steps
                ],
            }
            for move in found
        ],
    }
