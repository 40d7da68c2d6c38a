"""Delay by cause: every cause switched off on the same luck, run by run.

The mean delay of a node against the most-likely plan (people enough, nothing goes wrong) is told as

    delay = variation + what each cause adds by itself + rest.

*Variation* is what remains of it when every cause is switched off: the spread of durations, their lean to the
late side and the merge bias that follows. What a *cause* adds is the mean over runs of the node's day less
its day without this cause, all others left in place. The *rest* is what only several causes together add
(positive where they run in parallel, so that removing one alone gains little; negative where they lengthen
one another). All differences are paired, so their standard errors are small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenario.analysis.schedule.causes import KINDS, Cause, acts_of, alone, causes_of, needs_money, without
from scenario.model.engines import clock_of, new_results
from scenario.model.plan.effects import numbers_again
from scenario.model.project_plan import Plan
from scenario.model.results import Results
from scenario.study.outcomes import Outcomes

CHUNK = 500
"""Runs that are held at once [runs]."""
END = "the end"
"""The end of the project: the last of what came. No activity can be called so."""
Floats = np.ndarray
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Delay:
    """What delays each node, and by how much.

    Attributes
    ----------
    nodes : the nodes, and END
    causes : what was switched off, one a row of the arrays
    groups : kinds of cause that were switched off as a whole, one a row of the arrays
    plan : day of each node in the most-likely plan with people enough, shape (nodes,) [days]
    mean, mean_error : mean day, and its standard error, shape (nodes,) [days]
    variation, variation_error : what is left of the delay when every cause is switched off, shape
        (nodes,) [days]
    added, added_error : what each cause adds, shape (causes, nodes) [days]
    grouped, grouped_error : what all causes of a kind add together, shape (groups, nodes) [days]
    rest, rest_error : what only several causes together add, shape (nodes,) [days]
    hit : share of runs in which the cause moved the node, shape (causes, nodes) [fraction]
    runs : runs in which the node came with and without each cause, shape (nodes,)
    """

    nodes: tuple[str, ...]
    causes: tuple[Cause, ...]
    groups: tuple[str, ...]
    plan: Floats
    mean: Floats
    mean_error: Floats
    variation: Floats
    variation_error: Floats
    added: Floats
    added_error: Floats
    grouped: Floats
    grouped_error: Floats
    rest: Floats
    rest_error: Floats
    hit: Floats
    runs: np.ndarray

    def table(self, node: str = END) -> pd.DataFrame:
        """Return what each cause adds to a node's day, largest first.

        Columns: kind, cause, delay, standard_error [days], hit (share of runs). Raises KeyError for a node
        that is none of `nodes`.
        """
        at = self._at(node)
        rows = pd.DataFrame(
            {
                "kind": [cause.kind for cause in self.causes],
                "cause": [cause.name for cause in self.causes],
                "delay": self.added[:, at],
                "standard_error": self.added_error[:, at],
                "hit": self.hit[:, at],
            }
        )
        return rows.sort_values("delay", ascending=False, kind="stable", ignore_index=True)

    def sum(self, node: str = END) -> pd.DataFrame:
        """Return how a node's delay adds up: variation, causes, rest, and their total.

        The parts have the columns delay and standard_error; `causes` is the sum over causes, one by one.
        """
        at = self._at(node)
        total = self.mean[at] - self.plan[at]
        rows = {
            "variation": (self.variation[at], self.variation_error[at]),
            "causes": (self.added[:, at].sum(), np.nan),
            "rest": (self.rest[at], self.rest_error[at]),
            "total": (total, self.mean_error[at]),
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=["delay", "standard_error"])

    def _at(self, node: str) -> int:
        if node not in self.nodes:
            raise KeyError(node)
        return self.nodes.index(node)


def delay_by_cause(
    outcomes: Outcomes, nodes: Sequence[str] | None = None, progress: Progress | None = None
) -> Delay:
    """Return what delays nodes: each cause switched off on the luck of a study's runs.

    No new luck is drawn. Only runs that a cause touches are simulated again, without their money where no
    work waits for it.

    Parameters
    ----------
    outcomes : Outcomes
        The study; its runs are repeated
    nodes : sequence of str, optional
        Ids of activities; by default the nodes that are reported on. The project's end is always told
    progress : function, optional
        Called with (runs done, runs in all)
    """
    plan = outcomes.plan if needs_money(outcomes.plan) else alone(outcomes.plan)
    names = tuple(outcomes.nodes if nodes is None else nodes)
    columns = [plan.timetable.ids.index(name) for name in names]
    causes = causes_of(outcomes.plan)
    groups = tuple(kind for kind in KINDS if any(cause.kind == kind for cause in causes))
    switched_off = [[cause] for cause in causes]
    switched_off += [[cause for cause in causes if cause.kind == kind] for kind in groups]
    switched_off.append(list(causes))
    tally = Tally(len(causes), len(groups), len(names) + 1)
    variants = PlanVariants(plan, switched_off)
    for first in range(0, outcomes.runs, CHUNK):
        count = min(CHUNK, outcomes.runs - first)
        tally.add(variants.days(outcomes.seed, outcomes.first + first, count, columns))
        if progress is not None:
            progress(first + count, outcomes.runs)
    planned = days_of(plan.timetable.planned_finish[None, :], columns)[0]
    return tally.told((*names, END), causes, groups, planned)


def days_of(finish: Floats, columns: list[int]) -> Floats:
    """Return the days of some activities and of the end, shape (runs, columns + 1) [days]."""
    end = np.where(np.isfinite(finish), finish, -np.inf).max(axis=1, initial=-np.inf)
    return np.column_stack([finish[:, columns], np.where(np.isfinite(end), end, np.inf)])


class Variant:
    """A plan with some causes switched off."""

    def __init__(self, plan: Plan, causes: Sequence[Cause]) -> None:
        table = plan.timetable
        self.plan = without(plan, causes)
        self.clock = clock_of(self.plan)
        acts = np.logical_or.reduce([acts_of(plan, cause) for cause in causes])
        self.slots = np.unique(plan.effects["slot"][acts])
        pools = {table.pools.index(cause.name) for cause in causes if cause.kind == "staff"}
        self.needing = [i for i, demand in enumerate(table.demand) if pools & {pool for pool, _ in demand}]

    def waited(self, results: Results) -> np.ndarray:
        """Return the runs in which an activity waited for people who are no longer short, shape (runs,)."""
        start, ready = results.start[:, self.needing], results.ready[:, self.needing]
        return np.asarray(((start > ready) & np.isfinite(ready)).any(axis=1))


class PlanVariants:
    """A plan and its variants, each with causes switched off, ready to be run on the same luck."""

    def __init__(self, plan: Plan, variants: Sequence[Sequence[Cause]]) -> None:
        self.plan = plan
        self.clock = clock_of(plan)
        self.variants = [Variant(plan, causes) for causes in variants]

    def days(self, seed: int, first: int, count: int, columns: list[int]) -> Floats:
        """Return the days of nodes and end, as is and in each variant, shape (1 + variants, runs, nodes)."""
        luck, numbers = self.plan.numbers(seed, first, count)
        results = new_results(self.plan, count)
        self.clock.run_many(numbers, results)
        base = days_of(results.finish, columns)
        days = np.repeat(base[None], len(self.variants) + 1, axis=0)
        for own, variant in zip(days[1:], self.variants, strict=True):
            again = numbers_again(numbers, variant.slots, self.plan.base, variant.plan.effects, luck)
            touched = (again[:, variant.slots] != numbers[:, variant.slots]).any(axis=1)
            rows = np.flatnonzero(touched | variant.waited(results))
            if len(rows):
                part = new_results(variant.plan, len(rows))
                variant.clock.run_many(again[rows], part)
                own[rows] = days_of(part.finish, columns)
        return days


class Tally:
    """Sums over runs, chunk by chunk, from which means and standard errors follow."""

    def __init__(self, causes: int, groups: int, nodes: int) -> None:
        self.causes, self.groups = causes, groups
        parts = 1 + causes + groups + 1 + 1
        self.sums, self.squares = np.zeros((parts, nodes)), np.zeros((parts, nodes))
        self.events = np.zeros((causes, nodes))
        self.shift: Floats | None = None
        self.runs = np.zeros(nodes, dtype=np.int64)

    def add(self, days: Floats) -> None:
        """Add a chunk, shape (1 + causes + groups + 1, runs, nodes) [days]."""
        came = np.isfinite(days).all(axis=0)
        days = np.where(came, days, 0.0)
        if self.shift is None:  # near the mean, so that squares lose no digits
            self.shift = days[0].sum(axis=0) / np.maximum(came.sum(axis=0), 1)
        saved = days[:1] - days[1:]
        rest = saved[-1:] - saved[: self.causes].sum(axis=0, keepdims=True)
        centred = np.where(came, np.stack([days[0], days[-1]]) - self.shift, 0.0)
        parts = np.concatenate([centred[:1], saved[:-1], centred[1:], rest])
        self.sums += parts.sum(axis=1)
        self.squares += (parts**2).sum(axis=1)
        self.events += (np.abs(saved[: self.causes]) > 0.0).sum(axis=1)
        self.runs += came.sum(axis=0)

    def told(
        self, nodes: tuple[str, ...], causes: tuple[Cause, ...], groups: tuple[str, ...], planned: Floats
    ) -> Delay:
        """Return what the sums say."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.sums / self.runs
            variance = (self.squares - self.runs * mean**2) / (self.runs - 1)
            error = np.sqrt(np.maximum(variance, 0.0) / self.runs)
            hit = self.events / self.runs
        shift = self.shift if self.shift is not None else np.zeros(len(nodes))
        first, last = 1 + self.causes, 1 + self.causes + self.groups
        return Delay(
            nodes=nodes,
            causes=causes,
            groups=groups,
            plan=np.where(np.isfinite(planned), planned, np.nan),
            mean=mean[0] + shift,
            mean_error=error[0],
            variation=mean[last] + shift - planned,
            variation_error=error[last],
            added=mean[1:first],
            added_error=error[1:first],
            grouped=mean[first:last],
            grouped_error=error[first:last],
            rest=mean[last + 1],
            rest_error=error[last + 1],
            hit=hit,
            runs=self.runs,
        )
