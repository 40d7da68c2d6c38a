"""How prices and costs grow: at which rate, and from the date that they are of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenario.project.values.quantity import Quantity, Signed
from scenario.project.values.record import Date, Number, Record


def is_dated(value: Any) -> bool:
    """Tell whether a growth is written as a rate with its date, not bare."""
    return isinstance(value, Record) or (isinstance(value, dict) and not {"rate", "from"}.isdisjoint(value))


def _form_of_growth(value: Any) -> str:
    """Return which form of a growth is written."""
    return "as:growth" if is_dated(value) else "as:rate"


def _form_of_date(value: Any) -> str:
    """Return which form of a date is written: a word, or a day."""
    return "as:word" if isinstance(value, str) and not value[:1].isdigit() else "as:day"


class PriceGrowth(Record):
    """Growth of all prices, from the date that they are of."""

    rate: Signed
    """Yearly growth. [fraction a year]"""
    from_: (
        Annotated[
            Annotated[Literal["start", "launch"], Tag("as:word")] | Annotated[Date, Tag("as:day")],
            Discriminator(_form_of_date),
        ]
        | None
    ) = Field(default=None, alias="from")
    """The date of the prices: a day, the project's `start`, or the first `launch`. Left out: each price's own
    `as_of`, or the project's start where it has none. [date]"""
    volatility: Number = Field(default=0.0, ge=0, le=1)
    """Prices wander beside their growth: standard deviation of a month's change of their log. [fraction]"""
    with_: Literal["market"] | None = Field(default=None, alias="with")
    """`market`: they wander by the luck of `absorption.market`, so that a hot market sells faster and dearer;
    left out, by luck of their own."""


class Escalation(Record):
    """Growth of costs, from the date that they are of."""

    rate: Signed
    """Yearly growth. [fraction a year]"""
    from_: (
        Annotated[
            Annotated[Literal["start"], Tag("as:word")] | Annotated[Date, Tag("as:day")],
            Discriminator(_form_of_date),
        ]
        | None
    ) = Field(default=None, alias="from")
    """The date of the costs: a day, or the project's `start`, which it is when left out. [date]"""
    volatility: Number = Field(default=0.0, ge=0, le=1)
    """Costs wander beside their growth: standard deviation of a month's change of their log. [fraction]"""


GrowthOfPrices = Annotated[
    Annotated[Signed, Tag("as:rate")] | Annotated[PriceGrowth, Tag("as:growth")],
    Discriminator(_form_of_growth),
]
"""A yearly growth of prices, or one with the date from which it counts."""
GrowthOfCosts = Annotated[
    Annotated[Signed, Tag("as:rate")] | Annotated[Escalation, Tag("as:growth")],
    Discriminator(_form_of_growth),
]
"""A yearly growth of costs, or one with the date from which it counts."""


def rate_of(growth: Quantity | PriceGrowth | Escalation) -> Quantity:
    """Return the rate of a growth in either form."""
    return growth if isinstance(growth, Quantity) else growth.rate
