"""How the plan was kept, and how the homes were taken over."""

from __future__ import annotations

import numpy as np

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, measure
from scenario.project.values.units import FRACTION
from scenario.study.dates import FUZZ


@measure(
    "Key-node attainment", "关键节点达成率", FRACTION,
    "按期完成的一级节点数 ÷ 计划完成日在期限内的一级节点数。",
    needs=("key_nodes",), main=True, source=DEVELOPERS, missing=UNDEFINED,
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


@measure(
    "First-handover pass rate", "一次性交房通过率", FRACTION,
    "首次约定即收房的户数 ÷ 集中交付邀约户数。", needs=("first_pass_rate",), source=DEVELOPERS,
)  # fmt: skip
def first_handover_pass_rate(inputs: MeasureInputs) -> Floats:
    """Share of households that take their keys at the first invitation."""
    return inputs.term("first_pass_rate")
