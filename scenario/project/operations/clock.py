"""Times of day and days of the week: `"08:30"`, `mon-sat`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from scenario.project.values.parsed import Parsed, UnusableError, shown

DAY = 1_440
"""[minutes]"""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of the week, in order."""


@dataclass(frozen=True, slots=True)
class Clock(Parsed):
    """A time of day, written in quotes: `"17:30"`; `"24:00"` is the end of the day."""

    minutes: int
    """Since midnight. [minutes]"""

    @classmethod
    def parse(cls, value: Any) -> Clock:
        """Read hours and minutes."""
        form = re.fullmatch(r"(\d\d):(\d\d)", value) if isinstance(value, str) else None
        minutes = int(form[1]) * 60 + int(form[2]) if form else -1
        if form is None or int(form[2]) > 59 or minutes > DAY:
            raise UnusableError(f'{shown(value)} is no time of day; write one in quotes, such as "17:30"')
        return cls(minutes)

    def plain(self) -> Any:
        """Return the short form."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {"type": "string", "pattern": r"^\d\d:\d\d$"}


@dataclass(frozen=True, slots=True)
class Days(Parsed):
    """Days of the week: `sat`, `mon-fri`, or a list of such."""

    numbers: tuple[int, ...]
    """From 0, Monday, ascending."""

    @classmethod
    def parse(cls, value: Any) -> Days:
        """Read a day, a range or a list of them."""
        found: set[int] = set()
        for part in value if isinstance(value, (list, tuple)) else [value]:
            ends = str(part).split("-")
            if len(ends) > 2 or any(end not in WEEKDAYS for end in ends):
                raise UnusableError(f"{shown(part)} is no day of the week; write mon, mon-fri or [mon, wed]")
            first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
            if first > last:
                raise UnusableError(f"{shown(part)} runs backwards; a week begins on mon, so list the days")
            found.update(range(first, last + 1))
        return cls(tuple(sorted(found)))

    def plain(self) -> Any:
        """Return the short form."""
        whole = self.numbers == tuple(range(self.numbers[0], self.numbers[-1] + 1))
        if whole and len(self.numbers) > 1:
            return f"{WEEKDAYS[self.numbers[0]]}-{WEEKDAYS[self.numbers[-1]]}"
        return [WEEKDAYS[number] for number in self.numbers]

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


ALL_WEEK = Days(tuple(range(7)))
"""Monday to Sunday."""
MIDNIGHT, END_OF_DAY = Clock(0), Clock(DAY)
"""The first and the last minute of a day."""


@dataclass(frozen=True, slots=True)
class OpenHours(Parsed):
    """When places are open: `{mon-fri: "09:00-22:00"}`."""

    spans: tuple[tuple[Days, Clock, Clock], ...]

    @classmethod
    def parse(cls, value: Any) -> OpenHours:
        """Read days with the hours of each."""
        if not isinstance(value, dict) or not value:
            raise UnusableError(f'{shown(value)} is no opening time; write {{mon-sun: "09:00-22:00"}}')
        spans = []
        for days, hours in value.items():
            ends = str(hours).split("-")
            if len(ends) != 2:
                message = f'{shown(hours)} is no span of hours; write "09:00-22:00"'
                raise UnusableError(message, (str(days),))
            begin, end = Clock.parse(ends[0]), Clock.parse(ends[1])
            if begin.minutes >= end.minutes:
                raise UnusableError(f"{shown(hours)} ends before it begins", (str(days),))
            spans.append((Days.parse(days), begin, end))
        return cls(tuple(spans))

    def plain(self) -> Any:
        """Return the short form."""
        return {
            key: f"{begin.plain()}-{end.plain()}"
            for days, begin, end in self.spans
            for key in ([days.plain()] if isinstance(days.plain(), str) else days.plain())
        }

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {"type": "object", "additionalProperties": {"type": "string"}}
