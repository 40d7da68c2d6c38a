"""What latest dates are reckoned from: the runs of a study as they came, and who waited for whom."""

from __future__ import annotations

import numpy as np

from scenario.model.results import EXTRA
from scenario.rules.schedule.calendar import CalendarTables
from scenario.rules.schedule.dated import instants_of
from scenario.rules.schedule.precedence import Precedence, precedence
from scenario.rules.schedule.realised import RealisedSchedule, working_times
from scenario.study.outcomes import Outcomes

Paths = tuple[CalendarTables, Precedence, RealisedSchedule]
"""Calendars, network and course of the runs: what the rules of criticality and deadlines ask for first."""


def paths_of(outcomes: Outcomes) -> Paths:
    """Return what latest dates are reckoned from."""
    tables, network, arrays = outcomes.plan.timetable.tables, network_of(outcomes), outcomes.arrays
    ready, start, finish, work = map(
        np.ascontiguousarray, (arrays.ready, arrays.start, arrays.finish, arrays.work)
    )
    finish = instants_of(finish)
    regime = arrays.extra[:, EXTRA.index("regime")].astype(np.int64)
    span = working_times(tables, network, start, finish, work, regime)
    return tables, network, RealisedSchedule(ready, start, finish, span, regime)


def network_of(outcomes: Outcomes) -> Precedence:
    """Return who waits for whom in the timetable of a plan."""
    table = outcomes.plan.timetable
    links = table.links
    pools = [{pool for pool, _ in demand} for demand in table.demand]
    columns = (links.before, links.after, links.kind, links.lag, links.regime, links.calendar)
    return precedence(table.calendar, columns, table.bounded, pools)
