"""Two scenarios on the same luck: the difference run by run, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.study import Study
from scenario.analysis.summary import Column
from scenario.measures import MEASURES
from scenario.measures.run_status import RUN_STATUSES
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
    pairs : runs in which both have a value: means and difference are of those
    runs : all runs that better and worse are shares of
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
    runs: int

    @property
    def equal(self) -> float:
        """Share of runs in which both are the same."""
        return max(0.0, 1.0 - self.better - self.worse)

    @property
    def is_none(self) -> bool:
        """Whether every run has the same in both scenarios."""
        moved = bool(np.isfinite(self.difference)) and self.difference != 0.0
        return not moved and self.better == 0.0 and self.worse == 0.0

    def to_json(self) -> dict[str, Any]:
        """Return plain data, None for what is missing."""
        return {
            key: None if isinstance(value, float) and not np.isfinite(value) else value
            for key, value in {**self._asdict(), "equal": self.equal}.items()
        }


def compare(first: Study, other: Study, measures: Sequence[str]) -> dict[str, list[PairedDifference]]:
    """Return what another scenario changes: `targets` (odds), `outcomes`, `nodes` [days] and `measures`.

    `outcomes` has the odds of the ways in which runs end other than well, as far as there are any.

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
        "outcomes": _outcomes(first, other),
        "nodes": [
            paired_nodes(name, first.day(name), other.day(name))
            for name in first.nodes
            if name in other.arrays.names["days"]
        ],
        "measures": [
            paired_measures(first.column(name), other.column(name))
            for name in measures
            if name in other.measure_names
        ],
    }


def _targets(first: Study, other: Study) -> list[PairedDifference]:
    names = [name for name in dict.fromkeys(first.targets) if name in other.targets]
    mets: list[tuple[str, Met, Met]] = [(name, _met(first, name), _met(other, name)) for name in names]
    if len(first.targets) > 1:
        mets.append((ALL_TARGETS, _met(first), _met(other)))
    return [paired_odds(name, a, b) for name, a, b in mets]


def _outcomes(first: Study, other: Study) -> list[PairedDifference]:
    found = []
    for code, name in enumerate(RUN_STATUSES):
        a, b = first.run_status == code, other.run_status == code
        if code and (a.any() or b.any()):
            found.append(paired_odds(name, a, b, less_is_better=True))
    return found


def _met(study: Study, target: str | None = None) -> Met:
    """Return in which runs a target is met, or all of them are."""
    met: Met = study.met.to_numpy(dtype=bool)
    return np.asarray(met.all(axis=1) if target is None else met[:, study.targets.index(target)])


def paired_nodes(name: str, first: Floats, other: Floats) -> PairedDifference:
    """Return the mean difference of a node's days; where it comes it is earlier than where it never does.

    Parameters
    ----------
    first, other : arrays, shape (runs,)
        When the node is finished, not finite for never [days]
    """
    never = (np.where(np.isfinite(days), days, np.inf) for days in (first, other))
    return paired(name, first, other, *never, less_is_better=True)


def paired_measures(first: Column, other: Column) -> PairedDifference:
    """Return the mean difference of a measure, and in how many of all runs it is better and worse."""
    less_is_better = MEASURES[first.name].less_is_better
    return paired(
        first.name, first.values, other.values, first.ranks, other.ranks, less_is_better=less_is_better
    )


def paired(
    name: str,
    first: Floats,
    other: Floats,
    rank: Floats | None = None,
    other_rank: Floats | None = None,
    *,
    less_is_better: bool,
) -> PairedDifference:
    """Return the mean difference of paired values with its normal 95 % interval.

    Means are over the runs in which both have a value; better and worse rank all runs, those too in which
    one has none; without ranks they are of the same runs.

    >>> first, other = np.array([1.0, 2.0, np.nan]), np.array([2.0, 3.0, 3.0])
    >>> told = paired("x", first, other, np.array([1.0, 2.0, -np.inf]), other, less_is_better=False)
    >>> told.difference, told.pairs, told.better, told.runs
    (1.0, 2, 1.0, 3)
    """
    rank, other_rank = first if rank is None else rank, other if other_rank is None else other_rank
    both = np.isfinite(first) & np.isfinite(other)
    a, b = first[both], other[both]
    change = np.where(is_same(a, b), 0.0, b - a)
    pairs = len(change)
    mean = float(change.mean()) if pairs else np.nan
    error = float(change.std(ddof=1) / np.sqrt(pairs)) if pairs > 1 else np.nan
    told = ~(np.isnan(rank) | np.isnan(other_rank))
    apart = told & ~is_same(rank, other_rank)
    higher = float((apart & (other_rank > rank)).sum())
    lower = float((apart & (other_rank < rank)).sum())
    better, worse = (lower, higher) if less_is_better else (higher, lower)
    runs = int(told.sum())
    return PairedDifference(
        name,
        float(a.mean()) if pairs else np.nan,
        float(b.mean()) if pairs else np.nan,
        mean,
        error,
        mean - NORMAL_95 * error,
        mean + NORMAL_95 * error,
        better / runs if runs else np.nan,
        worse / runs if runs else np.nan,
        pairs,
        runs,
    )


def is_same(a: Floats, b: Floats) -> Met:
    """Return where two values are the same but for rounding."""
    with np.errstate(invalid="ignore"):
        near = np.isfinite(a) & np.isfinite(b) & (np.abs(b - a) <= SAME * np.maximum(np.abs(a), np.abs(b)))
        return np.asarray((a == b) | near)


def paired_odds(name: str, first: Met, other: Met, *, less_is_better: bool = False) -> PairedDifference:
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
        (lost if less_is_better else gained) * share,
        (gained if less_is_better else lost) * share,
        runs,
        runs,
    )
