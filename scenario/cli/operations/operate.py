"""The command `operate`: what a service comes to, week after week."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from scenario.cli.arguments.options import PageOptions, ProjectOptions, Seed
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    from scenario.operations.runs import Level
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

Chosen = Annotated[
    list[str] | None, typer.Option("--service", metavar="NAME", help="A service; repeatable. Default: all.")
]
Runs = Annotated[int, typer.Option("-n", "--runs", metavar="RUNS", help="How many independent runs.")]
Weeks = Annotated[int, typer.Option("--weeks", metavar="WEEKS", help="How many weeks of each run count.")]
Demand = Annotated[
    float, typer.Option("--demand", metavar="FACTOR", help="Demand, as a factor of mature demand.")
]
MOST_RUNS, MOST_WEEKS, MOST_DEMAND = 1_000, 520, 10.0


def operate(
    what: ProjectOptions,
    service: Chosen = None,
    runs: Runs = 10,
    weeks: Weeks = 4,
    demand: Demand = 1.0,
    seed: Seed = 1,
    *,
    page: PageOptions,
) -> None:
    """Simulate the services of a project, and tell waits, levels, use, who left, and money.

    Demand is mature and the same every week; the weeks that fill an empty place do not count. Intervals are
    of 95 %.
    """
    problems = [*_outside(runs, weeks, demand), *unwritable_file("--json", page.json)]
    project = what.chosen(problems).projects[0]
    names = service or list(project.operations)
    _refuse(project, names)
    from scenario.cli.show import write_json
    from scenario.operations.runs import operated

    found = {name: operated(project.operations[name], runs, weeks, seed, demand) for name in names}
    if page.json != "-":
        for name, levels in found.items():
            _print(project, name, levels, page.lang)
    if page.json is not None:
        write_json({"services": {name: _document(levels) for name, levels in found.items()}}, page.json)


def _outside(runs: int, weeks: int, demand: float) -> list[Problem]:
    given = (
        ("-n", runs, 1, MOST_RUNS),
        ("--weeks", weeks, 1, MOST_WEEKS),
        ("--demand", demand, 0, MOST_DEMAND),
    )
    return [
        Problem(COMMAND_LINE, None, option, f"{value:g} is outside {least:g} to {most:g}")
        for option, value, least, most in given
        if not least <= value <= most
    ]


def _refuse(project: Project, names: list[str]) -> None:
    """Raise ProjectError for services that are not there or hold what is not simulated."""
    from scenario.operations.scope import not_simulated

    problems = []
    if not project.operations:
        problems.append(Problem(project.file, None, "", "there is no service; write `operations:`"))
    for name in names:
        if name not in project.operations:
            problems.append(
                Problem(COMMAND_LINE, None, "--service", unknown("service", name, project.operations))
            )
            continue
        problems += [
            Problem(project.file, None, f"operations.{name}.{path}", message)
            for path, message in not_simulated(project.operations[name])
        ]
    if problems:
        raise ProjectError(problems)


def _print(project: Project, name: str, levels: dict[str, Level], lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table
    from scenario.operations.scope import untold
    from scenario.views.tables.service import service_tables

    page, service = console(), project.operations[name]
    page.print(Text(service.name.to(lang) if service.name else name, style="bold"))
    for table in service_tables(project, name, levels, lang):
        print_table(page, table, lang)
    left = ", ".join(untold(service))
    if left:
        zh = lang == "zh"
        told = (
            f"本页按成熟期的普通周计算, 未计入: {left}" if zh else f"A week at mature demand, without: {left}"
        )
        print_notes(page, "未计入" if zh else "Left out", [told])


def _document(levels: dict[str, Level]) -> dict[str, dict[str, float | None]]:
    return {
        name: {
            "mean": None if math.isnan(level.mean) else level.mean,
            "half_width": None if math.isnan(level.half_width) else level.half_width,
        }
        for name, level in levels.items()
    }
