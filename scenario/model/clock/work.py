"""What an activity goes through: it gets ready, begins, is struck, and finishes."""

from __future__ import annotations

from scenario.model.clock.agenda import ACTS, push
from scenario.model.clock.calendars import open_instant
from scenario.model.clock.fallbacks import change_work, is_unsettled
from scenario.model.clock.links import tell
from scenario.model.clock.people import arrive, needs_staff
from scenario.model.clock.state import ARRIVE, BEGIN, END, FINISH, READY, START, WORK_DONE, Site
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined
from scenario.rules.schedule.calendar import work_between
from scenario.rules.schedule.standstill import add_work_past


@inlined
def get_ready(site: Site, i: int, at: float, now: float) -> int:
    """Come forward when the start conditions hold; return `BEGIN` where nothing can intervene."""
    if not site.web.rule[0].pauses:
        if not needs_staff(site.web, i):
            site.flow.activity[i].ready = at
            return BEGIN
        if at <= now:
            arrive(site, i, now)
            return READY
    push(site.agenda, max(at, now), ARRIVE, i)
    return READY


@inlined
def begin(site: Site, i: int, at: float, now: float) -> None:
    """Start work, or put that off until it is settled how long it takes."""
    work = site.web.activity[i]
    # it came forward at an instant of work: only people's grants can come at another
    start = at if at == site.flow.activity[i].ready else open_instant(site, i, at)
    if work.last_change > work.first_change:
        if is_unsettled(site.web, site.flow, i, start):
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
        tell(site.flow, i, START, start)
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
    tell(site.flow, i, END, at)
    if needs_staff(site.web, i):
        free_at = max(at, now)  # a lead may set a finish in the past
        push(site.releases, free_at, FINISH, i)
        counts = site.flow.counts[0]
        if counts.waiting > 0:
            counts.grant_at = min(counts.grant_at, free_at)


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
