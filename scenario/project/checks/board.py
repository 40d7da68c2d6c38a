"""Rules of what people are told: scenarios, risks and departments that are named are there."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.project.checks.found import Found
from scenario.project.problems import unknown
from scenario.project.sections.root import Project


def board(project: Project) -> Iterator[Found]:
    """Options and stresses are scenarios of the file, owners departments."""
    told = project.board
    if told is None:
        return
    for key, names in (("options", told.options), ("stresses", told.stresses)):
        for position, name in enumerate(names):
            if name not in project.scenarios:
                message = unknown("scenario", name, project.scenarios)
                yield Found(("board", key, position), message)
    for risk, department in told.owners.items():
        if risk not in project.risks:
            yield Found(("board", "owners", risk), unknown("risk", risk, project.risks))
        if department not in project.departments:
            yield Found(("board", "owners", risk), unknown("department", department, project.departments))


def names(project: Project) -> Iterator[Found]:
    """What is called is there; a project as it was simulated has no scenarios left, but knows their names."""
    if not project.scenarios and not project.overrides:
        return
    known = {**project.scenarios, **project.overrides, **project.calendars}
    for name in project.names:
        if name not in known:
            yield Found(("names", name), unknown("scenario, override or calendar", name, known))
