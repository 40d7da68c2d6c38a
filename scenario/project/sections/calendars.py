"""`calendars:` on which days work is done. `continuous` (every day) is built in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenario.project.values.names import Name
from scenario.project.values.quantity import Days, Share
from scenario.project.values.record import Date, Record, Whole

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Month = Literal["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class SpringFestival(Record):
    """A stop around the lunar new year."""

    before: Whole = Field(default=8, ge=0, le=60)
    """Days of rest before the New Year day. [days]"""
    after: Whole = Field(default=14, ge=0, le=60)
    """Days of rest from the New Year day on, that day included. [days]"""


class Stop(Record):
    """Days without work: exactly one of `spring_festival`, `every_year`, or `from` and `to`."""

    name: Name | None = None
    """What the stop is for."""
    spring_festival: SpringFestival | None = None
    """A stop around the lunar new year of each year."""
    every_year: tuple[str, str] | None = None
    """First and last day of a stop that comes every year, both included; may span the new year. [MM-DD, MM-
    DD]"""
    from_: Date | None = Field(default=None, alias="from")
    """First day of a single stop. [date]"""
    to: Date | None = None
    """Last day of a single stop, included. [date]"""


class Downtime(Record):
    """What the weather of a month takes: it comes or not, at an even chance on any of its days."""

    probability: Share
    """Chance that it comes, each year anew. [fraction]"""
    days: Days
    """For how long nothing is worked in the calendar then. [days]"""


class Calendar(Record):
    """The working days of whatever uses this calendar."""

    week: Literal["all", "mon-fri", "mon-sat"] | tuple[Weekday, ...] = "all"
    """The days of the week on which work is done."""
    holidays: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """Country whose public holidays are free. [ISO 3166 code]"""
    stops: tuple[Stop, ...] = ()
    """Further days without work."""
    worked: tuple[Date, ...] = ()
    """Days that are worked although the week or a holiday has them free; a stop beats them. [date]"""
    weather: dict[Month, Downtime] = {}
    """Days that the weather takes, by month."""
