"""Fall-backs: settled by their deadline, and who starts from then on works accordingly."""

from __future__ import annotations

from scenario.model.clock.calendars import earliest_start
from scenario.model.clock.links import notify
from scenario.model.clock.state import BEGIN, NetworkArrays, RunState, ScheduleState
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.schedule.time_grid import put_on_grid


@part
def settle_fallback(sim: RunState, fallback: int, finish: float) -> None:
    """Take a fall-back unless its node is finished in time; then begin what was put off for it."""
    if sim.schedule.unsettled[fallback] == 0:
        return
    counts = sim.schedule.counts[0]
    sim.schedule.unsettled[fallback] = 0
    if finish > sim.network.fallback[fallback].deadline:
        sim.dates.taken[fallback] = sim.network.fallback[fallback].deadline
    counts.deadline = NEVER
    for k in range(sim.network.fallback.shape[0]):
        if sim.schedule.unsettled[k]:
            counts.deadline = min(counts.deadline, sim.network.fallback[k].deadline)
    for k in range(counts.put_off):
        notify(sim.schedule, sim.schedule.put_off[k].activity, BEGIN, sim.schedule.put_off[k].at)
    counts.put_off = 0


@part
def settle_late(sim: RunState) -> None:
    """Take the first fall-back whose deadline has come: its node is not known to be in time."""
    for k in range(sim.network.fallback.shape[0]):
        if sim.schedule.unsettled[k] and sim.network.fallback[k].deadline == sim.schedule.counts[0].deadline:
            settle_fallback(sim, k, NEVER)
            return


@inlined
def is_unsettled(network: NetworkArrays, schedule: ScheduleState, i: int, start: float) -> bool:
    """Return whether a fall-back that would reach a start is not settled yet."""
    for k in range(network.activity[i].first_change, network.activity[i].last_change):
        fallback = network.change_of[k]
        if schedule.unsettled[fallback] and start >= network.fallback[fallback].deadline:
            return True
    return False


@part
def changed_work(sim: RunState, i: int, start: float, work: float) -> float:
    """Return the working time of what starts at an instant, as the fall-backs that reach it change it.

    Those count that are taken, and those of which it is expected while a run is reckoned ahead.
    """
    for k in range(sim.network.activity[i].first_change, sim.network.activity[i].last_change):
        of = sim.network.change_of[k]
        if start >= min(sim.dates.taken[of], sim.outlook.fallback[of].taken):
            work = work * sim.inputs.change[k].factor + sim.inputs.change[k].delay
    return float(max(0.0, put_on_grid(work)))


@part
def begun(sim: RunState, i: int, start: float) -> float:
    """Return when work begins with the working time that fall-backs leave; NEVER if it is put off for them.

    Work without breaks that they shorten begins later, so that it still ends when it may be finished.
    """
    own = sim.schedule.activity[i]
    drawn = sim.inputs.activity[i].work
    work, later, first = drawn, start, start
    start = -1.0
    while later != start:
        start = later
        if is_unsettled(sim.network, sim.schedule, i, start):
            put_off = sim.schedule.put_off[sim.schedule.counts[0].put_off]
            put_off.at = start
            put_off.activity = i
            sim.schedule.counts[0].put_off += 1
            return NEVER
        work = changed_work(sim, i, start, drawn)
        later = earliest_start(sim, i, start, max(own.finish_bound, sim.schedule.expected[i]), work)
    sim.inputs.activity[i].work = work
    own.ready += start - first  # it did not wait for people meanwhile
    return start
