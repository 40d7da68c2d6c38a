"""The compiled clock: the schedule of `schedule.py` as one loop over a heap of events.

Same plan, same order of events, same arithmetic: every function here is the counterpart of the method of
that name in `schedule.Schedule`, and the two must agree to the last bit. What waits in simpy is an event in
the heap here; what is an attribute there is an array here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.model.heap import Heap, new_heap, pop, push
from scenario.model.money.settle import open_books, settle
from scenario.model.money.tables import Books, Dates, Inputs, State
from scenario.model.money.treasury import UNDECIDED
from scenario.model.timetable import FF, FS, NEVER, SS, Timetable
from scenario.rules.calendar import CalendarTables, add_work, snap, work_between
from scenario.rules.compiled import inlined, kernel, part, woven

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


@part
def begin_run(web: Web, flow: Flow, dates: Dates, heap: Heap) -> None:
    """Set the state of a run to its beginning."""
    for i in range(web.rank.shape[0]):
        flow.ready[i] = NEVER
        dates.start[i] = NEVER
        dates.work_end[i] = NEVER
        dates.finish[i] = NEVER
        dates.span[i] = NEVER
        flow.start_bound[i] = web.not_before[i]
        flow.finish_bound[i] = 0.0
        flow.start_needs[i] = web.start_needs[i]
        flow.finish_needs[i] = web.finish_needs[i]
        flow.told[START, i] = False
        flow.told[END, i] = False
        flow.round[i] = 0
        flow.sold[i] = False
    dates.stopped[0] = NEVER
    for pool in range(web.capacity.shape[0]):
        flow.free[pool] = web.capacity[pool]
    for k in range(flow.counts.shape[0]):
        flow.counts[k] = 0
    flow.counts[REGIME] = UNDECIDED
    heap.size[0] = 0
    heap.size[1] = 0
    push(heap, 0.0, AS_IT_COMES, OPEN, 0, 0)


@inlined
def open_site(web: Web, flow: Flow, dates: Dates, heap: Heap, inputs: Inputs, tables: CalendarTables) -> None:
    """Let everything begin that waits for nothing."""
    for i in range(web.rank.shape[0]):
        if web.start_needs[i] == 0:
            get_ready(web, flow, dates, heap, inputs, tables, i, 0.0)
    if web.rule[0].used >= 0:
        decide(web, flow, dates, heap, inputs, tables, web.rule[0].used, 0.0)


@inlined
def open_instant(web: Web, inputs: Inputs, tables: CalendarTables, i: int, at: float) -> float:
    """Return the first instant at which the activity's calendar works; work of no length needs none."""
    return snap(tables, web.calendar[i], at) if inputs.activity[i].work > 0.0 else at


@inlined
def needs_staff(web: Web, i: int) -> bool:
    """Return whether an activity occupies people."""
    return bool(web.demand_first[i + 1] > web.demand_first[i])


@inlined
def get_ready(
    web: Web, flow: Flow, dates: Dates, heap: Heap, inputs: Inputs, tables: CalendarTables, i: int, now: float
) -> None:
    """Come forward when the start conditions hold, or start at once where nothing can intervene."""
    at = open_instant(web, inputs, tables, i, flow.start_bound[i])
    if not web.rule[0].pauses and not needs_staff(web, i):
        flow.ready[i] = at
        begin(web, flow, dates, heap, inputs, tables, i, at, now)
    else:
        push(heap, max(at, now), AS_IT_COMES, ARRIVE, i, 0)


@inlined
def arrive(
    web: Web, flow: Flow, dates: Dates, heap: Heap, inputs: Inputs, tables: CalendarTables, i: int, now: float
) -> None:
    """Ask for people; where none are needed, begin."""
    if dates.stopped[0] < NEVER and web.pausable[i]:
        flow.held[flow.counts[HELD]] = i
        flow.counts[HELD] += 1
        return
    if flow.ready[i] == NEVER:
        flow.ready[i] = now
    if not needs_staff(web, i):
        begin(web, flow, dates, heap, inputs, tables, i, now, now)
        return
    place = flow.counts[WAITING]
    while place > 0 and flow.waiting[place - 1] > web.rank[i]:
        flow.waiting[place] = flow.waiting[place - 1]
        place -= 1
    flow.waiting[place] = web.rank[i]
    flow.counts[WAITING] += 1
    ask_for_staff(flow, heap, now)


