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

from scenario.measures.criticality import durations
from scenario.measures.delay import END, days_of
from scenario.measures.paths import paths_of
from scenario.measures.ranks import ranks
from scenario.rules.deadline import floats
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
    places = [-1 if name == END else outcomes.ids.index(name) for name in names]
    days = days_of(outcomes.arrays.finish, places[:-1])
    work = durations(outcomes)
    index = pd.Index(outcomes.ids, name="activity", dtype=str)
    own: dict[int, dict[str, Floats]] = {}
    for group in _alike(np.isfinite(days)):
        came = _rows(np.isfinite(days[:, group[0]]))
        columns = _columns(work[came], days[came][:, group])
        own |= {at: {key: told[place] for key, told in columns.items()} for place, at in enumerate(group)}
    found = {}
    for at, (slack, critical) in enumerate(_by_node(outcomes, places)):
        came = _rows(np.isfinite(days[:, at]))
        share = critical[came].mean(axis=0) if len(critical[came]) else np.full(len(index), np.nan)
        told = {"criticality": share, **own[at], **_quantiles(slack[came])}
        told["sensitivity"] = share * told["sensitivity"]
        table = np.column_stack([told[name] for name in COLUMNS])
        found[names[at]] = pd.DataFrame(table, index, COLUMNS, copy=False)
    return found


def _by_node(outcomes: Outcomes, places: list[int]) -> Iterator[tuple[Floats, np.ndarray]]:
    """Yield floats and criticality for each node, shape (runs, activities); some nodes at a time."""
    paths = paths_of(outcomes)
    many = max(1, ROOM // max(1, outcomes.runs * len(outcomes.ids)))
    for first in range(0, len(places), many):
        nodes = np.array(places[first : first + many], dtype=np.int64)
        yield from zip(*floats(*paths, nodes), strict=True)


def _rows(came: np.ndarray) -> np.ndarray | slice:
    """Return how to pick these runs; all of them without a copy."""
    return slice(None) if came.all() else came


def _alike(came: np.ndarray) -> list[list[int]]:
    """Return columns that are true in the same rows together: their ranks are found only once."""
    groups: dict[bytes, list[int]] = {}
    for at, column in enumerate(came.T):
        groups.setdefault(column.tobytes(), []).append(at)
    return list(groups.values())


def _columns(work: Floats, days: Floats) -> dict[str, Floats]:
    """Return each index, shape (nodes, activities); sensitivity before criticality is reckoned in."""
    if len(days) < 2:
        nothing = np.full((days.shape[1], work.shape[1]), np.nan)
        return {key: nothing.copy() for key in ("cruciality", "correlation", "sensitivity")}
    spread = days.std(axis=0, ddof=1)[:, None]
    share = work.std(axis=0, ddof=1) / np.where(spread > 0.0, spread, np.nan)
    return {
        "cruciality": correlations(ranks(days), _ranks(work)),
        "correlation": correlations(days, work),
        "sensitivity": share,
    }


def _ranks(columns: Floats) -> Floats:
    """Return the ranks in each column; what does not vary is left as it is."""
    ranked, varies = columns.copy(), np.flatnonzero(np.ptp(columns, axis=0) > 0.0)
    ranked[:, varies] = ranks(np.ascontiguousarray(columns[:, varies].T), axis=1).T
    return ranked


def _quantiles(slack: Floats) -> dict[str, Floats]:
    """Return quantiles of each column over the runs in which it has a value; NaN where none has."""
    told = {name: np.full(slack.shape[1], np.nan) for name in FLOATS}
    waits = np.flatnonzero(np.isfinite(slack).any(axis=0))
    rows = np.ascontiguousarray(slack.T[waits])
    rows[np.isinf(rows)] = np.nan
    ordered = np.sort(rows, axis=1)
    last = np.isfinite(ordered).sum(axis=1) - 1
    each = np.arange(len(waits))
    for name, share in FLOATS.items():
        below = (share * last).astype(np.int64)
        low, high = ordered[each, below], ordered[each, np.minimum(below + 1, last)]
        told[name][waits] = low + (share * last - below) * (high - low)
    return told


def correlations(columns: Floats, others: Floats) -> Floats:
    """Return Pearson's correlation of each column with each other; NaN where one of the two does not vary.

    >>> columns = np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]])
    >>> correlations(columns, np.array([[1.0], [2.0], [3.0]])).ravel()
    array([ 1., nan])
    """
    return np.asarray(_standard(columns).T @ _standard(others))


def _standard(columns: Floats) -> Floats:
    """Return columns of length 1 around 0; NaN for one that does not vary."""
    centred = columns - columns.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    return np.asarray(centred / np.where(np.ptp(columns, axis=0) > 0.0, length, np.nan))
