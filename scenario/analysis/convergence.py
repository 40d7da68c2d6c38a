"""How odds and means settle as runs are added, and how many runs a wanted precision would take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.analysis.measured_runs import MeasuredRuns
from scenario.measures.targets import ALL_TARGETS
from scenario.rules.odds import NORMAL_95, runs_for, wilson

FIRST_LOOK = 250
"""The first look at a study; each further one is at twice as many runs [runs]."""
POINT = 0.01
"""One point of odds [fraction]."""
COLUMNS = ("kind", "name", "runs", "value", "half_width", "runs_for_a_point")


def looks(runs: int) -> list[int]:
    """Return after how many runs to look at a study: 250, 500, 1,000 … and at its end.

    >>> looks(1200), looks(100)
    ([250, 500, 1000, 1200], [100])
    """
    found = [FIRST_LOOK << k for k in range(64) if FIRST_LOOK << k < runs]
    return [*found, runs]


def convergence(study: MeasuredRuns, measures: Iterable[str] | None = None) -> pd.DataFrame:
    """Return how the odds of targets and the means of measures settled, in the order of the runs.

    Parameters
    ----------
    study : MeasuredRuns
    measures : iterable of str, optional
        Names of measures; by default all that the project allows

    Returns
    -------
    DataFrame
        One row a look: `kind` (target or measure), `name`, `runs` (the first so many of the study), `value`
        (odds, or the mean over the runs that have a value), `half_width` (of its 95 % interval: Wilson's, or
        1.96 standard errors), and of targets `runs_for_a_point`: what odds like the last need for ± 0.01.
    """
    at = looks(study.runs)
    names = list(study.measures.columns) if measures is None else list(measures)
    rows = [*_targets(study, at), *_measures(study, names, at)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"runs_for_a_point": "Int64"})


def _targets(study: MeasuredRuns, at: list[int]) -> Iterator[tuple[object, ...]]:
    met = study.met.to_numpy(dtype=bool)
    columns: dict[str, NDArray[np.bool_]] = {
        name: met[:, column] for column, name in enumerate(study.targets)
    }
    if len(columns) > 1:
        columns[ALL_TARGETS] = np.asarray(met.all(axis=1))
    for name, each in columns.items():
        counts = np.cumsum(each)[np.array(at) - 1]
        low, high = wilson(counts, at)
        needed = runs_for(POINT, float(counts[-1] / at[-1]))
        for look, count, half in zip(at, counts, (high - low) / 2, strict=True):
            yield "target", name, look, count / look, half, needed


def _measures(study: MeasuredRuns, names: Iterable[str], at: list[int]) -> Iterator[tuple[object, ...]]:
    for name in names:
        values = study.measure(name)
        for look in at:
            yield "measure", name, look, *mean_with_half(values[:look]), None


def mean_with_half(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean of what is not missing, and the half-width of its normal 95 % interval.

    >>> mean_with_half(np.array([1.0, 3.0, np.nan]))
    (2.0, 1.96)
    """
    known = values[~np.isnan(values)]
    mean = float(known.mean()) if len(known) else np.nan
    half = NORMAL_95 * float(known.std(ddof=1)) / len(known) ** 0.5 if len(known) > 1 else np.nan
    return mean, half
