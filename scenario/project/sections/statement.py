"""`statement:` what is known at a data date: what is done, what is under way and how much of it is left."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.quantity import Days
from scenario.project.values.record import Date, Flag, Number, Record


class Known(Record):
    """What is known of one activity. What is under way has `started` and no `finished`.

    What is left of it is the first that is told: `remaining`; `done`, a share of its working time; else what
    follows from its having lasted so long.
    """

    started: Date | None = None
    """It started at the beginning of this day. [date]"""
    finished: Date | None = None
    """It ended at the end of this day. [date]"""
    remaining: Days | None = None
    """Working time that is left from the data date on. [days]"""
    done: Number | None = Field(default=None, ge=0, le=1)
    """Share of its working time that is done. [fraction]"""
    not_before: Date | None = None
    """What is left of it, or all of it, starts on this date at the earliest. [date]"""
    cancelled: Flag = False
    """It is not done at all: it takes no time, and keeps its links."""


class Statement(Record):
    """What is known at a data date."""

    data_date: Date
    """The first day of which nothing is known yet; nothing that is left is done before it. [date]"""
    progress: Literal["retained", "override"] = "retained"
    """Whether what is under way waits for predecessors that are not finished, or goes on without them."""
    activities: dict[Node, Known] = {}
    """What is known of activities; nothing is known of others, but that they have not started."""
    note: Name | None = None
    """What people should know of it."""
