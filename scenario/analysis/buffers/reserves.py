"""Reserves: how much time before which node, and how much money on which account, for the odds asked for.

*Planned* is the critical-path plan of most-likely durations, or what is paid in the most-likely run. A buffer
is how much later a node is promised, or how much more may be paid. The buffers of all nodes together hold in
a run when every node comes within its own; those of money likewise. Sought are whole days (or steps of money)
that hold together in at least the asked share of the runs and are smallest in total: a buffer larger at one
node may save more at others, since the runs in which it is not kept need not be kept elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenario.analysis.buffers.cheapest import cheapest
from scenario.analysis.schedule.plan_odds import planned_days
from scenario.analysis.study import Study
from scenario.project.values.vocabulary import RESERVES

Whole = np.ndarray
NEVER = 10**6
"""Days or steps that stand for what never comes; no buffer reaches it."""
TRIES = 1000
"""So many choices are compared at most with the runs, in half a second for a thousand runs."""
STEPS = 1000
"""Money is held in steps of about a thousandth of the largest excess: 1, 2 or 5 of a power of ten."""
FUZZ = 1e-6
"""An instant this little past midnight still belongs to the day that ended [days]."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """A buffer of one node or account.

    Attributes
    ----------
    of : the node or account
    planned : day by whose end it is planned [days], or amount [yuan]
    size : the buffer [days, or yuan]
    kept : share of runs that stay within it [fraction]
    """

    of: str
    planned: float
    size: float
    kept: float


@dataclass(frozen=True, slots=True)
class Reserves:
    """Buffers that hold together.

    Attributes
    ----------
    asked : the odds asked for [fraction]
    each : one a node or account, in the order given; nothing where even the largest would not do
    together : share of runs in which all hold [fraction]; at most, where it is not the asked one
    proved : whether no smaller total holds with the asked odds on these runs
    """

    asked: float
    each: tuple[Reserve, ...]
    together: float
    proved: bool

    @property
    def total(self) -> float:
        """All buffers together [days, or yuan]."""
        return sum(each.size for each in self.each)


def time_reserves(study: Study, odds: float = 0.8, tries: int = TRIES) -> Reserves:
    """Return the days before each node that is reported on, smallest in total, which hold with some odds."""
    names = tuple(study.nodes)
    plan = planned_days(study)
    planned = np.array([np.ceil(plan[name] - FUZZ) for name in names])
    finish = study.arrays.finish[:, [study.ids.index(name) for name in names]]
    known = np.isfinite(planned)
    late = _late(finish[:, known], planned[known])
    named = [name for name, is_known in zip(names, known, strict=True) if is_known]
    return _reserves(named, planned[known], late, 1.0, odds, tries)


def money_reserves(study: Study, odds: float = 0.8, tries: int = TRIES) -> Reserves:
    """Return the money on each account, smallest in total, which is enough with some odds."""
    names = [name for name, measure in RESERVES.items() if measure in study.measure_names]
    likely = study.most_likely
    planned = np.array([float(likely.measure(RESERVES[name])[0]) for name in names])
    paid = np.column_stack([study.measure(RESERVES[name]) for name in names]) if names else np.zeros((0, 0))
    excess = np.maximum(paid - planned, 0.0)
    moves = (excess > 0.005).any(axis=0) if names else np.zeros(0, np.bool_)
    step = _step(float(excess.max(initial=0.0)))
    late = np.ceil(excess[:, moves] / step - 1e-9).astype(np.int64)
    named = [name for name, is_moved in zip(names, moves, strict=True) if is_moved]
    return _reserves(named, planned[moves], late, step, odds, tries)


def given_reserves(study: Study) -> tuple[Reserve, ...]:
    """Return the buffers that the project's file gives, each with the share of runs that stay within it."""
    plan, found = planned_days(study) if study.project.activities else {}, []
    for buffer in study.project.buffers:
        if buffer.before is not None and buffer.days is not None:
            planned = float(np.ceil(plan[buffer.before] - FUZZ))
            late = _late(study.arrays.finish[:, [study.ids.index(buffer.before)]], np.array([planned]))
            found.append(Reserve(buffer.before, planned, buffer.days, float((late <= buffer.days).mean())))
        elif buffer.account is not None and buffer.amount is not None:
            measure = RESERVES[buffer.account]
            if measure not in study.measure_names:
                continue
            planned = float(study.most_likely.measure(measure)[0])
            kept = study.measure(measure) <= planned + buffer.amount + 0.005
            found.append(Reserve(buffer.account, planned, buffer.amount, float(kept.mean())))
    return tuple(found)


