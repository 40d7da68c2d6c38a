"""A forward pass of the critical-path method, as plain as can be: bounds are applied until nothing moves.

It shares with the model only the list of links and the numbers of a run; calendars are walked day by day.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from scenario.project.network import InstanceLink, expand
from scenario.project.sections.root import Project

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Event = tuple[float, float]
"""When it comes, and the working time it adds to what is under way [days]."""
Stills = Mapping[str, Sequence[tuple[float, float]]]
"""When each calendar stands still, in any order [days]."""


def forward_pass(
    project: Project, work: Sequence[float], events: Sequence[Sequence[Event]], stoppages: Stills
) -> tuple[list[float], list[float]]:
    """Return start and finish of each instance with people enough [days]."""
    network = expand(project)
    always = [link for link in network.links if link.regime is None]
    dates = _settled(project, work, events, stoppages, always)
    if project.regime is None:
        return dates
    regime = project.regime.use
    if (rule := project.regime.decide) is not None:
        end_of_day = (rule.on_or_before - project.project.start).days + 1
        decided = dates[1][network.index_of(rule.node)]
        regime = rule.then if decided <= end_of_day else rule.otherwise
    links = [link for link in network.links if link.regime in (None, regime)]
    return _settled(project, work, events, stoppages, links)


def _settled(
    project: Project,
    work: Sequence[float],
    events: Sequence[Sequence[Event]],
    stoppages: Stills,
    links: list[InstanceLink],
) -> tuple[list[float], list[float]]:
    activities = [project.activities[name] for name in expand(project).activities]
    dated = [(a.not_before or project.project.start) - project.project.start for a in activities]
    first = [max(0.0, float(date.days)) for date in dated]
    start, finish = list(first), [0.0] * len(activities)
    while True:
        before = (list(start), list(finish))
        for i, activity in enumerate(activities):
            start[i] = max([first[i], *_bounds(links, i, "start", start, finish)])
            still = stoppages.get(activity.calendar, ())
            while work[i] > 0 and not works(project, activity.calendar, start[i], still):
                start[i] = _next_change(start[i], still)
            end = worked(project, activity.calendar, start[i], work[i], still)
            for instant, delay in sorted(events[i]):
                if start[i] <= instant < end:
                    end = worked(project, activity.calendar, end, delay, still)
            finish[i] = max([end, *_bounds(links, i, "finish", start, finish)])
        if before == (start, finish):
            return start, finish


def _bounds(
    links: list[InstanceLink], i: int, edge: str, start: list[float], finish: list[float]
) -> list[float]:
    kinds = ("FS", "SS") if edge == "start" else ("FF", "SF")
    return [
        (finish if link.kind in ("FS", "FF") else start)[link.before] + link.lag
        for link in links
        if link.after == i and link.kind in kinds
    ]


def worked(
    project: Project, calendar: str, instant: float, work: float, still: Sequence[tuple[float, float]]
) -> float:
    """Return when `work` is done that begins at an instant, day by day [days]."""
    while work > 0:
        change = _next_change(instant, still)
        if works(project, calendar, instant, still):
            done = min(work, change - instant)
            work -= done
            instant += done
        else:
            instant = change
    return instant


def _next_change(instant: float, still: Sequence[tuple[float, float]]) -> float:
    """Return when the day ends, or a stoppage begins or ends before that [days]."""
    edges = (edge for span in still for edge in span if edge > instant)
    return min(math.floor(instant) + 1.0, *edges, math.inf)


def works(project: Project, calendar: str, instant: float, still: Sequence[tuple[float, float]] = ()) -> bool:
    """Tell whether a calendar of the random projects works at an instant."""
    if any(begin <= instant < end for begin, end in still):
        return False
    if calendar == "continuous":
        return True
    rules = project.calendars[calendar]
    date = project.project.start + dt.timedelta(days=math.floor(instant))
    week = {"all": WEEK, "mon-fri": WEEK[:5]}.get(str(rules.week), rules.week)
    if WEEK[date.weekday()] not in week:
        return False
    for stop in rules.stops:
        if stop.from_ is not None and stop.to is not None and stop.from_ <= date <= stop.to:
            return False
        if stop.every_year is not None and _falls_in(f"{date:%m-%d}", *stop.every_year):
            return False
    return True


def _falls_in(day: str, first: str, last: str) -> bool:
    return first <= day <= last if first <= last else day >= first or day <= last
