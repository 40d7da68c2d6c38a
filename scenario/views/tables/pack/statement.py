"""Sales and taxes, line by line: the most-likely run beside P10, P50 and P90 of all runs."""

from __future__ import annotations

from scenario.analysis import Study
from scenario.views.tables.table import Table
from scenario.views.words.wording import Wording

TAXES = ("vat", "lat", "eit", "taxes_and_surcharges")
SALES = ("contract_value", "collections", "inventory_value")


def taxes(study: Study, say: Wording) -> Table:
    """Return what is paid in taxes."""
    return _simulated(study, say, say.say("Taxes", "税"), [n for n in TAXES if n in study.measure_names])


def sales(study: Study, say: Wording) -> Table:
    """Return what is sold and collected."""
    return _simulated(
        study, say, say.say("Sales, simulated", "销售(模拟)"), [n for n in SALES if n in study.measure_names]
    )


def _simulated(study: Study, say: Wording, title: str, names: list[str]) -> Table:
    likely, table = study.most_likely, study.summary_rows(names)
    rows = []
    for name in names:
        values = [float(likely.measure(name)[0]), *(float(table[name][q]) for q in ("p10", "p50", "p90"))]
        scale = say.scale(name, values)
        rows.append((say.measure(name), *(say.value(value, name, scale) for value in values)))
    heads = say.say("|Most likely|P10|P50|P90", "|最可能情形|P10|P50|P90").split("|")
    heads[0] = f"{title} ({say.currency})"
    return Table(title, tuple(heads), rows)
