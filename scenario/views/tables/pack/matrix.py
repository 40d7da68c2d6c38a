"""The sensitivity matrix as tables: a measure, and the odds, by price and cost or pace."""

from __future__ import annotations

from scenario.analysis.sensitivity.matrix import PACE, Matrix
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording


def matrix_tables(found: Matrix, say: Wording) -> list[Table]:
    """Return a table of the measure's median, and one of the odds of all targets."""
    other = say.say("Pace", "流速") if found.other == PACE else say.say("Cost", "成本")
    gap = say.say(" ", "")
    heads = tuple(f"{other}{gap}{_step(step, say)}" for step in found.steps)
    corner = say.say("Prices", "售价")
    values = [value for row in found.middle for value in row if value is not None]
    scale = say.scale(found.measure, values)
    middle = [
        (_step(step, say), *(MISSING if v is None else say.value(v, found.measure, scale) for v in row))
        for step, row in zip(found.steps, found.middle, strict=True)
    ]
    name = say.measure(found.measure)
    tables = [Table(f"{name}, P50", (corner, *heads), middle)]
    if found.odds:
        odds = [
            (_step(step, say), *(say.share(value) for value in row))
            for step, row in zip(found.steps, found.odds, strict=True)
        ]
        title = say.say("Odds of all targets", "全部目标达成概率")
        tables.append(Table(title, (corner, *heads), odds))
    return tables


def _step(step: float, say: Wording) -> str:
    """Return a factor as a change.

    >>> _step(0.9, Wording()), _step(1.0, Wording("zh"))
    ('-10 %', '0%')
    """
    change = round(100 * (step - 1))
    return (f"{change:+d}" if change else "0") + say.say(" %", "%")
