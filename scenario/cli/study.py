"""The command `study`: many scenarios, and grids of values, on the same luck as one job."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.options import Language, PageOptions, RunOptions, ScenariosOptions
from scenario.cli.exit_codes import DONE, STOPPED
from scenario.cli.inputs import COMMAND_LINE, unusable_folder, unwritable_file
from scenario.project.problems import Problem, ProjectError
from scenario.project.values.vocabulary import BASE

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.analysis.studies import Studies
    from scenario.project.files.case_grid import Axis, Case
    from scenario.study.settings import RunSettings

All = Annotated[bool, typer.Option("--all", help="Every scenario of the file.")]
Grid = Annotated[
    list[str] | None,
    typer.Option(
        "--grid",
        metavar="PATH=A:B:N",
        help="N values of a number from A to B, or PATH=V,V,…; several make every combination.",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Store each case in a folder of its own in DIR; go on there."),
]
Measures = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="NAME", help="Tell this measure instead of the main ones; repeatable."),
]


def study(
    what: ScenariosOptions,
    how: RunOptions,
    every: All = False,
    grid: Grid = None,
    measure: Measures = None,
    out: Folder = None,
    *,
    page: PageOptions,
) -> None:
    """Simulate many scenarios, and grids of values, on the same luck, and tell them side by side.

    Every scenario is combined with every value of the grids. The first case is what others are compared with.
    """
    problems: list[Problem] = []
    settings = how.settings(problems, "measures")
    problems += [
        *unwritable_file("--json", page.json),
        *unusable_folder("--out", out),
        *_no_choice(every, what.scenario, grid),
        *_no_measure(measure or []),
    ]
    named = None if every else what.scenario or [BASE]
    cases = _cases(what.file, named, grid or [], what.settings or [], problems)
    if wrong := _not_measured(cases[0], measure or []):
        raise ProjectError(wrong)
    raise typer.Exit(_tell(cases, settings, out, page, measure))


def _cases(
    file: Path, scenarios: list[str] | None, grid: list[str], settings: list[str], problems: list[Problem]
) -> list[Case]:
    """Return the cases. Raises ProjectError with the problems given, and all others."""
    from scenario.project.files.case_grid import load_cases, parse_axes
    from scenario.project.files.load import parse_settings

    axes: list[Axis] = []
    given: dict[str, Any] = {}
    found: list[Case] = []
    try:
        axes = parse_axes(grid)
    except ProjectError as error:
        problems += error.problems
    try:
        given = parse_settings(settings)
    except ProjectError as error:
        problems += error.problems
    try:
        found = load_cases(file, scenarios, axes, given)
    except ProjectError as error:
        problems += error.problems
    if problems:
        raise ProjectError(problems)
    return found


def _no_choice(every: bool, scenario: list[str] | None, grid: list[str] | None) -> list[Problem]:
    if every and scenario:
        message = "--all takes every scenario; leave one out"
        return [Problem(COMMAND_LINE, None, "--scenario", message)]
    if not (every or scenario or grid):
        message = "name what to study: --all, --scenario NAME, or --grid PATH=A:B:N"
        return [Problem(COMMAND_LINE, None, "", message)]
    return []


def _no_measure(names: list[str]) -> list[Problem]:
    from scenario.measures.catalogue import MEASURES, is_measure
    from scenario.project.problems import unknown

    return [
        Problem(COMMAND_LINE, None, "--measure", unknown("measure", name, MEASURES))
        for name in names
        if not is_measure(name)
    ]


def _not_measured(case: Case, names: list[str]) -> list[Problem]:
    """Return which measures of partners are of nobody in the project."""
    from scenario.measures.partners.measures import AT, names_of_partners
    from scenario.project.problems import unknown

    known = names_of_partners(case.project)
    wrong = [name for name in names if AT in name and name not in known]
    return [Problem(COMMAND_LINE, None, "--measure", unknown("measure", name, known)) for name in wrong]


def _tell(
    cases: list[Case],
    settings: RunSettings,
    out: Path | None,
    page: PageOptions,
    measures: list[str] | None,
) -> int:
    from scenario.analysis.studies import StudiesInterrupted, studies_of
    from scenario.cli.show import progress, write_json
    from scenario.cli.studies import compiling
    from scenario.study.storage.manifest import StudyError

    code = DONE
    try:
        with progress(f"{len(cases)} cases") as bar, compiling(cases[0].project, settings):
            studies = studies_of(cases, replace(settings, progress=bar), out)
    except StudiesInterrupted as stopped:
        studies, code = stopped.studies, STOPPED
        print(f"{len(studies)} of {len(cases)} cases were finished.", file=sys.stderr)
    except StudyError as error:
        raise ProjectError([Problem(COMMAND_LINE, None, "--out", str(error))]) from None
    if not len(studies):
        return code
    if page.json != "-":
        _print(studies, page.lang, measures)
    if page.json is not None:
        write_json(_document(studies, measures), page.json)
    return code


def _print(studies: Studies, lang: Language, measures: list[str] | None) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables.cases import CasePages

    page, pages = console(), CasePages(studies, lang, measures)
    page.print()
    page.print(Text(pages.title, style="bold"))
    page.print(Text(pages.subtitle))
    for table in pages.tables():
        print_table(page, table, lang)
    print_notes(page, pages.say.say("Columns", "列说明"), pages.legend())
    page.print()


def _document(studies: Studies, measures: list[str] | None) -> dict[str, Any]:
    """Return the studies as plain data."""
    from importlib.metadata import version

    first = studies[studies.cases[0]]
    return {
        "project": first.project.project.name.to("en"),
        "runs": studies.runs,
        "seed": studies.seed,
        "sampling": str(studies.sampling),
        "version": version("scenario-workbench"),
        "cases": [
            {"case": case, "scenario": row.pop("scenario"), "values": row}
            for case, row in studies.values.to_dict(orient="index").items()
        ],
        "odds": _rows(studies.odds().drop(columns=list(studies.values.columns))),
        "measures": _rows(studies.summary(measures).drop(columns=list(studies.values.columns))),
        "nodes": [row for case in studies.cases for row in _nodes(case, studies[case])],
        "differences": _rows(studies.differences(measures).drop(columns=list(studies.values.columns))),
    }


def _nodes(case: str, study: Study) -> list[dict[str, Any]]:
    """Return P50 and P80 of the nodes that targets ask for: days since the start, and dates."""
    from scenario.analysis.document import plain
    from scenario.views.tables.cases import target_nodes

    nodes = target_nodes(study)
    told = study.node_rows(nodes) if nodes else {}
    return [
        {
            "case": case,
            "node": node,
            **{share: plain(row[share]) for share in ("p50", "p80")},
            **{f"{share}_date": _date(study, row[share]) for share in ("p50", "p80")},
        }
        for node, row in told.items()
    ]


def _date(study: Study, day: float) -> str | None:
    date = study.date(day)
    return None if date is None else date.isoformat()


def _rows(table: Any) -> list[dict[str, Any]]:
    from scenario.analysis.document import plain

    return [
        {str(key): plain(value) if isinstance(value, float) else value for key, value in row.items()}
        for row in table.to_dict(orient="records")
    ]
