"""The command `figures`: the pictures of a study, as files."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scenario.cli.arguments.nodes import unknown_nodes
from scenario.cli.arguments.options import Lang, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unusable_folder
from scenario.cli.promised import BaselineFile, promised, refuse_misfit
from scenario.project.problems import Problem, ProjectError, unknown
from scenario.project.values.target_measures import OF_PARTNER, TARGET_MEASURES

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language
    from scenario.views.figures.gantt import GanttExtras

Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")]
Node = Annotated[
    str | None,
    typer.Option("--node", metavar="NODE", help="An activity. Default: the first target's."),
]
Measure = Annotated[
    str | None,
    typer.Option("--measure", metavar="NAME", help="Default: the first target's."),
]
Form = Literal["png", "svg"]
Links = Literal["none", "critical", "all"]
Drawn = Annotated[
    Links,
    typer.Option("--links", help="Links of the Gantt chart: critical in most runs, or all."),
]
Today = Annotated[
    str | None, typer.Option("--today", metavar="DATE", help="Mark this day in the Gantt chart.")
]


def figures(
    what: ProjectOptions,
    how: RunOptions,
    out: Folder = Path("reports/out"),
    node: Node = None,
    measure: Measure = None,
    links: Drawn = "none",
    baseline: BaselineFile = None,
    today: Today = None,
    to: Annotated[Form, typer.Option("--to", help="Kind of file.")] = "png",
    lang: Lang = "en",
) -> None:
    """Draw the schedule, a node's S-curve, what drives and delays it, and its joint odds with a measure.

    Prints the path of each picture. What a project does not describe is not drawn.
    """
    problems: list[Problem] = []
    settings = how.settings(problems)
    problems += unusable_folder("--out", out)
    if measure is not None and measure not in TARGET_MEASURES and measure.partition("@")[0] not in OF_PARTNER:
        problems.append(
            Problem(COMMAND_LINE, None, "--measure", unknown("measure", measure, TARGET_MEASURES))
        )
    dates, wrong = promised(baseline)
    day, no_day = _day(today)
    project = what.chosen([*problems, *wrong, *no_day]).projects[0]
    refuse_misfit(project, dates, baseline)
    if problems := unknown_nodes(project, [node] if node is not None else []):
        raise ProjectError(problems)
    from scenario.cli.studies import simulated

    study = simulated(project, settings)
    if measure is not None and "@" in measure and measure not in study.measure_names:
        message = unknown("measure", measure, study.measure_names)
        raise ProjectError([Problem(COMMAND_LINE, None, "--measure", message)])
    if measure in study.not_modelled:
        need = study.not_modelled[measure]
        raise ProjectError(
            [Problem(COMMAND_LINE, None, "--measure", f"'{measure}' is not measured: {need.en}")]
        )
    from scenario.views.figures.gantt import GanttExtras

    extras = GanttExtras(links=links, baseline=dates, today=day)
    _draw(study, project, out, node, measure, to, lang, extras)


def _day(text: str | None) -> tuple[dt.date | None, list[Problem]]:
    """Read a day to mark; return it and what is wrong with it."""
    try:
        return (dt.date.fromisoformat(text) if text is not None else None), []
    except ValueError:
        message = f"'{text}' is no date; write it as 2026-03-02"
        return None, [Problem(COMMAND_LINE, None, "--today", message)]


def _draw(
    study: Study,
    project: Project,
    out: Path,
    node: str | None,
    measure: str | None,
    to: Form,
    lang: Language,
    extras: GanttExtras,
) -> None:
    from scenario.analysis.schedule.delay import delay_by_cause
    from scenario.cli.show import progress
    from scenario.cli.written import told
    from scenario.reporting.batch import slug
    from scenario.views.figures.album import album, first_node

    node, delay = node or first_node(study), None
    if node is not None:
        with progress("delay by cause") as bar:
            delay = delay_by_cause(study, (node,), bar)
    stem = slug(Path(project.file).stem)
    if project.scenario != "base":
        stem += f"-{slug(project.scenario)}"
    with told("--out", out, "folder"):
        out.mkdir(parents=True, exist_ok=True)
    for name, figure in album(study, lang, node, measure, delay, extras).items():
        print(_written(out / f"{stem}-{name}-{lang}.{to}", figure, to), flush=True)


def _written(path: Path, figure: object, to: Form) -> str:
    from scenario.cli.written import told
    from scenario.disk.whole import write_whole
    from scenario.views.figures.static import picture, png

    drawn = png(figure) if to == "png" else picture(figure)
    with told("--out", path, "folder"):
        return os.fspath(write_whole(path, drawn))
