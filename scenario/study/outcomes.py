"""What the runs of a study came to, as arrays and as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from scenario.draws import Sampling
from scenario.model.project_plan import Plan
from scenario.project.sections.root import Project
from scenario.project.values.names import Name
from scenario.study.arrays import Memory, RunArrays
from scenario.study.dates import date_of
from scenario.study.pools.chunk import Arrays, Floats
from scenario.study.retention import Retention


class Outcomes:
    """What the runs of one project in one scenario came to. Nothing in it changes.

    Parameters
    ----------
    plan : Plan
        What was simulated
    seed, first : int
        The runs are `first` … of this seed
    arrays : Arrays or RunArrays
        What they came to, or what is held of it
    planned : Arrays or RunArrays
        What the most-likely run came to: every uncertainty at its most likely, no event, staff limits kept
    """

    def __init__(
        self, plan: Plan, seed: int, first: int, arrays: Arrays | RunArrays, planned: Arrays | RunArrays
    ) -> None:
        self.plan = plan
        self.seed = seed
        self.first = first
        self.arrays = arrays if isinstance(arrays, RunArrays) else Memory.of(plan, arrays)
        self.planned = planned if isinstance(planned, RunArrays) else Memory.of(plan, planned)

    # What it is of --------------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        """The project as described."""
        return self.plan.project

    @property
    def scenario(self) -> str:
        """The scenario that was simulated; `base` when none was named."""
        return self.project.scenario

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.arrays.runs

    @property
    def keep(self) -> Retention:
        """What was kept of the runs."""
        return self.arrays.keep

    def only(self, run: int) -> Self:
        """Return one run as a study of its own. Raises KeyError when it is not among the runs."""
        if run not in self.run_numbers:
            raise KeyError(run)
        return self._rows(run - self.first, run - self.first + 1)

    def slices(self, runs: int) -> Iterator[Self]:
        """Yield the runs as studies of so many runs each, the last of the rest."""
        for first in range(0, self.runs, runs):
            yield self._rows(first, min(first + runs, self.runs))

    def _rows(self, first: int, end: int) -> Self:
        return type(self)(
            self.plan, self.seed, self.first + first, self.arrays.rows(first, end), self.planned
        )

    @property
    def sampling(self) -> Sampling:
        """How the luck of the runs is spread."""
        return self.plan.luck.sampling

    @property
    def run_numbers(self) -> pd.RangeIndex:
        """The number of each run."""
        return pd.RangeIndex(self.first, self.first + self.runs, name="run")

    @property
    def ids(self) -> tuple[str, ...]:
        """The activities: `id`, or `id.phase`."""
        return self.plan.timetable.ids

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts of the ledger; none when the project has no money."""
        return self.plan.accounts if self.plan.books is not None else ()

    @property
    def months(self) -> tuple[dt.date, ...]:
        """The first day of each calendar month that money is followed through."""
        return self.plan.first_months[: self.plan.months]  # type: ignore[return-value]

    @cached_property
    def names(self) -> dict[str, Name]:
        """What people call the activities, by id; an activity without a name is called by its id."""
        bases = zip(self.ids, self.plan.timetable.base, strict=True)
        return {name: self.project.activities[base].name or Name.model_validate(name) for name, base in bases}

    @cached_property
    def key_nodes(self) -> tuple[str, ...]:
        """The activities of level 1."""
        bases = zip(self.ids, self.plan.timetable.base, strict=True)
        return tuple(name for name, base in bases if self.project.activities[base].level == 1)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The activities that are reported on: the key nodes, or all when the file marks none."""
        return self.key_nodes or self.ids

    def date(self, day: float) -> dt.date | None:
        """Return the date of an instant in days since the start; None when it never comes."""
        return date_of(day, self.project.project.start)

    # What came of it ------------------------------------------------------------------------------

    @property
    def ledger(self) -> Floats:
        """What moved, shape (runs, months, accounts): money in is positive [yuan]."""
        return self.arrays.ledger

    def account(self, name: str) -> Floats:
        """Return what moved on one account, shape (runs, months): money in is positive [yuan].

        Of a stored study no other account is read. Raises KeyError when there is no such account.
        """
        if name not in self.accounts:
            raise KeyError(name)
        return self.arrays.column("ledger", name)

    def day(self, node: str) -> Floats:
        """Return when a node that is reported on was finished, shape (runs,); NaN for never [days].

        These days are kept whatever else is not; of a stored study no other is read.
        """
        return next(self.days_of((node,)))

    def days_of(self, nodes: Sequence[str]) -> Iterator[Floats]:
        """Yield the same of some nodes, one at a time."""
        block = "days" if set(nodes) <= set(self.arrays.names["days"]) else "finish"
        return map(_or_missing, self.arrays.columns(block, nodes))

    @cached_property
    def days(self) -> pd.DataFrame:
        """The instant at which each activity was finished, run × activity; NaN where it never was [days]."""
        return self._by_activity(self.arrays.finish)

    @cached_property
    def starts(self) -> pd.DataFrame:
        """The instant at which each activity was started, run × activity; NaN where it never was [days]."""
        return self._by_activity(self.arrays.start)

    @cached_property
    def ready(self) -> pd.DataFrame:
        """The instant at which all start conditions held, run × activity [days]; then it waited for staff."""
        return self._by_activity(self.arrays.ready)

    @cached_property
    def cash(self) -> pd.DataFrame:
        """The ledger as a table: one row a run and month (its first day), one column an account [yuan]."""
        runs, months, accounts = self.ledger.shape
        dates = pd.DatetimeIndex(pd.to_datetime(list(self.months)), name="month")
        rows = pd.MultiIndex.from_product([self.run_numbers, dates], names=["run", "month"])
        columns = pd.Index(self.accounts, name="account", dtype=str)
        return pd.DataFrame(self.ledger.reshape(runs * months, accounts), rows, columns, copy=False)

    @cached_property
    def draws(self) -> pd.DataFrame:
        """The draws, run × uncertainty; drawn anew when asked for, which gives the same."""
        names = pd.Index(self.plan.luck.names, name="uncertainty", dtype=str)
        luck = self.plan.drawn(self.seed, self.first, self.runs)
        return pd.DataFrame(luck.T, self.run_numbers, names, copy=False)

    @cached_property
    def plan_dates(self) -> pd.DataFrame:
        """Start and finish of each activity in the planner's plan: most likely, people enough [days]."""
        return self._of_plan(levelled=False)

    @cached_property
    def levelled_dates(self) -> pd.DataFrame:
        """Start and finish of each activity in the levelled plan: most likely, staff limits kept [days]."""
        return self._of_plan(levelled=True)

    def _of_plan(self, *, levelled: bool) -> pd.DataFrame:
        index = pd.Index(self.ids, name="activity", dtype=str)
        return pd.DataFrame(dict(zip(("start", "finish"), self.instants_of(levelled), strict=True)), index)

    def instants_of(self, levelled: bool | None = None) -> tuple[Floats, Floats]:
        """Return starts and finishes as `plan_of` has them, of shape (activities,); NaN for never [days]."""
        if self.names_people if levelled is None else levelled:
            starts, finishes = self.planned.start[0], self.planned.finish[0]
        else:
            starts, finishes = self.plan.timetable.planned_start, self.plan.timetable.planned_finish
        return _or_missing(starts), _or_missing(finishes)

    @property
    def names_people(self) -> bool:
        """Whether any activity needs people of a pool with a limit: then the levelled plan is another."""
        return any(self.plan.timetable.demand)

    def plan_of(self, levelled: bool | None = None) -> pd.DataFrame:
        """Return start and finish in the levelled plan or in the critical-path plan [days].

        By default in the levelled one where people are named.
        """
        return (
            self.levelled_dates if (self.names_people if levelled is None else levelled) else self.plan_dates
        )

    def instances(self, node: str) -> list[int]:
        """Return the columns of a node: one, or all phases of a repeated activity. Raises KeyError."""
        return self.plan.timetable.instances(node)

    def _by_activity(self, instants: Floats) -> pd.DataFrame:
        columns = pd.Index(self.ids, name="activity", dtype=str)
        return pd.DataFrame(_or_missing(instants), self.run_numbers, columns, copy=False)


def _or_missing(instants: Floats) -> Floats:
    return np.where(np.isfinite(instants), instants, np.nan)
