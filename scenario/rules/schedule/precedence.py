"""Precedence: who waits for whom, over links and shared people, as latest dates are reckoned from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import inlined
from scenario.rules.schedule.calendar import CalendarTables
from scenario.rules.schedule.lag import after_lag

FS, SS, FF, SF = 0, 1, 2, 3
"""Kinds of link: which of start and finish waits for which."""
FUZZ = 1e-9
"""Instants closer than this are one [days]."""


Links = tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
]


@by_reference
class Precedence(NamedTuple):
    """Who waits for whom, for n activities. An event is a start (2i) or a finish (2i + 1).

    Attributes
    ----------
    calendar : array, shape (n,)
        Calendar of each activity [row of the tables]
    first : array, shape (2n + 1,)
        Where the links of each waiting event begin in the next three
    source, lag, lag_calendar, regime : arrays, shape (links,)
        The event that is waited for; time after it [days], counted in a calendar [row of the tables], 0 for
        elapsed time; the regime under which the link holds, −1 for all
    bounded : array, shape (n,)
        Whether each activity starts so late that it ends when it may be finished: then what its finish waits
        for bounds its start
    first_mate : array, shape (n + 1,)
        Where the mates of each activity begin in the next one
    mate : array
        The other activities that need people of a pool that the activity needs
    """

    calendar: NDArray[np.int64]
    first: NDArray[np.int64]
    source: NDArray[np.int64]
    lag: NDArray[np.float64]
    lag_calendar: NDArray[np.int64]
    regime: NDArray[np.int64]
    bounded: NDArray[np.bool_]
    first_mate: NDArray[np.int64]
    mate: NDArray[np.int64]


def precedence(
    calendar: NDArray[np.int64],
    links: Links,
    bounded: NDArray[np.bool_],
    pools: list[set[int]],
) -> Precedence:
    """Return links and shared pools, ordered by the event that waits.

    Parameters
    ----------
    calendar : array, shape (n,)
        Calendar of each activity [row of the tables]
    links : arrays, shape (links,)
        Of each link: before, after, kind (FS, SS, FF, SF), lag [days], regime (−1: all), calendar of the lag
    bounded : array, shape (n,)
        Whether each activity starts so late that it ends when it may be finished
    pools : list of n sets
        The staff pools that each activity needs
    """
    before, after, kind, lag, regime, lag_calendar = links
    count = len(calendar)
    source = 2 * before + ((kind == FS) | (kind == FF))
    target = 2 * after + ((kind == FF) | (kind == SF))
    order = np.argsort(target, kind="stable")
    mates = _mates(pools)
    return Precedence(
        calendar=np.ascontiguousarray(calendar, dtype=np.int64),
        first=np.searchsorted(target[order], np.arange(2 * count + 1)).astype(np.int64),
        source=source[order].astype(np.int64),
        lag=lag[order].astype(np.float64),
        lag_calendar=lag_calendar[order].astype(np.int64),
        regime=regime[order].astype(np.int64),
        bounded=np.ascontiguousarray(bounded, dtype=np.bool_),
        first_mate=np.cumsum([0, *(len(own) for own in mates)]).astype(np.int64),
        mate=np.array([j for own in mates for j in own], dtype=np.int64),
    )


def _mates(pools: list[set[int]]) -> list[list[int]]:
    """Return for each activity the others that need people of a pool that it needs, in order."""
    members: dict[int, list[int]] = {}
    for i, own in enumerate(pools):
        for pool in own:
            members.setdefault(pool, []).append(i)
    return [sorted({j for pool in own for j in members[pool]} - {i}) for i, own in enumerate(pools)]


@inlined
def holds(network: Precedence, k: int, regime: int) -> bool:
    """Whether link k holds under a presale regime; −1 when undecided."""
    return bool(network.regime[k] < 0 or network.regime[k] == regime)


@inlined
def last_link(network: Precedence, event: int) -> int:
    """Return where the links end that bound an event; with a start that is bounded, those of its finish."""
    i = event // 2
    if event % 2:
        return int(network.first[event] if network.bounded[i] else network.first[event + 1])
    return int(network.first[event + 2] if network.bounded[i] else network.first[event + 1])


@inlined
def bounds_finish(network: Precedence, k: int, event: int) -> bool:
    """Whether link k keeps an activity from finishing, when it bounds an event of it."""
    return bool(event % 2 or k >= network.first[event + 1])


@inlined
def held_until(tables: CalendarTables, network: Precedence, k: int, at: float) -> float:
    """Return until when link k keeps waiting what waits, given when that came which it waits for [days]."""
    c = network.lag_calendar[k]
    return after_lag(tables, c, at, network.lag[k]) if c != 0 and np.isfinite(at) else at + network.lag[k]
