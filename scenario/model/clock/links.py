"""What waits for what: news of starts and ends, passed on over the links; which presale rules hold."""

from __future__ import annotations

from typing import Any

from scenario.model.clock.state import READY, TRY, NetworkArrays, RunState, ScheduleState
from scenario.rules.compiled.decorators import inlined, part


@inlined
def notify(schedule: ScheduleState, i: int, what: int, at: float) -> None:
    """Put what becomes of an activity, and when, among the news."""
    counts = schedule.counts[0]
    notices = schedule.notices[counts.notices]
    notices.at = at
    notices.what = what
    notices.activity = i
    counts.notices += 1


@inlined
def pass_on(network: NetworkArrays, schedule: ScheduleState, first: int, last: int, at: float) -> None:
    """Pass a start or an end on over its links."""
    regime = schedule.counts[0].regime
    for k in range(first, last):
        link = network.links[k]
        if link.regime < 0 or link.regime == regime:
            bound(schedule, link, at)


@inlined
def bound(schedule: ScheduleState, link: Any, at: float) -> None:
    """Tell the successor of a link of a start or an end."""
    if link.of_start:
        bound_start(schedule, link.after, at + link.lag)
    else:
        bound_finish(schedule, link.after, at + link.lag)


@inlined
def bound_start(schedule: ScheduleState, i: int, at: float) -> None:
    """One condition of a start fewer to wait for; it holds from `at` on."""
    own = schedule.activity[i]
    own.start_bound = max(own.start_bound, at)
    own.start_needs -= 1
    if own.start_needs == 0:
        notify(schedule, i, READY, own.start_bound)


@inlined
def bound_finish(schedule: ScheduleState, i: int, at: float) -> None:
    """One condition of a finish fewer to wait for; it holds from `at` on."""
    own = schedule.activity[i]
    own.finish_bound = max(own.finish_bound, at)
    own.finish_needs -= 1
    if own.finish_needs == 0:
        notify(schedule, i, TRY, at)


@part
def decide(sim: RunState, regime: int) -> None:
    """Learn which presale rules hold: only their links count from now on."""
    sim.schedule.counts[0].regime = regime
    for k in range(sim.network.chosen.shape[0]):
        link = sim.network.chosen[k]
        if link.regime == regime:
            if link.of_start:
                sim.schedule.activity[link.after].start_needs += 1
            else:
                sim.schedule.activity[link.after].finish_needs += 1
    for k in range(sim.network.chosen.shape[0]):
        link = sim.network.chosen[k]
        if link.regime == regime:
            before = sim.schedule.activity[link.before]
            if link.of_end and before.end_known:
                bound(sim.schedule, link, sim.dates.finish[link.before])
            elif not link.of_end and before.start_known:
                bound(sim.schedule, link, sim.dates.start[link.before])
    for k in range(sim.network.undecided.shape[0]):
        bound_start(sim.schedule, sim.network.undecided[k], 0.0)
