"""MS Project's XML (MSPDI), written: an outline of the work, links, calendars, dates, user fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from scenario.exchange.readers.mspdi import CONSTRAINTS, LINKS
from scenario.exchange.source import Shift, Source, SourceCalendar, SourceLink, SourceTask

NAMESPACE = "http://schemas.microsoft.com/project"
TEXT_FIELDS = (188743731, 188743734, 188743737, 188743740, 188743743, 188743746, 188743747, 188743748)
"""The ids of the fields Text1 to Text8."""
_CONSTRAINTS = {kind: code for code, kind in CONSTRAINTS.items()} | {"start_on": "4", "finish_on": "6"}
_LINKS = {kind: code for code, kind in LINKS.items()}
WORKING, ELAPSED, PERCENT = "7", "8", "19"


def mspdi_text(source: Source) -> str:
    """Return the file of a schedule of one project.

    A task has one constraint in this format, and a deadline: of several the first that is no deadline is
    written.
    """
    project = source.projects[0]
    lines = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', f'<Project xmlns="{NAMESPACE}">']
    lines += [
        _element("SaveVersion", "14"),
        _element("Name", project.name),
        _element("Title", project.name),
        _element("ScheduleFromStart", "1"),
        _element("StartDate", _at(project.planned_start or project.data_date)),
        _element("CalendarUID", project.calendar),
        _element("MinutesPerDay", "1440"),
        _element("MinutesPerWeek", "10080"),
        _element("DaysPerMonth", "30"),
        _element("StatusDate", _at(project.data_date)),
    ]
    names = list(dict.fromkeys(name for task in source.tasks for name in task.fields))[: len(TEXT_FIELDS)]
    fields = dict(zip(names, TEXT_FIELDS, strict=False))
    lines += _block("ExtendedAttributes", (_field(name, key) for name, key in fields.items()))
    lines += _block("Calendars", (_calendar(each) for each in source.calendars.values()))
    lines += _block("Tasks", _tasks(source, fields))
    return "\n".join([*lines, "</Project>", ""])


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{escape(_clean(text))}</{tag}>" if text else ""


def _clean(text: str) -> str:
    """Return text without what XML cannot hold."""
    return "".join(sign if sign >= " " or sign in "\t\n" else " " for sign in text)


def _group(tag: str, *parts: str) -> str:
    return f"<{tag}>{''.join(parts)}</{tag}>"


def _block(tag: str, parts: Iterator[str]) -> list[str]:
    found = list(parts)
    return [f"<{tag}>", *found, f"</{tag}>"] if found else []


def _at(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}" if at is not None else ""


def _span(minutes: float) -> str:
    seconds = round(minutes * 60)
    return f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S"


def _field(name: str, key: int) -> str:
    number = TEXT_FIELDS.index(key) + 1
    return _group(
        "ExtendedAttribute",
        _element("FieldID", str(key)),
        _element("FieldName", f"Text{number}"),
        _element("Alias", name),
    )


def _calendar(calendar: SourceCalendar) -> str:
    days = [
        _group("WeekDay", _element("DayType", str((day + 1) % 7 + 1)), _worked(shifts))
        for day, shifts in enumerate(calendar.week)
    ]
    exceptions = [
        _group(
            "Exception",
            _element("EnteredByOccurrences", "0"),
            _group(
                "TimePeriod",
                _element("FromDate", f"{date}T00:00:00"),
                _element("ToDate", f"{date}T23:59:00"),
            ),
            _element("Occurrences", "1"),
            _element("Type", "1"),
            _worked(shifts),
        )
        for date, shifts in sorted(calendar.exceptions.items())
    ]
    return _group(
        "Calendar",
        _element("UID", calendar.id),
        _element("Name", calendar.name),
        _element("IsBaseCalendar", "1"),
        _element("BaseCalendarUID", "-1"),
        _group("WeekDays", *days),
        _group("Exceptions", *exceptions) if exceptions else "",
    )


def _worked(shifts: Sequence[Shift]) -> str:
    times = [
        _group("WorkingTime", _element("FromTime", _time(begin)), _element("ToTime", _time(end % 1440)))
        for begin, end in shifts
    ]
    found = _element("DayWorking", "1" if shifts else "0")
    return found + (_group("WorkingTimes", *times) if times else "")


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}:00"


def _tasks(source: Source, fields: Mapping[str, int]) -> Iterator[str]:
    """Yield the tasks in the order of the breakdown, each branch under its summary."""
    into: dict[str, list[SourceLink]] = {}
    for link in source.links:
        into.setdefault(link.after, []).append(link)
    first: dict[tuple[str, ...], int] = {}
    for place, task in enumerate(source.tasks):
        for depth in range(len(task.wbs) + 1):
            first.setdefault(task.wbs[:depth], place)
    number = max((int(task.uid) for task in source.tasks), default=0)
    path: tuple[str, ...] = ()
    ordered = sorted(
        enumerate(source.tasks),
        key=lambda each: [first[each[1].wbs[: depth + 1]] for depth in range(len(each[1].wbs))] + [each[0]],
    )
    for _, task in ordered:
        shared = 0
        while shared < min(len(path), len(task.wbs)) and path[shared] == task.wbs[shared]:
            shared += 1
        for depth in range(shared, len(task.wbs)):
            number += 1
            yield _summary(str(number), task.wbs[depth], depth + 1)
        path = task.wbs
        yield _task(task, into.get(task.uid, []), len(path) + 1, fields)


def _summary(uid: str, name: str, level: int) -> str:
    return _group(
        "Task",
        _element("UID", uid),
        _element("ID", f"S{uid}"),
        _element("Name", name),
        _element("OutlineLevel", str(level)),
        _element("Summary", "1"),
    )


def _task(task: SourceTask, links: list[SourceLink], level: int, fields: Mapping[str, int]) -> str:
    stored, deadline = task.stored, None
    bounds = [each for each in task.constraints if each.kind != "finish_not_after"]
    deadline = next((each.at for each in task.constraints if each.kind == "finish_not_after"), None)
    done = 100 if task.status == "done" else 0
    if task.status == "active" and task.duration > 0:
        done = min(99, max(0, round(100 * (1 - task.remaining / task.duration))))
    return _group(
        "Task",
        _element("UID", task.uid),
        _element("ID", task.code),
        _element("Name", task.name),
        _element("OutlineLevel", str(level)),
        _element("Start", _at(stored.planned_start)),
        _element("Finish", _at(stored.planned_finish)),
        _element("Duration", _span(task.duration)),
        _element("DurationFormat", WORKING),
        _element("EarlyStart", _at(stored.early_start)),
        _element("EarlyFinish", _at(stored.early_finish)),
        _element("LateStart", _at(stored.late_start)),
        _element("LateFinish", _at(stored.late_finish)),
        _element("Milestone", "1" if task.is_milestone else "0"),
        _element("PercentComplete", str(done)),
        _element("ActualStart", _at(task.actual_start)),
        _element("ActualFinish", _at(task.actual_finish)),
        _element("RemainingDuration", _span(task.remaining)),
        _element("Resume", _at(task.resumed)),
        _element("CalendarUID", task.calendar),
        _element("ConstraintType", _CONSTRAINTS[bounds[0].kind] if bounds else "0"),
        _element("ConstraintDate", _at(bounds[0].at) if bounds else ""),
        _element("Deadline", _at(deadline)),
        *(_link(link) for link in links),
        *(
            _group("ExtendedAttribute", _element("FieldID", str(fields[name])), _element("Value", value))
            for name, value in task.fields.items()
            if name in fields
        ),
    )


def _link(link: SourceLink) -> str:
    lag, shown = 10 * link.lag, {"elapsed": ELAPSED, "percent": PERCENT}.get(link.unit, WORKING)
    if link.unit == "percent":
        lag = 100 * link.lag
    return _group(
        "PredecessorLink",
        _element("PredecessorUID", link.before),
        _element("Type", _LINKS[link.kind]),
        _element("CrossProject", "0"),
        _element("LinkLag", f"{lag:.3f}".rstrip("0").rstrip(".")),
        _element("LagFormat", shown),
    )
