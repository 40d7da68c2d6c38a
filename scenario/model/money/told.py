"""What else is told of the money of a run once its books are closed."""

from __future__ import annotations

import numpy as np

from scenario.model.money import accounts
from scenario.model.money.tables import MONTHLY, ONCE, Books, State
from scenario.model.results import FIRST_OF_MONEY
from scenario.rules.compiled.decorators import inlined, kernel

(
    STATUS,
    STATUS_AT,
    SHORTFALL,
    MONTHS_SHORT,
    LOST_BUYERS,
    LOST_WORKS,
    LOST_TAXES,
    LOST_LENDERS,
    LOST_OTHERS,
    CLOSED_MONTH,
    COVENANT_AT,
    UNSOLD,
    UNBILLED,
    IN_ESCROW,
) = range(FIRST_OF_MONEY, FIRST_OF_MONEY + 14)


@kernel
def tell_run(books: Books, state: State, extra: np.ndarray) -> None:
    """Tell the money of a run to a clock that is not compiled; see `tell_money`."""
    tell_money(books, state, extra)


@inlined
def tell_money(books: Books, state: State, extra: np.ndarray) -> None:
    """Put how the run ended, and what is left, into its row, shape (extras,); see `results.EXTRA`."""
    treasury = state.treasury[0]
    extra[STATUS] = treasury.status
    extra[STATUS_AT] = treasury.status_at if treasury.status else np.inf
    extra[SHORTFALL] = treasury.shortfall
    extra[MONTHS_SHORT] = treasury.months_short
    extra[LOST_BUYERS] = treasury.lost_buyers
    extra[LOST_WORKS] = treasury.lost_works
    extra[LOST_TAXES] = treasury.lost_taxes
    extra[LOST_LENDERS] = treasury.lost_lenders
    extra[LOST_OTHERS] = treasury.lost_others
    extra[CLOSED_MONTH] = treasury.closed_month if treasury.closed else books.month.shape[0] - 1
    extra[UNSOLD] = _unsold(books, state)
    extra[UNBILLED] = _unbilled(books, state)
    extra[COVENANT_AT] = treasury.covenant_at
    extra[IN_ESCROW] = 0.0
    for p in range(books.phase.shape[0]):
        extra[IN_ESCROW] += state.phase[p].escrow


@inlined
def _unsold(books: Books, state: State) -> float:
    """Return the stock that is not sold, at planned prices [yuan]."""
    unsold = 0.0
    for i in range(books.line.shape[0]):
        for batch in range(books.line[i].batches):
            cell = state.cell[i, batch]
            unsold += cell.quantity * cell.left * books.line[i].planned_price
    return unsold


@inlined
def _unbilled(books: Books, state: State) -> float:
    """Return what works of a planned amount have not earned, or earned and not billed [yuan]."""
    unbilled = 0.0
    for r in range(books.row.shape[0]):
        row = books.row[r]
        if row.account != accounts.CONSTRUCTION or row.form == MONTHLY or row.form == ONCE:
            continue
        earned = state.row[r].earned
        for k in range(row.first_part, row.last_part):
            earned += state.part[k].earned
        unbilled += max(0.0, state.row[r].amount - earned)
    for p in range(books.phase.shape[0]):
        unbilled += max(0.0, state.phase[p].by_progress - state.phase[p].billed)
    return unbilled
