"""Targets, and the odds that they are met."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.measures.refusals import is_refused
from scenario.project.sections.targets import Target
from scenario.rules.odds import wilson
from scenario.study.outcomes import Outcomes

Met = NDArray[np.bool_]
ALL_TARGETS = "all targets"
"""The name of the row of all targets together."""
FUZZ = 1e-9
"""Instants closer than this are one [days]."""


def target_text(target: Target) -> str:
    """Return a target as it is written in tables: `equity_irr >= 0.12`, `handover by 2028-03-01`."""
    if target.measure is not None:
        sign = "<=" if target.at_least is None else ">="
        return f"{target.measure} {sign} {target.hurdle:.15g}"
    if target.by is not None:
        return f"{target.node} by {target.by.isoformat()}"
    return f"{target.node} within {target.within}" + (f" of {target.of}" if target.of else "")


def is_met(target: Target, outcomes: Outcomes, values: Callable[[str], NDArray[np.float64]]) -> Met:
    """Return in which runs a target is met; what is missing is missed, and so is all that was refused.

    Parameters
    ----------
    target : Target
        A measure with a hurdle, or a node with a date
    outcomes : Outcomes
        The runs
    values : function
        Gives a measure's value in each run, NaN where it is missing
    """
    return np.asarray(_is_reached(target, outcomes, values) & ~is_refused(outcomes))


def _is_reached(target: Target, outcomes: Outcomes, values: Callable[[str], NDArray[np.float64]]) -> Met:
    if target.measure is not None:
        found = values(target.measure)
        with np.errstate(invalid="ignore"):
            if target.at_least is not None:
                return found >= target.at_least
            return found <= (np.nan if target.at_most is None else target.at_most)
    assert target.node is not None
    finish = _last(outcomes, target.node)
    if target.by is not None:
        start = outcomes.project.project.start
        return finish <= (target.by - start).days + 1 + FUZZ
    assert target.within is not None
    since = _last(outcomes, target.of) if target.of is not None else np.zeros(outcomes.runs)
    return np.isfinite(finish) & (finish <= since + target.within.days + FUZZ)


def _last(outcomes: Outcomes, node: str) -> NDArray[np.float64]:
    """Return when the last instance of a node was finished, shape (runs,) [days]."""
    return np.asarray(outcomes.arrays.finish[:, outcomes.instances(node)].max(axis=1))


def odds_table(met: pd.DataFrame) -> pd.DataFrame:
    """Return for each column of met targets: odds, ends of their 95 % Wilson interval, runs, met."""
    counts = met.sum(axis=0).to_numpy(dtype=np.int64)
    runs = len(met)
    low, high = wilson(counts, runs)
    return pd.DataFrame(
        {
            "target": list(met.columns),
            "odds": counts / runs if runs else np.full(len(counts), np.nan),
            "low": low,
            "high": high,
            "runs": runs,
            "met": counts,
        }
    )