@inlined
def begin(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    tables: CalendarTables,
    i: int,
    at: float,
    now: float,
) -> None:
    """Start work; its end is known but for its finish conditions and lack of cash."""
    start = open_instant(web, inputs, tables, i, at)
    dates.start[i] = start
    dates.span[i] = inputs.activity[i].work
    dates.work_end[i] = add_work(tables, web.calendar[i], start, dates.span[i])
    if web.hit_first[i + 1] > web.hit_first[i]:
        strike(web, flow, dates, inputs, tables, i)
    tell(flow, i, START)
    if not web.rule[0].pauses:
        try_finish(web, flow, dates, heap, i, now)
    else:
        push(heap, dates.work_end[i], AS_IT_COMES, WORK_DONE, i, flow.round[i])


@part
def strike(web: Web, flow: Flow, dates: Dates, inputs: Inputs, tables: CalendarTables, i: int) -> None:
    """Lengthen the work by the events that come while it is under way, in the order of their instants."""
    first = web.hit_first[i]
    last = web.hit_first[i + 1]
    for k in range(first, last):
        flow.struck[k] = inputs.hit[web.hits[k]].happens == 0.0
    while True:
        nearest = -1
        for k in range(first, last):
            if flow.struck[k]:
                continue
            if nearest < 0:
                nearest = k
                continue
            hit = inputs.hit[web.hits[k]]
            best = inputs.hit[web.hits[nearest]]
            if hit.instant < best.instant or (hit.instant == best.instant and hit.delay < best.delay):
                nearest = k
        if nearest < 0:
            return
        flow.struck[nearest] = True
        hit = inputs.hit[web.hits[nearest]]
        if dates.start[i] <= hit.instant < dates.work_end[i]:
            dates.span[i] += hit.delay
            dates.work_end[i] = add_work(tables, web.calendar[i], dates.work_end[i], hit.delay)


@inlined
def try_finish(web: Web, flow: Flow, dates: Dates, heap: Heap, i: int, now: float) -> None:
    """Finish when the work is done and the finish conditions are known."""
    at = max(dates.work_end[i], flow.finish_bound[i])
    stopped = web.pausable[i] and dates.work_end[i] > dates.stopped[0]
    if flow.finish_needs[i] > 0 or at == NEVER or stopped:
        return
    if not web.rule[0].pauses or at <= now:
        finish(web, flow, dates, heap, i, at, now)
    elif dates.work_end[i] <= now:
        push(heap, at, AS_IT_COMES, FINISH, i, 0)


@inlined
def finish(web: Web, flow: Flow, dates: Dates, heap: Heap, i: int, at: float, now: float) -> None:
    """Have it done, and let its people go when it is."""
    if dates.finish[i] < NEVER:
        return
    dates.finish[i] = at
    tell(flow, i, END)
    if needs_staff(web, i):
        push(heap, max(at, now), AS_IT_COMES, RELEASE, i, 0)  # a lead may set a finish in the past


@inlined
def tell(flow: Flow, i: int, event: int) -> None:
    """Put the start or the end of an activity among the news."""
    flow.news[flow.counts[NEWS], 0] = i
    flow.news[flow.counts[NEWS], 1] = event
    flow.counts[NEWS] += 1


@inlined
def spread_news(
    web: Web, flow: Flow, dates: Dates, heap: Heap, inputs: Inputs, tables: CalendarTables, now: float
) -> None:
    """Pass on starts and finishes until nobody learns anything new."""
    count = web.rank.shape[0]
    rule = web.rule[0]
    while flow.counts[NEWS] > 0:
        flow.counts[NEWS] -= 1
        i = flow.news[flow.counts[NEWS], 0]
        event = flow.news[flow.counts[NEWS], 1]
        flow.told[event, i] = True
        at = dates.finish[i] if event == END else dates.start[i]
        for k in range(web.first[event * count + i], web.first[event * count + i + 1]):
            link = web.links[k]
            if link.regime < 0 or link.regime == flow.counts[REGIME]:
                bound(web, flow, dates, heap, inputs, tables, link.after, link.kind, at + link.lag, now)
        if event == END and i == rule.node:
            regime = rule.then if at <= rule.deadline else rule.otherwise
            decide(web, flow, dates, heap, inputs, tables, regime, now)


