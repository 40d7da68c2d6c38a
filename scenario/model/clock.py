"""The compiled clock: the schedule of `schedule.py` as steps on the arrays of a site.

Same plan, same arithmetic: every function here is the counterpart of the method of that name in
`schedule.Schedule`, and the two must agree to the last bit. What waits in simpy is an event of the agenda
here; what is an attribute there is a record here. What follows from something at the same instant is told as
news and done in `spread_news`, so that compiled code holds each step once. `many` runs the clock.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scenario.model.agenda import ACTS, clear, first_instant, push, take
from scenario.model.effects import TIME_GRID
from scenario.model.money.tables import Books, State
from scenario.model.money.treasury import UNDECIDED
from scenario.model.site import (
    ARRIVE,
    BEGIN,
    COME_BACK,
    END,
    ENOUGH,
    FINISH,
    LEAVE,
    NOBODY,
    READY,
    START,
    TRY,
    WORK_DONE,
    Site,
)
from scenario.model.timetable import NEVER
from scenario.rules.calendar import work_between
from scenario.rules.compiled import inlined, part, woven
from scenario.rules.standstill import add_work_past, note, snap_past, work_between_past


@woven
def begin_run(site: Site) -> None:
    """Set the state of a run to its beginning, and let everything begin that waits for nothing."""
    count = site.web.begin.shape[0]
    for i in range(count):
        site.flow.activity[i] = site.web.begin[i]
    for i in range(count):
        site.dates.start[i] = NEVER
        site.dates.work_end[i] = NEVER
        site.dates.finish[i] = NEVER
        site.dates.span[i] = NEVER
    site.dates.stopped[0] = NEVER
    site.dates.ended[0] = NEVER
    for p in range(site.web.capacity.shape[0]):
        site.flow.pool[p].free = site.web.capacity[p]
        site.flow.pool[p].freed = 0
    counts = site.flow.counts[0]
    counts.told = 0
    counts.news = 0
    counts.waiting = 0
    counts.held = 0
    counts.grants = 1
    counts.grant_at = NEVER
    counts.fired = 0
    counts.month = 0
    counts.paused = 0
    counts.regime = UNDECIDED
    counts.refused_by = NOBODY
    counts.put_off = 0
    counts.deadline = NEVER
    for k in range(site.web.fallback.shape[0]):
        site.flow.unsettled[k] = 1
        site.dates.taken[k] = NEVER
        counts.deadline = min(counts.deadline, site.web.fallback[k].deadline)
    clear(site.agenda)
    clear(site.releases)
    foresee(site)
    for i in range(count):
        if site.web.begin[i].start_needs == 0:
            tell(site, i, READY, site.web.begin[i].start_bound)
    if site.web.rule[0].used >= 0:
        decide(site, site.web.rule[0].used)
    spread_news(site, 0.0)


@inlined
def foresee(site: Site) -> None:
    """Put the yearly events that come in this run in order; note which calendars they stop and who leaves."""
    coming = site.flow.coming
    known = 0
    for event in range(site.web.event.shape[0]):
        at = site.inputs.event[event].instant
        if at < NEVER:
            place = known
            while place > 0 and coming[place - 1].at > at:
                coming[place] = coming[place - 1]
                place -= 1
            coming[place].at = at
            coming[place].event = event
            known += 1
    site.flow.counts[0].coming = known
    for c in range(site.stills.known.shape[0]):
        site.stills.known[c] = 0
    for k in range(known):
        event = site.web.event[coming[k].event]
        for place in range(event.first_stop, event.last_stop):
            stop = site.web.stops[place]
            note(site.stills, stop.calendar, coming[k].at, site.inputs.delay[stop.delay].days)
        if event.last_away > event.first_away:
            struck = event.first_away + int(site.inputs.event[coming[k].event].pick)
            push(site.releases, coming[k].at, LEAVE, struck)
            days = site.inputs.delay[site.web.aways[struck].delay].days
            push(site.releases, coming[k].at + days, COME_BACK, struck)


@inlined
def tell(site: Site, i: int, what: int, at: float) -> None:
    """Put what becomes of an activity, and when, among the news."""
    counts = site.flow.counts[0]
    news = site.flow.news[counts.news]
    news.at = at
    news.what = what
    news.activity = i
    counts.news += 1


@inlined
def spread_news(site: Site, now: float) -> None:
    """Do what follows from the news until nobody learns anything new."""
    counts = site.flow.counts[0]
    while counts.told < counts.news:
        news = site.flow.news[counts.told]
        i = news.activity
        what = news.what
        at = news.at
        counts.told += 1
        if what == READY:
            at = open_instant(site, i, at)
            what = get_ready(site, i, at, now)
        if what == BEGIN:
            begin(site, i, at, now)
        elif what == TRY:
            try_finish(site, i, now)
        elif what == START:
            site.flow.activity[i].told_start = 1
            pass_on(site, site.web.activity[i].first_start_link, site.web.activity[i].last_start_link, at)
        elif what == END:
            site.flow.activity[i].told_end = 1
            pass_on(site, site.web.activity[i].first_end_link, site.web.activity[i].last_end_link, at)
            rule = site.web.rule[0]
            if i == rule.node:
                decide(site, rule.then if at <= rule.deadline else rule.otherwise)
            for k in range(site.web.fallback.shape[0]):
                if site.web.fallback[k].node == i:
                    settle_fallback(site, k, at)
    counts.told = 0
    counts.news = 0


@inlined
def pass_on(site: Site, first: int, last: int, at: float) -> None:
    """Pass a start or an end on over its links."""
    regime = site.flow.counts[0].regime
    for k in range(first, last):
        link = site.web.links[k]
        if link.regime < 0 or link.regime == regime:
            bound(site, link, at)


@inlined
def bound(site: Site, link: Any, at: float) -> None:
    """Tell the successor of a link of a start or an end."""
    if link.of_start:
        bound_start(site, link.after, at + link.lag)
    else:
        bound_finish(site, link.after, at + link.lag)


@inlined
def bound_start(site: Site, i: int, at: float) -> None:
    """One condition of a start fewer to wait for; it holds from `at` on."""
    own = site.flow.activity[i]
    own.start_bound = max(own.start_bound, at)
    own.start_needs -= 1
    if own.start_needs == 0:
        tell(site, i, READY, own.start_bound)


@inlined
def bound_finish(site: Site, i: int, at: float) -> None:
    """One condition of a finish fewer to wait for; it holds from `at` on."""
    own = site.flow.activity[i]
    own.finish_bound = max(own.finish_bound, at)
    own.finish_needs -= 1
    if own.finish_needs == 0:
        tell(site, i, TRY, at)


@part
def decide(site: Site, regime: int) -> None:
    """Learn which presale rules hold: only their links count from now on."""
    site.flow.counts[0].regime = regime
    for k in range(site.web.chosen.shape[0]):
        link = site.web.chosen[k]
        if link.regime == regime:
            if link.of_start:
                site.flow.activity[link.after].start_needs += 1
            else:
                site.flow.activity[link.after].finish_needs += 1
    for k in range(site.web.chosen.shape[0]):
        link = site.web.chosen[k]
        if link.regime == regime:
            before = site.flow.activity[link.before]
            if link.of_end and before.told_end:
                bound(site, link, site.dates.finish[link.before])
            elif not link.of_end and before.told_start:
                bound(site, link, site.dates.start[link.before])
    for k in range(site.web.undecided.shape[0]):
        bound_start(site, site.web.undecided[k], 0.0)


# Fall-backs --------------------------------------------------------------------------------------------


@inlined
def settle_fallback(site: Site, fallback: int, finish: float) -> None:
    """Take a fall-back unless its node is finished in time; then begin what was put off for it."""
    if site.flow.unsettled[fallback] == 0:
        return
    counts = site.flow.counts[0]
    site.flow.unsettled[fallback] = 0
    if finish > site.web.fallback[fallback].deadline:
        site.dates.taken[fallback] = site.web.fallback[fallback].deadline
    counts.deadline = NEVER
    for k in range(site.web.fallback.shape[0]):
        if site.flow.unsettled[k]:
            counts.deadline = min(counts.deadline, site.web.fallback[k].deadline)
    for k in range(counts.put_off):
        tell(site, site.flow.put_off[k].activity, BEGIN, site.flow.put_off[k].at)
    counts.put_off = 0


@part
def settle_late(site: Site) -> None:
    """Take the first fall-back whose deadline has come: its node is not known to be in time."""
    for k in range(site.web.fallback.shape[0]):
        if site.flow.unsettled[k] and site.web.fallback[k].deadline == site.flow.counts[0].deadline:
            settle_fallback(site, k, NEVER)
            return


@inlined
def is_unsettled(site: Site, i: int, start: float) -> bool:
    """Return whether a fall-back that would reach a start is not settled yet."""
    for k in range(site.web.activity[i].first_change, site.web.activity[i].last_change):
        fallback = site.web.change_of[k]
        if site.flow.unsettled[fallback] and start >= site.web.fallback[fallback].deadline:
            return True
    return False


@inlined
def change_work(site: Site, i: int, start: float) -> None:
    """Change the working time as the fall-backs do that reach a start."""
    work = site.inputs.activity[i].work
    for k in range(site.web.activity[i].first_change, site.web.activity[i].last_change):
        if start >= site.dates.taken[site.web.change_of[k]]:
            work = work * site.inputs.change[k].factor + site.inputs.change[k].delay
    site.inputs.activity[i].work = max(0.0, np.rint(work / TIME_GRID) * TIME_GRID)


# What an activity goes through ------------------------------------------------------------------------


@inlined
def needs_staff(site: Site, i: int) -> bool:
    """Return whether an activity occupies people."""
    return bool(site.web.activity[i].last_demand > site.web.activity[i].first_demand)


@inlined
def open_instant(site: Site, i: int, at: float) -> float:
    """Return the first instant at which the activity's calendar works; work of no length needs none."""
    if site.inputs.activity[i].work > 0.0:
        return snap_past(site.tables, site.stills, site.web.activity[i].calendar, at)
    return at


