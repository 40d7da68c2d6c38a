"""A planner's schedule as a project file and the statement of its data date, as plain data.

What has no counterpart is dropped, and noted with its row; what would break the logic of the network is
refused, all of it at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scenario.exchange.days import begins, calendar_data, ends, in_days, is_continuous, uneven
from scenario.exchange.mapping.constraints import Constraints
from scenario.exchange.mapping.identifiers import identifiers
from scenario.exchange.mapping.links import Links
from scenario.exchange.mapping.notes import Notes
from scenario.exchange.source import Source, SourceCalendar, SourceError, SourceProject, SourceTask

CONTINUOUS = "continuous"
LONGEST_NAME = 200
BEYOND = 3660
"""Exceptions of calendars are written out so long past the last stored date [days]."""
FORM = "scenario-actuals-1"
Mandatory = Literal["refuse", "as_soft"]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a schedule.

    Attributes
    ----------
    source, project : the file, and which of its projects
    data : the project file, as plain data
    statement : the statement of its data date, as plain data
    ids : our ids by the uids of its tasks; hammocks among them
    notes : what is told of what was left out or changed
    """

    source: Source
    project: SourceProject
    data: Data
    statement: Data
    ids: Mapping[str, str]
    notes: Notes

    @property
    def start(self) -> dt.date:
        """The project's first day."""
        day: dt.date = self.data["project"]["start"]
        return day

    def shifts_of(self, task: SourceTask) -> SourceCalendar | None:
        """Return the calendar that a task is worked in."""
        return shifts_of(self.source, self.project, task)

    def shifts_of_project(self) -> SourceCalendar | None:
        """Return the project's calendar."""
        return shifts_of(self.source, self.project, None)


def imported(source: Source, project: SourceProject, mandatory: Mandatory = "refuse") -> Imported:
    """Map a project of a file.

    Parameters
    ----------
    source, project : Source, SourceProject
        The file, and which of its projects
    mandatory : {"refuse", "as_soft"}
        What becomes of constraints that break logic; softened they bound early dates and are deadlines

    Raises
    ------
    SourceError
        Everything that cannot be mapped, each with its row
    """
    return _Mapper(source, project, mandatory).result()


def shifts_of(source: Source, project: SourceProject, task: SourceTask | None) -> SourceCalendar | None:
    """Return the calendar that a task is worked in, that of the project without one."""
    calendars = source.calendars
    if task is None:
        return calendars.get(project.calendar)
    if task.resource_calendar is not None and task.resource_calendar in calendars:
        return calendars[task.resource_calendar]
    return calendars.get(task.calendar) or calendars.get(project.calendar)


