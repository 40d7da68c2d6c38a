"""Money that had to be there and was not: who waits, when a run is unfunded, and what creditors lose."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.tables import FAIL, HALF_CENT, UNFUNDED, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part


@inlined
def pay_for_waiting(books: Books, inputs: Inputs, state: State, month: int, opened: float) -> None:
    """Earn interest on the opening cash, or bear what waiting for it costs."""
    terms = inputs.terms[0]
    if opened >= -HALF_CENT:
        if terms.deposit_rate != 0.0:
            _book(state, month, max(0.0, opened) * terms.deposit_rate / 12.0)
        return
    treasury = state.treasury[0]
    waits = max(0.0, -opened - treasury.due_interest)  # no interest is borne on interest
    works = min(waits, treasury.due_works) if books.shape[0].short_works != FAIL else 0.0
    land = min(waits - works, treasury.due_land)
    begins = books.month[month - 1].end if month > 0 else 0.0
    days = books.month[month].end - begins
    treasury.land_days = treasury.land_days + days if land > HALF_CENT else 0.0
    _book(state, month, -(works * terms.late_works / 12.0 + land * terms.late_land * days))


@inlined
def _book(state: State, month: int, earned: float) -> None:
    """Book interest; what is borne is deducted as such."""
    state.ledger[month, accounts.INTEREST] += earned
    state.treasury[0].interest -= earned
    state.treasury[0].cash += earned


@part
def note_dues(state: State, month: int, opened: float) -> None:
    """Note what fell due since cash ran short, by who is to get it."""
    treasury = state.treasury[0]
    ledger = state.ledger[month]
    if opened >= -HALF_CENT:
        treasury.due_buyers = 0.0
        treasury.due_works = 0.0
        treasury.due_taxes = 0.0
        treasury.due_interest = 0.0
        treasury.due_land = 0.0
        treasury.due_others = 0.0
        treasury.land_days = 0.0
    treasury.due_buyers += max(0.0, -ledger[accounts.DAMAGES])
    treasury.due_works += max(0.0, -ledger[accounts.CONSTRUCTION])
    treasury.due_interest += max(0.0, -ledger[accounts.INTEREST])
    treasury.due_land += max(0.0, -ledger[accounts.LAND] - ledger[accounts.DEED_TAX])
    treasury.due_taxes += max(0.0, -ledger[accounts.LAND_USE_TAX])
    for account in range(accounts.VAT, accounts.STAMP + 1):
        treasury.due_taxes += max(0.0, -ledger[account])
    treasury.due_others += max(0.0, -ledger[accounts.MARKETING]) + max(0.0, -ledger[accounts.ADMINISTRATION])
    for account in range(accounts.CUSTOM, ledger.shape[0]):
        treasury.due_others += max(0.0, -ledger[account])


@inlined
def judge(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Note how much is missing, and since when the run is unfunded or in default."""
    treasury = state.treasury[0]
    missing = treasury.floor - treasury.cash
    if missing > HALF_CENT:
        treasury.shortfall = max(treasury.shortfall, missing)
        treasury.months_short += 1.0
        if treasury.over or missing > _waits(books, inputs, state) + HALF_CENT:
            treasury.missed = max(treasury.missed, UNFUNDED)
    if treasury.missed and not treasury.status and dates.ended[0] > books.month[month].end:
        treasury.status = treasury.missed
        treasury.status_at = books.month[month].end


@part
def _waits(books: Books, inputs: Inputs, state: State) -> float:
    """Return how much of what is missing may wait, by what the file says [yuan]."""
    treasury = state.treasury[0]
    waits = 0.0
    if books.shape[0].short_works != FAIL:
        waits += treasury.due_works + treasury.floor
    if books.shape[0].land_waits and treasury.land_days <= inputs.terms[0].land_waits_at_most:
        waits += treasury.due_land
    return waits


@part
def share_losses(state: State) -> None:
    """Share what is not paid when the books end among creditors, the last in the order of creditors first.

    Buyers come first, then contractors (art. 807 of the Civil Code), then taxes and the loan, whichever was
    there first, then all others. A loan that was drawn is older than taxes that cash is short of.
    """
    treasury = state.treasury[0]
    left = max(0.0, -treasury.cash) + treasury.loan
    if left <= HALF_CENT:
        return
    lenders = treasury.loan + treasury.due_interest
    treasury.lost_others = min(left, treasury.due_others + treasury.due_land)
    left -= treasury.lost_others
    treasury.lost_taxes = min(left, treasury.due_taxes)
    left -= treasury.lost_taxes
    treasury.lost_lenders = min(left, lenders)
    left -= treasury.lost_lenders
    treasury.lost_works = min(left, treasury.due_works)
    treasury.lost_buyers = left - treasury.lost_works
