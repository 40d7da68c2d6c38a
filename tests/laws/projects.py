"""Random projects: small enough to read when one fails, rich enough to break a schedule.

A project is drawn as the plain data of a file. Links lead from activities drawn earlier to later ones, so
that there is no cycle; the order in the file is another. Times are eighths of a day, exact in binary.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

from scenario.project.sections.root import Project

FEATURES = frozenset(
    (
        "calendars",
        "staff",
        "leads",
        "finish_links",
        "phases",
        "regimes",
        "stops",
        "risks",
        "factors",
        "yearly",
        "stoppages",
        "absences",
        "refusals",
        "fallbacks",
        "drivers",
        "interruptible",
        "calendar_lags",
        "milestones",
        "constraints",
        "priorities",
    )
)
"""What may be left out of a random project, or put in (`MORE`).
`leads` are negative lags, `stops` quality stops, `factors`,
`yearly`, `stoppages` (of calendars) and `absences` (of people) such risks."""

MORE = frozenset(("people_in_time", "late", "weather"))
"""Changes and calendars of people, work as late as possible, weather of calendars."""

CALENDARS: dict[str, Any] = {
    "office": {"week": "mon-fri"},
    "site": {"stops": [{"every_year": ["12-20", "01-10"]}, {"from": "2026-02-09", "to": "2026-03-02"}]},
    "shifts": {"week": ["mon", "wed", "sat"]},
}
STARTS = [f"2026-01-{day:02}" for day in range(5, 12)]
"""A week's days, so that weekends fall anywhere."""
LONG_BEFORE = dt.date(2025, 11, 1)
FIRST_QUARTER = (dt.date(2026, 1, 12), dt.date(2026, 3, 31))
PHASES: list[list[str]] = [[], [], ["p1"], ["p1", "p2"], ["p1", "p2", "p3"]]


@cache
def eighths(least: float, most: float) -> st.SearchStrategy[float]:
    """Numbers in steps of 1/8, the whole ones more often."""
    whole = st.integers(math.ceil(least), math.floor(most)).map(float)
    return whole | st.integers(math.ceil(8 * least), math.floor(8 * most)).map(lambda n: n / 8)


@cache
def uncertainties(least: float, most: float) -> st.SearchStrategy[dict[str, Any]]:
    """Uncertainties of each kind with values between two bounds."""
    points = st.lists(eighths(least, most), min_size=3, max_size=3, unique=True).map(sorted)
    bounds = {"min": least, "max": most}
    return st.one_of(
        points.map(lambda p: {"pert": p}),
        points.map(lambda p: {"triangular": p}),
        points.map(lambda p: {"uniform": p[:2]}),
        points.map(lambda p: {"discrete": {p[0]: 0.25, p[1]: 0.75}}),
        points.map(lambda p: {"p10_p90": p[1:], **bounds}),
    )


@cache
def quantities(least: float, most: float) -> st.SearchStrategy[Any]:
    """Numbers and uncertainties between two bounds."""
    return eighths(least, most) | uncertainties(least, most)


@dataclass(frozen=True)
class Drawn:
    """What has been drawn of a project so far."""

    names: Sequence[str]
    phases: Sequence[str]
    repeated: Collection[str]
    staff: dict[str, float]

    def nodes(self, names: Sequence[str]) -> list[str]:
        """The activities, and the phases' instances of those that are repeated."""
        return [*names, *(f"{n}.{p}" for n in names if n in self.repeated for p in self.phases)]

    def first_instance(self, name: str) -> str:
        """The activity, or the first phase's instance of it."""
        return f"{name}.{self.phases[0]}" if name in self.repeated else name


