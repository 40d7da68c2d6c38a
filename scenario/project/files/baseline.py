"""A baseline: the dates that were promised and approved, with the odds that they had then.

It is a file of its own, written by `scenario commit --out` and read when later work is compared with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from scenario.project.files.reading import Document, read
from scenario.project.files.translation import problems_of
from scenario.project.network import expand
from scenario.project.problems import Problem, ProjectError, Where
from scenario.project.sections.root import Project
from scenario.project.values.names import Name
from scenario.project.values.record import Date, Number, Record, Whole

FORM = "scenario-baseline-1"
"""What a file of this form calls itself."""


class PromisedNode(Record):
    """The dates of a node."""

    promised: Date
    """The day by whose end it was promised. [date]"""
    odds: Number = Field(ge=0, le=1)
    """The odds that it had when it was promised. [fraction]"""
    planned: Date | None = None
    """The day of the most-likely plan with people enough. [date]"""
    p50: Date | None = None
    """The day by whose end half of the runs had finished it. [date]"""
    p80: Date | None = None
    """The same of 80 % of the runs. [date]"""
    p90: Date | None = None
    """The same of 90 % of the runs. [date]"""


class PromisedActivity(Record):
    """The dates of an activity."""

    start: Date | None = None
    """The day on which it had started with the asked odds. [date]"""
    finish: Date | None = None
    """The day by whose end it had finished with the asked odds. [date]"""
    latest_start: Date | None = None
    """The last day on which it may start for the requirements to keep the asked odds. [date]"""
    latest_finish: Date | None = None
    """The last day by whose end it may finish for them to do so. [date]"""


class PromisedRequirement(Record):
    """What had to be finished by when."""

    node: str
    """The node that was required."""
    by: Date | None = None
    """The day by whose end it was required. [date]"""
    odds: Number = Field(ge=0, le=1)
    """The odds that it had. [fraction]"""


class Baseline(Record):
    """Promised dates, approved."""

    form: str
    """The form of this file: `scenario-baseline-1`."""
    project: Name
    """What the project was called."""
    scenario: str
    """The scenario that was promised; `base` for the file as it stood."""
    fingerprint: str
    """The SHA-256 of the project as it was."""
    version: str
    """The version of the program."""
    runs: Whole = Field(ge=1)
    """How many runs the odds come from. [runs]"""
    seed: Whole = Field(ge=0)
    """Their luck. [number]"""
    odds: Number = Field(gt=0, le=1)
    """The odds that were asked for. [fraction]"""
    approved_by: str | None = None
    """Who approved it."""
    approved_on: Date | None = None
    """When. [date]"""
    required: tuple[PromisedRequirement, ...] = ()
    """What had to be finished by when."""
    nodes: dict[str, PromisedNode]
    """The promised nodes, by id."""
    activities: dict[str, PromisedActivity] = {}
    """All activities, by id."""

    def to_plain(self) -> dict[str, Any]:
        """Return plain data, as it is written."""
        return self.model_dump(exclude_none=True)


def read_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises ProjectError with all that cannot be used."""
    document = read(path)
    form = document.data.get("form")
    if form != FORM:
        message = f"this is no baseline: its `form` is not '{FORM}'; write one with `scenario commit --out`"
        raise ProjectError([_problem(document, ("form",), message)])
    try:
        return Baseline.model_validate(document.data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise ProjectError([*document.problems, *problems_of(errors, document)]) from None


def misfits(project: Project, baseline: Baseline) -> list[str]:
    """Return why a baseline is not one of a project; nothing when it is.

    A project keeps its name while it changes. A node that is gone is told, since its promise cannot be kept.
    """
    ours = project.project.name
    if (ours.en, ours.zh) != (baseline.project.en, baseline.project.zh):
        return [
            f"it was made of the project '{baseline.project.to('en')}', and this one is '{ours.to('en')}';"
            f" compare a project with a baseline of its own"
        ]
    ids = expand(project).ids
    return [
        f"it promises '{name}', and the project has no such activity any more; write a new baseline"
        for name in baseline.nodes
        if name not in ids
    ]


def _problem(document: Document, where: Where, message: str) -> Problem:
    return Problem(*document.place(where), ".".join(map(str, where)), message)
