"""Who comes, when, and how they book."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenario.project.operations.clock import Clock
from scenario.project.operations.law import Law
from scenario.project.operations.needs import Shares
from scenario.project.values.names import Name
from scenario.project.values.quantity import Ratio
from scenario.project.values.record import Date, FactorNumber, Id, Number, Record, ShareNumber, Whole

Share = ShareNumber
Factor = FactorNumber
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Count = Annotated[str, Field(pattern=r"^\d{1,3}$")]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3])$")]


class Ramp(Record):
    """Demand grows to maturity."""

    months: Number = Field(gt=0)
    """Until demand is mature. [months]"""
    start: Share
    """Share of mature demand at opening. [fraction]"""


class Campaign(Record):
    """Demand that is bought."""

    name: Name | None = None
    """What people call it."""
    from_: Date = Field(alias="from")
    """Its first day. [date]"""
    days: Number = Field(gt=0)
    """How long it lasts. [days]"""
    streams: dict[Id, Factor]
    """What it multiplies the rate of each stream by. [factor]"""
    cost: Number = Field(default=0, ge=0)
    """What it costs. [yuan]"""


class Demand(Record):
    """What multiplies every rate of `visitors`."""

    ramp: Ramp | None = None
    """How demand grows at first."""
    growth: Ratio | None = None
    """Growth a year, after the ramp. [fraction]"""
    season: tuple[Factor, ...] | None = Field(default=None, min_length=12, max_length=12)
    """A factor for each month, January first. [factor]"""
    drivers: tuple[Id, ...] = ()
    """The project's drivers that it follows."""
    campaigns: tuple[Campaign, ...] = ()
    """Demand that is bought."""


class Wants(Record):
    """The slot that somebody asks for."""

    lead: Law
    """Days ahead. [days]"""
    within: Number = Field(default=0, ge=0)
    """How many later days are as good. [days]"""
    hours: dict[Hour, Share] | None = None
    """At which hours. [fraction]"""
    within_hours: Number = Field(default=0, ge=0)
    """How many hours earlier or later are as good. [hours]"""


class Slots(Record):
    """What can be booked."""

    of: Id
    """The pool of people or places."""
    every: Number = Field(gt=0)
    """From one slot to the next. [minutes]"""
    places: Whole | None = Field(default=None, ge=1)
    """In a slot; as many as the pool has, when left out. [places]"""
    rule: Literal["individual", "bailey_welch"] = "individual"
    """How the first slots are filled."""
    on: Literal["hour"] | None = None
    """Slots begin on the hour."""


class Refund(Record):
    """What is paid back on cancelling."""

    before_hours: Number = Field(ge=0)
    """Early means so long before the slot. [hours]"""
    share: Share
    """What is paid back when it is early. [fraction]"""
    later: Share = 0.0
    """What is paid back later than that. [fraction]"""


class Cancels(Record):
    """Bookings that are given back."""

    share: Share
    """How many. [fraction]"""
    before: Law
    """How long before the slot. [days]"""
    refund: Refund | None = None
    """What is paid back."""


class NoShow(Record):
    """Bookings that are not kept, more of them the longer ahead they were made."""

    base: Share
    """Of those for the same day. [fraction]"""
    per_day_ahead: Share = 0.0
    """More for each day ahead. [fraction]"""
    most: Share = 1.0
    """Never more. [fraction]"""


class Protection(Record):
    """Places kept for a group until shortly before."""

    from_: Clock = Field(alias="from")
    """Slots from this time of day."""
    to: Clock
    """Slots until this time of day."""
    for_: Id = Field(alias="for")
    """The group."""
    places: Whole = Field(ge=1)
    """How many are kept. [places]"""
    until_hours: Number = Field(ge=0)
    """Free to all so long before. [hours]"""


class Meeting(Record):
    """When a committee meets."""

    weekday: Weekday
    """The day of the week."""
    at: Clock
    """The time of day."""


class Approval(Record):
    """Somebody decides: at a desk, or a committee when it meets."""

    by: Id | None = None
    """The people who decide."""
    takes: Law | None = None
    """How long it takes them. [minutes in a step, days in a booking]"""
    meets: Meeting | None = None
    """When the committee meets."""
    grants: Share = 1.0
    """How many it grants. [fraction]"""


class Booking(Record):
    """Requests for slots."""

    rate: Number = Field(ge=0)
    """Requests a day at mature demand. [1/day]"""
    weekdays: dict[Weekday, Factor] | None = None
    """What multiplies the rate, by day of the week. [factor]"""
    wants: Wants
    """What they ask for."""
    slots: Slots
    """What can be booked."""
    overbook: Share = 0.0
    """Booked beyond what there is. [fraction]"""
    approval: tuple[Approval, ...] = ()
    """Who decides, one after the other; the slot is held meanwhile."""
    cancels: Cancels | None = None
    """Bookings that are given back."""
    no_show: Share | NoShow = 0.0
    """Bookings that are not kept. [fraction]"""
    arrives: Law | None = None
    """When they come, from the slot. [minutes]"""
    protect: Protection | None = None
    """Places kept for a group."""
    when_full: Literal["lost", "walks_in", "waits"] = "lost"
    """What those do who get no slot."""


class Stream(Record):
    """Visitors of a kind; `rate`, or `booking`."""

    rate: Number | None = Field(default=None, ge=0)
    """A day at mature demand, where weekdays are 1. [1/day]"""
    booking: Booking | None = None
    """They book."""
    weekdays: dict[Weekday, Factor] | None = None
    """What multiplies the rate, by day of the week; 1 for those not named. [factor]"""
    hours: dict[Hour, Share] | None = None
    """At which hours of the day; at any, when left out. [fraction]"""
    groups: Shares | None = None
    """Groups of visitors, with shares."""
    party: dict[Count, Share] | None = None
    """How many come together, with shares. [fraction]"""
    enters: Id
    """The first step."""
    class_: Id | None = Field(default=None, alias="class")
    """Who is asked first."""
