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

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from scenario.measures.criticality import durations
from scenario.measures.delay import END, days_of
from scenario.measures.paths import paths_of
from scenario.rules.deadline import floats
from scenario.study.outcomes import Outcomes

Floats = np.ndarray
FLOATS = {"float_p10": 0.1, "float_p50": 0.5, "float_p90": 0.9}
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
    days = days_of(outcomes.arrays.finish, [outcomes.ids.index(name) for name in names[:-1]])
    work = durations(outcomes)
    places = [-1 if name == END else outcomes.ids.index(name) for name in names]
    slack, critical = floats(*paths_of(outcomes), np.array(places, dtype=np.int64))
    index = pd.Index(outcomes.ids, name="activity", dtype=str)
    found: dict[str, pd.DataFrame] = {}
    for group in _alike(np.isfinite(days)):
        came = np.isfinite(days[:, group[0]])
        if not came.any():
            found |= {names[at]: pd.DataFrame(np.nan, index, list(COLUMNS)) for at in group}
            continue
        columns = _columns(work[came], days[np.ix_(came, group)])
        for place, at in enumerate(group):
            own = {key: column[place] for key, column in columns.items()}
            share = critical[at][came].mean(axis=0)
            own |= {"criticality": share, "sensitivity": share * own["sensitivity"]}
            found[names[at]] = pd.DataFrame({**own, **_quantiles(slack[at][came])}, index)[list(COLUMNS)]
    return {name: found[name] for name in names}


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
        "cruciality": correlations(rankdata(days, axis=0), rankdata(work, axis=0)),
        "correlation": correlations(days, work),
        "sensitivity": share,
    }


def _quantiles(slack: Floats) -> dict[str, Floats]:
    """Return quantiles of each column over the runs in which it has a value; NaN where none has."""
    told = {name: np.full(slack.shape[1], np.nan) for name in FLOATS}
    waits = np.flatnonzero(np.isfinite(slack).any(axis=0))
    ordered = np.sort(np.where(np.isfinite(slack[:, waits]), slack[:, waits], np.nan).T, axis=1)
    last = np.isfinite(ordered).sum(axis=1) - 1
    rows = np.arange(len(waits))
    for name, share in FLOATS.items():
        below = (share * last).astype(np.int64)
        low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, last)]
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
