"""`statement:` what is known at a data date: what is done, what is under way and how much of it is left."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.quantity import Days
from scenario.project.values.record import Date, FactorNumber, Flag, Id, Number, Record, Whole

MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"
Month = Annotated[str, StringConstraints(pattern=MONTH_PATTERN)]
"""A calendar month, written year-month."""


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
    sent_back: Whole | None = Field(default=None, ge=0)
    """How often it has been judged and sent back so far. [times]"""


class Came(Record):
    """When an event of a year came."""

    from_: Date = Field(alias="from")
    """It came at the beginning of this day. [date]"""
    days: Number = Field(ge=0)
    """How long it stops what it strikes. [days]"""


class KnownRisk(Record):
    """What is known of a risk. One of which nothing is written has not happened, and may still happen."""

    happened: Flag | None = None
    """Of a risk that is decided once: whether it has happened; `false`: it can no longer happen."""
    years: dict[Whole, Came] = {}
    """Of a risk of each year: by calendar year, when its event came; short `{2026: {from, days}}`. [year]"""

    @model_validator(mode="before")
    @classmethod
    def _accept_years(cls, value: Any) -> Any:
        is_short = isinstance(value, dict) and value and all(str(key).isdigit() for key in value)
        return {"years": {int(key): came for key, came in value.items()}} if is_short else value


class Balances(Record):
    """What there is at the closing; each must be what the ledger adds up to, within 1 yuan."""

    free_cash: Number | None = None
    """Cash that may be used freely. [yuan]"""
    loan: Number | None = Field(default=None, ge=0)
    """What banks are owed. [yuan]"""
    drawn: Number | None = Field(default=None, ge=0)
    """What was drawn of loans. [yuan]"""
    equity: Number | None = Field(default=None, ge=0)
    """What shareholders put in. [yuan]"""
    returned: Number | None = Field(default=None, ge=0)
    """What they got back. [yuan]"""
    escrow: dict[Id, FactorNumber] = {}
    """What is supervised, by phase. [yuan]"""
    vat_paid: Number | None = None
    """Value added tax paid. [yuan]"""
    lat_paid: dict[Id, Number] = {}
    """Land appreciation tax paid, by phase. [yuan]"""
    eit_paid: Number | None = None
    """Income tax paid. [yuan]"""


class Sold(Record):
    """What is sold of a product in a phase."""

    sold: FactorNumber
    """How much. [m² or spaces]"""
    contracts: FactorNumber
    """What it was signed for, including VAT. [yuan]"""
    receipts: FactorNumber
    """What of that has come in. [yuan]"""


class Owed(Record):
    """What buyers owe on contracts that are signed, by the month in which it is due."""

    phase: Id
    """The phase; `all` without phases."""
    month: Month
    """The month. [year-month]"""
    amount: FactorNumber
    """How much. [yuan]"""


class Market(Record):
    """How the last months sold."""

    ratio: Number = Field(gt=0)
    """What was sold, divided by what the plan's pace gives. [factor]"""
    months: Whole = Field(default=1, ge=1)
    """In how many months. [months]"""
    units: Number | None = Field(default=None, gt=0)
    """How many homes were sold in them; the more, the surer. [homes]"""


class ActualSales(Record):
    """What is sold by the closing."""

    to_date: dict[str, Sold] = {}
    """By product and phase, `high_rise.p1`; of a phase all products or none."""
    schedule: tuple[Owed, ...] = ()
    """What buyers still owe, by month; else it comes as the terms say."""
    mortgages_waiting: dict[Id, FactorNumber] = {}
    """Mortgages that are granted and wait for their gate, by phase. [yuan]"""
    market: Market | None = None
    """How the last months sold, beside what was expected."""


class ActualCost(Record):
    """What works of a cost item are worth by the closing, including VAT."""

    contracted: FactorNumber | None = None
    """Contracts signed. [yuan]"""
    earned: FactorNumber | None = None
    """Worth of the work done. [yuan]"""
    billed: FactorNumber | None = None
    """What was billed. [yuan]"""
    paid: FactorNumber | None = None
    """What was paid. [yuan]"""
    final: FactorNumber | None = None
    """What it will be in the end. [yuan]"""


class Statement(Record):
    """What is known at a data date."""

    data_date: Date
    """The first day of which nothing is known yet; nothing that is left is done before it. [date]"""
    progress: Literal["retained", "override"] = "retained"
    """Whether what is under way waits for predecessors that are not finished, or goes on without them."""
    closed: Month | None = None
    """The last month whose books are closed; with it `ledger` is told, and money is forecast. [year-month]"""
    activities: dict[Node, Known] = {}
    """What is known of activities; nothing is known of others, but that they have not started."""
    risks: dict[Node, KnownRisk] = {}
    """What is known of risks: whether one happened, or by calendar year when its event came."""
    regime: Id | None = None
    """The presale rules that hold, where that is decided; else it follows from the node that decides."""
    fallbacks: dict[Id, Literal["taken", "not_taken"]] = {}
    """What was decided of fall-backs; else their nodes decide."""
    ledger: dict[Month, dict[str, Number]] = {}
    """What moved in each closed month, by account; what is not written did not move. [yuan, money in is
    positive]"""
    balances: Balances = Balances()
    """What there is at the closing; what is not written follows from the ledger."""
    sales: ActualSales = ActualSales()
    """What is sold by the closing."""
    cost: dict[Id, ActualCost] = {}
    """What works are worth by the closing, by cost item."""
    note: Name | None = None
    """What people should know of it."""
