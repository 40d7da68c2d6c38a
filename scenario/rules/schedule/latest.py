"""Latest dates: how late each event of a run may come so that a node still comes when it came.

From the dates of nodes latest dates are carried back over links, working time and hand-overs of people, from
every event to those that it waits for. An event is a start (2i) or a finish (2i + 1). One run at a time is
worked back, for all nodes at once, in a room that is made once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import inlined, njit, part
from scenario.rules.schedule.calendar import CalendarTables, add_work, snap, subtract_work, worked_until
from scenario.rules.schedule.precedence import FUZZ, Precedence, holds
from scenario.rules.schedule.realised import Course

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
END = -1
"""The node that stands for the end of all that came."""


class Room(NamedTuple):
    """Where a run of n activities is worked back for m nodes; the next run takes the place of the last.

    Attributes
    ----------
    first_giver : array, shape (n + 1,)
        Where the givers of each activity begin in the next one
    giver : array
        The activities that handed people on to it when they were finished
    pending : array, shape (2n,)
        How many of those that wait for an event are not in `order` yet
    order : array, shape (2n,)
        Events such that each comes before those that it waits for
    latest : array, shape (2n + 1, m)
        The latest date of each event for each node, infinite where the node does not depend on it; the last
        row is for the start at hand, put where work may start [days]
    """

    first_giver: Ints
    giver: Ints
    pending: Ints
    order: Ints
    latest: Floats


@njit
def room_for(network: Precedence, nodes: int) -> Room:
    """Return room for runs of a network and so many nodes."""
    count = network.calendar.shape[0]
    return Room(
        np.zeros(count + 1, dtype=np.int64),
        np.empty(network.mate.shape[0], dtype=np.int64),
        np.empty(2 * count, dtype=np.int64),
        np.empty(2 * count, dtype=np.int64),
        np.empty((2 * count + 1, nodes)),
    )


@part
def lay_out(tables: CalendarTables, network: Precedence, course: Course, r: int, room: Room) -> int:
    """Find who handed people on to whom in run r, and the order to work it back; return its length."""
    _hand_on(tables, network, course, r, room)
    return _put_in_order(network, course.regime[r], room)


@inlined
def _hand_on(tables: CalendarTables, network: Precedence, course: Course, r: int, room: Room) -> None:
    """Fill in who gave people to whom."""
    filled = 0
    for i in range(network.calendar.shape[0]):
        start = course.start[r, i]
        if np.isfinite(start) and start > course.ready[r, i] + FUZZ:
            for m in range(network.first_mate[i], network.first_mate[i + 1]):
                if _got_from(tables, network, course, r, i, network.mate[m]):
                    room.giver[filled] = network.mate[m]
                    filled += 1
        room.first_giver[i + 1] = filled


@inlined
def _got_from(tables: CalendarTables, network: Precedence, course: Course, r: int, i: int, mate: int) -> bool:
    """Whether activity i, which waited for people, got them when `mate` let them go."""
    freed = course.finish[r, mate]
    if freed < course.ready[r, i] - FUZZ or freed > course.start[r, i] + FUZZ:
        return False
    return bool(snap(tables, network.calendar[i], freed) >= course.start[r, i] - FUZZ)


@part
def _put_in_order(network: Precedence, regime: int, room: Room) -> int:
    """Put events in an order such that each comes before those that it waits for; return how many."""
    _count_pending(network, regime, room)
    filled = 0
    for event in range(room.pending.shape[0]):
        if room.pending[event] == 0:
            room.order[filled] = event
            filled += 1
    taken = 0
    while taken < filled:
        event = room.order[taken]
        taken += 1
        for k in range(network.first[event], network.first[event + 1]):
            if holds(network, k, regime):
                filled = _release(room, network.source[k], filled)
        if event % 2:
            filled = _release(room, event - 1, filled)
        else:
            for m in range(room.first_giver[event // 2], room.first_giver[event // 2 + 1]):
                filled = _release(room, 2 * room.giver[m] + 1, filled)
    return filled


@inlined
def _count_pending(network: Precedence, regime: int, room: Room) -> None:
    """Count for each event those that wait for it."""
    for i in range(network.calendar.shape[0]):
        room.pending[2 * i] = 1  # its own finish
        room.pending[2 * i + 1] = 0
    for k in range(network.source.shape[0]):
        if holds(network, k, regime):
            room.pending[network.source[k]] += 1
    for m in range(room.first_giver[-1]):
        room.pending[2 * room.giver[m] + 1] += 1


@inlined
def _release(room: Room, event: int, filled: int) -> int:
    """Note that one that waits for an event is in order; put the event there when it is the last."""
    room.pending[event] -= 1
    if room.pending[event] > 0:
        return filled
    room.order[filled] = event
    return filled + 1


@part
def require(course: Course, r: int, nodes: Ints, room: Room) -> None:
    """Require each node, and END, when it came in run r; of one that never came nothing is required."""
    room.latest[:] = np.inf
    for v in range(nodes.shape[0]):
        if nodes[v] == END:
            _require_end(course, r, room, v)
        elif np.isfinite(course.finish[r, nodes[v]]):
            room.latest[2 * nodes[v] + 1, v] = course.finish[r, nodes[v]]


@inlined
def _require_end(course: Course, r: int, room: Room, v: int) -> None:
    """Require all that came by the last of it."""
    end = -np.inf
    for finish in course.finish[r]:
        if np.isfinite(finish):
            end = max(end, finish)
    for i in range(course.finish.shape[1]):
        if np.isfinite(course.finish[r, i]):
            room.latest[2 * i + 1, v] = end


@part
def carry_back(
    tables: CalendarTables, network: Precedence, course: Course, r: int, room: Room, length: int
) -> None:
    """Carry the latest dates that are required back to all that they depend on, in run r.

    Parameters
    ----------
    length : int
        How many events are in order, see `lay_out`
    """
    for place in range(length):
        event = room.order[place]
        i, row = event // 2, event
        if event % 2:
            _work_back(tables, network.calendar[i], course.span[r, i], room, event)
        else:
            if course.span[r, i] > FUZZ and network.calendar[i] != 0:
                row = _open_back(tables, network.calendar[i], room, event)
            for m in range(room.first_giver[i], room.first_giver[i + 1]):
                _lower(room, 2 * room.giver[m] + 1, row, 0.0)
        for k in range(network.first[event], network.first[event + 1]):
            if holds(network, k, course.regime[r]):
                _lower(room, network.source[k], row, network.lag[k])


@inlined
def _lower(room: Room, event: int, row: int, lag: float) -> None:
    """Let an event come no later than a row of dates allows, less a lag."""
    for v in range(room.latest.shape[1]):
        at = room.latest[row, v] - lag
        room.latest[event, v] = at if at < room.latest[event, v] else room.latest[event, v]


@inlined
def _work_back(tables: CalendarTables, c: int, span: float, room: Room, finish: int) -> None:
    """Let a start come no later than its finish and the work between them allow."""
    if c == 0:
        _lower(room, finish - 1, finish, span)
        return
    for v in range(room.latest.shape[1]):
        late = room.latest[finish, v]
        if late < np.inf:
            worked_back = subtract_work(tables, c, late, span)
            room.latest[finish - 1, v] = min(room.latest[finish - 1, v], worked_back)


@inlined
def _open_back(tables: CalendarTables, c: int, room: Room, start: int) -> int:
    """Put the latest dates of a start where work may start by then, in the last row; return that row."""
    row: int = room.latest.shape[0] - 1
    for v in range(room.latest.shape[1]):
        late = room.latest[start, v]
        room.latest[row, v] = _last_start(tables, c, late) if late < np.inf else late
    return row


@inlined
def _last_start(tables: CalendarTables, c: int, late: float) -> float:
    """Return the instant by which work may start when it must not start after `late` [days].

    In closed time that is the end of the last working day: who may start later starts on the next.
    """
    if snap(tables, c, late) <= late + FUZZ:
        return late
    return add_work(tables, c, 0.0, worked_until(tables, c, late))
