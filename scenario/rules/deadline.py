"""Deadlines: how late an event of a run may come so that nodes still come in time.

The run is taken as it came: its durations, its stops, the order in which people went from work to work. One
event, the start or the finish of an activity, is then put at a date of its own, whatever it waited for; all
others stay or follow. From the required date latest dates are carried back as for criticality. Where the
run is late anyway, a pass forward without the event tells whether some chain past it is to blame.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.rules.calendar import CalendarTables, add_work, snap, subtract_work
from scenario.rules.compiled import njit
from scenario.rules.criticality import FUZZ, Precedence, _last_start, _waited_for_mate, spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Handed = tuple[Ints, Ints]
"""Who got people from whom: the givers of activity i are second[first[i] : first[i + 1]]."""


@njit
def handed_on(
    tables: CalendarTables, network: Precedence, ready: Floats, start: Floats, finish: Floats
) -> Handed:
    """Return who got people from whom in a run."""
    count = start.shape[0]
    first = np.zeros(count + 1, dtype=np.int64)
    givers = np.empty(network.mate.shape[0], dtype=np.int64)
    filled = 0
    for i in range(count):
        if np.isfinite(start[i]) and start[i] > ready[i] + FUZZ:
            for m in range(network.first_mate[i], network.first_mate[i + 1]):
                mate = network.mate[m]
                if _waited_for_mate(tables, network, ready, start, finish, i, mate):
                    givers[filled] = mate
                    filled += 1
        first[i + 1] = filled
    return first, givers


@njit
def backwards(network: Precedence, handed: Handed, regime: int, order: Ints) -> int:
    """Fill `order` with events such that each comes before those that it waits for; return how many.

    Starts are 2i, finishes 2i + 1; `order` has room for all of them.
    """
    first_giver, givers = handed
    count = network.calendar.shape[0]
    pending = np.zeros(2 * count, dtype=np.int64)
    for i in range(count):
        pending[2 * i] += 1
        for m in range(first_giver[i], first_giver[i + 1]):
            pending[2 * givers[m] + 1] += 1
    for k in range(network.source.shape[0]):
        if network.regime[k] < 0 or network.regime[k] == regime:
            pending[network.source[k]] += 1
    filled = 0
    for event in range(2 * count):
        if pending[event] == 0:
            order[filled] = event
            filled += 1
    taken = 0
    while taken < filled:
        event = order[taken]
        taken += 1
        i = event // 2
        for k in range(network.first[event], network.first[event + 1]):
            if network.regime[k] < 0 or network.regime[k] == regime:
                pending[network.source[k]] -= 1
                if pending[network.source[k]] == 0:
                    order[filled] = network.source[k]
                    filled += 1
        if event % 2:
            pending[2 * i] -= 1
            if pending[2 * i] == 0:
                order[filled] = 2 * i
                filled += 1
        else:
            for m in range(first_giver[i], first_giver[i + 1]):
                source = 2 * givers[m] + 1
                pending[source] -= 1
                if pending[source] == 0:
                    order[filled] = source
                    filled += 1
    return filled


@njit
def carry_back(
    tables: CalendarTables,
    network: Precedence,
    handed: Handed,
    span: Floats,
    regime: int,
    order: Ints,
    latest: Floats,
) -> None:
    """Carry latest dates back, from events to those that they wait for.

    Parameters
    ----------
    handed : see `handed_on`
    span : array, shape (n,)
        Working times [days]
    order : array
        See `backwards`
    latest : array, shape (2n,)
        The dates of the nodes, infinite for all other events; filled with the latest date of each event, and
        left infinite where no node depends on it [days]
    """
    first_giver, givers = handed
    for event in order:
        late = latest[event]
        if late == np.inf:
            continue
        i = event // 2
        if event % 2:
            worked_back = subtract_work(tables, network.calendar[i], late, span[i])
            latest[2 * i] = min(latest[2 * i], worked_back)
        else:
            if span[i] > FUZZ:
                late = _last_start(tables, network.calendar[i], late)
            for m in range(first_giver[i], first_giver[i + 1]):
                source = 2 * givers[m] + 1
                latest[source] = min(latest[source], late)
        for k in range(network.first[event], network.first[event + 1]):
            if network.regime[k] < 0 or network.regime[k] == regime:
                source = network.source[k]
                latest[source] = min(latest[source], late - network.lag[k])


@njit
def _earliest(
    tables: CalendarTables,
    network: Precedence,
    handed: Handed,
    early: Floats,
    span: Floats,
    regime: int,
    event: int,
) -> float:
    """Return when an event comes, given when those come that it waits for; −∞ when it waits for none."""
    i = event // 2
    at = -np.inf
    for k in range(network.first[event], network.first[event + 1]):
        if network.regime[k] < 0 or network.regime[k] == regime:
            at = max(at, early[network.source[k]] + network.lag[k])
    if event % 2:
        if early[2 * i] > -np.inf:
            at = max(at, add_work(tables, network.calendar[i], early[2 * i], span[i]))
        return at
    for m in range(handed[0][i], handed[0][i + 1]):
        at = max(at, early[2 * handed[1][m] + 1])
    if at > -np.inf and span[i] > FUZZ:
        at = snap(tables, network.calendar[i], at)
    return at


@njit
def _drives(
    tables: CalendarTables,
    network: Precedence,
    handed: Handed,
    actual: Floats,
    span: Floats,
    regime: int,
    event: int,
) -> int:
    """Return the event that an event waited for longest, −1 when it waited for none."""
    i = event // 2
    best, at = -1, -np.inf
    for k in range(network.first[event], network.first[event + 1]):
        if (network.regime[k] < 0 or network.regime[k] == regime) and actual[network.source[k]] + network.lag[
            k
        ] > at:
            best, at = network.source[k], actual[network.source[k]] + network.lag[k]
    if event % 2:
        worked = add_work(tables, network.calendar[i], actual[2 * i], span[i])
        return 2 * i if worked >= at else best
    for m in range(handed[0][i], handed[0][i + 1]):
        giver = 2 * handed[1][m] + 1
        if actual[giver] > at:
            best, at = giver, actual[giver]
    return best


@njit
def _in_time_without(
    tables: CalendarTables,
    network: Precedence,
    handed: Handed,
    actual: Floats,
    anchored: NDArray[np.bool_],
    span: Floats,
    regime: int,
    events: Ints,
    removed: int,
    nodes: Ints,
    by: float,
    early: Floats,
) -> bool:
    """Return whether the nodes finish by a date when one event never keeps anything waiting.

    `events` are those that nodes depend on, each after what it waits for; `anchored` ones come when they
    came.
    """
    behind = False
    for event in events:
        if event == removed:
            early[event] = -np.inf
            behind = True
        elif anchored[event] or not behind:
            early[event] = actual[event]
        else:
            early[event] = _earliest(tables, network, handed, early, span, regime, event)
    last = -np.inf
    for node in nodes:
        last = max(last, early[2 * node + 1])
    return bool(last <= by + FUZZ)


@njit
def deadlines(
    tables: CalendarTables,
    network: Precedence,
    ready: Floats,
    start: Floats,
    finish: Floats,
    work: Floats,
    regime: Ints,
    nodes: Ints,
    by: Floats,
) -> tuple[Floats, Floats]:
    """Return how late each event of each run may come for nodes to finish in time: two of shape (runs, 2n).

    Starts stand at 2i, finishes at 2i + 1. The first is −∞ where the nodes are late however early the event
    comes; the second looks at the event's own successors only, as if all else came in time. Both are infinite
    where the nodes do not depend on the event [days].

    Parameters
    ----------
    ready, start, finish, work : arrays, shape (runs, n)
        Dates, and working time of the activity's own work [days]
    regime : array, shape (runs,)
        Presale regime of each run, −1 when undecided [index]
    nodes : array
        The activities that must all finish in time [index]
    by : array, shape (runs,)
        When they must be finished [days]
    """
    runs, count = finish.shape
    chains = np.empty((runs, 2 * count))
    result = np.empty((runs, 2 * count))
    order = np.empty(2 * count, dtype=np.int64)
    needed = np.empty(2 * count, dtype=np.int64)
    actual, early = np.empty(2 * count), np.empty(2 * count)
    anchored, saves = np.zeros(2 * count, dtype=np.bool_), np.zeros(2 * count, dtype=np.bool_)
    for r in range(runs):
        span = spans(tables, network, start[r], finish[r], work[r], regime[r])
        handed = handed_on(tables, network, ready[r], start[r], finish[r])
        latest = result[r]
        filled = backwards(network, handed, regime[r], order)
        latest[:] = np.inf
        for node in nodes:
            latest[2 * node + 1] = by[r]
        carry_back(tables, network, handed, span, regime[r], order[:filled], latest)
        chains[r] = latest
        late = -1
        for node in nodes:
            if not finish[r, node] <= by[r] + FUZZ:
                late = 2 * node + 1
        if late < 0:
            continue
        actual[0::2], actual[1::2] = start[r], finish[r]
        many = 0
        for place in range(filled - 1, -1, -1):
            event = order[place]
            if latest[event] < np.inf:
                needed[many] = event
                many += 1
                found = _earliest(tables, network, handed, actual, span, regime[r], event)
                anchored[event] = not np.isfinite(actual[event]) or found < actual[event] - FUZZ
        saves[:] = False
        # what is not on one late chain leaves that one late
        while late >= 0:
            saves[late] = _in_time_without(
                tables,
                network,
                handed,
                actual,
                anchored,
                span,
                regime[r],
                needed[:many],
                late,
                nodes,
                by[r],
                early,
            )
            late = -1 if anchored[late] else _drives(tables, network, handed, actual, span, regime[r], late)
        for event in needed[:many]:
            if not saves[event]:
                latest[event] = -np.inf
    return result, chains


@njit
def floats(
    tables: CalendarTables,
    network: Precedence,
    ready: Floats,
    start: Floats,
    finish: Floats,
    work: Floats,
    regime: Ints,
    nodes: Ints,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the total float of each activity for each node, and whether it was critical.

    Both have the shape (nodes, runs, n). The float is how much later the activity could have been finished
    without delaying the node, in elapsed time; infinite where the node does not wait for it, missing (NaN)
    where either never came. Node −1 is the end of all that came.

    Parameters
    ----------
    ready, start, finish, work, regime : see `deadlines`
    nodes : array
        The nodes, each by itself [index]
    """
    runs, count = finish.shape
    result = np.full((nodes.shape[0], runs, count), np.nan)
    critical = np.zeros((nodes.shape[0], runs, count), dtype=np.bool_)
    latest, order = np.empty(2 * count), np.empty(2 * count, dtype=np.int64)
    goes_on = np.empty(count)
    for r in range(runs):
        span = spans(tables, network, start[r], finish[r], work[r], regime[r])
        handed = handed_on(tables, network, ready[r], start[r], finish[r])
        came = np.flatnonzero(np.isfinite(finish[r]))
        events = order[: backwards(network, handed, regime[r], order)]
        for i in came:
            goes_on[i] = snap(tables, network.calendar[i], finish[r, i])
        for place in range(nodes.shape[0]):
            asked = came if nodes[place] < 0 else nodes[place : place + 1]
            by = -np.inf
            for i in asked:
                by = max(by, finish[r, i])
            if not np.isfinite(by):
                continue
            latest[:] = np.inf
            for i in asked:
                latest[2 * i + 1] = by
            carry_back(tables, network, handed, span, regime[r], events, latest)
            for i in came:
                late = latest[2 * i + 1]
                result[place, r, i] = late - finish[r, i]
                critical[place, r, i] = goes_on[i] >= late - FUZZ
    return result, critical
