"""`tax:` the taxes of a developer; rates come from a tax pack."""

from __future__ import annotations

from scenario.project.sections.record import Flag, Record
from scenario.project.values.links import Node
from scenario.project.values.quantity import Factor, Rate, Share


class Vat(Record):
    """Value-added tax, general method with land deduction."""

    rate: Rate
    """Rate on sales and on construction. [fraction]"""
    prepay: Rate
    """Prepayment on presale receipts before VAT. [fraction]"""
    input_share: Share
    """Share of cost whose input VAT can be recovered. [fraction]"""


class LatPrepayment(Record):
    """Prepayment of land appreciation tax on receipts before VAT, by class."""

    ordinary_house: Rate
    """Ordinary housing. [fraction]"""
    other: Rate
    """Other property. [fraction]"""
    parking: Rate
    """Parking. [fraction]"""


class Lat(Record):
    """Land appreciation tax."""

    prepay: LatPrepayment
    """Prepayment."""
    expense_share: Share
    """Deduction for expenses, as a share of land and development cost. [fraction]"""
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
    """Enterprise income tax."""

    rate: Rate
    """Rate on profit. [fraction]"""
    estimated_margin: Share
    """Margin on presale receipts on which it is prepaid before handover. [fraction]"""


class Stamp(Record):
    """Stamp duty."""

    sale: Rate
    """On sales contracts. [fraction]"""
    construction: Rate
    """On construction contracts. [fraction]"""


class Tax(Record):
    """The taxes."""

    recognition: Node
    """The activity (of a phase) at whose finish sales become revenue: VAT and income tax are settled."""
    vat: Vat
    """Value-added tax."""
    surcharge: Rate
    """City, education and local surcharges, on VAT paid. [fraction]"""
    lat: Lat
    """Land appreciation tax."""
    eit: Eit
    """Enterprise income tax."""
    stamp: Stamp
    """Stamp duty."""
    refunds: Flag = True
    """Whether tax paid above what is due is paid back at the settlement; otherwise it is lost."""
