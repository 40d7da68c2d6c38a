"""A run from its beginning to its end, and the news between."""

from __future__ import annotations

from scenario.model.clock.agenda import clear, push
from scenario.model.clock.calendars import bounded_start, open_instant
from scenario.model.clock.fallbacks import settle_fallback
from scenario.model.clock.links import call, decide, look_at, pass_on
from scenario.model.clock.outlook import expect
from scenario.model.clock.state import (
    BEGIN,
    COME_BACK,
    END,
    LEAVE,
    LOOK_AGAIN,
    NOBODY,
    READY,
    START,
    TRY,
    WAKE,
    RunState,
)
from scenario.model.clock.work import begin, finish, get_ready, is_stopped, try_finish
from scenario.model.money.completion import UNDECIDED
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part, woven
from scenario.rules.schedule.stoppage import note


@woven
def begin_run(sim: RunState) -> None:
    """Set the state of a run to its beginning, and let everything begin that waits for nothing."""
    count = sim.network.begin.shape[0]
    for i in range(count):
        sim.schedule.activity[i] = sim.network.begin[i]
    for i in range(count):
        sim.dates.start[i] = NEVER
        sim.dates.work_end[i] = NEVER
        sim.dates.finish[i] = NEVER
        sim.dates.span[i] = NEVER
    sim.dates.stopped[0] = NEVER
    sim.dates.ended[0] = NEVER
    for p in range(sim.network.capacity.shape[0]):
        sim.schedule.pool[p].free = sim.network.capacity[p]
        sim.schedule.pool[p].freed = 0
    counts = sim.schedule.counts[0]
    counts.notified = 0
    counts.notices = 0
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
    counts.looks = 0
    counts.looked = 0
    counts.deadline = NEVER
    for k in range(sim.network.fallback.shape[0]):
        sim.schedule.unsettled[k] = 1
        sim.dates.taken[k] = NEVER
        counts.deadline = min(counts.deadline, sim.network.fallback[k].deadline)
    clear(sim.agenda)
    clear(sim.releases)
    foresee(sim)
    for i in range(count):
        if sim.network.begin[i].start_needs == 0:
            call(sim.schedule, i)
        elif sim.network.begin[i].firm_needs == 0:
            look_at(sim.schedule, i)
    for k in range(sim.network.looking.shape[0]):
        sim.schedule.expected[sim.network.looking[k]] = 0.0
    if sim.network.rule[0].used >= 0:
        decide(sim, sim.network.rule[0].used)


@inlined
def foresee(sim: RunState) -> None:
    """Put the yearly events that come in this run in order; note which calendars they stop and who leaves."""
    coming = sim.schedule.coming
    known = 0
    for event in range(sim.network.event.shape[0]):
        at = sim.inputs.event[event].instant
        if at < NEVER:
            place = known
            while place > 0 and coming[place - 1].at > at:
                coming[place] = coming[place - 1]
                place -= 1
            coming[place].at = at
            coming[place].event = event
            known += 1
    sim.schedule.counts[0].coming = known
    for c in range(sim.stoppages.known.shape[0]):
        sim.stoppages.known[c] = 0
    for k in range(known):
        event = sim.network.event[coming[k].event]
        for place in range(event.first_stop, event.last_stop):
            stop = sim.network.stops[place]
            note(sim.stoppages, stop.calendar, coming[k].at, sim.inputs.delay[stop.delay].days)
        if event.last_absence > event.first_absence:
            struck = event.first_absence + int(sim.inputs.event[coming[k].event].pick)
            push(sim.releases, coming[k].at, LEAVE, struck)
            days = sim.inputs.delay[sim.network.absences[struck].delay].days
            push(sim.releases, coming[k].at + days, COME_BACK, struck)


@inlined
def propagate(sim: RunState, now: float) -> None:
    """Do what follows from the news until nobody learns anything new; then look ahead who has to."""
    counts = sim.schedule.counts[0]
    while True:
        spread(sim, now)
        if counts.looks == 0:
            break
        i = sim.schedule.looks[counts.looked]
        counts.looked += 1
        if counts.looked == counts.looks:
            counts.looked = 0
            counts.looks = 0
        look(sim, i, now)


@part
def look(sim: RunState, i: int, now: float) -> None:
    """Do what is expected to be due now; else look again when it is."""
    own = sim.schedule.activity[i]
    if own.called:
        if sim.dates.start[i] == NEVER or sim.dates.finish[i] < NEVER:
            return
        if sim.network.activity[i].reaches_back == 0:
            return
    else:
        # before what is known lets it, there is nothing to look for
        at = coming_forward(sim, i, max(own.start_bound, now))
        if at > now:
            push(sim.agenda, at, WAKE, i)
            return
    expect(sim, i, now)
    at = sim.outlook.event[2 * i + own.called].at
    if at > now:
        if at < NEVER:
            push(sim.agenda, max(at, now + LOOK_AGAIN) if sim.outlook.counts[0].is_short else at, WAKE, i)
    elif own.called == 0:
        sim.schedule.expected[i] = sim.outlook.end[i].bound
        call(sim.schedule, i)
    elif not is_stopped(sim, i):
        finish(sim, i, now)


@inlined
def coming_forward(sim: RunState, i: int, at: float) -> float:
    """Return when an activity comes forward whose start conditions hold from an instant on."""
    work = sim.inputs.activity[i].work
    if sim.network.activity[i].bounded:
        own = sim.schedule.activity[i]
        return bounded_start(sim, i, at, max(own.finish_bound, sim.schedule.expected[i]), work)
    return open_instant(sim, i, at, work)


@part
def spread(sim: RunState, now: float) -> None:
    """Do what follows from the news until there are none."""
    counts = sim.schedule.counts[0]
    while counts.notified < counts.notices:
        notices = sim.schedule.notices[counts.notified]
        i = notices.activity
        what = notices.what
        at = notices.at
        counts.notified += 1
        if what == READY:
            at = coming_forward(sim, i, max(at, now))
            what = get_ready(sim, i, at, now)
        if what == BEGIN:
            begin(sim, i, at, now)
        elif what == TRY:
            try_finish(sim, i, now)
        elif what == START:
            sim.schedule.activity[i].start_known = 1
            work = sim.network.activity[i]
            links = work.first_start_link, work.last_start_link
            pass_on(sim.network, sim.schedule, sim.tables, links[0], links[1], at)
        elif what == END:
            sim.schedule.activity[i].end_known = 1
            work = sim.network.activity[i]
            links = work.first_end_link, work.last_end_link
            pass_on(sim.network, sim.schedule, sim.tables, links[0], links[1], at)
            rule = sim.network.rule[0]
            if i == rule.node:
                on_time = sim.dates.finish[i] <= rule.deadline
                decide(sim, rule.then if on_time else rule.otherwise)
            for k in range(sim.network.fallback.shape[0]):
                if sim.network.fallback[k].node == i:
                    settle_fallback(sim, k, sim.dates.finish[i])
    counts.notified = 0
    counts.notices = 0


@woven
def cut_off(sim: RunState) -> None:
    """Take back what comes after the project was refused: nothing starts then, nothing is done later."""
    dates = sim.dates
    ended = dates.ended[0]
    if ended == NEVER:
        return
    for i in range(dates.start.shape[0]):
        if i == sim.schedule.counts[0].refused_by:
            continue
        if sim.schedule.activity[i].ready >= ended:
            sim.schedule.activity[i].ready = NEVER
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
