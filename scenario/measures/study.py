"""A study: many runs of one project, and what is learnt from them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.draws import PLAIN, Sampling
from scenario.measures.catalogue import MEASURES
from scenario.measures.convergence import convergence
from scenario.measures.criticality import criticality_index, durations, is_critical
from scenario.measures.document import document
from scenario.measures.measure import STATUSES
from scenario.measures.measured import Measured, measure_runs
from scenario.measures.needs import Need, missing_need
from scenario.measures.summary import summary_of_days, summary_of_measures
from scenario.measures.targets import ALL_TARGETS, is_met, odds_table, target_text
from scenario.model.engines import Engine
from scenario.project.root import Project
from scenario.study.gather import Progress, gather
from scenario.study.outcomes import Outcomes
from scenario.study.store import open_outcomes, save_outcomes


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
        return pd.DataFrame(self._measured.values, self.run_numbers, self._measure_names, copy=False)

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """Why each measure is as it is, run × measure: ok, or one of the other `STATUSES`."""
        kinds = pd.CategoricalDtype(list(STATUSES))
        codes = zip(self._measured.names, self._measured.statuses.T, strict=True)
        columns = {name: pd.Categorical.from_codes(own, dtype=kinds) for name, own in codes}
        return pd.DataFrame(columns, self.run_numbers, self._measure_names)

    @cached_property
    def not_modelled(self) -> dict[str, Need]:
        """The measures that the project's blocks cannot give, each with what it lacks (in en and zh)."""
        lacks = {name: missing_need(measure, self.project) for name, measure in MEASURES.items()}
        return {name: need for name, need in lacks.items() if need is not None}

    @cached_property
    def _measured(self) -> Measured:
        return measure_runs(self.plan, self.arrays)

    @property
    def _measure_names(self) -> pd.Index:
        return pd.Index(self._measured.names, name="measure", dtype=str)

    # Targets --------------------------------------------------------------------------------------

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The targets of the project, as text."""
        return tuple(target_text(target) for target in self.project.targets)

    @cached_property
    def met(self) -> pd.DataFrame:
        """Whether each target is met, run × target; a target on a missing value is missed."""
        rows = [is_met(target, self, self._value_of) for target in self.project.targets]
        table = np.array(rows, dtype=bool).reshape(len(rows), self.runs).T
        return pd.DataFrame(table, self.run_numbers, pd.Index(self.targets, name="target", dtype=str))

    def odds(self) -> pd.DataFrame:
        """Return for each target: odds, low and high (95 % Wilson interval), runs, and runs that met it."""
        return odds_table(self.met)

    def joint_odds(self) -> pd.Series:
        """Return the odds that all targets are met in one run, as a row of `odds`."""
        return odds_table(pd.DataFrame({ALL_TARGETS: self.met.all(axis=1)})).iloc[0]

    def _value_of(self, measure: str) -> NDArray[np.float64]:
        names, values, _ = self._measured
        return values[:, names.index(measure)] if measure in names else np.full(self.runs, np.nan)

    # Summaries ------------------------------------------------------------------------------------

    def summary(self) -> pd.DataFrame:
        """Return mean, sd, p10, p50, p80, p90 and missing of each measure, and a count of each status."""
        table = summary_of_measures(self.measures)
        for code, status in enumerate(STATUSES):
            if code:
                table[status] = (self._measured.statuses == code).sum(axis=0)
        return table

    def node_summary(self, nodes: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return mean, sd, p10, p50, p80, p90, missing of the days of nodes, by default of the key nodes."""
        return summary_of_days(self.days[list(nodes or self.nodes)])

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

    # Out ------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Return the document of the command `run --json`: plain data, None for what is missing."""
        return document(self)

    def save(self, folder: str | Path) -> Path:
        """Write the study to a folder that does not exist yet; see `open_study`."""
        tables = {"measures": self.measures, "statuses": self.statuses.astype(str)}
        return save_outcomes(self, Path(folder), tables)

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
    until: float | None = None,
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
    until : float, optional
        Half-width that the 95 % interval of every target's odds may have; then a pilot decides how many runs
        there are, see `scenario.runs_needed` [fraction]

    Raises
    ------
    StudyInterrupted
        On Ctrl-C; its `study` holds the finished leading runs. It is a KeyboardInterrupt.
    RunFailed, WorkerLost
        A run could not be simulated; the message names it.
    PoolFailed, ClusterError
        There are no workers, or they cannot be used.
    Disagreement
        The two clocks came to different results; the message names run, activity or account.
    """
    if until is not None:
        from scenario.measures.until import runs_needed

        runs = runs_needed([project], until, seed, workers, engine=engine, cluster=cluster).runs
    return gather(
        project,
        runs,
        seed,
        workers,
        progress,
        first,
        engine=engine,
        sampling=sampling,
        cluster=cluster,
        into=Study,
    )


def open_study(folder: str | Path) -> Study:
    """Return the study that `Study.save` wrote to a folder. Raises StudyError when there is none."""
    return open_outcomes(Path(folder), into=Study)
