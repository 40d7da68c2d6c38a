"""A month's taxes: what is due to date by the rules, less what has been paid.

Every tax is followed as an amount due to date. Before a phase's sales are recognised (or its land
appreciation tax liquidated) that is the prepayment on its receipts; from then on it is the tax itself, so
that prepayments are set off by themselves. What was overpaid is carried forward and, where the project says
so, paid back at the settlement.
"""

from __future__ import annotations

from typing import NamedTuple

from scenario.model.money import accounts
from scenario.model.money.tables import LOTS, ORDINARY, OTHER, PARKING, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined
from scenario.rules.money.tax import (
    eit,
    eit_prepayment,
    ex_vat,
    lat,
    lat_deductions,
    lat_prepayment,
    surcharge,
    vat_input,
    vat_output,
    vat_prepayment,
)


class Position(NamedTuple):
    """Where the project stands with the tax office, apart from land appreciation tax.

    Attributes
    ----------
    output : output tax of the recognised phases [yuan]
    input_all, input_own : input tax of all phases, and of the recognised ones [yuan]
    profit : of the recognised phases, before VAT and interest [yuan]
    share : their share of the saleable floor area [fraction]
    receipts : of the other phases, including VAT [yuan]
    everything : whether all phases are recognised
    """

    output: float
    input_all: float
    input_own: float
    profit: float
    share: float
    receipts: float
    everything: bool


