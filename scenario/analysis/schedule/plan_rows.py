"""Rows of a plan: of each activity its dates at P50 and P80, its float, what it waits for, its controls."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.analysis.schedule.delay import END
from scenario.analysis.schedule.indices import indices
from scenario.analysis.summary import QUANTILES, quantile
from scenario.model.plan.critical_path import PlanFloats, latest_dates, plan_floats
from scenario.model.plan.late import TOTAL, drawn
from scenario.model.plan.timetable import KINDS
from scenario.model.results import EXTRA
from scenario.project.sections.activities import Activity, Stage
from scenario.project.sections.root import Project
from scenario.project.worked_calendars import calendar_rows
from scenario.study.outcomes import Outcomes

Control = Literal[
    "key_node", "weak_point", "cross_department", "critical_path", "revenue", "permit", "checkpoint"
]
"""The seven reasons for which an activity is watched; the fourth comes from the runs."""
DETAIL = 4
"""The plan level of an activity that names none: its department's own work."""
OFTEN = 0.5
"""Critical in this share of the runs, an activity is on the critical path [fraction]."""
_KIND_NAMES = tuple(KINDS)


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that an activity waits for.

    Attributes
    ----------
    kind : how: a link of one of four kinds, a share of a phase sold, or a date
    node : the activity (or for sales the phase) that is waited for
    lag : time after it, elapsed or worked in `calendar`; negative is a lead [days]
    regime : the presale regime under which alone it holds, where the runs came under several
    sold : the share that must be sold, at its most likely [fraction]
    date : the earliest start
    calendar : the one that the lag is counted in; empty for elapsed time
    """

    kind: Literal["FS", "SS", "FF", "SF", "sales", "date"]
    node: str = ""
    lag: float = 0.0
    regime: str | None = None
    sold: float = 0.0
    date: dt.date | None = None
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class StageSpan:
    """When something starts and finishes: quantiles by name, NaN where it never may be [days]."""

    start: dict[str, float]
    finish: dict[str, float]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a plan says of one activity.

    Attributes
    ----------
    id : the activity, with its phase
    phase, stage, department, wbs : where it belongs; None when the file does not say
    level : 1 key node, 2 master plan, 3 special plan, 4 department monthly plan
    likely : its dates over the runs
    planned_start, planned_finish : in the critical-path plan: most-likely durations, people enough [days]
    levelled_start, levelled_finish : in the levelled plan: most-likely durations, staff limits kept [days]
    total_float, free_float : how much later it may finish in the critical-path plan without delaying the end
        or missing a deadline, and without delaying anything [days]
    working_float, free_working_float : the same in working time of its calendar [days]
    float_days : how long its finish may slip without delaying the end, or the node that was asked for, at P50
        over the runs; NaN where that does not wait for it [days]
    critical : share of runs in which it is critical, for the same; NaN where that never comes [fraction]
    waiting : for people, mean over the runs [days]
    controls : why it is watched
    certificate, gate, quality_stop : its marks
    waits : what it waits for
    """

    id: str
    phase: str | None
    stage: Stage | None
    department: str | None
    wbs: str | None
    level: int
    likely: StageSpan
    planned_start: float
    planned_finish: float
    levelled_start: float
    levelled_finish: float
    total_float: float
    free_float: float
    working_float: float
    free_working_float: float
    float_days: float
    critical: float
    waiting: float
    controls: frozenset[Control]
    certificate: bool
    gate: bool
    quality_stop: bool
    waits: tuple[Wait, ...]

    def planned(self, levelled: bool) -> tuple[float, float]:
        """Return start and finish in the levelled plan or in the critical-path plan [days]."""
        if levelled:
            return self.levelled_start, self.levelled_finish
        return self.planned_start, self.planned_finish


