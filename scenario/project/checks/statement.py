"""Rules of statements: their activities exist, and what is known lies before the data date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scenario.project.checks.closing import closing
from scenario.project.checks.found import Found, listed, reference
from scenario.project.problems import Where, unknown
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Known, Statement
from scenario.project.values.links import split_node


def statement(project: Project) -> Iterator[Found]:
    """What is done was done after the project's start and before the data date, by activities that exist."""
    told = project.statement
    if told is None:
        return
    if told.data_date < project.project.start:
        message = f"{told.data_date} is before the project's start {project.project.start}"
        yield Found(("statement", "data_date"), message)
    for node, known in told.activities.items():
        where = ("statement", "activities", node)
        yield from reference(project, where, node, single=True)
        yield from _dates(project, where, known, told.data_date)
        yield from _shares(where, known)
        yield from _judged(project, where, known)
    yield from _risks(project, told)
    yield from closing(project, told)
    if told.regime is not None:
        rules = list(project.regime.rules) if project.regime else []
        yield from listed("presale regime", ("statement", "regime"), told.regime, rules)
    for name in told.fallbacks:
        yield from listed("fall-back", ("statement", "fallbacks", name), name, project.fallbacks)


def _judged(project: Project, where: Where, known: Known) -> Iterator[Found]:
    """Check how often something was sent back."""
    if known.sent_back is None:
        return
    activity = project.activities.get(split_node(str(where[2]))[0])
    if activity is not None and activity.pass_ is None:
        yield Found((*where, "sent_back"), "nobody judges it (it has no `pass`); leave this out")
    elif activity is not None and activity.pass_ is not None and known.sent_back > activity.pass_.at_most:
        most = activity.pass_.at_most
        yield Found((*where, "sent_back"), f"it is sent back {most} times at most; widen `pass.at_most`")
    if known.started is None:
        yield Found((*where, "sent_back"), "it has not started; write `started` too")


def _risks(project: Project, told: Statement) -> Iterator[Found]:
    """Check what is told of risks."""
    for node, known in told.risks.items():
        where = ("statement", "risks", node)
        name, phase = split_node(node)
        risk = project.risks.get(name)
        if risk is None:
            yield Found(where, unknown("risk", name, project.risks))
        elif phase is not None and (risk.scope != "phase" or phase not in project.phases):
            yield Found(where, f"'{name}' is not decided in '{phase}'; write {name} or one of its phases")
        elif (risk.per == "year") != bool(known.years):
            form = "{2026: {from: 2026-07-03, days: 6}}" if risk.per == "year" else "{happened: true}"
            yield Found(where, f"it is decided once a {risk.per}; write {form}")
        for year, came in known.years.items():
            if came.from_ >= told.data_date:
                message = f"{came.from_} is not before the data date {told.data_date}, and so not known yet"
                yield Found((*where, "years", year, "from"), message)
            elif came.from_.year != year:
                yield Found((*where, "years", year, "from"), f"{came.from_} is not in {year}")


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
