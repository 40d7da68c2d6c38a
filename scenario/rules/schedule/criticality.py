"""Criticality and float: which activities of a run, finished any later, would have delayed a node.

An activity is critical for a node when every delay of its finish, however short, delays the node. Extra work
of an activity is done in its own calendar, so that work that ends on Friday evening goes on Monday morning.
From the node's date the latest dates are carried back (`latest.py`); an activity is critical when its
work, if it went on, would go on at its latest finish or after it; else it has float. Activities on equal
paths are all critical. What a run's sales and cash decided is taken as it came.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import njit, part
from scenario.rules.schedule.calendar import CalendarTables, snap
from scenario.rules.schedule.latest import Workspace, carry_back, lay_out, require, room_for
from scenario.rules.schedule.precedence import FUZZ, Precedence
from scenario.rules.schedule.realised import RealisedSchedule


@by_reference
class Slack(NamedTuple):
    """What n activities could have lost before they delayed each of m nodes.

    Attributes
    ----------
    floats : array, shape (m, n, runs)
        How much later the activity could have been finished without delaying the node, in elapsed time. Told
        of the runs in which both came and the node waited for it, one after the other: only the first `known`
        of each row mean anything [days]
    known : array, shape (m, n)
        How many runs that are [runs]
    critical : array, shape (m, n, runs)
        Whether the activity was critical for the node in each run
    """

    floats: NDArray[np.float64]
    known: NDArray[np.int64]
    critical: NDArray[np.bool_]


@njit
def slack(
    tables: CalendarTables, network: Precedence, realised: RealisedSchedule, nodes: NDArray[np.int64]
) -> Slack:
    """Return the slack of all activities for some nodes, each by itself.

    People are taken to be handed on as they were in the run, so that away from the critical path a float is
    an estimate.

    Parameters
    ----------
    nodes : array, shape (m,)
        The nodes; −1 for the end of all that came [index]
    """
    runs, count = realised.finish.shape
    shape = nodes.shape[0], count, runs
    told = Slack(np.empty(shape), np.zeros(shape[:2], np.int64), np.zeros(shape, np.bool_))
    workspace = room_for(network, nodes.shape[0])
    for r in range(runs):
        length = lay_out(tables, network, realised, r, workspace)
        require(realised, r, nodes, workspace)
        carry_back(tables, network, realised, r, workspace, length)
        _tell(tables, network, realised, r, workspace, told)
    return told


@part
def _tell(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    told: Slack,
) -> None:
    """Tell the slack of run r behind that of the runs before it."""
    for i in range(realised.finish.shape[1]):
        finish = realised.finish[r, i]
        if np.isfinite(finish):
            goes_on = snap(tables, network.calendar[i], finish)
            for v in range(workspace.latest.shape[1]):
                late = workspace.latest[2 * i + 1, v]
                if np.isfinite(late):
                    told.floats[v, i, told.known[v, i]] = late - finish
                    told.known[v, i] += 1
                    told.critical[v, i, r] = goes_on >= late - FUZZ
