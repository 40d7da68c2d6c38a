"""The health of a schedule: the fourteen checks that planners know from the DCMA, and some more.

Source: Defense Contract Management Agency, *Earned Value Management System Program Analysis Pamphlet*, 2012,
for the fourteen and their thresholds. Advice, never an error. Counted over unfinished work; milestones,
hammocks and summaries are left out where durations, floats and resources are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario.exchange.health import links
from scenario.exchange.health.records import (
    ALIKE,
    LONG,
    MOVED,
    Finding,
    HealthTask,
    Schedule,
    named,
    shared,
)


def health(schedule: Schedule) -> list[Finding]:
    """Return what each check finds, the fourteen first."""
    return [found for check in CHECKS for found in check(schedule)]


def _logic(schedule: Schedule) -> Iterator[Finding]:
    """Yield what has no predecessor or no successor; one first and one last are as they must be."""
    tasks = schedule.open()
    missing = [task for task in tasks if not schedule.into[task.id] or not schedule.out_of[task.id]]
    yield from shared("logic", named(missing), len(tasks), 0.05)


def _leads(schedule: Schedule) -> Iterator[Finding]:
    known = schedule.open_links()
    yield from shared("leads", [link for link in known if link.lag < 0], len(known), 0.0)


def _lags(schedule: Schedule) -> Iterator[Finding]:
    known = schedule.open_links()
    yield from shared("lags", [link for link in known if link.lag > 0], len(known), 0.05)


def _kinds(schedule: Schedule) -> Iterator[Finding]:
    """Yield the share of finish-to-start links; the rows are those of other kinds."""
    known = schedule.open_links()
    others = [link for link in known if link.kind != "FS"]
    share = 1 - len(others) / len(known) if known else None
    passed = share >= 0.9 if share is not None else None
    yield Finding("links", len(known) - len(others), len(known), share, 0.9, passed, tuple(map(str, others)))


def _constraints(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.open()
    yield from shared("constraints", named([task for task in tasks if task.hard]), len(tasks), 0.05)


def _high_float(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.work()
    found = [task for task in tasks if task.total_float is not None and task.total_float > LONG]
    yield from shared("high_float", named(found), len(tasks), 0.05)


def _negative_float(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.open()
    found = [task for task in tasks if task.total_float is not None and task.total_float < -1e-6]
    yield from shared("negative_float", named(found), len(tasks), 0.0)


def _long(schedule: Schedule) -> Iterator[Finding]:
    tasks = schedule.work()
    yield from shared("long", named([task for task in tasks if task.duration > LONG]), len(tasks), 0.05)


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
    yield from shared("dates", named(wrong), len(tasks), 0.0)


def _resources(schedule: Schedule) -> Iterator[Finding]:
    """Yield work that nobody is named for; no share of it is usual, so nothing is judged."""
    tasks = schedule.work()
    found = named([task for task in tasks if not task.resourced])
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
    yield from shared("missed", named(late), len(due), 0.05)


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


def _postponed(schedule: Schedule) -> Iterator[Finding]:
    """Yield work whose start a finish link moves: it could begin, and is told to wait."""
    tasks = schedule.work()
    found = named([task for task in tasks if task.postponed])
    share = len(found) / len(tasks) if tasks else None
    yield Finding("postponed", len(found), len(tasks), share, None, None, tuple(found))


CHECKS: tuple[Callable[[Schedule], Iterator[Finding]], ...] = (
    _logic,
    _leads,
    _lags,
    _kinds,
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
    links.open_finish,
    links.out_of_sequence,
    links.twice,
    links.redundant,
    _postponed,
)
