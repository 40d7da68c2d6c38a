"""Two scenarios on the same luck: the difference run by run, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis import Study
from scenario.measures import MEASURES
from scenario.measures.targets import ALL_TARGETS
from scenario.rules.odds import NORMAL_95

Floats = NDArray[np.float64]
Met = NDArray[np.bool_]

SAME = 1e-9
"""Relative difference below which two values are the same."""


class PairedDifference(NamedTuple):
    """What the other scenario changes in one number.

    Attributes
    ----------
    name : target, node or measure
    first, other : means of the two scenarios over the pairs
    difference : mean of other − first
    standard_error, low, high : of the difference; low … high is its 95 % interval
    better, worse : share of runs in which the other scenario is better, is worse; the rest are equal
    pairs : runs in which both have a value
    """

    name: str
    first: float
    other: float
    difference: float
    standard_error: float
    low: float
    high: float
    better: float
    worse: float
    pairs: int

    @property
    def equal(self) -> float:
        """Share of runs in which both are the same."""
        return max(0.0, 1.0 - self.better - self.worse)

    def to_json(self) -> dict[str, Any]:
        """Return plain data, None for what is missing."""
        return {
            key: None if isinstance(value, float) and not np.isfinite(value) else value
            for key, value in {**self._asdict(), "equal": self.equal}.items()
        }


def compare(first: Study, other: Study, measures: Sequence[str]) -> dict[str, list[PairedDifference]]:
    """Return what another scenario changes: `targets` (odds), `nodes` [days] and `measures`.

    Parameters
    ----------
    first, other : Study
        The same runs of one project in two scenarios. Targets, nodes and measures that only one of them
        has are left out.
    measures : sequence of str
        The measures to compare
    """
    if (first.seed, first.first, first.runs) != (other.seed, other.first, other.runs):
        raise ValueError("studies are compared run by run: take the same seed and the same runs for both")
    return {
        "targets": _targets(first, other),
        "nodes": [
            paired(name, first.day(name), other.day(name), less_is_better=True)
            for name in first.nodes
            if name in other.arrays.names["days"]
        ],
        "measures": [
            paired(
                name,
                first.measures[name].to_numpy(),
                other.measures[name].to_numpy(),
                less_is_better=MEASURES[name].less_is_better,
            )
            for name in measures
            if name in other.measures.columns
        ],
    }


def _targets(first: Study, other: Study) -> list[PairedDifference]:
    names = [name for name in dict.fromkeys(first.targets) if name in other.targets]
    mets: list[tuple[str, Met, Met]] = [(name, _met(first, name), _met(other, name)) for name in names]
    if len(first.targets) > 1:
        mets.append((ALL_TARGETS, _met(first), _met(other)))
    return [paired_odds(name, a, b) for name, a, b in mets]


def _met(study: Study, target: str | None = None) -> Met:
    """Return in which runs a target is met, or all of them are."""
    met: Met = study.met.to_numpy(dtype=bool)
    return np.asarray(met.all(axis=1) if target is None else met[:, study.targets.index(target)])


def paired(name: str, first: Floats, other: Floats, *, less_is_better: bool) -> PairedDifference:
    """Return the mean difference of paired values with its normal 95 % interval.

    A run counts when both have a value; of nodes, one that comes is better than one that never does.

    >>> told = paired("x", np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 3.0]), less_is_better=False)
    >>> round(told.difference, 3), round(told.standard_error, 3), round(told.better, 3), told.pairs
    (0.667, 0.333, 0.667, 3)
    """
    both = np.isfinite(first) & np.isfinite(other)
    a, b = first[both], other[both]
    change = b - a
    change = np.where(np.abs(change) <= SAME * np.maximum(np.abs(a), np.abs(b)), 0.0, change)
    pairs = len(change)
    gain = -change if less_is_better else change
    mean = float(change.mean()) if pairs else np.nan
    error = float(change.std(ddof=1) / np.sqrt(pairs)) if pairs > 1 else np.nan
    return PairedDifference(
        name,
        float(a.mean()) if pairs else np.nan,
        float(b.mean()) if pairs else np.nan,
        mean,
        error,
        mean - NORMAL_95 * error,
        mean + NORMAL_95 * error,
        float((gain > 0).mean()) if pairs else np.nan,
        float((gain < 0).mean()) if pairs else np.nan,
        pairs,
    )


def paired_odds(name: str, first: Met, other: Met) -> PairedDifference:
    """Return the difference of two odds over the same runs, with the interval of Agresti and Min.

    Their interval is Wald's of matched pairs after 1/2 is added to each of the four counts; it stays
    honest when few runs change sides, where Wald's own shrinks to nothing.

    References
    ----------
    A. Agresti, Y. Min, Simple improved confidence intervals for comparing matched proportions,
    Statistics in Medicine 24 (2005) 729–740.

    >>> told = paired_odds("t", np.array([True, False, False]), np.array([True, True, False]))
    >>> round(told.difference, 3), told.better, told.worse
    (0.333, 0.333, 0.0)
    """
    runs = len(first)
    gained, lost = int((other & ~first).sum()), int((first & ~other).sum())
    up, down, all_ = gained + 0.5, lost + 0.5, runs + 2.0
    centre = (up - down) / all_
    error = float(np.sqrt(up + down - (up - down) ** 2 / all_) / all_)
    share = 1.0 / runs if runs else np.nan
    return PairedDifference(
        name,
        float(first.sum() * share),
        float(other.sum() * share),
        (gained - lost) * share,
        error,
        max(-1.0, centre - NORMAL_95 * error),
        min(1.0, centre + NORMAL_95 * error),
        gained * share,
        lost * share,
        runs,
    )
