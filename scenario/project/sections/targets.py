"""`targets:` what the project must reach."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.record import Date, Number, Record, Whole
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
    in_months: Number | None = Field(default=None, gt=0, le=1)
    """Of a service: it must be met in this share of the months. [fraction]"""
    from_month: Whole | None = Field(default=None, ge=1)
    """Of a service: judged from this month after the opening on. [months]"""
    against: Literal["unchanged"] | None = None
    """Of a service: compared with the same service without its `changes`."""
    odds: Number | None = Field(default=None, gt=0, le=1)
    """It must be met in this share of the runs; left out, its odds are told without a verdict. [fraction]"""

    @property
    def is_of_a_service(self) -> bool:
        """Whether a measure of `operations:` is judged."""
        return self.measure is not None and self.measure.startswith("operations.")

    @property
    def hurdle(self) -> float | None:
        """The number that the measure is judged by, in the unit of the measure; None for a node."""
        hurdle = self.at_most if self.at_least is None else self.at_least
        return None if hurdle is None else float(hurdle)
