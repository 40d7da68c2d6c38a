"""Rules of statements: their activities exist, and what is known lies before the data date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scenario.project.checks.found import Found, reference
from scenario.project.problems import Where
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Known


def statement(project: Project) -> Iterator[Found]:
    """What is done was done after the project's start and before the data date, by activities that exist."""
    told = project.statement
    if told is None:
        return
    if told.data_date < project.project.start:
        message = f"{told.data_date} is before the project's start {project.project.start}"
        yield Found(("statement", "data_date"), message)
    if project.has_money:
        yield Found(
            ("statement",),
            "it tells of the schedule alone, and this project has money; leave out land, products, cost and"
            " cash to run its schedule from the data date",
        )
    for node, known in told.activities.items():
        where = ("statement", "activities", node)
        yield from reference(project, where, node, single=True)
        yield from _dates(project, where, known, told.data_date)
        yield from _shares(where, known)


def _dates(project: Project, where: Where, known: Known, data_date: dt.date) -> Iterator[Found]:
    """Check the dates of one activity."""
    for key in ("started", "finished"):
        day = getattr(known, key)
        if day is None:
            continue
        if day >= data_date:
            yield Found((*where, key), f"{day} is not before the data date {data_date}, and so not known yet")
        if day < project.project.start:
            yield Found((*where, key), f"{day} is before the project's start {project.project.start}")
    if known.started is not None and known.finished is not None and known.finished < known.started:
        yield Found((*where, "finished"), f"{known.finished} is before it started, {known.started}")
    if known.not_before is not None and known.not_before < data_date:
        message = f"{known.not_before} is before the data date {data_date}; leave it out"
        yield Found((*where, "not_before"), message)


def _shares(where: Where, known: Known) -> Iterator[Found]:
    """Check that what is told of one activity goes together."""
    told = [key for key in ("remaining", "done") if getattr(known, key) is not None]
    if told and known.finished is not None:
        yield Found((*where, told[0]), "it is finished, and nothing is left of it; leave this out")
    elif told and known.started is None:
        yield Found((*where, told[0]), "it has not started; write `started` too")
    elif len(told) == 2:
        yield Found((*where, "done"), "`remaining` says already what is left; keep one")
    if known.cancelled and (known.started is not None or known.finished is not None):
        yield Found((*where, "cancelled"), "it was begun; write `finished`, the day on which it was given up")
