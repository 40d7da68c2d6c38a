"""Who and what a service has: people, rosters, places, stock, rules that change counts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenario.project.operations.clock import MIDNIGHT, Clock, Days, OpenHours
from scenario.project.operations.law import Law
from scenario.project.operations.needs import Needs
from scenario.project.values.record import Id, Number, Record, Whole


class Learning(Record):
    """New people are slower at first."""

    months: Number = Field(gt=0)
    """Until they are as quick as the others. [months]"""
    start: Number = Field(gt=0, le=1)
    """How quick they are on the first day. [fraction]"""


class People(Record):
    """People with the same skills: a pool."""

    count: Whole = Field(ge=0)
    """How many are employed. [people]"""
    pay: Number = Field(default=0, ge=0)
    """What one costs the employer a year. [yuan]"""
    roster: Id | None = None
    """When they are there; always, when left out."""
    away: Number = Field(default=0, ge=0, lt=1)
    """Leave, training, sickness: the share of the roster that is not there. [fraction]"""
    least: Whole = Field(default=0, ge=0)
    """The law asks for so many while it is open. [people]"""
    learns: Learning | None = None
    """How long new people take."""


class Shift(Record):
    """A line of a roster; a later line wins."""

    days: Days
    """The days of the week."""
    from_: Clock = Field(alias="from")
    """When it begins."""
    to: Clock
    """When it ends."""
    share: Number = Field(ge=0, le=1)
    """How many of the people counted are there. [fraction]"""


class Closed(Record):
    """A planned closure of each place in turn."""

    every: Number = Field(gt=0)
    """From one closure to the next. [days]"""
    days: Number = Field(gt=0)
    """How long it lasts. [days]"""
    at: Clock = MIDNIGHT
    """The time of day at which it begins."""
    cost: Number = Field(default=0, ge=0)
    """What one costs. [yuan]"""


class Failure(Record):
    """Breakdowns; what is at work resumes after the repair."""

    every: Law
    """From the end of a repair to the next failure. [days]"""
    repair: Law
    """How long a repair takes. [days]"""
    by: Needs | None = None
    """Who repairs it."""
    cost: Number = Field(default=0, ge=0)
    """What one repair costs. [yuan]"""


class Place(Record):
    """Rooms, beds, courts, machines."""

    count: Whole = Field(ge=0)
    """How many there are. [places]"""
    hours: OpenHours | None = None
    """When they are open; always, when left out."""
    closed: Closed | None = None
    """Planned closure."""
    service: Closed | None = None
    """Planned servicing."""
    fails: Failure | None = None
    """Breakdowns."""
    cost_hour: Number = Field(default=0, ge=0)
    """What an hour of use costs, in time-driven costing. [yuan]"""


class Review(Record):
    """A review at intervals."""

    every: Number = Field(gt=0)
    """From one to the next. [days]"""


class Stock(Record):
    """An item on the shelf, by (s, S): at s or below, as much is ordered as leads to S."""

    price: Number = Field(ge=0)
    """What one costs; paid on arrival. [yuan]"""
    sells_at: Number | None = Field(default=None, ge=0)
    """What a visitor pays for one. [yuan]"""
    review: Literal["continuous"] | Review = "continuous"
    """When the shelf is looked at."""
    s: Number = Field(ge=0)
    """Ordered at this or below. [units]"""
    S: Number = Field(gt=0)
    """Ordered up to this. [units]"""
    lead: Law
    """From order to arrival. [days]"""
    shelf_life: Number | None = Field(default=None, gt=0)
    """What is older is written off. [days]"""
    out: Literal["waits", "substitute", "lost", "closes"] = "waits"
    """What happens when there is none."""
    substitute: Number | None = Field(default=None, ge=0)
    """The price of the substitute. [yuan]"""
    place: Id | None = None
    """The place that closes."""


class Staffing(Record):
    """A rule that changes the count of a pool from month to month."""

    follow: Literal["utilisation"] | None = None
    """The measure that is followed."""
    above: Number | None = Field(default=None, gt=0)
    """People are added when it is above this. [fraction]"""
    months: Whole = Field(default=1, ge=1)
    """So many months one after the other. [months]"""
    add: Whole = Field(default=1, ge=1)
    """So many at a time. [people]"""
    lead: Number = Field(default=0, ge=0)
    """From the decision to the first day of work. [days]"""
    most: Whole | None = Field(default=None, ge=0)
    """Never more. [people]"""
    least: Whole | None = Field(default=None, ge=0)
    """Never fewer. [people]"""
    per_bed_occupied: Number | None = Field(default=None, gt=0)
    """People for each occupied place. [people]"""
    hire_cost: Number = Field(default=0, ge=0)
    """What hiring one costs. [yuan]"""
