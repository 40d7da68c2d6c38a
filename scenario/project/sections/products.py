"""`products:` what is sold, when it is released, how fast it sells and how the money comes in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenario.project.sections.growth import GrowthOfPrices
from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.quantity import Days, Factor, Months, Rate, Share, Signed, UnitPrice
from scenario.project.values.record import Id, Number, Record, Whole
from scenario.project.values.span import Span


class Release(Record):
    """A release of its own, apart from the batches."""

    node: Node
    """On sale when this activity is finished and the phase has been launched."""
    launch: Share
    """Share sold in the month of release. [fraction]"""
    hazard: Rate
    """Share of the remaining stock sold in each month after. [fraction a month]"""


class Product(Record):
    """One kind of thing that is sold."""

    name: Name | None = None
    """What people call it."""
    kind: Literal["ordinary_house", "other", "parking"]
    """Class for land appreciation tax; ordinary housing has the 20 % exemption. Parking is no saleable floor
    area."""
    stock: dict[str, Number]
    """How much each phase has: saleable area, or spaces; without phases, under `all`. [m² or spaces]"""
    price: UnitPrice
    """Asking price, including VAT. [yuan/m², or yuan/space]"""
    market_price: UnitPrice | None = None
    """Price at which the pace of absorption holds; else the asking price. [yuan/m², or yuan/space]"""
    unit_size: Number | None = Field(default=None, gt=0)
    """Average size of a home or shop; for parking, floor area of a space. [m²]"""
    sellable: Share | None = None
    """Share of the stock that will find buyers at all; all of it when left out. [fraction]"""
    release: Release | None = None
    """When it is not released in the phase's batches."""


class Batch(Record):
    """A share of each phase's stock that goes on sale together."""

    share: Number = Field(gt=0, le=1)
    """Share of the stock; the shares of all batches sum to 1. [fraction]"""
    after: Span = Span(count=0, unit="months")
    """Released this long after the phase's launch at the latest. [time span]"""
    when_sold: Share | None = None
    """Released earlier once this share of the batches before is sold. [fraction]"""


class MarketCycle(Record):
    """A mean-reverting factor z on the pace: each month ln z' = persistence · ln z + volatility · N(0, 1)."""

    persistence: Number = Field(ge=0, lt=1)
    """How much of a month's deviation is left in the next. [fraction]"""
    volatility: Number = Field(ge=0, le=1)
    """Standard deviation of a month's news on the log pace. [fraction]"""


class Absorption(Record):
    """How fast stock sells."""

    launch: Share
    """Share of a batch sold in the month of its release. [fraction]"""
    hazard: Rate
    """Share of the remaining stock sold in each month after. [fraction a month]"""
    season: tuple[Number, ...] = Field(default=(1.0,) * 12, min_length=12, max_length=12)
    """Factor on the pace, January to December. [factor]"""
    elasticity: Signed | None = None
    """Price elasticity of the pace: (price / market price) to this power. [number, below 0]"""
    pace_floor: Number = Field(default=0.2, gt=0, le=1)
    """The price factor is never below this. [factor]"""
    pace_cap: Number = Field(default=1.8, ge=1)
    """The price factor is never above this. [factor]"""
    pace: Factor | None = None
    """A factor on launch share and hazard alike, for drivers and scenarios. [factor]"""
    tail: Number = Field(default=0.01, ge=0, le=0.5)
    """The last share of a batch, which goes at the tail price, all at once; without a tail sales never end.
    [fraction]"""
    tail_price: Number = Field(default=1.0, gt=0, le=1)
    """Price of the tail as a share of the asking price. [fraction]"""
    market: MarketCycle | None = None
    """Monthly luck of the market."""


class PaymentMix(Record):
    """How buyers pay; the shares sum to 1."""

    full: Number = Field(ge=0, le=1)
    """Share of contract value paid at once. [fraction]"""
    mortgage: Number = Field(ge=0, le=1)
    """Share of contract value bought with a mortgage. [fraction]"""
    instalment: Number = Field(ge=0, le=1)
    """Share of contract value paid by instalments. [fraction]"""


class Instalment(Record):
    """One instalment of a buyer."""

    after: Whole = Field(ge=0, le=120)
    """Months after the contract. [months]"""
    share: Number = Field(ge=0, le=1)
    """Share of the price; all instalments sum to 1. [fraction]"""


class Collection(Record):
    """From contract to money."""

    mix: PaymentMix
    """How buyers pay."""
    down_payment: Share
    """Share of the price that mortgage buyers pay at the contract. [fraction]"""
    mortgage_lag: Months
    """From contract to the bank's payment, once the regime's mortgage gate is passed. [months]"""
    instalments: tuple[Instalment, ...] = ()
    """Instalments of those who pay so."""


class LateHandover(Record):
    """What buyers are paid at the handover: for lateness, and for what they find wrong."""

    node: Node
    """The activity that hands over."""
    buffer: Days
    """The contracts promise the planned finish of that activity plus this. [days]"""
    per_day: Rate
    """Damages a day late, as a share of the price of what was sold before handover. [fraction a day]"""
    compensation: Rate | None = None
    """What buyers are paid at the handover for what they find wrong, late or not, as a share of the price of
    what was sold before; nothing when left out. [fraction]"""


class Products(Record):
    """Everything that is sold."""

    launch: Node
    """The activity whose finish opens the sale of a phase."""
    types: dict[Id, Product]
    """The kinds of product."""
    batches: tuple[Batch, ...] = (Batch(share=1.0),)
    """How each phase's stock is released."""
    absorption: Absorption
    """How fast it sells."""
    price_growth: GrowthOfPrices | None = None
    """Yearly growth of all prices from the date that they are of. [fraction a year]"""
    collection: Collection
    """How the money comes in."""
    late_handover: LateHandover | None = None
    """What a late or poor handover costs."""
    first_pass_rate: Share | None = None
    """Share of households that take their keys at the first invitation. [fraction]"""
