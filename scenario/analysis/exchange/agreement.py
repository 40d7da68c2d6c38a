"""How far our plan of an imported schedule shows the dates that its own tool stored, row by row.

What is compared is the product's plan of most-likely durations, not the checker: a planner looks at the
former. Rows are unfinished activities with stored dates. Dates are compared to the day, floats to half a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from scenario.exchange.days import day_length, ends
from scenario.exchange.hours import DAY, instant, minutes
from scenario.exchange.mapping.imported import Imported
from scenario.exchange.recipe import Recipe, Reckoned
from scenario.exchange.source import SourceTask
from scenario.model.plan.critical_path import latest_dates
from scenario.model.plan.status import RUNNING
from scenario.model.project_plan import Plan
from scenario.rules.schedule.calendar import (
    add_work,
    subtract_work,
    work_between,
    worked_until,
)
from scenario.rules.schedule.dated import instants_of
from scenario.study.dates import date_of, start_date_of

Field = Literal["early_start", "early_finish", "late_start", "late_finish", "total_float"]
FIELDS: tuple[Field, ...] = ("early_start", "early_finish", "late_start", "late_finish", "total_float")
EARLY: tuple[Field, ...] = FIELDS[:2]
LEAST = 0.99
"""Agreement below this is told, and ends `--check` with exit code 2 [fraction]."""
HALF_A_DAY = 0.5
Rule = Literal["data_date", "constraint", "finish_link", "logic"]
"""What decides the dates of a row: the data date, a constraint, a finish that may not come sooner, a link."""
Cause = Literal["not_reckoned", "edge", "hours", "unknown"]
"""Why dates differ: those stored do not follow from the file's own rules (it was saved without being
rescheduled, or what decides them is not in it); it is one instant, which its tool shows as the start of the
next day; days hold no hours; none of these."""
Value = dt.date | float | None


class RowAgreement(NamedTuple):
    """A row: what was stored, what we say, by field; what decides it, and why it differs where it does."""

    task: SourceTask
    id: str
    stored: Mapping[Field, Value]
    ours: Mapping[Field, Value]
    rule: Rule
    cause: Cause | None

    def agrees(self, field: Field) -> bool | None:
        """Whether a field is the same; None where none was stored."""
        stored, ours = self.stored[field], self.ours[field]
        if stored is None or ours is None:
            return None
        if isinstance(stored, dt.date) or isinstance(ours, dt.date):
            return stored == ours
        return abs(stored - ours) <= HALF_A_DAY

    def difference(self, field: Field) -> float | None:
        """Return ours less the stored one [days]."""
        stored, ours = self.stored[field], self.ours[field]
        if isinstance(stored, dt.date) and isinstance(ours, dt.date):
            return float((ours - stored).days)
        return ours - stored if isinstance(stored, float) and isinstance(ours, float) else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """All rows of a schedule."""

    rows: tuple[RowAgreement, ...]
    reckoned: float | None
    """Share of rows of which the stored early dates follow from the file's own rules, to the day."""

    def of(self, field: Field) -> tuple[int, int]:
        """Return how many rows agree in a field, and how many have it."""
        told = [agrees for row in self.rows if (agrees := row.agrees(field)) is not None]
        return sum(told), len(told)

    @property
    def share(self) -> float | None:
        """The share of early starts and finishes that agree; None where none were stored."""
        counts = [self.of(field) for field in EARLY]
        known = sum(count for _, count in counts)
        return sum(same for same, _ in counts) / known if known else None

    @property
    def is_good(self) -> bool:
        """Whether so many agree as must."""
        return self.share is None or self.share >= LEAST

    def differing(self) -> list[RowAgreement]:
        """Return the rows that differ in an early date."""
        return [row for row in self.rows if any(row.agrees(field) is False for field in EARLY)]


def agreement(made: Imported, plan: Plan, checked: Mapping[str, Reckoned]) -> Agreement:
    """Compare the dates of a plan with those stored.

    Parameters
    ----------
    made : Imported
        The schedule
    plan : Plan
        Our plan of it, statement and all
    checked : mapping of uid to Reckoned
        What the checker makes of the file itself
    """
    ours = _Dates(plan)
    index = {name: i for i, name in enumerate(plan.timetable.ids)}
    rows = [
        _row(made, task, ours, index[made.ids[task.uid]], checked[task.uid])
        for task in compared(made)
        if made.ids[task.uid] in index
    ]
    follows = [row.cause != "not_reckoned" for row in rows]
    return Agreement(tuple(rows), sum(follows) / len(follows) if follows else None)


def compared(made: Imported) -> Iterator[SourceTask]:
    """Yield the rows that are compared: unfinished activities with stored dates."""
    for task in made.source.tasks:
        is_work = task.uid in made.ids and task.kind not in ("hammock", "summary")
        if is_work and task.status != "done" and task.stored.early_finish is not None:
            yield task


