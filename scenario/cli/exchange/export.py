"""The command `export`: a project goes to a planner's tool, with dates of ours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scenario.cli.arguments.nodes import no_activities
from scenario.cli.arguments.options import Lang, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.cli.promised import BaselineFile, promised, refuse_misfit
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.analysis.exchange.exports import Dates
    from scenario.exchange.source import Source
    from scenario.project.files.baseline import Baseline
    from scenario.project.sections.root import Project

Target = Annotated[
    Path,
    typer.Option(
        "--to",
        metavar="FILE",
        help="The file: .xml for MS Project, .xer for Primavera P6.",
        show_default=False,
    ),
]
Which = Annotated[
    Literal["planned", "p50", "p80", "promised"],
    typer.Option("--dates", help="What is written as planned dates; promised ones are those of --baseline."),
]
CHINESE = "cp936"
"""P6 reads an XER file in the code page of its machine."""
QUANTILES = {"p50": 0.5, "p80": 0.8}


def export(
    what: ProjectOptions,
    how: RunOptions,
    to: Target,
    dates: Which = "planned",
    baseline: BaselineFile = None,
    lang: Lang = "en",
) -> None:
    """Write a project as a schedule for MS Project or Primavera P6, so that a planner can go on with it.

    Links, calendars, constraints and what is known go with it; a day of ours is one of 24 hours there. With
    --dates p50 or p80 it is simulated, and the three dates of each activity stand in user fields too.
    """
    problems = [*unwritable_file("--to", str(to)), *_unknown_kind(to)]
    settings = how.settings(problems)
    if dates == "promised" and baseline is None:
        message = "say where they stand: --baseline FILE, as `scenario commit --out` writes it"
        problems.append(Problem(COMMAND_LINE, None, "--dates", message))
    kept, wrong = promised(baseline)
    project = what.chosen([*problems, *wrong]).projects[0]
    refuse_misfit(project, kept, baseline)
    if problems := no_activities(what.file, project, "nothing to export"):
        raise ProjectError(problems)
    from scenario.analysis.exchange.exports import ExportError, exported
    from scenario.cli.studies import simulated
    from scenario.model.project_plan import compile_plan

    study = simulated(project, settings) if dates in QUANTILES else None
    plan = compile_plan(project)
    chosen = _chosen(dates, study, kept, project)
    tool: Literal["xer", "xml"] = "xer" if to.suffix.lower() == ".xer" else "xml"
    try:
        source, notes = exported(plan, tool, chosen, _fields(study))
    except ExportError as error:
        raise ProjectError([Problem(str(what.file), None, "", text) for text in error.problems]) from None
    _write(source, to, tool, notes)
    _tell(source, to, notes, lang)


def _unknown_kind(path: Path) -> list[Problem]:
    if path.suffix.lower() in (".xer", ".xml"):
        return []
    message = f"'{path.name}' ends in neither .xml (MS Project) nor .xer (Primavera P6)"
    return [Problem(COMMAND_LINE, None, "--to", message)]


def _chosen(which: str, study: Study | None, kept: Baseline | None, project: Project) -> Dates | None:
    """Return the dates that are written as planned, by activity; None for those of the plan [days]."""
    if study is not None:
        starts, days = (each.quantile(QUANTILES[which]) for each in (study.starts, study.days))
        found = {str(name): (float(starts[name]), float(days[name])) for name in days.index}
        return {name: pair for name, pair in found.items() if pair[0] == pair[0] and pair[1] == pair[1]}
    if which != "promised" or kept is None:
        return None
    first = project.project.start
    return {
        name: (float((row.start - first).days), float((row.finish - first).days + 1))
        for name, row in kept.activities.items()
        if row.start is not None and row.finish is not None
    }


def _fields(study: Study | None) -> dict[str, dict[str, str]]:
    """Return the three dates of each activity as texts of user fields."""
    if study is None:
        return {}
    from scenario.study.dates import date_of

    first = study.project.project.start
    levels = {"P10": 0.1, "P50": 0.5, "P80": 0.8}
    told: dict[str, dict[str, dt.date | None]] = {
        str(name): {level: date_of(float(column.quantile(share)), first) for level, share in levels.items()}
        for name, column in study.days.items()
    }
    return {
        name: {level: day.isoformat() for level, day in row.items() if day is not None}
        for name, row in told.items()
    }


def _write(source: Source, to: Path, tool: Literal["xer", "xml"], notes: list[str]) -> None:
    from scenario.cli.written import tell_path, told
    from scenario.disk.whole import write_document
    from scenario.exchange.writers.mspdi_file import mspdi_text
    from scenario.exchange.writers.xer_file import xer_text

    content = mspdi_text(source).encode() if tool == "xml" else _encoded(xer_text(source), notes)
    with told("--to", to):
        tell_path(to, write_document(to, content))


def _encoded(text: str, notes: list[str]) -> bytes:
    """Return a text in the code page of Chinese machines; where it has a sign that is in none, as UTF-8."""
    try:
        return text.encode(CHINESE)
    except UnicodeEncodeError as error:
        sign = text[error.start]
        notes.append(f"'{sign}' is in no Chinese code page: written as UTF-8, which P6 may show otherwise")
        return text.encode()


def _tell(source: Source, to: Path, notes: list[str], lang: Literal["en", "zh"]) -> None:
    from scenario.cli.show import console, print_notes
    from scenario.views.words.wording import Wording

    say, page = Wording(lang), console()
    counts = len(source.tasks), len(source.links), len(source.calendars)
    page.print()
    page.print(
        say.say(
            f"{to}: {counts[0]} activities, {counts[1]} links, {counts[2]} calendars",
            f"{to}: 工作 {counts[0]} 项, 关系 {counts[1]} 条, 日历 {counts[2]} 个",
        )
    )
    print_notes(page, say.say("Written otherwise", "改写之处"), notes)
    page.print()
