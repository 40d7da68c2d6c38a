"""How often the plan is kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenario.study.dates import FUZZ
from scenario.study.outcomes import Outcomes


def planned_days(outcomes: Outcomes) -> dict[str, float]:
    """Return the day that the plan gives each activity, NaN for never [days].

    The plan is the levelled one where people are named, else the critical-path plan.
    """
    _, finishes = outcomes.instants_of()
    return dict(zip(outcomes.ids, finishes.tolist(), strict=True))


def plan_odds(outcomes: Outcomes, nodes: Sequence[str]) -> dict[str, float]:
    """Return the share of runs in which each node is finished by the end of the day that the plan gives.

    NaN where there are no runs. Nodes are those that are reported on, unless all dates were kept.
    """
    planned = planned_days(outcomes)
    finishes = outcomes.days_of(nodes)
    return {node: _kept(finish, planned[node]) for node, finish in zip(nodes, finishes, strict=True)}


def _kept(finish: NDArray[np.float64], planned: float) -> float:
    """Return the share of finishes that are not past the planned day."""
    if not len(finish):
        return np.nan
    return float(np.mean(np.ceil(finish - FUZZ) <= np.ceil(planned - FUZZ)))
