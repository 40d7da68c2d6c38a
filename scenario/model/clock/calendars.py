"""When an activity may be worked at: its calendar, and what of it stands still."""

from __future__ import annotations

from scenario.model.clock.state import RunState
from scenario.rules.compiled.decorators import inlined
from scenario.rules.schedule.stoppage import snap_past


@inlined
def open_instant(sim: RunState, i: int, at: float) -> float:
    """Return the first instant at which the activity's calendar works; work of no length needs none."""
    if sim.inputs.activity[i].work > 0.0:
        return snap_past(sim.tables, sim.stoppages, sim.network.activity[i].calendar, at)
    return at
