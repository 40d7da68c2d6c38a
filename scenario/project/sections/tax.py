"""`tax:` the taxes of a developer; rates come from a tax pack.

Every block may be left out: a country without land appreciation tax writes none. A rate that changed on a day
is a list: `[{from: 2016-05-01, value: 0.11}, {from: 2018-05-01, value: 0.10}]`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenario.project.values.links import Node
from scenario.project.values.quantity import Amount, Factor, Rate, Share
from scenario.project.values.record import Date, Flag, Record, Whole


class RateFrom(Record):
    """A rate from a day on."""

    from_: Date = Field(alias="from")
    """Its first day; the whole month of it counts. [date]"""
    value: Rate
    """The rate. [fraction]"""


def _form_of_rate(value: Any) -> str:
    """Return which form of a rate is written: one for all time, or a list by date."""
    return "as:by_date" if isinstance(value, (list, tuple)) else "as:rate"


DatedRate = Annotated[
    Annotated[Rate, Tag("as:rate")]
    | Annotated[Annotated[tuple[RateFrom, ...], Field(min_length=1)], Tag("as:by_date")],
    Discriminator(_form_of_rate),
]
"""A rate, or rates by the day from which they hold; the first one holds before its day too."""


class Recognition(Record):
    """When sales become revenue, tax by tax; each phase by itself."""

    vat: Node
    """The activity at whose finish value-added tax is due, set against what was prepaid: the handover."""
    eit: tuple[Node, ...] = Field(min_length=1)
    """The first of these to be finished makes a phase complete for income tax: record, use or first title."""
    books: Node
    """The activity at whose finish the books show revenue; stock is told at its date."""


def _form_of_nodes(value: Any) -> str:
    """Return which form of recognition is written: one node for all taxes, or one for each."""
    return "as:node" if isinstance(value, str) else "as:nodes"


class ServiceInput(Record):
    """Input tax of services: agencies, advertising."""

    rate: Rate
    """Rate on services. [fraction]"""
    input_share: Share
    """Share of marketing whose input tax can be recovered. [fraction]"""


class CreditRefund(Record):
    """Input tax that could not be set off and is paid back (circular 2025/7)."""

    share: DatedRate
    """Share of the credit that is paid back. [fraction]"""
    months: Whole = Field(default=6, ge=1, le=60)
    """There must have been credit at so many months' ends in a row; it is paid in the next month. [months]"""
    at_least: Amount
    """Less credit is not paid back. [yuan]"""


class Vat(Record):
    """Value-added tax."""

    rate: DatedRate
    """Rate on sales and on construction. [fraction]"""
    prepay: DatedRate | None = None
    """Prepayment on presale receipts before VAT; none when left out. [fraction]"""
    input_share: Share
    """Share of cost whose input VAT can be recovered. [fraction]"""
    services: ServiceInput | None = None
    """Input tax of marketing; none can be recovered when left out."""
    land_deduction: Flag = True
    """Whether sales are taxed less the price of the land sold with them."""
    credit_refund: CreditRefund | None = None
    """Which credit is paid back; all is carried forward when left out."""


class LatPrepayment(Record):
    """Prepayment of land appreciation tax on receipts less the VAT to be prepaid, by class."""

    ordinary_house: DatedRate
    """Ordinary housing. [fraction]"""
    other: DatedRate
    """Other property. [fraction]"""
    parking: DatedRate
    """Parking. [fraction]"""


class Lat(Record):
    """Land appreciation tax."""

    unit: Literal["phase", "project"] = "phase"
    """What is liquidated together: each phase as filed, or the whole project once all phases are."""
    prepay: LatPrepayment
    """Prepayment."""
    expense_share: Share
    """Deduction for expenses, stamp duty among them, as a share of land and development cost: at most 0.10,
    where interest is not shown apart. [fraction]"""
    with_interest: Share | None = None
    """Where interest is shown apart: it is deducted itself, and this share, at most 0.05, takes the place of
    `expense_share`. [fraction]"""
    additional_share: Share
    """Additional deduction of developers, as a share of land and development cost. [fraction]"""
    exempt_below: Share
    """Ordinary housing pays nothing up to this ratio of value added to deductions. [fraction]"""
    assessment: Factor | None = None
    """What the tax office finds due at the liquidation, as a multiple of the tax by this block; 1 when left
    out. [factor]"""
    liquidation: Node
    """The activity whose finish settles a phase."""


class Eit(Record):
    """Income tax."""

    rate: DatedRate
    """Rate on profit. [fraction]"""
    estimated_margin: Share | None = None
    """Margin that presale receipts are taken to have until a phase is complete; without it nothing is prepaid
    on them. [fraction]"""
    loss_years: Whole = Field(default=5, ge=0, le=50)
    """How many years a loss may be set against later profits. [years]"""
    late_lat_refund: Flag = True
    """Whether a loss that the liquidation of land appreciation tax leaves behind brings back income tax of
    the years before."""


class Stamp(Record):
    """Stamp duty, on prices without VAT."""

    sale: DatedRate
    """On sales contracts. [fraction]"""
    construction: DatedRate | None = None
    """On construction contracts; none when left out. [fraction]"""


class Tax(Record):
    """The taxes; a tax whose block is left out is not levied."""

    recognition: Annotated[
        Annotated[Node, Tag("as:node")] | Annotated[Recognition, Tag("as:nodes")],
        Discriminator(_form_of_nodes),
    ]
    """The activity (of a phase) at whose finish sales become revenue; or one for each tax."""
    vat: Vat | None = None
    """Value-added tax."""
    surcharge: DatedRate | None = None
    """City, education and local surcharges, on VAT paid; none when left out. [fraction]"""
    lat: Lat | None = None
    """Land appreciation tax."""
    eit: Eit | None = None
    """Income tax."""
    stamp: Stamp | None = None
    """Stamp duty."""
    refunds: Flag = True
    """Whether tax paid above what is due is paid back at the settlement; otherwise it is lost."""

    @property
    def recognised(self) -> Recognition:
        """The nodes of recognition, tax by tax."""
        nodes = self.recognition
        return nodes if isinstance(nodes, Recognition) else Recognition(vat=nodes, eit=(nodes,), books=nodes)
