"""MS Project's XML (MSPDI): tasks in an outline, calendars with a base, lags in tenths of minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from scenario.exchange.crossed import crossed, scarcest
from scenario.exchange.readers.mspdi_calendars import MspdiReader, calendars_of
from scenario.exchange.readers.xml_tree import Node, tree_of
from scenario.exchange.source import (
    MILESTONE_FIELD,
    Constraint,
    ConstraintKind,
    Kind,
    LagUnit,
    LinkKind,
    Source,
    SourceCalendar,
    SourceLink,
    SourceProject,
    SourceTask,
    Status,
    StoredDates,
    Where,
)

CONSTRAINTS: Mapping[str, ConstraintKind] = {
    "1": "as_late_as_possible",
    "2": "mandatory_start",
    "3": "mandatory_finish",
    "4": "start_not_before",
    "5": "start_not_after",
    "6": "finish_not_before",
    "7": "finish_not_after",
}
LINKS: Mapping[str, LinkKind] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
ELAPSED = frozenset(("4", "6", "8", "10", "12", "36", "38", "40", "42", "44"))
PERCENT: Mapping[str, LagUnit] = {
    "19": "percent",
    "20": "elapsed_percent",
    "51": "percent",
    "52": "elapsed_percent",
}
PROJECT = "project"
NOBODY = "-65535"
"""The resource of an assignment without one."""


def read_mspdi(path: Path, root: Node | None = None) -> Source:
    """Read an XML file of MS Project.

    Raises
    ------
    SourceError
        Every problem at once, each with element and line
    """
    root = root or tree_of(path)
    reader = MspdiReader(path)
    calendars = calendars_of(reader, root)
    nodes = [node for node in (root.find("Tasks") or root).all("Task") if node.get("IsNull") != "1"]
    start = reader.date(root, "StartDate")
    data_date = reader.date(root, "StatusDate") or start
    if data_date is None:
        reader.wrong(root, "there is neither StatusDate nor StartDate")
        data_date = dt.datetime(2000, 1, 1)
    project = SourceProject(
        id=PROJECT,
        name=root.get("Title") or root.get("Name") or path.stem,
        data_date=data_date,
        planned_start=start,
        must_finish_by=None,
        calendar=root.get("CalendarUID"),
        lag_calendar="successor",
    )
    tasks = _with_fields(_tasks(reader, nodes, project), root, nodes)
    _cross_calendars(reader, root, tasks, calendars, {node.get("UID"): node for node in nodes})
    links = tuple(_links(reader, nodes, tasks))
    if not tasks:
        reader.wrong(root, "there is no Task: nothing to plan")
    reader.finish()
    return Source(
        str(path), "MS Project XML", (project,), calendars, tuple(tasks.values()), links, tuple(reader.notes)
    )


def _tasks(reader: MspdiReader, nodes: list[Node], project: SourceProject) -> dict[str, SourceTask]:
    summaries = _summaries(nodes)
    found: dict[str, SourceTask] = {}
    path: list[str] = []
    for node in nodes:
        uid, level = node.get("UID"), int(reader.number(node, "OutlineLevel") or 0)
        del path[max(level - 1, 0) :]
        if node.get("Active") == "0":
            reader.notes.append(f"Task, line {node.line}: {node.get('Name')!r} is inactive and left out")
        elif uid in summaries:
            if level > 0:
                path.append(node.get("Name"))
                found[uid] = _task(reader, node, project, "summary", tuple(path))
        elif level > 0 or len(nodes) == 1 or uid != "0":
            zero = not reader.duration(node, "Duration")
            found[uid] = _task(reader, node, project, "milestone" if zero else "task", tuple(path))
    return found


def _with_fields(tasks: dict[str, SourceTask], root: Node, nodes: list[Node]) -> dict[str, SourceTask]:
    """Return tasks with their user fields, by what people call these."""
    names = {
        node.get("FieldID"): node.get("Alias") or node.get("FieldName")
        for node in (root.find("ExtendedAttributes") or root).all("ExtendedAttribute")
    }
    kinds: Mapping[str, Kind] = {"start": "start_milestone", "finish": "finish_milestone"}
    for node in nodes:
        values = {
            names.get(each.get("FieldID"), ""): each.get("Value") for each in node.all("ExtendedAttribute")
        }
        fields = {name: value for name, value in values.items() if name and value}
        task = tasks.get(node.get("UID"))
        if task is not None and fields:
            kind = kinds.get(fields.get(MILESTONE_FIELD, ""), task.kind) if task.is_milestone else task.kind
            tasks[task.uid] = replace(task, fields=fields, kind=kind)
    return tasks


def _cross_calendars(
    reader: MspdiReader,
    root: Node,
    tasks: dict[str, SourceTask],
    calendars: dict[str, SourceCalendar],
    nodes: Mapping[str, Node],
) -> None:
    """Have tasks worked only while those work who are assigned to them, where their calendar is another."""
    people = {
        node.get("UID"): calendars[node.get("CalendarUID")]
        for node in (root.find("Resources") or root).all("Resource")
        if node.get("Type") == "1" and node.get("CalendarUID") in calendars
    }
    assigned: dict[str, list[SourceCalendar]] = {}
    for node in (root.find("Assignments") or root).all("Assignment"):
        task = tasks.get(node.get("TaskUID"))
        if task is not None and node.get("ResourceUID") not in ("", NOBODY):
            tasks[task.uid] = replace(task, is_resourced=True)
        if node.get("ResourceUID") in people:
            assigned.setdefault(node.get("TaskUID"), []).append(people[node.get("ResourceUID")])
    for uid, worked in assigned.items():
        task = tasks.get(uid)
        if task is None or task.kind == "summary" or nodes[uid].get("IgnoreResourceCalendar") == "1":
            continue
        own = calendars.get(task.calendar)
        if own is None:
            continue
        alone = nodes[uid].get("CalendarUID") in ("", "-1")
        found = {each.id: each if alone else crossed(own, each) for each in worked}
        differing = {key: each for key, each in found.items() if crossed(own, each) is not own}
        if not differing:
            continue
        chosen = scarcest(differing)
        if len(found) > 1:
            told = f"worked at by people of several calendars; {chosen.name!r} is taken"
            reader.notes.append(f"{task.where}: {told}")
        calendars[chosen.id] = chosen
        tasks[uid] = replace(task, resource_calendar=chosen.id)


def _summaries(nodes: list[Node]) -> set[str]:
    """Return the uids of tasks that have others below them, by the outline: the flag may be absent."""
    levels = [int(node.get("OutlineLevel") or 0) for node in nodes]
    below = {
        node.get("UID")
        for node, level, after in zip(nodes, levels, levels[1:], strict=False)
        if after > level
    }
    return below | ({"0"} if nodes and nodes[0].get("UID") == "0" and len(nodes) > 1 else set())


def _task(
    reader: MspdiReader, node: Node, project: SourceProject, kind: Kind, wbs: tuple[str, ...]
) -> SourceTask:
    duration = reader.duration(node, "Duration") or 0.0
    percent = reader.number(node, "PercentComplete") or 0.0
    started, finished = reader.date(node, "ActualStart"), reader.date(node, "ActualFinish")
    status: Status = "active" if started else "not_started"
    if finished is not None or percent >= 100:
        status = "done"
    remaining = reader.duration(node, "RemainingDuration")
    calendar = node.get("CalendarUID")
    slack = reader.number(node, "TotalSlack")
    start, finish = reader.date(node, "Start"), reader.date(node, "Finish")
    return SourceTask(
        where=Where("Task", node.line),
        uid=node.get("UID"),
        code=node.get("ID") or node.get("UID"),
        name=node.get("Name"),
        kind=kind,
        calendar=calendar if calendar not in ("", "-1") else project.calendar,
        project=PROJECT,
        wbs=wbs,
        status=status,
        duration=duration,
        remaining=remaining if remaining is not None else duration * (1 - percent / 100),
        actual_start=started,
        actual_finish=finished,
        resumed=reader.date(node, "Resume") if status == "active" else None,
        constraints=tuple(_constraints(reader, node, start)),
        stored=StoredDates(
            early_start=reader.date(node, "EarlyStart") or start,
            early_finish=reader.date(node, "EarlyFinish") or finish,
            late_start=reader.date(node, "LateStart"),
            late_finish=reader.date(node, "LateFinish"),
            total_float=slack / 10 if slack is not None else None,
            planned_start=start,
            planned_finish=finish,
        ),
        percent=percent,
    )


def _constraints(reader: MspdiReader, node: Node, start: dt.datetime | None) -> Iterator[Constraint]:
    kind = CONSTRAINTS.get(node.get("ConstraintType"))
    if kind is not None:
        at = reader.date(node, "ConstraintDate")
        if at is None and kind != "as_late_as_possible":
            reader.wrong(node, "ConstraintType without ConstraintDate")
        else:
            yield Constraint(kind, at)
    deadline = reader.date(node, "Deadline")
    if deadline is not None:
        yield Constraint("finish_not_after", deadline)
    if node.get("Manual") == "1" and start is not None:
        reader.notes.append(
            f"Task, line {node.line}: {node.get('Name')!r} is scheduled by hand; its start is kept"
        )
        yield Constraint("start_not_before", start)
    elif (reader.number(node, "LevelingDelay") or 0) > 0 and start is not None:
        reader.notes.append(f"Task, line {node.line}: {node.get('Name')!r} was levelled; its start is kept")
        yield Constraint("start_not_before", start)


def _links(reader: MspdiReader, nodes: list[Node], tasks: Mapping[str, SourceTask]) -> Iterator[SourceLink]:
    """Yield the links; those of a summary are drawn to what is below it, as MS Project reckons them."""
    leaves = _leaves(nodes, tasks)
    for node in nodes:
        after = node.get("UID")
        for each in node.all("PredecessorLink"):
            before, kind = each.get("PredecessorUID"), LINKS.get(each.get("Type") or "1")
            if kind is None:
                reader.wrong(each, f"Type is {each.get('Type')[:20]!r}; known are 0 FF, 1 FS, 2 SF, 3 SS")
                continue
            lag, unit = _lag(reader, each)
            link = SourceLink(Where("PredecessorLink", each.line), before, after, kind, lag, unit)
            if before not in leaves or after not in leaves:
                reader.notes.append(f"{link.where}: leads to a task that is not there; dropped")
                continue
            if len(leaves[before]) > 1 or len(leaves[after]) > 1:
                reader.notes.append(f"{link.where}: a link of a summary is drawn to what is below it")
            for one in leaves[before]:
                for other in leaves[after]:
                    yield replace(link, before=one, after=other)


def _leaves(nodes: list[Node], tasks: Mapping[str, SourceTask]) -> dict[str, list[str]]:
    """Return what is below each task in the outline, the task itself when nothing is."""
    found: dict[str, list[str]] = {}
    above: list[tuple[int, str]] = []
    for node in nodes:
        uid, level = node.get("UID"), int(node.get("OutlineLevel") or 0)
        if uid not in tasks:
            continue
        while above and above[-1][0] >= level:
            above.pop()
        found[uid] = []
        above.append((level, uid))
        if tasks[uid].kind != "summary":
            found[uid] = [uid]
            for _, summary in above[:-1]:
                found[summary].append(uid)
    return found


def _lag(reader: MspdiReader, node: Node) -> tuple[float, LagUnit]:
    """Return a lag: minutes, or a share of the predecessor's duration."""
    lag, shown = reader.number(node, "LinkLag") or 0.0, node.get("LagFormat")
    if shown in PERCENT:
        return lag / 100, PERCENT[shown]
    return lag / 10, "elapsed" if shown in ELAPSED else "working"
