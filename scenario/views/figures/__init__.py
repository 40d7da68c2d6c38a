"""Charts of a study, in altair: the same figure live in a notebook and static in a report.

Each title states the finding, labels stand at the marks, and colour means one thing: blue what is simulated,
ink the plan, amber what is asked for, grey what misses it.
"""

from scenario.views.figures.cash import cash_fan
from scenario.views.figures.histogram import distribution, first_measure
from scenario.views.figures.looks import Figure
from scenario.views.figures.nodes import key_nodes
from scenario.views.figures.odds import odds_bars

__all__ = ["Figure", "cash_fan", "distribution", "first_measure", "key_nodes", "odds_bars"]
