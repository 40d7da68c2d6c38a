"""How often each activity decides when a node is reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenario.model.run import EXTRA
from scenario.rules.criticality import Precedence, critical, precedence, working_times
from scenario.study.outcomes import Outcomes

END = -1


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
    arrays = outcomes.arrays
    return critical(
        outcomes.plan.timetable.tables,
        network_of(outcomes),
        np.ascontiguousarray(arrays.ready),
        *_worked(outcomes),
        END if node is None else outcomes.ids.index(node),
    )


def durations(outcomes: Outcomes) -> np.ndarray:
    """Return the working time that each activity took in each run, shape (runs, activities) [days]."""
    return working_times(outcomes.plan.timetable.tables, network_of(outcomes), *_worked(outcomes))


def _worked(outcomes: Outcomes) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return start, finish, work and regime of the runs."""
    arrays = outcomes.arrays
    dates = (np.ascontiguousarray(each) for each in (arrays.start, arrays.finish, arrays.work))
    start, finish, work = dates
    return start, finish, work, arrays.extra[:, EXTRA.index("regime")].astype(np.int64)


def network_of(outcomes: Outcomes) -> Precedence:
    """Return who waits for whom in the timetable of a plan."""
    table = outcomes.plan.timetable
    links = table.links
    pools = [{pool for pool, _ in demand} for demand in table.demand]
    columns = (links.before, links.after, links.kind, links.lag, links.regime)
    return precedence(table.calendar, columns, pools)
