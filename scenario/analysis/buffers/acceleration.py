"""The cheapest acceleration: which activities to shorten, by how many days, for the odds that are asked for.

Activities with a `crash:` may be shortened by whole days of their working time, at a price a day. Each choice
is simulated on the luck of a study's runs, so that two choices differ by the days alone; the cheapest that
gives the odds is sought by branch and bound. It is proved where more days bought never make a node later.
Where they can (people are short, work without breaks starts later, a fall-back is not taken), it is the best
that the search found, and its odds are still those of its own simulation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenario.analysis.buffers.cheapest import Choice, cheapest
from scenario.analysis.schedule.causes import alone, needs_money
from scenario.analysis.schedule.requirement import Requirement
from scenario.model.engines import clock_of, new_results
from scenario.model.plan.timetable import KINDS
from scenario.rules.odds import wilson
from scenario.rules.schedule.dated import instants_of
from scenario.study.outcomes import Outcomes

WORK, FEWEST, MOST = 40_000_000, 200, 4000
"""So many activities are simulated at most over all choices, some ten seconds; and so many choices at least,
and at most."""
FUZZ = 1e-9
"""Instants closer than this are one [days]."""
Met = np.ndarray


@dataclass(frozen=True, slots=True)
class Shortened:
    """An activity that is shortened.

    Attributes
    ----------
    activity : its id
    days : by so much working time [days]
    per_day, cost : price of a day, and of all of them [yuan]
    """

    activity: str
    days: int
    per_day: float

    @property
    def cost(self) -> float:
        """Price of all its days [yuan]."""
        return self.days * self.per_day


@dataclass(frozen=True, slots=True)
class Acceleration:
    """The cheapest acceleration found for one requirement.

    Attributes
    ----------
    requirement : the node, and by when
    asked : the odds asked for [fraction]
    now : odds without acceleration, and their 95 % interval [fraction]
    then : odds with it, on the same runs; with all days bought where it is impossible
    afresh : the same on as many runs that the choice has not seen
    shortened : what is shortened, dearest in all first; nothing where nothing is needed, None where even all
        days that may be bought do not give the odds
    proved : whether nothing cheaper gives the odds on these runs
    tried : how many choices were simulated
    """

    requirement: Requirement
    asked: float
    now: tuple[float, float, float]
    then: tuple[float, float, float]
    afresh: tuple[float, float, float]
    shortened: tuple[Shortened, ...] | None
    proved: bool
    tried: int

    @property
    def cost(self) -> float:
        """What it costs in all [yuan]."""
        return sum(each.cost for each in self.shortened or ())


class Shortenings:
    """What may be shortened, and the runs of a study with some days less."""

    def __init__(self, outcomes: Outcomes, requirement: Requirement, first: int | None = None) -> None:
        plan = outcomes.plan if needs_money(outcomes.plan) else alone(outcomes.plan)
        self.outcomes, self.requirement, self.plan = outcomes, requirement, plan
        table = plan.timetable
        crashes = {i: outcomes.project.activities[base].crash for i, base in enumerate(table.base)}
        self.ids = [i for i, crash in crashes.items() if crash is not None]
        self.names = [table.ids[i] for i in self.ids]
        found = [crash for crash in crashes.values() if crash is not None]
        self.prices = [float(crash.per_day) for crash in found]
        self.most = [int(crash.at_most) for crash in found]
        self._slots = [plan.layout.slot("activity", i, "work") for i in self.ids]
        self._clock = clock_of(plan)
        begin = outcomes.first if first is None else first
        self._numbers = plan.numbers(outcomes.seed, begin, outcomes.runs)[1]

    def met(self, choice: Choice) -> Met:
        """Return in which runs the requirement is kept with so many days less of each, shape (runs,)."""
        numbers = self._numbers
        if any(choice):
            numbers = numbers.copy()
            for slot, days in zip(self._slots, choice, strict=True):
                numbers[:, slot] = np.maximum(numbers[:, slot] - days, 0.0)
        results = new_results(self.plan, len(numbers))
        self._clock.run_many(numbers, results)
        return _kept(self.outcomes, self.requirement, results.finish)

    def odds(self, choice: Choice) -> tuple[float, float, float]:
        """Return the odds with such a choice, and the ends of their 95 % Wilson interval."""
        met = self.met(choice)
        low, high = wilson(np.array([met.sum()]), len(met))
        return float(met.mean()), float(low[0]), float(high[0])


def _kept(outcomes: Outcomes, requirement: Requirement, finish: np.ndarray) -> Met:
    """Return in which runs a requirement is kept by these finishes, shape (runs,)."""
    told = finish[:, outcomes.instances(requirement.node)].max(axis=1)
    if requirement.date is not None:
        by = (requirement.date - outcomes.project.project.start).days + 1.0
        return np.asarray(told <= by + FUZZ)
    since = np.zeros(len(finish))
    if requirement.since is not None:
        since = instants_of(finish[:, outcomes.instances(requirement.since)].max(axis=1))
    within = instants_of(told) <= since + requirement.days + FUZZ
    return np.asarray(np.isfinite(told) & np.isfinite(since) & within)


def accelerate(
    outcomes: Outcomes,
    requirement: Requirement,
    odds: float = 0.8,
    tries: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Acceleration:
    """Return the cheapest acceleration that gives a requirement the odds asked for.

    Parameters
    ----------
    outcomes : Outcomes
        The study; its runs are simulated again
    requirement : Requirement
        What must be finished by when
    odds : float
        The odds asked for, above 0 and at most 1 [fraction]
    tries : int, optional
        So many choices are simulated at most; by default as many as take some ten seconds
    progress : function, optional
        Called with (choices tried, tries)

    Raises
    ------
    ValueError
        The odds are not above 0 and at most 1, or no activity has a `crash:`.
    """
    if not 0.0 < odds <= 1.0:
        raise ValueError(f"odds are {odds}; they must be above 0 and at most 1")
    may = Shortenings(outcomes, requirement)
    if not may.names:
        raise ValueError("no activity has `crash: {per_day, at_most}`; nothing can be shortened")
    if tries is None:
        tries = min(MOST, max(FEWEST, WORK // max(1, outcomes.runs * len(outcomes.ids))))
    most, count = tries, 0

    def holds(choice: Choice) -> bool:
        nonlocal count
        count += 1
        if progress is not None:
            progress(count, most)
        return bool(may.met(choice).mean() >= odds - 1e-12)

    found = cheapest(may.prices, may.most, holds, tries)
    choice = tuple(may.most) if found.choice is None else found.choice
    fresh = Shortenings(outcomes, requirement, outcomes.first + outcomes.runs)
    return Acceleration(
        requirement,
        odds,
        now=may.odds((0,) * len(choice)),
        then=may.odds(choice),
        afresh=fresh.odds(choice),
        shortened=None if found.choice is None else _shortened(may, found.choice),
        proved=found.proved and found.choice is not None and _more_is_earlier(may),
        tried=found.tried,
    )


def _shortened(may: Shortenings, choice: Choice) -> tuple[Shortened, ...]:
    those = zip(may.names, choice, may.prices, strict=True)
    found = [Shortened(name, days, price) for name, days, price in those if days]
    return tuple(sorted(found, key=lambda each: -each.cost))


def _more_is_earlier(may: Shortenings) -> bool:
    """Return whether more days bought never make the node later, for all that is known of the project."""
    outcomes, project = may.outcomes, may.outcomes.project
    if needs_money(outcomes.plan) or project.fallbacks or may.requirement.since is not None:
        return False
    if project.regime is not None and project.regime.decide is not None:
        return False
    if any(risk.per == "year" and risk.impact("delay") for risk in project.risks.values()):
        return False
    return not _people_short(outcomes) and not _starts_late(may)


def _people_short(outcomes: Outcomes) -> bool:
    """Return whether more people might be wanted at once than a pool has."""
    table = outcomes.plan.timetable
    wanted = np.zeros(len(table.capacity))
    for demand in table.demand:
        for pool, people in demand:
            wanted[pool] += people
    return bool((wanted > np.array(table.capacity)).any())


def _starts_late(may: Shortenings) -> bool:
    """Return whether others wait for the start of work that starts the later the shorter it is."""
    links = may.plan.timetable.links
    own = np.isin(links.before, may.ids)
    return bool((own & np.isin(links.kind, (KINDS["SS"], KINDS["SF"]))).any())
