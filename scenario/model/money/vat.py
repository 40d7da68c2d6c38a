"""A month's value-added tax: prepaid on receipts, from the recognition of a phase on due on what it sold."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.tables import HALF_CENT, LOTS, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, kernel
from scenario.rules.money.tax import ex_vat, surcharge, taxable_sales, vat_input, vat_within


@inlined
def pay_vat(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> float:
    """Pay the month's VAT and its surcharge; return both together [yuan].

    VAT to date is the output tax of the recognised phases less all input tax so far, and what is prepaid on
    the receipts of the others. Credit is carried forward, and where the law says so part of it paid back; on
    VAT that then falls due again no surcharge is paid (circular Caishui 2018/80).
    """
    rates = inputs.rates[books.month[month].period]
    treasury = state.treasury[0]
    prepaid = 0.0
    output = 0.0
    input_tax = 0.0
    everything = True
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        works = state.works[p, month]
        cost = works.at_once + works.by_progress
        if cost != 0.0:
            phase.input_works += vat_input(cost, rates.vat_rate, rates.input_share)
        if works.marketing != 0.0:
            phase.input_services += vat_input(works.marketing, rates.services_rate, rates.services_share)
        received = ex_vat(phase.receipts_month, rates.vat_rate) if phase.receipts_month != 0.0 else 0.0
        phase.received_ex_vat += received
        input_tax += phase.input_works + phase.input_services
        if is_recognised(books, dates, month, p):
            output += _book_output(books, inputs, state, month, p)
        else:
            everything = False
            phase.vat_prepaid += received * rates.vat_prepay
            prepaid += phase.vat_prepaid
    back = _credit_back(inputs, state, rates.credit_share, input_tax - output)
    due = max(0.0, output - input_tax + treasury.credit_back) + prepaid
    vat = to_pay(due, treasury.vat_paid, everything and books.shape[0].refunds == 1)
    spare = min(treasury.credit_spare, max(0.0, vat))
    treasury.credit_spare += back - spare
    extra = surcharge(vat - spare, rates.surcharge)
    treasury.vat_paid += vat
    treasury.surcharge_paid += extra
    vat -= back
    state.ledger[month, accounts.VAT] -= vat
    state.ledger[month, accounts.SURCHARGE] -= extra
    return float(vat + extra)


@inlined
def _credit_back(inputs: Inputs, state: State, share: float, to_date: float) -> float:
    """Return the credit that is paid back: a share, once there was some at so many months' ends [yuan]."""
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    if share <= 0.0:
        return 0.0
    credit = to_date - treasury.credit_back
    treasury.credit_months = treasury.credit_months + 1.0 if credit > HALF_CENT else 0.0
    if treasury.credit_months <= terms.credit_after or credit < terms.credit_at_least:
        return 0.0
    treasury.credit_months = 1.0
    treasury.credit_back += share * credit
    return float(share * credit)


@inlined
def to_pay(due: float, paid: float, comes_back: bool) -> float:
    """Return what is paid (or, where it comes back, paid back) so that `paid` comes to `due` [yuan]."""
    change = due - paid
    return change if change > 0.0 or comes_back else 0.0


@inlined
def is_recognised(books: Books, dates: Dates, month: int, p: int) -> bool:
    """Return whether the sales of a phase have become liable to VAT."""
    return bool(dates.finish[books.phase[p].vat] <= books.month[month].end)


@inlined
def share_sold(books: Books, state: State, lot: int) -> float:
    """Return the share of a lot's planned floor that is sold [fraction]."""
    floor = books.lot[lot].floor_area
    return min(1.0, state.lot[lot].sold_area / floor) if floor > 0.0 else 0.0


@inlined
def _taxed(books: Books, inputs: Inputs, state: State, lot: int) -> float:
    """Return what of a lot's sales bears output tax: where the law deducts land, less that sold with it."""
    land = 0.0
    if books.shape[0].land_deduction:
        land = inputs.terms[0].land_price * books.lot[lot].land_share * share_sold(books, state, lot)
    return taxable_sales(state.lot[lot].contracts, land)


@inlined
def output_of(books: Books, inputs: Inputs, state: State, month: int, lot: int) -> float:
    """Return the output tax on what a lot has sold, what is not due yet at the rate of the month [yuan]."""
    rate = inputs.rates[books.month[month].period].vat_rate
    own = state.lot[lot]
    return own.output + vat_within(_taxed(books, inputs, state, lot) - own.taxed, rate)


@inlined
def vat_on_sales_of(books: Books, inputs: Inputs, state: State, month: int, lot: int) -> float:
    """Return the VAT within all that a lot has sold, as if no land were deducted [yuan]."""
    rate = inputs.rates[books.month[month].period].vat_rate
    own = state.lot[lot]
    return own.vat_on_sales + vat_within(own.contracts - own.signed, rate)


@inlined
def _book_output(books: Books, inputs: Inputs, state: State, month: int, p: int) -> float:
    """Make the tax on a phase's sales due at the rate of the month; return the phase's to date [yuan]."""
    output = 0.0
    for lot in range(p * LOTS, (p + 1) * LOTS):
        own = state.lot[lot]
        if own.contracts > own.signed:
            own.output = output_of(books, inputs, state, month, lot)
            own.vat_on_sales = vat_on_sales_of(books, inputs, state, month, lot)
            own.taxed = _taxed(books, inputs, state, lot)
            own.signed = own.contracts
        output += own.output
    return output


@kernel
def vat_sums(books: Books, inputs: Inputs, state: State) -> tuple[float, float, float, float]:
    """Return the VAT within contracts, what the deduction of land saves of it, that of works and services.

    Of works and services it is what may be set off [yuan].
    """
    month = books.month.shape[0] - 1
    on_sales = 0.0
    output = 0.0
    on_works = 0.0
    on_services = 0.0
    for lot in range(books.lot.shape[0]):
        on_sales += vat_on_sales_of(books, inputs, state, month, lot)
        output += output_of(books, inputs, state, month, lot)
    for p in range(books.phase.shape[0]):
        on_works += state.phase[p].input_works
        on_services += state.phase[p].input_services
    return on_sales, on_sales - output, on_works, on_services
