"""The treasury at a month's end: escrow, interest, repayment, draws, equity, distributions, what is short."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.completion import UNDECIDED, ends, floor_of, is_complete
from scenario.model.money.income_tax import close_tax_books
from scenario.model.money.lending import draw_loans, judge_covenants, serve_loans
from scenario.model.money.shareholders import call_equity, distribute
from scenario.model.money.shortfall import judge, note_dues, pay_for_waiting, share_losses
from scenario.model.money.tables import HALF_CENT, NONE, QUOTA, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined
from scenario.rules.money.escrow import drawn_strictly, released_by_quota


@inlined
def close_month(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> bool:
    """Move the month's money between escrow, bank, shareholders and the project's free cash.

    Returns whether free cash stays below the minimum with the shareholders' limit used up.
    """
    treasury = state.treasury[0]
    ledger = state.ledger[month]
    treasury.usable = _supervise(books, inputs, state, dates, month, regime)
    opened = treasury.cash
    treasury.cash += ledger[accounts.ESCROW_IN] + ledger[accounts.ESCROW_OUT]
    for account in range(accounts.SALES + 1):
        treasury.cash += ledger[account]
    for account in range(accounts.CUSTOM, ledger.shape[0]):
        treasury.cash += ledger[account]
    short = False
    if books.shape[0].has_funding:
        short = _finance(books, inputs, state, dates, month, regime, opened)
    _note_balances(state, month)
    if treasury.closed:
        _carry_balances(books, state, month)
    return short


@inlined
def _finance(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int, opened: float
) -> bool:
    """Have bank and shareholders do what is theirs; return whether cash is short."""
    treasury = state.treasury[0]
    treasury.over = 1.0 if ends(books, inputs, state, dates, month) else 0.0
    treasury.floor = floor_of(books, inputs, state, dates, month)
    pay_for_waiting(books, inputs, state, month, opened)
    serve_loans(books, inputs, state, dates, month, regime)
    if dates.ended[0] > books.month[month].end and not treasury.over:
        draw_loans(books, inputs, state, dates, month, regime)
        judge_covenants(books, inputs, state, dates, month)
    call_equity(inputs, state, month)
    short = bool(treasury.cash < treasury.floor - HALF_CENT)
    if short or opened < -HALF_CENT:
        note_dues(state, month, opened)
    judge(books, inputs, state, dates, month)
    distribute(books, state, dates, month, regime)
    if treasury.over:
        share_losses(state)
        treasury.closed = 1.0
        treasury.closed_month = month
        close_tax_books(books, inputs, state, dates, month)
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
        quota = terms.escrow_quota * books.phase[p].area
        ledger[accounts.ESCROW_IN] -= phase.receipts_month
        if mode == QUOTA:
            out = released_by_quota(phase.escrow, quota, _kept(books, dates, month, p))
        elif is_complete(books, dates, month, regime, p):
            out = phase.escrow
        else:
            there = phase.escrow
            if books.regime[regime].quota_stays:
                there = released_by_quota(phase.escrow, quota, _kept(books, dates, month, p))
            out = drawn_strictly(there, phase.construction_month, phase.taxes_month)
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


@inlined
def _carry_balances(books: Books, state: State, month: int) -> None:
    """Tell what is left when the books are closed in all later months: debts that nobody pays any more."""
    for later in range(month + 1, books.month.shape[0]):
        for account in (accounts.FREE_CASH, accounts.ESCROW_BALANCE, accounts.LOAN_BALANCE):
            state.ledger[later, account] = state.ledger[month, account]
