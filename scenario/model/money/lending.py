"""The loan facilities in a month: interest, repayment as agreed, draws, covenants."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.completion import UNDECIDED, all_complete, any_complete, sold_share
from scenario.model.money.shareholders import are_owners_paid, room_of
from scenario.model.money.tables import (
    BY_COMPLETION,
    BY_REGIME,
    DEFAULT,
    HALF_CENT,
    IN_FULL,
    LAND_ONLY,
    NOTHING_HAPPENS,
    REPAY,
    UNFUNDED,
    WORKS_ONLY,
    Books,
    State,
)
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.money.loan import headroom, interest_by_days, monthly_interest, repayment


@inlined
def serve_loans(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> None:
    """Bear interest on opening balances and repay as agreed: never from cash that is not there."""
    for k in range(books.facility.shape[0]):
        if state.facility[k].balance > 0.0:
            if books.facility[k].of_owners:
                _serve_owners(books, inputs, state, dates, month, regime, k)
            else:
                _serve_bank(books, inputs, state, dates, month, regime, k)


@inlined
def _serve_bank(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int, k: int
) -> None:
    """Bear interest on a bank's loan, and repay it."""
    treasury = state.treasury[0]
    own = state.facility[k]
    interest = _interest(books, inputs, state, month, k)
    treasury.interest += interest
    state.ledger[month, accounts.INTEREST] -= interest
    if books.facility[k].capitalises:
        own.balance += interest
        own.drawn += interest
        own.capitalised += interest
        treasury.loan += interest
        state.ledger[month, accounts.LOAN_DRAW] += interest
    else:
        treasury.cash -= interest
    due = _due(books, inputs, state, dates, month, regime, k)
    falls_due = _is_mature(books, dates, month, k) or treasury.over > 0.0
    if falls_due:
        due = own.balance
    pay = min(due, max(0.0, treasury.cash + room_of(inputs, state)))
    if pay < due - HALF_CENT:
        treasury.missed = max(treasury.missed, float(DEFAULT if falls_due else UNFUNDED))
    if pay > 0.0:
        own.balance -= pay
        treasury.loan -= pay
        treasury.cash -= pay
        state.ledger[month, accounts.LOAN_REPAY] -= pay


@inlined
def _serve_owners(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int, k: int
) -> None:
    """Pay shareholders as lenders what is there above the minimum; interest that is not paid is added."""
    treasury = state.treasury[0]
    own = state.facility[k]
    interest = _interest(books, inputs, state, month, k)
    spare = max(0.0, treasury.cash - treasury.floor)
    may = not treasury.status and are_owners_paid(books, dates, month, regime)
    if not (may or treasury.over):
        spare = 0.0
    paid = 0.0 if books.facility[k].capitalises else min(interest, spare)
    own.balance += interest - paid
    due = _due(books, inputs, state, dates, month, regime, k)
    if _is_mature(books, dates, month, k) or treasury.over > 0.0:
        due = own.balance
    repaid = min(due, spare - paid)
    own.balance -= repaid
    treasury.owners_loan += interest - paid - repaid
    treasury.cash -= paid + repaid
    state.ledger[month, accounts.DISTRIBUTION] -= paid + repaid


@inlined
def _interest(books: Books, inputs: Inputs, state: State, month: int, k: int) -> float:
    """Return the month's interest on the opening balance of a facility [yuan]."""
    rate = inputs.facility[k].rate
    if books.facility[k].day_count:
        year = float(books.facility[k].day_count)
        return float(interest_by_days(state.facility[k].balance, rate, books.month[month].days, year))
    return float(monthly_interest(state.facility[k].balance, rate))


@inlined
def _is_mature(books: Books, dates: Dates, month: int, k: int) -> bool:
    """Return whether what is left of a facility is due."""
    node = books.facility[k].matures
    return node >= 0 and dates.finish[node] + books.facility[k].maturity_lag <= books.month[month].end


