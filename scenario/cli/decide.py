"""The command `decide`: what decides when a node is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scenario.cli.inputs import COMMAND_LINE, Luck, chosen, unwritable_file
from scenario.cli.options import File, Json, Lang, Runs, Sampling, Seed, Settings, Workers
from scenario.cli.plan import Scenario
from scenario.project.files.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    from scenario.analysis.schedule.decisive import Decisive
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

Nodes = Annotated[
    list[str] | None,
    typer.Option("--node", metavar="NODE", help="A node; may be repeated. Default: those with a target."),
]
Most = Annotated[int, typer.Option("--top", metavar="N", help="How many rows of a table to show.")]


def decide(
    file: File,
    node: Nodes = None,
    scenario: Scenario = None,
    settings: Settings = None,
    runs: Runs = 1000,
    seed: Seed = 1,
    workers: Workers = None,
    sampling: Sampling = "plain",
    top: Most = 12,
    json: Json = None,
    lang: Lang = "en",
) -> None:
    """Tell what decides when a node is reached: causes of delay, activities, merges, waiting for people.

    Each risk, driver, quality stop and department is switched off in turn on the same luck; what is left
    unexplained is shown. `--json` holds all nodes that are reported on, and every row.
    """
    luck = Luck(runs, seed, workers, sampling=sampling)
    problems = [*luck.problems(), *unwritable_file("--json", json)]
    if top < 1:
        problems.append(Problem(COMMAND_LINE, None, "--top", f"{top} is no number of rows; 12 fit a page"))
    picked = chosen(file, [scenario] if scenario else [], settings or [], problems)
    project = picked.projects[0]
    problems = [*no_activities(str(file), project), *unknown_nodes(project, node or [], "--node")]
    if problems:
        raise ProjectError(problems)
    from scenario.analysis.schedule.decisive import decisive
    from scenario.cli.show import progress, write_json
    from scenario.cli.studies import Storage, simulated

    study = simulated(project, luck, Storage(keep="dates"))
    nodes = list(dict.fromkeys([*(node or targeted(project)), *(study.nodes if json else ())]))
    with progress("causes switched off") as bar:
        told = decisive(study, nodes, bar)
    if json != "-":
        _print(told, list(dict.fromkeys(node or targeted(project))), top, lang)
    if json is not None:
        write_json(told.to_json(), json)


def targeted(project: Project) -> list[str]:
    """Return the nodes with a target, phase by phase."""
    from scenario.project.network import expand

    ids = expand(project).ids
    asked = [target.node for target in project.targets if target.node is not None]
    return [name for node in asked for name in ids if node in (name, name.rpartition(".")[0])]


def unknown_nodes(project: Project, names: list[str], option: str) -> list[Problem]:
    """Return which names are no nodes; of repeated work a phase must be named."""
    from scenario.project.network import expand

    ids = expand(project).ids
    problems = []
    for name in names:
        phases = [one for one in ids if one.startswith(f"{name}.")]
        message = unknown("activity", name, ids)
        if phases:
            message = f"'{name}' is done in each phase; write {' or '.join(phases)}"
        if name not in ids:
            problems.append(Problem(COMMAND_LINE, None, option, message))
    return problems


def no_activities(file: str, project: Project) -> list[Problem]:
    """Return the problem of a project without work."""
    message = "there are none, and so no dates; `scenario run` tells the odds of dated flows"
    return [] if project.activities else [Problem(file, None, "activities", message)]


def _print(told: Decisive, nodes: list[str], most: int, lang: Language) -> None:
    from rich.text import Text

    from scenario.analysis.schedule.decisive import END
    from scenario.cli.show import console, print_table
    from scenario.views.tables.decisive import node_name, tables_of
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
            print_table(page, table)
    page.print()
