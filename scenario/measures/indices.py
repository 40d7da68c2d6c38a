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

The words are those of PMI and of M. Vanhoucke, Measuring Time (2009), ch. 6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from scenario.measures.criticality import durations, is_critical
from scenario.measures.delay import END, days_of
from scenario.study.outcomes import Outcomes

Floats = np.ndarray
COLUMNS = ("criticality", "cruciality", "correlation", "sensitivity")


def indices(outcomes: Outcomes, nodes: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
    """Return for each node, and for END, the indices of every activity, activity × COLUMNS.

    Runs in which the node never came are left out. Correlations are missing (NaN) where the activity always
    takes the same time or the node always comes on the same day.

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
    critical = [is_critical(outcomes, None if name == END else name) for name in names]
    index = pd.Index(outcomes.ids, name="activity", dtype=str)
    found = {}
    for group in _alike(np.isfinite(days)):
        came = np.isfinite(days[:, group[0]])
        columns = _columns(work[came], days[np.ix_(came, group)], [critical[at][came] for at in group])
        for place, at in enumerate(group):
            found[names[at]] = pd.DataFrame({key: columns[key][place] for key in COLUMNS}, index)
    return {name: found[name] for name in names}


def _alike(came: np.ndarray) -> list[list[int]]:
    """Return columns that are true in the same rows together: their ranks are found only once."""
    groups: dict[bytes, list[int]] = {}
    for at, column in enumerate(came.T):
        groups.setdefault(column.tobytes(), []).append(at)
    return list(groups.values())


def _columns(work: Floats, days: Floats, critical: list[np.ndarray]) -> dict[str, Floats]:
    """Return each index, shape (nodes, activities)."""
    if len(days) < 2:
        nothing = np.full((days.shape[1], work.shape[1]), np.nan)
        return dict.fromkeys(COLUMNS, nothing)
    share = np.array([own.mean(axis=0) for own in critical])
    spread = days.std(axis=0, ddof=1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        sensitivity = share * work.std(axis=0, ddof=1) / spread
    return {
        "criticality": share,
        "cruciality": correlations(rankdata(days, axis=0), rankdata(work, axis=0)),
        "correlation": correlations(days, work),
        "sensitivity": sensitivity,
    }


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
