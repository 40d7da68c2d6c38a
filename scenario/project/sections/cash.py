"""`cash:` further flows of money, by date or by node."""

from __future__ import annotations

from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.quantity import Signed
from scenario.project.values.record import Date, Id, Number, Record


class Flow(Record):
    """One flow: `on` a date, or when a `node` is finished."""

    name: Name | None = None
    """What it is for."""
    on: Date | None = None
    """The day it is due. [date]"""
    node: Node | None = None
    """Instead of a date: the activity whose finish makes it due."""
    lag: Number = 0.0
    """Days after that. [days]"""
    account: Id
    """The account it is booked to."""
    amount: Signed
    """Money in is positive, money out negative. [yuan]"""
