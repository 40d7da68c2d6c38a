"""Yearly events that come while an activity is under way."""

from __future__ import annotations

from scenario.model.clock.state import RunState
from scenario.rules.compiled.decorators import inlined
from scenario.rules.schedule.stoppage import add_work_past


@inlined
def end_of_work(sim: RunState, i: int, start: float, span: float) -> tuple[float, float]:
    """Return working time and end of work that starts at an instant."""
    end = add_work_past(sim.tables, sim.stoppages, sim.network.activity[i].calendar, start, span)
    if sim.network.activity[i].struck:
        span, end = strike(sim, i, start, span, end)
    return span, end


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
