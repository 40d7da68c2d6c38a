"""The health of a schedule: the fourteen checks that planners know from the DCMA, and some more.

Source: Defense Contract Management Agency, *Earned Value Management System Program Analysis Pamphlet*, 2012,
for the fourteen and their thresholds. Advice, never an error. Counted over unfinished work; milestones,
hammocks and summaries are left out where durations, floats and resources are meant.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

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
FOURTEEN: tuple[Check, ...] = (
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
)


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


def health(schedule: Schedule) -> list[Finding]:
    """Return what each check finds, the fourteen first."""
    return [found for check in CHECKS for found in check(schedule)]


def _shared(
    check: Check, rows: Sequence[object], of: int, limit: float, *, least: bool = False
) -> Iterator[Finding]:
    """Yield a finding that counts rows among others; with `least`, rows are what is good."""
    share = len(rows) / of if of else None
    passed = None if share is None else share >= limit if least else share <= limit
    yield Finding(check, len(rows), of, share, limit, passed, tuple(map(str, rows)))


def _named(tasks: Sequence[HealthTask]) -> list[str]:
    return [task.id for task in tasks]


def _logic(schedule: Schedule) -> Iterator[Finding]:
    """Yield what has no predecessor or no successor; one first and one last are as they must be."""
    tasks = schedule.open()
    missing = [task for task in tasks if not schedule.into[task.id] or not schedule.out_of[task.id]]
    yield from _shared("logic", _named(missing), len(tasks), 0.05)


def _leads(schedule: Schedule) -> Iterator[Finding]:
    links = schedule.open_links()
    yield from _shared("leads", [link for link in links if link.lag < 0], len(links), 0.0)


def _lags(schedule: Schedule) -> Iterator[Finding]:
    links = schedule.open_links()
    yield from _shared("lags", [link for link in links if link.lag > 0], len(links), 0.05)


def _links(schedule: Schedule) -> Iterator[Finding]:
    """Yield the share of finish-to-start links; the rows are those of other kinds."""
    links = schedule.open_links()
    others = [link for link in links if link.kind != "FS"]
    share = 1 - len(others) / len(links) if links else None
    passed = share >= 0.9 if share is not None else None
    yield Finding("links", len(links) - len(others), len(links), share, 0.9, passed, tuple(map(str, others)))


def _constraints(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.open()
    yield from _shared("constraints", _named([task for task in tasks if task.hard]), len(tasks), 0.05)


def _high_float(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.work()
    found = [task for task in tasks if task.total_float is not None and task.total_float > LONG]
    yield from _shared("high_float", _named(found), len(tasks), 0.05)


def _negative_float(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.open()
    found = [task for task in tasks if task.total_float is not None and task.total_float < -1e-6]
    yield from _shared("negative_float", _named(found), len(tasks), 0.0)


def _long(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.work()
    yield from _shared("long", _named([task for task in tasks if task.duration > LONG]), len(tasks), 0.05)


def _dates(schedule: Schedule) -> Iterator[Finding]:
    """Yield work that is planned before the data date, or done after it."""
    at = schedule.data_date
    tasks = [task for task in schedule.tasks if task.kind in ("task", "milestone")]
    if at is None:
        yield Finding("dates", 0, len(tasks), None, 0.0, None)
        return
    wrong = [
        task
        for task in tasks
        if any(day is not None and day > at for day in (task.actual_start, task.actual_finish))
        or (not task.done and task.finish is not None and task.finish < at)
        or (not task.done and task.actual_start is None and task.start is not None and task.start < at)
    ]
    yield from _shared("dates", _named(wrong), len(tasks), 0.0)


def _resources(schedule: Schedule) -> Iterator[Finding]:
    """Yield work that nobody is named for; no share of it is usual, so nothing is judged."""
    tasks = schedule.work()
    found = _named([task for task in tasks if not task.resourced])
    share = len(found) / len(tasks) if tasks else None
    yield Finding("resources", len(found), len(tasks), share, None, None, tuple(found))


def _due(schedule: Schedule) -> list[HealthTask]:
    at = schedule.data_date
    return [
        task
        for task in schedule.tasks
        if task.kind in ("task", "milestone")
        and at is not None
        and task.baseline_finish is not None
        and task.baseline_finish <= at
    ]


def _missed(schedule: Schedule) -> Iterator[Finding]:
    """Yield what should have been done by now and was not, or came late."""
    due = _due(schedule)
    late = [
        task
        for task in due
        if not task.done
        or (task.actual_finish and task.baseline_finish and task.actual_finish > task.baseline_finish)
    ]
    yield from _shared("missed", _named(late), len(due), 0.05)


def _critical_path(schedule: Schedule) -> Iterator[Finding]:
    """Yield whether the end moves as one critical work does: if not, the path is broken somewhere."""
    moved = schedule.end_moved
    share = moved / MOVED if moved is not None else None
    passed = abs(share - 1) <= ALIKE if share is not None else None
    yield Finding("critical_path", 0, 1, share, 1.0, passed)


def _cpli(schedule: Schedule) -> Iterator[Finding]:
    """Yield (length + float) / length of the critical path: how real it is that the end is kept."""
    length, spare = schedule.critical_length, schedule.end_float
    index = (length + spare) / length if length and spare is not None else None
    yield Finding("cpli", 0, 1, index, 0.95, None if index is None else index >= 0.95)


def _bei(schedule: Schedule) -> Iterator[Finding]:
    """Yield what is done over what should be done by now."""
    due = _due(schedule)
    done = [task for task in schedule.tasks if task.done and task.kind in ("task", "milestone")]
    index = len(done) / len(due) if due else None
    rows = tuple(task.id for task in due if not task.done)
    yield Finding("bei", len(done), len(due), index, 0.95, None if index is None else index >= 0.95, rows)


def _open_finish(schedule: Schedule) -> Iterator[Finding]:
    """Yield work whose finish nothing waits for, or whose start nothing bounds: half a logic.

    Work that only starts of others follow may take as long as it likes; work that only finish links lead to
    may start at any time.
    """
    tasks = schedule.work()
    found = [
        task
        for task in tasks
        if (
            schedule.out_of[task.id]
            and not any(link.kind in ("FS", "FF") for link in schedule.out_of[task.id])
        )
        or (schedule.into[task.id] and not any(link.kind in ("FS", "SS") for link in schedule.into[task.id]))
    ]
    yield from _shared("open_finish", _named(found), len(tasks), 0.0)


def _out_of_sequence(schedule: Schedule) -> Iterator[Finding]:
    """Yield links of which the second began before the first allowed it."""
    found = [link for link in schedule.links if _is_out_of_sequence(schedule, link)]
    yield from _shared("out_of_sequence", found, len(schedule.links), 0.0)


def _is_out_of_sequence(schedule: Schedule, link: HealthLink) -> bool:
    before, after = schedule.by_id.get(link.before), schedule.by_id.get(link.after)
    if before is None or after is None:
        return False
    then = after.actual_start if link.kind in ("FS", "SS") else after.actual_finish
    first = before.actual_finish if link.kind in ("FS", "FF") else before.actual_start
    return then is not None and (first is None or first > then) and link.lag >= 0


def _twice(schedule: Schedule) -> Iterator[Finding]:
    """Yield links that stand between the same two rows as an earlier one of the same kind."""
    seen: set[tuple[str, str, str]] = set()
    found = []
    for link in schedule.links:
        key = link.before, link.after, link.kind
        if key in seen:
            found.append(link)
        seen.add(key)
    yield from _shared("twice", found, len(schedule.links), 0.0)


def _redundant(schedule: Schedule) -> Iterator[Finding]:
    """Yield finish-to-start links without lag that a chain of others of that kind says already."""
    plain = [link for link in schedule.links if link.kind == "FS" and link.lag == 0]
    rest: dict[str, set[str]] = defaultdict(set)
    for link in plain:
        rest[link.before].add(link.after)
    order = _ordered(rest)
    rank = {name: place for place, name in enumerate(order)}
    found = [link for link in plain if _goes_round(rest, rank, link.before, link.after)]
    yield from _shared("redundant", found, len(schedule.links), 0.1)


def _ordered(after: dict[str, set[str]]) -> list[str]:
    """Return names such that each comes before what follows it."""
    waits: dict[str, int] = defaultdict(int)
    for names in after.values():
        for name in names:
            waits[name] += 1
    free = [name for name in after if not waits[name]]
    found = []
    while free:
        name = free.pop()
        found.append(name)
        for then in after.get(name, ()):
            waits[then] -= 1
            if not waits[then]:
                free.append(then)
    return found


def _goes_round(after: dict[str, set[str]], rank: dict[str, int], first: str, last: str) -> bool:
    """Whether a chain of at least two links leads from one name to another; nothing past it is looked at."""
    limit = rank.get(last, -1)
    to_visit = [name for name in after[first] if name != last and rank.get(name, limit) < limit]
    seen = set(to_visit)
    while to_visit:
        name = to_visit.pop()
        for then in after.get(name, ()):
            if then == last:
                return True
            if then not in seen and rank.get(then, limit) < limit:
                seen.add(then)
                to_visit.append(then)
    return False


def _postponed(schedule: Schedule) -> Iterator[Finding]:
    """Yield work whose start a finish link moves: it could begin, and is told to wait."""
    tasks = schedule.work()
    found = _named([task for task in tasks if task.postponed])
    share = len(found) / len(tasks) if tasks else None
    yield Finding("postponed", len(found), len(tasks), share, None, None, tuple(found))


CHECKS: tuple[Callable[[Schedule], Iterator[Finding]], ...] = (
    _logic,
    _leads,
    _lags,
    _links,
    _constraints,
    _high_float,
    _negative_float,
    _long,
    _dates,
    _resources,
    _missed,
    _critical_path,
    _cpli,
    _bei,
    _open_finish,
    _out_of_sequence,
    _twice,
    _redundant,
    _postponed,
)
