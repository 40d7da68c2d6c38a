"""What an activity goes through: it gets ready, begins, is struck, and finishes."""

from __future__ import annotations

from scenario.model.clock.agenda import ACTS, push
from scenario.model.clock.calendars import open_instant
from scenario.model.clock.fallbacks import change_work, is_unsettled
from scenario.model.clock.links import notify
from scenario.model.clock.people import arrive, needs_staff
from scenario.model.clock.state import ARRIVE, BEGIN, END, FINISH, READY, START, WORK_DONE, RunState
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined
from scenario.rules.schedule.calendar import work_between
from scenario.rules.schedule.stoppage import add_work_past


@inlined
def get_ready(sim: RunState, i: int, at: float, now: float) -> int:
    """Come forward when the start conditions hold; return `BEGIN` where nothing can intervene."""
    if not sim.network.rule[0].pauses:
        if not needs_staff(sim.network, i):
            sim.schedule.activity[i].ready = at
            return BEGIN
        if at <= now:
            arrive(sim, i, now)
            return READY
    push(sim.agenda, max(at, now), ARRIVE, i)
    return READY


@inlined
def begin(sim: RunState, i: int, at: float, now: float) -> None:
    """Start work, or put that off until it is settled how long it takes."""
    work = sim.network.activity[i]
    # it came forward at an instant of work: only people's grants can come at another
    start = at if at == sim.schedule.activity[i].ready else open_instant(sim, i, at)
    if work.last_change > work.first_change:
        if is_unsettled(sim.network, sim.schedule, i, start):
            put_off = sim.schedule.put_off[sim.schedule.counts[0].put_off]
            put_off.at = start
            put_off.activity = i
            sim.schedule.counts[0].put_off += 1
            return
        change_work(sim, i, start)
    span = sim.inputs.activity[i].work
    end = add_work_past(sim.tables, sim.stoppages, work.calendar, start, span)
    if work.struck:
        span, end = strike(sim, i, start, span, end)
    if sim.stoppages.known[work.calendar] > 0:
        span = work_between(sim.tables, work.calendar, start, end)
    sim.dates.start[i] = start
    sim.dates.span[i] = span
    sim.dates.work_end[i] = end
    if work.last_start_link > work.first_start_link:
        notify(sim.schedule, i, START, start)
    if sim.network.rule[0].pauses:
        push(sim.agenda, end, WORK_DONE, i)
    else:
        try_finish(sim, i, now)


@inlined
def strike(sim: RunState, i: int, start: float, span: float, end: float) -> tuple[float, float]:
    """Return working time and end of work, lengthened by the events that come while it is under way."""
    count = sim.network.activity.shape[0]
    last = sim.schedule.counts[0].coming
    k = 0
    while k < last and sim.schedule.coming[k].at < start:
        k += 1
    while k < last and sim.schedule.coming[k].at < end:
        event = sim.network.event[sim.schedule.coming[k].event]
        key = event.kind * count + i
        for place in range(sim.network.struck_first[key], sim.network.struck_first[key + 1]):
            delay = sim.inputs.delay[event.first_delay + sim.network.struck[place]].days
            span += delay
            end = add_work_past(sim.tables, sim.stoppages, sim.network.activity[i].calendar, end, delay)
        k += 1
    return span, end


@inlined
def try_finish(sim: RunState, i: int, now: float) -> None:
    """Finish when the work is done and the finish conditions are known."""
    own = sim.schedule.activity[i]
    done = sim.dates.work_end[i]
    at = max(done, own.finish_bound)
    stopped = sim.network.activity[i].pausable and done > sim.dates.stopped[0]
    if own.finish_needs > 0 or at == NEVER or stopped:
        return
    if not sim.network.rule[0].pauses or at <= now:
        finish(sim, i, at, now)
    elif done <= now:
        push(sim.agenda, at, FINISH, i)


@inlined
def finish(sim: RunState, i: int, at: float, now: float) -> None:
    """Have it done, and let its people go when it is."""
    if sim.dates.finish[i] < NEVER:
        return
    sim.dates.finish[i] = at
    if sim.inputs.activity[i].refused > 0.0 and at < sim.dates.ended[0]:
        sim.dates.ended[0] = at
        sim.schedule.counts[0].refused_by = i
    notify(sim.schedule, i, END, at)
    if needs_staff(sim.network, i):
        free_at = max(at, now)  # a lead may set a finish in the past
        push(sim.releases, free_at, FINISH, i)
        counts = sim.schedule.counts[0]
        if counts.waiting > 0:
            counts.grant_at = min(counts.grant_at, free_at)


@inlined
def happen(sim: RunState, what: int, now: float) -> None:
    """Let an event of the agenda happen.

    Work that was stopped has an event at its former end, too; it changes nothing.
    """
    act = what % ACTS
    i = what // ACTS
    if act == ARRIVE:
        arrive(sim, i, now)
    elif act == FINISH:
        finish(sim, i, now, now)
    else:
        try_finish(sim, i, now)
