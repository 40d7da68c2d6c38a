"""A month's taxes: VAT with its surcharge, land appreciation tax, income tax."""

from __future__ import annotations

from scenario.model.money.income_tax import pay_income_tax
from scenario.model.money.land_tax import pay_land_tax
from scenario.model.money.tables import Books, State
from scenario.model.money.vat import pay_vat
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined


@inlined
def pay_taxes(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Pay the month's VAT, surcharge, land appreciation tax and income tax."""
    common = pay_vat(books, inputs, state, dates, month)
    pay_land_tax(books, inputs, state, dates, month)
    common += pay_income_tax(books, inputs, state, dates, month)
    _share_out(state, common)


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
