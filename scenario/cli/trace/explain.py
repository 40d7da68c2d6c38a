"""The command `explain`: where a measure of a run comes from, account by account, with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.options import PageOptions, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.analysis.trace.explained import Explained
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

Of = Annotated[
    str, typer.Option("--measure", metavar="NAME", help="The measure; `scenario measures` lists them.")
]
Which = Annotated[
    int | None,
    typer.Option(
        "--run",
        metavar="RUN",
        help="The run to explain.",
        show_default="that at P10, P90 where less is better",
    ),
]
Top = Annotated[
    int, typer.Option("--top", metavar="N", help="How many inputs of an account, and differences, to show.")
]


def explain(
    what: ProjectOptions,
    how: RunOptions,
    measure: Of,
    run: Which = None,
    top: Top = 8,
    *,
    page: PageOptions,
) -> None:
    """Tell where a measure of one run comes from, beside the run at P50: flows, rules, inputs, their lines.

    Without `--run` the run at P10 is told (at P90 where less is better). `--json` holds every account of
    every month of both runs, and every input.
    """
    problems: list[Problem] = []
    settings = how.settings(problems, "cash")
    problems += unwritable_file("--json", page.json)
    if top < 1:
        problems.append(Problem(COMMAND_LINE, None, "--top", f"{top} is no number of rows; 8 fit a page"))
    if run is not None and not settings.first <= run < settings.first + settings.runs:
        message = f"there is no run {run}; write one from 0 to {settings.runs - 1}, or more runs with -n"
        problems.append(Problem(COMMAND_LINE, None, "--run", message))
    project = what.chosen(problems).projects[0]
    wrong = _unexplained(project, measure)
    if wrong:
        raise ProjectError([Problem(COMMAND_LINE, None, "--measure", wrong)])
    from scenario.analysis.trace.explained import explain as explained
    from scenario.cli.show import write_json
    from scenario.cli.studies import simulated
    from scenario.project.files.load import located, parse_settings

    document = located(what.file, parse_settings(what.settings or []), what.scenario, what.actuals)
    study = simulated(project, settings)
    told = explained(study, measure, document, run)
    if page.json != "-":
        _print(study, told, top, page.lang)
    if page.json is not None:
        write_json({**_head(study), **told.to_json()}, page.json)


def _unexplained(project: Project, measure: str) -> str:
    """Return why a measure of a project cannot be explained; empty where it can."""
    from scenario.analysis.trace.parts import is_of_flows
    from scenario.measures.measured import modelled

    there = modelled(project)
    made = [name for name in there if is_of_flows(name)]
    if measure in made:
        return ""
    listed = ", ".join(name for name in made if "@" not in name) or "none of this project's"
    if measure in there:
        return f"'{measure}' is a day, a pace or a count, made of no flows; write one of {listed}"
    from scenario.measures.catalogue import is_measure

    if is_measure(measure):
        return f"the project does not describe what '{measure}' needs; write one of {listed}"
    return unknown("measure", measure, made)


def _head(study: Study) -> dict[str, Any]:
    told = study.to_json()
    return {key: told[key] for key in ("project", "scenario", "runs", "seed", "version")}


def _print(study: Study, told: Explained, most: int, lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.grid import Head, Line, print_grid
    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables.trace.explained import ExplainedPage
    from scenario.views.words.wording import Wording

    page, say = console(), Wording.of(study, lang)
    explained = ExplainedPage(study, told, say)
    name = say.name(study.project.project.name)
    page.print()
    page.print(Text(f"{name} · {say.scenario(study.scenario)}", style="bold"))
    page.print(Text(explained.head(), style="bold"))
    page.print(
        Text(say.say(f"{study.runs:,} runs, seed {study.seed}", f"{study.runs:,}次模拟, 种子 {study.seed}"))
    )
    for table in (explained.accounts(), explained.apart(most), explained.nodes()):
        print_table(page, table, lang)
    months = explained.months()
    heads = [Head(text, "text" if text == months.columns[-1] else "number") for text in months.columns]
    if months.rows:
        print_grid(page, months.title, heads, [Line(row) for row in months.rows], lang)
    for rule, inputs in explained.rules(most):
        print_notes(page, rule, inputs)
    print_notes(page, say.say("How to read it", "说明"), explained.notes())
    page.print()
