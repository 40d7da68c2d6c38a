"""The same odds over reports, and what moved them: progress, assumptions, luck, the program.

Progress is told day by day: what came in between two reports is taken in the order in which it came, and
the odds after each piece of news, with time passed up to it, less those before, are what it moved. So the
parts add up to the whole exactly. Assumptions are changed one at a time in the new state of knowledge, and
what does not add up is the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scenario.analysis.simulate import simulate
from scenario.measures.digest import target_names
from scenario.project.sections.root import Project
from scenario.study.storage.manifest import read_manifest
from scenario.study.versions import source_digest
from scenario.tracking.as_of import News, as_of, news, with_statement
from scenario.tracking.reports import STUDY, Report

ITEMS = 10
"""News are told in so many steps at most: each is a study."""
LARGEST = 3
"""So many items are told in words."""
Odds = dict[str, float]


@dataclass(frozen=True, slots=True)
class Step:
    """What moved odds, of one target.

    Attributes
    ----------
    kind : progress, assumptions, luck or program
    news : what came, of progress; none where only time passed
    path : what was changed, of assumptions; empty for the rest, and for all other kinds
    effect : by how much odds rose [fraction]
    """

    kind: str
    effect: float
    news: tuple[News, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """How the odds of a target moved from one report to the next."""

    target: str
    before: dt.date
    after: dt.date
    then: float
    now: float
    steps: tuple[Step, ...]

    def of(self, kind: str) -> float:
        """Return how much of it is of one kind [fraction]."""
        return sum(step.effect for step in self.steps if step.kind == kind)

    @property
    def largest(self) -> tuple[Step, ...]:
        """Return the steps that moved most, those that moved nothing left out."""
        told = [step for step in self.steps if abs(step.effect) > 0.0]
        return tuple(sorted(told, key=lambda step: -abs(step.effect))[:LARGEST])


def drift(reports: list[Report]) -> pd.DataFrame:
    """Return the odds of each report's targets: data_date, target, odds, low, high."""
    rows = []
    for report in reports:
        table = report.study.odds()
        table.insert(0, "data_date", report.data_date)
        rows.append(table)
    return pd.concat(rows, ignore_index=True)


def moves(before: Report, after: Report, told: Callable[[int, int], None] | None = None) -> list[Move]:
    """Return how odds moved from a report to a later one, for the targets that both have.

    Parameters
    ----------
    told : function, optional
        Called with (studies done, studies in all)
    """
    stored = _stored(before), _stored(after)
    targets = [name for name in stored[0] if name in stored[1]]
    chain = list(_chain(before, after))
    found: dict[str, list[Step]] = {target: [] for target in targets}
    last = stored[0]
    for number, (step, project, run_as) in enumerate(chain):
        odds = stored[1] if project is None else _odds(project, run_as, targets)
        for target in targets:
            found[target].append(_moved(step, odds[target] - last[target]))
        last = odds
        if told is not None:
            told(number + 1, len(chain))
    paths = _assumptions(before, after, targets)
    return [
        Move(
            target,
            before.data_date,
            after.data_date,
            stored[0][target],
            stored[1][target],
            tuple(_with_paths(found[target], {path: odds[target] for path, odds in paths.items()})),
        )
        for target in targets
    ]


def _moved(step: Step, effect: float) -> Step:
    return Step(step.kind, effect, step.news, step.path)


def _chain(before: Report, after: Report) -> Iterator[tuple[Step, Project | None, Report]]:
    """Yield the studies that lead from one report to the next, each with what it adds; the last is stored."""
    if not _is_of_this_program(before):
        yield Step("program", 0.0), before.study.project, before
    old = before.study.project
    came = news(before.statement, after.statement)
    for group in _groups(came, after.data_date):
        day = min(group[-1].day + dt.timedelta(days=1), after.data_date)
        if day < after.data_date:
            known = as_of(before.statement, after.statement, day)
            yield Step("progress", 0.0, tuple(group)), with_statement(old, known), before
    left = tuple(each for each in came if each.day + dt.timedelta(days=1) >= after.data_date)
    yield Step("progress", 0.0, left), with_statement(old, after.statement), before
    if _without_statement(old) != _without_statement(after.study.project):
        yield Step("assumptions", 0.0), after.study.project, before
    if (before.study.seed, before.study.runs) != (after.study.seed, after.study.runs):
        yield Step("luck", 0.0), after.study.project, after
    yield Step("program", 0.0), None, after


