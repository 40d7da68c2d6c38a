"""`fallbacks:` what is done otherwise once a node is late."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.quantity import Amount, Factor, Quantity, Signed
from scenario.project.values.record import Date, Flag, Record
from scenario.project.values.span import Span


class Lateness(Record):
    """A node and the instant by which it must be finished, or the fall-back is taken."""

    node: Node
    """The activity whose finish is waited for."""
    later_than: Date | None = None
    """The fall-back is taken when the node is not finished by the end of this day. [date]"""
    not_within: Span | None = None
    """The fall-back is taken when the node is not finished so long after the start. [time span]"""

    def deadline(self, start: dt.date) -> float:
        """Return the instant at which it is settled at the latest [days since the start]."""
        if self.later_than is not None:
            return float((self.later_than - start).days + 1)
        assert self.not_within is not None
        return self.not_within.days


class Response(Record):
    """What is done. It reaches the activities that start at the deadline or later."""

    factor: dict[str, Factor] = {}
    """What the durations of activities are multiplied by. A phase activity named without its phase is meant
    in every phase. [factor]"""
    delay: dict[str, Signed] = {}
    """Working days added to activities, after the factors; negative ones are saved, down to none. [days]"""
    spend: dict[str, Amount] = {}
    """What it costs, paid once at the deadline as a cost of these items. [plain currency units]"""

    @property
    def durations(self) -> dict[str, dict[str, Quantity]]:
        """What it does to durations, by kind, in the order in which it is done."""
        return {"factor": self.factor, "delay": self.delay}


class Fallback(Record):
    """If a node is late, something is done otherwise from then on."""

    name: Name | None = None
    """What people call it."""
    enabled: Flag = True
    """Whether it is provided for at all; scenarios switch it."""
    if_: Lateness = Field(alias="if")
    """When it is taken."""
    then: Response
    """What is done then."""
    source: str | None = None
    """Where its values come from."""
