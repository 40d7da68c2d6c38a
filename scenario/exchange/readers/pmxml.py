"""Primavera P6's XML (PMXML): projects with their activities and relationships, calendars beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scenario.exchange.readers.xml_tree import Node, Values, tree_of
from scenario.exchange.source import (
    Constraint,
    ConstraintKind,
    Kind,
    LagCalendar,
    Progress,
    Shift,
    Source,
    SourceCalendar,
    SourceLink,
    SourceProject,
    SourceTask,
    Status,
    StoredDates,
    Where,
)

KINDS: Mapping[str, Kind] = {
    "Task Dependent": "task",
    "Resource Dependent": "task",
    "Start Milestone": "start_milestone",
    "Finish Milestone": "finish_milestone",
    "Level of Effort": "hammock",
    "WBS Summary": "summary",
}
STATUSES: Mapping[str, Status] = {
    "Not Started": "not_started",
    "In Progress": "active",
    "Completed": "done",
}
CONSTRAINTS: Mapping[str, ConstraintKind] = {
    "Start On or After": "start_not_before",
    "Finish On or After": "finish_not_before",
    "Start On or Before": "start_not_after",
    "Finish On or Before": "finish_not_after",
    "Start On": "start_on",
    "Finish On": "finish_on",
    "Mandatory Start": "mandatory_start",
    "Mandatory Finish": "mandatory_finish",
    "As Late As Possible": "as_late_as_possible",
}
LINKS: Mapping[str, Any] = {
    "Finish to Start": "FS",
    "Start to Start": "SS",
    "Finish to Finish": "FF",
    "Start to Finish": "SF",
}
LAG_CALENDARS: Mapping[str, LagCalendar] = {
    "Predecessor Activity Calendar": "predecessor",
    "Successor Activity Calendar": "successor",
    "24 Hour Calendar": "continuous",
    "Project Default Calendar": "project",
}
PROGRESS: Mapping[str, Progress] = {
    "Retained Logic": "retained",
    "Progress Override": "override",
    "Actual Dates": "actual_dates",
}
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_SHIFTS: tuple[Shift, ...] = ()


class Reader(Values):
    """The elements of a file."""

    def choice(self, node: Node, tag: str, choices: Mapping[str, Any], default: Any) -> Any:
        """Return what a word stands for; a word that is not known is a problem."""
        text = node.get(tag)
        if text and text not in choices:
            self.wrong(node, f"{tag} is {text[:40]!r}; known are {', '.join(choices)}")
        return choices.get(text, default)


def read_pmxml(path: Path, root: Node | None = None) -> Source:
    """Read a PMXML file.

    Raises
    ------
    SourceError
        Every problem at once, each with element and line
    """
    root = root or tree_of(path)
    reader = Reader(path)
    nodes = [node for node in root.all("Project") if node.find("DataDate") is not None]
    calendars = {
        found.id: found
        for node in (*root.all("Calendar"), *(each for project in nodes for each in project.all("Calendar")))
        for found in (_calendar(reader, node),)
    }
    projects = tuple(_project(reader, node) for node in nodes)
    resources = {node.get("ObjectId"): node.get("CalendarObjectId") for node in root.all("Resource")}
    tasks = tuple(
        task
        for node, project in zip(nodes, projects, strict=True)
        for task in _tasks(reader, node, project, resources)
    )
    links = tuple(link for node in nodes for link in _links(reader, node))
    if not tasks:
        reader.wrong(root, "there is no Project with a DataDate and an Activity: nothing to plan")
    reader.finish()
    return Source(str(path), "P6 XML", projects, calendars, tasks, links)


def _calendar(reader: Reader, node: Node) -> SourceCalendar:
    days = {each.get("DayOfWeek"): each for week in node.all("StandardWorkWeek") for each in week.children}
    exceptions = {}
    for each in (each for group in node.all("HolidayOrExceptions") for each in group.children):
        date = reader.date(each, "Date")
        if date is not None:
            exceptions[date.date()] = tuple(_shifts(reader, each))
    week = tuple(tuple(_shifts(reader, days[name])) if name in days else NO_SHIFTS for name in WEEK)
    if not any(week) and not any(exceptions.values()):
        reader.wrong(node, f"calendar {node.get('Name')!r} is never worked in")
    return SourceCalendar(node.get("ObjectId"), node.get("Name"), week, exceptions)


def _shifts(reader: Reader, node: Node) -> Iterator[Shift]:
    for each in node.all("WorkTime"):
        if each.find("Start") is None:
            continue
        begin, end = reader.minute(each, "Start"), reader.minute(each, "Finish")
        if begin is not None and end is not None:
            # The last minute that is worked is named, not the instant at which work ends.
            yield begin, end + 1 if end % 10 == 9 else end or 1440


def _project(reader: Reader, node: Node) -> SourceProject:
    data_date = reader.date(node, "DataDate")
    if data_date is None:
        reader.wrong(node, "there is no DataDate")
    options = node.find("ScheduleOptions") or node
    return SourceProject(
        id=node.get("ObjectId"),
        name=node.get("Name") or node.get("Id"),
        data_date=data_date or dt.datetime(2000, 1, 1),
        planned_start=reader.date(node, "PlannedStartDate"),
        must_finish_by=reader.date(node, "MustFinishByDate"),
        calendar=node.get("ActivityDefaultCalendarObjectId"),
        lag_calendar=reader.choice(options, "RelationshipLagCalendar", LAG_CALENDARS, "predecessor"),
        progress=reader.choice(options, "OutOfSequenceScheduleType", PROGRESS, "retained"),
    )


def _tasks(
    reader: Reader, project: Node, of: SourceProject, resources: Mapping[str, str]
) -> Iterator[SourceTask]:
    wbs = {node.get("ObjectId"): node for node in project.all("WBS")}
    assigned = {node.get("ActivityObjectId") for node in project.all("ResourceAssignment")}
    for node in project.all("Activity"):
        dependent = node.get("Type") == "Resource Dependent"
        yield SourceTask(
            where=Where("Activity", node.line),
            uid=node.get("ObjectId"),
            code=node.get("Id") or node.get("ObjectId"),
            name=node.get("Name"),
            kind=reader.choice(node, "Type", KINDS, "task"),
            calendar=node.get("CalendarObjectId"),
            project=of.id,
            wbs=_path(wbs, node.get("WBSObjectId")),
            status=reader.choice(node, "Status", STATUSES, "not_started"),
            duration=60 * (reader.number(node, "PlannedDuration") or 0.0),
            remaining=60 * (reader.number(node, "RemainingDuration") or 0.0),
            actual_start=reader.date(node, "ActualStartDate"),
            actual_finish=reader.date(node, "ActualFinishDate"),
            resumed=reader.date(node, "ResumeDate"),
            expected_finish=reader.date(node, "ExpectedFinishDate"),
            constraints=tuple(_constraints(reader, node)),
            stored=_stored(reader, node),
            resource_calendar=resources.get(node.get("PrimaryResourceObjectId")) if dependent else None,
            percent=reader.number(node, "PercentComplete"),
            is_resourced=node.get("ObjectId") in assigned,
        )


def _path(wbs: Mapping[str, Node], key: str) -> tuple[str, ...]:
    found: list[str] = []
    while key in wbs and len(found) < 100:
        found.append(wbs[key].get("Name") or wbs[key].get("Code"))
        key = wbs[key].get("ParentObjectId")
    return tuple(reversed(found))


def _constraints(reader: Reader, node: Node) -> Iterator[Constraint]:
    for which in ("Primary", "Secondary"):
        if node.get(f"{which}ConstraintType"):
            kind = reader.choice(node, f"{which}ConstraintType", CONSTRAINTS, "as_late_as_possible")
            at = reader.date(node, f"{which}ConstraintDate")
            if at is None and kind != "as_late_as_possible":
                reader.wrong(node, f"{which}ConstraintType without a date")
                continue
            yield Constraint(kind, at)


def _stored(reader: Reader, node: Node) -> StoredDates:
    slack = reader.number(node, "TotalFloat")
    return StoredDates(
        early_start=reader.date(node, "RemainingEarlyStartDate"),
        early_finish=reader.date(node, "RemainingEarlyFinishDate"),
        late_start=reader.date(node, "RemainingLateStartDate"),
        late_finish=reader.date(node, "RemainingLateFinishDate"),
        total_float=60 * slack if slack is not None else None,
        planned_start=reader.date(node, "PlannedStartDate"),
        planned_finish=reader.date(node, "PlannedFinishDate"),
    )


def _links(reader: Reader, project: Node) -> Iterator[SourceLink]:
    for node in project.all("Relationship"):
        yield SourceLink(
            where=Where("Relationship", node.line),
            before=node.get("PredecessorActivityObjectId"),
            after=node.get("SuccessorActivityObjectId"),
            kind=reader.choice(node, "Type", LINKS, "FS"),
            lag=60 * (reader.number(node, "Lag") or 0.0),
        )
