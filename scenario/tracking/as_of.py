"""What of a statement was known at an earlier day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scenario.project.network import expand
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Known, Statement


@dataclass(frozen=True, slots=True)
class News:
    """Something that a statement knows and an earlier one did not: when it came, of which activity, what."""

    day: dt.date
    node: str
    what: str


def with_statement(project: Project, told: Statement) -> Project:
    """Return a project with another statement, of which it keeps what it has activities and risks for."""
    ids = set(expand(project).ids)
    risks = {name for name in told.risks if name.partition(".")[0] in project.risks}
    kept = told.model_copy(
        update={
            "activities": {node: known for node, known in told.activities.items() if node in ids},
            "risks": {name: known for name, known in told.risks.items() if name in risks},
            "fallbacks": {name: how for name, how in told.fallbacks.items() if name in project.fallbacks},
        }
    )
    found = project.model_copy(update={"statement": kept})
    found._file, found._scenario = project.file, project.scenario
    return found


def news(earlier: Statement, later: Statement) -> list[News]:
    """Return what is new of activities, in the order in which it came."""
    found = []
    for node, known in later.activities.items():
        before = earlier.activities.get(node, Known())
        if known.finished is not None and before.finished is None:
            found.append(News(known.finished, node, "finished"))
        elif known.started is not None and before.started is None:
            found.append(News(known.started, node, "started"))
    return sorted(found, key=lambda each: (each.day, each.node))


def as_of(earlier: Statement, later: Statement, day: dt.date) -> Statement:
    """Return what was known at a data date between those of two statements.

    What came before it is as the later statement has it; what is left of work under way is not told then, nor
    money, nor what has no date: of these stands what the earlier statement says.
    """
    activities = {}
    for node, known in later.activities.items():
        begun = known.started if known.started is not None else known.finished
        if begun is None or begun >= day:
            continue
        if known.finished is not None and known.finished < day:
            activities[node] = known
        elif known.started is not None:
            activities[node] = Known(started=known.started, sent_back=known.sent_back)
    undated = {
        node: known
        for node, known in earlier.activities.items()
        if node not in activities and known.started is None and known.finished is None
    }
    risks = dict(earlier.risks)
    for name, told in later.risks.items():
        came = {year: each for year, each in told.years.items() if each.from_ < day}
        if came:
            risks[name] = told.model_copy(update={"years": came})
    return earlier.model_copy(
        update={"data_date": day, "activities": {**undated, **activities}, "risks": risks}
    )
