"""People: who asks for them, who gets them, and when they are free again."""

from __future__ import annotations

from scenario.model.clock.agenda import ACTS, first_instant, push, take
from scenario.model.clock.calendars import open_instant
from scenario.model.clock.links import notify
from scenario.model.clock.state import (
    ARRIVE,
    BEGIN,
    ENOUGH,
    FINISH,
    LEAVE,
    NOBODY,
    NetworkArrays,
    RunState,
    ScheduleState,
)
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part


@inlined
def needs_staff(sim: RunState, i: int) -> bool:
    """Return whether an activity occupies people: it names them and is not left out."""
    fixed = sim.network.activity[i]
    return bool(fixed.last_demand > fixed.first_demand and sim.inputs.activity[i].left_out == 0.0)


@inlined
def hold(sim: RunState, i: int) -> None:
    """Have an activity stand still until cash is back."""
    counts = sim.schedule.counts[0]
    sim.schedule.held[counts.held] = i
    counts.held += 1


@part
def arrive(sim: RunState, i: int, now: float) -> None:
    """Ask for people; where none are needed, begin."""
    counts = sim.schedule.counts[0]
    own = sim.schedule.activity[i]
    if sim.dates.stopped[0] < NEVER and sim.network.activity[i].pausable:
        hold(sim, i)
        return
    if own.ready == NEVER:
        own.ready = now
    if not needs_staff(sim, i):
        notify(sim.schedule, i, BEGIN, now)
        return
    own.blocker = NOBODY
    rank = sim.network.activity[i].rank
    place = counts.waiting
    while place > 0 and sim.schedule.waiting[place - 1] > rank:
        sim.schedule.waiting[place] = sim.schedule.waiting[place - 1]
        place -= 1
    sim.schedule.waiting[place] = rank
    counts.waiting += 1
    counts.grant_at = now


@inlined
def grant(sim: RunState, now: float) -> None:
    """Give people to the first in order for whom there are enough; then ask again.

    Work that fits may pass work that does not. What comes forward through a grant, at the same instant, is
    asked in its order before the next one is given any. Who lacked people of a pool is asked again only when
    some of that pool were freed.
    """
    while first_instant(sim.releases) <= now:
        release(sim)
    counts = sim.schedule.counts[0]
    left = 0
    granted = False
    for place in range(counts.waiting):
        rank = sim.schedule.waiting[place]
        if granted:
            sim.schedule.waiting[left] = rank
            left += 1
            continue
        i = sim.network.in_rank[rank]
        own = sim.schedule.activity[i]
        opens = now
        if sim.network.rule[0].pauses:
            opens = open_instant(sim, i, now, sim.inputs.activity[i].work)
        if own.blocker != NOBODY and sim.schedule.pool[own.blocker].freed < counts.grants:
            sim.schedule.waiting[left] = rank
            left += 1
        elif sim.network.activity[i].pausable and sim.dates.stopped[0] < NEVER:
            own.blocker = NOBODY
            sim.schedule.waiting[left] = rank
            left += 1
        elif opens > now:
            push(sim.agenda, opens, ARRIVE, i)
        else:
            own.blocker = lacking(sim.network, sim.schedule, i)
            if own.blocker == NOBODY:
                # what may come forward with it is asked in its order before others are given any
                granted = bool(sim.network.activity[i].opens or sim.inputs.activity[i].work <= 0.0)
                occupy(sim.network, sim.schedule, i)
                notify(sim.schedule, i, BEGIN, now)
            else:
                sim.schedule.waiting[left] = rank
                left += 1
    counts.waiting = left
    counts.grant_at = NEVER
    if left > 0:
        counts.grant_at = now if granted else first_instant(sim.releases)
    if left == 0 or not granted:
        counts.grants += 1


@inlined
def let_go(sim: RunState, i: int, at: float) -> None:
    """Let people go when their work is done, whatever its finish still waits for."""
    own = sim.schedule.activity[i]
    if own.gone == 0 and needs_staff(sim, i):
        own.gone = 1
        push(sim.releases, at, FINISH, i)
        counts = sim.schedule.counts[0]
        if counts.waiting > 0:
            counts.grant_at = min(counts.grant_at, at)


@inlined
def lacking(network: NetworkArrays, schedule: ScheduleState, i: int) -> int:
    """Return the first pool that has not enough people for an activity, `NOBODY` if all have."""
    for k in range(network.activity[i].first_demand, network.activity[i].last_demand):
        demand = network.demand[k]
        if schedule.pool[demand.pool].free + ENOUGH < demand.people:
            return int(demand.pool)
    return NOBODY


@inlined
def occupy(network: NetworkArrays, schedule: ScheduleState, i: int) -> None:
    """Give an activity its people."""
    for k in range(network.activity[i].first_demand, network.activity[i].last_demand):
        schedule.pool[network.demand[k].pool].free -= network.demand[k].people


@part
def release(sim: RunState) -> None:
    """Let the people of the activity go that ends next, or those who leave or come back before that."""
    counts = sim.schedule.counts[0]
    what = take(sim.releases)
    act = what % ACTS
    i = what // ACTS
    if act != FINISH:
        away = sim.network.absences[i]
        struck = sim.schedule.pool[away.pool]
        if act == LEAVE:
            struck.free -= away.people
        else:
            struck.free += away.people
            struck.freed = counts.grants
        return
    for k in range(sim.network.activity[i].first_demand, sim.network.activity[i].last_demand):
        pool = sim.schedule.pool[sim.network.demand[k].pool]
        pool.free += sim.network.demand[k].people
        pool.freed = counts.grants
