"""The health of a project's schedule: its critical-path plan, judged by the checks that planners know.

The plan has most-likely durations, no event and people enough. Floats count to the last node that a target
names, in working days of each activity's calendar; what that node does not wait for has none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.schedule.delay import END
from scenario.analysis.schedule.indices import indices
from scenario.analysis.schedule.last_target import last_target
from scenario.analysis.schedule.requirement import requirements
from scenario.exchange.health.checks import health
from scenario.exchange.health.records import MOVED, Finding, HealthLink, HealthTask, Schedule
from scenario.model.plan.timetable import KINDS
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.root import Project
from scenario.rules.schedule.calendar import add_work, snap, work_between
from scenario.rules.schedule.dated import instants_of
from scenario.rules.schedule.lag import after_lags
from scenario.rules.schedule.precedence import FS, SS
from scenario.study.outcomes import Outcomes
from scenario.study.settings import RunSettings
from scenario.study.simulation import Simulation

Floats = NDArray[np.float64]
_KIND_NAMES = tuple(KINDS)


@dataclass(frozen=True, slots=True)
class ProjectHealth:
    """What the checks find of a project.

    Attributes
    ----------
    findings : one a check, the fourteen first
    node : the activity to which floats count; None for the end
    """

    findings: tuple[Finding, ...]
    node: str | None


def health_of(project: Project) -> ProjectHealth:
    """Return what the checks find of a project's schedule."""
    plan = compile_plan(project)
    plan = replace(plan, timetable=plan.timetable.without_staff())
    node = last_target(project, plan.timetable)
    return ProjectHealth(tuple(health(_schedule(plan, node))), node)


def _schedule(plan: Plan, node: str | None) -> Schedule:
    """Return the plan as rows and links that can be judged."""
    likely = _most_likely(plan)
    told = indices(likely, [] if node is None else [node])[END if node is None else node]
    critical = told["criticality"].to_numpy() > 0
    floats = _working(plan, likely.arrays.finish[0], told["float_p50"].to_numpy())
    end = _end(likely.arrays.finish[0], plan, node)
    return Schedule(
        tasks=[_task(likely, at, floats[at]) for at in range(len(plan.timetable))],
        links=[*_links(plan.timetable.ids, plan)],
        end_moved=_moved(plan, node, critical, likely.arrays.finish[0]),
        critical_length=end if np.isfinite(end) else None,
        end_float=_spare(likely, node, end),
    )


def _most_likely(plan: Plan) -> Outcomes:
    """Return the most-likely run of a plan."""
    run = Simulation(plan, RunSettings()).most_likely()
    return Outcomes(plan, 0, 0, run, run)


def _work(plan: Plan) -> Floats:
    """Return the planned working time of each activity [days]."""
    return np.asarray(plan.layout.views(plan.planned_numbers.copy()).activity["work"])


def _task(likely: Outcomes, at: int, float_days: float) -> HealthTask:
    plan = likely.plan
    table = plan.timetable
    activity = plan.project.activities[table.base[at]]
    work = float(_work(plan)[at])
    return HealthTask(
        id=table.ids[at],
        name=table.ids[at],
        kind="task" if work > 0 else "milestone",
        duration=work,
        total_float=float_days if np.isfinite(float_days) else None,
        hard=any((activity.start_on, activity.finish_on, activity.latest_start, activity.latest_finish)),
        resourced=bool(activity.staff or activity.department),
        postponed=_postponed(likely, at),
    )


def _postponed(likely: Outcomes, at: int) -> bool:
    """Whether work could begin sooner, and starts so late that it ends when another one lets it."""
    table, arrays = likely.plan.timetable, likely.arrays
    if not table.bounded[at] or not np.isfinite(arrays.start[0, at]):
        return False
    project, bounds = likely.project, [0.0]
    date = project.activities[table.base[at]].earliest_start
    if date is not None:
        bounds.append(float((date - project.project.start).days))
    for before, after, kind, lag, _, calendar in table.links.rows():
        if after == at and kind in (FS, SS):
            came = instants_of(arrays.finish[0, [before]])[0] if kind == FS else arrays.start[0, before]
            bounds.append(float(after_lags(table.tables, calendar, np.array([came]), lag)[0]))
    earliest = max(day for day in bounds if np.isfinite(day))
    return bool(arrays.start[0, at] > snap(table.tables, table.calendar[at], earliest) + 1e-6)


def _links(ids: tuple[str, ...], plan: Plan) -> list[HealthLink]:
    """Return the links that hold whatever the presale regime, and those of the others once each."""
    links = plan.timetable.links
    columns = (links.before.tolist(), links.after.tolist(), links.kind.tolist(), links.lag.tolist())
    rows = dict.fromkeys(zip(*columns, strict=True))
    return [
        HealthLink(ids[before], ids[after], _KIND_NAMES[kind], float(lag))
        for before, after, kind, lag in rows
    ]


def _working(plan: Plan, finish: Floats, floats: Floats) -> Floats:
    """Return floats in working time of each activity's calendar [days]."""
    table = plan.timetable
    known = np.isfinite(floats) & np.isfinite(finish)
    return np.array(
        [
            work_between(table.tables, table.calendar[at], finish[at], finish[at] + floats[at])
            if known[at]
            else np.nan
            for at in range(len(table))
        ]
    )


def _end(finish: Floats, plan: Plan, node: str | None) -> float:
    """Return when the node, or the last of all, is finished [days]; infinite for never."""
    return float(finish[finish < np.inf].max(initial=0.0) if node is None else _at(finish, plan, node))


def _at(finish: Floats, plan: Plan, node: str) -> float:
    return float(finish[plan.timetable.ids.index(node)])


def _moved(plan: Plan, node: str | None, critical: NDArray[np.bool_], finish: Floats) -> float | None:
    """Return by how much the end moves when one critical work takes 600 days more, as its own finish moves.

    The days that the work's own calendar adds to the 600 are taken off; None where nothing is critical.
    """
    table, work = plan.timetable, _work(plan)
    chosen = np.flatnonzero(critical & (work > 0) & np.isfinite(finish))
    if not len(chosen):
        return None
    at = int(chosen[np.argmin(finish[chosen])])
    numbers = plan.planned_numbers.copy()
    numbers[plan.layout.slot("activity", at, "work")] += MOVED
    longer = _most_likely(replace(plan, planned_numbers=numbers)).arrays.finish[0]
    before, after = _end(finish, plan, node), _end(longer, plan, node)
    own = add_work(table.tables, table.calendar[at], finish[at], MOVED) - finish[at]
    return (after - before) / own * MOVED if np.isfinite(before) and np.isfinite(after) else None


def _spare(likely: Outcomes, node: str | None, end: float) -> float | None:
    """Return the days between the end and the date that a target asks for; None where none does."""
    due = [
        float(each.instants(likely)[0])
        for each in requirements(likely)
        if node is not None and likely.ids.index(node) in likely.instances(each.node)
    ]
    return min(due) - end if due and np.isfinite(end) else None
