"""What is told of a project among others: odds and light, dates, funding."""

from __future__ import annotations

from typing import Any, get_args

from scenario.analysis import Study
from scenario.analysis.promise import light
from scenario.project.values.names import Language
from scenario.views.figures.curve import nodes_of
from scenario.views.words.wording import Wording

DATES = 2
"""Nodes whose date is told, at most."""


def row_of(study: Study) -> dict[str, Any]:
    """Return what an index tells of a study as plain data: joint odds, dates at P50, peak funding."""
    scenario = {each: Wording.of(study, each).scenario(study.scenario) for each in get_args(Language)}
    told: dict[str, Any] = {
        "scenario": scenario,
        "runs": study.runs,
        "nodes": [],
        "currency": study.project.project.currency,
    }
    if study.project.targets:
        row = study.joint_row()
        odds = {key: float(row[key]) for key in ("odds", "low", "high")}
        told |= odds | {"light": light(odds["low"], odds["high"])}
    wanted = dict.fromkeys(
        node for target in study.project.targets for node in nodes_of(study, target) if target.node
    )
    nodes = (list(wanted) or list(study.nodes[-1:]))[:DATES]
    if nodes:
        rows = study.node_rows(nodes)
        told["nodes"] = [
            {
                "en": Wording("en").node(study, node),
                "zh": Wording("zh").node(study, node),
                "p50": Wording().date(study.date(rows[node]["p50"])),
            }
            for node in nodes
        ]
    if "peak_funding" in study.measure_names:
        told["peak_funding"] = float(study.summary_rows(["peak_funding"])["peak_funding"]["p50"])
    return told
