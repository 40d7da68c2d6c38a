"""A month's taxes: what is due to date by the rules, less what has been paid.

Every tax is followed as an amount due to date. Before a phase's sales are recognised (or its land
appreciation tax liquidated) that is the prepayment on its receipts; from then on it is the tax itself, so
that prepayments are set off by themselves. What was overpaid is carried forward and, where the project says
so, paid back at the settlement.
"""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.tables import LOTS, ORDINARY, OTHER, PARKING, Books, Dates, Inputs, State
from scenario.rules.compiled import part
from scenario.rules.tax import (
    eit,
    eit_prepayment,
    lat,
    lat_deductions,
    lat_prepayment,
    surcharge,
    vat_input,
    vat_output,
    vat_prepayment,
)


@part
def pay_taxes(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Pay the month's VAT, surcharge, land appreciation tax and income tax."""
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    ledger = state.ledger[month]
    refunds = books.shape[0].refunds == 1
    lat_paid = 0.0
    for p in range(books.phase.shape[0]):
        lat_paid += _pay_lat(books, inputs, state, dates, month, p, refunds)

    everything, output, input_all, prepaid = _vat_to_date(books, inputs, state, dates, month)
    settles = refunds and everything
    vat = _change(max(0.0, output - input_all) + prepaid, treasury.vat_paid, settles)
    treasury.vat_paid += vat
    extra = surcharge(treasury.vat_paid, terms.surcharge) - treasury.surcharge_paid
    treasury.surcharge_paid += extra
    ledger[accounts.VAT] -= vat
    ledger[accounts.SURCHARGE] -= extra

    income = _change(_eit_to_date(books, inputs, state, dates, month, everything), treasury.eit_paid, settles)
    treasury.eit_paid += income
    ledger[accounts.EIT] -= income
    _share_out(state, vat + extra + income)


@part
def _change(due: float, paid: float, settles: bool) -> float:
    """Return what is paid (or, at the settlement, paid back) so that `paid` comes to `due`."""
    change = due - paid
    return change if change > 0.0 or settles else 0.0


@part
def is_recognised(books: Books, dates: Dates, month: int, p: int) -> bool:
    """Return whether the sales of a phase have become revenue."""
    return dates.finish[books.phase[p].recognition] <= books.month[month].end


@part
def _receipts(state: State, p: int) -> float:
    total = 0.0
    for lot in range(p * LOTS, (p + 1) * LOTS):
        total += state.lot[lot].receipts
    return total


@part
def _land_for_sold(books: Books, inputs: Inputs, state: State, p: int) -> float:
    """Return the land price of the floor area that a phase has sold [yuan]; parking carries no land."""
    total = 0.0
    for lot in range(p * LOTS, (p + 1) * LOTS):
        if books.lot[lot].floor_area > 0.0:
            sold = min(1.0, state.lot[lot].sold_area / books.lot[lot].floor_area)
            total += inputs.terms[0].land_price * books.lot[lot].land_share * sold
    return total


@part
def _vat_to_date(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int
) -> tuple[bool, float, float, float]:
    """Return (all recognised?, output tax of the recognised, input tax of all, prepayment of the others)."""
    terms = inputs.terms[0]
    everything = True
    output = 0.0
    input_all = 0.0
    prepaid = 0.0
    for p in range(books.phase.shape[0]):
        input_all += vat_input(state.phase[p].cost, terms.vat_rate, terms.input_share)
        if is_recognised(books, dates, month, p):
            land = _land_for_sold(books, inputs, state, p)
            output += vat_output(state.phase[p].contracts, land, terms.vat_rate)
        else:
            everything = False
            prepaid += vat_prepayment(_receipts(state, p), terms.vat_rate, terms.vat_prepay)
    return everything, output, input_all, prepaid


@part
def _pay_lat(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, p: int, refunds: bool
) -> float:
    """Pay a phase's land appreciation tax: prepaid on receipts, exact from its liquidation on."""
    terms = inputs.terms[0]
    liquidated = dates.finish[books.phase[p].liquidation] <= books.month[month].end
    if liquidated:
        due = _lat_of(books, inputs, state, p, ORDINARY, ORDINARY + 1, terms.lat_exempt_below)
        due += _lat_of(books, inputs, state, p, OTHER, PARKING + 1, 0.0)
    else:
        due = 0.0
        for kind in range(LOTS):
            receipts = state.lot[p * LOTS + kind].receipts / (1.0 + terms.vat_rate)
            rate = terms.lat_prepay_ordinary
            if kind == OTHER:
                rate = terms.lat_prepay_other
            elif kind == PARKING:
                rate = terms.lat_prepay_parking
            due += lat_prepayment(receipts, rate)
    change = _change(due, state.phase[p].lat_paid, refunds and liquidated)
    state.phase[p].lat_paid += change
    state.phase[p].taxes_month = change
    state.ledger[month, accounts.LAT] -= change
    return change


@part
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


@part
def _eit_to_date(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, everything: bool
) -> float:
    """Return income tax to date: on the profit of recognised phases, and prepaid on receipts of the others.

    A recognised phase deducts all of its land and of the cost booked so far.
    """
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    land_total = terms.land_price * (1.0 + terms.deed_tax + terms.land_stamp)
    profit = 0.0
    output = 0.0
    tax_on_input = 0.0
    share = 0.0
    prepaid = 0.0
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        if not is_recognised(books, dates, month, p):
            receipts = _receipts(state, p) / (1.0 + terms.vat_rate)
            prepaid += eit_prepayment(receipts, terms.eit_margin, terms.eit_rate)
            continue
        share += books.phase[p].area_share
        output += vat_output(phase.contracts, _land_for_sold(books, inputs, state, p), terms.vat_rate)
        tax_on_input += vat_input(phase.cost, terms.vat_rate, terms.input_share)
        booked = (
            phase.cost + phase.expenses + phase.land_use_tax + phase.damages + phase.stamp + phase.lat_paid
        )
        profit += phase.contracts - books.phase[p].area_share * land_total - booked
    vat = max(0.0, output - tax_on_input) * (1.0 + terms.surcharge)
    if everything:
        vat = treasury.vat_paid + treasury.surcharge_paid
    return eit(profit - vat - share * treasury.interest, terms.eit_rate) + prepaid


@part
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
