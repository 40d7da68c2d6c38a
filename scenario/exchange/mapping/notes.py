"""What is told of an import: what was left out, changed or refused, counted by kind, with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from scenario.exchange.source import Where

Matter = Literal[
    "link_to_nothing",
    "link_of_summary",
    "link_of_hammock",
    "external_link",
    "empty_hammock",
    "as_late_as_possible",
    "date_before_start",
    "deadline_before_date",
    "mandatory_softened",
    "time_of_day",
    "uneven_days",
    "mixed_shifts",
    "expected_finish",
    "resumed",
    "name_shortened",
    "unnamed",
    "unknown_calendar",
    "actual_after_data_date",
    "must_finish_by",
    "lag_of_share",
    "on_reading",
]


class Note(NamedTuple):
    """One thing that is told: what, where it stands, whom it concerns, and details."""

    matter: Matter
    where: Where | None
    code: str = ""
    detail: str = ""


class Notes:
    """Notes as they are taken."""

    def __init__(self) -> None:
        self.all: list[Note] = []

    def take(self, matter: Matter, where: Where | None, code: str = "", detail: str = "") -> None:
        """Note something."""
        self.all.append(Note(matter, where, code, detail))

    def by_matter(self) -> Iterator[tuple[Matter, list[Note]]]:
        """Yield the notes of each matter, in the order of their first."""
        for matter in dict.fromkeys(note.matter for note in self.all):
            yield matter, [note for note in self.all if note.matter == matter]

    def of(self, code: str) -> list[Note]:
        """Return the notes that concern a row."""
        return [note for note in self.all if note.code == code]

    @property
    def has_hours(self) -> bool:
        """Whether something was noted by which days may be off since they hold no hours."""
        return any(note.matter in ("mixed_shifts", "uneven_days", "time_of_day") for note in self.all)
