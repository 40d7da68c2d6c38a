"""What is told of many values: mean, spread, quantiles, how many are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

QUANTILES = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}


def summary_of_measures(columns: Iterable[tuple[str, Floats]]) -> pd.DataFrame:
    """Return mean, sd, p10, p50, p80, p90 and missing of each column; the rest leaves out the missing."""
    return _table(columns, lambda column: column[~np.isnan(column)])


def summary_of_days(columns: Iterable[tuple[str, Floats]]) -> pd.DataFrame:
    """Return the same of days [days]; what never came counts as later than all else, and so has no mean.

    Otherwise P80 would be a date that fewer than 80 % of the runs keep.
    """
    return _table(columns, lambda column: np.where(np.isnan(column), np.inf, column))


def _table(columns: Iterable[tuple[str, Floats]], prepared: Callable[[Floats], Floats]) -> pd.DataFrame:
    """Return a row of statistics for each column; they are taken one by one."""
    rows = {name: (*_row(prepared(column)), int(np.isnan(column).sum())) for name, column in columns}
    result = pd.DataFrame.from_dict(
        rows, orient="index", columns=["mean", "sd", *QUANTILES, "missing"], dtype=float
    )
    return result.astype({"missing": int})


def _row(values: NDArray[np.float64]) -> list[float]:
    """Return mean, standard deviation and quantiles; NaN where there is none.

    All are of the sorted values, so that the order of the runs moves no bit of them.
    """
    if len(values) == 0:
        return [np.nan] * (2 + len(QUANTILES))
    ordered = np.sort(values)
    finite = bool(np.isfinite(ordered).all())
    mean = float(ordered.mean()) if finite else np.nan
    sd = float(ordered.std(ddof=1)) if finite and len(ordered) > 1 else np.nan
    return [mean, sd, *(quantile(ordered, share) for share in QUANTILES.values())]


def quantile(ordered: NDArray[np.float64], share: float) -> float:
    """Return a quantile of sorted values, interpolated between neighbours; NaN when it is infinite.

    >>> quantile(np.array([0.0, 1.0, 2.0]), 0.8)
    1.6
    >>> quantile(np.array([0.0, 1.0, np.inf]), 0.8)
    nan
    """
    at = share * (len(ordered) - 1)
    below = int(at)
    part = at - below
    low = float(ordered[below])
    if part > 0.0:
        low += part * (float(ordered[below + 1]) - low)
    return low if np.isfinite(low) else np.nan
