"""Calendars of an MSPDI file: weeks and exceptions over those of a base; durations as the format has them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from scenario.exchange.readers.xml_tree import Node, Values
from scenario.exchange.source import Shift, SourceCalendar

MOST_DEPTH = 60


class MspdiReader(Values):
    """The elements of a file, and what is told of what was changed on reading."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.notes: list[str] = []

    def duration(self, node: Node, tag: str) -> float | None:
        """Return an ISO duration in minutes."""
        text = node.get(tag)
        if not text:
            return None
        found = re.fullmatch(
            r"P(?:(\d+)D)?T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?", text
        )
        if found is None:
            self.wrong(node, f"{tag} is {text[:40]!r}, not a duration such as PT8H0M0S")
            return None
        days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return 1440 * days + 60 * hours + minutes + seconds / 60


def calendars_of(reader: MspdiReader, root: Node) -> dict[str, SourceCalendar]:
    """Return the calendars of a file, each with what it takes from its base."""
    nodes = {node.get("UID"): node for node in (root.find("Calendars") or root).all("Calendar")}
    found: dict[str, SourceCalendar] = {}
    for key in nodes:
        _with_base(reader, nodes, key, found, 0)
    return found


def _with_base(
    reader: MspdiReader, nodes: Mapping[str, Node], key: str, found: dict[str, SourceCalendar], depth: int
) -> SourceCalendar | None:
    """Return a calendar, what it does not say itself being that of its base."""
    if key in found or key not in nodes or depth > MOST_DEPTH:
        return found.get(key)
    node = nodes[key]
    base = _with_base(reader, nodes, node.get("BaseCalendarUID"), found, depth + 1)
    week: list[tuple[Shift, ...]] = list(base.week) if base is not None else [()] * 7
    exceptions = dict(base.exceptions) if base is not None else {}
    for day in (day for days in node.all("WeekDays") for day in days.all("WeekDay")):
        kind = day.get("DayType")
        if kind == "0":
            exceptions.update(_exception(reader, day))
        elif kind in "1234567":
            week[(int(kind) + 5) % 7] = tuple(_shifts(reader, day))
    for each in (each for group in node.all("Exceptions") for each in group.all("Exception")):
        exceptions.update(_exception(reader, each))
    found[key] = SourceCalendar(key, node.get("Name"), tuple(week), exceptions)
    return found[key]


def _exception(reader: MspdiReader, node: Node) -> Iterator[tuple[dt.date, tuple[Shift, ...]]]:
    begin, end = reader.date(node, "TimePeriod", "FromDate"), reader.date(node, "TimePeriod", "ToDate")
    if begin is None or end is None:
        return
    if node.get("Type") not in ("", "1"):
        reader.notes.append(
            f"{node.tag}, line {node.line}: an exception that recurs is taken for its single days only"
        )
    shifts = tuple(_shifts(reader, node))
    for day in range(min((end.date() - begin.date()).days + 1, 36600)):
        yield begin.date() + dt.timedelta(days=day), shifts


def _shifts(reader: MspdiReader, node: Node) -> Iterator[Shift]:
    for each in (each for times in node.all("WorkingTimes") for each in times.all("WorkingTime")):
        if each.find("FromTime") is None:
            continue
        begin, end = reader.minute(each, "FromTime"), reader.minute(each, "ToTime")
        if begin is not None and end is not None:
            yield begin, end if end > 0 else 1440
