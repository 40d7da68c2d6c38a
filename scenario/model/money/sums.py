"""What ledgers come to: totals, highest months and the flows that measures are made of, in one pass a run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.model.money import accounts
from scenario.rules.compiled.decorators import njit

Floats = NDArray[np.float64]


class Sums(NamedTuple):
    """What the ledgers of some runs come to.

    Flows of the project are told twice: as collected (回笼口径: sales when the buyer has paid, in escrow or
    not) and as freely usable (可动用口径: sales when they leave escrow). Both come before financing and after
    the tax that would be paid without it (调整所得税: interest saves none).

    Attributes
    ----------
    total : shape (runs, accounts), what moved over all months [yuan]
    highest : shape (runs, accounts), the highest month [yuan]
    collected, free : shape (runs, months), the project's flows [yuan]
    owners : shape (runs, months), what shareholders get back, less what they put in [yuan]
    sold : shape (runs, months), what was sold up to each month's end, at planned prices [yuan]
    """

    total: Floats
    highest: Floats
    collected: Floats
    free: Floats
    owners: Floats
    sold: Floats


@njit
def sums_of(ledger: Floats) -> Sums:
    """Return what ledgers, shape (runs, months, accounts), come to; a run's rows depend on its own alone."""
    runs, months, width = ledger.shape
    sums = Sums(
        np.zeros((runs, width)),
        np.full((runs, width), -np.inf),
        np.empty((runs, months)),
        np.empty((runs, months)),
        np.empty((runs, months)),
        np.empty((runs, months)),
    )
    for run in range(runs):
        _add_up(ledger[run], sums.total[run], sums.highest[run])
        _tell_flows(ledger[run], sums.collected[run], sums.free[run], sums.owners[run], sums.sold[run])
    return sums


@njit
def _add_up(ledger: Floats, total: Floats, highest: Floats) -> None:
    for month in range(ledger.shape[0]):
        for account in range(ledger.shape[1]):
            moved = ledger[month, account]
            total[account] += moved
            highest[account] = max(highest[account], moved)


@njit
def _tell_flows(ledger: Floats, collected: Floats, free: Floats, owners: Floats, sold: Floats) -> None:
    sold_before = 0.0
    for month in range(ledger.shape[0]):
        row = ledger[month]
        flow = 0.0
        for account in range(accounts.SALES + 1):
            flow += row[account]
        for account in range(accounts.CUSTOM, row.shape[0]):
            flow += row[account]
        flow -= row[accounts.TAX_SHIELD]
        collected[month] = flow
        free[month] = flow + row[accounts.ESCROW_IN] + row[accounts.ESCROW_OUT]
        owners[month] = -(row[accounts.EQUITY] + row[accounts.DISTRIBUTION])
        sold_before += row[accounts.SOLD_AT_PLAN]
        sold[month] = sold_before
