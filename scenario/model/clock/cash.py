"""What the schedule heeds of the books: cash that stops works, sales that let work begin."""

from __future__ import annotations

from scenario.model.clock.agenda import push
from scenario.model.clock.links import bound_start, look_at
from scenario.model.clock.people import arrive, hold
from scenario.model.clock.state import WORK_DONE, RunState
from scenario.model.money.tables import Books, State
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.schedule.stoppage import add_work_past, work_between_past


@part
def pause(sim: RunState, now: float) -> None:
    """Stop the works under way: cash has run out."""
    sim.dates.stopped[0] = now
    for i in range(sim.network.activity.shape[0]):
        under_way = sim.dates.start[i] < NEVER and sim.dates.work_end[i] > now
        if sim.network.activity[i].pausable and under_way:
            hold(sim, i)


@part
def resume(sim: RunState, now: float) -> None:
    """Go on with the works that were stopped, and begin those that waited."""
    counts = sim.schedule.counts[0]
    stopped = sim.dates.stopped[0]
    held = counts.held
    counts.held = 0
    for k in range(held):
        i = sim.schedule.held[k]
        start = sim.dates.start[i]
        if start < NEVER:
            calendar = sim.network.activity[i].calendar
            done = max(stopped, start)
            left = work_between_past(sim.tables, sim.stoppages, calendar, done, sim.dates.work_end[i])
            end = add_work_past(sim.tables, sim.stoppages, calendar, max(now, start), left)
            sim.dates.work_end[i] = end
            push(sim.agenda, end, WORK_DONE, i)
    sim.dates.stopped[0] = NEVER
    for k in range(held):
        i = sim.schedule.held[k]
        if sim.dates.start[i] == NEVER:
            arrive(sim, i, now)
    if counts.waiting > 0:
        counts.grant_at = now
    look_around(sim)


@inlined
def look_around(sim: RunState) -> None:
    """Have all look ahead again that do not know yet when they start."""
    for k in range(sim.network.looking.shape[0]):
        other = sim.schedule.activity[sim.network.looking[k]]
        if other.firm_needs == 0 and other.called == 0:
            look_at(sim.schedule, sim.network.looking[k])


@inlined
def notify_sales(sim: RunState, books: Books, state: State, now: float) -> None:
    """Tell the activities that wait for sales how much of their phase is sold."""
    for k in range(sim.network.triggered.shape[0]):
        i = sim.network.triggered[k]
        phase = sim.network.activity[i].trigger_phase
        if sim.schedule.activity[i].sold:
            continue
        planned = books.phase[phase].planned_value
        share = state.phase[phase].sold_at_plan / planned if planned > 0.0 else 0.0
        if share >= sim.inputs.activity[i].sold_needed:
            sim.schedule.activity[i].sold = 1
            sim.schedule.counts[0].fired += 1
            bound_start(sim.schedule, i, now, 1)
            look_around(sim)
