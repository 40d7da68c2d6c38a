"""Targets, and the odds that they are met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.measures.catalogue import MEASURES
from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import Values
from scenario.measures.run_status import OK
from scenario.project.sections.targets import Target
from scenario.rules.money.roots import NEGLIGIBLE
from scenario.rules.odds import wilson
from scenario.rules.schedule.dated import instants_of

Floats = NDArray[np.float64]
Met = NDArray[np.bool_]
ALL_TARGETS = "all targets"
"""The name of the row of all targets together."""
LOWEST = -0.999
"""No rate of return is lower, but for a total loss [fraction/year]."""
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


def is_met(target: Target, inputs: MeasureInputs, values: Mapping[str, Floats]) -> Met:
    """Return in which runs a target is met: none that did not end well, whatever was reached before.

    A hurdle on a rate of return is a statement about worth: it is met where the net present value at the
    hurdle is not negative. What is missing is missed.

    Parameters
    ----------
    target : Target
        A measure with a hurdle, or a node with a date
    inputs : MeasureInputs
        The runs
    values : mapping
        Measures by name, each with a value a run, NaN where it is missing; those that are not modelled
        are left out
    """
    if target.measure is not None:
        reached = _is_reached(target, inputs, values)
    else:
        reached = _is_in_time(target, inputs)
    return np.asarray(reached & (inputs.status == OK))


def targets_met(inputs: MeasureInputs) -> Met:
    """Return in which runs each target of the project is met, shape (runs, targets).

    No more is measured than they ask for: of a rate of return its flows alone.
    """
    targets = inputs.project.targets
    values = {target.measure: _judged(target.measure, inputs) for target in targets if target.measure}
    met = np.empty((inputs.runs, len(targets)), np.bool_)
    for place, target in enumerate(targets):
        met[:, place] = is_met(target, inputs, values)
    return met


def _judged(name: str, inputs: MeasureInputs) -> Floats:
    """Return the values of a measure; of a rate of return none are needed, since its flows are judged."""
    measure = MEASURES[name]
    if measure.flows is not None:
        return np.full(inputs.runs, np.nan)
    found = measure.of(inputs)
    return found.values if isinstance(found, Values) else found


def _is_reached(target: Target, inputs: MeasureInputs, values: Mapping[str, Floats]) -> Met:
    assert target.measure is not None
    if target.measure not in values:
        return np.zeros(inputs.runs, np.bool_)
    low, high = target.at_least, target.at_most
    flows = MEASURES[target.measure].flows
    if flows is not None:
        hurdle = low if low is not None else high
        assert hurdle is not None
        worth, turnover = flows(inputs).worth(max(hurdle, LOWEST))
        least = -NEGLIGIBLE * turnover
        return (turnover > 0.0) & (worth >= least if low is not None else -worth >= least)
    found = values[target.measure]
    with np.errstate(invalid="ignore"):
        return found >= low if low is not None else found <= (np.nan if high is None else high)


def _is_in_time(target: Target, inputs: MeasureInputs) -> Met:
    assert target.node is not None
    finish = inputs.finished(target.node)
    if target.by is not None:
        return finish <= (target.by - inputs.project.project.start).days + 1 + FUZZ
    assert target.within is not None
    since = inputs.finished(target.of) if target.of is not None else np.zeros(inputs.runs)
    within = instants_of(finish) <= instants_of(since) + target.within.days + FUZZ
    return np.isfinite(finish) & within


def verdict(required: float | None, low: float, high: float) -> str | None:
    """Return whether odds are those required: `pass`, `fail`, or `unclear` where their interval holds both.

    >>> verdict(0.8, 0.81, 0.86), verdict(0.8, 0.7, 0.79), verdict(0.8, 0.78, 0.83), verdict(None, 0.0, 1.0)
    ('pass', 'fail', 'unclear', None)
    """
    if required is None:
        return None
    return "pass" if low >= required else "fail" if high < required else "unclear"


def odds_table(met: pd.DataFrame) -> pd.DataFrame:
    """Return for each column of met targets: odds, ends of their 95 % Wilson interval, runs, met."""
    return pd.DataFrame(odds_columns(list(met.columns), met.to_numpy(dtype=bool)))


def odds_columns(names: Sequence[str], met: Met) -> dict[str, Any]:
    """Return the columns of the same; `met` has shape (runs, targets)."""
    counts = met.sum(axis=0, dtype=np.int64)
    runs = len(met)
    low, high = wilson(counts, runs)
    return {
        "target": list(names),
        "odds": counts / runs if runs else np.full(len(counts), np.nan),
        "low": low,
        "high": high,
        "runs": runs,
        "met": counts,
    }
