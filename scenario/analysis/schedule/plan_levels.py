"""Four plan levels: which rows belong to a plan, how they roll up, and a month's work of a department."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

import numpy as np

from scenario.analysis.schedule.plan_rows import Control, PlanRow, StageSpan, span_of
from scenario.project.sections.activities import Stage
from scenario.rules.schedule.calendar import work_between
from scenario.study.dates import date_of, start_date_of
from scenario.study.outcomes import Outcomes

KEY_NODES, MASTER, SPECIAL, MONTHLY = LEVELS = (1, 2, 3, 4)
"""Key nodes; the master plan, which holds them too; special plans by stage; monthly plans by department."""
CONTROLS: tuple[Control, ...] = get_args(Control)
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for of the plans; what is left empty does not limit.

    Attributes
    ----------
    levels : the plans
    department : of this department alone
    month : what is worked on in the month of this first day
    only : what is watched for one of these reasons
    """

    levels: tuple[int, ...] = LEVELS
    department: str | None = None
    month: dt.date | None = None
    only: tuple[Control, ...] = ()

    def of(self, rows: Iterable[PlanRow]) -> list[PlanRow]:
        """Return the rows that department and controls leave."""
        return [
            row
            for row in rows
            if self.department in (None, row.department)
            and (not self.only or row.controls.intersection(self.only))
        ]


def of_level(rows: Iterable[PlanRow], level: int) -> list[PlanRow]:
    """Return the rows of a plan by their likely start; the master plan holds the key nodes too."""
    wanted = (KEY_NODES, MASTER) if level == MASTER else (level,)
    return by_date(row for row in rows if level == MONTHLY or row.level in wanted)


def by_date(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """Return rows in the order in which they likely finish, and start; what never does comes last."""

    def when(row: PlanRow) -> tuple[float, float]:
        dates = row.likely.start["p50"], row.likely.finish["p50"]
        start, finish = (float(np.nan_to_num(day, nan=np.inf)) for day in dates)
        return start, finish

    return sorted(rows, key=when)


class PlanGroup(NamedTuple):
    """Rows that belong together, and when all of them are under way.

    Attributes
    ----------
    stage, phase : what they have in common; None when the file does not say
    span : from the first start to the last finish of everything in that stage and phase, run by run
    rows : those of the plan
    """

    stage: Stage | None
    phase: str | None
    span: StageSpan
    rows: list[PlanRow]


def special_plans(study: Outcomes, rows: Sequence[PlanRow]) -> list[PlanGroup]:
    """Return the rows of level 3 by stage and phase, each within its stage."""
    wanted = of_level(rows, SPECIAL)
    keys = sorted({(row.stage, row.phase) for row in wanted}, key=_stage_order)
    return [
        PlanGroup(*key, stage_span(study, *key), [row for row in wanted if (row.stage, row.phase) == key])
        for key in keys
    ]


def stage_span(study: Outcomes, stage: Stage | None, phase: str | None) -> StageSpan:
    """Return from when to when anything of a stage and phase is under way, whatever its level."""
    table, project = study.plan.timetable, study.project
    index = -1 if phase is None else project.phases.index(phase)
    members = [
        i
        for i, base in enumerate(table.base)
        if project.activities[base].stage == stage and table.phase[i] == index
    ]
    return span_of(study, members)


def _stage_order(key: tuple[Stage | None, str | None]) -> tuple[int, str]:
    stage, phase = key
    return STAGES.index(stage) if stage is not None else len(STAGES), phase or ""


class PlanPart(NamedTuple):
    """What a month brings of an activity, at its P50 dates.

    Attributes
    ----------
    row : the activity
    month : first day of the month
    begins, ends : whether it starts, is finished in this month
    share : the part of its working time that falls into the month [fraction]
    done : the part that is done at the month's end [fraction]
    """

    row: PlanRow
    month: dt.date
    begins: bool
    ends: bool
    share: float
    done: float


def monthly(study: Outcomes, rows: Iterable[PlanRow], month: dt.date | None = None) -> list[PlanPart]:
    """Return the parts of activities month by month, their work spread evenly over its working days.

    Parameters
    ----------
    study : Outcomes
        The runs
    rows : iterable of PlanRow
        Of one department, say; those that never may finish have no month
    month : date, optional
        The first day of the one month that is wanted
    """
    parts = [part for row in by_date(rows) for part in _parts(study, row)]
    return sorted(
        (part for part in parts if month in (None, part.month)),
        key=lambda part: part.month,
    )


def _parts(study: Outcomes, row: PlanRow) -> Iterator[PlanPart]:
    """Yield a part for each month between the likely start and the likely finish."""
    first, last = row.likely.start["p50"], row.likely.finish["p50"]
    zero = study.project.project.start
    finish = date_of(last, zero)
    start = start_date_of(first, zero)
    if start is None or finish is None:
        return
    begin, end = _month_of(min(start, finish)), _month_of(finish)
    done, month = 0.0, begin
    while month <= end:
        following = next_month(month)
        by_then = _worked(study, row, first, last, float((following - zero).days))
        yield PlanPart(row, month, month == begin, month == end, by_then - done, by_then)
        done, month = by_then, following


def _worked(study: Outcomes, row: PlanRow, first: float, last: float, until: float) -> float:
    """Return which part of the work between two instants is done by a third [fraction]."""
    if until >= last:
        return 1.0
    table = study.plan.timetable
    calendar = int(table.calendar[table.ids.index(row.id)])
    whole = work_between(table.tables, calendar, first, last)
    return float(work_between(table.tables, calendar, first, max(first, until)) / whole) if whole > 0 else 0.0


def _month_of(date: dt.date) -> dt.date:
    return date.replace(day=1)


def next_month(month: dt.date) -> dt.date:
    """Return the first day of the month after.

    >>> next_month(dt.date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (month + dt.timedelta(days=31)).replace(day=1)
