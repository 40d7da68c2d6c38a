"""The command `decide`: what decides when a node is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.nodes import no_activities, unknown_nodes
from scenario.cli.arguments.options import Most, PageOptions, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis.schedule.decisive import Decisive
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

Nodes = Annotated[
    list[str] | None,
    typer.Option("--node", metavar="NODE", help="A node; may be repeated. Default: those with a target."),
]


def decide(
    what: ProjectOptions,
    how: RunOptions,
    node: Nodes = None,
    top: Most = 12,
    *,
    page: PageOptions,
) -> None:
    """Tell what decides when a node is reached: causes of delay, activities, merges, waiting for people.

    Each risk, driver, quality stop and department is switched off in turn on the same luck; what is left
    unexplained is shown. `--json` holds all nodes that are reported on, and every row.
    """
    problems: list[Problem] = []
    settings = how.settings(problems, "dates")
    problems += unwritable_file("--json", page.json)
    if top < 1:
        problems.append(Problem(COMMAND_LINE, None, "--top", f"{top} is no number of rows; 12 fit a page"))
    project = what.chosen(problems).projects[0]
    problems = [*no_activities(what.file, project), *unknown_nodes(project, node or [])]
    if problems:
        raise ProjectError(problems)
    from scenario.analysis.schedule.decisive import decisive
    from scenario.cli.show import progress, write_json
    from scenario.cli.studies import simulated

    study = simulated(project, settings)
    nodes = list(dict.fromkeys([*(node or targeted(project)), *(study.nodes if page.json else ())]))
    with progress("causes switched off") as bar:
        told = decisive(study, nodes, bar)
    if page.json != "-":
        _print(told, list(dict.fromkeys(node or targeted(project))), top, page.lang)
    if page.json is not None:
        write_json(_document(told), page.json)


def _document(told: Decisive) -> dict[str, Any]:
    """Return what decides as plain data, with the float paths to each node."""
    from dataclasses import asdict

    from scenario.analysis.planning.float_paths import float_paths

    found = told.to_json()
    for node in told.nodes:
        found["nodes"][node]["paths"] = [asdict(path) for path in float_paths(told.outcomes, node)]
    return found


def targeted(project: Project) -> list[str]:
    """Return the nodes with a target, phase by phase."""
    from scenario.project.network import expand

    ids = expand(project).ids
    asked = [target.node for target in project.targets if target.node is not None]
    return [name for node in asked for name in ids if node in (name, name.rpartition(".")[0])]


def _print(told: Decisive, nodes: list[str], most: int, lang: Language) -> None:
    from rich.text import Text

    from scenario.analysis.schedule.decisive import END
    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables.decisive import how_to_read, node_name, tables_of
    from scenario.views.words.wording import Wording

    say, page, study = Wording.of(told.outcomes, lang), console(), told.outcomes
    project = say.name(study.project.project.name)
    luck = say.say(f"{study.runs:,} runs, seed {study.seed}", f"{study.runs:,}次模拟, 种子 {study.seed}")
    for node in nodes or [END]:
        what = node_name(told, node, say)
        head = say.say(f"{project} · what decides {what}", f"{project} · 决定{what}的因素")
        page.print()
        page.print(Text(f"{head} · {say.scenario(study.scenario)}", style="bold"))
        page.print(Text(luck))
        for table in tables_of(told, node, lang, most):
            print_table(page, table, lang)
    print_notes(page, say.say("How to read it", "说明"), how_to_read(say))
    page.print()
