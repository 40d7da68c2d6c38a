"""The shareholders in a month: what they put in, and what they may take out."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.completion import UNDECIDED, all_complete, works_are_done
from scenario.model.money.tables import AT_ONCE, COMPLETION, WITH_INTEREST, YEARLY, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part

DECEMBER = 12
TAX_MONTHS = 6
"""Assessed income tax is due within so many months [months]."""


@inlined
def room_of(inputs: Inputs, state: State) -> float:
    """Return how much more the shareholders may have in [yuan]."""
    treasury = state.treasury[0]
    return float(max(0.0, inputs.terms[0].equity_limit - (treasury.equity - treasury.returned)))


@inlined
def call_equity(inputs: Inputs, state: State, month: int) -> None:
    """Have shareholders fill what is missing to the floor, within their limit."""
    treasury = state.treasury[0]
    call = min(max(0.0, treasury.floor - treasury.cash), room_of(inputs, state))
    treasury.equity += call
    treasury.cash += call
    state.ledger[month, accounts.EQUITY] += call


@inlined
def distribute(books: Books, state: State, dates: Dates, month: int, regime: int) -> None:
    """Pay shareholders what is left above floor, what is kept back and what of the loan is not spent."""
    treasury = state.treasury[0]
    kept = _kept_back(books, state, month)
    if not _may_distribute(books, state, dates, month, regime):
        return
    reserve = 0.0
    if not treasury.over:
        reserve = max(treasury.floor, treasury.lent) + kept + _assessed(books, state, month)
    surplus = max(0.0, treasury.cash - reserve)
    treasury.returned += surplus
    treasury.cash -= surplus
    state.ledger[month, accounts.DISTRIBUTION] -= surplus


@inlined
def _may_distribute(books: Books, state: State, dates: Dates, month: int, regime: int) -> bool:
    """Return whether shareholders may be paid: by the regime, by what was agreed, with all bills paid."""
    treasury = state.treasury[0]
    if treasury.over:
        return bool(treasury.loan <= 0.0)
    if treasury.status or not are_owners_paid(books, dates, month, regime):
        return False
    complete = all_complete(books, dates, month, regime)
    when = books.shape[0].distribute
    if when == AT_ONCE:
        return True
    if when == YEARLY:
        return bool(books.month[month].number == DECEMBER)
    if not books.shape[0].has_regime:
        complete = works_are_done(state, dates, books.month[month].end)
    if when == COMPLETION or not books.shape[0].has_loan:
        return bool(complete)
    return bool(treasury.loan <= 0.0 and (complete or _are_closed(books, state)))


@inlined
def _are_closed(books: Books, state: State) -> bool:
    """Return whether every bank's facility was drawn and is drawn no more."""
    closed = True
    for k in range(books.facility.shape[0]):
        own = state.facility[k]
        if not books.facility[k].of_owners:
            closed = closed and own.drawn > 0.0 and own.repaying > 0.0
    return closed


@inlined
def are_owners_paid(books: Books, dates: Dates, month: int, regime: int) -> bool:
    """Return whether the regime lets money go to shareholders, as such or as lenders."""
    if regime == UNDECIDED:
        return False
    return bool(books.regime[regime].distribute_early or all_complete(books, dates, month, regime))


@part
def _assessed(books: Books, state: State, month: int) -> float:
    """Return the income tax that is assessed and due in the next months; paid out at once, none stays."""
    assessed = 0.0
    if books.shape[0].distribute == AT_ONCE:
        return assessed
    for later in range(month + 1, min(month + 1 + TAX_MONTHS, books.month.shape[0])):
        assessed += state.eit_due[WITH_INTEREST, later]
    return max(0.0, assessed)


@inlined
def _kept_back(books: Books, state: State, month: int) -> float:
    """Return what the bills, interest and taxes of the last months came to [yuan]; note what bills take."""
    treasury = state.treasury[0]
    if treasury.lent == 0.0 and books.shape[0].keep_months == 0:
        return 0.0
    ledger = state.ledger
    kept = 0.0
    for back in range(max(1, books.shape[0].keep_months)):
        if back > month:
            break
        paid = -ledger[month - back, accounts.INTEREST]
        for account in range(accounts.LAND_USE_TAX, accounts.SALES):
            paid -= ledger[month - back, account]
        if back == 0:
            bills = paid - ledger[month, accounts.LAND] - ledger[month, accounts.DEED_TAX]
            treasury.lent = max(0.0, treasury.lent - max(0.0, bills - ledger[month, accounts.LOAN_REPAY]))
        kept += max(0.0, paid)
    return kept if books.shape[0].keep_months > 0 else 0.0
