"""When an activity may be worked at: its calendar, and what of it stands still."""

from __future__ import annotations

from scenario.model.clock.state import START_MILESTONE, RunState
from scenario.rules.compiled.decorators import inlined
from scenario.rules.schedule.calendar import finish_instant, subtract_work
from scenario.rules.schedule.stoppage import snap_past


@inlined
def open_instant(sim: RunState, i: int, at: float, work: float) -> float:
    """Return the first instant at which work may be done; of no length only a start milestone needs one."""
    fixed = sim.network.activity[i]
    if work > 0.0 or fixed.milestone == START_MILESTONE:
        return snap_past(sim.tables, sim.stoppages, fixed.calendar, at)
    return at


@inlined
def earliest_start(sim: RunState, i: int, at: float, finish_bound: float, work: float) -> float:
    """Return when an activity may begin from an instant on, if it may not finish before another.

    Work without breaks begins so late that it ends when it may be finished.
    """
    if sim.network.activity[i].bounded:
        return bounded_start(sim, i, at, finish_bound, work)
    return open_instant(sim, i, at, work)


@inlined
def bounded_start(sim: RunState, i: int, at: float, finish_bound: float, work: float) -> float:
    """Return `earliest_start` of work without breaks."""
    calendar = sim.network.activity[i].calendar
    start = open_instant(sim, i, at, work)
    bound = finish_instant(sim.tables, calendar, finish_bound) if work > 0.0 else finish_bound
    back = subtract_work(sim.tables, calendar, bound, work)
    return max(start, open_instant(sim, i, back, work))


@inlined
def done_at(sim: RunState, i: int, end: float, finish_bound: float) -> float:
    """Return when an activity is finished whose work ends at an instant, if it may not finish before."""
    if finish_bound <= end:
        return end
    if sim.inputs.activity[i].work <= 0.0:
        return finish_bound
    return finish_instant(sim.tables, sim.network.activity[i].calendar, finish_bound)
