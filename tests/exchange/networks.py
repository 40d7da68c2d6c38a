"""Made-up statused schedules, as a planner's tool holds them: all links, lags, calendars, constraints."""

from __future__ import annotations

import datetime as dt
import random

from scenario.exchange.source import (
    Constraint,
    LagCalendar,
    Source,
    SourceCalendar,
    SourceLink,
    SourceProject,
    SourceTask,
    StoredDates,
    Where,
)

DAY = 480
BEGIN, END = 480, 960
SHIFT = ((BEGIN, END),)
FIRST = dt.datetime(2026, 1, 5)
HOLIDAY = dt.date(2026, 2, 16)


def calendars() -> dict[str, SourceCalendar]:
    """Return three calendars of one shift: five days with holidays, six days with a worked Sunday, all."""
    holidays = {HOLIDAY + dt.timedelta(days=k): () for k in range(5)}
    five = SourceCalendar("5", "Five days", (SHIFT,) * 5 + ((), ()), holidays)
    six = SourceCalendar("6", "Six days", (SHIFT,) * 6 + ((),), {dt.date(2026, 3, 15): SHIFT})
    return {"5": five, "6": six, "7": SourceCalendar("7", "All days", (SHIFT,) * 7)}


def statused(seed: int, count: int = 50, lag_calendar: LagCalendar = "predecessor") -> Source:
    """Return a schedule of so many activities, a third of them begun or done, some out of sequence."""
    chance = random.Random(seed)
    data_date = FIRST + dt.timedelta(days=7 * chance.randrange(0, 8) + chance.randrange(5), hours=8)
    progress = chance.choice(["retained", "override"])
    project = SourceProject("p", "Made up", data_date, FIRST, None, "5", lag_calendar, progress)  # type: ignore[arg-type]
    tasks = [_task(chance, k, count, data_date) for k in range(count)]
    links = [link for k in range(1, count) for link in _links(chance, tasks, k)]
    return Source("made-up.xer", "tests", (project,), calendars(), tuple(tasks), tuple(links))


def _task(chance: random.Random, k: int, count: int, data_date: dt.datetime) -> SourceTask:
    kind = chance.choices(
        ["task", "start_milestone", "finish_milestone"], weights=[8, 1, 1] if k else [1, 0, 0]
    )[0]
    work = float(chance.randrange(1, 30) * DAY) if kind == "task" else 0.0
    begun = chance.random() < 0.6 * (1 - k / count) and data_date.date() > FIRST.date()
    status, started, finished = "not_started", None, None
    if begun:
        days = (data_date.date() - FIRST.date()).days
        first = chance.randrange(days)
        started = FIRST + dt.timedelta(days=first, minutes=BEGIN)
        status = "done" if kind != "task" or chance.random() < 0.6 else "active"
        last = first + chance.randrange(days - first)
        finished = FIRST + dt.timedelta(days=last, minutes=END) if status == "done" else None
    if finished is not None and kind == "start_milestone":
        finished = started
    remaining = work if status == "not_started" else float(chance.randrange(1, 20) * DAY)
    return SourceTask(
        where=Where("TASK", k + 1),
        uid=str(k),
        code=f"A{k:04d}",
        name=f"Work {k}",
        kind=kind,  # type: ignore[arg-type]
        calendar=chance.choice("5567"),
        project="p",
        status=status,  # type: ignore[arg-type]
        duration=work,
        remaining=0.0 if status == "done" or kind != "task" else remaining,
        actual_start=started,
        actual_finish=finished,
        constraints=tuple(_constraint(chance)),
        stored=StoredDates(),
    )


def _constraint(chance: random.Random) -> list[Constraint]:
    if chance.random() > 0.15:
        return []
    day = FIRST + dt.timedelta(days=chance.randrange(10, 200))
    kind = chance.choice(["start_not_before", "finish_not_before", "finish_not_after", "start_not_after"])
    minute = BEGIN if kind.startswith("start") else END
    return [Constraint(kind, day + dt.timedelta(minutes=minute))]  # type: ignore[arg-type]


def _links(chance: random.Random, tasks: list[SourceTask], k: int) -> list[SourceLink]:
    found = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        before = chance.randrange(max(0, k - 12), k)
        kind = chance.choices(["FS", "SS", "FF", "SF"], weights=[6, 2, 2, 1])[0]
        lag = float(chance.choice([0, 0, 0, 1, 3, 5, -2]) * DAY)
        if kind in ("FF", "SF"):  # days do not tell the start of one from the end of the one before
            lag = max(lag, 0.0)
            alike = tasks[before].calendar == tasks[k].calendar
            is_edge = kind == "SF" or tasks[before].kind != "task"
            is_edge = (is_edge and not alike) or tasks[before].status == "done"
            kind = "FS" if tasks[k].kind == "start_milestone" or is_edge else kind
        where = Where("TASKPRED", len(found) + 1)
        found.append(SourceLink(where, str(before), str(k), kind, lag))  # type: ignore[arg-type]
    return found
