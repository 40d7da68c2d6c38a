"""The profit statement: from revenue over gross profit to net profit, to the cent."""

from __future__ import annotations

from scenario.analysis import Study
from scenario.measures.statement import STATEMENT
from scenario.project.values.names import Language
from scenario.views.tables.table import Table
from scenario.views.words.wording import Wording

CENT = 0.01


def statement(study: Study, language: Language) -> Table | None:
    """Return the statement of the most-likely run, and that of the mean; None where nothing is sold.

    A mean of sums is the sum of means, so that both columns add up to the cent.
    """
    if "revenue" not in study.measure_names:
        return None
    say = Wording.of(study, language)
    likely, rows = study.most_likely, []
    for name, sign in STATEMENT:
        if name not in study.measure_names:
            continue
        shown = say.measure(name)
        if sign == 0:
            shown = f"= {shown}"
        elif sign < 0:
            shown = say.say(f"less {shown}", f"减: {shown}")
        values = float(likely.measure(name)[0]), float(study.measure(name).mean())
        rows.append((shown, *(f"{0.0 if abs(value) < CENT / 2 else value:,.2f}" for value in values)))
    columns = say.say("Profit statement|Most likely|Mean", "利润表|最可能情形|平均").split("|")
    title = say.say(f"Profit statement ({say.currency})", f"利润表({say.currency})")
    return Table(title, tuple(columns), rows)
