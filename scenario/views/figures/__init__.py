"""Charts of a study, in altair: the same figure live in a notebook and static in a report.

Each title states the finding, labels stand at the marks, and colour means one thing: blue what is simulated,
ink the plan, amber what is asked for, grey what misses it.
"""

from scenario.views.figures.banana import banana
from scenario.views.figures.cash import cash_fan, cost_fan
from scenario.views.figures.curve import s_curve
from scenario.views.figures.delay import delay_bars
from scenario.views.figures.gantt import gantt, gantt_pages
from scenario.views.figures.histogram import distribution
from scenario.views.figures.joint import joint_confidence
from scenario.views.figures.looks import Figure
from scenario.views.figures.nodes import key_nodes
from scenario.views.figures.odds import odds_bars
from scenario.views.figures.people import people_histogram
from scenario.views.figures.tornado import tornado
from scenario.views.figures.waiting import waiting_months

__all__ = [
    "Figure",
    "banana",
    "cash_fan",
    "cost_fan",
    "delay_bars",
    "distribution",
    "gantt",
    "gantt_pages",
    "joint_confidence",
    "key_nodes",
    "odds_bars",
    "people_histogram",
    "s_curve",
    "tornado",
    "waiting_months",
]