@part
def _due(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int, k: int) -> float:
    """Return what is to be repaid: out of sales, or out of all cash above the minimum [yuan]."""
    treasury = state.treasury[0]
    own = state.facility[k]
    by_completion = books.facility[k].repay == BY_COMPLETION
    if books.facility[k].repay == BY_REGIME:
        by_completion = regime != UNDECIDED and books.regime[regime].repay_at_completion == 1
    due = 0.0
    if not by_completion and sold_share(books, state) >= inputs.facility[k].repay_from_sold:
        own.repaying = 1.0
        due = float(repayment(own.balance, treasury.usable, inputs.facility[k].repay_share))
    complete = all_complete(books, dates, month, regime)
    sweeps = own.broken > 0.0 and books.facility[k].on_breach == REPAY
    if complete or sweeps or (by_completion and any_complete(books, dates, month, regime)):
        own.repaying = 1.0
        due = max(due, min(own.balance, max(0.0, treasury.cash - treasury.floor)))
    return due


@inlined
def draw_loans(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> None:
    """Draw the facilities in their order; nothing is drawn once the run is unfunded."""
    for k in range(books.facility.shape[0]):
        if not state.treasury[0].status and _may_draw(books, inputs, state, dates, month, k):
            _draw(books, inputs, state, month, regime, k)


@inlined
def _may_draw(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, k: int) -> bool:
    """Return whether a facility is open: gates passed, own funds first, no repayment begun, no breach."""
    treasury = state.treasury[0]
    own = state.facility[k]
    if own.repaying or (own.broken and books.facility[k].on_breach != NOTHING_HAPPENS):
        return False
    for g in range(books.facility[k].first_gate, books.facility[k].last_gate):
        if dates.finish[books.facility_gate[g]] > books.month[month].end:
            return False
    put_in = treasury.equity - treasury.returned + treasury.owners_loan
    return bool(put_in >= inputs.facility[k].equity_first * treasury.investment) and not _is_mature(
        books, dates, month, k
    )


@part
def _draw(books: Books, inputs: Inputs, state: State, month: int, regime: int, k: int) -> None:
    """Draw a facility, as needed or in full. The fee is paid out of the first draw."""
    terms = inputs.facility[k]
    treasury = state.treasury[0]
    own = state.facility[k]
    fee = terms.fee * terms.limit if own.drawn == 0.0 and terms.fee > 0.0 else 0.0
    room = max(0.0, terms.limit - own.drawn)
    if books.facility[k].by_cost:
        covered, added = _covered(books, state, k), own.capitalised + fee
        room = headroom(terms.limit, terms.share_of_cost, covered, own.drawn, added)
    in_full = books.facility[k].draw == IN_FULL
    if books.facility[k].draw == BY_REGIME:
        in_full = regime != UNDECIDED and books.regime[regime].draw_full == 1
    needed = treasury.floor - treasury.cash
    draw = room if in_full else min(room, needed + fee)
    if draw <= 0.0 or (needed <= 0.0 and not in_full):
        return
    own.balance += draw
    own.drawn += draw
    own.capitalised += fee
    treasury.cash += draw - fee
    treasury.lent += draw
    if books.facility[k].of_owners:
        treasury.owners_loan += draw
        state.ledger[month, accounts.EQUITY] += draw
        state.ledger[month, accounts.DISTRIBUTION] -= fee
        return
    treasury.loan += draw
    treasury.interest += fee
    state.ledger[month, accounts.LOAN_DRAW] += draw
    state.ledger[month, accounts.INTEREST] -= fee


@inlined
def _covered(books: Books, state: State, k: int) -> float:
    """Return what was paid so far of what a facility covers [yuan]."""
    treasury = state.treasury[0]
    covers = books.facility[k].covers
    if covers == WORKS_ONLY:
        return float(treasury.construction_paid)
    if covers == LAND_ONLY:
        return float(treasury.land_paid)
    return float(treasury.construction_paid + treasury.land_paid)


@inlined
def judge_covenants(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Note which covenants are broken, and since when the first one is."""
    treasury = state.treasury[0]
    for k in range(books.facility.shape[0]):
        facility = books.facility[k]
        own = state.facility[k]
        broken = False
        if facility.has_ltc:
            cost = treasury.construction_paid + treasury.land_paid
            broken = own.balance > inputs.facility[k].ltc_at_most * cost + HALF_CENT
        if (
            facility.sold_by >= 0
            and not own.judged
            and dates.finish[facility.sold_by] <= books.month[month].end
        ):
            own.judged = 1.0
            broken = broken or sold_share(books, state) < inputs.facility[k].sold_at_least
        if broken:
            own.broken = 1.0
            treasury.covenant_at = min(treasury.covenant_at, books.month[month].end)
