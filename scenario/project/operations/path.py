"""Steps that visitors go through."""

from __future__ import annotations

from pydantic import Field

from scenario.project.operations.clock import ALL_WEEK, END_OF_DAY, MIDNIGHT, Clock, Days
from scenario.project.operations.law import Law
from scenario.project.operations.needs import LEAVES, Needs, Patience, Shares
from scenario.project.operations.visitors import Approval
from scenario.project.values.record import Id, Number, Record


class Meanwhile(Record):
    """What a visit asks of other steps while it lasts."""

    step: Id
    """The step."""
    per_day: Number = Field(gt=0)
    """How often, on the days that it is asked for. [1/day]"""
    days: Days = ALL_WEEK
    """On which days of the week."""
    from_: Clock = Field(default=MIDNIGHT, alias="from")
    """Not before this time of day."""
    to: Clock = END_OF_DAY
    """Not after this time of day."""


class Raise(Record):
    """Who has waited long is asked earlier."""

    to: Id
    """The class that is risen to."""
    after: Number = Field(ge=0)
    """Of waiting. [minutes]"""


class PathStep(Record):
    """One step: what it needs, how long it takes, and where it leads."""

    needs: Needs | None = None
    """Seats of pools; none: nobody is needed."""
    takes: Law | None = None
    """How long it takes. [minutes]"""
    patience: Patience | None = None
    """How long people wait for it; for ever, when left out. [minutes]"""
    approval: Approval | None = None
    """The step is a decision."""
    meanwhile: tuple[Meanwhile, ...] = ()
    """What it asks of other steps while it lasts."""
    raises: Raise | None = None
    """Who waits long is asked earlier."""
    sets_class: Shares | None = None
    """The class that visitors have from here on, with shares."""
    earns: dict[Id, Number] = {}
    """Items of `prices` that are charged, with how many. [units]"""
    earns_per_day: dict[Id, Number] = {}
    """The same for each day that it lasts. [1/day]"""
    uses: dict[Id, Number] = {}
    """Items of `stock` that are used up, with how many. [units]"""
    sells: dict[Id, Number] = {}
    """Items of `stock` that are sold, with how many. [units]"""
    costs: Number = Field(default=0, ge=0)
    """What each visit costs beside. [yuan]"""
    next: Shares = Shares(((LEAVES, 1.0),))
    """Where visitors go next, with shares."""
