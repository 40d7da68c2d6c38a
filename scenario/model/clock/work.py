"""What an activity goes through: it gets ready, begins, and finishes."""

from __future__ import annotations

import math

from scenario.model.clock.agenda import ACTS, push
from scenario.model.clock.calendars import done_at, open_instant
from scenario.model.clock.fallbacks import begun
from scenario.model.clock.links import held_until, look_at, notify
from scenario.model.clock.people import arrive, hold, let_go, needs_staff
from scenario.model.clock.state import (
    ARRIVE,
    BEGIN,
    END,
    FINISH,
    READY,
    START,
    START_MILESTONE,
    WAKE,
    WORK_DONE,
    RunState,
)
from scenario.model.clock.strikes import end_of_work
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.schedule.calendar import ends_work, work_between
from scenario.rules.schedule.dated import in_the_morning, instant_of


@inlined
def get_ready(sim: RunState, i: int, at: float, now: float) -> int:
    """Come forward when the start conditions hold; return `BEGIN` where nothing can intervene."""
    if not sim.network.rule[0].pauses:
        if not needs_staff(sim, i):
            sim.schedule.activity[i].ready = at
            return BEGIN
        if at <= now:
            arrive(sim, i, now)
            return READY
    push(sim.agenda, at, ARRIVE, i)
    return READY


@part
def begin(sim: RunState, i: int, at: float, now: float) -> None:
    """Start work, or put that off until it is settled how long it takes."""
    fixed = sim.network.activity[i]
    # it came forward at an instant of work: only people's grants can come at another
    start = at
    if at != sim.schedule.activity[i].ready:
        start = open_instant(sim, i, at, sim.inputs.activity[i].work)
    if fixed.last_change > fixed.first_change:
        start = begun(sim, i, start)
        if start == NEVER:
            return
    span, end = end_of_work(sim, i, start, sim.inputs.activity[i].work)
    if sim.stoppages.known[fixed.calendar] > 0:
        span = work_between(sim.tables, fixed.calendar, start, end)
    sim.dates.start[i] = start
    sim.dates.span[i] = span
    sim.dates.work_end[i] = end
    if fixed.last_start_link > fixed.first_start_link:
        notify(sim.schedule, i, START, start)
    if sim.network.rule[0].pauses:
        if is_stopped(sim, i):
            hold(sim, i)
        else:
            push(sim.agenda, end, WORK_DONE, i)
        return
    if fixed.last_demand > fixed.first_demand:
        let_go(sim, i, max(end, now))
    if sim.schedule.activity[i].finish_needs == 0:
        try_finish(sim, i, now)
    elif fixed.reaches_back:
        push(sim.agenda, max(end, now), WAKE, i)


@inlined
def is_stopped(sim: RunState, i: int) -> bool:
    """Return whether an activity stands still for want of cash, or would not start for it."""
    return bool(sim.network.activity[i].pausable and sim.dates.work_end[i] > sim.dates.stopped[0])


@inlined
def try_finish(sim: RunState, i: int, now: float) -> None:
    """Finish when the work is done and the finish conditions are known."""
    done = sim.dates.work_end[i]
    if sim.schedule.activity[i].finish_needs > 0 or done == NEVER or is_stopped(sim, i):
        return
    at = done_at(sim, i, done, sim.schedule.activity[i].finish_bound)
    if not sim.network.rule[0].pauses or at <= now:
        finish(sim, i, at)
    elif done <= now:
        push(sim.agenda, at, FINISH, i)


@part
def finish(sim: RunState, i: int, at: float) -> None:
    """Have it done."""
    if sim.dates.finish[i] < NEVER:
        return
    sim.dates.finish[i] = at
    if (at > sim.dates.work_end[i] or sim.inputs.activity[i].work <= 0.0) and begins_a_day(sim, i, at):
        sim.dates.finish[i] = in_the_morning(at)
    if sim.inputs.activity[i].refused > 0.0 and at <= sim.dates.ended[0]:
        counts = sim.schedule.counts[0]
        if at < sim.dates.ended[0] or i < counts.refused_by:
            sim.dates.ended[0] = at
            counts.refused_by = i  # of two at one instant the first in the file
    notify(sim.schedule, i, END, at)


@part
def begins_a_day(sim: RunState, i: int, at: float) -> bool:
    """Return whether a finish at midnight belongs to the day that begins, as a start milestone does."""
    if at <= 0.0 or at != math.floor(at):
        return False
    fixed = sim.network.activity[i]
    if sim.inputs.activity[i].work > 0.0:
        return not ends_work(sim.tables, fixed.calendar, at)
    if fixed.milestone:
        return bool(fixed.milestone == START_MILESTONE)
    if at == sim.network.begin[i].start_bound:
        return True
    regime = sim.schedule.counts[0].regime
    for k in range(sim.network.first_incoming[2 * i], sim.network.first_incoming[2 * i + 2]):
        link = sim.network.incoming[k]
        if link.regime < 0 or link.regime == regime:
            told = sim.dates.finish[link.before] if link.of_end else sim.dates.start[link.before]
            in_the_day = not link.of_end or link.lag != 0.0 or told != instant_of(told)
            if in_the_day and told < NEVER and held_until(sim.tables, link, instant_of(told)) == at:
                return True
    return False


@inlined
def work_done(sim: RunState, i: int, now: float) -> None:
    """The work is done, unless it was stopped in the meantime: then this is its former end."""
    if sim.dates.work_end[i] > now or is_stopped(sim, i):
        return
    let_go(sim, i, now)
    try_finish(sim, i, now)
    if sim.schedule.activity[i].finish_needs > 0 and sim.network.activity[i].reaches_back:
        look_at(sim.schedule, i)


@inlined
def happen(sim: RunState, what: int, now: float) -> None:
    """Let an event of the agenda happen."""
    act = what % ACTS
    i = what // ACTS
    if act == ARRIVE:
        arrive(sim, i, now)
    elif act == FINISH:
        finish(sim, i, now)
    elif act == WAKE:
        look_at(sim.schedule, i)
    else:
        work_done(sim, i, now)