def plan_rows(study: Outcomes, node: str | None = None, often: float = OFTEN) -> list[PlanRow]:
    """Return a row for each activity, in file order.

    Parameters
    ----------
    study : Outcomes
        The runs
    node : str, optional
        The activity for which work is critical and has float; the end of the project by default
    often : float
        Share of runs from which on an activity belongs to the critical path [fraction]
    """
    table, project = study.plan.timetable, study.project
    decides = indices(study, [] if node is None else [node])[END if node is None else node]
    critical, floats = decides["criticality"].to_numpy(), decides["float_p50"].to_numpy()
    waiting = _mean_waiting(study)
    waits = _waits(study)
    floats_of_plan = floats_in_plan(study)
    planned, levelled = (_drawn(study, dates) for dates in (study.plan_dates, study.levelled_dates))
    return [
        PlanRow(
            id=name,
            phase=_phase(project, int(table.phase[i])),
            stage=(activity := project.activities[table.base[i]]).stage,
            department=activity.department,
            wbs=activity.wbs,
            level=activity.level or DETAIL,
            likely=span_of(study, [i]),
            planned_start=_missing(planned[0][i]),
            planned_finish=_missing(planned[1][i]),
            levelled_start=float(levelled[0][i]),
            levelled_finish=float(levelled[1][i]),
            total_float=float(floats_of_plan.total[i]),
            free_float=float(floats_of_plan.free[i]),
            working_float=float(floats_of_plan.working[i]),
            free_working_float=float(floats_of_plan.free_working[i]),
            float_days=float(floats[i]),
            critical=float(critical[i]),
            waiting=float(waiting[i]),
            controls=_controls(activity, critical[i] >= often),
            certificate=activity.certificate,
            gate=activity.gate,
            quality_stop=activity.pass_ is not None,
            waits=tuple(waits[i]),
        )
        for i, name in enumerate(table.ids)
    ]


def floats_in_plan(study: Outcomes) -> PlanFloats:
    """Return the floats of the critical-path plan."""
    plan, table = study.plan, study.plan.timetable
    work = plan.layout.views(plan.planned_numbers.copy()).activity["work"]
    dates = table.planned_start, table.planned_finish
    return plan_floats(table, work, *dates, table.planned_regime)


def _drawn(study: Outcomes, dates: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return starts and finishes of a plan as they are drawn [days]."""
    start, finish = (dates[edge].to_numpy(dtype=float) for edge in ("start", "finish"))
    plan, table = study.plan, study.plan.timetable
    if not (table.late == TOTAL).any():
        return start, finish
    work = plan.layout.views(plan.planned_numbers.copy()).activity["work"]
    late = latest_dates(table.without_staff(), work, table.planned_finish, table.planned_regime)
    return drawn(table, start, finish, late)


def span_of(study: Outcomes, members: list[int]) -> StageSpan:
    """Return when the first of some activities starts and the last finishes, run by run."""
    start, finish = (dates[:, members] for dates in (study.arrays.start, study.arrays.finish))
    return StageSpan(_quantiles(start.min(axis=1)), _quantiles(finish.max(axis=1)))


def _quantiles(instants: NDArray[np.float64]) -> dict[str, float]:
    ordered = np.sort(instants)
    return {name: _missing(quantile(ordered, share)) for name, share in QUANTILES.items()}


def _missing(instant: NDArray[np.float64] | float) -> float:
    return float(instant) if np.isfinite(instant) else np.nan


def _phase(project: Project, phase: int) -> str | None:
    return project.phases[phase] if phase >= 0 else None


def _mean_waiting(study: Outcomes) -> NDArray[np.float64]:
    """Return how long each activity waits for people, in the runs in which it starts [days]."""
    started = np.isfinite(study.arrays.start)
    waited = np.where(started, study.arrays.start, 0.0) - np.where(started, study.arrays.ready, 0.0)
    return np.asarray(waited.sum(axis=0) / np.maximum(started.sum(axis=0), 1))


def _controls(activity: Activity, often_critical: bool) -> frozenset[Control]:
    found: set[Control] = set(activity.controls)
    if activity.level == 1:
        found.add("key_node")
    if often_critical:
        found.add("critical_path")
    if activity.certificate:
        found.add("permit")
    if activity.gate or activity.pass_ is not None:
        found.add("checkpoint")
    return frozenset(found)


def _waits(study: Outcomes) -> list[list[Wait]]:
    """Return for each activity what it waits for: links, sales, a date."""
    table, project = study.plan.timetable, study.project
    came = {int(regime) for regime in np.unique(study.arrays.extra[:, EXTRA.index("regime")]) if regime >= 0}
    found: list[list[Wait]] = [[] for _ in table.ids]
    calendars = ["", *list(calendar_rows(project))[1:]]
    for before, after, kind, lag, regime, calendar in table.links.rows():
        if regime < 0 or regime in came:
            only = table.regimes[regime] if regime >= 0 and len(came) > 1 else None
            found[after].append(
                Wait(_KIND_NAMES[kind], table.ids[before], lag, only, calendar=calendars[calendar])  # type: ignore[arg-type]
            )
    for i, base in enumerate(table.base):
        activity = project.activities[base]
        if activity.start_when is not None and table.trigger_phase[i] >= 0:
            phase = project.phase_ids[table.trigger_phase[i]]
            found[i].append(Wait("sales", phase, sold=activity.start_when.sold.most_likely))
        dates = filter(None, (activity.not_before, activity.start_on))
        found[i].extend(Wait("date", date=date) for date in dates)
    return found