def _groups(came: list[News], until: dt.date) -> Iterator[list[News]]:
    """Yield news in at most so many groups, those of a day together, the last day before the end left out."""
    days = sorted({each.day for each in came if each.day + dt.timedelta(days=1) < until})
    size = -(-len(days) // (ITEMS - 1)) or 1
    for first in range(0, len(days), size):
        some = days[first : first + size]
        yield [each for each in came if each.day in some]


def _odds(project: Project, run_as: Report, targets: list[str]) -> Odds:
    """Return the odds of some targets of a project, on the luck of a report."""
    study = simulate(
        project,
        run_as.study.runs,
        run_as.study.seed,
        first=run_as.study.first,
        sampling=str(run_as.study.sampling),
        keep="measures",
    )
    met = study.met
    names = target_names(project)
    return {name: float(met[name].mean()) for name in targets if name in names}


def _stored(report: Report) -> Odds:
    """Return the odds that a report kept."""
    met = report.study.met
    return {name: float(met[name].mean()) for name in target_names(report.study.project)}


def _is_of_this_program(report: Report) -> bool:
    """Return whether a report was made by the sources that are here."""
    return bool(read_manifest(report.folder / STUDY)["sources"] == source_digest())


# Assumptions -------------------------------------------------------------------------------------------


def _without_statement(project: Project) -> dict[str, Any]:
    return {key: value for key, value in project.resolved().items() if key != "statement"}


def changed_paths(
    one: Any, other: Any, path: tuple[str, ...] = (), depth: int = 3
) -> Iterator[tuple[str, ...]]:
    """Yield where two projects differ, so many keys deep.

    >>> list(changed_paths({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}, "d": 4}))
    [('a', 'c'), ('d',)]
    """
    if one == other:
        return
    if depth > len(path) and isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            yield from changed_paths(one.get(key), other.get(key), (*path, str(key)), depth)
    else:
        yield path


def _assumptions(before: Report, after: Report, targets: list[str]) -> dict[str, Odds]:
    """Return by path what changing it alone does to odds, what is known being what the later report knows."""
    old, new = _without_statement(before.study.project), _without_statement(after.study.project)
    paths = list(changed_paths(old, new))
    if len(paths) < 2 or len(paths) > ITEMS:
        return {}
    base = _odds(with_statement(before.study.project, after.statement), before, targets)
    found = {}
    for path in paths:
        changed = _changed(before.study.project, new, path)
        if changed is not None:
            odds = _odds(with_statement(changed, after.statement), before, targets)
            found[".".join(path)] = {name: odds[name] - base[name] for name in odds}
    return found


def _changed(project: Project, new: dict[str, Any], path: tuple[str, ...]) -> Project | None:
    """Return a project with the value of one path from another one; None where that is no project."""
    data = project.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    place, source = data, new
    for key in path[:-1]:
        place, source = place.setdefault(key, {}), source.get(key, {})
    if path[-1] in source:
        place[path[-1]] = source[path[-1]]
    else:
        place.pop(path[-1], None)
    try:
        found = Project.model_validate(data)
    except ValueError:
        return None
    found._file, found._scenario = project.file, project.scenario
    return found


def _with_paths(steps: list[Step], paths: dict[str, float]) -> Iterator[Step]:
    """Yield the steps, that of all assumptions by path and with the rest of it."""
    for step in steps:
        if step.kind != "assumptions" or not paths:
            yield step
            continue
        yield from (Step("assumptions", effect, (), path) for path, effect in paths.items())
        yield Step("assumptions", step.effect - sum(paths.values()))
