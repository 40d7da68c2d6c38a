"""The health of a planner's schedule as its file has it: constraints, floats and dates of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scenario.analysis.schedule.health import ProjectHealth
from scenario.exchange.days import day_length
from scenario.exchange.health.checks import health
from scenario.exchange.health.records import MOVED, HealthLink, HealthTask, Schedule
from scenario.exchange.hours import instant
from scenario.exchange.mapping.imported import Imported
from scenario.exchange.recipe import Recipe, Reckoned
from scenario.exchange.source import SourceTask

HARD = ("mandatory_start", "mandatory_finish", "start_not_after", "finish_not_after", "start_on", "finish_on")


def source_health(made: Imported, checked: Mapping[str, Reckoned]) -> ProjectHealth:
    """Return what the checks find of a schedule, floats and dates being those of its own rules."""
    tasks = [task for task in made.source.tasks if task.uid in made.ids]
    known = {task.uid: task for task in tasks}
    end = max((checked[task.uid].early_finish for task in tasks if task.uid in checked), default=0.0)
    recipe = Recipe(made.source, made.project)
    links = [
        HealthLink(known[link.before].code, known[link.after].code, link.kind, link.lag)
        for link in made.source.links
        if link.before in known and link.after in known
    ]
    length = recipe.shifts_of_project().between(recipe.data_date, end) / day_length(made.shifts_of_project())
    schedule = Schedule(
        tasks=[_task(made, task, checked.get(task.uid)) for task in tasks],
        links=links,
        data_date=made.project.data_date,
        end_moved=_moved(made, checked, end),
        critical_length=length or None,
    )
    return ProjectHealth(tuple(health(schedule)), None)


def _task(made: Imported, task: SourceTask, known: Reckoned | None) -> HealthTask:
    whole = day_length(made.shifts_of(task))
    is_open = task.status != "done" and known is not None
    return HealthTask(
        id=task.code,
        name=task.name,
        kind="milestone" if task.is_milestone else "hammock" if task.kind == "hammock" else "task",
        done=task.status == "done",
        duration=task.remaining / whole,
        total_float=known.total_float / whole if is_open and known and task.kind != "hammock" else None,
        hard=any(each.kind in HARD for each in task.constraints),
        resourced=task.is_resourced,
        start=instant(known.early_start) if is_open and known else None,
        finish=instant(known.early_finish) if is_open and known else None,
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
        postponed=bool(known and known.postponed),
    )


def _moved(made: Imported, checked: Mapping[str, Reckoned], end: float) -> float | None:
    """Return by how much the end moves when one critical work takes 600 days more [days of that work]."""
    open_work = [
        task
        for task in made.source.tasks
        if task.uid in checked and task.kind == "task" and task.status != "done" and task.remaining > 0
    ]
    critical = [task for task in open_work if checked[task.uid].total_float <= 1e-6]
    if not critical:
        return None
    chosen = min(critical, key=lambda task: checked[task.uid].early_finish)
    whole = day_length(made.shifts_of(chosen))
    longer = replace(chosen, remaining=chosen.remaining + MOVED * whole)
    tasks = tuple(longer if task.uid == chosen.uid else task for task in made.source.tasks)
    recipe = Recipe(replace(made.source, tasks=tasks), made.project)
    dates = recipe.reckon()
    after = max(known.early_finish for uid, known in dates.items() if uid in made.ids)
    own = dates[chosen.uid].early_finish - checked[chosen.uid].early_finish
    return (after - end) / own * MOVED if own > 0 else None
