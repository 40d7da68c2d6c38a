"""What one run of a service comes to: waits, use, who left, money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scenario.operations.levels import is_told, level, share_within, use_of
from scenario.operations.loop import Loop
from scenario.operations.ticks import TICKS_A_DAY, WEEK, minutes
from scenario.operations.visits import Visit
from scenario.project.operations.service import Service

LOOK = 30.0
"""Shares within so long are told of every step. [minutes]"""
HOURS = 24


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks that count, after those that fill the place. [ticks]."""

    begin: int
    end: int

    @property
    def weeks(self) -> float:
        """[weeks]."""
        return (self.end - self.begin) / WEEK


def one_run(service: Service, seed: int, warm_up: int, weeks: int, demand: float = 1.0) -> dict[str, float]:
    """Simulate a run, and return its numbers by name.

    Names are `steps.<step>.visits` [1/week], `.wait` [minutes], `.within` [fraction within `LOOK`],
    `.p90` [minutes], `.left` [fraction], `.hour.<hh>` [minutes]; `pools.<pool>.use` [fraction];
    `visitors.<stream>` [1/week];
    `billed.<item>` [yuan/year], `paid.<for>` [yuan/year].
    """
    window = Window(warm_up * WEEK, (warm_up + weeks) * WEEK)
    visits = Loop(service, seed, demand).run(warm_up + weeks)
    found: dict[str, float] = {}
    for step in service.path:
        at = [visit for visit in visits if visit.step == step and _inside(visit.joined, window)]
        found |= {f"steps.{step}.{name}": value for name, value in _waits(at, window).items()}
    for pool, use in _use(service, visits, window).items():
        found[f"pools.{pool}.use"] = use
    for stream in service.visitors:
        come = sum(1 for visit in _firsts(visits, window) if visit.entity.stream == stream)
        found[f"visitors.{stream}"] = come / window.weeks
    for name, measure in service.measures.items():
        if not is_told(measure):
            continue
        value = level(service, measure, visits, window.begin, window.end)
        found[f"measures.{name}"] = value
    return found | _money(service, visits, window)


def _inside(instant: int, window: Window) -> bool:
    return window.begin <= instant < window.end


def _firsts(visits: Iterable[Visit], window: Window) -> Iterator[Visit]:
    known: set[int] = set()
    for visit in visits:
        if visit.entity.key not in known:
            known.add(visit.entity.key)
            if _inside(visit.joined, window):
                yield visit


def _waits(at: list[Visit], window: Window) -> dict[str, float]:
    seen = [visit for visit in at if visit.began >= 0]
    waits = sorted(minutes(visit.began - visit.joined) for visit in seen)
    settled = len(waits) + sum(1 for visit in at if visit.left >= 0)
    found = {
        "visits": len(at) / window.weeks,
        "wait": sum(waits) / len(waits) if waits else float("nan"),
        "within": share_within(at, LOOK, window.end),
        "p90": waits[min(len(waits) - 1, int(0.9 * len(waits)))] if waits else float("nan"),
        "left": 1 - len(waits) / settled if settled else float("nan"),
    }
    for hour in range(HOURS):
        of = [visit for visit in seen if visit.joined % TICKS_A_DAY * HOURS // TICKS_A_DAY == hour]
        if of:
            found[f"hour.{hour:02d}"] = minutes(sum(visit.began - visit.joined for visit in of)) / len(of)
    return found


def _use(service: Service, visits: Iterable[Visit], window: Window) -> dict[str, float]:
    """Return the minutes of use over the minutes on roster; who ends late is used beyond them."""
    pools = dict.fromkeys(pool for visit in visits for pool, _ in visit.holds)
    return {pool: use_of(service, pool, visits, window.begin, window.end) for pool in pools}


def _money(service: Service, visits: Iterable[Visit], window: Window) -> dict[str, float]:
    """Return what a year of such weeks bills and pays. [yuan/year]."""
    a_year = 365.25 / 7 / window.weeks
    found = {f"billed.{item}": 0.0 for item in service.prices}
    paid = {"people": sum(people.count * people.pay for people in service.people.values())}
    paid |= {"materials": 0.0, "visits": 0.0}
    for visit in visits:
        if visit.began < 0 or not _inside(visit.began, window):
            continue
        step = service.path[visit.step]
        until = window.end if visit.ended < 0 else visit.ended
        days = (until - visit.began) / TICKS_A_DAY
        counts = dict(step.earns)
        for item, daily in step.earns_per_day.items():
            counts[item] = counts.get(item, 0.0) + daily * days
        for item, count in counts.items():
            found[f"billed.{item}"] += count * price_at(service, item, visit) * a_year
            paid["materials"] += count * service.prices[item].cost * a_year
        paid["visits"] += step.costs * a_year
    return found | {f"paid.{name}": value for name, value in paid.items()}


def price_at(service: Service, item: str, visit: Visit) -> float:
    """Return what a visitor pays for an item at the time at which they are seen. [yuan]."""
    price = service.prices[item]
    day, minute = visit.began // TICKS_A_DAY % 7, minutes(visit.began % TICKS_A_DAY)
    charged = price.price
    for tariff in (price.weekend, price.peak):
        if tariff and day in tariff.days.numbers and tariff.from_.minutes <= minute < tariff.to.minutes:
            charged = tariff.price
    return float(charged * price.groups.get(visit.entity.group, 1.0))
