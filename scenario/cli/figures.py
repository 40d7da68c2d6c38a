"""The command `figures`: the pictures of a study, as files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scenario.cli.arguments.nodes import unknown_nodes
from scenario.cli.arguments.options import Lang, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unusable_folder
from scenario.project.problems import Problem, ProjectError, unknown
from scenario.project.values.target_measures import TARGET_MEASURES

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

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


def figures(
    what: ProjectOptions,
    how: RunOptions,
    out: Folder = Path("reports/out"),
    node: Node = None,
    measure: Measure = None,
    to: Annotated[Form, typer.Option("--to", help="Kind of file.")] = "png",
    lang: Lang = "en",
) -> None:
    """Draw the schedule, a node's S-curve, what drives and delays it, and its joint odds with a measure.

    Prints the path of each picture. What a project does not describe is not drawn.
    """
    problems: list[Problem] = []
    settings = how.settings(problems)
    problems += unusable_folder("--out", out)
    if measure is not None and measure not in TARGET_MEASURES:
        problems.append(
            Problem(COMMAND_LINE, None, "--measure", unknown("measure", measure, TARGET_MEASURES))
        )
    project = what.chosen(problems).projects[0]
    if problems := unknown_nodes(project, [node] if node is not None else []):
        raise ProjectError(problems)
    from scenario.cli.studies import simulated

    study = simulated(project, settings)
    if measure in study.not_modelled:
        need = study.not_modelled[measure]
        raise ProjectError(
            [Problem(COMMAND_LINE, None, "--measure", f"'{measure}' is not measured: {need.en}")]
        )
    _draw(study, project, out, node, measure, to, lang)


def _draw(
    study: Study, project: Project, out: Path, node: str | None, measure: str | None, to: Form, lang: Language
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
    for name, figure in album(study, lang, node, measure, delay).items():
        print(_written(out / f"{stem}-{name}-{lang}.{to}", figure, to), flush=True)


def _written(path: Path, figure: object, to: Form) -> str:
    from scenario.cli.written import told
    from scenario.disk.whole import write_whole
    from scenario.views.figures.static import picture, png

    drawn = png(figure) if to == "png" else picture(figure)
    with told("--out", path, "folder"):
        return os.fspath(write_whole(path, drawn))
