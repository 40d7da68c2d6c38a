"""Indices: which activities decide when a node is reached.

For each activity, against the day of a node (or the project's end):

criticality
    Share of runs in which it was on the node's critical path.
cruciality
    Spearman's rank correlation between the working time it took and the node's day.
correlation
    Pearson's correlation of the same two; for two equal normals side by side it is √(π/(4(π − 1))) = 0.606,
    where Spearman's is 0.6.
sensitivity
    The schedule sensitivity index: criticality × sd of its working time ÷ sd of the node's day.
float_p10, float_p50, float_p90
    How much later it could have been finished without delaying the node: quantiles over runs of its total
    float, in elapsed days. Missing where the node does not wait for it.

The words are those of PMI and of M. Vanhoucke, Measuring Time (2009), ch. 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from scenario.analysis.schedule.delay import END, days_of
from scenario.analysis.schedule.realised import Paths, paths_of
from scenario.rules.ranks import ranks
from scenario.rules.schedule import latest
from scenario.rules.schedule.criticality import slack
from scenario.study.outcomes import Outcomes

Floats = np.ndarray
FLOATS = {"float_p10": 0.1, "float_p50": 0.5, "float_p90": 0.9}
ROOM = 20_000_000
"""Floats that are held at once [count]."""
COLUMNS = ("criticality", "cruciality", "correlation", "sensitivity", *FLOATS)


def indices(outcomes: Outcomes, nodes: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
    """Return for each node, and for END, the indices of every activity, activity × COLUMNS.

    Runs in which the node never came are left out; where it never does, all is missing (NaN). Correlations
    are missing where the activity always takes the same time or the node always comes on the same day.

    Parameters
    ----------
    outcomes : Outcomes
        The runs
    nodes : sequence of str, optional
        Ids of activities; by default the nodes that are reported on
    """
    names = [*(outcomes.nodes if nodes is None else nodes), END]
    places = [latest.END if name == END else outcomes.ids.index(name) for name in names]
    days = days_of(outcomes.arrays.finish, places[:-1]).T
    paths = paths_of(outcomes)
    own = _columns(np.ascontiguousarray(paths[2].span.T), days)
    came = np.isfinite(days).sum(axis=1)
    index = pd.Index(outcomes.ids, name="activity", dtype=str)
    found = {}
    for at, (critical, floats) in enumerate(_by_node(paths, places)):
        share = critical / came[at] if came[at] else np.full(len(index), np.nan)
        told = {"criticality": share, **{key: rows[at] for key, rows in own.items()}, **floats}
        told["sensitivity"] = share * told["sensitivity"]
        table = np.column_stack([told[name] for name in COLUMNS])
        found[names[at]] = pd.DataFrame(table, index, COLUMNS, copy=False)
    return found


def _by_node(paths: Paths, places: list[int]) -> Iterator[tuple[np.ndarray, dict[str, Floats]]]:
    """Yield for each node in how many runs each activity was critical, and quantiles of its float."""
    many = max(1, ROOM // max(1, paths[2].span.size))
    for first in range(0, len(places), many):
        found = slack(*paths, np.array(places[first : first + many], dtype=np.int64))
        for floats, known, critical in zip(*found, strict=True):
            yield critical.sum(axis=1), _quantiles(floats, known)


def _columns(work: Floats, days: Floats) -> dict[str, Floats]:
    """Return cruciality, correlation and (before criticality is reckoned in) sensitivity of each node.

    Parameters
    ----------
    work : array, shape (activities, runs)
        Working times [days]
    days : array, shape (nodes, runs)
        Days of nodes; infinite where they never came [days]

    Returns
    -------
    dict of arrays, shape (nodes, activities)
    """
    shape = len(days), len(work)
    told = {key: np.full(shape, np.nan) for key in ("cruciality", "correlation", "sensitivity")}
    for group in _alike(np.isfinite(days)):
        came = _runs(np.isfinite(days[group[0]]))
        own, took = days[group][:, came], work[:, came]
        if own.shape[1] > 1:
            spread = own.std(axis=1, ddof=1)[:, None]
            told["cruciality"][group] = correlations(ranks(own), ranks(took))
            told["correlation"][group] = correlations(own, took)
            told["sensitivity"][group] = took.std(axis=1, ddof=1) / np.where(spread > 0.0, spread, np.nan)
    return told


def _alike(came: np.ndarray) -> list[list[int]]:
    """Return rows that are true in the same runs together: their ranks are found only once."""
    groups: dict[bytes, list[int]] = {}
    for at, row in enumerate(came):
        groups.setdefault(row.tobytes(), []).append(at)
    return list(groups.values())


def _runs(came: np.ndarray) -> np.ndarray | slice:
    """Return how to pick these runs; all of them without a copy."""
    return slice(None) if came.all() else came


def _quantiles(floats: Floats, known: np.ndarray) -> dict[str, Floats]:
    """Return quantiles of the first so many of each row, which are put in order; NaN where there are none."""
    for row, many in zip(floats, known, strict=True):
        row[:many].sort()
    told = {name: np.full(len(known), np.nan) for name in FLOATS}
    each = np.flatnonzero(known)
    last = known[each] - 1
    for name, share in FLOATS.items():
        below = (share * last).astype(np.int64)
        low, high = floats[each, below], floats[each, np.minimum(below + 1, last)]
        told[name][each] = low + (share * last - below) * (high - low)
    return told


def correlations(rows: Floats, others: Floats) -> Floats:
    """Return Pearson's correlation of each row with each other; NaN where one of the two does not vary.

    >>> rows = np.array([[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]])
    >>> correlations(rows, np.array([[1.0, 2.0, 3.0]])).ravel()
    array([ 1., nan])
    """
    # not a matrix product: that starts threads, whose waiting costs many times as much as so few rows
    return np.asarray(np.einsum("ir,jr->ij", _standard(rows), _standard(others)))


def _standard(rows: Floats) -> Floats:
    """Return rows of length 1 around 0; NaN for one that does not vary."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    return np.asarray(centred / np.where(np.ptp(rows, axis=1, keepdims=True) > 0.0, length, np.nan))
