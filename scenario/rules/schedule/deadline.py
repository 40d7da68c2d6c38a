"""Deadlines: how late an event of a run may come so that nodes still come in time.

The run is taken as it came: its durations, its stops, the order in which people went from work to work. One
event, the start or the finish of an activity, is then put at a date of its own, whatever it waited for; all
others stay or follow. From the required date latest dates are carried back (`latest.py`). Where the
run is late anyway, no event saves it past which some chain leads to a late node.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import inlined, njit, part
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


@by_reference
class Cover(NamedTuple):
    """Which events of a late run cannot save it, for n activities, m of whose events the nodes depend on.

    Attributes
    ----------
    needed : array, shape (2n,)
        The m events that the nodes depend on, each after those that it waits for
    place : array, shape (2n,)
        Where an event stands among them
    actual : array, shape (2n,)
        When each event came [days]
    change : array, shape (2n + 1,)
        How many more reasons a place has than the one before it for the run to be late without its event
    """

    needed: Ints
    place: Ints
    actual: Floats
    change: Ints


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
    cover = Cover(
        np.empty(events, np.int64),
        np.zeros(events, np.int64),
        np.empty(events),
        np.zeros(events + 1, np.int64),
    )
    for r in range(runs):
        length = lay_out(tables, network, realised, r, workspace)
        workspace.latest[:] = np.inf
        for node in nodes:
            workspace.latest[2 * node + 1, 0] = by[r]
        carry_back(tables, network, realised, r, workspace, length)
        chains[r] = result[r] = workspace.latest[:events, 0]
        is_late = False
        for node in nodes:
            is_late |= not realised.finish[r, node] <= by[r] + FUZZ
        if is_late:
            many = _lay_out_needed(realised, r, workspace, length, cover)
            for node in nodes:
                if not realised.finish[r, node] <= by[r] + FUZZ:
                    _hide(cover, cover.place[2 * node + 1] + 1, many)
            for place in range(many):
                _cover_from(tables, network, realised, r, workspace, cover, place)
            reasons = 0
            for place in range(many):
                reasons += cover.change[place]
                if reasons > 0:
                    result[r, cover.needed[place]] = -np.inf
    return result, chains


@part
def _lay_out_needed(
    realised: RealisedSchedule, r: int, workspace: Workspace, length: int, cover: Cover
) -> int:
    """Put the events that the nodes depend on in the order of a pass forward; return how many they are."""
    for i in range(realised.finish.shape[1]):
        cover.actual[2 * i], cover.actual[2 * i + 1] = realised.start[r, i], realised.finish[r, i]
    many = 0
    for place in range(length - 1, -1, -1):
        event = workspace.order[place]
        if workspace.latest[event, 0] < np.inf:
            cover.needed[many], cover.place[event] = event, many
            many += 1
    for place in range(many + 1):
        cover.change[place] = 0
    return many


@inlined
def _hide(cover: Cover, first: int, end: int) -> None:
    """Note a reason why the run is late without an event that stands at one of the places first … end − 1."""
    if first < end:
        cover.change[first] += 1
        cover.change[end] -= 1


@part
def _cover_from(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    cover: Cover,
    place: int,
) -> None:
    """Note which events cannot save a run for what the event at a place waits for, or comes late by itself.

    Without an event, those before it in the pass come when they came. So the nodes are late just if one of
    those keeps one behind it waiting too long, or one behind it comes too late whatever it waits for.
    """
    event = cover.needed[place]
    i, span = event // 2, realised.span[r, event // 2]
    in_time = workspace.latest[event, 0] + FUZZ
    found = -np.inf
    last = network.first[event + 1] if event % 2 else last_link(network, event)
    for k in range(network.first[event], last):
        if holds(network, k, realised.regime[r]):
            source = network.source[k]
            at = held(tables, network, k, cover.actual[source], event, span)
            if k < network.first[event + 1]:
                at = _opened(tables, network, event, span, at)
            found = max(found, _waited(cover, source, place, at, in_time))
    if event % 2:
        worked = add_work(tables, network.calendar[i], cover.actual[2 * i], span)
        found = max(found, _waited(cover, 2 * i, place, worked, in_time))
    else:
        for m in range(workspace.first_giver[i], workspace.first_giver[i + 1]):
            giver = workspace.giver[m]
            at = handed_on(tables, network, realised, r, cover.actual, giver)
            at = _opened(tables, network, event, span, at)
            found = max(found, _waited(cover, giver, place, at, in_time))
    came = cover.actual[event]
    comes_by_itself = not np.isfinite(came) or found < came - FUZZ
    if comes_by_itself and not came <= in_time:
        _hide(cover, 0, place)


@inlined
def _waited(cover: Cover, source: int, place: int, at: float, in_time: float) -> float:
    """Note the events between two of which one keeps the other waiting too long; return until when."""
    if at > in_time:
        _hide(cover, cover.place[source] + 1, place)
    return at


@inlined
def _opened(tables: CalendarTables, network: Precedence, event: int, span: float, at: float) -> float:
    """Return when work may start that waited until an instant; finishes need no open calendar."""
    if event % 2 or at == -np.inf or span <= FUZZ:
        return at
    return float(snap(tables, network.calendar[event // 2], at))


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
