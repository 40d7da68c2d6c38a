"""A project as a planner's schedule: activities, links, calendars, what is known, and dates of ours.

A day of ours is a day of 24 hours there, so that every instant has its minute and nothing is rounded. What
the other tool cannot say is said otherwise where dates stay the same (a lag in a third calendar becomes work
of that length), and refused or told where they do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from scenario.analysis.exchange.export_calendars import CONTINUOUS, calendars_of
from scenario.exchange.source import (
    MILESTONE_FIELD,
    Constraint,
    Kind,
    LagCalendar,
    LagUnit,
    Source,
    SourceLink,
    SourceProject,
    SourceTask,
    Status,
    StoredDates,
    Where,
)
from scenario.model.plan.critical_path import latest_dates
from scenario.model.plan.status import DONE, RUNNING
from scenario.model.project_plan import Plan
from scenario.project.network import InstanceLink, Network, expand
from scenario.project.sections.activities import Activity
from scenario.project.values.links import split_event
from scenario.rules.schedule.dated import instants_of

Tool = Literal["xer", "xml"]
Dates = Mapping[str, tuple[float, float]]
"""Start and finish of activities, by id [days]."""
DAY = 1440
AT = (("not_before", "start_not_before"), ("start_not_after", "start_not_after"), ("start_on", "start_on"))
BY = (
    ("finish_not_before", "finish_not_before"),
    ("finish_not_after", "finish_not_after"),
    ("finish_on", "finish_on"),
)


class ExportError(Exception):
    """A project that a planner's tool cannot hold: every problem, each with its activity."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(slots=True)
class _Links:
    """Links as the tool has them, and the work that stands for lags that it has not."""

    found: list[SourceLink] = field(default_factory=list)
    lags: list[SourceTask] = field(default_factory=list)


def exported(
    plan: Plan, tool: Tool, dates: Dates | None = None, fields: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Source, list[str]]:
    """Return a plan as a schedule, and what is told of it.

    Parameters
    ----------
    plan : Plan
        The project, with what is known of it
    tool : {"xer", "xml"}
        Primavera P6 or MS Project
    dates : mapping, optional
        What is written as planned dates (P6's target, MS Project's start and finish): those of the plan
        unless given
    fields : mapping, optional
        Texts of user fields by id and name

    Raises
    ------
    ExportError
        What the tool cannot hold
    """
    return _Exporter(plan, tool, dates or {}, fields or {}).result()


