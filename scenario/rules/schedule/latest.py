"""Latest dates: how late each event of a run may come so that a node still comes when it came.

From the dates of nodes latest dates are carried back over links, working time and hand-overs of people, from
every event to those that it waits for. An event is a start (2i) or a finish (2i + 1). One run at a time is
worked back, for all nodes at once, in a room that is made once.
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
    worked_until,
)
from scenario.rules.schedule.lag import before_lag
from scenario.rules.schedule.precedence import FUZZ, Precedence, bounds_finish, holds, last_link
from scenario.rules.schedule.realised import RealisedSchedule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
END = -1
"""The node that stands for the end of all that came."""


@by_reference
class Workspace(NamedTuple):
    """Where a run of n activities is worked back for m nodes; the next run takes the place of the last.

    Attributes
    ----------
    freed : array, shape (n,)
        When each activity let its people go, infinite if it never started [days]
    by_freed : array
        The members of each pool (`Precedence.member`), ordered by that
    first_giver : array, shape (n + 1,)
        Where the givers of each activity begin in the next one
    giver : array
        The events at which others handed people on to it: their finish, or their start where their work was
        done before they could be finished
    pending : array, shape (2n,)
        How many of those that wait for an event are not in `order` yet
    order : array, shape (2n,)
        Events such that each comes before those that it waits for
    latest : array, shape (2n + 2, m)
        The latest date of each event for each node, infinite where the node does not depend on it; the last
        rows are for the event at hand: where work may start, until when its finish may be kept waiting [days]
    """

    freed: Floats
    by_freed: Ints
    first_giver: Ints
    giver: Ints
    pending: Ints
    order: Ints
    latest: Floats


@njit
def room_for(network: Precedence, nodes: int) -> Workspace:
    """Return room for runs of a network and so many nodes."""
    count = network.calendar.shape[0]
    most = 0  # all may hand people on to all; of the room only what is used takes memory
    for place in network.pool:
        most += network.first_member[place + 1] - network.first_member[place]
    return Workspace(
        np.empty(count),
        network.member.copy(),
        np.zeros(count + 1, dtype=np.int64),
        np.empty(most, dtype=np.int64),
        np.empty(2 * count, dtype=np.int64),
        np.empty(2 * count, dtype=np.int64),
        np.empty((2 * count + 2, nodes)),
    )


@njit
def lay_out(
    tables: CalendarTables, network: Precedence, realised: RealisedSchedule, r: int, workspace: Workspace
) -> int:
    """Find who handed people on to whom in run r, and the order to work it back; return its length."""
    if _note_freed(tables, network, realised, r, workspace):
        for pool in range(network.first_member.shape[0] - 1):
            first, last = network.first_member[pool], network.first_member[pool + 1]
            members = network.member[first:last]
            order = np.argsort(workspace.freed[members], kind="mergesort")
            workspace.by_freed[first:last] = members[order]
    _hand_on(tables, network, realised, r, workspace)
    return _put_in_order(network, realised.regime[r], workspace)


@part
def _note_freed(
    tables: CalendarTables, network: Precedence, realised: RealisedSchedule, r: int, workspace: Workspace
) -> bool:
    """Note when each activity let its people go, its work done; return whether any waited for them."""
    any_waited = False
    for i in range(network.calendar.shape[0]):
        workspace.freed[i] = np.inf
        start = realised.start[r, i]
        if network.first_pool[i] < network.first_pool[i + 1] and np.isfinite(start):
            workspace.freed[i] = add_work(tables, network.calendar[i], start, realised.span[r, i])
            any_waited |= start > realised.ready[r, i] + FUZZ
    return any_waited


@part
def _hand_on(
    tables: CalendarTables, network: Precedence, realised: RealisedSchedule, r: int, workspace: Workspace
) -> None:
    """Fill in who gave people to whom."""
    filled = 0
    for i in range(network.calendar.shape[0]):
        start = realised.start[r, i]
        if np.isfinite(start) and start > realised.ready[r, i] + FUZZ:
            for m in range(network.first_pool[i], network.first_pool[i + 1]):
                filled = _hand_on_to(tables, network, realised, r, i, network.pool[m], workspace, filled)
        workspace.first_giver[i + 1] = filled


@part
def _hand_on_to(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    i: int,
    pool: int,
    workspace: Workspace,
    filled: int,
) -> int:
    """Fill in who gave people of a pool to activity i: the last who let them go before it started."""
    first = network.first_member[pool]
    place = _freed_by(workspace, first, network.first_member[pool + 1], realised.start[r, i] + FUZZ)
    while place > first:
        place -= 1
        giver = workspace.by_freed[place]
        freed = workspace.freed[giver]
        if not _got_at(tables, network, realised, r, i, freed):
            break
        if giver != i:
            workspace.giver[filled] = 2 * giver + (freed >= realised.finish[r, giver] - FUZZ)
            filled += 1
    return filled


@part
def _freed_by(workspace: Workspace, first: int, last: int, at: float) -> int:
    """Return the place behind the members, at first … last − 1, that had let people go by an instant."""
    while first < last:
        middle = (first + last) // 2
        if workspace.freed[workspace.by_freed[middle]] <= at:
            first = middle + 1
        else:
            last = middle
    return first


@inlined
def _got_at(
    tables: CalendarTables, network: Precedence, realised: RealisedSchedule, r: int, i: int, freed: float
) -> bool:
    """Whether activity i, which waited for people, got them when others let them go."""
    if freed < realised.ready[r, i] - FUZZ or freed > realised.start[r, i] + FUZZ:
        return False
    return bool(snap(tables, network.calendar[i], freed) >= realised.start[r, i] - FUZZ)


@part
def _put_in_order(network: Precedence, regime: int, workspace: Workspace) -> int:
    """Put events in an order such that each comes before those that it waits for; return how many."""
    _count_pending(network, regime, workspace)
    filled = 0
    for event in range(workspace.pending.shape[0]):
        if workspace.pending[event] == 0:
            workspace.order[filled] = event
            filled += 1
    taken = 0
    while taken < filled:
        event = workspace.order[taken]
        taken += 1
        for k in range(network.first[event], last_link(network, event)):
            if holds(network, k, regime):
                filled = _release(workspace, network.source[k], filled)
        if event % 2:
            filled = _release(workspace, event - 1, filled)
        else:
            for m in range(workspace.first_giver[event // 2], workspace.first_giver[event // 2 + 1]):
                filled = _release(workspace, workspace.giver[m], filled)
    return filled


@inlined
def _count_pending(network: Precedence, regime: int, workspace: Workspace) -> None:
    """Count for each event those that wait for it."""
    for i in range(network.calendar.shape[0]):
        workspace.pending[2 * i] = 1  # its own finish
        workspace.pending[2 * i + 1] = 0
    for k in range(network.source.shape[0]):
        if holds(network, k, regime):
            workspace.pending[network.source[k]] += 1
    for m in range(workspace.first_giver[-1]):
        workspace.pending[workspace.giver[m]] += 1


@part
def _release(workspace: Workspace, event: int, filled: int) -> int:
    """Note that one that waits for an event is in order; put the event there when it is the last."""
    workspace.pending[event] -= 1
    if workspace.pending[event] > 0:
        return filled
    workspace.order[filled] = event
    return filled + 1


@part
def require(realised: RealisedSchedule, r: int, nodes: Ints, workspace: Workspace) -> None:
    """Require each node, and END, when it came in run r; of one that never came nothing is required."""
    workspace.latest[:] = np.inf
    for v in range(nodes.shape[0]):
        if nodes[v] == END:
            _require_end(realised, r, workspace, v)
        elif np.isfinite(realised.finish[r, nodes[v]]):
            workspace.latest[2 * nodes[v] + 1, v] = realised.finish[r, nodes[v]]


@inlined
def _require_end(realised: RealisedSchedule, r: int, workspace: Workspace, v: int) -> None:
    """Require all that came by the last of it."""
    end = -np.inf
    for finish in realised.finish[r]:
        if np.isfinite(finish):
            end = max(end, finish)
    for i in range(realised.finish.shape[1]):
        if np.isfinite(realised.finish[r, i]):
            workspace.latest[2 * i + 1, v] = end


@part
def carry_back(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    length: int,
) -> None:
    """Carry the latest dates that are required back to all that they depend on, in run r.

    Parameters
    ----------
    length : int
        How many events are in order, see `lay_out`
    """
    for place in range(length):
        event = workspace.order[place]
        i, row, bound = event // 2, event, event
        first, last = network.first[event], last_link(network, event)
        if event % 2:
            _work_back(tables, network.calendar[i], realised.span[r, i], workspace, event)
        else:
            if realised.span[r, i] > FUZZ and network.calendar[i] != 0:
                row = _open_back(tables, network.calendar[i], workspace, event)
            for m in range(workspace.first_giver[i], workspace.first_giver[i + 1]):
                _hand_back(tables, network, realised, r, workspace, workspace.giver[m], row)
        if last > first and bounds_finish(network, last - 1, event):
            bound = _bound_back(tables, network, realised.span[r, i], workspace, i)
        for k in range(first, last):
            if holds(network, k, realised.regime[r]):
                _lower_by(tables, network, workspace, k, bound if bounds_finish(network, k, event) else row)


@inlined
def _hand_back(
    tables: CalendarTables,
    network: Precedence,
    realised: RealisedSchedule,
    r: int,
    workspace: Workspace,
    giver: int,
    row: int,
) -> None:
    """Let people be handed on no later than a row of dates allows."""
    if giver % 2:
        _lower(workspace, giver, row, 0.0)
        return
    c, span = network.calendar[giver // 2], realised.span[r, giver // 2]
    for v in range(workspace.latest.shape[1]):
        late = workspace.latest[row, v]
        if late < np.inf:
            workspace.latest[giver, v] = min(workspace.latest[giver, v], subtract_work(tables, c, late, span))


@inlined
def _lower_by(tables: CalendarTables, network: Precedence, workspace: Workspace, k: int, row: int) -> None:
    """Let what link k waits for come no later than a row of dates allows, less its lag."""
    event, c, lag = network.source[k], network.lag_calendar[k], network.lag[k]
    if c == 0:
        _lower(workspace, event, row, lag)
        return
    for v in range(workspace.latest.shape[1]):
        late = workspace.latest[row, v]
        if late < np.inf:
            workspace.latest[event, v] = min(workspace.latest[event, v], before_lag(tables, c, late, lag))


@inlined
def _bound_back(
    tables: CalendarTables, network: Precedence, span: float, workspace: Workspace, i: int
) -> int:
    """Put until when an activity's finish may be kept waiting in the last row; return that row.

    It may then still be finished by its latest date, and started by it if its work goes on without a break.
    """
    c = network.calendar[i]
    row: int = workspace.latest.shape[0] - 1
    for v in range(workspace.latest.shape[1]):
        late, start = workspace.latest[2 * i + 1, v], workspace.latest[2 * i, v]
        if late < np.inf and span > FUZZ and finish_instant(tables, c, late) > late + FUZZ:
            late = add_work(tables, c, 0.0, worked_until(tables, c, late))
        if network.bounded[i] and start < np.inf:
            at = add_work(tables, c, start, span)
            late = min(late, snap(tables, c, at) if span > FUZZ else at)
        workspace.latest[row, v] = late
    return row


@inlined
def _lower(workspace: Workspace, event: int, row: int, lag: float) -> None:
    """Let an event come no later than a row of dates allows, less a lag."""
    for v in range(workspace.latest.shape[1]):
        at = workspace.latest[row, v] - lag
        workspace.latest[event, v] = at if at < workspace.latest[event, v] else workspace.latest[event, v]


@inlined
def _work_back(tables: CalendarTables, c: int, span: float, workspace: Workspace, finish: int) -> None:
    """Let a start come no later than its finish and the work between them allow."""
    if c == 0:
        _lower(workspace, finish - 1, finish, span)
        return
    for v in range(workspace.latest.shape[1]):
        late = workspace.latest[finish, v]
        if late < np.inf:
            worked_back = subtract_work(tables, c, late, span)
            workspace.latest[finish - 1, v] = min(workspace.latest[finish - 1, v], worked_back)


@inlined
def _open_back(tables: CalendarTables, c: int, workspace: Workspace, start: int) -> int:
    """Put the latest dates of a start where work may start by then, in the last row; return that row."""
    row: int = workspace.latest.shape[0] - 2
    for v in range(workspace.latest.shape[1]):
        late = workspace.latest[start, v]
        workspace.latest[row, v] = _last_start(tables, c, late) if late < np.inf else late
    return row


@inlined
def _last_start(tables: CalendarTables, c: int, late: float) -> float:
    """Return the instant by which work may start when it must not start after `late` [days].

    In closed time that is the end of the last working day: who may start later starts on the next.
    """
    if snap(tables, c, late) <= late + FUZZ:
        return late
    return add_work(tables, c, 0.0, worked_until(tables, c, late))
