"""The driving path: which activities of a run decided when a node came, as P6's longest path tells it.

From the node each date is followed back to whatever it waited for last: a link, the activity's own work, or
the people who were handed on. Of what came last together all count. Other than a critical activity, one that
drives may have float, where a calendar's gap lies between it and what it drives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit, part
from scenario.rules.schedule.calendar import CalendarTables, add_work, snap
from scenario.rules.schedule.deadline import handed_on, held
from scenario.rules.schedule.latest import END, Workspace, lay_out, room_for
from scenario.rules.schedule.precedence import FUZZ, Precedence, holds, last_link
from scenario.rules.schedule.realised import RealisedSchedule

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@njit
def driving(
    tables: CalendarTables, network: Precedence, realised: RealisedSchedule, node: int
) -> NDArray[np.bool_]:
    """Return whether each activity drove a node in each run, shape (n, runs).

    Parameters
    ----------
    node : int
        The node; −1 for the last of all that came [index]
    """
    runs, count = realised.finish.shape
    drove = np.zeros((count, runs), np.bool_)
    actual, marked = np.empty(2 * count), np.zeros(2 * count, np.bool_)
    workspace = room_for(network, 1)
    for r in range(runs):
        length = lay_out(tables, network, realised, r, workspace)
        marked[:] = False
        for i in range(count):
            actual[2 * i], actual[2 * i + 1] = realised.start[r, i], realised.finish[r, i]
        _mark_ends(realised, r, node, marked)
        for place in range(length):
            event = workspace.order[place]
            if marked[event] and np.isfinite(actual[event]):
                drove[event // 2, r] = True
                _follow(tables, network, realised, r, workspace, actual, marked, event)
    return drove


@part
def _mark_ends(realised: RealisedSchedule, r: int, node: int, marked: Flags) -> None:
    """Mark the finish of the node, or of all that came last."""
    if node != END:
        marked[2 * node + 1] = True
        return
    end = -np.inf
    for finish in realised.finish[r]:
        if np.isfinite(finish):
            end = max(end, finish)
    for i in range(realised.finish.shape[1]):
        marked[2 * i + 1] = realised.finish[r, i] >= end - FUZZ and np.isfinite(realised.finish[r, i])


@part
def _follow(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    actual: Floats,
    marked: Flags,
    event: int,
) -> None:
    """Mark what an event waited for last, if it waited for that and not for a date."""
    last = _last_bound(tables, network, realised, r, workspace, actual, event)
    reached = last
    if event % 2 == 0 and last > -np.inf and realised.span[r, event // 2] > FUZZ:
        reached = snap(tables, network.calendar[event // 2], last)
    if reached < actual[event] - FUZZ:
        return  # it waited for a date, for sales, or for what people did in between
    i, span = event // 2, realised.span[r, event // 2]
    if event % 2:
        marked[2 * i] = marked[2 * i] or _worked(tables, network, actual, i, span) >= last - FUZZ
    for k in range(network.first[event], _links_end(network, event)):
        source = network.source[k]
        known = holds(network, k, realised.regime[r]) and np.isfinite(actual[source])
        if known and held(tables, network, k, actual[source], event, span) >= last - FUZZ:
            marked[source] = True
    if event % 2 == 0:
        for m in range(workspace.first_giver[i], workspace.first_giver[i + 1]):
            giver = workspace.giver[m]
            if handed_on(tables, network, realised, r, actual, giver) >= last - FUZZ:
                marked[giver] = True


@part
def _links_end(network: Precedence, event: int) -> int:
    """Return where the links end that keep an event waiting, a finish by itself too."""
    return int(network.first[event + 1] if event % 2 else last_link(network, event))


@part
def _worked(tables: CalendarTables, network: Precedence, actual: Floats, i: int, span: float) -> float:
    return float(add_work(tables, network.calendar[i], actual[2 * i], span))


@part
def _last_bound(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    actual: Floats,
    event: int,
) -> float:
    """Return until when an event was kept waiting; −∞ when it waited for nothing [days]."""
    i, span = event // 2, realised.span[r, event // 2]
    last = -np.inf
    if event % 2:
        last = _worked(tables, network, actual, i, span)
    for k in range(network.first[event], _links_end(network, event)):
        source = network.source[k]
        if holds(network, k, realised.regime[r]) and np.isfinite(actual[source]):
            last = max(last, held(tables, network, k, actual[source], event, span))
    if event % 2 == 0:
        for m in range(workspace.first_giver[i], workspace.first_giver[i + 1]):
            last = max(last, handed_on(tables, network, realised, r, actual, workspace.giver[m]))
    return float(last)
