"""`targets:` what the project must reach."""

from __future__ import annotations

from pydantic import Field

from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.record import Date, Number, Record
from scenario.project.values.span import Span


class Target(Record):
    """A measure with a hurdle, or a node with a date.

    Either `measure` and one of `at_least`, `at_most`; or `node` and one of `by`, `within` (with `of`).
    """

    name: Name | None = None
    """What people call it."""
    measure: str | None = None
    """The measure that is judged."""
    at_least: Number | None = None
    """It must not be below this. [unit of the measure]"""
    at_most: Number | None = None
    """It must not be above this. [unit of the measure]"""
    node: Node | None = None
    """The activity that is judged."""
    by: Date | None = None
    """It must be finished by the end of this day. [date]"""
    within: Span | None = None
    """It must be finished this long after `of`. [time span]"""
    of: Node | None = None
    """The activity from whose finish `within` counts; from the project's start when left out."""
    odds: Number | None = Field(default=None, gt=0, le=1)
    """It must be met in this share of the runs; left out, its odds are told without a verdict. [fraction]"""

    @property
    def hurdle(self) -> float | None:
        """The number that the measure is judged by, in the unit of the measure; None for a node."""
        hurdle = self.at_most if self.at_least is None else self.at_least
        return None if hurdle is None else float(hurdle)
