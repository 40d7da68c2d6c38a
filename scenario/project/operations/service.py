"""One service: what shares people, places or stock."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from scenario.project.operations.capacity import People, Place, Shift, Staffing, Stock
from scenario.project.operations.clock import Clock, Days
from scenario.project.operations.money import Expense, Payer, Price, ServiceFlow
from scenario.project.operations.path import PathStep
from scenario.project.operations.visitors import Demand, Share, Stream
from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.record import Date, Flag, Id, Number, Record


class Moment(Record):
    """A node of the schedule with a lag, or a date."""

    node: Node | None = None
    """The activity whose finish counts."""
    lag: Number = 0.0
    """After that. [days]"""
    date: Date | None = None
    """Instead of a node. [date]"""


class BeforeOpening(Record):
    """What is paid ahead of the opening."""

    months: Number = Field(ge=0)
    """How long ahead. [months]"""
    people: Share
    """Of the people. [fraction]"""


class TimeParts(Record):
    """Steps that are simulated through, and the rest."""

    whole: tuple[Id, ...]
    """Steps simulated day and night."""
    weeks: Literal["rest"] = "rest"
    """The others, week by week."""


class ServiceMeasure(Record):
    """A number that the service is judged by."""

    step: Id | None = None
    """Of this step."""
    place: Id | None = None
    """Use of these places."""
    stream: Id | None = None
    """Of this stream of visitors."""
    approval: Id | None = None
    """Of the bookings of this stream."""
    class_: Id | None = Field(default=None, alias="class")
    """Of this class."""
    of: tuple[Id, ...] = ()
    """Of these classes only."""
    waits_at_most: Number | None = Field(default=None, ge=0)
    """The share that waits no longer; who left counts as not seen. [minutes]"""
    left: Flag = False
    """How many left before it was their turn."""
    refused: Flag = False
    """How many got no slot."""
    in_system_at_most: Number | None = Field(default=None, gt=0)
    """The share that is done by then. [minutes]"""
    clock: Id = "always"
    """The roster whose minutes count; all of them with `always`."""
    solved_at: tuple[Id, ...] = ()
    """The share that leaves from these steps and no other."""
    cost_of: Literal["all"] | tuple[Id, ...] | None = None
    """The cost of a visit to these steps. [yuan]"""
    by: Literal["time_driven"] = "time_driven"
    """How it is reckoned."""
    quantile: Share | None = None
    """Days that this share takes at most. [fraction]"""
    days: Days | None = None
    """On these days of the week only."""
    from_: Clock | None = Field(default=None, alias="from")
    """From this time of day only."""
    to: Clock | None = None
    """Until this time of day only."""


class ServiceChange(Record):
    """What a finished node changes in the service, from then on."""

    from_: Moment = Field(alias="from")
    """From when on."""
    set: dict[str, Any]
    """Values by path, new ones or {times: factor}."""


class Service(Record):
    """What shares people, places or stock."""

    name: Name | None = None
    """What people call it."""
    opens: Moment | None = None
    """When it opens; on the project's first day, when left out."""
    closes: Moment | None = None
    """When it closes; never, when left out."""
    before_opening: BeforeOpening | None = None
    """What is paid ahead."""
    time: Literal["weeks", "whole", "direct"] | TimeParts = "weeks"
    """How months are made of weeks."""
    demand: Demand = Demand()
    """What multiplies every rate."""
    rosters: dict[Id, tuple[Shift, ...]] = {}
    """Of the people counted, how many are there when."""
    people: dict[Id, People] = {}
    """Pools of people."""
    places: dict[Id, Place] = {}
    """Pools of places."""
    stock: dict[Id, Stock] = {}
    """Items on the shelf."""
    visitors: dict[Id, Stream] = {}
    """Who comes."""
    classes: tuple[Id, ...] = ()
    """Who is asked first, first to last; who has none comes last."""
    path: dict[Id, PathStep] = {}
    """Steps that visitors go through."""
    prices: dict[Id, Price] = {}
    """What is charged, by item."""
    payers: dict[Id, Payer] = {}
    """Who pays; visitors at once, when left out."""
    flows: tuple[ServiceFlow, ...] = ()
    """Contracts that do not queue."""
    expenses: dict[Id, Expense] = {}
    """What is spent beside."""
    staffing: dict[Id, Staffing] = {}
    """Rules that change counts."""
    measures: dict[Id, ServiceMeasure] = {}
    """Numbers that it is judged by."""
    changes: tuple[ServiceChange, ...] = ()
    """What finished nodes change."""
    practical_capacity: Number = Field(default=0.85, gt=0, le=1)
    """Of the time on roster that can be worked, in time-driven costing. [fraction]"""
    overhead: Number = Field(default=0, ge=0)
    """On top of the direct cost of a visit. [fraction]"""