@inlined
def pay_taxes(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Pay the month's VAT, surcharge, land appreciation tax and income tax."""
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    ledger = state.ledger[month]
    refunds = books.shape[0].refunds == 1
    for p in range(books.phase.shape[0]):
        _pay_lat(books, inputs, state, dates, month, p, refunds)
    position = _position(books, inputs, state, dates, month)
    settles = refunds and position.everything
    vat = _change(_vat_to_date(inputs, position), treasury.vat_paid, settles)
    treasury.vat_paid += vat
    extra = surcharge(treasury.vat_paid, terms.surcharge) - treasury.surcharge_paid
    treasury.surcharge_paid += extra
    ledger[accounts.VAT] -= vat
    ledger[accounts.SURCHARGE] -= extra
    income = _change(_eit_to_date(inputs, state, position), treasury.eit_paid, settles)
    treasury.eit_paid += income
    ledger[accounts.EIT] -= income
    _share_out(state, vat + extra + income)


@inlined
def _change(due: float, paid: float, settles: bool) -> float:
    """Return what is paid (or, at the settlement, paid back) so that `paid` comes to `due`."""
    change = due - paid
    return change if change > 0.0 or settles else 0.0


@inlined
def is_recognised(books: Books, dates: Dates, month: int, p: int) -> bool:
    """Return whether the sales of a phase have become revenue."""
    return dates.finish[books.phase[p].recognition] <= books.month[month].end


@inlined
def _land_for_sold(books: Books, inputs: Inputs, state: State, p: int) -> float:
    """Return the land price of the floor area that a phase has sold [yuan]; parking carries no land."""
    total = 0.0
    for lot in range(p * LOTS, (p + 1) * LOTS):
        if books.lot[lot].floor_area > 0.0:
            sold = min(1.0, state.lot[lot].sold_area / books.lot[lot].floor_area)
            total += inputs.terms[0].land_price * books.lot[lot].land_share * sold
    return total


@inlined
def _position(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> Position:
    """Add up the phases. A recognised one deducts all of its land and of the cost booked so far."""
    terms = inputs.terms[0]
    land_total = terms.land_price * (1.0 + terms.deed_tax + terms.land_stamp)
    everything = True
    output = 0.0
    input_all = 0.0
    input_own = 0.0
    profit = 0.0
    share = 0.0
    receipts = 0.0
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        tax_on_input = vat_input(phase.cost, terms.vat_rate, terms.input_share)
        input_all += tax_on_input
        if not is_recognised(books, dates, month, p):
            everything = False
            receipts += phase.receipts
            continue
        input_own += tax_on_input
        output += vat_output(phase.contracts, _land_for_sold(books, inputs, state, p), terms.vat_rate)
        share += books.phase[p].area_share
        booked = (
            phase.cost + phase.expenses + phase.land_use_tax + phase.damages + phase.stamp + phase.lat_paid
        )
        profit += phase.contracts - books.phase[p].area_share * land_total - booked
    return Position(output, input_all, input_own, profit, share, receipts, everything)


@inlined
def _vat_to_date(inputs: Inputs, position: Position) -> float:
    """Return VAT to date: the tax of recognised phases, and prepaid on receipts of the others [yuan]."""
    terms = inputs.terms[0]
    due = max(0.0, position.output - position.input_all)
    return due + vat_prepayment(position.receipts, terms.vat_rate, terms.vat_prepay)


@inlined
def _eit_to_date(inputs: Inputs, state: State, position: Position) -> float:
    """Return income tax to date: on the profit of recognised phases, prepaid on receipts of the others."""
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    vat = max(0.0, position.output - position.input_own) * (1.0 + terms.surcharge)
    if position.everything:
        vat = treasury.vat_paid + treasury.surcharge_paid
    profit = position.profit - vat - position.share * treasury.interest
    receipts = ex_vat(position.receipts, terms.vat_rate)
    return eit(profit, terms.eit_rate) + eit_prepayment(receipts, terms.eit_margin, terms.eit_rate)


@inlined
def _pay_lat(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, p: int, refunds: bool
) -> None:
    """Pay a phase's land appreciation tax: prepaid on receipts, as assessed from its liquidation on."""
    phase = state.phase[p]
    phase.taxes_month = 0.0
    liquidated = dates.finish[books.phase[p].liquidation] <= books.month[month].end
    if liquidated:
        due = _lat_of(books, inputs, state, p, ORDINARY, ORDINARY + 1, inputs.terms[0].lat_exempt_below)
        due += _lat_of(books, inputs, state, p, OTHER, PARKING + 1, 0.0)
        due *= inputs.terms[0].lat_assessment
    elif phase.receipts_month == 0.0:
        return
    else:
        due = _lat_prepaid(inputs, state, p)
    change = _change(due, phase.lat_paid, refunds and liquidated)
    phase.lat_paid += change
    phase.taxes_month = change
    state.ledger[month, accounts.LAT] -= change


@inlined
def _lat_prepaid(inputs: Inputs, state: State, p: int) -> float:
    """Return what is prepaid on the receipts of a phase to date, by class [yuan]."""
    terms = inputs.terms[0]
    first = p * LOTS
    return (
        lat_prepayment(
            ex_vat(state.lot[first + ORDINARY].receipts, terms.vat_rate), terms.lat_prepay_ordinary
        )
        + lat_prepayment(ex_vat(state.lot[first + OTHER].receipts, terms.vat_rate), terms.lat_prepay_other)
        + lat_prepayment(
            ex_vat(state.lot[first + PARKING].receipts, terms.vat_rate), terms.lat_prepay_parking
        )
    )


@inlined
def _lat_of(
    books: Books, inputs: Inputs, state: State, p: int, first: int, end: int, exempt_below: float
) -> float:
    """Return land appreciation tax on what a phase has sold in the classes first … end − 1 [yuan]."""
    terms = inputs.terms[0]
    phase = state.phase[p]
    tax_on_input = vat_input(phase.cost, terms.vat_rate, terms.input_share)
    land_total = terms.land_price * (1.0 + terms.deed_tax + terms.land_stamp)
    revenue = 0.0
    land = 0.0
    development = 0.0
    taxes = 0.0
    for kind in range(first, end):
        book = books.lot[p * LOTS + kind]
        lot = state.lot[p * LOTS + kind]
        if book.floor_area <= 0.0:
            continue
        sold = min(1.0, lot.sold_area / book.floor_area)
        output = vat_output(lot.contracts, terms.land_price * book.land_share * sold, terms.vat_rate)
        revenue += lot.contracts - output
        land += land_total * book.land_share * sold
        development += (phase.cost - tax_on_input) * book.cost_share * sold
        net_vat = max(0.0, output - tax_on_input * book.cost_share * sold)
        taxes += surcharge(net_vat, terms.surcharge) + lot.contracts * terms.stamp_sale
    deductions = lat_deductions(land, development, terms.lat_expense_share, terms.lat_additional_share, taxes)
    return lat(revenue, deductions, exempt_below)


@inlined
def _share_out(state: State, amount: float) -> None:
    """Lay the project's taxes of the month on the phases by their receipts, for strict escrow."""
    receipts = 0.0
    for p in range(state.phase.shape[0]):
        receipts += state.phase[p].receipts_month
    for p in range(state.phase.shape[0]):
        if receipts > 0.0:
            state.phase[p].taxes_month += amount * state.phase[p].receipts_month / receipts
        else:
            state.phase[p].taxes_month += amount / state.phase.shape[0]
