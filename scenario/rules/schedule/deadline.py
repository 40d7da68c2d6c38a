"""Deadlines: how late an event of a run may come so that nodes still come in time.

The run is taken as it came: its durations, its stops, the order in which people went from work to work. One
event, the start or the finish of an activity, is then put at a date of its own, whatever it waited for; all
others stay or follow. From the required date latest dates are carried back (`latest.py`). Where the
run is late anyway, a pass forward without the event tells whether some chain past it is to blame.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit, part
from scenario.rules.schedule.calendar import (
    CalendarTables,
    add_work,
    finish_instant,
    snap,
    subtract_work,
)
from scenario.rules.schedule.latest import Workspace, carry_back, lay_out, room_for
from scenario.rules.schedule.precedence import (
    FUZZ,
    Precedence,
    bounds_finish,
    held_until,
    holds,
    last_link,
)
from scenario.rules.schedule.realised import RealisedSchedule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Rerun(NamedTuple):
    """A late run gone through again without one of its events, for n activities.

    Attributes
    ----------
    needed : array, shape (2n,)
        The events that the nodes depend on, each after those that it waits for
    actual, early : arrays, shape (2n,)
        When each event came, and when it comes in the trial; −∞ for one that is left out [days]
    anchored : array, shape (2n,)
        Whether it came later than all that it waited for had it: it comes then in every trial
    saves : array, shape (2n,)
        Whether the nodes are in time without it
    """

    needed: Ints
    actual: Floats
    early: Floats
    anchored: Flags
    saves: Flags


@njit
def deadlines(
    tables: CalendarTables, network: Precedence, realised: RealisedSchedule, nodes: Ints, by: Floats
) -> tuple[Floats, Floats]:
    """Return how late each event of each run may come for nodes to finish in time: two of shape (runs, 2n).

    Starts stand at 2i, finishes at 2i + 1. The first is −∞ where the nodes are late however early the event
    comes; the second looks at the event's own successors only, as if all else came in time. Both are infinite
    where the nodes do not depend on the event [days].

    Parameters
    ----------
    nodes : array
        The activities that must all finish in time [index]
    by : array, shape (runs,)
        When they must be finished [days]
    """
    runs, events = realised.finish.shape[0], 2 * realised.finish.shape[1]
    chains, result = np.empty((runs, events)), np.empty((runs, events))
    workspace = room_for(network, 1)
    rerun = Rerun(
        np.empty(events, np.int64),
        np.empty(events),
        np.empty(events),
        np.zeros(events, np.bool_),
        np.zeros(events, np.bool_),
    )
    for r in range(runs):
        length = lay_out(tables, network, realised, r, workspace)
        workspace.latest[:] = np.inf
        for node in nodes:
            workspace.latest[2 * node + 1, 0] = by[r]
        carry_back(tables, network, realised, r, workspace, length)
        chains[r] = result[r] = workspace.latest[:events, 0]
        late = _late(realised, r, nodes, by[r])
        if late >= 0:
            many = _prepare(tables, network, realised, r, workspace, length, rerun)
            while late >= 0:  # without any event off this chain nodes stay late
                _go_without(tables, network, realised, r, workspace, rerun, many, late)
                rerun.saves[late] = _in_time(rerun, nodes, by[r])
                if rerun.anchored[late]:
                    break
                late = _drives(tables, network, realised, r, workspace, rerun.actual, late)
            for event in rerun.needed[:many]:
                if not rerun.saves[event]:
                    result[r, event] = -np.inf
    return result, chains


@part
def _late(realised: RealisedSchedule, r: int, nodes: Ints, by: float) -> int:
    """Return the finish of the last of the nodes that are late in run r, −1 when none is."""
    late = -1
    for node in nodes:
        if not realised.finish[r, node] <= by + FUZZ:
            late = 2 * node + 1
    return late


@part
def _prepare(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    length: int,
    rerun: Rerun,
) -> int:
    """Fill in what trials of run r need; return how many events the nodes depend on."""
    for i in range(realised.finish.shape[1]):
        rerun.actual[2 * i], rerun.actual[2 * i + 1] = realised.start[r, i], realised.finish[r, i]
    many = 0
    for place in range(length - 1, -1, -1):
        event = workspace.order[place]
        if workspace.latest[event, 0] < np.inf:
            rerun.needed[many] = event
            many += 1
            found = _earliest(tables, network, realised, r, workspace, rerun.actual, event)
            came = rerun.actual[event]
            rerun.anchored[event] = not np.isfinite(came) or found < came - FUZZ
            rerun.saves[event] = False
    return many


@part
def _in_time(rerun: Rerun, nodes: Ints, by: float) -> bool:
    """Return whether all nodes come in time in the trial."""
    last = -np.inf
    for node in nodes:
        last = max(last, rerun.early[2 * node + 1])
    return bool(last <= by + FUZZ)


@part
def _go_without(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    rerun: Rerun,
    many: int,
    removed: int,
) -> None:
    """Let all come that nodes depend on, when one event never keeps anything waiting."""
    behind = False
    for event in rerun.needed[:many]:
        if event == removed:
            rerun.early[event] = -np.inf
            behind = True
        elif rerun.anchored[event] or not behind:
            rerun.early[event] = rerun.actual[event]
        else:
            rerun.early[event] = _earliest(tables, network, realised, r, workspace, rerun.early, event)


@part
def _earliest(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    early: Floats,
    event: int,
) -> float:
    """Return when an event comes, given when those come that it waits for; −∞ when it waits for none."""
    i, span = event // 2, realised.span[r, event // 2]
    at = -np.inf
    for k in range(network.first[event], network.first[event + 1]):
        if holds(network, k, realised.regime[r]):
            at = max(at, held(tables, network, k, early[network.source[k]], event, span))
    if event % 2:
        if early[2 * i] > -np.inf:
            at = max(at, add_work(tables, network.calendar[i], early[2 * i], realised.span[r, i]))
        return at
    for m in range(workspace.first_giver[i], workspace.first_giver[i + 1]):
        at = max(at, handed_on(tables, network, realised, r, early, workspace.giver[m]))
    if at > -np.inf and realised.span[r, i] > FUZZ:
        at = snap(tables, network.calendar[i], at)
    for k in range(network.first[event + 1], last_link(network, event)):
        if holds(network, k, realised.regime[r]):
            at = max(at, held(tables, network, k, early[network.source[k]], event, span))
    return at


@part
def held(tables: CalendarTables, network: Precedence, k: int, at: float, event: int, span: float) -> float:
    """Return until when link k keeps an event waiting, given when that came which it waits for [days].

    The start of work without breaks is kept so long that the work ends when it may be finished.
    """
    c = network.calendar[event // 2]
    until = held_until(tables, network, k, at)
    if until == -np.inf or not bounds_finish(network, k, event) or span <= FUZZ:
        return float(until)
    until = finish_instant(tables, c, until)
    return float(until if event % 2 else subtract_work(tables, c, until, span))


@part
def handed_on(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    early: Floats,
    giver: int,
) -> float:
    """Return when people are handed on, given when events come [days]."""
    at = early[giver]
    if giver % 2 or at == -np.inf:
        return float(at)
    return float(add_work(tables, network.calendar[giver // 2], at, realised.span[r, giver // 2]))


@part
def _drives(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    actual: Floats,
    event: int,
) -> int:
    """Return the event that an event waited for longest, −1 when it waited for none."""
    i = event // 2
    best, at = -1, -np.inf
    last = network.first[event + 1] if event % 2 else last_link(network, event)
    for k in range(network.first[event], last):
        source = network.source[k]
        until = held(tables, network, k, actual[source], event, realised.span[r, i])
        if holds(network, k, realised.regime[r]) and until > at:
            best, at = source, until
    if event % 2:
        worked = add_work(tables, network.calendar[i], actual[2 * i], realised.span[r, i])
        return 2 * i if worked >= at else best
    for m in range(workspace.first_giver[i], workspace.first_giver[i + 1]):
        giver = workspace.giver[m]
        handed = handed_on(tables, network, realised, r, actual, giver)
        if handed > at:
            best, at = giver, handed
    return best
