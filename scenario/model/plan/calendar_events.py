"""Events of dates: when each may come, which activities it strikes, which calendars it stops, and how long.

They are risks of each year, the weather of each month, and changes of how many people there are, whose dates
are certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scenario.model.plan.inputs import Inputs
from scenario.model.plan.seasons import DAYS_A_YEAR, Spans, months_of, spans
from scenario.model.plan.timetable import people_in_time
from scenario.project.network import Network
from scenario.project.sections.calendars import Downtime
from scenario.project.sections.people.staff import people_at_last
from scenario.project.sections.risks import Risk
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.project.worked_calendars import calendar_rows
from scenario.rules.schedule.stoppage import Stoppages, note


@dataclass(frozen=True, slots=True)
class Event:
    """What comes once in one of its years, or at a certain date.

    Attributes
    ----------
    owner : the path of what it belongs to: a risk, the weather of a month, a pool of staff
    number : which of that it is, counted from the start
    season : when it may come, at an even chance over all of it [days]; of what is certain, when it comes
    delays : the places of its delays among all
    is_certain : whether it comes in every run, at the same instant
    """

    owner: str
    number: int
    season: tuple[tuple[float, float], ...]
    delays: range
    is_certain: bool = False

    @property
    def name(self) -> str:
        """What its luck is drawn by."""
        return f"{self.owner}[{self.number}]"


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
    """All events of dates within the horizon: risks, weather, changes of staff, in the order of the file."""

    calendars: int
    events: list[Event] = field(default_factory=list)
    delays: list[Delay] = field(default_factory=list)
    chances: list[EventImpact] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    absences: list[AbsenceImpact] = field(default_factory=list)

    def add(self, name: str, risk: Risk, year: int, project: Project, network: Network) -> None:
        """Add an event and what it may strike; what is struck alike shares a delay."""
        event, first = len(self.events), len(self.delays)
        for node, delay in self._delays(risk, "delay").items():
            self.chances.extend(EventImpact(event, delay, i) for i in network.instances_of(node))
        for calendar, delay in self._delays(risk, "stops").items():
            self._stop(event, delay, calendar, project)
        if risk.absent is not None:
            staff = list(project.staff)
            pools = tuple(staff.index(pool) for pool in risk.absent.of)
            people = tuple(risk.absent.share * people_at_last(project.staff[pool]) for pool in risk.absent.of)
            self.absences.append(AbsenceImpact(event, len(self.delays), pools, people))
            self.delays.append(Delay("absent", "days", risk.absent.days))
        season = tuple(spans(project, risk, year))
        self.events.append(Event(f"risks.{name}", year, season, range(first, len(self.delays))))

    def _stop(self, event: int, delay: int, calendar: str, project: Project) -> None:
        """Have an event stop a calendar, and what people of that calendar make of others."""
        for row, (name, together) in enumerate(calendar_rows(project).items()):
            if calendar == name or calendar in together:
                self.stops.append(Stop(event, delay, row))

    def add_weather(
        self, owner: str, calendar: str, weather: Downtime, span: Spans, project: Project
    ) -> None:
        """Add the downtime of a month, once for each of `span`."""
        for number, month in enumerate(span):
            delay = len(self.delays)
            self._stop(len(self.events), delay, calendar, project)
            self.delays.append(Delay("days", "", weather.days))
            self.events.append(Event(owner, number, (month,), range(delay, delay + 1)))

    def add_people(self, owner: str, pool: int, steps: Sequence[tuple[float, float]]) -> None:
        """Add the changes of a pool: until the last one there are more or fewer people than then."""
        for number, ((at, people), (until, _)) in enumerate(pairwise(steps)):
            delay = len(self.delays)
            away = AbsenceImpact(len(self.events), delay, (pool,), (steps[-1][1] - people,))
            self.absences.append(away)
            self.delays.append(Delay("absent", "days", Quantity.fixed(until - at)))
            self.events.append(Event(owner, number, ((at, at),), range(delay, delay + 1), is_certain=True))

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
    """Return everything that events of dates may strike within the horizon."""
    events = CalendarEvents(len(calendar_rows(project)))
    for name, risk in project.risks.items():
        if risk.per == "year" and (risk.delay or risk.stops or risk.absent):
            for year in years(project):
                events.add(name, risk, year, project, network)
    for owner, (calendar, month, weather) in weathers(project).items():
        events.add_weather(owner, calendar, weather, months_of(project, month), project)
    for pool, steps in enumerate(people_in_time(project)):
        events.add_people(f"staff.{list(project.staff)[pool]}", pool, steps)
    return events


def weathers(project: Project) -> dict[str, tuple[str, str, Downtime]]:
    """Return calendar, month and downtime of all weather that is described, by its path."""
    return {
        f"calendars.{name}.weather.{month}": (name, month, weather)
        for name, calendar in project.calendars.items()
        for month, weather in calendar.weather.items()
    }


def years(project: Project) -> range:
    """Return the years of the horizon, counted from the start."""
    return range(int(-(-project.project.horizon.days // DAYS_A_YEAR)))
