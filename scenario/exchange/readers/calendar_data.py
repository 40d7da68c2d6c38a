"""Calendars of an XER file: brackets within brackets.

`(0||NAME(attributes)(children))`. A weekday is named 1 (Sunday) to 7, an exception is `(d|38355)`, the day
counted from 30 December 1899; a shift is `(s|08:00|f|12:00)`. A day without children is not worked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from scenario.exchange.source import Shift, SourceCalendar

EPOCH = dt.date(1899, 12, 30)
DAY = 1440
TOKEN = re.compile(r"\(\d+\|\||[()]|[^()]+")
DEPTH = 20


class Bracket(NamedTuple):
    """A bracket: its name, its attributes, and what stands within."""

    name: str
    attributes: dict[str, str]
    children: list[Bracket]

    def child(self, name: str) -> list[Bracket]:
        """Return what stands within the child of a name, nothing when there is none."""
        return next((child.children for child in self.children if child.name == name), [])


def calendar_of(key: str, name: str, data: str) -> SourceCalendar:
    """Return the calendar that a field tells.

    Raises
    ------
    ValueError
        With what is wrong, when the brackets are not those of a calendar

    >>> monday = "(0||2()((0||0(s|08:00|f|12:00)())))"
    >>> calendar_of("1", "Mondays", f"(0||CalendarData()((0||DaysOfWeek()({monday}))))").week[0]
    ((480, 720),)
    """
    root = _parsed(data)
    days = {child.name: child for child in root.child("DaysOfWeek")}
    week = tuple(tuple(_shifts(days[str(k)])) if str(k) in days else () for k in (2, 3, 4, 5, 6, 7, 1))
    exceptions = {}
    for child in root.child("Exceptions"):
        day = child.attributes.get("d", "")
        if not day.isdecimal() or len(day) > 6:
            raise ValueError(f"calendar {name!r} has an exception on day {day!r}")
        exceptions[EPOCH + dt.timedelta(days=int(day))] = tuple(_shifts(child))
    if not any(week) and not any(exceptions.values()):
        raise ValueError(f"calendar {name!r} is never worked in")
    return SourceCalendar(key, name, week, exceptions)


def _shifts(day: Bracket) -> Iterator[Shift]:
    for child in day.children:
        if "s" in child.attributes:
            begin, end = _minute(child.attributes["s"]), _minute(child.attributes.get("f", ""))
            yield begin, end if end > 0 else DAY


def _minute(text: str) -> int:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?: ?([AP]M))?", text.strip())
    if found is None:
        raise ValueError(f"a shift of a calendar begins or ends at {text[:20]!r}")
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "PM" else 0)
    at = 60 * hour + minute
    if at > DAY:
        raise ValueError(f"a shift of a calendar begins or ends at {text[:20]!r}")
    return DAY if at == DAY - 1 else at


def _parsed(data: str) -> Bracket:
    tokens = [token for token in TOKEN.findall(data.replace("\x7f", " ")) if token.strip()]
    try:
        root, end = _bracket(tokens, 0, 0)
    except IndexError:
        raise ValueError("the brackets of a calendar do not close; the file is damaged") from None
    if end != len(tokens):
        raise ValueError("the brackets of a calendar close too early; the file is damaged")
    return root


def _bracket(tokens: list[str], at: int, depth: int) -> tuple[Bracket, int]:
    """Return the bracket that begins at a token, and the token after it."""
    if depth > DEPTH or not tokens[at].endswith("||"):
        raise ValueError(f"a calendar has {tokens[at][:20]!r} where a bracket must begin")
    at += 1
    name = ""
    if tokens[at] not in "()":
        name, at = tokens[at].strip(), at + 1
    attributes: dict[str, str] = {}
    at = _expected(tokens, at, "(")
    if tokens[at] != ")":
        parts = tokens[at].split("|")
        attributes = dict(zip(parts[0::2], parts[1::2], strict=False))
        at += 1
    at = _expected(tokens, at, ")")
    children: list[Bracket] = []
    at = _expected(tokens, at, "(")
    while tokens[at] != ")":
        child, at = _bracket(tokens, at, depth + 1)
        children.append(child)
    at = _expected(tokens, at, ")")
    return Bracket(name, attributes, children), _expected(tokens, at, ")")


def _expected(tokens: list[str], at: int, token: str) -> int:
    if tokens[at] != token:
        raise ValueError(
            f"a calendar has {tokens[at][:20]!r} where {token!r} must stand; the file is damaged"
        )
    return at + 1
