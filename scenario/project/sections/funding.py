"""`funding:` own funds, the development loan and the escrow of presale money."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from scenario.project.values.links import Node
from scenario.project.values.quantity import Amount, Rate, Share, UnitPrice
from scenario.project.values.record import Flag, Id, Number, Record, Whole
from scenario.project.values.span import Span


class Equity(Record):
    """The shareholders' money."""

    limit: Amount | None = None
    """The most they have in at any time, less what was returned; without it, what is needed. [yuan]"""
    pause_works: Flag = False
    """The older way to write `short: {works: pause}`."""


class Distribute(Record):
    """When the shareholders are paid."""

    when: Literal["loan_repaid", "completion", "yearly", "at_once"] = "loan_repaid"
    """`loan_repaid`: once the loan is drawn, repaid and closed (without a loan, at completion); `completion`:
    once every phase is complete; `yearly`: in December; `at_once`: each month. Never where the regime forbids
    it, never out of borrowed money."""
    keep: Span = Span(count=0, unit="months")
    """So much of bills, interest and taxes stays: what the last months took. [time span]"""


class GoOnUnpaid(Record):
    """Works go on though nobody pays for them yet."""

    rate: Rate
    """Interest a year on what contractors are owed. [fraction a year]"""


class ShortWorks(Record):
    """What becomes of the works while cash is short: one of the two, or the run is unfunded."""

    pause: Flag = False
    """Works that earn money pause until there is cash; `works: pause` says the same."""
    go_on_unpaid: GoOnUnpaid | None = None
    """Works go on, and contractors wait for what they are owed."""


def _short_works(value: Any) -> Any:
    return {"pause": True} if value == "pause" else value


class Wait(Record):
    """A payment that may be late."""

    per_day: Rate
    """What lateness costs a day, as a share of what is late. [fraction a day]"""
    at_most: Span
    """Later than this, the run is unfunded. [time span]"""
    then: Literal["fail"] = "fail"
    """What happens then."""


class ShortLand(Record):
    """What becomes of land instalments while cash is short."""

    wait: Wait
    """They wait, at a price."""


class Short(Record):
    """What is done when money that has to be there is not; what is not named makes a run unfunded at once."""

    works: Annotated[
        ShortWorks | None,
        BeforeValidator(_short_works, json_schema_input_type=Literal["pause"] | ShortWorks | None),
    ] = None
    """The works pause, or go on unpaid."""
    land: ShortLand | None = None
    """Land instalments wait."""
    loan: Literal["default"] = "default"
    """A loan that is not repaid when the books end is in default."""


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
    interest: Literal["pay", "capitalise"] = "pay"
    """Whether interest is paid each month or added to the loan, within its limit."""
    fee: Rate | None = None
    """Paid out of the first draw, as a share of the limit; nothing when left out. [fraction]"""

    @property
    def facility(self) -> Facility:
        """The facility that this is the short form of."""
        kept = ("limit", "rate", "interest", "fee", "share_of_cost", "equity_first")
        repay = RepayBySales.model_construct(from_sold=self.repay_from_sold, share=self.repay_share)
        return Facility.model_construct(
            **{key: getattr(self, key) for key in kept}, gates=(self.gate,), repay=repay
        )


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
    """Free cash that is kept from the land award on, until all work is done and paid. [yuan]"""
    equity: Equity = Equity()
    """The shareholders' money."""
    distribute: Distribute = Distribute()
    """When the shareholders are paid."""
    deposit_rate: Rate | None = None
    """Interest a year on free cash; nothing when left out. [fraction a year]"""
    short: Short = Short()
    """What is done when money that has to be there is not."""
    loan: Loan | None = None
    """The development loan: the short form of one facility."""
    facilities: tuple[Facility, ...] = ()
    """What is borrowed, where one loan does not say it."""
    escrow: Escrow | None = None
    """Supervision of presale money."""

    @property
    def lenders(self) -> int:
        """How many facilities there are."""
        return 1 if self.loan is not None else len(self.facilities)

    @property
    def pauses(self) -> bool:
        """Whether works pause while cash is short; `equity.pause_works` is the older way to say so."""
        works = self.short.works
        return self.equity.pause_works if works is None else works.pause