class _Mapper:
    """One mapping under way."""

    def __init__(self, source: Source, project: SourceProject, mandatory: Mandatory) -> None:
        self.source, self.project, self.mandatory = source, project, mandatory
        self.notes = Notes()
        for told in source.notes:
            self.notes.take("on_reading", None, detail=told)
        self.tasks = [task for task in source.tasks if task.project == project.id]
        self.rows = [task for task in self.tasks if task.kind not in ("summary", "hammock")]
        self.hammocks = [task for task in self.tasks if task.kind == "hammock"]
        named = [(task.uid, task.code) for task in (*self.rows, *self.hammocks)]
        self.ids = identifiers(named, "t")
        self.start = self._first_day()
        calendars = [source.calendars[key] for key in self._used()]
        self.calendars = identifiers(
            [(each.id, each.name) for each in calendars if not is_continuous(each)], "c", [CONTINUOUS]
        )
        self.constraints = Constraints(self.start, self.notes, mandatory, self._shifts)
        self.links = Links(source, project, self.ids, self.calendars, self._shifts, self.notes)

    def result(self) -> Imported:
        """Return what became of it. Raises SourceError."""
        self._refuse()
        header = {"name": self._name(self.project.name or self.source.file, None), "start": self.start}
        horizon = self._months()
        if horizon > 120:
            header["horizon"] = f"{horizon} months"
        data: Data = {"project": header}
        calendars = self._calendars()
        if calendars:
            data["calendars"] = calendars
        data["activities"] = {self.ids[task.uid]: self._activity(task) for task in self.rows}
        hammocks = self._hammocks()
        if hammocks:
            data["hammocks"] = hammocks
        return Imported(self.source, self.project, data, self._statement(header), self.ids, self.notes)

    # What is refused ----------------------------------------------------------------------------------

    def _refuse(self) -> None:
        problems = list(self.constraints.refused(self.rows))
        if self.project.progress == "actual_dates":
            problems.append(
                "schedule options: progress by actual dates has no counterpart; reckon the file with retained"
                " logic or progress override and export it again"
            )
        if not self.rows:
            problems.append(f"project {self.project.id}: it has no activities")
        for task in self.rows:
            at = task.actual_finish
            if at is not None and at > self.project.data_date:
                told = f"the actual finish {at:%Y-%m-%d %H:%M} of {task.code} is after the data date"
                problems.append(
                    f"{task.where}: {told} {self.project.data_date:%Y-%m-%d %H:%M}; reckon the file anew in"
                    " its tool with a later data date, or take the finish out"
                )
            if task.status == "done" and task.actual_finish is None:
                problems.append(f"{task.where}: {task.code} is done and has no actual finish")
        if problems:
            raise SourceError(self.source.file, problems)

    # Parts ------------------------------------------------------------------------------------------------

    def _shifts(self, task: SourceTask | None) -> SourceCalendar | None:
        """Return the calendar that a task is worked in, that of the project without one."""
        return shifts_of(self.source, self.project, task)

    def _used(self) -> list[str]:
        found = dict[str, None]()
        for task in self.rows:
            own = self._shifts(task)
            if own is None:
                self.notes.take("unknown_calendar", task.where, task.code, task.calendar)
            else:
                found[own.id] = None
            if task.resource_calendar is not None and task.resource_calendar not in self.source.calendars:
                self.notes.take("unknown_calendar", task.where, task.code, task.resource_calendar)
        if self.project.lag_calendar == "project" and self.project.calendar in self.source.calendars:
            found[self.project.calendar] = None
        return list(found)

    def _first_day(self) -> dt.date:
        """Return the project's first day: the earlier of its planned start and of its first actual start."""
        days = [task.actual_start.date() for task in self.tasks if task.actual_start is not None]
        days += [task.actual_finish.date() for task in self.tasks if task.actual_finish is not None]
        has_begun = any(task.status != "not_started" for task in self.rows)
        days.append(self._data_date() - dt.timedelta(days=has_begun))
        if self.project.planned_start is not None:
            days.append(self.project.planned_start.date())
        return min(days)

    def _data_date(self) -> dt.date:
        """Return the first day that is not known: the next one when no shift of the day is left."""
        return begins(self.project.data_date, self.source.calendars.get(self.project.calendar))

    def _last_day(self) -> dt.date:
        stored = [task.stored for task in self.tasks]
        dates = [at for each in stored for at in (each.early_finish, each.late_finish, each.planned_finish)]
        return max([at.date() for at in dates if at is not None], default=self.start)

    def _months(self) -> int:
        return 12 * (self._last_day().year - self.start.year + 2)

    def _calendars(self) -> Data:
        last = self._last_day() + dt.timedelta(days=BEYOND)
        found: Data = {}
        lengths = set()
        for key, name in self.calendars.items():
            calendar = self.source.calendars[key]
            count = uneven(calendar, self.start, last)
            if count:
                self.notes.take("uneven_days", None, calendar.name, str(count))
            lengths.add(tuple(self._pattern(calendar)))
            found[name] = calendar_data(calendar, self.start, last)
        if len(lengths) > 1 or (found and any(self._is_continuous(task) for task in self.rows)):
            self.notes.take("mixed_shifts", None, detail=str(self.links.mixed()))
        return found

    def _pattern(self, calendar: SourceCalendar) -> list[tuple[int, int]]:
        return list(next((shifts for shifts in calendar.week if shifts), ()))

    def _is_continuous(self, task: SourceTask) -> bool:
        own = self._shifts(task)
        return own is not None and is_continuous(own)

    def _name(self, text: str, task: SourceTask | None) -> str:
        name = text.strip()
        if task is not None and not name:
            self.notes.take("unnamed", task.where, task.code)
            name = task.code
        if len(name) > LONGEST_NAME:
            self.notes.take("name_shortened", task.where if task else None, task.code if task else "")
            name = name[: LONGEST_NAME - 1] + "…"
        return name

    def _activity(self, task: SourceTask) -> Data:
        own = self._shifts(task)
        whole = task.duration if task.status != "not_started" else task.remaining
        found: Data = {"name": self._name(task.name, task), "source": task.code}
        if task.wbs:
            found["wbs"] = "/".join(part.replace("/", "／").strip() or "–" for part in task.wbs)
        found["duration"] = 0 if task.is_milestone else in_days(whole, own)
        if task.kind == "start_milestone" or (task.kind == "task" and found["duration"] == 0):
            found["milestone"] = "start"
        elif task.kind == "finish_milestone":
            found["milestone"] = "finish"
        if own is not None and own.id in self.calendars:
            found["calendar"] = self.calendars[own.id]
        after = self.links.of(task)
        if after:
            found["after"] = after
        found.update(self.constraints.of(task))
        if task.expected_finish is not None:
            self.notes.take("expected_finish", task.where, task.code)
        if self.project.must_finish_by is not None and not self.links.leads_on(task):
            found.setdefault("finish_not_after", ends(self.project.must_finish_by, own))
        return found

    def _hammocks(self) -> Data:
        found: Data = {}
        for task in self.hammocks:
            first, last = self.links.events(task)
            if not first or not last:
                self.notes.take("empty_hammock", task.where, task.code)
                continue
            row: Data = {"name": self._name(task.name, task), "source": task.code}
            if task.wbs:
                row["wbs"] = "/".join(part.replace("/", "／").strip() or "–" for part in task.wbs)
            found[self.ids[task.uid]] = row | {"from": first, "to": last}
        return found

    # The statement ----------------------------------------------------------------------------------------

    def _statement(self, header: Data) -> Data:
        data_date = self._data_date()
        known = {self.ids[task.uid]: self._known(task, data_date) for task in self.rows}
        found: Data = {"form": FORM, "project": header["name"], "data_date": data_date}
        if self.project.progress == "override":
            found["progress"] = "override"
        return found | {"activities": {name: row for name, row in known.items() if row}}

    def _known(self, task: SourceTask, data_date: dt.date) -> Data:
        own, found = self._shifts(task), dict[str, Any]()
        before = max(data_date - dt.timedelta(days=1), self.start)
        if task.status == "not_started":
            return found
        if task.actual_start is not None:
            found["started"] = min(begins(task.actual_start, own), before)
            if task.actual_start > self.project.data_date:
                self.notes.take("actual_after_data_date", task.where, task.code)
        if task.status == "done" and task.actual_finish is not None:
            finished = self._finished(task, own)
            found["finished"] = min(finished, before)
            if "started" in found:
                found["started"] = min(found["started"], found["finished"])
            return found
        if "started" not in found:
            found["started"] = before
        found["remaining"] = in_days(task.remaining, own)
        if task.resumed is not None and task.resumed > self.project.data_date:
            self.notes.take("resumed", task.where, task.code)
            found["not_before"] = max(begins(task.resumed, own), data_date)
        return found

    def _finished(self, task: SourceTask, own: SourceCalendar | None) -> dt.date:
        assert task.actual_finish is not None
        if task.kind == "start_milestone":
            return begins(task.actual_finish, own)
        return max(ends(task.actual_finish, own), self.start)
