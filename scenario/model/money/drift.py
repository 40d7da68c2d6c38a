"""How prices and costs wander beside their growth: luck that adds up month by month."""

from __future__ import annotations

import math

from scenario.model.money.tables import Books, State
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined


@inlined
def open_drift(books: Books, inputs: Inputs, state: State) -> None:
    """Add each series' news up to logs; the month in which the project starts has none."""
    months = books.month.shape[0]
    for series in range(state.drift.shape[0]):
        for month in range(1, months):
            news = inputs.news[series * months + month].value
            state.drift[series, month] = state.drift[series, month - 1] + news


@inlined
def wandered(state: State, series: int, month: int, since: float) -> float:
    """Return how far a price or cost has wandered since the month that it is of [factor]."""
    if series < 0:
        return 1.0
    begins = min(max(0, int(since)), state.drift.shape[1] - 1)
    return math.exp(state.drift[series, month] - state.drift[series, begins])