@inlined
def get_ready(site: Site, i: int, at: float, now: float) -> int:
    """Come forward when the start conditions hold; return `BEGIN` where nothing can intervene."""
    if not site.web.rule[0].pauses:
        if not needs_staff(site, i):
            site.flow.activity[i].ready = at
            return BEGIN
        if at <= now:
            arrive(site, i, now)
            return READY
    push(site.agenda, max(at, now), ARRIVE, i)
    return READY


@inlined
def arrive(site: Site, i: int, now: float) -> None:
    """Ask for people; where none are needed, begin."""
    counts = site.flow.counts[0]
    own = site.flow.activity[i]
    if site.dates.stopped[0] < NEVER and site.web.activity[i].pausable:
        site.flow.held[counts.held] = i
        counts.held += 1
        return
    if own.ready == NEVER:
        own.ready = now
    if not needs_staff(site, i):
        tell(site, i, BEGIN, now)
        return
    own.blocker = NOBODY
    rank = site.web.activity[i].rank
    place = counts.waiting
    while place > 0 and site.flow.waiting[place - 1] > rank:
        site.flow.waiting[place] = site.flow.waiting[place - 1]
        place -= 1
    site.flow.waiting[place] = rank
    counts.waiting += 1
    counts.grant_at = now


@inlined
def begin(site: Site, i: int, at: float, now: float) -> None:
    """Start work, or put that off until it is settled how long it takes."""
    work = site.web.activity[i]
    # it came forward at an instant of work: only people's grants can come at another
    start = at if at == site.flow.activity[i].ready else open_instant(site, i, at)
    if work.last_change > work.first_change:
        if is_unsettled(site, i, start):
            put_off = site.flow.put_off[site.flow.counts[0].put_off]
            put_off.at = start
            put_off.activity = i
            site.flow.counts[0].put_off += 1
            return
        change_work(site, i, start)
    span = site.inputs.activity[i].work
    end = add_work_past(site.tables, site.stills, work.calendar, start, span)
    if work.struck:
        span, end = strike(site, i, start, span, end)
    if site.stills.known[work.calendar] > 0:
        span = work_between(site.tables, work.calendar, start, end)
    site.dates.start[i] = start
    site.dates.span[i] = span
    site.dates.work_end[i] = end
    if work.last_start_link > work.first_start_link:
        tell(site, i, START, start)
    if site.web.rule[0].pauses:
        push(site.agenda, end, WORK_DONE, i)
    else:
        try_finish(site, i, now)


