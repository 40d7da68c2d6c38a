"""`project:` what the file is about and how time and money are counted."""

from __future__ import annotations

from pydantic import Field

from scenario.project.values.names import Name
from scenario.project.values.quantity import Rate
from scenario.project.values.record import Date, Id, Record
from scenario.project.values.span import Span


class Header(Record):
    """The project's name, first day, currency and horizon."""

    name: Name
    """What people call the project, in English and Chinese."""
    start: Date
    """Day 0: time is counted in days from this date, 00:00. [date]"""
    month_zero: Id | None = None
    """The activity from whose finish months are counted; left out, months count from the start. [activity]"""
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    """The currency of every amount, in plain units. [ISO 4217 code]"""
    horizon: Span = Span(count=120, unit="months")
    """How long money is followed; what falls later is reported as beyond the horizon. [months]"""
    discount_rate: Rate | None = None
    """The yearly rate of the net present value; without it there is no NPV. [fraction a year]"""
