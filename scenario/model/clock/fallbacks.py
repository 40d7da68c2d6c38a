"""Fall-backs: settled by their deadline, and who starts from then on works accordingly."""

from __future__ import annotations

from scenario.model.clock.links import notify
from scenario.model.clock.state import BEGIN, NetworkArrays, RunState, ScheduleState
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.schedule.time_grid import put_on_grid


@inlined
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


@inlined
def change_work(sim: RunState, i: int, start: float) -> None:
    """Change the working time as the fall-backs do that reach a start."""
    work = sim.inputs.activity[i].work
    for k in range(sim.network.activity[i].first_change, sim.network.activity[i].last_change):
        if start >= sim.dates.taken[sim.network.change_of[k]]:
            work = work * sim.inputs.change[k].factor + sim.inputs.change[k].delay
    sim.inputs.activity[i].work = max(0.0, put_on_grid(work))
