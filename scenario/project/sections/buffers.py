"""`buffers:` time and money that a plan holds in reserve."""

from __future__ import annotations

from scenario.project.values.links import Node
from scenario.project.values.record import Id, Number, Record


class Buffer(Record):
    """A reserve: days between a node's plan and its promise, or money on an account. It moves no run."""

    before: Node | None = None
    """The node that may be so much later than the critical-path plan has it."""
    days: Number | None = None
    """How much later. [days]"""
    account: Id | None = None
    """Instead of a node: what is paid on this account may be so much more than in the most-likely run."""
    amount: Number | None = None
    """How much more. [yuan]"""
