"""A study: many runs of one project, and what is learnt from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scenario.analysis.document import document
from scenario.analysis.precision.convergence import convergence
from scenario.analysis.schedule.commitment import Commitment, commitment
from scenario.analysis.schedule.criticality import criticality_index, durations, is_critical
from scenario.analysis.schedule.decisive import Decisive, decisive
from scenario.analysis.schedule.fallbacks import fallbacks
from scenario.analysis.summary import Column, columns_of, summary_of_days, summary_of_measures
from scenario.draws import PLAIN, Sampling
from scenario.measures.digest import LEARNT, lacking, target_names
from scenario.measures.measure import STATUSES, Codes, Floats
from scenario.measures.needs import Need
from scenario.measures.refusals import refusals
from scenario.measures.run_status import outcomes, run_status
from scenario.measures.targets import ALL_TARGETS, odds_table
from scenario.model.engines import Engine
from scenario.model.processes import Process
from scenario.project.sections.root import Project
from scenario.project.sections.targets import Target
from scenario.study.arrays import Memory, RunArrays
from scenario.study.gather import Progress, gather
from scenario.study.outcomes import Outcomes
from scenario.study.retention import Retention
from scenario.study.storage.store import Runs, gather_into, open_outcomes, save_runs


class Study(Outcomes):
    """Many runs of one project in one scenario, and what is learnt from them.

    Tables of runs (`days`, `starts`, `draws`, `cash`) come from the base class.
    """

    @cached_property
    def most_likely(self) -> Study:
        """The deterministic run as a study of one run: most-likely values, no event, staff limits kept."""
        return Study(self.plan, self.seed, -1, self.planned, self.planned)

    # Measures -------------------------------------------------------------------------------------

    @cached_property
    def measures(self) -> pd.DataFrame:
        """All measures that the project allows, run × measure; NaN where one is missing, see `statuses`."""
        columns = {column.name: column.values for column in columns_of(self._learnt, self.measure_names)}
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
        return next(columns_of(self._learnt, (self._known(name),)))

    @property
    def measure_names(self) -> tuple[str, ...]:
        """The measures that the project allows."""
        return self._learnt.names["values"]

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """Why each measure is as it is, run × measure: ok, or one of the other `STATUSES`."""
        names = self._learnt.names["statuses"]
        columns = dict(zip(names, map(_words, self._learnt.columns("statuses", names)), strict=True))
        return pd.DataFrame(columns, self.run_numbers, columns=pd.Index(names, name="measure", dtype=str))

    def status(self, name: str) -> pd.Categorical[Any]:
        """Return why one measure is as it is, by run. Raises KeyError when the project does not give it."""
        return _words(self._learnt.column("statuses", self._known(name)))

    @cached_property
    def not_modelled(self) -> dict[str, Need]:
        """The measures that the project's blocks cannot give, each with what it lacks (in en and zh)."""
        return lacking(self.project)

    @cached_property
    def _learnt(self) -> RunArrays:
        """The runs, with what is learnt of them now where it was not learnt when they were simulated."""
        if not isinstance(self.arrays, Memory) or self.arrays.has("values"):
            return self.arrays
        learnt = LEARNT(self.plan, self.seed, self.first, self.arrays)
        return self.arrays.plus(LEARNT.names(self.plan), learnt)

    def _known(self, measure: str) -> str:
        if measure not in self._learnt.names["values"]:
            raise KeyError(measure)
        return measure

    def _table(self, block: str, axis: str) -> pd.DataFrame:
        columns = pd.Index(self._learnt.names[block], name=axis, dtype=str)
        return pd.DataFrame(self._learnt.block(block), self.run_numbers, columns, copy=False)

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
        return int((self.status(target.measure) == "several").sum())

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
        names = self._learnt.names["values"] if measures is None else tuple(map(self._known, measures))
        table = summary_of_measures(columns_of(self._learnt, names))
        counts = [
            np.bincount(codes, minlength=len(STATUSES)) for codes in self._learnt.columns("statuses", names)
        ]
        for code, status in enumerate(STATUSES):
            table[status] = np.array([count[code] for count in counts], dtype=int)
        return table

    def node_summary(self, nodes: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return mean, sd, p10, p50, p80, p90, missing of the days of nodes, by default of the key nodes."""
        names = tuple(nodes or self.nodes)
        return summary_of_days(zip(names, self.days_of(names), strict=True))

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

    def convergence(self, measures: Iterable[str] | None = None) -> pd.DataFrame:
        """Return odds and means with half-widths after 250, 500, 1,000 … runs; see `convergence`."""
        return convergence(self, measures)

    def decisive(self, nodes: Sequence[str] | None = None) -> Decisive:
        """Return what decides when nodes are reached: delay by cause, indices, merges, waiting for people.

        By default of the nodes that are reported on; of the end always. Raises KeyError for no activity.
        """
        return decisive(self, nodes)

    def commitment(self, odds: float = 0.8, required: Iterable[tuple[str, date]] = ()) -> Commitment:
        """Return the dates that may be promised at some odds, and the latest that keep what is required.

        By default the targets on nodes are required. Raises ValueError for odds that are none, KeyError for
        no activity.
        """
        return commitment(self, odds, required)

    # Out ------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Return the document of the command `run --json`: plain data, None for what is missing."""
        return document(self)

    def save(self, folder: str | Path) -> Path:
        """Write the study to a folder that does not exist yet; see `open_study`."""
        runs = Runs(self.plan, self.seed, self.first, self._learnt, self.most_likely._learnt)
        return save_runs(runs, Path(folder), LEARNT.statuses)

    def __repr__(self) -> str:
        name = self.project.project.name.to("en")
        return f"<Study of {self.runs} runs: {name}, {self.scenario}, seed {self.seed}>"


def simulate(
    project: Project,
    runs: int = 1000,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | None = None,
    first: int = 0,
    *,
    engine: Engine = "auto",
    sampling: str | Sampling = PLAIN,
    cluster: str | None = None,
    processes: Sequence[Process] = (),
    until: float | None = None,
    keep: Retention = "cash",
    chunk: int | None = None,
    out: str | Path | None = None,
) -> Study:
    """Simulate a project many times and return the study.

    The answer depends on project, runs, seed and first only, not on the number of workers. A script that asks
    for more than one worker must do so under ``if __name__ == "__main__":``, since workers import it.

    Parameters
    ----------
    project : Project
        What to simulate; see `load`
    runs : int
        How many runs [runs]
    seed : int
        The luck, 0 … 2**64 − 1 [number]
    workers : int, optional
        Processes to simulate in; 1 stays in this one, None takes as many as suit [processes]
    progress : function, optional
        Called with (runs done, runs in all)
    first : int
        Number of the first run: ``first=4711, runs=1`` repeats run 4711 alone [run number]
    engine : {"auto", "compiled", "simpy"}
        The clock. Both give the same runs; the compiled one is about ten times as fast, once it is compiled.
        A study on it runs its first eight runs on both and compares them.
    sampling : {"plain", "sobol", "lhs", "lhs:RUNS"}
        How luck is spread over the runs: every run for itself, or evenly, by a scrambled Sobol sequence or a
        Latin hypercube; see docs/precision.md. ``lhs:10000`` repeats runs of a study of 10,000.
    cluster : str, optional
        Simulate on the workers of a dask scheduler, ``tcp://host:port``, or of one that is started here for
        the purpose, ``local``. Needs the extra `cluster`; see docs/scale.md.
    processes : sequence of functions, optional
        Processes of one's own, ``(env, works) → generator`` in simpy's verbs, which may watch activities,
        delay or stop work and post money; see docs/processes.md. They run on the simpy clock. Workers import
        them by name, so they stand at the top level of a module.
    until : float, optional
        Half-width that the 95 % interval of every target's odds may have; then a pilot decides how many runs
        there are, see `scenario.runs_needed` [fraction]
    keep : {"measures", "dates", "cash"}
        What to keep of each run. `measures`: all measures with their statuses, whether targets are met, the
        days of the nodes that are reported on; `dates`: also the dates of every activity; `cash`: also the
        ledger. Of what was not kept a study says so (NotKept).
    chunk : int, optional
        Runs that are simulated, and stored, together; never changes the answer. As suits by default [runs]
    out : path, optional
        Store the study in this folder, chunk by chunk, and read from there what is asked of it. What is there
        of the very same study is not simulated again: after a stop it goes on, and with more runs than before
        it is extended.

    Raises
    ------
    StudyInterrupted
        On Ctrl-C; its `study` holds the finished leading runs. It is a KeyboardInterrupt.
    RunFailed, WorkerLost
        A run could not be simulated; the message names it.
    PoolFailed, ClusterError
        There are no workers, or they cannot be used.
    StudyError, StoreFailed
        The folder holds something else; it cannot be written to any more.
    Disagreement
        The two clocks came to different results; the message names run, activity or account.
    """
    if until is not None:
        from scenario.analysis.precision.until import runs_needed

        how: dict[str, Any] = {"engine": engine, "cluster": cluster, "processes": processes}
        runs = runs_needed([project], until, seed, workers, **how).runs
    gathered = gather if out is None else partial(gather_into, Path(out))
    return gathered(
        project,
        runs,
        seed,
        workers,
        progress,
        first,
        engine=engine,
        sampling=sampling,
        cluster=cluster,
        processes=processes,
        keep=keep,
        chunk=chunk,
        digest=LEARNT,
        into=Study,
    )


def open_study(folder: str | Path, *, unfinished: bool = False) -> Study:
    """Return the study of a folder, as `simulate` or `Study.save` stored it.

    What is asked of it is read then: one measure, one account, one run. Raises StudyError when there is none,
    when it was edited or damaged, and when it was stopped; with `unfinished` the runs before that are told.
    """
    return open_outcomes(Path(folder), Study, unfinished=unfinished)


def _words(codes: Codes) -> pd.Categorical[Any]:
    """Return the words of statuses."""
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(STATUSES)))
