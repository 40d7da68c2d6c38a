"""What the compiled clock works on: a timetable as a web of arrays, and what comes to pass in a run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.model.heap import Heap, new_heap
from scenario.model.money.tables import Dates, Inputs
from scenario.model.timetable import FF, FS, NEVER, SS, Timetable
from scenario.rules.calendar import CalendarTables

OPEN, ARRIVE, WORK_DONE, FINISH, RELEASE, GRANT, MONTH_END = range(7)
"""What an event of the heap does."""
AS_IT_COMES, GRANT_STAFF, SETTLE_MONTH = 1, 2, 3
"""Priorities among what happens at one instant, as in `schedule`."""
ENOUGH = 1e-9
START, END = 0, 1


class Web(NamedTuple):
    """A timetable made ready for the compiled clock: links by their predecessor, demands by their activity.

    `links[first[e, i] : first[e, i + 1]]` are the links that event e (start or end) of activity i bounds.
    """

    first: np.ndarray
    links: np.ndarray
    chosen: np.ndarray
    undecided: np.ndarray
    demand_first: np.ndarray
    demand: np.ndarray
    capacity: np.ndarray
    rank: np.ndarray
    in_rank: np.ndarray
    calendar: np.ndarray
    not_before: np.ndarray
    trigger_phase: np.ndarray
    pausable: np.ndarray
    start_needs: np.ndarray
    finish_needs: np.ndarray
    hit_first: np.ndarray
    hits: np.ndarray
    rule: np.ndarray


LINK = np.dtype([("before", "i8"), ("after", "i8"), ("kind", "i8"), ("lag", "f8"), ("regime", "i8")])
DEMAND = np.dtype([("pool", "i8"), ("people", "f8")])
RULE = np.dtype(
    [
        ("used", "i8"),
        ("node", "i8"),
        ("deadline", "f8"),
        ("then", "i8"),
        ("otherwise", "i8"),
        ("regimes", "i8"),
        ("pauses", "i8"),
        ("triggers", "i8"),
    ]
)


class Flow(NamedTuple):
    """What the schedule of a run has come to; see `schedule.Schedule` for each."""

    ready: np.ndarray
    start_bound: np.ndarray
    finish_bound: np.ndarray
    start_needs: np.ndarray
    finish_needs: np.ndarray
    told: np.ndarray
    news: np.ndarray
    free: np.ndarray
    waiting: np.ndarray
    held: np.ndarray
    round: np.ndarray
    sold: np.ndarray
    struck: np.ndarray
    # counts: news, waiting, held; flags: granting, regime, regimes sold
    counts: np.ndarray


NEWS, WAITING, HELD, GRANTING, REGIME, FIRED = range(6)
"""Places in `Flow.counts`."""


def web_of(table: Timetable, hits_of: list[int]) -> Web:
    """Return the web of a timetable; `hits_of` is the activity of each chance of a yearly event."""
    count = len(table)
    links = np.zeros(len(table.links), dtype=LINK)
    for name in LINK.names or ():
        links[name] = getattr(table.links, name)
    of_end = np.isin(links["kind"], (FS, FF)).astype(np.int64)
    order = np.lexsort((np.arange(len(links)), links["before"], of_end))
    keys = of_end[order] * count + links["before"][order]
    first = np.searchsorted(keys, np.arange(2 * count + 1)).astype(np.int64)
    start_needs = (table.trigger_phase >= 0).astype(np.int64)
    finish_needs = np.zeros(count, dtype=np.int64)
    for link in links[links["regime"] < 0]:
        (start_needs if link["kind"] in (FS, SS) else finish_needs)[link["after"]] += 1
    undecided = np.array(list(dict.fromkeys(links["after"][links["regime"] >= 0].tolist())), dtype=np.int64)
    start_needs[undecided] += 1
    demand = [(pool, people) for of in table.demand for pool, people in of]
    rule = (
        table.regime_used,
        table.regime_node,
        table.regime_deadline,
        table.regime_then,
        table.regime_otherwise,
        len(table.regimes),
        table.pauses,
        int((table.trigger_phase >= 0).sum()),
    )
    return Web(
        first=first,
        links=links[order],
        chosen=links[links["regime"] >= 0],
        undecided=undecided,
        demand_first=np.cumsum([0, *(len(of) for of in table.demand)]),
        demand=np.array(demand, dtype=DEMAND),
        capacity=np.array(table.capacity, dtype=float),
        rank=table.rank.astype(np.int64),
        in_rank=np.argsort(table.rank).astype(np.int64),
        calendar=table.calendar,
        not_before=table.not_before,
        trigger_phase=table.trigger_phase,
        pausable=table.pausable,
        start_needs=start_needs,
        finish_needs=finish_needs,
        hit_first=np.searchsorted(np.sort(hits_of), np.arange(count + 1)).astype(np.int64),
        hits=np.argsort(hits_of, kind="stable").astype(np.int64),
        rule=np.array([rule], dtype=RULE),
    )


def new_flow(web: Web, months: int) -> tuple[Flow, Dates, Heap]:
    """Return the state of a run of this web; works may be stopped, and go on, in each of `months`."""
    count = len(web.rank)
    flow = Flow(
        ready=np.full(count, NEVER),
        start_bound=np.zeros(count),
        finish_bound=np.zeros(count),
        start_needs=np.zeros(count, dtype=np.int64),
        finish_needs=np.zeros(count, dtype=np.int64),
        told=np.zeros((2, count), dtype=np.bool_),
        news=np.zeros((2 * count + 1, 2), dtype=np.int64),
        free=np.zeros(len(web.capacity)),
        waiting=np.zeros(count, dtype=np.int64),
        held=np.zeros(count, dtype=np.int64),
        round=np.zeros(count, dtype=np.int64),
        sold=np.zeros(count, dtype=np.bool_),
        struck=np.zeros(max(1, len(web.hits)), dtype=np.bool_),
        counts=np.zeros(6, dtype=np.int64),
    )
    dates = Dates(*(np.full(size, NEVER) for size in (count, count, count, count, 1)))
    rounds = months if web.rule[0]["pauses"] else 0
    return flow, dates, new_heap((8 + rounds) * count + 8)


class Site(NamedTuple):
    """All that the schedule of a run needs: its web, what has come and what is to come, its numbers."""

    web: Web
    flow: Flow
    dates: Dates
    heap: Heap
    inputs: Inputs
    tables: CalendarTables