def smallest(late: Whole, odds: float, tries: int = TRIES) -> tuple[tuple[int, ...] | None, bool]:
    """Return the whole numbers of least sum that at least a share of the rows do not exceed, and if proved.

    Parameters
    ----------
    late : array of int, shape (runs, columns)
        How much each run needs of each
    odds : float
        The share of runs that must find enough in all columns [fraction]

    >>> smallest(np.array([[0, 0], [1, 9], [2, 0], [9, 1]]), 0.75)
    ((9, 1), True)
    >>> smallest(np.array([[0, 0], [1, 9], [2, 0], [9, 1]]), 0.5)
    ((2, 0), True)
    """
    rank = max(1, int(np.ceil(odds * len(late) - 1e-9)))
    reached = np.sort(late.max(axis=1, initial=0))[rank - 1] if len(late) else 0
    if reached >= NEVER:
        return None, True
    most = [int(np.sort(column[column < NEVER])[-1]) for column in late.T]

    def holds(choice: tuple[int, ...]) -> bool:
        return bool((late <= np.array(choice)).all(axis=1).sum() >= rank)

    begin = [_greedy(late, most, len(late) - rank), _alike(late, most, rank)]
    found = cheapest([1.0] * len(most), most, holds, tries, begin)
    return found.choice, found.proved


def _greedy(late: Whole, most: list[int], spare: int) -> list[int]:
    """Give up at most `spare` runs, those first whose loss saves most for each of them."""
    choice = list(most)
    rows = late[(late < NEVER).all(axis=1)]
    spare -= len(late) - len(rows)
    while len(rows):
        best, saving = None, 0.0
        for column, values in enumerate(rows.T):
            levels = np.append(np.unique(values), 0)
            lost = (values[:, None] > levels[None, :]).sum(axis=0)
            saved = (choice[column] - levels) / np.maximum(lost, 1e-3)
            saved[(lost > spare) | (levels >= choice[column])] = 0.0
            at = int(saved.argmax())
            if saved[at] > saving:
                best, saving = (column, int(levels[at]), int(lost[at])), float(saved[at])
        if best is None:
            break
        choice[best[0]], spare = best[1], spare - best[2]
        rows = rows[rows[:, best[0]] <= best[1]]
    return choice


def _alike(late: Whole, most: list[int], rank: int) -> list[int]:
    """Return what all columns have at one rank, the least at which so many runs find enough."""
    ordered = np.sort(late, axis=0)
    ranks = [np.searchsorted(column, own) for column, own in zip(ordered.T, late.T, strict=True)]
    least = np.sort(np.max(ranks, axis=0))[rank - 1]
    return [min(int(value), top) for value, top in zip(ordered[least], most, strict=True)]


def _reserves(
    names: list[str], planned: np.ndarray, late: Whole, step: float, odds: float, tries: int
) -> Reserves:
    if not names:
        return Reserves(odds, (), 1.0, True)
    choice, proved = smallest(late, odds, tries)
    if choice is None:
        return Reserves(odds, (), float((late < NEVER).all(axis=1).mean()), True)
    within = late <= np.array(choice)
    each = tuple(
        Reserve(name, float(day), float(size) * step, float(kept))
        for name, day, size, kept in zip(names, planned, choice, within.mean(axis=0), strict=True)
    )
    return Reserves(odds, each, float(within.all(axis=1).mean()), proved)


def _late(finish: np.ndarray, planned: np.ndarray) -> Whole:
    """Return by how many whole days nodes are later than planned, NEVER where one does not come."""
    days = np.ceil(np.where(np.isfinite(finish), finish, 0.0) - FUZZ) - planned
    return np.where(np.isfinite(finish), np.maximum(days, 0.0), NEVER).astype(np.int64)


def _step(largest: float) -> float:
    """Return a round step, about a thousandth of an amount [yuan].

    >>> _step(3.2e7), _step(0.0)
    (50000.0, 1.0)
    """
    if largest <= STEPS:
        return 1.0
    least = largest / STEPS
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(power * digit for digit in (1, 2, 5, 10) if power * digit >= least - 1e-9))
