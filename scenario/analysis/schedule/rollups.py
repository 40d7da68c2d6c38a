"""What spans several works: hammocks between events, and the branches of the work breakdown structure.

Each is told run by run: the first start (or event) and the last finish of each run, then the quantiles. So
works lie within what sums them up at every quantile.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenario.project.values.links import split_event
from scenario.rules.schedule.dated import instants_of
from scenario.study.outcomes import Outcomes

Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Rollup:
    """A span over works.

    Attributes
    ----------
    id : the hammock, or the path of the branch
    name : what people call it, by language
    start, finish : its dates in each run, shape (runs,); infinite where they never come [days]
    planned, levelled : start and finish in the critical-path plan and in the levelled plan [days]
    members : the activities of a branch, those of branches below it too; none of a hammock [index]
    """

    id: str
    name: dict[str, str]
    start: Floats
    finish: Floats
    planned: tuple[float, float]
    levelled: tuple[float, float]
    members: tuple[int, ...] = ()


def hammocks(study: Outcomes) -> list[Rollup]:
    """Return the hammocks of a project, in the order of the file."""
    found = []
    for name, hammock in study.project.hammocks.items():
        spans = []
        for start, finish in _dates(study):
            begins = [_event(study, start, finish, event).min(axis=1) for event in hammock.from_]
            ends = [_event(study, start, finish, event).max(axis=1) for event in hammock.to]
            spans.append((np.min(begins, axis=0), np.max(ends, axis=0)))
        (start, finish), *plans = spans
        words = {language: hammock.name.to(language) if hammock.name else name for language in ("en", "zh")}
        planned, levelled = map(_pair, plans)
        found.append(Rollup(name, words, start, finish, planned, levelled))
    return found


def branches(study: Outcomes) -> list[Rollup]:
    """Return the branches of the work breakdown structure, each before those below it."""
    table, project = study.plan.timetable, study.project
    members: dict[str, list[int]] = {}
    for i, base in enumerate(table.base):
        parts = (project.activities[base].wbs or "").split("/")
        for depth in range(1, len(parts) + 1):
            if parts[0]:
                members.setdefault("/".join(parts[:depth]), []).append(i)
    found = []
    for path, own in members.items():
        spans = [(start[:, own].min(axis=1), finish[:, own].max(axis=1)) for start, finish in _dates(study)]
        (start, finish), *plans = spans
        name = dict.fromkeys(("en", "zh"), path.rsplit("/", 1)[-1])
        planned, levelled = map(_pair, plans)
        found.append(Rollup(path, name, start, finish, planned, levelled, tuple(own)))
    return found


def _dates(study: Outcomes) -> list[tuple[Floats, Floats]]:
    """Return starts and finishes of the runs, of the critical-path plan and of the levelled plan."""
    table = study.plan.timetable
    planned = table.planned_start[None], table.planned_finish[None]
    return [(study.arrays.start, study.arrays.finish), planned, (study.planned.start, study.planned.finish)]


def _event(study: Outcomes, start: Floats, finish: Floats, event: str) -> Floats:
    """Return when an event comes, a column an instance; a start is told as the instant itself."""
    activity, phase, edge = split_event(event)
    columns = study.instances(activity if phase is None else f"{activity}.{phase}")
    return start[:, columns] if edge == "start" else instants_of(finish[:, columns])


def _pair(dates: tuple[Floats, Floats]) -> tuple[float, float]:
    return float(dates[0][0]), float(dates[1][0])
