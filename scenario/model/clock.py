"""The compiled clock: the schedule of `schedule.py` as steps on the arrays of a site.

Same plan, same order of events, same arithmetic: every function here is the counterpart of the method of
that name in `schedule.Schedule`, and the two must agree to the last bit. What waits in simpy is an event in
the heap here; what is an attribute there is an array here. `many` runs the clock.
"""

from __future__ import annotations

from scenario.model.heap import push
from scenario.model.money.tables import Books, State
from scenario.model.money.treasury import UNDECIDED
from scenario.model.site import (
    ARRIVE,
    AS_IT_COMES,
    END,
    ENOUGH,
    FINISH,
    FIRED,
    GRANT,
    GRANT_STAFF,
    GRANTING,
    HELD,
    NEWS,
    OPEN,
    REGIME,
    RELEASE,
    START,
    WAITING,
    WORK_DONE,
    Site,
)
from scenario.model.timetable import FF, FS, NEVER, SS
from scenario.rules.calendar import add_work, snap, work_between
from scenario.rules.compiled import inlined, part, woven


@part
def begin_run(site: Site) -> None:
    """Set the state of a run to its beginning."""
    for i in range(site.web.rank.shape[0]):
        site.flow.ready[i] = NEVER
        site.dates.start[i] = NEVER
        site.dates.work_end[i] = NEVER
        site.dates.finish[i] = NEVER
        site.dates.span[i] = NEVER
        site.flow.start_bound[i] = site.web.not_before[i]
        site.flow.finish_bound[i] = 0.0
        site.flow.start_needs[i] = site.web.start_needs[i]
        site.flow.finish_needs[i] = site.web.finish_needs[i]
        site.flow.told[START, i] = False
        site.flow.told[END, i] = False
        site.flow.round[i] = 0
        site.flow.sold[i] = False
    site.dates.stopped[0] = NEVER
    for pool in range(site.web.capacity.shape[0]):
        site.flow.free[pool] = site.web.capacity[pool]
    for k in range(site.flow.counts.shape[0]):
        site.flow.counts[k] = 0
    site.flow.counts[REGIME] = UNDECIDED
    site.heap.size[0] = 0
    site.heap.size[1] = 0
    push(site.heap, 0.0, AS_IT_COMES, OPEN, 0, 0)


@inlined
def open_site(site: Site) -> None:
    """Let everything begin that waits for nothing."""
    for i in range(site.web.rank.shape[0]):
        if site.web.start_needs[i] == 0:
            get_ready(site, i, 0.0)
    if site.web.rule[0].used >= 0:
        decide(site, site.web.rule[0].used, 0.0)


@inlined
def open_instant(site: Site, i: int, at: float) -> float:
    """Return the first instant at which the activity's calendar works; work of no length needs none."""
    return snap(site.tables, site.web.calendar[i], at) if site.inputs.activity[i].work > 0.0 else at


@inlined
def needs_staff(site: Site, i: int) -> bool:
    """Return whether an activity occupies people."""
    return bool(site.web.demand_first[i + 1] > site.web.demand_first[i])


@inlined
def get_ready(site: Site, i: int, now: float) -> None:
    """Come forward when the start conditions hold, or start at once where nothing can intervene."""
    at = open_instant(site, i, site.flow.start_bound[i])
    if not site.web.rule[0].pauses and not needs_staff(site, i):
        site.flow.ready[i] = at
        begin(site, i, at, now)
    else:
        push(site.heap, max(at, now), AS_IT_COMES, ARRIVE, i, 0)


@inlined
def arrive(site: Site, i: int, now: float) -> None:
    """Ask for people; where none are needed, begin."""
    if site.dates.stopped[0] < NEVER and site.web.pausable[i]:
        site.flow.held[site.flow.counts[HELD]] = i
        site.flow.counts[HELD] += 1
        return
    if site.flow.ready[i] == NEVER:
        site.flow.ready[i] = now
    if not needs_staff(site, i):
        begin(site, i, now, now)
        return
    place = site.flow.counts[WAITING]
    while place > 0 and site.flow.waiting[place - 1] > site.web.rank[i]:
        site.flow.waiting[place] = site.flow.waiting[place - 1]
        place -= 1
    site.flow.waiting[place] = site.web.rank[i]
    site.flow.counts[WAITING] += 1
    ask_for_staff(site, now)


@inlined
def begin(site: Site, i: int, at: float, now: float) -> None:
    """Start work; its end is known but for its finish conditions and lack of cash."""
    start = open_instant(site, i, at)
    site.dates.start[i] = start
    site.dates.span[i] = site.inputs.activity[i].work
    site.dates.work_end[i] = add_work(site.tables, site.web.calendar[i], start, site.dates.span[i])
    if site.web.hit_first[i + 1] > site.web.hit_first[i]:
        strike(site, i)
    tell(site, i, START)
    if not site.web.rule[0].pauses:
        try_finish(site, i, now)
    else:
        push(site.heap, site.dates.work_end[i], AS_IT_COMES, WORK_DONE, i, site.flow.round[i])


