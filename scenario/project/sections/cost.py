"""`cost:` what the works cost, what earns it, how it is paid. `expenses:` marketing and administration."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenario.project.sections.growth import GrowthOfCosts
from scenario.project.values.links import Event, Node
from scenario.project.values.names import Name
from scenario.project.values.quantity import Amount, Months, Share, UnitPrice
from scenario.project.values.record import Id, Number, Record


class CostItem(Record):
    """One line of the cost plan.

    Either an `amount`, earned by activities (`over`) or evenly in a window (`from`, `to`); or a cost
    `per_month` from one event to another.
    """

    name: Name | None = None
    """What people call it."""
    amount: Amount | None = None
    """The whole amount, including VAT. [yuan]"""
    per_m2: UnitPrice | None = None
    """Instead of `amount`: what each m² of the area `of` costs, including VAT. [yuan/m²]"""
    of: str | None = None
    """An area of the site: `above_ground`, `basement`, `total`, `area`, `saleable`, or a product of
    `site.saleable`."""
    per_month: Amount | None = None
    """Instead of an amount: what each month costs for as long as the window lasts. [yuan a month]"""
    over: tuple[Node, ...] = ()
    """The activities that earn the amount as their work goes on, by their most-likely working time."""
    from_: Event | None = Field(default=None, alias="from")
    """Instead of `over`: the event at which the window opens."""
    to: Event | None = None
    """The event at which the window closes. The amount is earned at the pace of the plan; what is left falls
    due at the close."""
    pay: Literal["progress", "direct"] = "direct"
    """`progress`: by the payment terms. `direct`: in the month in which it is earned."""
    escalation: GrowthOfCosts | None = None
    """Its own yearly growth, in the place of that of the cost plan. [fraction a year]"""
    phases: tuple[str, ...] | None = None
    """Only these phases carry it; all of them when left out."""


class PaymentStage(Record):
    """A step of the payment terms."""

    node: Node
    """When this activity is finished …"""
    up_to: Number = Field(ge=0, le=1)
    """… this share of what has been earned is paid. [fraction]"""


class Terms(Record):
    """How contractors are paid."""

    progress: Share
    """Share of the earned amount paid with progress. [fraction]"""
    lag: Months
    """From earning to payment. [months]"""
    stages: tuple[PaymentStage, ...]
    """Later steps, in order; the last one pays up to 1."""


class Cost(Record):
    """The cost plan."""

    items: dict[Id, CostItem]
    """The lines of the cost plan."""
    escalation: GrowthOfCosts | None = None
    """Yearly growth of all amounts from the date that they are of; none when left out. [fraction a year]"""
    terms: Terms | None = None
    """Needed when an item is paid by progress."""


class Marketing(Record):
    """Marketing expense, in proportion to sales."""

    share: Share
    """Share of contract value. [fraction]"""
    before_launch: Share
    """Share of it spent evenly before the launch, on the planned stock value of the phase. [fraction]"""
    from_: Event = Field(alias="from")
    """When spending begins."""


class Administration(Record):
    """Administrative expense, in proportion to the planned stock value, at the plan's pace."""

    share: Share
    """Share of the planned stock value. [fraction]"""
    from_: Event = Field(alias="from")
    """When spending begins."""
    to: Event
    """When it ends in the plan."""


class Expenses(Record):
    """Marketing and administration."""

    marketing: Marketing | None = None
    """Marketing expense."""
    escalation: GrowthOfCosts | None = None
    """Yearly growth of what is spent evenly: administration, and marketing before the launch. [fraction a
    year]"""
    administration: Administration | None = None
    """Administrative expense."""
