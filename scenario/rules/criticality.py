"""Criticality: which activities of a run, finished any later, would have delayed a node.

An activity is critical for a node when every delay of its finish, however short, delays the node. Extra work
of an activity is done in its own calendar, so that work that ends on Friday evening goes on Monday morning.
From the node's date the latest dates are carried back over links, working time and hand-overs of people; an
activity is critical when its work, if it went on, would go on at its latest finish or after it. Activities on
equal paths are all critical. What a run's sales and cash decided is taken as it came.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.calendar import CalendarTables, add_work, snap, subtract_work, work_between, worked_until
from scenario.rules.compiled import njit

FS, SS, FF, SF = 0, 1, 2, 3
"""Kinds of link: which of start and finish waits for which."""
FUZZ = 1e-9
"""Instants closer than this are one [days]."""


class Precedence(NamedTuple):
    """Who waits for whom, for n activities. An event is a start (2i) or a finish (2i + 1).

    Attributes
    ----------
    calendar : array, shape (n,)
        Calendar of each activity [row of the tables]
    first : array, shape (2n + 1,)
        Where the links of each waiting event begin in the next three
    source, lag, regime : arrays, shape (links,)
        The event that is waited for; elapsed time after it [days]; the regime under which the link holds, −1
        for all
    first_mate : array, shape (n + 1,)
        Where the mates of each activity begin in the next one
    mate : array
        The other activities that need people of a pool that the activity needs
    """

    calendar: NDArray[np.int64]
    first: NDArray[np.int64]
    source: NDArray[np.int64]
    lag: NDArray[np.float64]
    regime: NDArray[np.int64]
    first_mate: NDArray[np.int64]
    mate: NDArray[np.int64]


def precedence(
    calendar: NDArray[np.int64],
    links: tuple[
        NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]
    ],
    pools: list[set[int]],
) -> Precedence:
    """Return links and shared pools, ordered for `latest_finishes`.

    Parameters
    ----------
    calendar : array, shape (n,)
        Calendar of each activity [row of the tables]
    links : arrays, shape (links,)
        Before, after, kind (FS, SS, FF, SF), lag [days] and regime (−1: all) of each link
    pools : list of n sets
        The staff pools that each activity needs
    """
    before, after, kind, lag, regime = links
    count = len(calendar)
    source = 2 * before + ((kind == FS) | (kind == FF))
    target = 2 * after + ((kind == FF) | (kind == SF))
    order = np.argsort(target, kind="stable")
    mates = [[j for j in range(count) if j != i and pools[i] & pools[j]] for i in range(count)]
    return Precedence(
        calendar=np.ascontiguousarray(calendar, dtype=np.int64),
        first=np.searchsorted(target[order], np.arange(2 * count + 1)).astype(np.int64),
        source=source[order].astype(np.int64),
        lag=lag[order].astype(np.float64),
        regime=regime[order].astype(np.int64),
        first_mate=np.cumsum([0, *(len(own) for own in mates)]).astype(np.int64),
        mate=np.array([j for own in mates for j in own], dtype=np.int64),
    )


@njit
def spans(
    tables: CalendarTables,
    network: Precedence,
    start: NDArray[np.float64],
    finish: NDArray[np.float64],
    work: NDArray[np.float64],
    regime: int,
) -> NDArray[np.float64]:
    """Return the working time of each activity from start to the end of its work, shape (n,) [days].

    It is the time worked up to the finish; the activity's own work where the finish waited for another.
    """
    count = start.shape[0]
    result = np.empty(count)
    for i in range(count):
        result[i] = work[i]
        if not np.isfinite(finish[i]):
            continue
        bound = -np.inf
        for k in range(network.first[2 * i + 1], network.first[2 * i + 2]):
            if network.regime[k] < 0 or network.regime[k] == regime:
                event = network.source[k]
                at = finish[event // 2] if event % 2 else start[event // 2]
                bound = max(bound, at + network.lag[k])
        if bound < finish[i] - FUZZ:
            result[i] = work_between(tables, network.calendar[i], start[i], finish[i])
    return result


@njit
def working_times(
    tables: CalendarTables,
    network: Precedence,
    start: NDArray[np.float64],
    finish: NDArray[np.float64],
    work: NDArray[np.float64],
    regime: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the working time of each activity in each run, shape (runs, n) [days]; see `spans`."""
    result = np.empty_like(start)
    for r in range(start.shape[0]):
        result[r] = spans(tables, network, start[r], finish[r], work[r], regime[r])
    return result


@njit
def _waited_for_mate(
    tables: CalendarTables,
    network: Precedence,
    ready: NDArray[np.float64],
    start: NDArray[np.float64],
    finish: NDArray[np.float64],
    j: int,
    mate: int,
) -> bool:
    """Whether activity j, which waited for people, got them when `mate` let them go."""
    freed = finish[mate]
    if freed < ready[j] - FUZZ or freed > start[j] + FUZZ:
        return False
    return bool(snap(tables, network.calendar[j], freed) >= start[j] - FUZZ)


