"""People: who asks for them, who gets them, and when they are free again."""

from __future__ import annotations

from scenario.model.clock.agenda import ACTS, first_instant, push, take
from scenario.model.clock.calendars import open_instant
from scenario.model.clock.links import tell
from scenario.model.clock.state import ARRIVE, BEGIN, ENOUGH, FINISH, LEAVE, NOBODY, Flow, Site, Web
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined


@inlined
def needs_staff(web: Web, i: int) -> bool:
    """Return whether an activity occupies people."""
    return bool(web.activity[i].last_demand > web.activity[i].first_demand)


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
    if not needs_staff(site.web, i):
        tell(site.flow, i, BEGIN, now)
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
            own.blocker = lacking(site.web, site.flow, i)
            if own.blocker == NOBODY:
                occupy(site.web, site.flow, i)
                tell(site.flow, i, BEGIN, now)
            else:
                site.flow.waiting[left] = rank
                left += 1
    counts.waiting = left
    counts.grants += 1
    counts.grant_at = first_instant(site.releases) if left > 0 else NEVER


@inlined
def lacking(web: Web, flow: Flow, i: int) -> int:
    """Return the first pool that has not enough people for an activity, `NOBODY` if all have."""
    for k in range(web.activity[i].first_demand, web.activity[i].last_demand):
        demand = web.demand[k]
        if flow.pool[demand.pool].free + ENOUGH < demand.people:
            return int(demand.pool)
    return NOBODY


@inlined
def occupy(web: Web, flow: Flow, i: int) -> None:
    """Give an activity its people."""
    for k in range(web.activity[i].first_demand, web.activity[i].last_demand):
        flow.pool[web.demand[k].pool].free -= web.demand[k].people


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
