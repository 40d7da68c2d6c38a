"""Yearly events: when each may come, which activities it strikes, which calendars it stops, and how long."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scenario.model.plan.inputs import Inputs
from scenario.project.network import Network
from scenario.project.sections.risks import Risk
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.project.values.vocabulary import CONTINUOUS
from scenario.rules.schedule.stoppage import Stoppages, note

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Event:
    """A risk in one of its years; what is drawn of it is the instant at which it comes.

    `delays` are the places of its delays among all.
    """

    risk: str
    year: int
    delays: range

    @property
    def name(self) -> str:
        """What its luck is drawn by."""
        return f"risks.{self.risk}[{self.year}]"


@dataclass(frozen=True, slots=True)
class Delay:
    """How long an event stops what it strikes alike.

    `kind` is `delay` (of activities, in their working time) or `stops` (of calendars, elapsed); `key` is the
    first activity or calendar that the file names so.
    """

    kind: str
    key: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class EventImpact:
    """A chance of an event to strike an activity: indices of the event, of the delay, of the activity."""

    event: int
    delay: int
    activity: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A chance of an event to stop a calendar: indices of the event, of the delay, of the calendar."""

    event: int
    delay: int
    calendar: int


@dataclass(frozen=True, slots=True)
class AbsenceImpact:
    """A chance of an event to take people of one of some pools away: indices of event, delay and pools.

    `people` are those who go, of each of `pools`.
    """

    event: int
    delay: int
    pools: tuple[int, ...]
    people: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CalendarEvents:
    """All yearly events of a project within its horizon, in the order of the file."""

    calendars: int
    events: list[Event] = field(default_factory=list)
    delays: list[Delay] = field(default_factory=list)
    chances: list[EventImpact] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    absences: list[AbsenceImpact] = field(default_factory=list)

    def add(self, name: str, risk: Risk, year: int, project: Project, network: Network) -> None:
        """Add an event and what it may strike; what is struck alike shares a delay."""
        calendars = (CONTINUOUS, *project.calendars)
        event, first = len(self.events), len(self.delays)
        for node, delay in self._delays(risk, "delay").items():
            self.chances.extend(EventImpact(event, delay, i) for i in network.instances_of(node))
        for calendar, delay in self._delays(risk, "stops").items():
            self.stops.append(Stop(event, delay, calendars.index(calendar)))
        if risk.absent is not None:
            staff = list(project.staff)
            pools = tuple(staff.index(pool) for pool in risk.absent.of)
            people = tuple(risk.absent.share * project.staff[pool] for pool in risk.absent.of)
            self.absences.append(AbsenceImpact(event, len(self.delays), pools, people))
            self.delays.append(Delay("absent", "days", risk.absent.days))
        self.events.append(Event(name, year, range(first, len(self.delays))))

    def _delays(self, risk: Risk, kind: str) -> dict[str, int]:
        """Return the place of the delay of everything that an event strikes in one way."""
        shared: dict[Quantity, int] = {}
        places = {}
        for key, written in getattr(risk, kind).items():
            if written not in shared:
                shared[written] = len(self.delays)
                self.delays.append(Delay(kind, key, risk.impact(kind)[key]))
            places[key] = shared[written]
        return places

    def under_way(self, inputs: Inputs, activities: int) -> list[list[tuple[float, float]]]:
        """Return for each activity what strikes it in a run if it is under way then: (instant, days)."""
        instant, days = inputs.event["instant"].tolist(), inputs.delay["days"].tolist()
        found: list[list[tuple[float, float]]] = [[] for _ in range(activities)]
        for hit in self.chances:
            if instant[hit.event] < float("inf"):
                found[hit.activity].append((instant[hit.event], days[hit.delay]))
        return found

    def absences_of(self, inputs: Inputs) -> list[tuple[float, float, int, float]]:
        """Return who is away in a run: (from, until, pool, people), in the order in which they go."""
        instant, pick = inputs.event["instant"].tolist(), inputs.event["pick"].tolist()
        days = inputs.delay["days"].tolist()
        found = []
        for away in sorted(self.absences, key=lambda away: instant[away.event]):
            at, struck = instant[away.event], int(pick[away.event])
            if at < float("inf"):
                found.append((at, at + days[away.delay], away.pools[struck], away.people[struck]))
        return found

    def stoppages_of(self, inputs: Inputs) -> Stoppages:
        """Return when calendars stand still in a run."""
        stoppages = self.no_stoppages()
        instant, days = inputs.event["instant"].tolist(), inputs.delay["days"].tolist()
        for stop in sorted(self.stops, key=lambda stop: instant[stop.event]):
            if instant[stop.event] < float("inf"):
                note(stoppages, stop.calendar, instant[stop.event], days[stop.delay])
        return stoppages

    def no_stoppages(self) -> Stoppages:
        """Return room for the stoppages of a run, with none in it."""
        counts = np.bincount([stop.calendar for stop in self.stops], minlength=self.calendars)
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        known = np.zeros(self.calendars, dtype=np.int64)
        return Stoppages(first, known, np.zeros(len(self.stops)), np.zeros(len(self.stops)))


def yearly_events(project: Project, network: Network) -> CalendarEvents:
    """Return everything that yearly events may strike within the horizon."""
    events = CalendarEvents(1 + len(project.calendars))
    for name, risk in project.risks.items():
        if risk.per == "year" and (risk.delay or risk.stops or risk.absent):
            for year in years(project):
                events.add(name, risk, year, project, network)
    return events


def years(project: Project) -> range:
    """Return the years of the horizon, counted from the start."""
    return range(int(-(-project.project.horizon.days // DAYS_A_YEAR)))