@inlined
def bound(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    tables: CalendarTables,
    i: int,
    kind: int,
    at: float,
    now: float,
) -> None:
    """One condition fewer to wait for; it holds from `at` on."""
    if kind in (FS, SS):
        flow.start_bound[i] = max(flow.start_bound[i], at)
        flow.start_needs[i] -= 1
        if flow.start_needs[i] == 0:
            get_ready(web, flow, dates, heap, inputs, tables, i, now)
    else:
        flow.finish_bound[i] = max(flow.finish_bound[i], at)
        flow.finish_needs[i] -= 1
        try_finish(web, flow, dates, heap, i, now)


@part
def decide(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    tables: CalendarTables,
    regime: int,
    now: float,
) -> None:
    """Learn which presale rules hold: only their links count from now on."""
    flow.counts[REGIME] = regime
    for k in range(web.chosen.shape[0]):
        link = web.chosen[k]
        if link.regime == regime:
            if link.kind in (FS, SS):
                flow.start_needs[link.after] += 1
            else:
                flow.finish_needs[link.after] += 1
    for k in range(web.chosen.shape[0]):
        link = web.chosen[k]
        of_end = link.kind in (FS, FF)
        if link.regime == regime and flow.told[END if of_end else START, link.before]:
            at = dates.finish[link.before] if of_end else dates.start[link.before]
            bound(web, flow, dates, heap, inputs, tables, link.after, link.kind, at + link.lag, now)
    for k in range(web.undecided.shape[0]):
        bound(web, flow, dates, heap, inputs, tables, web.undecided[k], FS, 0.0, now)


@inlined
def ask_for_staff(flow: Flow, heap: Heap, now: float) -> None:
    """Have people given out at the end of this instant."""
    if flow.counts[GRANTING] == 0:
        flow.counts[GRANTING] = 1
        push(heap, now, GRANT_STAFF, GRANT, 0, 0)


@inlined
def grant(
    web: Web, flow: Flow, dates: Dates, heap: Heap, inputs: Inputs, tables: CalendarTables, now: float
) -> None:
    """Give out people by priority; work that fits may pass work that does not."""
    flow.counts[GRANTING] = 0
    left = 0
    for place in range(flow.counts[WAITING]):
        rank = flow.waiting[place]
        i = web.in_rank[rank]
        opens = open_instant(web, inputs, tables, i, now) if web.rule[0].pauses else now
        if web.pausable[i] and dates.stopped[0] < NEVER:
            flow.waiting[left] = rank
            left += 1
        elif opens > now:
            push(heap, opens, AS_IT_COMES, ARRIVE, i, 0)
        elif fits(web, flow, i):
            for k in range(web.demand_first[i], web.demand_first[i + 1]):
                flow.free[web.demand[k].pool] -= web.demand[k].people
            begin(web, flow, dates, heap, inputs, tables, i, now, now)
        else:
            flow.waiting[left] = rank
            left += 1
    flow.counts[WAITING] = left


@inlined
def fits(web: Web, flow: Flow, i: int) -> bool:
    """Return whether the people that an activity needs are free."""
    for k in range(web.demand_first[i], web.demand_first[i + 1]):
        if flow.free[web.demand[k].pool] + ENOUGH < web.demand[k].people:
            return False
    return True


@inlined
def release(web: Web, flow: Flow, heap: Heap, i: int, now: float) -> None:
    """Let the people of an activity go."""
    for k in range(web.demand_first[i], web.demand_first[i + 1]):
        flow.free[web.demand[k].pool] += web.demand[k].people
    if flow.counts[WAITING] > 0:
        ask_for_staff(flow, heap, now)


