"""The treasury at a month's end: escrow, interest, repayment, draws, equity, distributions."""

from __future__ import annotations

import numpy as np

from scenario.model.money import accounts
from scenario.model.money.income_tax import close_tax_books, is_income_tax_open
from scenario.model.money.tables import NONE, QUOTA, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined
from scenario.rules.money.escrow import drawn_strictly, released_by_quota
from scenario.rules.money.loan import headroom, monthly_interest, repayment

UNDECIDED = -1
NEVER = np.inf


@inlined
def close_month(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> bool:
    """Move the month's money between escrow, bank, shareholders and the project's free cash.

    Returns whether free cash stays below the minimum with the shareholders' limit used up.
    """
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    ledger = state.ledger[month]
    usable = _supervise(books, inputs, state, dates, month, regime)
    cash = treasury.cash + ledger[accounts.ESCROW_IN] + ledger[accounts.ESCROW_OUT]
    for account in range(accounts.SALES + 1):
        cash += ledger[account]
    for account in range(accounts.CUSTOM, ledger.shape[0]):
        cash += ledger[account]
    short = False
    if books.shape[0].has_funding:
        ends = _ends(books, inputs, state, dates, month)
        floor = 0.0 if ends else terms.minimum_cash
        complete = _all_complete(books, dates, month, regime)
        cash -= _interest(inputs, state, month)
        repayment_due = _repayment(books, inputs, state, dates, month, regime, cash - floor, usable)
        cash -= _repay(state, month, treasury.loan if ends else repayment_due)
        if dates.ended[0] > books.month[month].end and not ends:
            cash = _draw_loan(books, inputs, state, dates, month, regime, cash, floor)
        cash = _call_equity(inputs, state, month, cash, floor)
        short = cash < floor - 0.005
        cash = _distribute(books, state, month, regime, cash, floor, complete or ends)
        if ends and cash >= 0.0 and _held(state) < 0.005:
            treasury.closed = 1.0
            close_tax_books(books, inputs, state, dates, month)
    treasury.cash = cash
    _note_balances(state, month)
    return short


@inlined
def _supervise(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> float:
    """Put receipts into escrow and release what may leave; return what became freely usable [yuan]."""
    terms = inputs.terms[0]
    ledger = state.ledger[month]
    usable = 0.0
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        mode = QUOTA if regime == UNDECIDED else books.regime[regime].escrow
        if mode == NONE or (mode == QUOTA and books.keep.shape[0] == 0):
            usable += phase.receipts_month + phase.escrow
            ledger[accounts.ESCROW_OUT] += phase.escrow
            phase.escrow = 0.0
            continue
        phase.escrow += phase.receipts_month
        ledger[accounts.ESCROW_IN] -= phase.receipts_month
        if mode == QUOTA:
            quota = terms.escrow_quota * books.phase[p].area
            out = released_by_quota(phase.escrow, quota, _kept(books, dates, month, p))
        elif _is_complete(books, dates, month, regime, p):
            out = phase.escrow
        else:
            out = drawn_strictly(phase.escrow, phase.construction_month, phase.taxes_month)
        phase.escrow -= out
        ledger[accounts.ESCROW_OUT] += out
        usable += out
    return usable


@inlined
def _kept(books: Books, dates: Dates, month: int, phase: int) -> float:
    """Return the share of the quota that must stay [fraction]."""
    keep = 1.0
    for step in range(books.keep.shape[0]):
        if dates.finish[books.keep_node[step, phase]] <= books.month[month].end:
            keep = min(keep, books.keep[step])
    return keep


@inlined
def _is_complete(books: Books, dates: Dates, month: int, regime: int, phase: int) -> bool:
    node = books.completion_node[regime, phase]
    return node >= 0 and dates.finish[node] <= books.month[month].end


@inlined
def _all_complete(books: Books, dates: Dates, month: int, regime: int) -> bool:
    if regime == UNDECIDED:
        return False
    complete = 0
    for p in range(books.phase.shape[0]):
        complete += _is_complete(books, dates, month, regime, p)
    return complete == books.phase.shape[0]


@inlined
def _any_complete(books: Books, dates: Dates, month: int, regime: int) -> bool:
    for p in range(books.phase.shape[0]):
        if regime != UNDECIDED and _is_complete(books, dates, month, regime, p):
            return True
    return False


@inlined
def _sold_share(books: Books, state: State) -> float:
    """Return the share of the planned stock value of all phases that is sold [fraction]."""
    sold = 0.0
    planned = 0.0
    for p in range(books.phase.shape[0]):
        sold += state.phase[p].sold_at_plan
        planned += books.phase[p].planned_value
    return sold / planned if planned > 0.0 else 0.0


@inlined
def _interest(inputs: Inputs, state: State, month: int) -> float:
    """Pay interest on the opening balance; return it [yuan]."""
    treasury = state.treasury[0]
    if treasury.loan <= 0.0:
        return 0.0
    interest = monthly_interest(treasury.loan, inputs.terms[0].loan_rate)
    treasury.interest += interest
    state.ledger[month, accounts.INTEREST] -= interest
    return float(interest)


@inlined
def _repayment(
    books: Books,
    inputs: Inputs,
    state: State,
    dates: Dates,
    month: int,
    regime: int,
    spare: float,
    usable: float,
) -> float:
    """Return what is to be repaid as agreed, of spare cash and of what became usable [yuan]."""
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    if treasury.loan <= 0.0:
        return 0.0
    at_completion = regime != UNDECIDED and books.regime[regime].repay_at_completion
    pay = 0.0
    complete = _all_complete(books, dates, month, regime)
    if complete or (at_completion and _any_complete(books, dates, month, regime)):
        pay = min(treasury.loan, max(0.0, spare))
        treasury.repaying = 1.0
    if not at_completion and _sold_share(books, state) >= terms.repay_from_sold:
        treasury.repaying = 1.0
        pay = max(pay, repayment(treasury.loan, usable, terms.repay_share))
    return pay


@inlined
def _repay(state: State, month: int, pay: float) -> float:
    """Repay so much of the loan; return it [yuan]."""
    if pay > 0.0:
        state.treasury[0].loan -= pay
        state.ledger[month, accounts.LOAN_REPAY] -= pay
    return pay


@inlined
def _draw_loan(
    books: Books,
    inputs: Inputs,
    state: State,
    dates: Dates,
    month: int,
    regime: int,
    cash: float,
    floor: float,
) -> float:
    """Draw the loan, as needed or in full, once its gate is passed and own funds have come first."""
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    gate = books.shape[0].loan_gate
    if gate < 0 or treasury.repaying or dates.finish[gate] > books.month[month].end:
        return cash
    if treasury.equity - treasury.returned < terms.equity_first * treasury.investment:
        return cash
    room = headroom(terms.loan_limit, terms.share_of_cost, treasury.construction_paid, treasury.drawn)
    in_full = regime != UNDECIDED and books.regime[regime].draw_full
    draw = room if in_full else min(room, max(0.0, floor - cash))
    treasury.loan += draw
    treasury.drawn += draw
    state.ledger[month, accounts.LOAN_DRAW] += draw
    return cash + draw


@inlined
def _call_equity(inputs: Inputs, state: State, month: int, cash: float, floor: float) -> float:
    """Have shareholders fill what is missing to the floor, within their limit."""
    treasury = state.treasury[0]
    room = inputs.terms[0].equity_limit - (treasury.equity - treasury.returned)
    call = min(max(0.0, floor - cash), max(0.0, room))
    treasury.equity += call
    state.ledger[month, accounts.EQUITY] += call
    return cash + call


@inlined
def _distribute(
    books: Books, state: State, month: int, regime: int, cash: float, floor: float, over: bool
) -> float:
    """Pay shareholders what is above the floor: at once where the regime allows it, else last of all."""
    treasury = state.treasury[0]
    early = regime != UNDECIDED and books.regime[regime].distribute_early
    if not (early or (over and treasury.loan <= 0.0)):
        return cash
    surplus = max(0.0, cash - floor)
    treasury.returned += surplus
    state.ledger[month, accounts.DISTRIBUTION] -= surplus
    return cash - surplus


@inlined
def _all_done(books: Books, state: State, dates: Dates, month: int) -> bool:
    """Return whether all stock is sold and all work is finished.

    The activities from `activities_open` on are known to be finished.
    """
    for i in range(state.line.shape[0]):
        if not state.line[i].sold_out:
            return False
    treasury = state.treasury[0]
    left = int(treasury.activities_open)
    while left > 0 and dates.finish[left - 1] <= books.month[month].end:
        left -= 1
    treasury.activities_open = left
    return left == 0


@inlined
def _ends(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> bool:
    """Return whether this is the last month: nothing more is to do or due, or the horizon is reached."""
    if month == books.month.shape[0] - 1:
        return True
    refused = dates.ended[0] <= books.month[month].end
    if not refused and not _all_done(books, state, dates, month):
        return False
    for k in range(books.flow.shape[0]):
        flow = books.flow[k]
        owed = dates.finish[flow.node] < NEVER if flow.node >= 0 else flow.day <= dates.ended[0]
        if not state.flow_paid[k] and (owed or not refused):
            return False
    for k in range(books.land_payment.shape[0]):
        owed = dates.finish[books.land_payment[k].node] < NEVER
        if not state.land_paid[k] and (owed or not refused):
            return False
    if state.treasury[0].last_due > month:
        return False
    return not is_income_tax_open(books, inputs, state, dates, month)


@inlined
def _held(state: State) -> float:
    """Return what is in escrow; after a refusal it stays there, for it is the buyers' [yuan]."""
    held = 0.0
    for p in range(state.phase.shape[0]):
        held += state.phase[p].escrow
    return held


@inlined
def _note_balances(state: State, month: int) -> None:
    ledger = state.ledger[month]
    ledger[accounts.FREE_CASH] = state.treasury[0].cash
    ledger[accounts.LOAN_BALANCE] = state.treasury[0].loan
    ledger[accounts.ESCROW_BALANCE] = _held(state)
