"""The dates that the planner's own tool shows, reckoned anew: forward and backward over a statused schedule.

Plain Python on minutes of shifts, and no part of the engine: it serves as the independent check of what is
imported. The rules are Primavera P6's as they were found on stored dates (docs/import.md); MS Project's are
the same where both know a thing.

1. Remaining work starts no earlier than the data date. What starts waits for its calendar; the finish of a
   finish milestone does not.
2. FS and SS links bound the start, FF and SF the finish. A finish bound later than start and remaining work
   allow moves the start: work is done in one go. A bound in a gap of the calendar counts from the next worked
   minute.
3. Lags run in the calendar that the file names.
4. Finished work stays in the logic: its early dates are the latest of the data date and of what it waits for,
   and a lag behind it counts from its actual dates.
5. Work under way keeps its bounds (retained logic), or none (progress override).
6. A hammock spans from the first that starts it to the last that ends it, and drives nothing.
"""

from __future__ import annotations

import graphlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from scenario.exchange.hours import Shifts, minutes
from scenario.exchange.source import (
    Source,
    SourceError,
    SourceLink,
    SourceProject,
    SourceTask,
)

CONTINUOUS = ""
"""The key of the calendar that is worked round the clock."""


@dataclass(slots=True)
class Reckoned:
    """The dates of a task, in minutes since `hours.EPOCH`."""

    early_start: float
    early_finish: float
    late_start: float = float("inf")
    late_finish: float = float("inf")
    total_float: float = 0.0
    """Working time of its calendar. [minutes]"""
    postponed: bool = False
    """Whether a finish bound moved the start."""