@inlined
def strike(site: Site, i: int, start: float, span: float, end: float) -> tuple[float, float]:
    """Return working time and end of work, lengthened by the events that come while it is under way."""
    count = site.web.activity.shape[0]
    last = site.flow.counts[0].coming
    k = 0
    while k < last and site.flow.coming[k].at < start:
        k += 1
    while k < last and site.flow.coming[k].at < end:
        event = site.web.event[site.flow.coming[k].event]
        key = event.kind * count + i
        for place in range(site.web.struck_first[key], site.web.struck_first[key + 1]):
            delay = site.inputs.delay[event.first_delay + site.web.struck[place]].days
            span += delay
            end = add_work_past(site.tables, site.stills, site.web.activity[i].calendar, end, delay)
        k += 1
    return span, end


@inlined
def try_finish(site: Site, i: int, now: float) -> None:
    """Finish when the work is done and the finish conditions are known."""
    own = site.flow.activity[i]
    done = site.dates.work_end[i]
    at = max(done, own.finish_bound)
    stopped = site.web.activity[i].pausable and done > site.dates.stopped[0]
    if own.finish_needs > 0 or at == NEVER or stopped:
        return
    if not site.web.rule[0].pauses or at <= now:
        finish(site, i, at, now)
    elif done <= now:
        push(site.agenda, at, FINISH, i)