@st.composite
def projects(
    draw: st.DrawFn, *, most: int = 8, without: Collection[str] = (), more: Collection[str] = ()
) -> Project:
    """A project of up to `most` activities."""
    has = FEATURES.difference(without).union(more)
    phases = draw(st.sampled_from(PHASES)) if "phases" in has else []
    names = [f"a{number}" for number in range(draw(st.integers(1, most)))]
    repeated = {name for name in names if phases and draw(st.booleans())}
    capacity = st.fixed_dictionaries({"clerks": eighths(1, 3)}, optional={"crews": eighths(1, 2)})
    drawn = Drawn(names, phases, repeated, draw(capacity) if "staff" in has else {})
    regime = draw(st.none() | _regimes(drawn)) if "regimes" in has and len(names) > 2 else None
    activities = {
        name: draw(_activities(drawn, position, has, regime is not None))
        for position, name in enumerate(names)
    }
    data = {
        "project": {"name": "Random", "start": draw(st.sampled_from(STARTS)), "horizon": "24 months"},
        "calendars": draw(_weathers) if "weather" in has else CALENDARS,
        "staff": draw(_pools(drawn.staff)) if "people_in_time" in has else drawn.staff,
        "phases": phases,
        "activities": {name: activities[name] for name in draw(st.permutations(names))},
        "risks": draw(_risks(drawn, has)) if "risks" in has else {},
        "fallbacks": draw(_fallbacks(drawn)) if "fallbacks" in has else {},
        "drivers": draw(_drivers(drawn)) if "drivers" in has else {},
        "correlations": draw(_correlations(activities)),
    }
    data |= {"regime": regime} if regime else {}
    note("\n".join(f"{key}: {value}" for key, value in data.items()))
    return Project.model_validate(data)


def _activities(
    drawn: Drawn, position: int, has: frozenset[str], with_regime: bool
) -> st.SearchStrategy[dict[str, Any]]:
    name = drawn.names[position]
    nodes = drawn.nodes(drawn.names[:position])
    if name in drawn.repeated:
        nodes += [f"previous.{n}" for n in drawn.names[: position + 1] if n in drawn.repeated]
    if with_regime and position >= 2:
        nodes += ["@presale_image"] * 2
    always: dict[str, st.SearchStrategy[Any]] = {"duration": quantities(0, 12) | quantities(10, 90)}
    if nodes:
        always["after"] = _links(tuple(nodes), has)
    if name in drawn.repeated:
        always["scope"] = st.just("phase")
    sometimes: dict[str, st.SearchStrategy[Any]] = {
        "not_before": st.dates(LONG_BEFORE, FIRST_QUARTER[1]).map(str)
    }
    if "interruptible" in has:
        always["interruptible"] = st.booleans()
    if "constraints" in has:
        sometimes["finish_not_before"] = st.dates(*FIRST_QUARTER).map(str)
        sometimes["finish_not_after"] = st.just("2027-06-30")
    if "late" in has:
        sometimes["as_late_as_possible"] = st.sampled_from(["free", "total"])
    if "priorities" in has:
        sometimes["priority"] = st.integers(1, 3)
    if "calendars" in has:
        sometimes["calendar"] = st.sampled_from(list(CALENDARS))
    if "stops" in has:
        sometimes["pass"] = _STOPS
    if "refusals" in has:
        sometimes["refuse"] = st.fixed_dictionaries({"probability": st.sampled_from([0.0, 0.3])})
        always["gate"] = st.just(True)
    if drawn.staff:
        pools = {pool: eighths(0, people) for pool, people in drawn.staff.items()}
        always["staff"] = st.fixed_dictionaries({}, optional=pools)
    some = st.fixed_dictionaries(always, optional=sometimes)
    if "milestones" not in has:
        return some
    either = {"milestone": st.sampled_from(["start", "finish"])}
    kinds = st.fixed_dictionaries({"duration": st.just(0)}, optional=either)
    return some | st.tuples(some, kinds).map(lambda both: {**both[0], **both[1]})