@part
def pause(web: Web, flow: Flow, dates: Dates, now: float) -> None:
    """Stop the works under way: cash has run out."""
    dates.stopped[0] = now
    for i in range(web.rank.shape[0]):
        if web.pausable[i] and dates.start[i] < NEVER and dates.work_end[i] > now:
            flow.round[i] += 1
            flow.held[flow.counts[HELD]] = i
            flow.counts[HELD] += 1


@part
def resume(
    web: Web, flow: Flow, dates: Dates, heap: Heap, inputs: Inputs, tables: CalendarTables, now: float
) -> None:
    """Go on with the works that were stopped, and begin those that waited."""
    stopped = dates.stopped[0]
    held = flow.counts[HELD]
    flow.counts[HELD] = 0
    for k in range(held):
        i = flow.held[k]
        if dates.start[i] < NEVER:
            left = work_between(tables, web.calendar[i], max(stopped, dates.start[i]), dates.work_end[i])
            dates.work_end[i] = add_work(tables, web.calendar[i], max(now, dates.start[i]), left)
            push(heap, dates.work_end[i], AS_IT_COMES, WORK_DONE, i, flow.round[i])
    dates.stopped[0] = NEVER
    for k in range(held):
        i = flow.held[k]
        if dates.start[i] == NEVER:
            arrive(web, flow, dates, heap, inputs, tables, i, now)
    if flow.counts[WAITING] > 0:
        ask_for_staff(flow, heap, now)


@part
def tell_sales(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    tables: CalendarTables,
    books: Books,
    state: State,
    now: float,
) -> None:
    """Tell the activities that wait for sales how much of their phase is sold."""
    for i in range(web.rank.shape[0]):
        phase = web.trigger_phase[i]
        if phase < 0 or flow.sold[i]:
            continue
        planned = books.phase[phase].planned_value
        share = state.phase[phase].sold_at_plan / planned if planned > 0.0 else 0.0
        if share >= inputs.activity[i].sold_needed:
            flow.sold[i] = True
            flow.counts[FIRED] += 1
            bound(web, flow, dates, heap, inputs, tables, i, FS, now, now)


@woven
def happen(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    tables: CalendarTables,
    act: int,
    i: int,
    round_: int,
    now: float,
) -> None:
    """Let an event of the schedule happen."""
    if act == ARRIVE:
        arrive(web, flow, dates, heap, inputs, tables, i, now)
    elif act == WORK_DONE:
        if round_ == flow.round[i]:
            try_finish(web, flow, dates, heap, i, now)
    elif act == FINISH:
        finish(web, flow, dates, heap, i, now, now)
    elif act == RELEASE:
        release(web, flow, heap, i, now)
    elif act == GRANT:
        grant(web, flow, dates, heap, inputs, tables, now)
    else:
        open_site(web, flow, dates, heap, inputs, tables)


@inlined
def regime_by(web: Web, flow: Flow, dates: Dates, instant: float) -> int:
    """Return the presale regime that is decided by an instant; a project without regimes has one."""
    rule = web.rule[0]
    if rule.regimes == 0:
        return 0
    if rule.node >= 0 and dates.finish[rule.node] > instant:
        return UNDECIDED
    return int(flow.counts[REGIME])


@woven
def run_schedule(
    web: Web, flow: Flow, dates: Dates, heap: Heap, inputs: Inputs, tables: CalendarTables
) -> None:
    """Run a schedule to its end."""
    begin_run(web, flow, dates, heap)
    while heap.size[0] > 0:
        pop(heap)
        event = heap.events[heap.size[0]]
        now = event.at
        happen(web, flow, dates, heap, inputs, tables, event.act, event.activity, event.round, now)
        spread_news(web, flow, dates, heap, inputs, tables, now)


