"""How the plan's nodes were kept."""

from __future__ import annotations

import numpy as np

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, measure
from scenario.study.dates import FUZZ


@measure(
    "Key-node attainment", "关键节点达成率", "fraction",
    "按期完成的一级节点数 ÷ 计划完成日在期限内的一级节点数。",
    needs=("key_nodes",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def key_node_attainment(inputs: MeasureInputs) -> Floats:
    """Key nodes finished by the end of their planned day ÷ key nodes planned within the horizon."""
    table = inputs.plan.timetable
    nodes = [i for i, base in enumerate(table.base) if inputs.project.activities[base].level == 1]
    planned = np.ceil(table.planned_finish[nodes] - FUZZ)
    due = planned <= inputs.project.project.horizon.days
    if not due.any():
        return np.full(inputs.runs, np.nan)
    in_time = np.ceil(inputs.finish[:, nodes] - FUZZ) <= planned
    return np.asarray(in_time[:, due].mean(axis=1))