class _Exporter:
    def __init__(self, plan: Plan, tool: Tool, dates: Dates, fields: Mapping[str, Mapping[str, str]]) -> None:
        self.plan, self.tool, self.dates, self.fields = plan, tool, dates, fields
        self.project, self.table = plan.project, plan.timetable
        self.network: Network = expand(self.project)
        self.first = dt.datetime.combine(self.project.project.start, dt.time())
        self.calendars = {"continuous": CONTINUOUS} | {
            name: str(number) for number, name in enumerate(self.project.calendars, 2)
        }
        self.work = np.asarray(plan.layout.views(plan.planned_numbers.copy()).activity["work"])
        self.late = latest_dates(self.table, self.work, self.table.planned_finish, self.table.planned_regime)
        self.notes: list[str] = []
        self.problems: list[str] = []
        self.lag_calendar = self._lag_calendar()

    def result(self) -> tuple[Source, list[str]]:
        tasks = [self._task(i) for i in range(len(self.table))]
        links = self._links()
        hammocks, spans = self._hammocks(len(tasks) + len(links.lags))
        if self.project.staff:
            self.notes.append("staff and queues for them are not written: the dates are without limits")
        if self.problems:
            raise ExportError(self.problems)
        status = self.plan.status
        at = self._instant(status.at) if status is not None else self.first
        header = SourceProject(
            id="1",
            name=self.project.project.name.to("zh"),
            data_date=at,
            planned_start=self.first,
            must_finish_by=None,
            calendar=CONTINUOUS,
            lag_calendar=self.lag_calendar,
            progress="override" if status is not None and status.override else "retained",
        )
        source = Source(
            file=self.project.file,
            made_by="scenario",
            projects=(header,),
            calendars=dict(calendars_of(self.plan, self.calendars)),
            tasks=(*tasks, *links.lags, *hammocks),
            links=(*links.found, *spans),
        )
        return source, self.notes

    # Activities -----------------------------------------------------------------------------------------

    def _instant(self, days: float) -> dt.datetime:
        return self.first + dt.timedelta(seconds=round(days * 86400))

    def _task(self, i: int) -> SourceTask:
        name, activity = self.network.ids[i], self._activity(i)
        status = self.plan.status
        state: Status = "not_started"
        started = finished = resumed = None
        if status is not None and status.state[i] != 0:
            state = "done" if status.state[i] == DONE else "active"
            started = self._instant(status.started[i])
            finished = self._instant(status.finished[i]) if state == "done" else None
            if status.state[i] == RUNNING and status.bound[i] > status.at:
                resumed = self._instant(status.bound[i])
        left = 0.0 if state == "done" else float(self.work[i]) * DAY
        whole = activity.duration.most_likely * DAY if state != "not_started" else left
        return SourceTask(
            where=Where("activities", i + 1),
            uid=str(i + 1),
            code=(activity.source if self._is_single(activity) else None) or name,
            name=(activity.name.to("zh") if activity.name else name),
            kind=self._kind(activity, whole),
            calendar=self.calendars[activity.calendar],
            project="1",
            wbs=tuple((activity.wbs or "").split("/")) if activity.wbs else (),
            status=state,
            duration=whole,
            remaining=left,
            actual_start=started,
            actual_finish=finished,
            resumed=resumed,
            constraints=tuple(self._constraints(i, activity)),
            stored=self._stored(i),
            fields=self._fields(name, activity),
        )

    def _fields(self, name: str, activity: Activity) -> Mapping[str, str]:
        """Return the user fields of an activity; one tells MS Project what kind of milestone it is."""
        own = dict(self.fields.get(name, {}))
        if self.tool == "xml" and activity.milestone is not None:
            own[MILESTONE_FIELD] = activity.milestone
        return own

    def _activity(self, i: int) -> Activity:
        return self.project.activities[self.network.activities[i]]

    @staticmethod
    def _is_single(activity: Activity) -> bool:
        return activity.scope == "project"

    def _kind(self, activity: Activity, whole: float) -> Kind:
        if whole > 0:
            return "task"
        if self.tool == "xml" or activity.milestone is None:
            return "milestone"
        return "start_milestone" if activity.milestone == "start" else "finish_milestone"

    def _constraints(self, i: int, activity: Activity) -> Iterator[Constraint]:
        for key, kind in AT:
            day = getattr(activity, key)
            if day is not None:
                yield Constraint(kind, dt.datetime.combine(day, dt.time()))  # type: ignore[arg-type]
        for key, kind in BY:
            day = getattr(activity, key)
            if day is not None:
                at = dt.datetime.combine(day, dt.time()) + dt.timedelta(days=1)
                yield Constraint(kind, at)  # type: ignore[arg-type]
        status = self.plan.status
        if status is not None and status.state[i] == 0 and status.bound[i] > status.at:
            yield Constraint("start_not_before", self._instant(status.bound[i]))
        if activity.interruptible and any(
            link.after == i and link.kind in ("FF", "SF") for link in self.network.links
        ):
            self.notes.append(f"{self.network.ids[i]}: it stretches; its planned start is a constraint there")
            yield Constraint("start_not_before", self._instant(float(self.table.planned_start[i])))

    def _stored(self, i: int) -> StoredDates:
        finish = float(instants_of(self.table.planned_finish)[i])
        start = float(self.table.planned_start[i])
        if not np.isfinite(finish):
            self.problems.append(f"activities.{self.network.ids[i]}: it never comes in the plan")
            return StoredDates()
        late_start, late_finish = self.late
        told = self.dates.get(self.network.ids[i], (start, finish))
        return StoredDates(
            early_start=self._instant(start),
            early_finish=self._instant(finish),
            late_start=self._instant(float(late_start[i])),
            late_finish=self._instant(float(late_finish[i])),
            planned_start=self._instant(told[0]),
            planned_finish=self._instant(float(instants_of(np.array([told[1]]))[0])),
        )

    # Links ----------------------------------------------------------------------------------------------

    def _held(self) -> Iterator[InstanceLink]:
        """Yield the links that hold in the plan: of a presale regime those of the planned one."""
        names = self.table.regimes
        planned = names[self.table.planned_regime] if names and self.table.planned_regime >= 0 else None
        for link in self.network.links:
            if link.regime is None or link.regime == planned:
                yield link

    def _own(self, i: int) -> str:
        return self._activity(i).calendar

    def _lag_calendar(self) -> LagCalendar:
        """Return the one calendar of lags of P6 by which most links need no work in their place."""
        if self.tool == "xml":
            return "successor"
        choices: tuple[LagCalendar, ...] = ("continuous", "predecessor", "successor")
        return max(choices, key=lambda each: sum(self._fits(link, each) for link in self._held()))

    def _fits(self, link: InstanceLink, choice: LagCalendar) -> bool:
        if link.lag == 0:
            return True
        named = self._own(link.before) if link.percent else link.calendar or "continuous"
        own = {"continuous": "continuous", "predecessor": self._own(link.before)}
        return named == own.get(choice, self._own(link.after))

    def _links(self) -> _Links:
        links = _Links()
        for number, link in enumerate(self._held(), 1):
            self._put(links, number, link)
        return links

    def _put(self, links: _Links, number: int, link: InstanceLink) -> None:
        where, before, after = Where("links", number), str(link.before + 1), str(link.after + 1)
        lag, unit = self._lag(link)
        if unit is not None:
            links.found.append(SourceLink(where, before, after, link.kind, lag, unit))
            return
        names = f"{self.network.ids[link.before]} → {self.network.ids[link.after]}"
        if link.lag < 0:
            self.problems.append(f"{names}: a lead in calendar '{link.calendar}' has no counterpart there")
            return
        uid = str(len(self.table) + len(links.lags) + 1)
        links.lags.append(
            SourceTask(
                where=where,
                uid=uid,
                code=f"LAG-{len(links.lags) + 1}",
                name=f"LAG {names}",
                kind="task",
                calendar=self.calendars[link.calendar or "continuous"],
                project="1",
                duration=lag,
                remaining=lag,
            )
        )
        self.notes.append(f"{names}: its lag is written as work LAG-{len(links.lags)} of that length")
        first = "FS" if link.kind in ("FS", "FF") else "SS"
        then = "FS" if link.kind in ("FS", "SS") else "FF"
        links.found.append(SourceLink(where, before, uid, first))  # type: ignore[arg-type]
        links.found.append(SourceLink(where, uid, after, then))  # type: ignore[arg-type]

    def _lag(self, link: InstanceLink) -> tuple[float, LagUnit | None]:
        """Return a lag and how it is counted there; None where work must stand for it."""
        if link.percent and self.tool == "xml":
            return link.lag / 100, "percent"
        whole = self._activity(link.before).duration.most_likely
        days = link.lag / 100 * whole if link.percent else link.lag
        if link.lag == 0:
            return 0.0, "working"
        if self.tool == "xml" and not link.percent and link.calendar in (None, "continuous"):
            return days * DAY, "elapsed"
        return days * DAY, "working" if self._fits(link, self.lag_calendar) else None

    # Hammocks -------------------------------------------------------------------------------------------

    def _hammocks(self, count: int) -> tuple[list[SourceTask], list[SourceLink]]:
        tasks, links = list[SourceTask](), list[SourceLink]()
        for name, hammock in self.project.hammocks.items():
            if self.tool == "xml":
                self.notes.append(f"{name}: a hammock has no counterpart in MS Project; left out")
                continue
            uid, where = str(count + len(tasks) + 1), Where("hammocks", len(tasks) + 1)
            tasks.append(
                SourceTask(
                    where=where,
                    uid=uid,
                    code=hammock.source or name,
                    name=hammock.name.to("zh") if hammock.name else name,
                    kind="hammock",
                    calendar=CONTINUOUS,
                    project="1",
                    wbs=tuple((hammock.wbs or "").split("/")) if hammock.wbs else (),
                )
            )
            for events, of_start, of_end in ((hammock.from_, "SS", "FS"), (hammock.to, "SF", "FF")):
                for event in events:
                    activity, phase, edge = split_event(event)
                    node = activity if phase is None else f"{activity}.{phase}"
                    for i in self.network.instances_of(node):
                        kind = of_start if edge == "start" else of_end
                        links.append(SourceLink(where, str(i + 1), uid, kind))  # type: ignore[arg-type]
        return tasks, links