@st.composite
def _pools(draw: st.DrawFn, staff: dict[str, float]) -> dict[str, Any]:
    """Pools that end with as many people as they are drawn with, some after changes, some with a calendar."""
    pools: dict[str, Any] = {}
    for pool, people in staff.items():
        days = draw(st.lists(st.dates(LONG_BEFORE, FIRST_QUARTER[1]).map(str), max_size=3, unique=True))
        steps = dict.fromkeys(sorted(days), people)
        steps |= {day: draw(eighths(0, 4)) for day in sorted(days)[:-1]}
        pools[pool] = {"from": steps} if steps else {"people": people}
        pools[pool] |= draw(st.sampled_from([{}, {}, {"calendar": "office"}, {"calendar": "site"}]))
    return pools


_weathers = st.dictionaries(
    st.sampled_from(["jan", "feb", "apr"]),
    st.fixed_dictionaries({"probability": st.sampled_from([0.0, 0.4, 1.0]), "days": quantities(0, 9)}),
    max_size=2,
).map(lambda weather: {**CALENDARS, "site": {**CALENDARS["site"], "weather": weather}})


@cache
def _links(nodes: tuple[str, ...], has: frozenset[str]) -> st.SearchStrategy[list[str]]:
    kinds = ["FS", "SS", "FF", "SF"] if "finish_links" in has else ["FS", "SS"]
    lags = st.just(0.0) | eighths(-15 if "leads" in has else 0, 15)
    units = ["", "", "", *(f" {name}" for name in CALENDARS)] if "calendar_lags" in has else [""]
    parts = st.sampled_from(nodes), st.sampled_from(kinds)
    link = st.builds("{}:{}{:+}{}".format, *parts, lags, st.sampled_from(units))
    if "calendar_lags" in has:
        shares = st.sampled_from([0, 25, 50, 100] + [-50] * ("leads" in has))
        link |= st.builds("{}:{}{:+}%".format, *parts, shares)
    return st.lists(link, max_size=3, unique=True)


_STOPS = st.fixed_dictionaries(
    {"probability": st.sampled_from([0.0, 0.5, 1.0]), "redo": quantities(0, 8), "at_most": st.integers(1, 3)},
    optional={"review": st.just("again")},
)


def _regimes(drawn: Drawn) -> st.SearchStrategy[dict[str, Any]]:
    """Two regimes; which one holds is settled by an activity that waits for neither."""
    image = st.sampled_from(drawn.nodes(drawn.names[:2]))
    others = {
        "mortgage_gate": st.just(drawn.first_instance(drawn.names[0])),
        "completion": st.just(drawn.first_instance(drawn.names[0])),
        "escrow": st.just("none"),
        "distribute_before_completion": st.just(True),
        "draw": st.just("need"),
        "repay": st.just("sold"),
    }
    rules = st.fixed_dictionaries({"presale_image": image, **others})
    decision = st.fixed_dictionaries(
        {
            "node": st.just(drawn.first_instance(drawn.names[0])),
            "on_or_before": st.dates(*FIRST_QUARTER).map(str),
            "then": st.just("old"),
            "otherwise": st.just("new"),
        }
    )
    both = st.fixed_dictionaries({"old": rules, "new": rules})
    return st.fixed_dictionaries({"rules": both, "decide": decision}) | st.fixed_dictionaries(
        {"rules": both, "use": st.sampled_from(["old", "new"])}
    )


def _risks(drawn: Drawn, has: frozenset[str]) -> st.SearchStrategy[dict[str, Any]]:
    nodes = st.sampled_from(drawn.nodes(drawn.names))
    chance = st.sampled_from([0.0, 0.3, 0.8, 1.0])
    delays = st.dictionaries(nodes, quantities(0, 20), min_size=1, max_size=2)
    factors = st.dictionaries(nodes, quantities(0, 3), max_size=2 if "factors" in has else 0)
    once = st.fixed_dictionaries(
        {"probability": chance, "delay": delays, "factor": factors}, optional={"shared": st.booleans()}
    )
    if drawn.phases:
        once |= st.fixed_dictionaries({"probability": chance, "delay": delays, "scope": st.just("phase")})
    if "yearly" in has:
        often = st.dictionaries(nodes, quantities(0, 20), min_size=1)
        once |= st.fixed_dictionaries({"probability": chance, "delay": often, "per": st.just("year")})
    if "stoppages" in has:
        once |= _STANDSTILLS
    if "absences" in has and drawn.staff:
        once |= _absences(list(drawn.staff))
    risks = once.flatmap(_with_measure)
    return st.dictionaries(st.sampled_from(["storm", "strike", "permit_late"]), risks, max_size=3)


