"""The books of one run: opened once, closed at every month's end."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.completion import NEVER, UNDECIDED
from scenario.model.money.income_tax import assess_last_quarter
from scenario.model.money.known.taken_over import take_over
from scenario.model.money.sales import collect, open_drift, open_sales, sell
from scenario.model.money.tables import (
    GIVEN,
    MONTHLY,
    OF_ADMINISTRATION,
    OF_LAND_USE,
    OF_MARKETING,
    ONCE,
    Books,
    State,
)
from scenario.model.money.taxes import pay_taxes
from scenario.model.money.treasury import close_month
from scenario.model.money.works import pay_damages, pay_flows, pay_idle_fee, pay_land, pay_works, work
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, kernel, part, woven
from scenario.rules.schedule.calendar import CalendarTables


@kernel
def open_books(books: Books, inputs: Inputs, state: State) -> None:
    """Set the (zeroed) state of a run to its beginning: all stock unsold, every row with its amount."""
    treasury = state.treasury[0]
    treasury.investment = inputs.terms[0].land_price
    treasury.activities_open = inputs.activity.shape[0]
    treasury.covenant_at = NEVER
    open_sales(books, inputs, state)
    open_drift(books, inputs, state)
    for r in range(books.row.shape[0]):
        amount = _amount(books, inputs, r)
        state.row[r].amount = amount
        state.row[r].escalation = inputs.row[r].escalation
        planned = books.row[r].form != MONTHLY and books.row[r].form != ONCE
        if books.row[r].account == accounts.CONSTRUCTION and planned:
            treasury.investment += amount
        _open_parts(books, state, r)


@inlined
def _open_parts(books: Books, state: State, r: int) -> None:
    """Note that no activity that a row goes over is done."""
    first, last = books.row[r].first_part, books.row[r].last_part
    for k in range(first, last):
        state.part[k].open = k
    state.row[r].open_parts = last - first


@part
def _amount(books: Books, inputs: Inputs, r: int) -> float:
    """Return the amount of a cost row; of a monthly one, that of a month [yuan]."""
    terms = inputs.terms[0]
    row = books.row[r]
    phase = books.phase[row.phase]
    if row.derived == GIVEN:
        return inputs.row[r].amount
    if row.derived == OF_MARKETING:
        return terms.marketing_share * terms.marketing_before * phase.planned_value
    if row.derived == OF_ADMINISTRATION:
        return terms.administration_share * phase.planned_value
    if row.derived == OF_LAND_USE:
        return terms.land_use_tax * terms.land_area * phase.area_share / 12.0
    return 0.0


@kernel
def close_months(
    books: Books,
    inputs: Inputs,
    state: State,
    dates: Dates,
    tables: CalendarTables,
    first: int,
    last: int,
    decided: tuple[int, float],
) -> bool:
    """Close the months first … last, one after the other, unless the project's books are closed for good.

    `decided` is (regime, instant of its decision). Returns whether cash is short; see `settle`.
    """
    short = False
    closing = books.closing[0]
    begin = first
    while begin <= last and not state.treasury[0].closed:
        end = closing if begin <= closing < last else last
        work(books, state, dates, tables, begin, end)
        for month in range(begin, end + 1):
            if state.treasury[0].closed:
                break
            regime = decided[0] if decided[1] <= books.month[month].end else UNDECIDED
            short = settle(books, inputs, state, dates, month, regime)
        if end == closing:
            take_over(books, inputs, state)
        begin = end + 1
    return short


@woven
def settle(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, regime: int) -> bool:
    """Close a month whose works are earned: sales, bills, land, damages, dated flows, taxes, treasury.

    Once a gate has refused the project only what is owed already moves: what was earned is billed in full and
    paid, nothing is earned, sold or borrowed any more.

    Parameters
    ----------
    books, inputs, state, dates : Books, Inputs, State, Dates
        See `tables`; `state` is changed in place.
    month : int
        Calendar month since the start [month index]
    regime : int
        Presale regime that holds, −1 while undecided [index]

    Returns
    -------
    bool
        Whether free cash stays below the minimum because the shareholders' limit is used up.
    """
    if books.shape[0].has_tax:
        assess_last_quarter(books, inputs, state, dates, month)
    if books.line.shape[0] > 0:
        if dates.ended[0] > books.month[month].end:
            sell(books, inputs, state, dates, month)
        collect(books, state, dates, month, regime)
    pay_works(books, inputs, state, dates, month)
    pay_land(books, inputs, state, dates, month)
    pay_damages(books, inputs, state, dates, month)
    pay_idle_fee(books, inputs, state, dates, month)
    pay_flows(books, inputs, state, dates, month)
    if books.shape[0].has_tax:
        pay_taxes(books, inputs, state, dates, month)
    return close_month(books, inputs, state, dates, month, regime)