@inlined
def finish(site: Site, i: int, at: float, now: float) -> None:
    """Have it done, and let its people go when it is."""
    if site.dates.finish[i] < NEVER:
        return
    site.dates.finish[i] = at
    if site.inputs.activity[i].refused > 0.0 and at < site.dates.ended[0]:
        site.dates.ended[0] = at
        site.flow.counts[0].refused_by = i
    tell(site, i, END, at)
    if needs_staff(site, i):
        free_at = max(at, now)  # a lead may set a finish in the past
        push(site.releases, free_at, FINISH, i)
        counts = site.flow.counts[0]
        if counts.waiting > 0:
            counts.grant_at = min(counts.grant_at, free_at)


# People -----------------------------------------------------------------------------------------------


@inlined
def grant(site: Site, now: float) -> None:
    """Give out people by priority; work that fits may pass work that does not.

    Who lacked people of a pool is asked again only when some of that pool were freed.
    """
    while first_instant(site.releases) <= now:
        release(site)
    counts = site.flow.counts[0]
    left = 0
    for place in range(counts.waiting):
        rank = site.flow.waiting[place]
        i = site.web.in_rank[rank]
        own = site.flow.activity[i]
        if own.blocker != NOBODY and site.flow.pool[own.blocker].freed < counts.grants:
            site.flow.waiting[left] = rank
            left += 1
        elif site.web.activity[i].pausable and site.dates.stopped[0] < NEVER:
            own.blocker = NOBODY
            site.flow.waiting[left] = rank
            left += 1
        elif site.web.rule[0].pauses and open_instant(site, i, now) > now:
            push(site.agenda, open_instant(site, i, now), ARRIVE, i)
        else:
            own.blocker = lacking(site, i)
            if own.blocker == NOBODY:
                occupy(site, i)
                tell(site, i, BEGIN, now)
            else:
                site.flow.waiting[left] = rank
                left += 1
    counts.waiting = left
    counts.grants += 1
    counts.grant_at = first_instant(site.releases) if left > 0 else NEVER


@inlined
def lacking(site: Site, i: int) -> int:
    """Return the first pool that has not enough people for an activity, `NOBODY` if all have."""
    for k in range(site.web.activity[i].first_demand, site.web.activity[i].last_demand):
        demand = site.web.demand[k]
        if site.flow.pool[demand.pool].free + ENOUGH < demand.people:
            return int(demand.pool)
    return NOBODY


@inlined
def occupy(site: Site, i: int) -> None:
    """Give an activity its people."""
    for k in range(site.web.activity[i].first_demand, site.web.activity[i].last_demand):
        site.flow.pool[site.web.demand[k].pool].free -= site.web.demand[k].people