@woven
def run_project(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    tables: CalendarTables,
    books: Books,
    state: State,
) -> int:
    """Run schedule and money on one clock; return in how many months works paused for want of cash."""
    begin_run(web, flow, dates, heap)
    rule = web.rule[0]
    months = books.month.shape[0]
    month = 0
    paused_months = 0
    if rule.pauses or rule.triggers > 0:
        push(heap, books.month[0].end, SETTLE_MONTH, MONTH_END, 0, 0)
    while heap.size[0] > 0:
        pop(heap)
        event = heap.events[heap.size[0]]
        now = event.at
        if event.act != MONTH_END:
            happen(web, flow, dates, heap, inputs, tables, event.act, event.activity, event.round, now)
        else:
            short = close(web, flow, dates, inputs, tables, books, state, month)
            tell_sales(web, flow, dates, heap, inputs, tables, books, state, now)
            stopped = dates.stopped[0] < NEVER
            if rule.pauses and short and not stopped:
                pause(web, flow, dates, now)
            elif rule.pauses and stopped and not short:
                resume(web, flow, dates, heap, inputs, tables, now)
            if dates.stopped[0] < NEVER:
                paused_months += 1
            month += 1
            if month < months and (rule.pauses or flow.counts[FIRED] < rule.triggers):
                push(heap, books.month[month].end, SETTLE_MONTH, MONTH_END, 0, 0)
        spread_news(web, flow, dates, heap, inputs, tables, now)
    while month < months:
        close(web, flow, dates, inputs, tables, books, state, month)
        month += 1
    return paused_months


@woven
def close(
    web: Web,
    flow: Flow,
    dates: Dates,
    inputs: Inputs,
    tables: CalendarTables,
    books: Books,
    state: State,
    month: int,
) -> bool:
    """Close a month's books unless the project's are closed for good; return whether cash is short."""
    if state.treasury[0].closed:
        return False
    regime = regime_by(web, flow, dates, books.month[month].end)
    return settle(books, inputs, state, dates, tables, month, regime)


class Results(NamedTuple):
    """What many runs came to, one row a run; see `run.Run`."""

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    ledger: np.ndarray
    extra: np.ndarray


@kernel
def run_many(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    row: np.ndarray,
    tables: CalendarTables,
    books: Books,
    state: State,
    memory: np.ndarray,
    numbers: np.ndarray,
    results: Results,
) -> None:
    """Run schedule and money for each row of `numbers`; `row` backs `inputs`, `memory` backs `state`."""
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        for k in range(memory.shape[0]):
            memory[k] = 0.0
        open_books(books, inputs, state)
        paused = run_project(web, flow, dates, heap, inputs, tables, books, state)
        keep_dates(flow, dates, results, run)
        keep_money(flow, state, results, run, paused)


@kernel
def run_many_schedules(
    web: Web,
    flow: Flow,
    dates: Dates,
    heap: Heap,
    inputs: Inputs,
    row: np.ndarray,
    tables: CalendarTables,
    numbers: np.ndarray,
    results: Results,
) -> None:
    """Run the schedule alone for each row of `numbers`."""
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        run_schedule(web, flow, dates, heap, inputs, tables)
        keep_dates(flow, dates, results, run)
        results.extra[run, 0] = flow.counts[REGIME]


@part
def copy(numbers: np.ndarray, run: int, row: np.ndarray) -> None:
    """Set up a run: copy its numbers into the buffer of its inputs."""
    for slot in range(row.shape[0]):
        row[slot] = numbers[run, slot]


@part
def keep_dates(flow: Flow, dates: Dates, results: Results, run: int) -> None:
    """Copy the dates of a run to its row."""
    for i in range(dates.start.shape[0]):
        results.ready[run, i] = flow.ready[i]
        results.start[run, i] = dates.start[i]
        results.finish[run, i] = dates.finish[i]


@part
def keep_money(flow: Flow, state: State, results: Results, run: int, paused: int) -> None:
    """Copy the ledger of a run to its row, and what else is told of it (`run.EXTRA`)."""
    for month in range(state.ledger.shape[0]):
        for account in range(state.ledger.shape[1]):
            results.ledger[run, month, account] = state.ledger[month, account]
    treasury = state.treasury[0]
    results.extra[run, 0] = flow.counts[REGIME]
    if treasury.launch_released > 0.0:
        results.extra[run, 1] = treasury.launch_sold / treasury.launch_released
    results.extra[run, 2] = paused
    receivable = 0.0
    for p in range(state.phase.shape[0]):
        receivable += state.phase[p].contracts
    for lot in range(state.lot.shape[0]):
        receivable -= state.lot[lot].receipts
    results.extra[run, 3] = receivable
