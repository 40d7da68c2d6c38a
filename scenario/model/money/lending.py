"""The development loan in a month: interest, repayment as agreed, draws."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.completion import UNDECIDED, all_complete, any_complete, sold_share
from scenario.model.money.shareholders import room_of
from scenario.model.money.tables import DEFAULT, HALF_CENT, UNFUNDED, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined
from scenario.rules.money.loan import headroom, monthly_interest, repayment


@inlined
def serve_loan(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> None:
    """Bear interest on the opening balance, and repay as agreed: never from cash that is not there."""
    treasury = state.treasury[0]
    if treasury.loan <= 0.0:
        return
    _bear_interest(books, inputs, state, month)
    due = _due_of_sales(books, inputs, state, regime)
    at_completion = regime != UNDECIDED and books.regime[regime].repay_at_completion
    complete = all_complete(books, dates, month, regime)
    if complete or (at_completion and any_complete(books, dates, month, regime)):
        treasury.repaying = 1.0
        due = max(due, min(treasury.loan, max(0.0, treasury.cash - treasury.floor)))
    if treasury.over:
        due = treasury.loan
    pay = min(due, max(0.0, treasury.cash + room_of(inputs, state)))
    if pay < due - HALF_CENT:
        treasury.missed = DEFAULT if treasury.over else UNFUNDED
    if pay > 0.0:
        treasury.loan -= pay
        treasury.cash -= pay
        state.ledger[month, accounts.LOAN_REPAY] -= pay


@inlined
def _bear_interest(books: Books, inputs: Inputs, state: State, month: int) -> None:
    """Pay a month's interest, or add it to the loan."""
    treasury = state.treasury[0]
    interest = monthly_interest(treasury.loan, inputs.terms[0].loan_rate)
    treasury.interest += interest
    state.ledger[month, accounts.INTEREST] -= interest
    if books.shape[0].capitalises:
        treasury.loan += interest
        treasury.drawn += interest
        state.ledger[month, accounts.LOAN_DRAW] += interest
    else:
        treasury.cash -= interest


@inlined
def _due_of_sales(books: Books, inputs: Inputs, state: State, regime: int) -> float:
    """Return what the month's usable receipts repay once enough is sold [yuan]."""
    terms = inputs.terms[0]
    if regime != UNDECIDED and books.regime[regime].repay_at_completion:
        return 0.0
    if sold_share(books, state) < terms.repay_from_sold:
        return 0.0
    state.treasury[0].repaying = 1.0
    return float(repayment(state.treasury[0].loan, state.treasury[0].usable, terms.repay_share))


@inlined
def draw_loan(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> None:
    """Draw the loan, as needed or in full, once its gate is passed and own funds have come first.

    The fee is paid out of the first draw. Nothing is drawn once the run is unfunded.
    """
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    gate = books.shape[0].loan_gate
    if gate < 0 or treasury.repaying or treasury.status or dates.finish[gate] > books.month[month].end:
        return
    if treasury.equity - treasury.returned < terms.equity_first * treasury.investment:
        return
    room = headroom(terms.loan_limit, terms.share_of_cost, treasury.construction_paid, treasury.drawn)
    fee = terms.loan_fee * terms.loan_limit if treasury.drawn == 0.0 else 0.0
    in_full = regime != UNDECIDED and books.regime[regime].draw_full
    needed = treasury.floor - treasury.cash
    draw = room if in_full else min(room, needed + fee)
    if draw <= 0.0 or (needed <= 0.0 and not in_full):
        return
    treasury.loan += draw
    treasury.drawn += draw
    treasury.lent += draw
    treasury.cash += draw - fee
    treasury.interest += fee
    state.ledger[month, accounts.LOAN_DRAW] += draw
    state.ledger[month, accounts.INTEREST] -= fee
