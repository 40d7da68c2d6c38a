"""What waits for what: news of starts and ends, passed on over the links; which presale rules hold."""

from __future__ import annotations

from typing import Any

from scenario.model.clock.state import READY, TRY, NetworkArrays, RunState, ScheduleState
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.schedule.calendar import CalendarTables
from scenario.rules.schedule.dated import instant_of
from scenario.rules.schedule.lag import after_lag


@inlined
def notify(schedule: ScheduleState, i: int, what: int, at: float) -> None:
    """Put what becomes of an activity, and when, among the news."""
    counts = schedule.counts[0]
    notices = schedule.notices[counts.notices]
    notices.at = at
    notices.what = what
    notices.activity = i
    counts.notices += 1


@part
def pass_on(
    network: NetworkArrays, schedule: ScheduleState, tables: CalendarTables, first: int, last: int, at: float
) -> None:
    """Pass a start or an end on over its links."""
    regime = schedule.counts[0].regime
    if network.rule[0].calendar_lags:
        for k in range(first, last):
            link = network.links[k]
            if link.regime < 0 or link.regime == regime:
                bound(schedule, link, held_until(tables, link, at))
        return
    # by itself: compiled code would prepare every look into a calendar before it asks whether one is needed
    for k in range(first, last):
        link = network.links[k]
        if link.regime < 0 or link.regime == regime:
            bound(schedule, link, at + link.lag)


@inlined
def held_until(tables: CalendarTables, link: Any, at: float) -> float:
    """Return when a link holds whose start or end has come."""
    return after_lag(tables, link.calendar, at, link.lag) if link.calendar else at + link.lag


@inlined
def bound(schedule: ScheduleState, link: Any, until: float) -> None:
    """Tell the successor of a link that holds from an instant on."""
    if link.of_start:
        bound_start(schedule, link.after, until, link.firm)
    else:
        bound_finish(schedule, link.after, until, link.both)


@inlined
def bound_start(schedule: ScheduleState, i: int, at: float, firm: int) -> None:
    """One condition of a start fewer to wait for; it holds from `at` on."""
    own = schedule.activity[i]
    own.start_bound = max(own.start_bound, at)
    own.start_needs -= 1
    if firm:
        own.firm_needs -= 1
    if own.start_needs == 0:
        call(schedule, i)
    elif firm and own.firm_needs == 0 and own.called == 0:
        look_at(schedule, i)


@inlined
def bound_finish(schedule: ScheduleState, i: int, at: float, both: int) -> None:
    """One condition of a finish fewer to wait for, perhaps of the start too; it holds from `at` on."""
    own = schedule.activity[i]
    own.finish_bound = max(own.finish_bound, at)
    own.finish_needs -= 1
    own.start_needs -= both
    if own.finish_needs == 0 and (own.called or not both):
        notify(schedule, i, TRY, at)
    if both and own.start_needs == 0:
        call(schedule, i)


@inlined
def call(schedule: ScheduleState, i: int) -> None:
    """Have an activity come forward, unless it was expected to and has."""
    own = schedule.activity[i]
    if own.called == 0:
        own.called = 1
        notify(schedule, i, READY, own.start_bound)


@inlined
def look_at(schedule: ScheduleState, i: int) -> None:
    """Have an activity look ahead once all that is known has been passed on."""
    schedule.looks[schedule.counts[0].looks] = i
    schedule.counts[0].looks += 1


@part
def decide(sim: RunState, regime: int) -> None:
    """Learn which presale rules hold: only their links count from now on."""
    sim.schedule.counts[0].regime = regime
    for k in range(sim.network.chosen.shape[0]):
        link = sim.network.chosen[k]
        if link.regime == regime:
            after = sim.schedule.activity[link.after]
            after.start_needs += link.of_start or link.both
            after.finish_needs += not link.of_start
            after.firm_needs += link.firm
    for k in range(sim.network.chosen.shape[0]):
        link = sim.network.chosen[k]
        if link.regime == regime:
            before = sim.schedule.activity[link.before]
            if link.of_end and before.end_known:
                at = instant_of(sim.dates.finish[link.before])
                bound(sim.schedule, link, held_until(sim.tables, link, at))
            elif not link.of_end and before.start_known:
                bound(sim.schedule, link, held_until(sim.tables, link, sim.dates.start[link.before]))
    for k in range(sim.network.undecided.shape[0]):
        bound_start(sim.schedule, sim.network.undecided[k], 0.0, 0)
    for k in range(sim.network.undecided_ends.shape[0]):
        i = sim.network.undecided_ends[k]
        bound_finish(sim.schedule, i, 0.0, sim.network.activity[i].bounded)
