"""`staff:` how many people each pool has, from which day on, and on which days they work."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from scenario.project.values.parsed import UnusableError, shown
from scenario.project.values.record import FIRST_YEAR, LAST_YEAR, Number, Record


def _day(value: Any) -> str:
    try:
        day = dt.date.fromisoformat(str(value)) if len(str(value)) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"{shown(value)} is no day from which on; write year-month-day, such as 2027-03-01"
        raise UnusableError(message).to_pydantic()
    return day.isoformat()


Day = Annotated[str, BeforeValidator(_day)]
"""A date that is a key."""


class Pool(Record):
    """People of whom there are more or fewer in time, or who have a calendar of their own."""

    people: Number | None = None
    """How many there are, all the time. [people]"""
    from_: dict[Day, Number] = Field(default={}, alias="from")
    """How many there are from each of these days on; the first number holds before its day too. [people]"""
    calendar: str | None = None
    """The calendar of the people: what occupies them is worked only on days that both its own calendar and
    this one work."""

    @property
    def steps(self) -> list[tuple[dt.date, float]]:
        """Return from which day on there are how many people, in the order of time [people]."""
        if self.people is not None:
            return [(dt.date.min, self.people)]
        dated = sorted((dt.date.fromisoformat(day), people) for day, people in self.from_.items())
        return dated or [(dt.date.min, 0.0)]


def _form(value: Any) -> str:
    """Return which form of a pool is written: a number of people, or a record."""
    return "as:pool" if isinstance(value, (Record, dict)) else "as:number"


Staff = Annotated[Annotated[Number, Tag("as:number")] | Annotated[Pool, Tag("as:pool")], Discriminator(_form)]
"""How many people, or how many from when on and in which calendar."""


def steps_of(pool: float | Pool) -> list[tuple[dt.date, float]]:
    """Return from which day on a pool has how many people, in the order of time [people]."""
    return pool.steps if isinstance(pool, Pool) else [(dt.date.min, float(pool))]


def is_told(pool: float | Pool) -> bool:
    """Tell whether it is said how many people a pool has."""
    return not isinstance(pool, Pool) or pool.people is not None or bool(pool.from_)


def people_at_last(pool: float | Pool) -> float:
    """Return how many people a pool has from its last change on [people]."""
    return float(steps_of(pool)[-1][1])


def calendar_of_people(pool: float | Pool | None) -> str | None:
    """Return the calendar of a pool's people; None when they have none of their own."""
    return pool.calendar if isinstance(pool, Pool) else None
