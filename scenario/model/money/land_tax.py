"""A month's land appreciation tax: prepaid on receipts by class, as assessed from the liquidation on."""

from __future__ import annotations

from typing import NamedTuple

from scenario.model.money import accounts
from scenario.model.money.tables import LOTS, ORDINARY, OTHER, PARKING, Books, State
from scenario.model.money.vat import is_recognised, output_of, share_sold, to_pay
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.money.tax import (
    lat,
    lat_deductions,
    lat_prepayment,
    surcharge,
    vat_prepayment,
    vat_within,
)


@inlined
def pay_land_tax(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Pay the month's land appreciation tax, unit by unit: each phase, or the whole project."""
    phases = books.phase.shape[0]
    for p in range(phases):
        state.phase[p].taxes_month = 0.0
        if state.phase[p].receipts_month != 0.0:
            _prepay(books, inputs, state, dates, month, p)
    if books.shape[0].lat_of_project:
        _pay_unit(books, inputs, state, dates, month, 0, phases)
        return
    for p in range(phases):
        _pay_unit(books, inputs, state, dates, month, p, p + 1)


@part
def is_liquidated(books: Books, dates: Dates, month: int, first: int, end: int) -> bool:
    """Return whether the phases first … end − 1 are liquidated; never where the tax is not levied."""
    liquidated = True
    for p in range(first, end):
        node = books.phase[p].liquidation
        liquidated = liquidated and node >= 0 and dates.finish[node] <= books.month[month].end
    return liquidated


@inlined
def _prepay(books: Books, inputs: Inputs, state: State, dates: Dates, month: int, p: int) -> None:
    """Add what is to be prepaid on the month's receipts of a phase, by class."""
    rates = inputs.rates[books.month[month].period]
    due = is_recognised(books, dates, month, p)
    for kind in range(LOTS):
        receipts = state.lot[p * LOTS + kind].receipts_month
        if receipts == 0.0:
            continue
        vat = vat_within(receipts, rates.vat_rate)
        if not due:
            vat = vat_prepayment(receipts, rates.vat_rate, rates.vat_prepay)
        rate = rates.lat_prepay_parking
        if kind == ORDINARY:
            rate = rates.lat_prepay_ordinary
        elif kind == OTHER:
            rate = rates.lat_prepay_other
        state.phase[p].lat_prepaid += lat_prepayment(receipts, vat, rate)


@part
def _pay_unit(
    books: Books, inputs: Inputs, state: State, dates: Dates, month: int, first: int, end: int
) -> None:
    """Pay what the phases first … end − 1 owe to date, less what they have paid."""
    if is_liquidated(books, dates, month, first, end):
        if _has_moved(state, first, end):
            _settle_unit(books, inputs, state, month, first, end)
        return
    for p in range(first, end):
        phase = state.phase[p]
        _book(state, month, p, to_pay(phase.lat_prepaid, phase.lat_paid, False))


@inlined
def _has_moved(state: State, first: int, end: int) -> bool:
    """Return whether a liquidated unit has sold or built anything since it was last assessed, and note it."""
    moved = False
    for p in range(first, end):
        phase = state.phase[p]
        basis = phase.contracts + phase.cost + 1.0
        moved = moved or basis != phase.lat_basis
        phase.lat_basis = basis
    return moved


@part
def _settle_unit(books: Books, inputs: Inputs, state: State, month: int, first: int, end: int) -> None:
    """Pay what a liquidated unit owes; its phases bear it by saleable floor."""
    comes_back = books.shape[0].refunds == 1
    paid = 0.0
    shield = 0.0
    share = 0.0
    for p in range(first, end):
        paid += state.phase[p].lat_paid
        shield += state.phase[p].lat_shield
        share += books.phase[p].area_share
    change = to_pay(_assessed(books, inputs, state, month, first, end, False), paid, comes_back)
    saved = 0.0
    if books.shape[0].lat_shows_interest:
        plain = _assessed(books, inputs, state, month, first, end, True)
        saved = to_pay(plain, paid + shield, comes_back) - change
    state.ledger[month, accounts.TAX_SHIELD] += saved
    for p in range(first, end):
        part_of_it = books.phase[p].area_share / share if share > 0.0 else 1.0 / (end - first)
        state.phase[p].lat_shield += saved * part_of_it
        _book(state, month, p, change * part_of_it)


@inlined
def _book(state: State, month: int, p: int, change: float) -> None:
    """Book what a phase pays."""
    state.phase[p].lat_paid += change
    state.phase[p].taxes_month += change
    state.ledger[month, accounts.LAT] -= change


class Assessed(NamedTuple):
    """What is assessed together: some classes of some phases, both from a first up to an end."""

    first: int
    end: int
    first_kind: int
    end_kind: int
    exempt_below: float


@part
def _assessed(
    books: Books, inputs: Inputs, state: State, month: int, first: int, end: int, before_financing: bool
) -> float:
    """Return what the tax office finds due of a unit: ordinary housing apart from all else [yuan]."""
    rates = inputs.rates[books.month[month].period]
    ordinary = Assessed(first, end, ORDINARY, ORDINARY + 1, rates.lat_exempt_below)
    others = Assessed(first, end, OTHER, PARKING + 1, 0.0)
    due = _lat_of(books, inputs, state, month, ordinary, before_financing)
    due += _lat_of(books, inputs, state, month, others, before_financing)
    return due * rates.lat_assessment


@part
def _lat_of(
    books: Books, inputs: Inputs, state: State, month: int, what: Assessed, before_financing: bool
) -> float:
    """Return the tax on what is sold of it. Interest that is shown apart counts by cost [yuan].

    Before financing there is no interest to show, and the share without it holds.
    """
    rates = inputs.rates[books.month[month].period]
    shown = books.shape[0].lat_shows_interest == 1 and not before_financing
    bought = inputs.terms[0].land_price * (1.0 + inputs.terms[0].deed_tax)
    revenue = 0.0
    land = 0.0
    development = 0.0
    interest = 0.0
    taxes = 0.0
    for p in range(what.first, what.end):
        phase = state.phase[p]
        borne = books.phase[p].area_share * state.treasury[0].interest
        for lot in range(p * LOTS + what.first_kind, p * LOTS + what.end_kind):
            book = books.lot[lot]
            sold = share_sold(books, state, lot)
            part_of_cost = book.cost_share * sold
            output = output_of(books, inputs, state, month, lot)
            revenue += state.lot[lot].contracts - output
            land += bought * book.land_share * sold
            development += (phase.cost - phase.input_works) * part_of_cost
            interest += borne * part_of_cost
            net_vat = max(0.0, output - phase.input_works * part_of_cost)
            taxes += surcharge(net_vat, rates.surcharge)
    expenses = rates.lat_with_interest if shown else rates.lat_expense_share
    deductions = lat_deductions(
        land, development, expenses, rates.lat_additional_share, interest if shown else 0.0, taxes
    )
    return float(lat(revenue, deductions, what.exempt_below))
