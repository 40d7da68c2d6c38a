"""A schedule to be judged, and what a check finds of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

LONG = 44.0
"""What is long: two months of working days, for a duration as for a float."""
MOVED = 600.0
"""How much longer the critical-path test makes one critical work. [working days]"""
ALIKE = 0.05
"""How far the end may move otherwise than the work, since calendars of what follows add or save days."""

TaskKind = Literal["task", "milestone", "hammock", "summary"]
Check = Literal[
    "logic",
    "leads",
    "lags",
    "links",
    "constraints",
    "high_float",
    "negative_float",
    "long",
    "dates",
    "resources",
    "missed",
    "critical_path",
    "cpli",
    "bei",
    "open_finish",
    "out_of_sequence",
    "twice",
    "redundant",
    "postponed",
]
FOURTEEN: tuple[Check, ...] = get_args(Check)[:14]
"""Those of the DCMA, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class HealthTask:
    """A row of a schedule, as its health is judged. Spans are working days of its calendar."""

    id: str
    name: str
    kind: TaskKind = "task"
    done: bool = False
    duration: float = 0.0
    total_float: float | None = None
    hard: bool = False
    """Whether a constraint binds it that can break logic or hold it back: must start or finish on, or by."""
    resourced: bool = True
    start: dt.datetime | None = None
    finish: dt.datetime | None = None
    actual_start: dt.datetime | None = None
    actual_finish: dt.datetime | None = None
    baseline_finish: dt.datetime | None = None
    postponed: bool = False
    """Whether a finish link moves its start."""


@dataclass(frozen=True, slots=True)
class HealthLink:
    """A link between rows, by their ids."""

    before: str
    after: str
    kind: Literal["FS", "SS", "FF", "SF"]
    lag: float = 0.0

    def __str__(self) -> str:
        lag = f"{self.lag:+g}" if self.lag else ""
        return f"{self.before} → {self.after} {self.kind}{lag}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: how much, of how many, what is usual, and the rows.

    `share` is `count / of`; for an index (`cpli`, `bei`) it is the index, for the critical-path test the part
    of the days by which the end moved. `passed` is None where the schedule does not tell enough to judge.
    """

    check: Check
    count: int
    of: int
    share: float | None
    limit: float | None
    passed: bool | None
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule to be judged."""

    tasks: Sequence[HealthTask]
    links: Sequence[HealthLink]
    data_date: dt.datetime | None = None
    end_moved: float | None = None
    """By how many of `MOVED` days the end moved when one critical work took so much longer."""
    critical_length: float | None = None
    """From the data date to the end. [working days]"""
    end_float: float | None = None
    """Between the end and the date that it must keep. [working days]"""
    by_id: dict[str, HealthTask] = field(init=False, default_factory=dict)
    into: dict[str, list[HealthLink]] = field(init=False, default_factory=lambda: defaultdict(list))
    out_of: dict[str, list[HealthLink]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.by_id.update({task.id: task for task in self.tasks})
        for link in self.links:
            self.into[link.after].append(link)
            self.out_of[link.before].append(link)

    def open(self) -> list[HealthTask]:
        """Return what is not finished, but for hammocks and summaries."""
        return [task for task in self.tasks if not task.done and task.kind in ("task", "milestone")]

    def work(self) -> list[HealthTask]:
        """Return unfinished work, without milestones."""
        return [task for task in self.open() if task.kind == "task"]

    def open_links(self) -> list[HealthLink]:
        """Return the links to what is not finished."""
        known = {task.id for task in self.open()}
        return [link for link in self.links if link.after in known]


def shared(
    check: Check, rows: Sequence[object], of: int, limit: float, *, least: bool = False
) -> Iterator[Finding]:
    """Yield a finding that counts rows among others; with `least`, rows are what is good."""
    share = len(rows) / of if of else None
    passed = None if share is None else share >= limit if least else share <= limit
    yield Finding(check, len(rows), of, share, limit, passed, tuple(map(str, rows)))


def named(tasks: Sequence[HealthTask]) -> list[str]:
    """Return the ids of rows."""
    return [task.id for task in tasks]
