"""What a planner's tool reads of each activity: its calendar, its three points, its links, its risks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenario.analysis.schedule.criticality import durations
from scenario.analysis.schedule.plan_rows import PlanRow, Wait
from scenario.analysis.summary import quantile
from scenario.model.plan.timetable import KINDS
from scenario.project.sections.activities import Activity
from scenario.project.sections.risks import Risk
from scenario.project.sections.root import Project
from scenario.study.outcomes import Outcomes


@dataclass(frozen=True, slots=True)
class PlannerRow:
    """One activity as planners' tools hold it.

    Attributes
    ----------
    plan : its dates, floats and criticality
    calendar : the one its working time is counted in
    low, high : the least and the greatest working time but for one run in a thousand million [days]
    mode : the most likely one, which the plans use [days]
    took : working time, redos and delays with it, at P50 over the runs; NaN where it never ends [days]
    before : links to what it waits for, with the kind and the lag of each
    after : links to what waits for it; the node of each is the one that waits
    risks : what may strike it, by the names of the file
    """

    plan: PlanRow
    calendar: str
    low: float
    mode: float
    high: float
    took: float
    before: tuple[Wait, ...]
    after: tuple[Wait, ...]
    risks: tuple[str, ...]


def planner_rows(study: Outcomes, rows: Sequence[PlanRow]) -> list[PlannerRow]:
    """Return the same activities with what planners' tools hold of them, in the same order."""
    places = {name: at for at, name in enumerate(study.ids)}
    took = np.where(np.isfinite(study.arrays.finish), durations(study), np.nan)
    middle = [quantile(np.sort(column), 0.5) for column in took.T]
    after = _successors(rows)
    found = []
    for row in rows:
        activity = study.project.activities[study.plan.timetable.base[places[row.id]]]
        low, high = activity.duration.reach
        found.append(
            PlannerRow(
                plan=row,
                calendar=activity.calendar,
                low=low,
                mode=activity.duration.most_likely,
                high=high,
                took=float(middle[places[row.id]]),
                before=tuple(wait for wait in row.waits if wait.kind in KINDS),
                after=tuple(after.get(row.id, ())),
                risks=risks_of(study.project, row.id, activity),
            )
        )
    return found


def _successors(rows: Sequence[PlanRow]) -> dict[str, list[Wait]]:
    found: dict[str, list[Wait]] = {}
    for row in rows:
        for wait in row.waits:
            if wait.kind in KINDS:
                found.setdefault(wait.node, []).append(replace(wait, node=row.id))
    return found


def risks_of(project: Project, name: str, activity: Activity) -> tuple[str, ...]:
    """Return the risks that may strike an activity: its time, its calendar, its people."""
    return tuple(risk for risk, told in project.risks.items() if _strikes(told, name, activity))


def _strikes(risk: Risk, name: str, activity: Activity) -> bool:
    base = name.split(".")[0]
    paths = {f"activities.{each}.duration" for each in (name, base, "*")}
    return (
        bool({name, base} & (risk.impact("delay").keys() | risk.impact("factor").keys()))
        or activity.calendar in risk.impact("stops")
        or (risk.absent is not None and any(pool in risk.absent.of for pool in activity.staff))
        or bool(paths & (risk.impact("multiplies").keys() | risk.impact("adds").keys()))
    )
