"""`funding.facilities:` what is borrowed, from whom, for what, and until when."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenario.project.values.links import Node
from scenario.project.values.quantity import Amount, Rate, Share
from scenario.project.values.record import Flag, Id, Record, Whole
from scenario.project.values.span import Span


class RepayBySales(Record):
    """Repayment out of sales."""

    from_sold: Share
    """It starts once this share of the planned stock value is sold. [fraction]"""
    share: Share
    """Share of each month's freely usable receipts that then repays the facility. [fraction]"""


class SoldShare(Record):
    """So much must be sold by a node."""

    by: Node
    """Judged at the end of the month in which this activity is finished."""
    at_least: Share
    """Share of the planned stock value of all phases. [fraction]"""


class Covenants(Record):
    """What the borrower promises. A promise that is broken is told with its month."""

    ltc: Share | None = None
    """The balance is at most this share of the land and works paid so far. [fraction]"""
    sold_share: SoldShare | None = None
    """So much is sold by a node."""
    then: Literal["stop_draws", "repay", "nothing"] = "stop_draws"
    """What follows: no more draws; all cash above the minimum repays it, without draws; or nothing."""


class Maturity(Record):
    """When what is left falls due."""

    node: Node
    """So long after the finish of this activity …"""
    lag: Span = Span(count=0, unit="months")
    """… what is left is due: a facility not repaid then is in default. [time span]"""


def _form_of_repayment(value: Any) -> str:
    """Return which form of repayment is written: a word, or shares."""
    return "as:word" if isinstance(value, str) else "as:sales"


class Facility(Record):
    """A loan. What is not named is as the presale regime says, or does not bind."""

    name: Id = "loan"
    """What people call it."""
    limit: Amount | None = None
    """The most that is drawn; without it, what is needed. [yuan]"""
    rate: Rate
    """Interest a year on the opening balance of each month. [fraction a year]"""
    interest: Literal["pay", "capitalise"] = "pay"
    """Whether interest is paid each month or added to the facility, within its limit."""
    fee: Rate | None = None
    """Paid out of the first draw, as a share of the limit; nothing when left out. [fraction]"""
    covers: Literal["works", "land", "all"] = "works"
    """Drawn only as far as these were paid: `works`, `land` (with its taxes), or both."""
    share_of_cost: Share | None = None
    """Drawn at most this share of what it covers and was paid so far; all when left out. [fraction]"""
    gates: tuple[Node, ...] = ()
    """First draw when all of these are finished."""
    equity_first: Share | None = None
    """Own funds must first have paid this share of land and cost; none when left out. [fraction]"""
    draw: Literal["full", "need"] | None = None
    """Drawn in full as soon as it may be, or as cash is needed; as the regime says when left out."""
    covenants: Covenants | None = None
    """What the borrower promises."""
    repay: (
        Annotated[
            Annotated[Literal["completion"], Tag("as:word")] | Annotated[RepayBySales, Tag("as:sales")],
            Discriminator(_form_of_repayment),
        ]
        | None
    ) = None
    """Out of sales; or at `completion`: out of all cash above the minimum from the first phase's one on. As
    the regime says when left out; without one, when the books end."""
    maturity: Maturity | None = None
    """When what is left falls due; without it, when the books end."""
    day_count: Literal[360, 365] | None = None
    """Interest by actual days over this year; by twelfths when left out. [days]"""
    order: Whole = Field(default=1, ge=1, le=99)
    """Facilities are drawn and repaid in this order, those alike in the order of the file. [rank]"""
    pro_rata: Flag = False
    """Lent by the shareholders in proportion to their shares: its flows are theirs, and its interest is
    deducted nowhere, since it is taxable with them."""
