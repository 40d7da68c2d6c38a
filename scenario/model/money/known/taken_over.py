"""What is known at a closing, put in place of what a run came to by then.

Months before the closing are run through with the dates that came, so that the books know whatever a
statement does not tell. Then what it tells is laid over that: the ledger of the closed months, numbers of
the state as they are, and of sums (what buyers owe, what works are worth, what is billed and not paid) by the
ratio.
"""

from __future__ import annotations

import math

from scenario.model.money import accounts
from scenario.model.money.tables import HALF_CENT, Books, State
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import part

NOTHING = 1e-12
"""Of a row: less is a rounding remainder [fraction]."""


@part
def take_over(books: Books, inputs: Inputs, state: State) -> None:
    """Put what is known at the closing in place of what the run came to, after the closing's month.

    The market is not known to the last: the run's news of that month tells where in what is known it stands.
    """
    closing = books.closing[0]
    if not math.isnan(books.told_market[0]):
        news = inputs.month[closing].market_news
        state.treasury[0].log_market = books.told_market[0] + books.told_market[1] * news
    for item in range(books.told_item.shape[0]):
        _take_over_item(books, state, item)
    _take_over_payables(books, state, closing)
    for lot in range(books.told_owed.shape[0]):
        if not math.isnan(books.told_owed[lot]):
            _take_over_owed(state, lot, closing, books.told_owed[lot])
    for k in range(books.told.shape[0]):
        if not math.isnan(books.told[k]):
            state.whole[k] = books.told[k]
    for month in range(books.told_ledger.shape[0]):
        for account in range(books.told_ledger.shape[1]):
            if not math.isnan(books.told_ledger[month, account]):
                state.ledger[month, account] = books.told_ledger[month, account]


@part
def _take_over_item(books: Books, state: State, item: int) -> None:
    """Have the rows of a cost item be worth what is told, and earn the rest as their works go on.

    A row earns `amount` times the share of its work that is done. From the closing on its amount is what is
    left to earn by the share of the work that is left.
    """
    told = books.told_item[item]
    earned = 0.0
    amount = 0.0
    for r in range(books.item_of_row.shape[0]):
        if books.item_of_row[r] == item:
            earned += _earned(books, state, r)
            amount += state.row[r].amount
    if math.isnan(told.earned) or amount <= 0.0:
        return
    final = max(amount if math.isnan(told.final) else told.final, told.earned)
    for r in range(books.item_of_row.shape[0]):
        if books.item_of_row[r] == item:
            before = _earned(books, state, r)
            of_earned = before / earned if earned > 0.0 else state.row[r].amount / amount
            _take_over_row(books, state, r, told.earned * of_earned, final - told.earned, amount - earned)


@part
def _take_over_row(books: Books, state: State, r: int, told: float, rest: float, rest_by_plan: float) -> None:
    """Have a row be worth `told`, with its part of the `rest` of the item in place of the plan's rest."""
    row = state.row[r]
    earned = _earned(books, state, r)
    phase = state.phase[books.row[r].phase]
    if books.row[r].account == accounts.CONSTRUCTION:
        phase.cost += told - earned
        if books.row[r].by_progress:
            phase.by_progress += told - earned
    if rest_by_plan <= HALF_CENT or row.amount - earned <= NOTHING * row.amount:
        return
    factor = rest / rest_by_plan
    row.amount *= factor
    row.earned *= factor
    for k in range(books.row[r].first_part, books.row[r].last_part):
        state.part[k].earned *= factor


@part
def _earned(books: Books, state: State, r: int) -> float:
    """Return what a row has earned [yuan]."""
    earned = float(state.row[r].earned)
    for k in range(books.row[r].first_part, books.row[r].last_part):
        earned += state.part[k].earned
    return earned


@part
def _take_over_payables(books: Books, state: State, closing: int) -> None:
    """Have what is billed, and what of it is not paid, add up to what is told."""
    told = books.told_payable[0]
    if math.isnan(told):
        return
    worth = 0.0
    for p in range(state.phase.shape[0]):
        worth += state.phase[p].by_progress
    for p in range(state.phase.shape[0]):
        share = state.phase[p].by_progress / worth if worth > 0.0 else 1.0 / state.phase.shape[0]
        state.phase[p].billed = books.told_payable[1] * share
    owed = 0.0
    for p in range(state.payable.shape[0]):
        for month in range(closing + 1, state.payable.shape[1]):
            owed += state.payable[p, month]
    if owed <= HALF_CENT and closing + 1 < state.payable.shape[1]:
        state.payable[0, closing + 1] = told
        return
    for p in range(state.payable.shape[0]):
        for month in range(closing + 1, state.payable.shape[1]):
            state.payable[p, month] *= told / owed


@part
def _take_over_owed(state: State, lot: int, closing: int, told: float) -> None:
    """Have what buyers of a lot owe, and their banks, add up to what is told."""
    owed = float(state.mortgage_pending[lot])
    for month in range(closing + 1, state.due.shape[1]):
        owed += state.due[lot, month] + state.mortgage_due[lot, month]
    if owed <= HALF_CENT:
        if closing + 1 < state.due.shape[1]:
            state.due[lot, closing + 1] = told
        return
    state.mortgage_pending[lot] *= told / owed
    for month in range(closing + 1, state.due.shape[1]):
        state.due[lot, month] *= told / owed
        state.mortgage_due[lot, month] *= told / owed
