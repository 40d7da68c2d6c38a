"""What `run` tells of precision: how many runs were taken and why, and how the numbers settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scenario.analysis import Study
from scenario.analysis.document import plain
from scenario.analysis.precision.until import RunsNeeded, needed_runs, refuse
from scenario.cli.inputs import COMMAND_LINE
from scenario.cli.show import print_notes, print_table, progress
from scenario.project.problems import Problem, ProjectError
from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.study.settings import RunSettings
from scenario.views.tables import precision
from scenario.views.words.wording import Wording

if TYPE_CHECKING:
    from rich.console import Console


def runs_for_precision(projects: Sequence[Project], settings: RunSettings, half_width: float) -> RunsNeeded:
    """Return how many runs the odds of all projects need. Raises ProjectError where there are none."""
    try:
        refuse(projects, half_width)
    except ValueError as error:
        raise ProjectError([Problem(COMMAND_LINE, None, "--until", str(error))]) from None
    with progress("pilot") as bar:
        return needed_runs(projects, half_width, replace(settings, progress=bar))


def print_precision(
    page: Console, study: Study, needed: RunsNeeded | None, lang: Language, convergence: bool
) -> None:
    """Print why there are so many runs, and how odds and means settled, where asked for."""
    say = Wording.of(study, lang)
    notes = [] if needed is None else [precision.runs_needed(needed, study, lang)]
    notes += precision.evenly_spread(study, lang)
    print_notes(page, say.say("Precision", "精度"), notes)
    for table in precision.convergence(study, lang) if convergence else []:
        print_table(page, table, lang)
    if notes or convergence:
        page.print()


def precision_document(study: Study, needed: RunsNeeded | None, convergence: bool) -> dict[str, Any]:
    """Return the same as plain data."""
    found: dict[str, Any] = {}
    if needed is not None:
        found["until"] = needed.to_json()
    if convergence:
        table = study.convergence()
        found["convergence"] = [
            {
                "kind": row["kind"],
                "name": row["name"],
                "runs": int(row["runs"]),
                "value": plain(row["value"]),
                "half_width": plain(row["half_width"]),
                "runs_for_a_point": None if row["kind"] == "measure" else int(row["runs_for_a_point"]),
            }
            for row in table.to_dict(orient="records")
        ]
    return found
