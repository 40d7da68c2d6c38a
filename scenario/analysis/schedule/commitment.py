"""Dates one may promise: for nodes by their odds, and backwards from what is required.

*Promised* is the first day by whose end an activity is finished in at least the asked share of the runs:
taken as a target, it has the asked odds. Each date has them by itself; all together have less, and
`together` says with which odds each must be promised so that all of them hold with the asked ones.

*Latest* is, for a required date, the last day by whose end an activity may be finished (on whose morning it
may be started) such that the requirement still has the asked odds when it is finished (started) exactly
then, run by run, and everything else comes as it came: its durations and stops, its order of people. Where
no date of the activity gives them, because chains past it are late too often, it is *impossible* and has
the odds `best` at best; so it is where only a date before the project's first day would give them. Latest
dates are days that the activity's calendar works. *Needed* is the last day that leaves the activity's own
successors the asked odds, were all other chains in time: later than that, the requirement cannot have them
whatever else is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenario.analysis.schedule.realised import Paths, paths_of
from scenario.analysis.schedule.requirement import Requirement, comes_before, requirements
from scenario.rules.odds import wilson
from scenario.rules.schedule.calendar import last_day_worked
from scenario.rules.schedule.dated import MORNING
from scenario.rules.schedule.deadline import deadlines
from scenario.study.dates import day_at
from scenario.study.outcomes import Outcomes

Floats = np.ndarray
FUZZ = 1e-6
"""An instant this little past midnight still belongs to the day that ended [days]."""
SHARES = {"p50": 0.5, "p80": 0.8, "p90": 0.9}


@dataclass(frozen=True, slots=True)
class Commitment:
    """A plan of dates with odds.

    Attributes
    ----------
    odds : the odds asked for [fraction]
    nodes : node × (planned, p50, p80, p90, promised) as dates, and `kept`, the odds of the promised date now
    together : with these odds each node must be promised, so that all hold together with the asked ones
    jointly : the odds that all promised dates hold together
    requirements : one row each: node, date, odds, low, high, possible, promised (what has the asked odds)
    activities : activity × (promised_start, promised_finish, latest_start, latest_finish, needed_start,
        needed_finish, best, odds, requirement); see the module
    """

    odds: float
    nodes: pd.DataFrame
    together: float
    jointly: float
    requirements: pd.DataFrame
    activities: pd.DataFrame


def commitment(
    outcomes: Outcomes, odds: float = 0.8, required: Iterable[tuple[str, dt.date]] = ()
) -> Commitment:
    """Return the dates that may be promised at some odds.

    Parameters
    ----------
    outcomes : Outcomes
        The runs, with the dates of all activities
    odds : float
        The odds to promise with, above 0 and at most 1 [fraction]
    required : iterable of (node, date)
        What must be finished by when; by default the project's targets on nodes

    Raises
    ------
    ValueError
        The odds are not above 0 and at most 1.
    KeyError
        There is no such node.
    """
    if not 0.0 < odds <= 1.0:
        raise ValueError(f"odds are {odds}; they must be above 0 and at most 1")
    wanted = requirements(outcomes, required)
    finish = outcomes.days[list(outcomes.nodes)].to_numpy()
    finish = np.ceil(np.where(np.isnan(finish), np.inf, finish) - FUZZ)
    nodes = _nodes(outcomes, finish, odds)
    promised = share_by(finish, odds)
    return Commitment(
        odds=odds,
        nodes=nodes,
        together=_together(finish, odds),
        jointly=float((finish <= promised).all(axis=1).mean()),
        requirements=_requirements(outcomes, wanted, odds),
        activities=_activities(outcomes, wanted, odds),
    )


def share_by(values: Floats, share: float) -> Floats:
    """Return for each column the least value that at least this share of the rows do not exceed.

    >>> share_by(np.array([[1.0], [2.0], [3.0], [4.0]]), 0.5)
    array([2.])
    """
    ordered = np.sort(values, axis=0)
    return np.asarray(ordered[_rank(len(values), share) - 1])


def _rank(runs: int, share: float) -> int:
    """Return how many runs are at least this share of them.

    >>> _rank(10, 0.8), _rank(1000, 0.29)
    (8, 290)
    """
    return max(1, int(np.ceil(share * runs - 1e-9)))


def _nodes(outcomes: Outcomes, finish: Floats, odds: float) -> pd.DataFrame:
    planned = outcomes.plan_of()["finish"][list(outcomes.nodes)].to_numpy()
    columns = {"planned": _ends(outcomes, np.ceil(planned - FUZZ))}
    columns |= {name: _ends(outcomes, share_by(finish, share)) for name, share in SHARES.items()}
    promised = share_by(finish, odds)
    columns["promised"] = _ends(outcomes, promised)
    index = pd.Index(outcomes.nodes, name="node", dtype=str)
    table = pd.DataFrame(columns, index, dtype=object)
    kept = (np.isfinite(finish) & (finish <= promised)).mean(axis=0)
    return table.assign(kept=np.where(np.isfinite(promised), kept, np.nan))


def _together(finish: Floats, odds: float) -> float:
    """Return the least odds with which each column must be promised so that all hold with the asked odds."""
    runs = len(finish)
    ordered = np.sort(finish, axis=0)
    ranks = [
        np.searchsorted(column, own, side="left") + 1 for column, own in zip(ordered.T, finish.T, strict=True)
    ]  # a tie is kept by the first of those who share it
    worst = np.max(ranks, axis=0)
    return float(np.sort(worst)[_rank(runs, odds) - 1] / runs)


def _requirements(outcomes: Outcomes, wanted: tuple[Requirement, ...], odds: float) -> pd.DataFrame:
    rows = []
    for requirement in wanted:
        met = requirement.met(outcomes)
        low, high = wilson(np.array([met.sum()]), len(met))
        due = np.array([requirement.planned_day(outcomes)])
        rows.append(
            (
                requirement.node,
                _ends(outcomes, due)[0],
                float(met.mean()),
                float(low[0]),
                float(high[0]),
                bool(met.mean() >= odds - 1e-12),
                _ends(outcomes, share_by(_last_days(outcomes, requirement.node), odds))[0],
            )
        )
    return pd.DataFrame(rows, columns=["node", "date", "odds", "low", "high", "possible", "promised"])


def _last_days(outcomes: Outcomes, node: str) -> Floats:
    """Return when the last instance of a node was finished, in whole days, shape (runs, 1)."""
    finish = outcomes.arrays.finish[:, outcomes.instances(node)].max(axis=1, keepdims=True)
    return np.asarray(np.ceil(finish - FUZZ))


def _activities(outcomes: Outcomes, wanted: tuple[Requirement, ...], odds: float) -> pd.DataFrame:
    start, finish = outcomes.arrays.start, outcomes.arrays.finish
    promised_start = np.floor(share_by(start, odds) + FUZZ)
    promised_finish = np.ceil(share_by(finish, odds) - FUZZ)
    # what has no length and belongs to the day that ends starts on that day too
    promised_start = np.minimum(promised_start, np.maximum(promised_finish - 1.0, 0.0))
    columns = {
        "promised_start": _mornings(outcomes, promised_start),
        "promised_finish": _ends(outcomes, promised_finish),
        **_backwards(outcomes, wanted, odds),
    }
    index = pd.Index(outcomes.ids, name="activity", dtype=str)
    return pd.DataFrame(columns, index)


def _backwards(outcomes: Outcomes, wanted: tuple[Requirement, ...], odds: float) -> dict[str, object]:
    """Return the latest dates that every requirement allows, as columns by activity."""
    count, runs = len(outcomes.ids), outcomes.runs
    latest, needed = np.full(2 * count, np.inf), np.full(2 * count, np.inf)
    best = np.full(2 * count, np.nan)
    binding = np.full(count, "", dtype=object)
    paths = paths_of(outcomes) if wanted else None
    for requirement in wanted:
        dates, chains, reached = required_events(outcomes, requirement, odds, paths)
        applies = chains < np.inf
        tighter = applies & (dates < latest)
        binding[tighter[1::2]] = requirement.node
        latest = np.where(tighter, dates, latest)
        needed = np.where(applies, np.minimum(needed, chains), needed)
        best = np.where(applies, np.fmin(best, reached), best)
    last_start, last_finish = _workable(outcomes, latest)
    needed_start, needed_finish = _workable(outcomes, needed)
    own = np.ceil(np.where(np.isfinite(outcomes.arrays.finish), outcomes.arrays.finish, np.inf) - FUZZ)
    keeps = (own <= last_finish).sum(axis=0) / runs
    return {
        "latest_start": _mornings(outcomes, last_start),
        "latest_finish": _ends(outcomes, last_finish),
        "needed_start": _mornings(outcomes, needed_start),
        "needed_finish": _ends(outcomes, needed_finish),
        "best": best[1::2],
        "odds": np.where(np.isfinite(last_finish), keeps, np.nan),
        "requirement": binding,
    }


def _workable(outcomes: Outcomes, latest: Floats) -> tuple[Floats, Floats]:
    """Return latest starts and finishes on days that the activity's calendar works, shape (n,) each [days].

    Starts are mornings, finishes ends of days. What lies before the project's first day is −∞: impossible.
    """
    table = outcomes.plan.timetable
    starts, finishes = np.floor(latest[0::2] + FUZZ) + 1.0, np.floor(latest[1::2] + FUZZ + MORNING)
    told = []
    for days in (starts, finishes):
        ends = [
            last_day_worked(table.tables, int(table.calendar[at]), float(day)) if np.isfinite(day) else day
            for at, day in enumerate(days)
        ]
        told.append(np.array(ends, dtype=float))
    starts, finishes = (np.where(days < 1.0, -np.inf, days) for days in told)
    return starts - 1.0, finishes


def required_events(
    outcomes: Outcomes, requirement: Requirement, odds: float, paths: Paths | None = None
) -> tuple[Floats, Floats, Floats]:
    """Return what a requirement asks of each event, starts at 2i and finishes at 2i + 1, shape (2n,).

    The latest instant that keeps the odds (−∞ where none does), the latest that leaves them to the event's
    own successors, and the odds if the event keeps nothing waiting. Infinite, and NaN, for events on which
    the node does not depend, and for those that the node from which the requirement counts waits for.
    """
    nodes = np.array(outcomes.instances(requirement.node), dtype=np.int64)
    kept, chains = deadlines(*(paths or paths_of(outcomes)), nodes, requirement.deadlines(outcomes))
    free = np.isinf(chains).all(axis=0) & (chains > 0).all(axis=0)
    if requirement.since is not None:
        free |= np.repeat(comes_before(outcomes, outcomes.instances(requirement.since)), 2)
    rank = outcomes.runs - _rank(outcomes.runs, odds)
    latest, needed = np.sort(kept, axis=0)[rank], np.sort(chains, axis=0)[rank]
    best = (kept > -np.inf).mean(axis=0)
    return np.where(free, np.inf, latest), np.where(free, np.inf, needed), np.where(free, np.nan, best)


def _ends(outcomes: Outcomes, instants: Floats) -> list[dt.date | None]:
    """Return the days that end at whole instants; None for never."""
    return _mornings(outcomes, instants - 1.0)


def _mornings(outcomes: Outcomes, instants: Floats) -> list[dt.date | None]:
    """Return the days that begin at whole instants, also before the project's start; None for never."""
    first = outcomes.project.project.start
    return [day_at(first, each) for each in instants]