class Recipe:
    """The schedule of a project as its tool reckons it.

    Parameters
    ----------
    source : Source
        The file
    project : SourceProject
        Which of its projects

    Raises
    ------
    SourceError
        When links lead in a circle, naming the tasks
    """

    def __init__(self, source: Source, project: SourceProject) -> None:
        self.project = project
        self.tasks = {task.uid: task for task in source.tasks if task.project == project.id}
        self.shifts = {key: Shifts(calendar) for key, calendar in source.calendars.items()}
        self.shifts[CONTINUOUS] = Shifts(None)
        self.data_date = minutes(project.data_date)
        links = [link for link in source.links if link.before in self.tasks and link.after in self.tasks]
        driving = {uid for uid, task in self.tasks.items() if task.kind not in ("hammock", "summary")}
        self.before: dict[str, list[SourceLink]] = defaultdict(list)
        self.behind: dict[str, list[SourceLink]] = defaultdict(list)
        self.spanning: dict[str, list[SourceLink]] = defaultdict(list)
        for link in links:
            if link.before in driving and link.after in driving:
                self.before[link.after].append(link)
                self.behind[link.before].append(link)
            elif self.tasks[link.after].kind == "hammock":
                self.spanning[link.after].append(link)
        self.order = self._ordered(source.file, driving)
        self.dates: dict[str, Reckoned] = {}

    def _ordered(self, file: str, driving: Iterable[str]) -> list[str]:
        sorter = graphlib.TopologicalSorter({uid: [] for uid in driving})
        for uid, links in self.before.items():
            sorter.add(uid, *(link.before for link in links))
        try:
            return list(sorter.static_order())
        except graphlib.CycleError as error:
            circle = " → ".join(self.tasks[uid].code for uid in error.args[1][:12])
            raise SourceError(file, [f"links lead in a circle: {circle}"]) from None

    def reckon(self) -> Mapping[str, Reckoned]:
        """Return the early and late dates of all tasks but summaries, by uid."""
        for uid in self.order:
            self.dates[uid] = self._forward(self.tasks[uid])
        for uid in reversed(self.order):
            if self._is_late(self.tasks[uid]):
                self._put_off(self.tasks[uid])
        self._backward()
        for uid, task in self.tasks.items():
            if task.kind == "hammock":
                self.dates[uid] = self._spanned(task)
        return self.dates

    def calendar(self, task: SourceTask) -> Shifts:
        """Return the shifts that a task is worked in."""
        if task.resource_calendar in self.shifts and task.resource_calendar is not None:
            return self.shifts[task.resource_calendar]
        return self.shifts.get(task.calendar) or self.shifts.get(self.project.calendar) or self.shifts[""]

    def shifts_of_project(self) -> Shifts:
        """Return the shifts of the project's calendar."""
        return self.shifts.get(self.project.calendar) or self.shifts[CONTINUOUS]

    def _forward(self, task: SourceTask) -> Reckoned:
        start = finish = self.data_date
        override = self.project.progress == "override" and task.status == "active"
        for link in self.before[task.uid]:
            at = self._bound(link)
            if link.kind in ("FF", "SF"):
                finish = max(finish, at)
            elif not override:
                start = max(start, at)
        if task.status == "done":
            reached = max(start, finish)
            return Reckoned(reached, reached)
        if task.status == "not_started":
            start = max([start, *_dates_of(task, ("start_not_before", "start_on"))])
        finish = max([finish, *_dates_of(task, ("finish_not_before", "finish_on"))])
        if task.resumed is not None and task.status == "active":
            start = max(start, minutes(task.resumed))
        return self._placed(task, start, finish)

    def _placed(self, task: SourceTask, start: float, finish: float) -> Reckoned:
        """Return the dates of a task whose start and finish are bound."""
        shifts = self.calendar(task)
        if task.kind in ("finish_milestone", "milestone"):
            reached = max(start, finish)
            return Reckoned(reached, reached)
        start = shifts.snap(start)
        end = shifts.add(start, task.remaining)
        if finish > end:
            end = finish if shifts.snap_back(finish) == finish else shifts.snap(finish)
            if task.remaining == 0:
                return Reckoned(end, end)
            return Reckoned(shifts.subtract(end, task.remaining), end, postponed=True)
        return Reckoned(start, end)

    def _bound(self, link: SourceLink) -> float:
        """Return the earliest start or finish that a link allows."""
        before, after = self.tasks[link.before], self.tasks[link.after]
        known = self.dates[link.before]
        of_start = link.kind in ("SS", "SF")
        at = known.early_start if of_start else known.early_finish
        actual = before.actual_start if of_start else before.actual_finish
        if of_start and before.status == "active":
            at = self.data_date if before.actual_start is not None else at
        if actual is not None and (of_start or before.status == "done"):
            return max(at, self._lagged(link, minutes(actual), before, after))
        return self._lagged(link, at, before, after)

    def _lagged(self, link: SourceLink, at: float, before: SourceTask, after: SourceTask) -> float:
        shifts, lag = self._lag(link, before, after)
        if lag == 0:
            return at
        return shifts.add(at, lag) if lag > 0 else shifts.subtract(at, -lag)

    def _lag(self, link: SourceLink, before: SourceTask, after: SourceTask) -> tuple[Shifts, float]:
        if link.unit == "elapsed":
            return self.shifts[CONTINUOUS], link.lag
        if link.unit == "percent":
            return self.calendar(before), link.lag * before.duration
        if link.unit == "elapsed_percent":
            return self.shifts[CONTINUOUS], link.lag * before.duration
        named = {
            "predecessor": self.calendar(before),
            "successor": self.calendar(after),
            "continuous": self.shifts[CONTINUOUS],
            "project": self.shifts.get(self.project.calendar, self.calendar(before)),
        }
        return named[self.project.lag_calendar], link.lag

    def _is_late(self, task: SourceTask) -> bool:
        return task.status == "not_started" and any(
            constraint.kind == "as_late_as_possible" for constraint in task.constraints
        )

    def _put_off(self, task: SourceTask) -> None:
        """Move the early dates of a task up to those of what waits for it: no free float is left."""
        shifts, own = self.calendar(task), self.dates[task.uid]
        latest = min(
            (self._latest_finish(link, self.dates[link.after]) for link in self.behind[task.uid]),
            default=own.early_finish,
        )
        if latest > own.early_finish:
            finish = shifts.snap_back(latest)
            self.dates[task.uid] = Reckoned(shifts.subtract(finish, task.remaining), finish)

    def _latest_finish(self, link: SourceLink, then: Reckoned) -> float:
        """Return the latest finish of a predecessor that keeps its successor's early dates."""
        at = self._latest(link, then.early_start, then.early_finish)
        task = self.tasks[link.before]
        return self.calendar(task).add(at, task.remaining) if link.kind in ("SS", "SF") else at

    def _latest(self, link: SourceLink, start: float, finish: float) -> float:
        """Return the latest start (SS, SF) or finish of a predecessor that its successor allows."""
        before, after = self.tasks[link.before], self.tasks[link.after]
        at = start if link.kind in ("FS", "SS") else finish
        shifts, lag = self._lag(link, before, after)
        if lag == 0:
            return at
        return shifts.subtract(at, lag) if lag > 0 else shifts.add(at, -lag)

    def _backward(self) -> None:
        """Fill in late dates and floats: from the last early finish, or the date that binds the project."""
        end = max((known.early_finish for known in self.dates.values()), default=self.data_date)
        if self.project.must_finish_by is not None:
            end = minutes(self.project.must_finish_by)
        for uid in reversed(self.order):
            self._bring_back(self.tasks[uid], self.dates[uid], end)

    def _bring_back(self, task: SourceTask, known: Reckoned, end: float) -> None:
        """Fill in the late dates of a task whose successors have theirs."""
        shifts, starts, finishes = self.calendar(task), list[float](), [end, *self._deadlines(task)]
        for link in self.behind[task.uid]:
            then = self.dates[link.after]
            of_start = link.kind in ("SS", "SF")
            if not (of_start and task.status == "done"):
                (starts if of_start else finishes).append(
                    self._latest(link, then.late_start, then.late_finish)
                )
        starts.extend(self._start_deadlines(task))
        work = 0.0 if task.status == "done" else task.remaining
        finish = min(finishes) if task.kind == "milestone" else shifts.snap_back(min(finishes))
        start = shifts.subtract(finish, work)
        if starts and min(starts) < start:
            start = min(starts)
            finish = shifts.add(start, work)
        known.late_start, known.late_finish = start, finish
        known.total_float = shifts.between(known.early_finish, finish)

    def _deadlines(self, task: SourceTask) -> Iterable[float]:
        return _dates_of(task, ("finish_not_after", "finish_on"))

    def _start_deadlines(self, task: SourceTask) -> Iterable[float]:
        return _dates_of(task, ("start_not_after", "start_on"))

    def _spanned(self, task: SourceTask) -> Reckoned:
        """Return the dates of a hammock: they follow, and drive nothing."""
        firsts, lasts = [], []
        for link in self.spanning[task.uid]:
            known = self.dates.get(link.before)
            if known is None:
                continue
            if link.kind in ("SS", "FS"):
                firsts.append(known.early_start if link.kind == "SS" else known.early_finish)
            else:
                lasts.append(known.early_finish if link.kind == "FF" else known.early_start)
        start = self.calendar(task).snap(max(min(firsts, default=self.data_date), self.data_date))
        finish = max([start, *lasts])
        return Reckoned(start, finish, start, finish)


def _dates_of(task: SourceTask, kinds: Collection[str]) -> Iterable[float]:
    """Yield the dates of the constraints of some kinds."""
    for constraint in task.constraints:
        if constraint.at is not None and constraint.kind in kinds:
            yield minutes(constraint.at)
