"""How often each activity decides when a node is reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenario.analysis.schedule.realised import paths_of
from scenario.rules.schedule.criticality import slack
from scenario.rules.schedule.driving import driving
from scenario.rules.schedule.latest import END
from scenario.study.outcomes import Outcomes


def criticality_index(outcomes: Outcomes, node: str | None = None) -> pd.Series:
    """Return the share of runs in which each activity was critical, by activity [fraction].

    Parameters
    ----------
    outcomes : Outcomes
        The runs
    node : str, optional
        Critical for this activity; without it, for the end of the project
    """
    index = pd.Index(outcomes.ids, name="activity", dtype=str)
    return pd.Series(is_critical(outcomes, node).mean(axis=0), index, name="criticality")


def is_critical(outcomes: Outcomes, node: str | None = None) -> np.ndarray:
    """Return whether each activity was critical in each run, shape (runs, activities)."""
    at = END if node is None else outcomes.ids.index(node)
    told = slack(*paths_of(outcomes), np.array([at]))
    return np.asarray(told.critical[0].T)


def driving_index(outcomes: Outcomes, node: str | None = None) -> pd.Series:
    """Return the share of runs in which each activity drove a node, or the end, by activity [fraction].

    It lies on the longest path, as P6 calls it: followed back from the node, it was among what came last. A
    critical activity is one whose every delay delays the node; one that drives may have a calendar's gap
    between it and what it drives.
    """
    at = END if node is None else outcomes.ids.index(node)
    index = pd.Index(outcomes.ids, name="activity", dtype=str)
    return pd.Series(driving(*paths_of(outcomes), at).mean(axis=1), index, name="driving")


def durations(outcomes: Outcomes) -> np.ndarray:
    """Return the working time that each activity took in each run, shape (runs, activities) [days]."""
    return paths_of(outcomes)[2].span
