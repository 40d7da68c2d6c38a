"""The measures that a service names: shares within a time, use, who left, who was helped at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenario.operations.ticks import WEEK, minutes, ticks
from scenario.operations.visits import Visit
from scenario.project.operations.needs import LEAVES
from scenario.project.operations.service import Service, ServiceMeasure
from scenario.project.operations.week import seat_minutes, seats_of


def is_told(measure: ServiceMeasure) -> bool:
    """Tell whether a measure can be told of simulated visits."""
    return _kind(measure) is not None


def _kind(measure: ServiceMeasure) -> str | None:
    if measure.days is not None or measure.from_ is not None or measure.to is not None:
        return None
    if measure.step is not None:
        return "waits" if measure.waits_at_most is not None else "left" if measure.left else None
    if measure.place is not None:
        return "use"
    if measure.class_ is not None and measure.in_system_at_most is not None and measure.clock == "always":
        return "in_system"
    return "solved" if measure.solved_at else None


def level(service: Service, measure: ServiceMeasure, visits: Sequence[Visit], begin: int, end: int) -> float:
    """Return a measure of a run, of what joins from `begin` to `end`. [fraction]."""
    at = [visit for visit in visits if begin <= visit.joined < end]
    kind = _kind(measure)
    if kind == "use":
        assert measure.place is not None
        return use_of(service, measure.place, visits, begin, end)
    if kind in ("waits", "left"):
        ranks = [service.classes.index(name) for name in measure.of]
        of = [visit for visit in at if visit.step == measure.step and (not ranks or visit.rank in ranks)]
        if kind == "waits":
            return share_within(of, measure.waits_at_most or 0.0, end)
        told = [visit for visit in of if visit.began >= 0 or visit.left >= 0]
        return sum(visit.left >= 0 for visit in told) / len(told) if told else float("nan")
    return _of_ways(service, measure, visits, begin, end)


def use_of(service: Service, pool: str, visits: Iterable[Visit], begin: int, end: int) -> float:
    """Return the minutes of use of a pool over its minutes on roster. [fraction]."""
    used = 0.0
    for visit in visits:
        if visit.began >= 0:
            span = (end if visit.ended < 0 else min(visit.ended, end)) - max(visit.began, begin)
            used += max(0, span) * sum(seats for name, seats in visit.holds if name == pool)
    there = seat_minutes(seats_of(service, pool)) * (end - begin) / WEEK
    return minutes(used) / there if there else float("nan")


def share_within(at: Iterable[Visit], bound: float, end: int) -> float:
    """Return the share of visits that waited at most `bound` [minutes]; who left was not seen.

    Those who still wait at the end count when they have waited longer already.
    """
    limit, met, told = ticks(bound), 0, 0
    for visit in at:
        if visit.began >= 0:
            met += visit.began - visit.joined <= limit
        elif visit.left < 0 and end - visit.joined <= limit:
            continue
        told += 1
    return met / told if told else float("nan")


def _of_ways(
    service: Service, measure: ServiceMeasure, visits: Iterable[Visit], begin: int, end: int
) -> float:
    """Return a share of those who came from `begin` to `end` and are out, or have been in too long."""
    ways: dict[int, list[Visit]] = {}
    for visit in visits:
        ways.setdefault(visit.entity.key, []).append(visit)
    met = told = 0
    for way in ways.values():
        if not begin <= way[0].joined < end:
            continue
        out = max(way[-1].ended, way[-1].left) if way[-1].outcome == LEAVES else -1
        if measure.solved_at:
            if out >= 0:
                told += 1
                met += all(visit.step in measure.solved_at and visit.left < 0 for visit in way)
        elif any(service.classes[visit.rank : visit.rank + 1] == (measure.class_,) for visit in way):
            limit = ticks(measure.in_system_at_most or 0.0)
            told += out >= 0 or end - way[0].joined > limit
            met += out >= 0 and out - way[0].joined <= limit
    return met / told if told else float("nan")