@part
def strike(site: Site, i: int) -> None:
    """Lengthen the work by the events that come while it is under way, in the order of their instants."""
    first = site.web.hit_first[i]
    last = site.web.hit_first[i + 1]
    for k in range(first, last):
        site.flow.struck[k] = site.inputs.hit[site.web.hits[k]].happens == 0.0
    while True:
        nearest = -1
        for k in range(first, last):
            if site.flow.struck[k]:
                continue
            if nearest < 0:
                nearest = k
                continue
            hit = site.inputs.hit[site.web.hits[k]]
            best = site.inputs.hit[site.web.hits[nearest]]
            if hit.instant < best.instant or (hit.instant == best.instant and hit.delay < best.delay):
                nearest = k
        if nearest < 0:
            return
        site.flow.struck[nearest] = True
        hit = site.inputs.hit[site.web.hits[nearest]]
        if site.dates.start[i] <= hit.instant < site.dates.work_end[i]:
            site.dates.span[i] += hit.delay
            site.dates.work_end[i] = add_work(
                site.tables, site.web.calendar[i], site.dates.work_end[i], hit.delay
            )


@inlined
def try_finish(site: Site, i: int, now: float) -> None:
    """Finish when the work is done and the finish conditions are known."""
    at = max(site.dates.work_end[i], site.flow.finish_bound[i])
    stopped = site.web.pausable[i] and site.dates.work_end[i] > site.dates.stopped[0]
    if site.flow.finish_needs[i] > 0 or at == NEVER or stopped:
        return
    if not site.web.rule[0].pauses or at <= now:
        finish(site, i, at, now)
    elif site.dates.work_end[i] <= now:
        push(site.heap, at, AS_IT_COMES, FINISH, i, 0)


@inlined
def finish(site: Site, i: int, at: float, now: float) -> None:
    """Have it done, and let its people go when it is."""
    if site.dates.finish[i] < NEVER:
        return
    site.dates.finish[i] = at
    tell(site, i, END)
    if needs_staff(site, i):
        push(site.heap, max(at, now), AS_IT_COMES, RELEASE, i, 0)  # a lead may set a finish in the past


@inlined
def tell(site: Site, i: int, event: int) -> None:
    """Put the start or the end of an activity among the news."""
    site.flow.news[site.flow.counts[NEWS], 0] = i
    site.flow.news[site.flow.counts[NEWS], 1] = event
    site.flow.counts[NEWS] += 1


@inlined
def spread_news(site: Site, now: float) -> None:
    """Pass on starts and finishes until nobody learns anything new."""
    count = site.web.rank.shape[0]
    rule = site.web.rule[0]
    while site.flow.counts[NEWS] > 0:
        site.flow.counts[NEWS] -= 1
        i = site.flow.news[site.flow.counts[NEWS], 0]
        event = site.flow.news[site.flow.counts[NEWS], 1]
        site.flow.told[event, i] = True
        at = site.dates.finish[i] if event == END else site.dates.start[i]
        for k in range(site.web.first[event * count + i], site.web.first[event * count + i + 1]):
            link = site.web.links[k]
            if link.regime < 0 or link.regime == site.flow.counts[REGIME]:
                bound(site, link.after, link.kind, at + link.lag, now)
        if event == END and i == rule.node:
            regime = rule.then if at <= rule.deadline else rule.otherwise
            decide(site, regime, now)


@inlined
def bound(site: Site, i: int, kind: int, at: float, now: float) -> None:
    """One condition fewer to wait for; it holds from `at` on."""
    if kind in (FS, SS):
        site.flow.start_bound[i] = max(site.flow.start_bound[i], at)
        site.flow.start_needs[i] -= 1
        if site.flow.start_needs[i] == 0:
            get_ready(site, i, now)
    else:
        site.flow.finish_bound[i] = max(site.flow.finish_bound[i], at)
        site.flow.finish_needs[i] -= 1
        try_finish(site, i, now)


@part
def decide(site: Site, regime: int, now: float) -> None:
    """Learn which presale rules hold: only their links count from now on."""
    site.flow.counts[REGIME] = regime
    for k in range(site.web.chosen.shape[0]):
        link = site.web.chosen[k]
        if link.regime == regime:
            if link.kind in (FS, SS):
                site.flow.start_needs[link.after] += 1
            else:
                site.flow.finish_needs[link.after] += 1
    for k in range(site.web.chosen.shape[0]):
        link = site.web.chosen[k]
        of_end = link.kind in (FS, FF)
        if link.regime == regime and site.flow.told[END if of_end else START, link.before]:
            at = site.dates.finish[link.before] if of_end else site.dates.start[link.before]
            bound(site, link.after, link.kind, at + link.lag, now)
    for k in range(site.web.undecided.shape[0]):
        bound(site, site.web.undecided[k], FS, 0.0, now)


