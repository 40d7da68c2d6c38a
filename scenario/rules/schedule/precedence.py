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
    first_pool : array, shape (n + 1,)
        Where the pools of each activity begin in the next one
    pool : array
        The staff pools that the activity needs people of
    first_member : array, shape (pools + 1,)
        Where the members of each pool begin in the next one
    member : array
        The activities that need people of the pool
    """

    calendar: NDArray[np.int64]
    first: NDArray[np.int64]
    source: NDArray[np.int64]
    lag: NDArray[np.float64]
    lag_calendar: NDArray[np.int64]
    regime: NDArray[np.int64]
    bounded: NDArray[np.bool_]
    first_pool: NDArray[np.int64]
    pool: NDArray[np.int64]
    first_member: NDArray[np.int64]
    member: NDArray[np.int64]


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
    needed = [sorted(own) for own in pools]
    members: dict[int, list[int]] = {pool: [] for pool in sorted(set().union(*pools))}
    for i, own in enumerate(needed):
        for pool in own:
            members[pool].append(i)
    number = {pool: place for place, pool in enumerate(members)}
    first_pool, pool_of = _side_by_side([[number[pool] for pool in own] for own in needed])
    first_member, member = _side_by_side(list(members.values()))
    return Precedence(
        calendar=np.ascontiguousarray(calendar, dtype=np.int64),
        first=np.searchsorted(target[order], np.arange(2 * count + 1)).astype(np.int64),
        source=source[order].astype(np.int64),
        lag=lag[order].astype(np.float64),
        lag_calendar=lag_calendar[order].astype(np.int64),
        regime=regime[order].astype(np.int64),
        bounded=np.ascontiguousarray(bounded, dtype=np.bool_),
        first_pool=first_pool,
        pool=pool_of,
        first_member=first_member,
        member=member,
    )


def _side_by_side(lists: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each list begins in all of them one after the other, and those."""
    first = np.cumsum([0, *(len(each) for each in lists)]).astype(np.int64)
    return first, np.array([one for each in lists for one in each], dtype=np.int64)


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
