"""Constraints of a planner's tool as the dates of a project file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from scenario.exchange.days import begins, ends
from scenario.exchange.mapping.notes import Notes
from scenario.exchange.source import Constraint, ConstraintKind, SourceCalendar, SourceTask

KEYS: Mapping[ConstraintKind, str] = {
    "start_not_before": "not_before",
    "start_not_after": "start_not_after",
    "finish_not_before": "finish_not_before",
    "finish_not_after": "finish_not_after",
    "start_on": "start_on",
    "finish_on": "finish_on",
    "mandatory_start": "start_on",
    "mandatory_finish": "finish_on",
}
MANDATORY = ("mandatory_start", "mandatory_finish")
EARLIEST = ("not_before", "start_on", "finish_not_before", "finish_on")
DEADLINES = ("start_not_after", "finish_not_after")


class Constraints:
    """Maps the constraints of tasks; what cannot stand in a project file is noted."""

    def __init__(
        self,
        start: dt.date,
        notes: Notes,
        mandatory: Literal["refuse", "as_soft"],
        calendar: Callable[[SourceTask], SourceCalendar | None],
    ) -> None:
        self.start, self.notes, self.mandatory, self.calendar = start, notes, mandatory, calendar

    def refused(self, tasks: Iterable[SourceTask]) -> Iterator[str]:
        """Yield what is wrong with constraints that break logic, unless they are to be softened."""
        for task in tasks:
            kinds = [each.kind for each in task.constraints if each.kind in MANDATORY]
            if kinds and self.mandatory == "refuse" and task.status != "done":
                kind = kinds[0].replace("_", " ")
                yield (
                    f"{task.where}: {task.code} has a {kind}, which breaks logic; take it out, or say"
                    " --mandatory as_soft: then it bounds the date and is a deadline"
                )

    def of(self, task: SourceTask) -> dict[str, dt.date]:
        """Return the dates of a task."""
        found: dict[str, dt.date] = {}
        if task.status == "done":
            return found
        for constraint in task.constraints:
            if constraint.kind == "as_late_as_possible":
                self.notes.take("as_late_as_possible", task.where, task.code)
            elif constraint.at is not None:
                if constraint.kind in MANDATORY:
                    self.notes.take("mandatory_softened", task.where, task.code)
                self._put(found, task, constraint, constraint.at)
        self._drop_contradictions(found, task)
        return found

    def _put(
        self, found: dict[str, dt.date], task: SourceTask, constraint: Constraint, at: dt.datetime
    ) -> None:
        key, own = KEYS[constraint.kind], self.calendar(task)
        if constraint.kind.endswith(("start", "start_on")) or constraint.kind.startswith("start"):
            day = begins(at, own)
        else:
            day = ends(at, own)
        if day < self.start:
            if key in DEADLINES:
                day = self.start
            elif key in ("start_on", "finish_on"):
                key, day = f"{key.split('_')[0]}_not_after", self.start
            else:
                return  # nothing starts before the project does
            self.notes.take("date_before_start", task.where, task.code, f"{at:%Y-%m-%d}")
        tighter = max if key in ("not_before", "finish_not_before") else min
        found[key] = tighter(found[key], day) if key in found else day

    def _drop_contradictions(self, found: dict[str, dt.date], task: SourceTask) -> None:
        """Leave out deadlines before the date from which on something may be: nothing meets them."""
        start = max((found[key] for key in ("not_before", "start_on") if key in found), default=None)
        finish = max((found[key] for key in ("finish_not_before", "finish_on") if key in found), default=None)
        for key, bounds in (("start_not_after", (start,)), ("finish_not_after", (start, finish))):
            if key in found and any(bound is not None and found[key] < bound for bound in bounds):
                self.notes.take("deadline_before_date", task.where, task.code, f"{found.pop(key)}")