@inlined
def ask_for_staff(site: Site, now: float) -> None:
    """Have people given out at the end of this instant."""
    if site.flow.counts[GRANTING] == 0:
        site.flow.counts[GRANTING] = 1
        push(site.heap, now, GRANT_STAFF, GRANT, 0, 0)


@inlined
def grant(site: Site, now: float) -> None:
    """Give out people by priority; work that fits may pass work that does not."""
    site.flow.counts[GRANTING] = 0
    left = 0
    for place in range(site.flow.counts[WAITING]):
        rank = site.flow.waiting[place]
        i = site.web.in_rank[rank]
        opens = open_instant(site, i, now) if site.web.rule[0].pauses else now
        if site.web.pausable[i] and site.dates.stopped[0] < NEVER:
            site.flow.waiting[left] = rank
            left += 1
        elif opens > now:
            push(site.heap, opens, AS_IT_COMES, ARRIVE, i, 0)
        elif fits(site, i):
            for k in range(site.web.demand_first[i], site.web.demand_first[i + 1]):
                site.flow.free[site.web.demand[k].pool] -= site.web.demand[k].people
            begin(site, i, now, now)
        else:
            site.flow.waiting[left] = rank
            left += 1
    site.flow.counts[WAITING] = left


@inlined
def fits(site: Site, i: int) -> bool:
    """Return whether the people that an activity needs are free."""
    for k in range(site.web.demand_first[i], site.web.demand_first[i + 1]):
        if site.flow.free[site.web.demand[k].pool] + ENOUGH < site.web.demand[k].people:
            return False
    return True


@inlined
def release(site: Site, i: int, now: float) -> None:
    """Let the people of an activity go."""
    for k in range(site.web.demand_first[i], site.web.demand_first[i + 1]):
        site.flow.free[site.web.demand[k].pool] += site.web.demand[k].people
    if site.flow.counts[WAITING] > 0:
        ask_for_staff(site, now)


@part
def pause(site: Site, now: float) -> None:
    """Stop the works under way: cash has run out."""
    site.dates.stopped[0] = now
    for i in range(site.web.rank.shape[0]):
        if site.web.pausable[i] and site.dates.start[i] < NEVER and site.dates.work_end[i] > now:
            site.flow.round[i] += 1
            site.flow.held[site.flow.counts[HELD]] = i
            site.flow.counts[HELD] += 1


@part
def resume(site: Site, now: float) -> None:
    """Go on with the works that were stopped, and begin those that waited."""
    stopped = site.dates.stopped[0]
    held = site.flow.counts[HELD]
    site.flow.counts[HELD] = 0
    for k in range(held):
        i = site.flow.held[k]
        if site.dates.start[i] < NEVER:
            left = work_between(
                site.tables, site.web.calendar[i], max(stopped, site.dates.start[i]), site.dates.work_end[i]
            )
            site.dates.work_end[i] = add_work(
                site.tables, site.web.calendar[i], max(now, site.dates.start[i]), left
            )
            push(site.heap, site.dates.work_end[i], AS_IT_COMES, WORK_DONE, i, site.flow.round[i])
    site.dates.stopped[0] = NEVER
    for k in range(held):
        i = site.flow.held[k]
        if site.dates.start[i] == NEVER:
            arrive(site, i, now)
    if site.flow.counts[WAITING] > 0:
        ask_for_staff(site, now)


@part
def tell_sales(site: Site, books: Books, state: State, now: float) -> None:
    """Tell the activities that wait for sales how much of their phase is sold."""
    for i in range(site.web.rank.shape[0]):
        phase = site.web.trigger_phase[i]
        if phase < 0 or site.flow.sold[i]:
            continue
        planned = books.phase[phase].planned_value
        share = state.phase[phase].sold_at_plan / planned if planned > 0.0 else 0.0
        if share >= site.inputs.activity[i].sold_needed:
            site.flow.sold[i] = True
            site.flow.counts[FIRED] += 1
            bound(site, i, FS, now, now)


@woven
def happen(site: Site, act: int, i: int, round_: int, now: float) -> None:
    """Let an event of the schedule happen."""
    if act == ARRIVE:
        arrive(site, i, now)
    elif act == WORK_DONE:
        if round_ == site.flow.round[i]:
            try_finish(site, i, now)
    elif act == FINISH:
        finish(site, i, now, now)
    elif act == RELEASE:
        release(site, i, now)
    elif act == GRANT:
        grant(site, now)
    else:
        open_site(site)