class _Dates:
    """The dates of a plan: early ones of what is left, late ones, floats."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.table = plan, plan.timetable
        self.first = plan.project.project.start
        self.work = np.asarray(plan.layout.views(plan.planned_numbers.copy()).activity["work"])
        finish = self.table.planned_finish
        self.late = latest_dates(self.table, self.work, finish, self.table.planned_regime)
        self.finish = instants_of(finish)

    def start(self, i: int) -> float:
        """Return when what is left of an activity starts [days]."""
        status = self.plan.status
        if status is not None and status.state[i] == RUNNING:
            own = self.table.calendar[i]
            return float(subtract_work(self.table.tables, own, self.finish[i], self.work[i]))
        return float(self.table.planned_start[i])

    def _worked(self, calendar: int, at: float) -> float:
        """Return the last instant at or before another at which a calendar is worked [days]."""
        tables = self.table.tables
        if calendar == 0 or at <= 0.0:
            return at
        return float(add_work(tables, calendar, 0.0, worked_until(tables, calendar, at)))

    def latest(self, i: int) -> tuple[float, float]:
        """Return late start and finish: as planners' tools have it, work in one go ends with its start."""
        start, finish = (float(each[i]) for each in self.late)
        own = self.table.calendar[i]
        return start, min(finish, float(add_work(self.table.tables, own, start, self.work[i])))

    def of(self, i: int) -> dict[Field, Value]:
        """Return the dates of an activity as a person reads them."""
        late_start, late_finish = self.latest(i)
        told, own = float(self.table.planned_finish[i]), self.table.calendar[i]
        finish = date_of(told, self.first)
        is_point = self.work[i] <= 0.0
        late = date_of(self._worked(own, late_finish), self.first)
        slack = work_between(self.table.tables, own, self.finish[i], late_finish)
        return {
            "early_start": finish if is_point else start_date_of(self.start(i), self.first),
            "early_finish": finish,
            "late_start": late if is_point else start_date_of(late_start, self.first),
            "late_finish": late,
            "total_float": float(slack),
        }


def _row(made: Imported, task: SourceTask, ours: _Dates, i: int, known: Reckoned) -> RowAgreement:
    stored = _stored(made, task)
    reckoned = _reckoned(task, known)
    found = ours.of(i)
    row = RowAgreement(task, made.ids[task.uid], stored, found, _rule(made, task, known), None)
    if all(row.agrees(field) is not False for field in EARLY):
        return row
    if any(stored[field] not in (None, reckoned[field]) for field in EARLY):
        return row._replace(cause="not_reckoned")
    finish = task.stored.early_finish
    day = ends(finish, made.shifts_of(task)) if finish is not None else None
    if row.agrees("early_start") and day == found["early_finish"]:
        return row._replace(cause="edge")
    return row._replace(cause="hours" if made.notes.has_hours else "unknown")


def _stored(made: Imported, task: SourceTask) -> dict[Field, Value]:
    stored = task.stored
    has_float = stored.total_float is not None and stored.late_finish is not None
    late: list[Value] = [_start_day(stored.late_start, task), _end_day(stored.late_finish, task)]
    if task.kind == "milestone" and stored.late_finish is not None:  # no calendar moves it
        late = [ends(stored.late_finish, made.shifts_of(task))] * 2
    return {
        "early_start": _start_day(stored.early_start, task),
        "early_finish": _end_day(stored.early_finish, task),
        "late_start": late[0],
        "late_finish": late[1],
        "total_float": (stored.total_float or 0.0) / day_length(made.shifts_of(task)) if has_float else None,
    }


def _reckoned(task: SourceTask, known: Reckoned) -> dict[Field, Value]:
    return {
        "early_start": _start_day(instant(known.early_start), task),
        "early_finish": _end_day(instant(known.early_finish), task),
    }


def _day(at: dt.datetime | None) -> dt.date | None:
    return at.date() if at is not None else None


def _start_day(at: dt.datetime | None, task: SourceTask) -> dt.date | None:
    """Return the day of a start; that of a point in time is the day of its finish."""
    return _end_day(at, task) if task.is_milestone else _day(at)


def _end_day(at: dt.datetime | None, task: SourceTask) -> dt.date | None:
    """Return the day of a finish: one at 00:00 is at 24:00 of the day before, but of a start milestone."""
    if at is None:
        return None
    is_midnight = at.hour == at.minute == 0 and task.kind != "start_milestone"
    return at.date() - dt.timedelta(days=is_midnight)


def _rule(made: Imported, task: SourceTask, known: Reckoned) -> Rule:
    if known.postponed:
        return "finish_link"
    at = {_day(each.at) for each in task.constraints if each.at is not None}
    if _day(instant(known.early_start)) in at or _day(instant(known.early_finish)) in at:
        return "constraint"
    is_first = known.early_start <= minutes(made.project.data_date) + DAY
    return "data_date" if is_first else "logic"


def checked_dates(made: Imported) -> Mapping[str, Reckoned]:
    """Return what the checker makes of a file. Raises SourceError when links lead in a circle."""
    return Recipe(made.source, made.project).reckon()
