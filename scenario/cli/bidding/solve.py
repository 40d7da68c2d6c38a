"""`bid --solve PATH`: which values of a number keep the odds required."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scenario.cli.arguments.options import PageOptions, ParcelsOptions
from scenario.cli.inputs import COMMAND_LINE
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.project.sections.root import Project
    from scenario.study.settings import RunSettings


def solve_path(
    what: ParcelsOptions,
    parcel: tuple[Path, Project],
    path: str,
    ends: tuple[float | None, float | None],
    asked: tuple[float | None, float | None],
    settings: RunSettings,
    page: PageOptions,
) -> None:
    """Find and tell which values of a number keep the odds required. Raises ProjectError."""
    from scenario.analysis.bidding.requirements import NothingRequiredError
    from scenario.analysis.bidding.solve import solve, solved_document
    from scenario.cli.show import console, print_notes, print_table, write_json
    from scenario.cli.studies import compiling
    from scenario.views.tables.bidding.solve import SolvedPage

    file, project = parcel
    low, high = _ends(project, path, ends)
    try:
        with compiling(project, settings):
            found = solve(project, path, _changed(what, file, project, path), (low, high), asked, settings)
    except NothingRequiredError as error:
        raise ProjectError([Problem(str(file), None, "targets", str(error))]) from None
    told, screen = SolvedPage(found, page.lang), console()
    if page.json != "-":
        say = told.say
        screen.print()
        print_notes(screen, say.say("What keeps the odds", "满足要求的取值"), told.answer())
        print_notes(screen, say.say("Targets", "目标"), told.targets())
        print_table(screen, told.table(), page.lang)
    if page.json is not None:
        write_json(solved_document(found), page.json)


def _changed(what: ParcelsOptions, file: Path, project: Project, path: str) -> Callable[[float], Project]:
    from scenario.project.files.load import load, parse_settings
    from scenario.project.values.vocabulary import BASE

    settings = parse_settings(what.settings or [])
    scenario = None if project.scenario == BASE else project.scenario
    return lambda value: load(file, settings | {path: value}, scenario, what.actuals)


def _ends(project: Project, path: str, ends: tuple[float | None, float | None]) -> tuple[float, float]:
    """Return the ends of the grid: those given, else half and twice what the file has."""
    from scenario.project.dotted_paths import value_at
    from scenario.project.values.quantity import Quantity

    stands = value_at(project, path)
    value = stands.most_likely if isinstance(stands, Quantity) else stands
    is_usable = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    if not is_usable and None in ends:
        message = f"no number above 0 stands at {path}; write the path of one, or --from and --to too"
        raise ProjectError([Problem(COMMAND_LINE, None, "--solve", message)])
    low = ends[0] if ends[0] is not None else value / 2.0
    high = ends[1] if ends[1] is not None else value * 2.0
    if not 0.0 < low < high <= 1e15:
        message = f"from {low:g} to {high:g} is no range; write --from below --to, both above 0"
        raise ProjectError([Problem(COMMAND_LINE, None, "--to", message)])
    return float(low), float(high)
