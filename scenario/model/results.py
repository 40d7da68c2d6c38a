"""What runs came to, as both clocks tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import codes

EXTRA = (
    "regime",
    "launch_sell_through",
    "paused_months",
    "receivable",
    "refused_by",
    "fallbacks",
    "vat_on_sales",
    "vat_on_land",
    "vat_on_works",
    "vat_on_services",
    "status",
    "status_at",
    "shortfall",
    "months_short",
    "lost_buyers",
    "lost_works",
    "lost_taxes",
    "lost_lenders",
    "lost_others",
    "closed_month",
    "covenant_at",
    "unsold",
    "unbilled",
    "in_escrow",
)
"""The index of the presale regime (−1: undecided); sold share of the first release in its first month; months
in which works paused for want of cash; contract value not collected at the horizon; the index of the
activity that refused the project (−1: none did); which fall-backs were taken, see `fallbacks.as_number`; the
VAT within all contracts, what of it the deduction of land saves, the input tax of works and of services; how
the run ended (`money.tables.UNFUNDED`, `DEFAULT`; 0: neither) and when [days]; what was missing at most, and
in how many months anything was; what creditors do not get; the month in which the books closed; when the
first covenant of a loan was broken [days]; planned value of stock not sold, cost not billed, and money in
escrow, by the end [yuan]."""
REGIME, LAUNCH_SELL_THROUGH, PAUSED_MONTHS, RECEIVABLE, REFUSED_BY, FALLBACKS = codes(6)
VAT_ON_SALES, VAT_ON_LAND, VAT_ON_WORKS, VAT_ON_SERVICES = codes(10)[6:]
FIRST_OF_MONEY = EXTRA.index("status")
"""The places of `EXTRA`; from the last on are what `told.tell_money` tells."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to.

    Attributes
    ----------
    ready, start, finish : by activity [days]; infinite for what never came
    work : by activity, working time, redos, what fall-backs did to it and what stopped it included; of what
        was never started the drawn one [days]
    ledger : shape (months, accounts) [yuan]; see `money.accounts`
    extra : other numbers of the run, by the names in `EXTRA`
    """

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    work: np.ndarray
    ledger: np.ndarray
    extra: np.ndarray


@by_reference
class Results(NamedTuple):
    """What many runs came to, one row a run; see `Run`."""

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    work: np.ndarray
    ledger: np.ndarray
    extra: np.ndarray
