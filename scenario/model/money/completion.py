"""How far a project has come: which phases are complete, when its books end, and what cash it must keep."""

from __future__ import annotations

import numpy as np

from scenario.model.money.income_tax import is_income_tax_open
from scenario.model.money.tables import Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part

UNDECIDED = -1
NEVER = np.inf


@inlined
def is_complete(books: Books, dates: Dates, month: int, regime: int, phase: int) -> bool:
    """Return whether a phase is complete by its regime."""
    node = books.completion_node[regime, phase]
    return node >= 0 and dates.finish[node] <= books.month[month].end


@inlined
def all_complete(books: Books, dates: Dates, month: int, regime: int) -> bool:
    """Return whether every phase is complete by its regime."""
    if regime == UNDECIDED:
        return False
    complete = 0
    for p in range(books.phase.shape[0]):
        complete += is_complete(books, dates, month, regime, p)
    return complete == books.phase.shape[0]


@inlined
def any_complete(books: Books, dates: Dates, month: int, regime: int) -> bool:
    """Return whether any phase is complete by its regime."""
    for p in range(books.phase.shape[0]):
        if regime != UNDECIDED and is_complete(books, dates, month, regime, p):
            return True
    return False


@inlined
def sold_share(books: Books, state: State) -> float:
    """Return the share of the planned stock value of all phases that is sold [fraction]."""
    sold = 0.0
    planned = 0.0
    for p in range(books.phase.shape[0]):
        sold += state.phase[p].sold_at_plan
        planned += books.phase[p].planned_value
    return sold / planned if planned > 0.0 else 0.0


@inlined
def works_are_done(state: State, dates: Dates, end: float) -> bool:
    """Return whether all work is finished. The activities from `activities_open` on are known to be."""
    treasury = state.treasury[0]
    left = int(treasury.activities_open)
    while left > 0 and dates.finish[left - 1] <= end:
        left -= 1
    treasury.activities_open = left
    return left == 0


@inlined
def is_sold_out(state: State) -> bool:
    """Return whether all stock is sold."""
    unsold = 0.0
    for i in range(state.line.shape[0]):
        unsold += 1.0 - state.line[i].sold_out
    return unsold == 0.0


@inlined
def _is_owed_more(books: Books, state: State, dates: Dates, refused: bool) -> bool:
    """Return whether land or flows of the file are still to be paid; after a refusal what is due by date."""
    for k in range(books.flow.shape[0]):
        flow = books.flow[k]
        owed = dates.finish[flow.node] < NEVER if flow.node >= 0 else flow.day <= dates.ended[0]
        if not state.flow_paid[k] and (owed or not refused):
            return True
    for k in range(books.land_payment.shape[0]):
        owed = dates.finish[books.land_payment[k].node] < NEVER
        if not state.land_paid[k] and (owed or not refused):
            return True
    return False


@part
def ends(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> bool:
    """Return whether this is the last month: nothing more is to do or due, or the horizon is reached."""
    end = books.month[month].end
    if month == books.month.shape[0] - 1:
        return True
    refused = dates.ended[0] <= end
    if not refused and not (works_are_done(state, dates, end) and is_sold_out(state)):
        return False
    if state.treasury[0].last_due > month or _is_owed_more(books, state, dates, refused):
        return False
    return not is_income_tax_open(books, inputs, state, dates, month)


@inlined
def floor_of(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> float:
    """Return the free cash that must be there: the minimum, from the award until all bills are paid [yuan].

    Stock that is still to be sold keeps nothing back.
    """
    award = books.shape[0].award
    end = books.month[month].end
    if state.treasury[0].over or (award >= 0 and dates.finish[award] > end):
        return 0.0
    paid_up = works_are_done(state, dates, end) and state.treasury[0].last_bill <= month
    if paid_up and not _is_owed_more(books, state, dates, False):
        return 0.0
    return float(inputs.terms[0].minimum_cash)
