"""Profit and taxes, line by line: the most-likely run beside P10, P50 and P90 of all runs."""

from __future__ import annotations

from scenario.analysis import Study
from scenario.measures.statement import STATEMENT
from scenario.views.tables.table import Table
from scenario.views.words.wording import Wording

TAXES = ("vat", "lat", "eit", "taxes_and_surcharges")
SALES = ("contract_value", "collections", "inventory_value")
SIGNS = {1: "+ ", -1: "- ", 0: "= "}


def statement(study: Study, say: Wording) -> Table:
    """Return the profit statement; each line is added, taken off, or the sum of those above it."""
    there = [(name, sign) for name, sign in STATEMENT if name in study.measure_names]
    title = say.say("Profit", "利润")
    return _simulated(study, say, title, [name for name, _ in there], [SIGNS[sign] for _, sign in there])


def taxes(study: Study, say: Wording) -> Table:
    """Return what is paid in taxes."""
    return _simulated(study, say, say.say("Taxes", "税"), [n for n in TAXES if n in study.measure_names])


def sales(study: Study, say: Wording) -> Table:
    """Return what is sold and collected."""
    return _simulated(
        study, say, say.say("Sales, simulated", "销售(模拟)"), [n for n in SALES if n in study.measure_names]
    )


def _simulated(
    study: Study, say: Wording, title: str, names: list[str], marks: list[str] | None = None
) -> Table:
    likely, table = study.most_likely, study.summary_rows(names)
    marks = marks or [""] * len(names)
    rows = []
    for name, mark in zip(names, marks, strict=True):
        values = [float(likely.measure(name)[0]), *(float(table[name][q]) for q in ("p10", "p50", "p90"))]
        scale = say.scale(name, values)
        rows.append((f"{mark}{say.measure(name)}", *(say.value(value, name, scale) for value in values)))
    heads = say.say("|Most likely|P10|P50|P90", "|最可能情形|P10|P50|P90").split("|")
    heads[0] = f"{title} ({say.currency})"
    return Table(title, tuple(heads), rows)
