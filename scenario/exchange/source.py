"""A schedule as its file tells it: calendars, tasks, links and stored dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["task", "start_milestone", "finish_milestone", "milestone", "hammock", "summary"]
"""A milestone that is neither of a start nor of a finish is MS Project's: no calendar moves it."""
Status = Literal["not_started", "active", "done"]
LinkKind = Literal["FS", "SS", "FF", "SF"]
LagUnit = Literal["working", "elapsed", "percent", "elapsed_percent"]
LagCalendar = Literal["predecessor", "successor", "continuous", "project"]
Progress = Literal["retained", "override", "actual_dates"]
ConstraintKind = Literal[
    "start_not_before",
    "start_not_after",
    "finish_not_before",
    "finish_not_after",
    "start_on",
    "finish_on",
    "mandatory_start",
    "mandatory_finish",
    "as_late_as_possible",
]
Shift = tuple[int, int]
"""Minutes of a day from which until which is worked; the end of a day is minute 1440."""


MILESTONE_FIELD = "Milestone (scenario)"
"""The user field of an MSPDI file that tells what MS Project does not: whether a milestone is of a start."""


class SourceError(Exception):
    """A file that cannot be read as a schedule: every problem with its table and row.

    Parameters
    ----------
    file : str
        The file as it was named
    problems : sequence of str
        Each says where, what and what to do
    """

    def __init__(self, file: str, problems: list[str]) -> None:
        self.file, self.problems = file, tuple(problems)
        count = len(problems)
        head = f"{file}: {count} thing{'s' if count != 1 else ''} cannot be used"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in problems)]))


class Where(NamedTuple):
    """Where something stands in a file: the table or element, and the line or the number of the row."""

    table: str
    row: int

    def __str__(self) -> str:
        return f"{self.table}, row {self.row}"


@dataclass(frozen=True, slots=True)
class SourceCalendar:
    """When is worked: shifts of each weekday (Monday first), and the days that differ."""

    id: str
    name: str
    week: tuple[tuple[Shift, ...], ...]
    exceptions: Mapping[dt.date, tuple[Shift, ...]] = field(default_factory=dict)

    @property
    def day(self) -> int:
        """How many minutes a whole day has: those of the longest ordinary weekday."""
        return max((sum(end - begin for begin, end in shifts) for shifts in self.week), default=0)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A date that somebody set, for a start or for a finish."""

    kind: ConstraintKind
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredDates:
    """The dates that the planner's tool reckoned and stored; what it did not store is missing."""

    early_start: dt.datetime | None = None
    early_finish: dt.datetime | None = None
    late_start: dt.datetime | None = None
    late_finish: dt.datetime | None = None
    total_float: float | None = None
    """In minutes of the task's calendar."""
    planned_start: dt.datetime | None = None
    planned_finish: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceTask:
    """A row of the schedule. Durations are minutes of its calendar."""

    where: Where
    uid: str
    code: str
    name: str
    kind: Kind
    calendar: str
    project: str
    wbs: tuple[str, ...] = ()
    status: Status = "not_started"
    duration: float = 0.0
    remaining: float = 0.0
    actual_start: dt.datetime | None = None
    actual_finish: dt.datetime | None = None
    resumed: dt.datetime | None = None
    expected_finish: dt.datetime | None = None
    constraints: tuple[Constraint, ...] = ()
    stored: StoredDates = StoredDates()
    codes: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    resource_calendar: str | None = None
    percent: float | None = None
    is_resourced: bool = False
    """Whether anybody is assigned to it."""

    @property
    def is_milestone(self) -> bool:
        """Whether it is a point in time, by its kind."""
        return self.kind in ("start_milestone", "finish_milestone", "milestone")


@dataclass(frozen=True, slots=True)
class SourceLink:
    """What waits for what. A lag is minutes, or a share of the predecessor's planned duration."""

    where: Where
    before: str
    after: str
    kind: LinkKind
    lag: float = 0.0
    unit: LagUnit = "working"


@dataclass(frozen=True, slots=True)
class SourceProject:
    """A project of the file, and how its tool reckons."""

    id: str
    name: str
    data_date: dt.datetime
    planned_start: dt.datetime | None
    must_finish_by: dt.datetime | None
    calendar: str
    lag_calendar: LagCalendar = "predecessor"
    progress: Progress = "retained"


@dataclass(frozen=True, slots=True)
class Source:
    """All that was read of a file."""

    file: str
    made_by: str
    projects: tuple[SourceProject, ...]
    calendars: Mapping[str, SourceCalendar]
    tasks: tuple[SourceTask, ...]
    links: tuple[SourceLink, ...]
    notes: tuple[str, ...] = ()
    """What was left out on reading, counted and told."""
