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


@njit
def _holds(network: Precedence, k: int, regime: int) -> bool:
    """Return whether a link holds in a run under this regime."""
    return bool(network.regime[k] < 0 or network.regime[k] == regime)


@njit
def givers(
    tables: CalendarTables, network: Precedence, ready: Floats, start: Floats, finish: Floats
) -> NDArray[np.bool_]:
    """Return for each pair of mates whether the second gave its people to the first, shape (mates,)."""
    gave = np.zeros(network.mate.shape[0], dtype=np.bool_)
    for i in range(start.shape[0]):
        if np.isfinite(start[i]) and start[i] > ready[i] + FUZZ:
            for m in range(network.first_mate[i], network.first_mate[i + 1]):
                gave[m] = _waited_for_mate(tables, network, ready, start, finish, i, network.mate[m])
    return gave


@njit
def latest_events(
    tables: CalendarTables,
    network: Precedence,
    gave: NDArray[np.bool_],
    finish: Floats,
    span: Floats,
    regime: int,
    nodes: Ints,
    by: float,
    latest: Floats,
    order: Ints,
) -> int:
    """Fill `latest` with the latest date of each event that lets the nodes finish by a date [days].

    Parameters
    ----------
    gave : array
        See `givers`
    finish, span : arrays, shape (n,)
        Dates of the run, and working times [days]
    nodes : array
        The activities that must finish by the date [index]
    by : float
        The date [days]
    latest : array, shape (2n,)
        Filled; starts (2i) and finishes (2i + 1), infinite where no node depends on it [days]
    order : array, shape (2n,)
        Filled with the events such that each comes before those that it waits for

    Returns
    -------
    int
        How many events are in `order`
    """
    count = finish.shape[0]
    pending = np.zeros(2 * count, dtype=np.int64)
    latest[:] = np.inf
    for node in nodes:
        latest[2 * node + 1] = by
    for i in range(count):
        pending[2 * i] += 1
        for m in range(network.first_mate[i], network.first_mate[i + 1]):
            if gave[m]:
                pending[2 * network.mate[m] + 1] += 1
    for k in range(network.source.shape[0]):
        if _holds(network, k, regime):
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
        late = latest[event]
        if event % 2 == 0 and span[i] > FUZZ and np.isfinite(late):
            late = _last_start(tables, network.calendar[i], late)
        for k in range(network.first[event], network.first[event + 1]):
            if _holds(network, k, regime):
                source = network.source[k]
                latest[source] = min(latest[source], late - network.lag[k])
                pending[source] -= 1
                if pending[source] == 0:
                    order[filled] = source
                    filled += 1
        if event % 2:
            if np.isfinite(late):
                worked_back = subtract_work(tables, network.calendar[i], late, span[i])
                latest[2 * i] = min(latest[2 * i], worked_back)
            pending[2 * i] -= 1
            if pending[2 * i] == 0:
                order[filled] = 2 * i
                filled += 1
        else:
            for m in range(network.first_mate[i], network.first_mate[i + 1]):
                if gave[m]:
                    source = 2 * network.mate[m] + 1
                    latest[source] = min(latest[source], late)
                    pending[source] -= 1
                    if pending[source] == 0:
                        order[filled] = source
                        filled += 1
    return filled


@njit
def _earliest(
    tables: CalendarTables,
    network: Precedence,
    gave: NDArray[np.bool_],
    early: Floats,
    span: Floats,
    regime: int,
    event: int,
) -> float:
    """Return when an event comes, given when those come that it waits for; −∞ when it waits for none."""
    i = event // 2
    at = -np.inf
    for k in range(network.first[event], network.first[event + 1]):
        if _holds(network, k, regime):
            at = max(at, early[network.source[k]] + network.lag[k])
    if event % 2:
        if early[2 * i] > -np.inf:
            at = max(at, add_work(tables, network.calendar[i], early[2 * i], span[i]))
        return at
    for m in range(network.first_mate[i], network.first_mate[i + 1]):
        if gave[m]:
            at = max(at, early[2 * network.mate[m] + 1])
    if at > -np.inf and span[i] > FUZZ:
        at = snap(tables, network.calendar[i], at)
    return at


@njit
def _drives(
    tables: CalendarTables,
    network: Precedence,
    gave: NDArray[np.bool_],
    actual: Floats,
    span: Floats,
    regime: int,
    event: int,
) -> int:
    """Return the event that an event waited for longest, −1 when it waited for none."""
    i = event // 2
    best, at = -1, -np.inf
    for k in range(network.first[event], network.first[event + 1]):
        if _holds(network, k, regime) and actual[network.source[k]] + network.lag[k] > at:
            best, at = network.source[k], actual[network.source[k]] + network.lag[k]
    if event % 2:
        worked = add_work(tables, network.calendar[i], actual[2 * i], span[i])
        return 2 * i if worked >= at else best
    for m in range(network.first_mate[i], network.first_mate[i + 1]):
        if gave[m] and actual[2 * network.mate[m] + 1] > at:
            best, at = 2 * network.mate[m] + 1, actual[2 * network.mate[m] + 1]
    return best


@njit
def _in_time_without(
    tables: CalendarTables,
    network: Precedence,
    gave: NDArray[np.bool_],
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
            early[event] = _earliest(tables, network, gave, early, span, regime, event)
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
        Dates, and drawn working time [days]
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
        gave = givers(tables, network, ready[r], start[r], finish[r])
        latest = result[r]
        filled = latest_events(tables, network, gave, finish[r], span, regime[r], nodes, by[r], latest, order)
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
                found = _earliest(tables, network, gave, actual, span, regime[r], event)
                anchored[event] = not np.isfinite(actual[event]) or found < actual[event] - FUZZ
        saves[:] = False
        # what is not on one late chain leaves that one late
        while late >= 0:
            saves[late] = _in_time_without(
                tables,
                network,
                gave,
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
            late = -1 if anchored[late] else _drives(tables, network, gave, actual, span, regime[r], late)
        for event in needed[:many]:
            if not saves[event]:
                latest[event] = -np.inf
    return result, chains
