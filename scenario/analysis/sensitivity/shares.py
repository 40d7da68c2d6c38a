"""Shares of variance by rank regression, from the runs already made.

The measure's ranks are regressed on the ranks of all uncertainties whose correlation stands out of chance. A
share is coefficient × correlation (Pratt's): shares add up to R², and 1 − R² is what ranks do not explain
(interplay, many small uncertainties). Of those that go together a share may be below nothing: then they
suppress one another.

References
----------
J. W. Pratt, Dividing the indivisible, Proc. 2nd Int. Conf. in Statistics, Tampere (1987) 245–260.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.analysis.sensitivity.tornado import CHANCE, FEWEST, uncertainties
from scenario.analysis.study import Study
from scenario.rules.ranks import ranks


class VarianceShare(NamedTuple):
    """What share of the variance of a measure's ranks an uncertainty explains, and its rank correlation."""

    name: str
    share: float
    correlation: float


class Shares(NamedTuple):
    """Shares of variance, the largest first, and R² of them all, adjusted for how many there are."""

    rows: list[VarianceShare]
    explained: float
    adjusted: float


def variance_shares(study: Study, measure: str) -> Shares:
    """Return shares of the variance of a measure's ranks. Raises KeyError when the project does not give it.

    None are told of fewer runs than `FEWEST`, or where nothing varies or the measure is missing.
    """
    values = study.ranks(measure)
    if len(values) < FEWEST or np.isnan(values).any() or len(np.unique(values)) < 2:
        return Shares([], 0.0, 0.0)
    own = _standard(ranks(values[None]))[0]
    bound = CHANCE / np.sqrt(len(values) - 1)
    told = [(name, _standard(ranks(column[None]))[0]) for name, _, column in uncertainties(study)]
    told = [(name, column) for name, column in told if abs(float((column * own).mean())) > bound]
    if not told:
        return Shares([], 0.0, 0.0)
    columns = np.stack([column for _, column in told])
    with_own = np.einsum("ir,r->i", columns, own) / len(own)
    betas = np.linalg.lstsq(columns.T, own, rcond=None)[0]
    parts = betas * with_own
    explained, n, k = float(parts.sum()), len(own), len(told)
    adjusted = 1.0 - (1.0 - explained) * (n - 1) / (n - k - 1) if n > k + 1 else np.nan
    rows = [
        VarianceShare(name, float(part), float(rho))
        for (name, _), part, rho in zip(told, parts, with_own, strict=True)
    ]
    return Shares(sorted(rows, key=lambda row: -row.share), explained, adjusted)


def _standard(rows: np.ndarray) -> np.ndarray:
    """Return rows with mean 0 and variance 1."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(axis=1, keepdims=True)))
