"""What luck has in store for the schedule of one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenario.model.plan.calendar_events import CalendarEvents
from scenario.model.plan.fallbacks import Fallbacks
from scenario.model.plan.inputs import Inputs
from scenario.rules.schedule.stoppage import Stoppages

NO_FALLBACKS = Fallbacks()


@dataclass(frozen=True, slots=True)
class ScheduleInputs:
    """What the simpy clock is told of one run, beside the network that all runs share.

    Attributes
    ----------
    work : working time of each activity [days]
    events : for each activity what strikes it if it is under way then, (instant, days) [days]; empty for none
    stoppages : when calendars stand still; None when no event stops any
    absences : who is away, (from, until, pool, people), in the order in which they go
    refused : for each activity, whether its gate refuses the project (positive) or not; empty for none
    left_out : for each activity, whether it is on a path that is not taken (1) or not (0); empty for none
    fallbacks : what is done otherwise once a node is late
    changes : for each activity what fall-backs may do to its working time, (fall-back, factor, days more)
    """

    work: Sequence[float]
    events: Sequence[Sequence[tuple[float, float]]] = ()
    stoppages: Stoppages | None = None
    absences: Sequence[tuple[float, float, int, float]] = ()
    refused: Sequence[float] = ()
    left_out: Sequence[float] = ()
    fallbacks: Fallbacks = NO_FALLBACKS
    changes: Sequence[Sequence[tuple[int, float, float]]] = ()


def schedule_inputs(inputs: Inputs, events: CalendarEvents, fallbacks: Fallbacks) -> ScheduleInputs:
    """Return what a run's numbers mean for its schedule, given the events and fall-backs of the plan."""
    work = inputs.activity["work"].tolist()
    return ScheduleInputs(
        work=work,
        events=events.under_way(inputs, len(work)),
        stoppages=events.stoppages_of(inputs) if events.stops else None,
        absences=events.absences_of(inputs),
        refused=inputs.activity["refused"].tolist(),
        left_out=inputs.activity["left_out"].tolist(),
        fallbacks=fallbacks,
        changes=fallbacks.by_activity(inputs, len(work)) if fallbacks.changes else (),
    )
