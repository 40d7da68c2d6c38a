"""What is told of many values: mean, spread, quantiles, how many are missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.measures import MEASURES
from scenario.measures.measure import shown
from scenario.project.values.units import MONTHS
from scenario.study.arrays import RunArrays

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""What rounding may add to a whole number of runs [runs]."""
QUANTILES = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}
STATISTICS = ("mean", "sd", *QUANTILES, "missing")
Rows = dict[str, dict[str, Any]]
"""Statistics by the name of the column and their own."""


class Column(NamedTuple):
    """A number of many runs.

    Attributes
    ----------
    name : what it is of
    values : as they are shown, NaN where there is none
    ranks : by which all runs are ranked, infinite where a run is beyond every value; NaN for runs left out
    whole : whether it is told in whole numbers, as months are
    """

    name: str
    values: Floats
    ranks: Floats
    whole: bool = False


def columns_of(arrays: RunArrays, names: Sequence[str]) -> Iterator[Column]:
    """Yield measures of many runs as they are kept; of stored ones a column is read at a time.

    A month that never comes ranks above every month. Of a rate of return statuses say whether it is shown.
    """
    for name, values in zip(names, arrays.columns("values", names), strict=True):
        measure = MEASURES[name]
        whole = measure.unit is MONTHS
        if measure.flows is not None:
            yield Column(name, shown(values, arrays.column("statuses", name)), values)
        else:
            yield Column(name, values, np.where(np.isnan(values), np.inf, values) if whole else values, whole)


def summary_of_measures(columns: Iterable[Column]) -> pd.DataFrame:
    """Return mean, sd, p10, p50, p80, p90 and missing of each column.

    Mean and sd are of the runs that have a value; quantiles rank all runs, also those whose value is none
    because they are above or below every value. Of whole numbers a quantile is the least that so many runs
    do not exceed.
    """
    return _table(rows_of_measures(columns))


def rows_of_measures(columns: Iterable[Column]) -> Rows:
    """Return the rows of `summary_of_measures` as plain data."""
    return {column.name: _row(_statistics(column)) for column in columns}


def summary_of_days(columns: Iterable[tuple[str, Floats]]) -> pd.DataFrame:
    """Return the same of days [days]; what never came counts as later than all else, and so has no mean.

    Otherwise P80 would be a date that fewer than 80 % of the runs keep.
    """
    return _table(rows_of_days(columns))


def rows_of_days(columns: Iterable[tuple[str, Floats]]) -> Rows:
    """Return the rows of `summary_of_days` as plain data."""
    found = {name: _of_days(column) for name, column in columns}
    return {
        name: _row([np.nan if value == np.inf else value for value in row]) for name, row in found.items()
    }


def _row(statistics: Sequence[float]) -> dict[str, float]:
    row = dict(zip(STATISTICS, statistics, strict=True))
    return {**row, "missing": int(row["missing"])}


def _table(rows: Rows) -> pd.DataFrame:
    values = {name: tuple(row.values()) for name, row in rows.items()}
    result = pd.DataFrame.from_dict(values, orient="index", columns=list(STATISTICS), dtype=float)
    return result.astype({"missing": int})


def _statistics(column: Column) -> list[float]:
    valued = np.sort(column.values[np.isfinite(column.values)])
    ranks = np.sort(column.ranks[~np.isnan(column.ranks)])
    told = least if column.whole else quantile
    quantiles = [told(ranks, share) for share in QUANTILES.values()]
    return [*_mean_and_sd(valued), *quantiles, float(len(column.values) - len(valued))]


def _of_days(days: Floats) -> list[float]:
    ordered = np.sort(np.where(np.isnan(days), np.inf, days))
    gone = float(np.isnan(days).sum())
    spread = _mean_and_sd(ordered) if not gone else [np.nan, np.nan]
    return [*spread, *(quantile(ordered, share) for share in QUANTILES.values()), gone]


def _mean_and_sd(ordered: Floats) -> list[float]:
    """Return mean and standard deviation of sorted values, NaN where there is none.

    Of the sorted values, so that the order of the runs moves no bit of them.
    """
    if len(ordered) == 0:
        return [np.nan, np.nan]
    return [float(ordered.mean()), float(ordered.std(ddof=1)) if len(ordered) > 1 else np.nan]


def least(ordered: Floats, share: float) -> float:
    """Return the least of sorted values that at least this share of them do not exceed; NaN of none.

    >>> least(np.array([31.0, 31.0, 32.0, 34.0, np.inf]), 0.8), least(np.array([31.0, np.inf]), 0.8)
    (34.0, inf)
    """
    if len(ordered) == 0:
        return np.nan
    return float(ordered[max(1, math.ceil(share * len(ordered) - ROUNDING)) - 1])


def quantile(ordered: NDArray[np.float64], share: float) -> float:
    """Return a quantile of sorted values, interpolated between neighbours; NaN of none.

    Between a value and a run beyond every value there is none: it is that beyond, −∞ or ∞.

    >>> quantile(np.array([0.0, 1.0, 2.0]), 0.8)
    1.6
    >>> quantile(np.array([0.0, 1.0, np.inf]), 0.8), quantile(np.array([-np.inf, 0.0, 1.0]), 0.1)
    (inf, -inf)
    """
    if len(ordered) == 0:
        return np.nan
    at = share * (len(ordered) - 1)
    below = int(at)
    part = at - below
    low = float(ordered[below])
    high = float(ordered[below + 1]) if part > 0.0 else low
    if np.isfinite(low) and np.isfinite(high):
        return low + part * (high - low)
    return high if np.isfinite(low) or low == high else low
