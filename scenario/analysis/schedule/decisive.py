"""What decides when a node is reached: everything that is told of it, gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from scenario.analysis.schedule.delay import END, Delay, Progress, delay_by_cause
from scenario.analysis.schedule.indices import indices
from scenario.analysis.schedule.merge_bias import merge_bias
from scenario.analysis.schedule.waiting import (
    Waits,
    waiting_by_activity,
    waiting_by_department,
    waiting_by_month,
)
from scenario.study.outcomes import Outcomes


@dataclass(frozen=True)
class Decisive:
    """What decides when nodes, and the end, are reached.

    Attributes
    ----------
    outcomes : the runs
    nodes : ids of activities; END is always told too
    delay : delay by cause, see `analysis.schedule.delay`
    """

    outcomes: Outcomes
    nodes: tuple[str, ...]
    delay: Delay

    @cached_property
    def indices(self) -> dict[str, pd.DataFrame]:
        """The indices of each activity, by node; see `analysis.schedule.indices`."""
        return indices(self.outcomes, self.nodes)

    @cached_property
    def merges(self) -> pd.DataFrame:
        """The merges of starts; see `analysis.schedule.merge_bias`."""
        return merge_bias(self.outcomes)

    @cached_property
    def finish_merges(self) -> pd.DataFrame:
        """The merges of finishes; see `analysis.schedule.merge_bias`."""
        return merge_bias(self.outcomes, "finish")

    @cached_property
    def waiting(self) -> dict[str, pd.DataFrame]:
        """The waits for people by `department`, `activity` and `month`; see `analysis.schedule.waiting`."""
        waits = Waits(self.outcomes)
        return {
            "department": waiting_by_department(self.outcomes, waits),
            "activity": waiting_by_activity(self.outcomes, waits),
            "month": waiting_by_month(self.outcomes, waits),
        }

    def merges_before(self, node: str) -> pd.DataFrame:
        """Return the merges that a node, or END, waits for, with a column `event`; largest delay first."""
        waits = self.indices[node]["float_p50"].notna()
        merges = pd.concat(
            [self.merges.assign(event="start"), self.finish_merges.assign(event="finish")]
        ).sort_values("delay", ascending=False, kind="stable")
        return merges[merges.index.isin(waits[waits].index)]

    def to_json(self) -> dict[str, Any]:
        """Return plain data, None for what is missing."""
        study, delay = self.outcomes, self.delay
        return {
            "project": study.project.project.name.to("en"),
            "scenario": study.scenario,
            "runs": study.runs,
            "seed": study.seed,
            "start": study.project.project.start.isoformat(),
            "nodes": {node: _node(self, delay, node) for node in delay.nodes},
            "merges": _rows(self.merges),
            "finish_merges": _rows(self.finish_merges),
            "waiting": {
                "departments": _rows(self.waiting["department"]),
                "activities": _rows(self.waiting["activity"]),
                "months": _rows(
                    self.waiting["month"].set_axis([str(m.date()) for m in self.waiting["month"].index])
                ),
            },
        }


def decisive(
    outcomes: Outcomes, nodes: Sequence[str] | None = None, progress: Progress | None = None
) -> Decisive:
    """Return what decides when nodes are reached: by default those that are reported on.

    Raises KeyError for a node that is no activity.
    """
    names = tuple(outcomes.nodes if nodes is None else nodes)
    for name in names:
        if name not in outcomes.ids:
            raise KeyError(name)
    return Decisive(outcomes, names, delay_by_cause(outcomes, names, progress))


def _node(told: Decisive, delay: Delay, node: str) -> dict[str, Any]:
    at = delay.nodes.index(node)
    return {
        "plan": plain(delay.plan[at]),
        "mean": plain(delay.mean[at]),
        "runs": int(delay.runs[at]),
        "delay": _rows(delay.sum(node)),
        "groups": {
            kind: {
                "delay": plain(delay.grouped[row, at]),
                "standard_error": plain(delay.grouped_error[row, at]),
            }
            for row, kind in enumerate(delay.groups)
        },
        "causes": [
            {key: plain(value) for key, value in row.items()}
            for row in delay.table(node).to_dict(orient="records")
        ],
        "activities": _rows(told.indices[node]),
    }


def _rows(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows = table.to_dict(orient="index").items()
    return {str(name): {str(key): plain(value) for key, value in row.items()} for name, row in rows}


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: None for what is missing or infinite."""
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


__all__ = ["END", "Decisive", "decisive"]