@njit
def _last_start(tables: CalendarTables, c: int, late: float) -> float:
    """Return the instant by which work may start when it must not start after `late` [days].

    In closed time that is the end of the last working day: who may start later starts on the next.
    """
    if snap(tables, c, late) <= late + FUZZ:
        return late
    return add_work(tables, c, 0.0, worked_until(tables, c, late))


@njit
def latest_finishes(
    tables: CalendarTables,
    network: Precedence,
    ready: NDArray[np.float64],
    start: NDArray[np.float64],
    finish: NDArray[np.float64],
    span: NDArray[np.float64],
    regime: int,
    node: int,
) -> NDArray[np.float64]:
    """Return the latest finish of each activity that does not delay a node, shape (n,) [days].

    It is infinite where the node does not depend on the activity. People are taken to be handed on as they
    were in the run, so that away from the critical path it is an estimate.

    Parameters
    ----------
    ready, start, finish : arrays, shape (n,)
        Dates of the run; infinite for what did not come [days]
    span : array, shape (n,)
        See `spans` [days]
    regime : int
        Presale regime of the run, −1 when undecided [index]
    node : int
        The node; −1 for the end of all that came [index]
    """
    count = start.shape[0]
    latest = np.full(2 * count, np.inf)
    pending = np.zeros(2 * count, dtype=np.int64)
    queue = np.empty(2 * count, dtype=np.int64)
    end = -np.inf
    for i in range(count):
        if np.isfinite(finish[i]):
            end = max(end, finish[i])
    for i in range(count):
        if node < 0:
            latest[2 * i + 1] = end
        elif node == i:
            latest[2 * i + 1] = finish[i]
        pending[2 * i] += 1
        if np.isfinite(start[i]) and start[i] > ready[i] + FUZZ:
            for m in range(network.first_mate[i], network.first_mate[i + 1]):
                mate = network.mate[m]
                if _waited_for_mate(tables, network, ready, start, finish, i, mate):
                    pending[2 * mate + 1] += 1
    for k in range(network.source.shape[0]):
        if network.regime[k] < 0 or network.regime[k] == regime:
            pending[network.source[k]] += 1
    filled = 0
    for event in range(2 * count):
        if pending[event] == 0:
            queue[filled] = event
            filled += 1
    taken = 0
    while taken < filled:
        event = queue[taken]
        taken += 1
        i = event // 2
        late = latest[event]
        if event % 2 == 0 and span[i] > FUZZ and np.isfinite(late):
            late = _last_start(tables, network.calendar[i], late)
        for k in range(network.first[event], network.first[event + 1]):
            if network.regime[k] < 0 or network.regime[k] == regime:
                source = network.source[k]
                latest[source] = min(latest[source], late - network.lag[k])
                pending[source] -= 1
                if pending[source] == 0:
                    queue[filled] = source
                    filled += 1
        if event % 2:
            if np.isfinite(late) and np.isfinite(finish[i]):
                worked_back = subtract_work(tables, network.calendar[i], late, span[i])
                latest[2 * i] = min(latest[2 * i], worked_back)
            pending[2 * i] -= 1
            if pending[2 * i] == 0:
                queue[filled] = 2 * i
                filled += 1
        elif np.isfinite(start[i]) and start[i] > ready[i] + FUZZ:
            for m in range(network.first_mate[i], network.first_mate[i + 1]):
                mate = network.mate[m]
                if _waited_for_mate(tables, network, ready, start, finish, i, mate):
                    source = 2 * mate + 1
                    latest[source] = min(latest[source], late)
                    pending[source] -= 1
                    if pending[source] == 0:
                        queue[filled] = source
                        filled += 1
    return latest[1::2].copy()


@njit
def critical(
    tables: CalendarTables,
    network: Precedence,
    ready: NDArray[np.float64],
    start: NDArray[np.float64],
    finish: NDArray[np.float64],
    work: NDArray[np.float64],
    regime: NDArray[np.int64],
    node: int,
) -> NDArray[np.bool_]:
    """Return whether each activity of each run was critical for a node, shape (runs, n).

    Parameters
    ----------
    ready, start, finish, work : arrays, shape (runs, n)
        Dates, and working time of the activity's own work [days]
    regime : array, shape (runs,)
        Presale regime of each run, −1 when undecided [index]
    node : int
        The node; −1 for the end of all that came [index]
    """
    runs, count = finish.shape
    result = np.zeros((runs, count), dtype=np.bool_)
    for r in range(runs):
        span = spans(tables, network, start[r], finish[r], work[r], regime[r])
        latest = latest_finishes(tables, network, ready[r], start[r], finish[r], span, regime[r], node)
        for i in range(count):
            if np.isfinite(finish[r, i]):
                goes_on = snap(tables, network.calendar[i], finish[r, i])
                result[r, i] = goes_on >= latest[i] - FUZZ
    return result
