"""A forward pass of the critical-path method, as plain as can be: bounds are applied until nothing moves.

It shares with the model only the list of links and the numbers of a run; calendars are walked day by day.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scenario.project.network import InstanceLink, Network, expand
from scenario.project.sections.root import Project

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Event = tuple[float, float]
"""When it comes, and the working time it adds to what is under way [days]."""
Stills = Mapping[str, Sequence[tuple[float, float]]]
"""When each calendar stands still, in any order [days]."""


def forward_pass(
    project: Project,
    work: Sequence[float],
    events: Sequence[Sequence[Event]],
    stoppages: Stills,
    planned: Sequence[float],
) -> tuple[list[float], list[float]]:
    """Return start and finish of each instance with people enough [days].

    `planned` is the working time of each in the plan, of which lags in percent are shares.
    """
    network = expand(project)
    every = [_in_days(project, network, link, planned) for link in network.links]
    always = [link for link in every if link.regime is None]
    dates = _settled(project, work, events, stoppages, always)
    if project.regime is None:
        return dates
    regime = project.regime.use
    if (rule := project.regime.decide) is not None:
        end_of_day = (rule.on_or_before - project.project.start).days + 1
        decided = dates[1][network.index_of(rule.node)]
        regime = rule.then if decided <= end_of_day else rule.otherwise
    links = [link for link in every if link.regime in (None, regime)]
    return _settled(project, work, events, stoppages, links)


def _in_days(
    project: Project, network: Network, link: InstanceLink, planned: Sequence[float]
) -> InstanceLink:
    if not link.percent:
        return link
    calendar = project.activities[network.activities[link.before]].calendar
    return replace(link, lag=link.lag / 100 * planned[link.before], calendar=calendar, percent=False)


def _settled(
    project: Project,
    work: Sequence[float],
    events: Sequence[Sequence[Event]],
    stoppages: Stills,
    links: list[InstanceLink],
) -> tuple[list[float], list[float]]:
    activities = [project.activities[name] for name in expand(project).activities]
    first = [max(0.0, _day(project, a.earliest_start, 0.0)) for a in activities]
    done_from = [_day(project, a.earliest_finish, -1.0) + 1.0 for a in activities]
    start, finish = list(first), [0.0] * len(activities)
    while True:
        before = (list(start), list(finish))
        for i, activity in enumerate(activities):
            still = stoppages.get(activity.calendar, ())
            start[i] = max([first[i], *_bounds(project, links, i, "start", start, finish)])
            if work[i] > 0 or activity.milestone == "start":
                start[i] = opened(project, activity.calendar, start[i], still)
            bound = max([done_from[i], *_bounds(project, links, i, "finish", start, finish)])
            if work[i] > 0 and bound > 0:
                bound = finishable(project, activity.calendar, bound)
            if not activity.interruptible and bound > 0:
                back = worked_back(project, activity.calendar, bound, work[i])
                back = opened(project, activity.calendar, back, still) if work[i] > 0 else back
                start[i] = max(start[i], back)
            end = worked(project, activity.calendar, start[i], work[i], still)
            for instant, delay in sorted(events[i]):
                if start[i] <= instant < end:
                    end = worked(project, activity.calendar, end, delay, still)
            finish[i] = max(end, bound)
        if before == (start, finish):
            return start, finish


def _day(project: Project, date: dt.date | None, missing: float) -> float:
    return missing if date is None else float((date - project.project.start).days)


def _bounds(
    project: Project,
    links: list[InstanceLink],
    i: int,
    edge: str,
    start: list[float],
    finish: list[float],
) -> list[float]:
    kinds = ("FS", "SS") if edge == "start" else ("FF", "SF")
    return [
        lagged(project, link, (finish if link.kind in ("FS", "FF") else start)[link.before])
        for link in links
        if link.after == i and link.kind in kinds
    ]


def lagged(project: Project, link: InstanceLink, at: float) -> float:
    """Return when a link holds whose start or finish has come [days]."""
    calendar = link.calendar or "continuous"
    if link.lag >= 0:
        return worked(project, calendar, at, link.lag, ())
    return worked_back(project, calendar, at, -link.lag)


def opened(project: Project, calendar: str, instant: float, still: Sequence[tuple[float, float]]) -> float:
    """Return the first instant from which on there is work [days]."""
    while not works(project, calendar, instant, still):
        instant = _next_change(instant, still)
    return instant


def finishable(project: Project, calendar: str, instant: float) -> float:
    """Return the instant itself if there is work right before it, else when there is work again [days]."""
    if works(project, calendar, math.ceil(instant) - 1.0):
        return instant
    return opened(project, calendar, instant, ())


def worked_back(project: Project, calendar: str, instant: float, work: float) -> float:
    """Return the latest instant from which on `work` is done by another, day by day [days]."""
    while work > 0:
        day = math.ceil(instant) - 1.0
        if works(project, calendar, day):
            done = min(work, instant - day)
            work -= done
            instant -= done
        else:
            instant = day
    return instant


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
