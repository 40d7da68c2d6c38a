"""Runs of one project with what is learnt of each: measures, statuses, targets met, summaries of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.analysis.schedule.criticality import criticality_index, durations, is_critical
from scenario.analysis.schedule.fallbacks import fallbacks
from scenario.analysis.summary import (
    Column,
    columns_of,
    rows_of_days,
    rows_of_measures,
    summary_of_days,
    summary_of_measures,
)
from scenario.measures.digest import LEARNT, lacking, target_names
from scenario.measures.left_over import left_over
from scenario.measures.measure import STATUSES, Codes, Floats
from scenario.measures.needs import Need
from scenario.measures.refusals import refusals
from scenario.measures.run_status import outcomes, run_status
from scenario.measures.targets import ALL_TARGETS, odds_columns, odds_table
from scenario.project.sections.targets import Target
from scenario.rules.rows import records
from scenario.study.arrays import Memory, RunArrays
from scenario.study.outcomes import Outcomes


class MeasuredRuns(Outcomes):
    """Runs of one project in one scenario, and what each of them came to.

    Tables of runs (`days`, `starts`, `draws`, `cash`) come from the base class.
    """

    @cached_property
    def most_likely(self) -> Self:
        """The deterministic run as a study of one run: most-likely values, no event, staff limits kept."""
        return type(self)(self.plan, self.seed, -1, self.planned, self.planned)

    # Measures -------------------------------------------------------------------------------------

    @cached_property
    def measures(self) -> pd.DataFrame:
        """All measures that the project allows, run × measure; NaN where one is missing, see `statuses`."""
        columns = {column.name: column.values for column in columns_of(self.learnt, self.measure_names)}
        index = pd.Index(self.measure_names, name="measure", dtype=str)
        return pd.DataFrame(columns, self.run_numbers, index, copy=False)

    def measure(self, name: str) -> Floats:
        """Return one measure, shape (runs,); NaN where it is missing. Of a stored study no other is read.

        Raises KeyError when the project does not give it.
        """
        return self.column(name).values

    def ranks(self, name: str) -> Floats:
        """Return the same to rank runs by: −∞ and ∞ where a run is below or above every value.

        A run that did not end well is below the total loss of another, one in which nobody ever has money in
        above every rate, a month that never comes above every month; a rate of several has the highest up to
        which hurdles are met.
        """
        return self.column(name).ranks

    def column(self, name: str) -> Column:
        """Return a measure with its ranks. Raises KeyError when the project does not give it."""
        return next(columns_of(self.learnt, (self._known(name),)))

    @property
    def measure_names(self) -> tuple[str, ...]:
        """The measures that the project allows."""
        return self.learnt.names["values"]

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """Why each measure is as it is, run × measure: ok, or one of the other `STATUSES`."""
        names = self.learnt.names["statuses"]
        columns = dict(zip(names, map(_words, self.learnt.columns("statuses", names)), strict=True))
        return pd.DataFrame(columns, self.run_numbers, columns=pd.Index(names, name="measure", dtype=str))

    def status(self, name: str) -> pd.Categorical[Any]:
        """Return why one measure is as it is, by run. Raises KeyError when the project does not give it."""
        return _words(self.learnt.column("statuses", self._known(name)))

    @cached_property
    def not_modelled(self) -> dict[str, Need]:
        """The measures that the project's blocks cannot give, each with what it lacks (in en and zh)."""
        return lacking(self.project)

    @cached_property
    def learnt(self) -> RunArrays:
        """The runs, with what is learnt of them now where it was not learnt when they were simulated."""
        if not isinstance(self.arrays, Memory) or self.arrays.has("values"):
            return self.arrays
        learnt = LEARNT(self.plan, self.seed, self.first, self.arrays)
        return self.arrays.plus(LEARNT.names(self.plan), learnt)

    def _known(self, measure: str) -> str:
        if measure not in self.learnt.names["values"]:
            raise KeyError(measure)
        return measure

    def _table(self, block: str, axis: str) -> pd.DataFrame:
        columns = pd.Index(self.learnt.names[block], name=axis, dtype=str)
        return pd.DataFrame(self.learnt.block(block), self.run_numbers, columns, copy=False)

    # Targets --------------------------------------------------------------------------------------

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The targets of the project, as text."""
        return target_names(self.project)

    @cached_property
    def met(self) -> pd.DataFrame:
        """Whether each target is met, run × target; a target on a missing value is missed."""
        return self._table("met", "target")

    def odds(self) -> pd.DataFrame:
        """Return for each target: odds, low and high (95 % Wilson interval), runs, and runs that met it."""
        return odds_table(self.met)

    def several_rates(self, target: Target) -> int:
        """Return in how many runs the return that a target judges has several rates; told beside its odds."""
        if target.measure is None or target.measure not in self.measure_names:
            return 0
        codes = self.learnt.column("statuses", target.measure)
        return int((codes == STATUSES.index("several")).sum())

    def met_rows(self) -> np.ndarray:
        """Return whether each target is met as an array, shape (runs, targets)."""
        return self.learnt.block("met")

    def odds_rows(self) -> list[dict[str, Any]]:
        """Return the rows of `odds` as plain data."""
        return records(odds_columns(self.targets, self.met_rows()))

    def joint_row(self) -> dict[str, Any]:
        """Return `joint_odds` as plain data."""
        together = np.asarray(self.met_rows().all(axis=1, keepdims=True))
        return records(odds_columns([ALL_TARGETS], together))[0]

    def joint_odds(self) -> pd.Series:
        """Return the odds that all targets are met in one run, as a row of `odds`."""
        return odds_table(pd.DataFrame({ALL_TARGETS: self.met.all(axis=1)})).iloc[0]

    @cached_property
    def run_status(self) -> Codes:
        """How each run ended, shape (runs,): indices into `scenario.measures.RUN_STATUSES`."""
        return run_status(self.arrays.extra)

    def outcomes(self) -> pd.DataFrame:
        """Return how runs ended: status, share, low and high (95 % Wilson interval), runs, count.

        In any but `ok` no target is met, whatever was reached before; which it is, the first in time says.
        """
        return outcomes(self.run_status)

    def left_over(self) -> pd.DataFrame:
        """Return what is left when the books end, run × kind [yuan]: a horizon that is too short cuts it off.

        Kinds: unsold, uncollected, unbilled, in_escrow.
        """
        return pd.DataFrame(self.amounts_left, index=self.run_numbers)

    @property
    def amounts_left(self) -> dict[str, NDArray[np.float64]]:
        """What is left when the books end, by kind, shape (runs,) [yuan]; see `left_over`."""
        return left_over(self.arrays.extra)

    def refusals(self) -> pd.DataFrame:
        """Return how often gates refused the project: gate, share, low and high, runs, refused (count).

        The last row is of any gate. In a refused run no target is met, whatever was reached before.
        """
        return refusals(self)

    def fallbacks(self) -> pd.DataFrame:
        """Return how often fall-backs were taken: fallback, share, low and high, runs, taken (count)."""
        return fallbacks(self)

    # Summaries ------------------------------------------------------------------------------------

    def summary(self, measures: Sequence[str] | None = None) -> pd.DataFrame:
        """Return mean, sd, p10, p50, p80, p90 and missing of measures, and a count of each status.

        Mean and sd are of the runs that have a value (all but `missing`), quantiles rank all runs: −∞ or ∞
        where they fall on one that is below or above every value. Of a stored study one column is in memory
        at a time.
        """
        names = self.learnt.names["values"] if measures is None else tuple(map(self._known, measures))
        table = summary_of_measures(columns_of(self.learnt, names))
        counts = self._status_counts(names)
        for code, status in enumerate(STATUSES):
            table[status] = np.array([count[code] for count in counts], dtype=int)
        return table

    def summary_rows(self, measures: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the rows of `summary` as plain data, by measure."""
        names = tuple(map(self._known, measures))
        rows = rows_of_measures(columns_of(self.learnt, names))
        for name, count in zip(names, self._status_counts(names), strict=True):
            rows[name] |= {status: int(count[code]) for code, status in enumerate(STATUSES)}
        return rows

    def _status_counts(self, names: Sequence[str]) -> list[np.ndarray]:
        columns = self.learnt.columns("statuses", names)
        return [np.bincount(codes, minlength=len(STATUSES)) for codes in columns]

    def node_summary(self, nodes: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return mean, sd, p10, p50, p80, p90, missing of the days of nodes, by default of the key nodes."""
        names = tuple(nodes or self.nodes)
        return summary_of_days(zip(names, self.days_of(names), strict=True))

    def node_rows(self, nodes: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
        """Return the rows of `node_summary` as plain data, by node."""
        names = tuple(nodes or self.nodes)
        return rows_of_days(zip(names, self.days_of(names), strict=True))

    @cached_property
    def durations(self) -> pd.DataFrame:
        """The working time that each activity took, run × activity; NaN where it never ended [days]."""
        return pd.DataFrame(durations(self), self.run_numbers, self.days.columns).where(self.days.notna())

    def criticality(self, node: str | None = None) -> pd.Series:
        """Return the share of runs in which each activity is critical: for a node, or for the end."""
        return criticality_index(self, node)

    def critical(self, node: str | None = None) -> pd.DataFrame:
        """Return whether each activity is critical, run × activity: for a node, or for the end."""
        return pd.DataFrame(is_critical(self, node), self.run_numbers, self.days.columns)


def _words(codes: Codes) -> pd.Categorical[Any]:
    """Return the words of statuses."""
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(STATUSES)))
