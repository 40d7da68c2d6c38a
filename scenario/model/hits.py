"""Yearly events that stop what is under way: when each may come, for how long, and whom it strikes."""

from __future__ import annotations

from dataclasses import dataclass

from scenario.model.money.tables import Inputs
from scenario.project.network import Network
from scenario.project.quantity import Quantity
from scenario.project.risks import Risk
from scenario.project.root import Project

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
    """How long an event stops those whom it strikes alike; `node` is the first that the file names."""

    node: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Hit:
    """A chance of an event to strike an activity: indices of the event, of the delay, of the activity."""

    event: int
    delay: int
    activity: int


@dataclass(frozen=True, slots=True)
class Hits:
    """All yearly events of a project within its horizon, in the order of the file."""

    events: list[Event]
    delays: list[Delay]
    chances: list[Hit]

    def add(self, name: str, risk: Risk, year: int, network: Network) -> None:
        """Add an event and whom it may strike; who is struck alike shares a delay."""
        shared: dict[Quantity, int] = {}
        first = len(self.delays)
        for node, written in risk.delay.items():
            if written not in shared:
                shared[written] = len(self.delays)
                self.delays.append(Delay(node, risk.impact("delay")[node]))
            delay = shared[written]
            self.chances.extend(Hit(len(self.events), delay, i) for i in network.instances_of(node))
        self.events.append(Event(name, year, range(first, len(self.delays))))

    def under_way(self, inputs: Inputs, activities: int) -> list[list[tuple[float, float]]]:
        """Return for each activity what strikes it in a run if it is under way then: (instant, days)."""
        instant, days = inputs.event["instant"].tolist(), inputs.delay["days"].tolist()
        found: list[list[tuple[float, float]]] = [[] for _ in range(activities)]
        for hit in self.chances:
            if instant[hit.event] < float("inf"):
                found[hit.activity].append((instant[hit.event], days[hit.delay]))
        return found


def yearly_hits(project: Project, network: Network) -> Hits:
    """Return every chance of a yearly event to strike an activity within the horizon."""
    hits = Hits([], [], [])
    for name, risk in project.risks.items():
        if risk.per == "year" and risk.delay:
            for year in years(project):
                hits.add(name, risk, year, network)
    return hits


def years(project: Project) -> range:
    """Return the years of the horizon, counted from the start."""
    return range(int(-(-project.project.horizon.days // DAYS_A_YEAR)))
