"""What each group of changes does to odds and measures, averaged over the orders in which they may come.

The effect of a group after those before it depends on which these are. The mean over all orders (Shapley's
value) adds up to the whole change. Up to six groups it is exact; of more groups orders are drawn, each with
its reverse, and each group's standard error over them is told: every order adds up, so that nothing is left.

References
----------
L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II (1953) 307–317.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.first_look import main_measures
from scenario.analysis.studies import Studies, studies_of
from scenario.analysis.study import Study
from scenario.analysis.summary import Column
from scenario.analysis.trace.changes import Change, Mixture, changes_between, coalitions
from scenario.measures.targets import ALL_TARGETS
from scenario.project.files.case_grid import Case
from scenario.project.sections.root import Project
from scenario.study.settings import RunSettings

Floats = NDArray[np.float64]
Chosen = frozenset[str]
EXACT = 6
"""So many groups take at most 64 studies, all orders of them [groups]."""
PAIRS = 6
"""Pairs of orders that are drawn where there are more groups: an order, and its reverse [orders]."""
OLD, NEW = "old", "new"


class Effects(NamedTuple):
    """What each group does.

    Attributes
    ----------
    changes : every value that differs
    groups : the groups, in the order of the file
    targets, measures : what is told: odds of the targets, P50 of the measures
    old, new : of both files, shape (targets + measures,)
    effects : of each group, shape (groups, targets + measures)
    errors : standard error of these over the orders, 0 where all orders are counted
    exact : whether all orders are counted
    study : the runs of the new file
    """

    changes: list[Change]
    groups: tuple[str, ...]
    targets: tuple[str, ...]
    measures: tuple[str, ...]
    old: Floats
    new: Floats
    effects: Floats
    errors: Floats
    exact: bool
    study: Study

    @property
    def rest(self) -> Floats:
        """What the effects leave of the whole change, shape (targets + measures,): nothing but rounding."""
        return np.asarray(self.new - self.old - self.effects.sum(axis=0))

    def to_json(self) -> dict[str, Any]:
        """Return plain data, None for what is missing."""
        names = [*self.targets, *self.measures]
        told = {
            name: {
                "old": _plain(self.old[k]),
                "new": _plain(self.new[k]),
                "effects": {g: _plain(self.effects[i, k]) for i, g in enumerate(self.groups)},
                "standard_errors": {g: _plain(self.errors[i, k]) for i, g in enumerate(self.groups)},
                "rest": _plain(self.rest[k]),
            }
            for k, name in enumerate(names)
        }
        return {
            "exact": self.exact,
            "changes": [each._asdict() for each in self.changes],
            "targets": {name: told[name] for name in self.targets},
            "measures": {name: told[name] for name in self.measures},
        }


def effects_of(old: Project, new: Project, settings: RunSettings) -> Effects:
    """Return what each group of changes does to the odds of targets and the P50 of main measures.

    Raises as `analysis.studies.studies_of`.
    """
    mixture = Mixture(old, new)
    groups = tuple(mixture.groups)
    exact = len(groups) <= EXACT
    orders = [] if exact else drawn_orders(len(groups), settings.seed)
    wanted = [frozenset(each) for each in coalitions(groups)] if exact else _of_orders(groups, orders)
    cases = [Case(_name(groups, each), "base", {}, mixture.project(each)) for each in wanted]
    studies = studies_of(cases, settings)
    targets, measures = _told(studies, _name(groups, frozenset()), _name(groups, frozenset(groups)))
    value = {each: _values(studies, _name(groups, each), targets, measures) for each in wanted}
    if exact:
        effects = exact_effects(groups, value.__getitem__)
        errors = np.zeros_like(effects)
    else:
        effects, errors = sampled_effects(groups, value.__getitem__, orders)
    last = studies[_name(groups, frozenset(groups))]
    ends = value[frozenset()], value[frozenset(groups)]
    return Effects(changes_between(old, new), groups, targets, measures, *ends, effects, errors, exact, last)


def exact_effects(groups: Sequence[str], value: Callable[[Chosen], Floats]) -> Floats:
    """Return the mean effect of each group over all orders, shape (groups, values).

    >>> exact_effects("ab", lambda s: np.array([10.0 * ("a" in s) + 4.0 * (len(s) == 2)])).ravel()
    array([12.,  2.])
    """
    n = len(groups)
    found = []
    for group in groups:
        others = [each for each in groups if each != group]
        total = np.zeros_like(value(frozenset()))
        for count in range(n):
            weight = factorial(count) * factorial(n - 1 - count) / factorial(n)
            for before in map(frozenset, combinations(others, count)):
                total = total + weight * (value(before | {group}) - value(before))
        found.append(total)
    return np.array(found).reshape(n, len(value(frozenset())))


def sampled_effects(
    groups: Sequence[str], value: Callable[[Chosen], Floats], orders: Sequence[Sequence[int]]
) -> tuple[Floats, Floats]:
    """Return the mean effect of each group over some orders, and its standard error over pairs of them.

    Each order comes beside its reverse: see `drawn_orders`.
    """
    told = []
    for order in orders:
        effect, before = [np.zeros(0)] * len(groups), frozenset[str]()
        for place in order:
            after = before | {groups[place]}
            effect[place], before = value(after) - value(before), after
        told.append(effect)
    pairs = np.array(told).reshape(len(orders) // 2, 2, len(groups), -1).mean(axis=1)
    return pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))


def drawn_orders(groups: int, seed: int) -> list[list[int]]:
    """Return orders of groups, each followed by its reverse; the same for the same seed."""
    luck = np.random.default_rng(seed)
    drawn = [luck.permutation(groups).tolist() for _ in range(PAIRS)]
    return [each for order in drawn for each in (order, order[::-1])]


def _of_orders(groups: Sequence[str], orders: Sequence[Sequence[int]]) -> list[Chosen]:
    """Return the choices of groups that orders pass through, each once."""
    passed = [frozenset(groups[k] for k in order[:n]) for order in orders for n in range(len(groups) + 1)]
    return list(dict.fromkeys(passed))


def _name(groups: Sequence[str], chosen: Chosen) -> str:
    if not chosen:
        return OLD
    return NEW if len(chosen) == len(groups) else ", ".join(group for group in groups if group in chosen)


def _told(studies: Studies, old: str, new: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the targets and the main measures that both files have."""
    first, last = studies[old], studies[new]
    targets = first.targets
    together = (ALL_TARGETS,) if len(targets) > 1 else ()
    return (*targets, *together), tuple(name for name in main_measures(last) if name in first.measure_names)


def _values(studies: Studies, case: str, targets: Sequence[str], measures: Sequence[str]) -> Floats:
    study = studies[case]
    met = study.met_rows()
    odds = [*met.mean(axis=0), *([met.all(axis=1).mean()] if len(targets) > len(study.targets) else [])]
    return np.array([*odds, *(_middle(study.column(name)) for name in measures)])


def _middle(column: Column) -> float:
    """Return P50 of all runs, missing where it falls on a run without a value."""
    value = float(np.quantile(column.ranks, 0.5, method="nearest"))
    return value if np.isfinite(value) else np.nan


def _plain(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
