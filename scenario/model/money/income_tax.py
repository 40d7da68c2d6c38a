"""Income tax: prepaid quarter by quarter, settled year by year.

Until a phase is complete its receipts are taken to hold a margin; from then on what was sold bears its part
of land, works and interest. The tax is kept twice: as it is paid, and as it would be if nothing had been
borrowed, for the flows before financing.
"""

from __future__ import annotations

from typing import NamedTuple

from scenario.model.money import accounts
from scenario.model.money.land_tax import is_liquidated
from scenario.model.money.tables import (
    BEFORE_FINANCING,
    LOTS,
    WITH_INTEREST,
    YEAR_INCOME,
    YEAR_LAT,
    YEAR_LATER,
    YEAR_LOSS,
    YEAR_PREPAID,
    YEAR_REVENUE,
    YEAR_SPARE,
    YEAR_START,
    YEAR_TAX,
    Books,
    State,
)
from scenario.model.money.vat import output_of, share_sold, vat_on_sales_of
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.money.tax import close_year, eit, estimated_income, ex_vat, losses_before

SETTLED_AFTER = 5
"""The settlement of a year is due at the end of May of the next one [months]."""
NOTHING = 0.005
"""Half a cent [yuan]."""


@inlined
def assess_last_quarter(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """In the first month of a quarter: assess the one that has ended. The year goes with its last quarter."""
    if month > 0 and books.shape[0].has_eit and books.month[month].number % 3 == 1:
        later = min(books.month.shape[0] - 1, month - 1 + SETTLED_AFTER)
        _assess(books, inputs, state, dates, month - 1, (month, later), books.month[month].number == 1)


@inlined
def pay_income_tax(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> float:
    """Pay what is due of what was assessed, in the last month of the books all of it; return it [yuan]."""
    if not books.shape[0].has_eit:
        return 0.0
    for p in range(books.phase.shape[0]):
        _estimate(books, inputs, state, month, p)
    last = books.month.shape[0] - 1
    if month == last:
        _assess(books, inputs, state, dates, month, (month, month), True)
    due = state.eit_due[WITH_INTEREST, month]
    state.ledger[month, accounts.EIT] -= due
    state.ledger[month, accounts.TAX_SHIELD] += state.eit_due[BEFORE_FINANCING, month] - due
    return float(due)


@inlined
def _estimate(books: Books, inputs: Inputs, state: State, month: int, p: int) -> None:
    """Add the income that the month's receipts of a phase that is not complete are taken to hold."""
    phase = state.phase[p]
    rates = inputs.rates[books.month[month].period]
    if not phase.complete:
        phase.estimated += estimated_income(ex_vat(phase.receipts_month, rates.vat_rate), rates.eit_margin)


@inlined
def is_complete(books: Books, dates: Dates, month: int, p: int) -> bool:
    """Return whether a phase is complete for income tax: on record, in use or with its first title."""
    complete = False
    for k in range(books.eit_node.shape[0]):
        complete = complete or dates.finish[books.eit_node[k, p]] <= books.month[month].end
    return complete


class Amounts(NamedTuple):
    """An amount before interest, and the interest that it bears [yuan]."""

    before: float
    interest: float


@part
def _margin(books: Books, inputs: Inputs, state: State, month: int, p: int) -> Amounts:
    """Return what a phase has earned by what it sold, prices and cost without VAT; interest apart."""
    phase = state.phase[p]
    bought = inputs.terms[0].land_price * (1.0 + inputs.terms[0].deed_tax)
    built = phase.cost - phase.input_works
    capitalised = _capitalised(books, state, p)
    margin = 0.0
    interest = 0.0
    for lot in range(p * LOTS, (p + 1) * LOTS):
        if state.lot[lot].contracts > 0.0:
            book = books.lot[lot]
            sold = share_sold(books, state, lot)
            margin += state.lot[lot].contracts - output_of(books, inputs, state, month, lot)
            margin -= (bought * book.land_share + built * book.eit_share) * sold
            interest += capitalised * book.eit_share * sold
    return Amounts(margin, interest)


@inlined
def _capitalised(books: Books, state: State, p: int) -> float:
    """Return a phase's share of the interest until it was complete, which is part of what it cost [yuan]."""
    phase = state.phase[p]
    return phase.capitalised if phase.complete else books.phase[p].area_share * state.treasury[0].interest


@part
def _income(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> Amounts:
    """Return the taxable income of all years so far: before financing, and what interest takes off it."""
    income = -state.treasury[0].surcharge_paid
    interest = 0.0
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        income -= phase.expenses - phase.input_services + phase.land_use_tax + phase.damages
        income -= phase.stamp + phase.lat_paid + phase.lat_shield
        interest -= phase.lat_shield
        if is_complete(books, dates, month, p):
            margin = _margin(books, inputs, state, month, p)
            income += margin.before
            borne = books.phase[p].area_share * state.treasury[0].interest
            interest += margin.interest + borne - _capitalised(books, state, p)
        else:
            income += phase.estimated
    return Amounts(income, interest)


@inlined
def _of_view(amounts: Amounts, view: int) -> float:
    """Return an amount as it is taxed, or as it would be without interest [yuan]."""
    return amounts.before - amounts.interest if view == WITH_INTEREST else amounts.before


@part
def _revenue(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> float:
    """Return the revenue so far without VAT: contracts of complete phases, receipts of others [yuan]."""
    revenue = 0.0
    for p in range(books.phase.shape[0]):
        if is_complete(books, dates, month, p):
            for lot in range(p * LOTS, (p + 1) * LOTS):
                revenue += state.lot[lot].contracts - vat_on_sales_of(books, inputs, state, month, lot)
        else:
            revenue += state.phase[p].received_ex_vat
    return revenue


@part
def _assess(
    books: Books,
    inputs: Inputs,
    state: State,
    dates: Dates,
    month: int,
    due: tuple[int, int],
    ends_year: bool,
) -> None:
    """Assess income tax at the end of a month: what is prepaid, and at a year's end the settlement.

    `due` are the months in which the two are paid. What a phase turns out to have earned, beyond what its
    receipts were taken to hold, counts at the settlement of the year in which it is complete.
    """
    year = books.month[month].year
    _note_completion(books, inputs, state, dates, month)
    rate = inputs.rates[books.month[month].period].eit_rate
    to_date = _income(books, inputs, state, dates, month)
    for view in range(2):
        income = _of_view(to_date, view) - state.year[YEAR_START, view, year]
        losses = losses_before(state.year[YEAR_LOSS, view], year, books.shape[0].loss_years)
        so_far = eit(income - state.year[YEAR_LATER, view, year] - losses, rate)
        prepaid = max(0.0, so_far - state.year[YEAR_PREPAID, view, year])
        state.year[YEAR_PREPAID, view, year] += prepaid
        _owe(state, view, due[0], prepaid)
        if ends_year:
            _tell_year(books, inputs, state, dates, month, view, income)
            settled = _settlement(books, state, dates, month, view, rate)
            state.year[YEAR_TAX, view, year] = state.year[YEAR_PREPAID, view, year] + settled
            _owe(state, view, due[1], settled)
            close_year(state.year[YEAR_LOSS, view], year, income, books.shape[0].loss_years)
            if year + 1 < state.year.shape[2]:
                state.year[YEAR_START, view, year + 1] = state.year[YEAR_START, view, year] + income


@inlined
def _owe(state: State, view: int, month: int, amount: float) -> None:
    """Make an amount due in a month; the books stay open for it."""
    state.eit_due[view, month] += amount
    if view == WITH_INTEREST and abs(amount) > NOTHING:
        state.treasury[0].last_due = max(state.treasury[0].last_due, month)


@inlined
def _note_completion(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Of phases complete now: note the interest until now, and what they earned beyond the estimate."""
    year = books.month[month].year
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        if phase.complete or not is_complete(books, dates, month, p):
            continue
        phase.capitalised = books.phase[p].area_share * state.treasury[0].interest
        phase.complete = 1.0
        margin = _margin(books, inputs, state, month, p)
        for view in range(2):
            state.year[YEAR_LATER, view, year] += _of_view(margin, view) - phase.estimated


@part
def _tell_year(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, view: int, income: float
) -> None:
    """Write down what the tax office learns of a year."""
    year = books.month[month].year
    paid = 0.0
    for p in range(books.phase.shape[0]):
        paid += state.phase[p].lat_paid + state.phase[p].lat_shield * (view == BEFORE_FINANCING)
    state.year[YEAR_INCOME, view, year] = income
    state.year[YEAR_REVENUE, view, year] = _revenue(books, inputs, state, dates, month)
    state.year[YEAR_LAT, view, year] = paid


@part
def _left_to_settle(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, view: int) -> float:
    """Return what a settlement would move if the year ended with this month [yuan]."""
    year = books.month[month].year
    rate = inputs.rates[books.month[month].period].eit_rate
    to_date = _income(books, inputs, state, dates, month)
    income = _of_view(to_date, view) - state.year[YEAR_START, view, year]
    _tell_year(books, inputs, state, dates, month, view, income)
    return float(_settlement(books, state, dates, month, view, rate))


@part
def _settlement(books: Books, state: State, dates: Dates, month: int, view: int, rate: float) -> float:
    """Return what is paid at the settlement of a year that has been told, below 0 what comes back [yuan]."""
    year = books.month[month].year
    income = state.year[YEAR_INCOME, view, year]
    losses = losses_before(state.year[YEAR_LOSS, view], year, books.shape[0].loss_years)
    change = eit(income - losses, rate) - state.year[YEAR_PREPAID, view, year]
    if not books.shape[0].refunds:
        return max(0.0, change)
    if income < 0.0 and books.shape[0].late_lat_refund and _liquidated_in(books, dates, month):
        change -= _late_refund(books, state, view, year, rate)
    return float(change)


@inlined
def _liquidated_in(books: Books, dates: Dates, month: int) -> bool:
    """Return whether the last liquidation of land appreciation tax fell into the year until a month."""
    if not is_liquidated(books, dates, month, 0, books.phase.shape[0]):
        return False
    before = month - books.month[month].number
    return before < 0 or not is_liquidated(books, dates, before, 0, books.phase.shape[0])


@part
def _late_refund(books: Books, state: State, view: int, year: int, rate: float) -> float:
    """Return the income tax that comes back as land appreciation tax was liquidated after it was paid [yuan].

    That of all years is laid on them by their revenue, and their income tax worked out again.

    Source: State Taxation Administration announcement 2016/81, article 1.
    """
    lat_paid = state.year[YEAR_LAT, view, year]
    revenue = state.year[YEAR_REVENUE, view, year]
    if revenue <= 0.0:
        return 0.0
    paid = 0.0
    again = 0.0
    lat_before = 0.0
    revenue_before = 0.0
    for y in range(year + 1):
        state.year[YEAR_SPARE, view, y] = 0.0
    for y in range(year + 1):
        deducted = state.year[YEAR_LAT, view, y] - lat_before
        laid_on = lat_paid * (state.year[YEAR_REVENUE, view, y] - revenue_before) / revenue
        income = state.year[YEAR_INCOME, view, y] + deducted - laid_on
        again += eit(close_year(state.year[YEAR_SPARE, view], y, income, books.shape[0].loss_years), rate)
        paid += state.year[YEAR_TAX, view, y] if y < year else 0.0
        lat_before += deducted
        revenue_before = state.year[YEAR_REVENUE, view, y]
    return max(0.0, paid - again)


@part
def is_income_tax_open(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> bool:
    """Return whether a settlement, if the year ended with this month, would still move money."""
    if not books.shape[0].has_eit:
        return False
    return abs(_left_to_settle(books, inputs, state, dates, month, WITH_INTEREST)) > NOTHING


@part
def close_tax_books(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """With the books, close those of the tax before financing: what it would still move, it moves now."""
    if not books.shape[0].has_eit:
        return
    left = _left_to_settle(books, inputs, state, dates, month, BEFORE_FINANCING)
    for later in range(month + 1, books.month.shape[0]):
        left += state.eit_due[BEFORE_FINANCING, later]
    if month < books.month.shape[0] - 1:
        state.ledger[month, accounts.TAX_SHIELD] += left
