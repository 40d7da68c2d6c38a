"""Deadlines: how late an event of a run may come so that nodes still come in time.

The run is taken as it came: its durations, its stops, the order in which people went from work to work. One
event, the start or the finish of an activity, is then put at a date of its own, whatever it waited for; all
others stay or follow. From the required date latest dates are carried back (`rules.latest`). Where the
run is late anyway, a pass forward without the event tells whether some chain past it is to blame.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit, part
from scenario.rules.schedule.calendar import CalendarTables, add_work, snap
from scenario.rules.schedule.latest import Room, carry_back, lay_out, room_for
from scenario.rules.schedule.precedence import FUZZ, Precedence, holds
from scenario.rules.schedule.realised import Course

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Trial(NamedTuple):
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
    tables: CalendarTables, network: Precedence, course: Course, nodes: Ints, by: Floats
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
    runs, events = course.finish.shape[0], 2 * course.finish.shape[1]
    chains, result = np.empty((runs, events)), np.empty((runs, events))
    room = room_for(network, 1)
    trial = Trial(
        np.empty(events, np.int64),
        np.empty(events),
        np.empty(events),
        np.zeros(events, np.bool_),
        np.zeros(events, np.bool_),
    )
    for r in range(runs):
        length = lay_out(tables, network, course, r, room)
        room.latest[:] = np.inf
        for node in nodes:
            room.latest[2 * node + 1, 0] = by[r]
        carry_back(tables, network, course, r, room, length)
        chains[r] = result[r] = room.latest[:events, 0]
        late = _late(course, r, nodes, by[r])
        if late >= 0:
            many = _prepare(tables, network, course, r, room, length, trial)
            _try_each(tables, network, course, r, room, trial, many, late, nodes, by[r])
            for event in trial.needed[:many]:
                if not trial.saves[event]:
                    result[r, event] = -np.inf
    return result, chains


@part
def _late(course: Course, r: int, nodes: Ints, by: float) -> int:
    """Return the finish of the last of the nodes that are late in run r, −1 when none is."""
    late = -1
    for node in nodes:
        if not course.finish[r, node] <= by + FUZZ:
            late = 2 * node + 1
    return late


@part
def _prepare(
    tables: CalendarTables,
    network: Precedence,
    course: Course,
    r: int,
    room: Room,
    length: int,
    trial: Trial,
) -> int:
    """Fill in what trials of run r need; return how many events the nodes depend on."""
    for i in range(course.finish.shape[1]):
        trial.actual[2 * i], trial.actual[2 * i + 1] = course.start[r, i], course.finish[r, i]
    many = 0
    for place in range(length - 1, -1, -1):
        event = room.order[place]
        if room.latest[event, 0] < np.inf:
            trial.needed[many] = event
            many += 1
            found = _earliest(tables, network, course, r, room, trial.actual, event)
            came = trial.actual[event]
            trial.anchored[event] = not np.isfinite(came) or found < came - FUZZ
            trial.saves[event] = False
    return many


@part
def _try_each(
    tables: CalendarTables,
    network: Precedence,
    course: Course,
    r: int,
    room: Room,
    trial: Trial,
    many: int,
    late: int,
    nodes: Ints,
    by: float,
) -> None:
    """Find without which events of a late chain nodes are in time; without any other one they stay late."""
    event = late
    while event >= 0:
        _go_without(tables, network, course, r, room, trial, many, event)
        last = -np.inf
        for node in nodes:
            last = max(last, trial.early[2 * node + 1])
        trial.saves[event] = last <= by + FUZZ
        if trial.anchored[event]:
            break
        event = _drives(tables, network, course, r, room, trial.actual, event)


@part
def _go_without(
    tables: CalendarTables,
    network: Precedence,
    course: Course,
    r: int,
    room: Room,
    trial: Trial,
    many: int,
    removed: int,
) -> None:
    """Let all come that nodes depend on, when one event never keeps anything waiting."""
    behind = False
    for event in trial.needed[:many]:
        if event == removed:
            trial.early[event] = -np.inf
            behind = True
        elif trial.anchored[event] or not behind:
            trial.early[event] = trial.actual[event]
        else:
            trial.early[event] = _earliest(tables, network, course, r, room, trial.early, event)


@part
def _earliest(
    tables: CalendarTables, network: Precedence, course: Course, r: int, room: Room, early: Floats, event: int
) -> float:
    """Return when an event comes, given when those come that it waits for; −∞ when it waits for none."""
    i = event // 2
    at = -np.inf
    for k in range(network.first[event], network.first[event + 1]):
        if holds(network, k, course.regime[r]):
            at = max(at, early[network.source[k]] + network.lag[k])
    if event % 2:
        if early[2 * i] > -np.inf:
            at = max(at, add_work(tables, network.calendar[i], early[2 * i], course.span[r, i]))
        return at
    for m in range(room.first_giver[i], room.first_giver[i + 1]):
        at = max(at, early[2 * room.giver[m] + 1])
    if at > -np.inf and course.span[r, i] > FUZZ:
        at = snap(tables, network.calendar[i], at)
    return at


@part
def _drives(
    tables: CalendarTables,
    network: Precedence,
    course: Course,
    r: int,
    room: Room,
    actual: Floats,
    event: int,
) -> int:
    """Return the event that an event waited for longest, −1 when it waited for none."""
    i = event // 2
    best, at = -1, -np.inf
    for k in range(network.first[event], network.first[event + 1]):
        source = network.source[k]
        if holds(network, k, course.regime[r]) and actual[source] + network.lag[k] > at:
            best, at = source, actual[source] + network.lag[k]
    if event % 2:
        worked = add_work(tables, network.calendar[i], actual[2 * i], course.span[r, i])
        return 2 * i if worked >= at else best
    for m in range(room.first_giver[i], room.first_giver[i + 1]):
        giver = 2 * room.giver[m] + 1
        if actual[giver] > at:
            best, at = giver, actual[giver]
    return best
