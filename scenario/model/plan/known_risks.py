"""What is known of risks at a data date: what happened, what can no longer, what is less likely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

import numpy as np

from scenario.model.plan import effects as effect
from scenario.model.plan.calendar_events import CalendarEvents, Event
from scenario.model.plan.known_luck import Line, chance_left, in_rest, settled, still_open
from scenario.model.plan.numbers import Numbers
from scenario.model.plan.risks import Occurrence, occurrences
from scenario.model.plan.seasons import DAYS_A_YEAR, Spans, spans
from scenario.model.plan.status import DONE, Status
from scenario.model.plan.timetable import Timetable, day_of
from scenario.project.network import Network
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Came, KnownRisk, Statement


@dataclass(frozen=True, slots=True)
class RiskNow:
    """What a statement says, or leaves to be derived, of one decision whether a risk happens.

    `gone` is the share of its window that has passed, and `left` the chance that is left [fraction]; `told`
    whether the statement decides it.
    """

    name: str
    risk: str
    chance: float
    gone: float
    left: float
    told: bool


def known_risks(
    numbers: Numbers,
    project: Project,
    network: Network,
    events: CalendarEvents,
    status: Status,
    planned: Timetable,
) -> tuple[list[Line], list[RiskNow]]:
    """Return how the draws of risks are read at a data date, and what became of each.

    `planned` has the dates of the plan, with those that came in their place.
    """
    lines: list[Line] = []
    found: list[RiskNow] = []
    of_year = {(event.owner, event.number): event for event in events.events}
    for name in project.risks:
        for each in occurrences(project, name):
            event = of_year.get((f"risks.{name}", -1 if each.year is None else each.year))
            made, now = _known(numbers, project, network, status, planned, each, event)
            lines += made
            found.append(now)
    return lines, found


def _known(
    numbers: Numbers,
    project: Project,
    network: Network,
    status: Status,
    planned: Timetable,
    each: Occurrence,
    event: Event | None,
) -> tuple[list[Line], RiskNow]:
    """Return what is known of one decision."""
    chance = project.risks[each.risk].chance.most_likely
    column = numbers.uniform(each.name)
    told = _told(project.statement, each)
    came = _came_in(project, told, each.year)
    if came is not None:
        lines = [settled(column, True)]
        if event is not None:
            lines = _came(numbers, project, event, came, status, column)
        return lines, RiskNow(each.name, each.risk, chance, 1.0, 1.0, True)
    if told is not None and told.happened is not None:
        left = 1.0 if told.happened else 0.0
        return [settled(column, told.happened)], RiskNow(each.name, each.risk, chance, 1.0, left, True)
    gone = _gone(project, network, status, planned, each)
    if gone <= 0.0:
        return [], RiskNow(each.name, each.risk, chance, 0.0, chance, False)
    lines = [still_open(column, chance, gone)]
    if event is not None:
        lines.append(in_rest(numbers.uniform(f"{event.name}.instant"), min(gone, 1.0)))
    return lines, RiskNow(each.name, each.risk, chance, gone, chance_left(chance, gone), False)


def _told(statement: Statement | None, each: Occurrence) -> KnownRisk | None:
    """Return what is told of a decision: of its phase, or of the risk as a whole."""
    if statement is None:
        return None
    own = statement.risks.get(f"{each.risk}.{each.phase}") if each.phase is not None else None
    return own if own is not None else statement.risks.get(each.risk)


def _came_in(project: Project, told: KnownRisk | None, year: int | None) -> Came | None:
    """Return the event of a year of the project (counted from its start), where it came."""
    if told is None or year is None:
        return None
    start = project.project.start
    of_year = (came for came in told.years.values() if floor(day_of(came.from_, start) / DAYS_A_YEAR) == year)
    return next(of_year, None)


def _came(
    numbers: Numbers, project: Project, event: Event, came: Came, status: Status, column: int
) -> list[Line]:
    """Return how an event that came is read: it is over, or stands in what is left of it."""
    at = day_of(came.from_, project.project.start)
    if at + came.days <= status.at:
        return [settled(column, False)]
    season = list(event.season)
    length = sum(end - begin for begin, end in season)
    for place in event.delays:
        slot = numbers.layout.slot("delay", place, "days")
        numbers.effects.append(effect.Effect(effect.SET, slot, constant=came.days))
    share = _share_by(season, at) if length > 0 else 0.0
    return [settled(column, True), Line(numbers.uniform(f"{event.name}.instant"), share)]


def _gone(project: Project, network: Network, status: Status, planned: Timetable, each: Occurrence) -> float:
    """Return the share of the time in which a risk may happen that has passed [fraction]."""
    if each.year is not None:
        return _share_by(spans(project, project.risks[each.risk], each.year), status.at)
    struck = _struck(project, network, each)
    if len(struck) == 0:
        struck = np.arange(len(network.ids))
    if bool((status.state[struck] == DONE).all()):
        return 1.0
    first, last = planned.planned_start[struck].min(), planned.planned_finish[struck].max()
    return float(np.clip((status.at - first) / (last - first), 0.0, 1.0)) if last > first else 0.0


def _share_by(season: Spans, at: float) -> float:
    """Return the share of some spans that lies before an instant [fraction]."""
    length = sum(end - begin for begin, end in season)
    if length <= 0.0:
        return 1.0 if season and season[0][0] < at else 0.0
    return float(sum(min(max(at - begin, 0.0), end - begin) for begin, end in season) / length)


def _struck(project: Project, network: Network, each: Occurrence) -> np.ndarray:
    """Return the activities whose durations a risk may move, in its phase where it has one."""
    risk = project.risks[each.risk]
    nodes = [*risk.impact("factor"), *risk.impact("delay")]
    indices = sorted({i for node in nodes for i in _instances(network, node, each.phase)})
    return np.array(indices, dtype=np.int64)


def _instances(network: Network, node: str, phase: str | None) -> Iterator[int]:
    for i in network.instances_of(node):
        if phase is None or network.ids[i].endswith(f".{phase}") or "." not in network.ids[i]:
            yield i


def sent_back(numbers: Numbers, project: Project, network: Network) -> list[Line]:
    """Return the judgements that are known to have failed."""
    told = project.statement.activities if project.statement is not None else {}
    lines = []
    for name, base in zip(network.ids, network.activities, strict=True):
        stop, known = project.activities[base].pass_, told.get(name)
        if stop is None or known is None or known.sent_back is None:
            continue
        for attempt in range(min(known.sent_back, stop.at_most)):
            lines.append(settled(numbers.uniform(f"activities.{name}.pass[{attempt}]"), True))
    return lines
