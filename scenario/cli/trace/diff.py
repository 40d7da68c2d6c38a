"""The command `diff`: what two files differ in, and what each group of changes does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenario.cli.arguments.options import PageOptions, RunOptions, Scenario, Settings
from scenario.cli.inputs import COMMAND_LINE, chosen, unwritable_file
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis.trace.effects import Effects
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

Old = Annotated[Path, typer.Argument(metavar="OLD", help="The file as it was.", show_default=False)]
New = Annotated[Path, typer.Argument(metavar="NEW", help="The file as it is.", show_default=False)]
Top = Annotated[int, typer.Option("--top", metavar="N", help="How many changed values to show.")]


def diff(
    old: Old,
    new: New,
    how: RunOptions,
    scenario: Scenario = None,
    settings: Settings = None,
    top: Top = 20,
    *,
    page: PageOptions,
) -> None:
    """Tell what changed between two files by path, and what each group of changes does, on one luck.

    Groups (activities, risks, land, price, cost, funding, tax, rules) are averaged over the orders in which
    they may come: exactly up to six, so that they add up to the change; of more, orders are drawn.
    """
    problems: list[Problem] = []
    run = how.settings(problems, "measures")
    problems += unwritable_file("--json", page.json)
    if top < 1:
        problems.append(Problem(COMMAND_LINE, None, "--top", f"{top} is no number of rows; 20 fit a page"))
    names = [scenario] if scenario else []
    before = chosen(old, names, settings or [], problems).projects[0]
    after = chosen(new, names, settings or [], problems).projects[0]
    if before.project.currency != after.project.currency:
        message = (
            f"{before.project.currency} and {after.project.currency} are two currencies; write both in one"
        )
        raise ProjectError([Problem(str(new), None, "project.currency", message)])
    from scenario.analysis.trace.effects import effects_of
    from scenario.cli.show import write_json
    from scenario.cli.studies import compiling

    with compiling(after, run):
        told = effects_of(before, after, run)
    if page.json != "-":
        _print(before, after, told, top, page.lang)
    if page.json is not None:
        head = {"old": str(old), "new": str(new), "runs": run.runs, "seed": run.seed}
        write_json({**head, **told.to_json()}, page.json)


def _print(old: Project, new: Project, told: Effects, most: int, lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.grid import Head, Line, print_grid
    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables.trace.differing import DifferencePage
    from scenario.views.words.wording import Wording

    page, say = console(), Wording(lang, new.project.currency)
    difference = DifferencePage(new, told, say)
    page.print()
    names = f"{Path(old.file).name} → {Path(new.file).name}"
    page.print(Text(f"{say.name(new.project.name)} · {names} · {say.scenario(new.scenario)}", style="bold"))
    if not told.changes:
        page.print(Text(say.say("No value differs.", "没有差异。")))
        return
    changes = difference.changes(most)
    heads = [Head(text, "name" if k == 0 else "text") for k, text in enumerate(changes.columns)]
    print_grid(page, changes.title, heads, [Line(row) for row in changes.rows], lang)
    for table in (difference.odds(), difference.measures()):
        if len(table.columns) > 1:
            print_table(page, table, lang)
    named = [say.target(told.study, target) for target in told.study.project.targets]
    print_notes(page, say.say("How to read it", "说明"), difference.notes(named))
    page.print()
