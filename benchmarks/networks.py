"""Networks to time, described so that others can build them: chains of work that wait for each other."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from scenario.project.sections.root import Project

WIDTH = 6
"""How many chains of work stand beside each other."""
POOLS = ("design", "permits", "works", "sales")


def mixed(count: int, *, staffed: bool) -> Project:
    """Chains that wait for each other, in three calendars, with every kind of luck; three departments."""
    kinds, calendars = cycle(["", ":SS+5", "+3", ":FF+2"]), cycle(["office", "site", "continuous"])
    pools, people = cycle(["design", "procurement", "works"]), cycle([1, 0.5, 0.25])
    activities: dict[str, Any] = {}
    for n in range(count):
        before = [n - WIDTH] + ([n - WIDTH - 1] if n % 3 == 0 else [])
        activities[f"a{n}"] = {
            "duration": {"pert": [5, 8 + n % 7, 30]},
            "calendar": next(calendars),
            "after": [f"a{b}{next(kinds)}" for b in before if b >= 0],
            "staff": {next(pools): next(people)} if staffed and n % 4 else {},
        }
        if n % 10 == 9:
            activities[f"a{n}"]["pass"] = {"probability": 0.85, "redo": {"pert": [3, 5, 9]}}
    weather = {"quantity": {"normal": [1, 0.1], "min": 0.5}, "multiplies": ["activities.*.duration"]}
    return Project.model_validate(
        {
            "project": {"name": "Benchmark", "start": "2026-01-05", "horizon": "96 months"},
            "calendars": {"office": {"week": "mon-fri"}, "site": {"stops": [{"spring_festival": {}}]}},
            "staff": dict.fromkeys(("design", "procurement", "works"), 2) if staffed else {},
            "activities": activities,
            "risks": {"storm": {"probability": 0.3, "per": "year", "delay": {"a5": 20, "a9": 20}}},
            "drivers": {"weather": weather},
        }
    )


def plain(count: int) -> Project:
    """Chains of uncertain durations that wait for each other: no people, no calendars, no money."""
    activities = {}
    for n in range(count):
        before = [n - 8] + ([n - 9] if n % 3 == 0 else [])
        after = [f"a{b}" for b in before if b >= 0]
        activities[f"a{n}"] = {"duration": {"pert": [5, 8 + n % 7, 30]}, "after": after}
    return Project.model_validate(
        {
            "project": {"name": "Plain", "start": "2026-01-05", "horizon": "60 months"},
            "activities": activities,
        }
    )


def settled(count: int, months: int) -> Project:
    """Two phases of chains that share four departments and cost money, with monthly settlements."""
    return Project.model_validate(_settled(count, months))


def _settled(count: int, months: int) -> dict[str, Any]:
    each = count // 2
    activities: dict[str, Any] = {
        f"a{n}": {
            "scope": "phase",
            "duration": {"pert": [10, 20 + n % 9, 50]},
            "after": [f"a{n - 5}"] if n >= 5 else [],
            "staff": {POOLS[n % len(POOLS)]: 1},
        }
        for n in range(each)
    }
    works = {"amount": {"pert": [5.5e8, 6e8, 8e8]}, "over": list(activities)}
    return {
        "project": {"name": "Settled", "start": "2026-01-05", "horizon": f"{months} months"},
        "phases": ["p1", "p2"],
        "staff": dict.fromkeys(POOLS, 3),
        "activities": activities,
        "cost": {
            "items": {"works": works},
            "terms": {"progress": 1.0, "lag": 1, "stages": [{"node": f"a{each - 1}", "up_to": 1.0}]},
        },
        "funding": {"minimum_cash": 1e6, "equity": {"limit": 2.5e8}},
    }


def gated(count: int, months: int) -> Project:
    """The same with sales and two gates.

    The second phase begins when half of the first is sold; works stop after a month that ends without cash.
    """
    project = _settled(count, months)
    project["project"]["name"] = "Gated"
    flats = {"kind": "ordinary_house", "stock": {"p1": 40_000, "p2": 40_000}, "price": 20_000}
    project["activities"]["a0"]["start_when"] = {"sold": 0.5, "of": "previous"}
    project["funding"]["equity"]["pause_works"] = True
    project["products"] = {
        "launch": f"a{count // 2 // 3}",
        "types": {"flats": flats},
        "batches": [{"share": 1.0, "after": "0 months"}],
        "absorption": {"launch": 0.3, "hazard": 0.1, "pace": {"lognormal": [1.0, 0.2], "max": 3}},
        "collection": {
            "mix": {"full": 1.0, "mortgage": 0.0, "instalment": 0.0},
            "down_payment": 0.3,
            "mortgage_lag": 1,
            "instalments": [{"after": 0, "share": 1.0}],
        },
    }
    return Project.model_validate(project)


def planned(count: int, targets: int = 10, risks: int = 30) -> dict[str, Any]:
    """Return a planner's schedule as a file holds it: people, calendars, levels, targets, risks."""
    stages, levels = cycle(["planning", "design", "construction", "service"]), cycle([2, 3, 3, 4, 4])
    calendars, pools = cycle(["office", "site", "continuous"]), cycle(POOLS)
    activities: dict[str, Any] = {}
    for n in range(count):
        before = [b for b in [n - 2 * WIDTH, *([n - 2 * WIDTH - 1] if n % 3 == 0 else [])] if b >= 0]
        activities[f"a{n}"] = {
            "name": f"Activity {n}",
            "department": (pool := next(pools)),
            "stage": next(stages),
            "level": 1 if n % 100 == 99 else next(levels),
            "duration": {"pert": [2, 4 + n % 5, 9]},
            "calendar": next(calendars),
            "after": [f"a{b}" for b in before],
            "staff": {pool: 1} if n % 4 == 0 else {},
        }
    return {
        "project": {"name": f"{count} activities", "start": "2026-01-05", "horizon": "240 months"},
        "departments": {pool: {"name": pool} for pool in POOLS},
        "calendars": {"office": {"week": "mon-fri"}, "site": {"stops": [{"spring_festival": {}}]}},
        "staff": dict.fromkeys(POOLS, 2),
        "activities": activities,
        "risks": {
            f"r{k}": {"probability": 0.2, "delay": {f"a{k * count // risks}": {"pert": [5, 10, 30]}}}
            for k in range(risks)
        },
        "targets": [
            {"node": f"a{(k + 1) * count // targets - 1}", "within": f"{(k + 1) * count // 10} days"}
            for k in range(targets)
        ],
        "overrides": {"more_people": {f"staff.{POOLS[0]}": 3}},
        "scenarios": {"more_people": ["more_people"]},
    }
