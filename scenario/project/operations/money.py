"""What a service charges, who pays, and what it spends."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from scenario.project.operations.clock import ALL_WEEK, END_OF_DAY, MIDNIGHT, Clock, Days
from scenario.project.operations.visitors import Count, Factor, Share
from scenario.project.values.names import Name
from scenario.project.values.parsed import is_number
from scenario.project.values.quantity import Share as DrawnShare
from scenario.project.values.record import Id, Number, Record, Whole


class Tariff(Record):
    """Another price at some hours."""

    price: Number = Field(ge=0)
    """What is charged. [yuan]"""
    days: Days = ALL_WEEK
    """On which days of the week."""
    from_: Clock = Field(default=MIDNIGHT, alias="from")
    """From this time of day."""
    to: Clock = END_OF_DAY
    """Until this time of day."""


class Price(Record):
    """What is charged for an item; a key that is the name of a group is that group's factor."""

    price: Number = Field(ge=0)
    """What is charged. [yuan]"""
    cost: Number = Field(default=0, ge=0)
    """Materials that it takes. [yuan]"""
    peak: Tariff | None = None
    """The price at busy hours."""
    weekend: Tariff | None = None
    """The price at weekends."""
    elasticity: Number = Field(default=0, le=0)
    """How demand answers to the price: the change in per cent for one per cent. [factor]"""
    charges: Literal["visitor", "department"] = "visitor"
    """Who is charged."""
    groups: dict[Id, Factor] = {}
    """What multiplies the price for a group. [factor]"""

    @model_validator(mode="before")
    @classmethod
    def _gather_groups(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = {"price", "cost", "peak", "weekend", "elasticity", "charges", "groups"}
        factors = {key: one for key, one in value.items() if key not in known and is_number(one)}
        rest = {key: one for key, one in value.items() if key not in factors}
        return {**rest, "groups": {**value.get("groups", {}), **factors}} if factors else value


class Lags(Record):
    """When a payer pays."""

    after: dict[Count, Share]
    """Months after the month of service, with shares. [fraction]"""


class Withheld(Record):
    """What a payer holds back for a time."""

    share: Share
    """Of the covered part. [fraction]"""
    until: str = Field(pattern=r"^month ([1-9]|1[0-2]) of the next year$")
    """When it is paid: `month 4 of the next year`."""


class Payer(Record):
    """Who pays a share of all bills."""

    share: Share
    """Of all visitors. [fraction]"""
    covers: Share
    """Of a bill; the rest is paid by the visitor at once. [fraction]"""
    pays: Lags | None = None
    """When; at once, when left out."""
    holds_back: Withheld | None = None
    """What is held back."""
    denies: DrawnShare | None = None
    """Of the covered part, for ever. [fraction]"""
    cap: dict[Id, Number] = {}
    """The most for an item, and `a_year` in all. [yuan]"""


class Expense(Record):
    """Money spent beside people, stock and repairs; a number is an amount a month."""

    per_month: Number | None = Field(default=None, ge=0)
    """[yuan]"""
    per_year: Number | None = Field(default=None, ge=0)
    """[yuan]"""
    per_m2_year: Number | None = Field(default=None, ge=0)
    """[yuan/m²]"""
    area: Number | None = Field(default=None, ge=0)
    """[m²]"""
    of_revenue: Share | None = None
    """[fraction]"""
    per_user_month: Number | None = Field(default=None, ge=0)
    """[yuan]"""
    users: Number | None = Field(default=None, ge=0)
    """[people]"""
    per_use: dict[Id, Number] = {}
    """For each visit of a step. [yuan]"""
    season: tuple[Factor, ...] | None = Field(default=None, min_length=12, max_length=12)
    """A factor for each month, January first. [factor]"""
    growth: Number = 0.0
    """A year. [fraction]"""

    @model_validator(mode="before")
    @classmethod
    def _accept_number(cls, value: Any) -> Any:
        return {"per_month": value} if is_number(value) else value


class ServiceFlow(Record):
    """A contract that does not queue."""

    name: Name | None = None
    """What it is for."""
    account: Id
    """Where it is booked."""
    per_month: Number | None = None
    """[yuan]"""
    per_year: Number | None = None
    """[yuan]"""
    month: Whole | None = Field(default=None, ge=1, le=12)
    """When in the year it comes; January is 1. [month]"""
    growth: Number = 0.0
    """A year. [fraction]"""
    void: Share = 0.0
    """Of it that does not come. [fraction]"""
    cost: Share = 0.0
    """Of it that it costs. [fraction]"""
