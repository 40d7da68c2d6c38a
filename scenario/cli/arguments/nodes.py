"""Why an activity of some id cannot be asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from scenario.cli.inputs import COMMAND_LINE
from scenario.project.problems import Problem, unknown

if TYPE_CHECKING:
    from scenario.project.sections.root import Project


def unknown_nodes(project: Project, names: Iterable[str], option: str = "--node") -> list[Problem]:
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


def no_activities(
    file: Path, project: Project, so: str = "no dates; `scenario run` tells the odds of dated flows"
) -> list[Problem]:
    """Return the problem of a project without work; `so` says what there is not, and what to do."""
    message = f"there are none, and so {so}"
    return [] if project.activities else [Problem(str(file), None, "activities", message)]
