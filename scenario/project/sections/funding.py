"""`funding:` own funds, the development loan and the escrow of presale money."""

from __future__ import annotations

from pydantic import Field

from scenario.project.values.links import Node
from scenario.project.values.quantity import Amount, Rate, Share, UnitPrice
from scenario.project.values.record import Flag, Number, Record


class Equity(Record):
    """The shareholders' money."""

    limit: Amount | None = None
    """The most they have in at any time, less what was returned; without it, what is needed. [yuan]"""
    pause_works: Flag = False
    """When the limit is used up and free cash falls below the minimum: works that earn money pause until
    there is cash."""


class Loan(Record):
    """The development loan."""

    limit: Amount
    """The facility. [yuan]"""
    rate: Rate
    """Interest a year, paid monthly on the opening balance. [fraction a year]"""
    gate: Node
    """First draw when this activity is finished (four certificates)."""
    equity_first: Share
    """Own funds must first have paid this share of land and cost. [fraction]"""
    share_of_cost: Share
    """Drawn at most this share of the construction cost paid so far. [fraction]"""
    repay_from_sold: Share
    """Repayment by sales starts once this share of the planned stock value is sold. [fraction]"""
    repay_share: Share
    """Share of each month's freely usable receipts that then repays the loan. [fraction]"""


class KeepStep(Record):
    """How much of the quota must stay in escrow from a node on."""

    node: Node
    """From the finish of this activity …"""
    keep: Number = Field(ge=0, le=1)
    """… this share of the quota must stay. [fraction]"""


class Escrow(Record):
    """Supervision of presale money, one account a phase."""

    quota: UnitPrice
    """Supervised amount by saleable floor area. [yuan/m²]"""
    keep: tuple[KeepStep, ...]
    """Release by nodes; before the first one, all of the quota stays. The last keeps nothing."""


class Funding(Record):
    """Where the money comes from."""

    minimum_cash: Amount
    """Free cash that is always kept until the project ends. [yuan]"""
    equity: Equity = Equity()
    """The shareholders' money."""
    loan: Loan | None = None
    """The development loan."""
    escrow: Escrow | None = None
    """Supervision of presale money."""