def _absences(pools: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    absent = st.fixed_dictionaries(
        {
            "of": st.lists(st.sampled_from(pools), min_size=1, max_size=2, unique=True),
            "share": st.sampled_from([0.25, 0.5, 1.0]),
            "days": quantities(0, 60),
        }
    )
    chance = st.sampled_from([0.3, 0.8, 1.0])
    return st.fixed_dictionaries({"probability": chance, "per": st.just("year"), "absent": absent})


_STANDSTILLS = st.fixed_dictionaries(
    {
        "probability": st.sampled_from([0.3, 0.8, 1.0]),
        "per": st.just("year"),
        "stops": st.dictionaries(
            st.sampled_from([*CALENDARS, "continuous"]), quantities(0, 40), min_size=1, max_size=2
        ),
    },
    optional={"season": st.sampled_from([["01-02", "02-20"], ["11-15", "03-15"]])},
)


def _with_measure(risk: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The risk, and perhaps a measure that makes it rarer or takes all delay away."""
    rarer = {"probability": risk["probability"] / 2}
    milder = {key: dict.fromkeys(risk[key], 0.0) for key in ("delay", "stops") if key in risk}
    measures = st.sampled_from([rarer, milder or rarer, rarer | milder])
    both = st.fixed_dictionaries({"mitigation": measures, "mitigated": st.booleans()})
    return st.just(risk) | both.map(lambda measure: risk | measure)


def _fallbacks(drawn: Drawn) -> st.SearchStrategy[dict[str, Any]]:
    """Fall-backs, one of whose conditions may be what the other one changes."""
    nodes = drawn.nodes(drawn.names)
    single = [n for n in nodes if n not in drawn.repeated]
    node = {"node": st.sampled_from(single)}
    late = st.fixed_dictionaries({**node, "later_than": st.dates(*FIRST_QUARTER).map(str)})
    late |= st.fixed_dictionaries({**node, "not_within": eighths(0, 40)})
    some = st.sampled_from(nodes)
    response = {
        "factor": st.dictionaries(some, quantities(0, 3), max_size=2),
        "delay": st.dictionaries(some, quantities(-8, 8), min_size=1, max_size=2),
    }
    one = st.fixed_dictionaries(
        {"if": late, "then": st.fixed_dictionaries(response)},
        optional={"enabled": st.sampled_from([True, True, False])},
    )
    return st.dictionaries(st.sampled_from(["crash", "reschedule", "give_up"]), one, max_size=3)


def _drivers(drawn: Drawn) -> st.SearchStrategy[dict[str, Any]]:
    paths = st.sampled_from([f"activities.{node}.duration" for node in ("*", *drawn.nodes(drawn.names))])
    listed = st.lists(paths, min_size=1, max_size=2, unique=True)
    multiplies = st.fixed_dictionaries({"quantity": quantities(0, 3), "multiplies": listed})
    shifts = st.fixed_dictionaries({"quantity": quantities(0, 5), "shifts": listed})
    return st.dictionaries(st.sampled_from(["contractor", "weather"]), multiplies | shifts, max_size=2)


def _correlations(activities: dict[str, Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    uncertain = [f"activities.{n}.duration" for n, a in activities.items() if isinstance(a["duration"], dict)]
    if len(uncertain) < 2:
        return st.just([])
    members = st.lists(st.sampled_from(uncertain), min_size=2, max_size=2, unique=True)
    pair = st.fixed_dictionaries({"between": members, "rho": st.sampled_from([-0.5, 0.3, 0.5])})
    return st.lists(pair, max_size=1)
