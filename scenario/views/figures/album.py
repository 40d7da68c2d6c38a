"""All pictures of a study that tell something, by name."""

from __future__ import annotations

import numpy as np

from scenario.analysis import Study
from scenario.analysis.first_look import first_measure
from scenario.analysis.schedule.delay import Delay
from scenario.analysis.schedule.last_target import last_target
from scenario.project.values.names import Language
from scenario.views.figures.banana import banana
from scenario.views.figures.cash import cash_fan, cost_fan
from scenario.views.figures.curve import s_curve
from scenario.views.figures.delay import delay_bars
from scenario.views.figures.gantt import PLAIN, GanttExtras, gantt
from scenario.views.figures.histogram import distribution
from scenario.views.figures.joint import joint_confidence
from scenario.views.figures.looks import Figure
from scenario.views.figures.nodes import key_nodes
from scenario.views.figures.odds import odds_bars
from scenario.views.figures.people import people_histogram
from scenario.views.figures.tornado import tornado
from scenario.views.figures.waiting import waiting_months

MASTER = (1, 2)
"""Levels of the Gantt chart that fits a page."""


def album(
    study: Study,
    language: Language,
    node: str | None = None,
    measure: str | None = None,
    delay: Delay | None = None,
    extras: GanttExtras = PLAIN,
) -> dict[str, Figure]:
    """Return the pictures of a study: of its schedule, of one node, of one measure, and of both together.

    Parameters
    ----------
    study : Study
        The runs
    language : {"en", "zh"}
        Of the pictures
    node, measure : str, optional
        What they are of; see `first_node` and `first_measure`
    delay : Delay, optional
        What delays the node, where it has been found out
    extras : GanttExtras
        What the Gantt charts show on demand
    """
    found: dict[str, Figure] = {}
    node, measure = node or first_node(study), measure or _main_measure(study)
    if study.project.targets:
        found["odds"] = odds_bars(study, language)
    if node is not None:
        found |= _schedule(study, language, last_target(study.project, study.plan.timetable) or node, extras)
        found["curve"] = s_curve(study, node, language)
        found["tornado-node"] = tornado(study, node, language)
    if node is not None and delay is not None:
        found["delay"] = delay_bars(study, delay, node, language)
    if measure is not None:
        found["distribution"] = distribution(study, measure, language)
        found["tornado-measure"] = tornado(study, measure, language)
    if node is not None and measure is not None and study.months:
        found["joint"] = joint_confidence(study, node, measure, language)
    if study.months:
        found["cash"] = cash_fan(study, language)
        found["cost"] = cost_fan(study, language)
    return found


def _schedule(study: Study, language: Language, node: str, extras: GanttExtras) -> dict[str, Figure]:
    found = {
        "key-nodes": key_nodes(study, language),
        "gantt": gantt(study, language, node=node, extras=extras),
    }
    levels = [activity.level for activity in study.project.activities.values()]
    if any(level in MASTER for level in levels) and any(level not in MASTER for level in levels):
        found["gantt-master"] = gantt(study, language, MASTER, node, extras)
    if study.project.staff:
        found["waiting"] = waiting_months(study, language)
    found["progress"] = banana(study, language)
    for pool in _needed(study):
        found[f"people-{pool}"] = people_histogram(study, pool, language)
    return found


def _needed(study: Study) -> list[str]:
    """Return the pools whose people something needs."""
    table = study.plan.timetable
    return [table.pools[at] for at in sorted({pool for demand in table.demand for pool, _ in demand})]


def _main_measure(study: Study) -> str | None:
    """Return the first measure of money; attainment of nodes is told by their dates."""
    found = first_measure(study)
    return None if found == "key_node_attainment" else found


def first_node(study: Study) -> str | None:
    """Return the node to show first: the first that a target asks for, else the last key node; or None."""
    for target in study.project.targets:
        if target.node is not None:
            return study.ids[study.instances(target.node)[0]]
    planned = study.plan_of()["finish"]
    return max(study.nodes, key=lambda node: float(np.nan_to_num(planned[node], nan=-1.0)), default=None)