@inlined
def release(site: Site) -> None:
    """Let the people of the activity go that ends next, or those who leave or come back before that."""
    counts = site.flow.counts[0]
    what = take(site.releases)
    act = what % ACTS
    i = what // ACTS
    if act != FINISH:
        away = site.web.aways[i]
        struck = site.flow.pool[away.pool]
        if act == LEAVE:
            struck.free -= away.people
        else:
            struck.free += away.people
            struck.freed = counts.grants
        return
    for k in range(site.web.activity[i].first_demand, site.web.activity[i].last_demand):
        pool = site.flow.pool[site.web.demand[k].pool]
        pool.free += site.web.demand[k].people
        pool.freed = counts.grants


# Cash and sales ---------------------------------------------------------------------------------------


@part
def pause(site: Site, now: float) -> None:
    """Stop the works under way: cash has run out."""
    counts = site.flow.counts[0]
    site.dates.stopped[0] = now
    for i in range(site.web.activity.shape[0]):
        under_way = site.dates.start[i] < NEVER and site.dates.work_end[i] > now
        if site.web.activity[i].pausable and under_way:
            site.flow.held[counts.held] = i
            counts.held += 1


@part
def resume(site: Site, now: float) -> None:
    """Go on with the works that were stopped, and begin those that waited."""
    counts = site.flow.counts[0]
    stopped = site.dates.stopped[0]
    held = counts.held
    counts.held = 0
    for k in range(held):
        i = site.flow.held[k]
        start = site.dates.start[i]
        if start < NEVER:
            calendar = site.web.activity[i].calendar
            done = max(stopped, start)
            left = work_between_past(site.tables, site.stills, calendar, done, site.dates.work_end[i])
            end = add_work_past(site.tables, site.stills, calendar, max(now, start), left)
            site.dates.work_end[i] = end
            push(site.agenda, end, WORK_DONE, i)
    site.dates.stopped[0] = NEVER
    for k in range(held):
        i = site.flow.held[k]
        if site.dates.start[i] == NEVER:
            arrive(site, i, now)
    if counts.waiting > 0:
        counts.grant_at = now


@part
def tell_sales(site: Site, books: Books, state: State, now: float) -> None:
    """Tell the activities that wait for sales how much of their phase is sold."""
    for k in range(site.web.triggered.shape[0]):
        i = site.web.triggered[k]
        phase = site.web.activity[i].trigger_phase
        if site.flow.activity[i].sold:
            continue
        planned = books.phase[phase].planned_value
        share = state.phase[phase].sold_at_plan / planned if planned > 0.0 else 0.0
        if share >= site.inputs.activity[i].sold_needed:
            site.flow.activity[i].sold = 1
            site.flow.counts[0].fired += 1
            bound_start(site, i, now)


@part
def cut_off(site: Site) -> None:
    """Take back what comes after the project was refused: nothing starts then, nothing is done later."""
    dates = site.dates
    ended = dates.ended[0]
    if ended == NEVER:
        return
    for i in range(dates.start.shape[0]):
        if i == site.flow.counts[0].refused_by:
            continue
        if site.flow.activity[i].ready >= ended:
            site.flow.activity[i].ready = NEVER
        if dates.start[i] >= ended:
            dates.start[i] = NEVER
            dates.work_end[i] = NEVER
            dates.finish[i] = NEVER
            dates.span[i] = NEVER
        if dates.finish[i] > ended:
            dates.finish[i] = NEVER
    for k in range(dates.taken.shape[0]):
        if dates.taken[k] >= ended:
            dates.taken[k] = NEVER
    dates.stopped[0] = min(dates.stopped[0], ended)


@inlined
def happen(site: Site, what: int, now: float) -> None:
    """Let an event of the agenda happen.

    Work that was stopped has an event at its former end, too; it changes nothing.
    """
    act = what % ACTS
    i = what // ACTS
    if act == ARRIVE:
        arrive(site, i, now)
    elif act == FINISH:
        finish(site, i, now, now)
    else:
        try_finish(site, i, now)
