"""Time spans: `8 months`, `3 weeks`, `45 days`, or a bare number of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from scenario.project.values.parsed import Parsed, UnusableError, is_number, shown

Unit = Literal["days", "weeks", "months"]
DAYS: dict[Unit, float] = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12}
"""Length of each unit; a month is the mean month. [days]"""
LONGEST = 36525.0
"""Longer spans, durations and lags are refused: a hundred years. [days]"""

_FORM = re.compile(r"(\d+(?:\.\d+)?)\s*(day|week|month)s?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span(Parsed):
    """A length of elapsed time, at least 0."""

    count: float
    unit: Unit = "days"

    @property
    def days(self) -> float:
        """The length in days."""
        return self.count * DAYS[self.unit]

    @classmethod
    def parse(cls, value: Any) -> Span:
        """Read `8 months`, `3 weeks`, `45 days` or a number of days."""
        if is_number(value) and value >= 0:
            return cls(float(value)).within_bounds()
        form = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
        if form is None:
            raise UnusableError(f"{shown(value)} is no time span; write 8 months, 3 weeks or 45 days")
        unit = next(unit for unit in get_args(Unit) if unit.startswith(form[2]))
        return cls(float(form[1]), unit).within_bounds()

    def within_bounds(self) -> Span:
        """Return the span when it is not longer than any project. Raises UnusableError."""
        if self.days > LONGEST:
            years = f"{self.days / DAYS['months'] / 12:,.0f}"
            raise UnusableError(
                f"{self} are {years} years; at most {LONGEST / 365.25:g} can be reckoned with"
            )
        return self

    def plain(self) -> str:
        """Return the short form."""
        return f"{self.count:.15g} {self.unit}"

    def __str__(self) -> str:
        return self.plain()

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(day|week|month)s?$"},
                {"type": "number", "minimum": 0},
            ],
            "examples": ["8 months", "3 weeks", "45 days"],
        }
