"""Studies: many cases on the same luck, comparable run by run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Unpack, cast

import pandas as pd

from scenario.analysis.cases import Cases, Chunk
from scenario.analysis.comparison import PairedDifference, paired_measures, paired_nodes, paired_odds
from scenario.analysis.study import Study
from scenario.analysis.study_store import StudyStore
from scenario.analysis.summary import Column, columns_of, summary_of_measures
from scenario.draws import Sampling
from scenario.measures.targets import ALL_TARGETS, odds_table
from scenario.model.project_plan import compile_plan
from scenario.project.files.case_grid import Case
from scenario.project.sections.root import Project
from scenario.study.arrays import Memory, ResultBuffers, RunArrays
from scenario.study.gather import Stopped, take_all
from scenario.study.interrupts import interrupts_held
from scenario.study.pools.choice import pool_for
from scenario.study.pools.chunk import Rows
from scenario.study.pools.parallel import WorkerLost
from scenario.study.pools.pools import Pool
from scenario.study.settings import MoreSettings, Progress, RunSettings


class StudiesInterrupted(KeyboardInterrupt):
    """Ctrl-C during many studies. `studies` holds the cases that were finished, which may be none."""

    def __init__(self, studies: Studies) -> None:
        super().__init__(f"stopped after {len(studies.cases)} finished cases")
        self.studies = studies


class CaseRuns(NamedTuple):
    """What the runs of one case came to."""

    case: Case
    held: RunArrays
    planned: RunArrays

    def study(self, seed: int, sampling: Sampling) -> Study:
        """Return the study of the case."""
        return Study(compile_plan(self.case.project, sampling), seed, 0, self.held, self.planned)

    def measures(self, names: Sequence[str] | None = None) -> Iterable[Column]:
        """Yield some measures, by default all."""
        return columns_of(self.held, self.held.names["values"] if names is None else names)

    def met(self) -> pd.DataFrame:
        """Return whether each target is met, and all together, run × target."""
        met = pd.DataFrame(self.held.block("met"), columns=list(self.held.names["met"]))
        return met.assign(**{ALL_TARGETS: met.all(axis=1)}) if met.shape[1] > 1 else met


class Studies:
    """Many cases on the same luck: run r of each has the draws of run r of the others.

    Parameters
    ----------
    found : sequence of CaseRuns
        The cases, the first being what others are compared with
    seed : int
    sampling : Sampling
    """

    def __init__(self, found: Sequence[CaseRuns], seed: int, sampling: Sampling) -> None:
        self._found = {each.case.name: each for each in found}
        self.seed = seed
        self.sampling = sampling

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of the cases."""
        return tuple(self._found)

    @property
    def runs(self) -> int:
        """How many runs each has."""
        return next((each.held.runs for each in self._found.values()), 0)

    @cached_property
    def values(self) -> pd.DataFrame:
        """What sets the cases apart: scenario, and a column for each axis; one row a case."""
        rows = [{"scenario": each.case.scenario, **each.case.values} for each in self._found.values()]
        return pd.DataFrame(rows, index=pd.Index(self.cases, name="case", dtype=str))

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, case: str) -> Study:
        """Return one case as a study. Raises KeyError."""
        return self._found[case].study(self.seed, self.sampling)

    # Side by side ---------------------------------------------------------------------------------

    @cached_property
    def measures(self) -> pd.DataFrame:
        """All measures, (case, run) × measure; NaN where one is missing or not modelled."""
        parts = {
            name: pd.DataFrame({column.name: column.values for column in each.measures()})
            for name, each in self._found.items()
        }
        return pd.concat(parts, names=["case", "run"]) if parts else pd.DataFrame()

    @cached_property
    def met(self) -> pd.DataFrame:
        """Whether each target is met, and all together, (case, run) × target."""
        parts = {name: each.met() for name, each in self._found.items()}
        return pd.concat(parts, names=["case", "run"]) if parts else pd.DataFrame()

    def odds(self) -> pd.DataFrame:
        """Return for each case and target: odds, low and high (95 % Wilson interval), runs, and met."""
        parts = [odds_table(each.met()).assign(case=name) for name, each in self._found.items()]
        return self._beside(parts, "target")

    def summary(self, measures: Iterable[str] | None = None) -> pd.DataFrame:
        """Return for each case and measure: mean, sd, p10, p50, p80, p90 and missing."""
        parts = []
        for name, each in self._found.items():
            known = each.held.names["values"]
            names = known if measures is None else tuple(m for m in measures if m in known)
            table = summary_of_measures(each.measures(names))
            parts.append(table.rename_axis("measure").reset_index().assign(case=name))
        return self._beside(parts, "measure")

    def differences(self, measures: Iterable[str] | None = None) -> pd.DataFrame:
        """Return what each case changes against the first, run by run: see `comparison.Change`.

        One row a case and a name; `kind` is target (odds), node [days] or measure.
        """
        wanted = None if measures is None else set(measures)
        rows = [
            {"case": name, "kind": kind, **change._asdict()}
            for name, each in list(self._found.items())[1:]
            for kind, change in _changes(self._first, each)
            if kind != "measure" or wanted is None or change.name in wanted
        ]
        columns = ["case", "kind", *PairedDifference._fields]
        return self._beside([pd.DataFrame(rows, columns=columns)], "name")

    @property
    def _first(self) -> CaseRuns:
        return next(iter(self._found.values()))

    def _beside(self, parts: list[pd.DataFrame], name: str) -> pd.DataFrame:
        """Return rows of all cases, each beside what sets its case apart."""
        table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["case", name])
        apart = self.values.reset_index()
        joined = table.merge(apart, on="case", how="left", sort=False)
        first = [*apart.columns, name]
        return joined[[*first, *(column for column in joined.columns if column not in first)]]

    def __repr__(self) -> str:
        return f"<Studies of {len(self)} cases, {self.runs} runs each, seed {self.seed}>"


def _changes(first: CaseRuns, other: CaseRuns) -> Iterable[tuple[str, PairedDifference]]:
    """Yield what another case changes, by kind, of all that both have."""
    a, b = first.met(), other.met()
    for name in a.columns.intersection(b.columns, sort=False):
        yield "target", paired_odds(str(name), a[name].to_numpy(), b[name].to_numpy())
    nodes = _shared(first, other, "days")
    days = zip(nodes, first.held.columns("days", nodes), other.held.columns("days", nodes), strict=True)
    for name, x, y in days:
        yield "node", paired_nodes(name, x, y)
    names = _shared(first, other, "values")
    for one, another in zip(first.measures(names), other.measures(names), strict=True):
        yield "measure", paired_measures(one, another)


def _shared(first: CaseRuns, other: CaseRuns, block: str) -> tuple[str, ...]:
    """Return the columns that two cases have in common."""
    return tuple(name for name in first.held.names[block] if name in other.held.names[block])


class AskedOfMany(MoreSettings, total=False):
    """What else `study_many` takes by keyword."""

    out: str | Path | None


def study_many(
    cases: Sequence[Case] | Mapping[str, Project],
    runs: int = 1000,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | None = None,
    **more: Unpack[AskedOfMany],
) -> Studies:
    """Simulate many cases on the same luck, as one job.

    Parameters
    ----------
    cases : sequence of Case, or mapping of Project by name
        What to simulate: see `load_cases`. Others are compared with the first
    runs : int
        Of each case [runs]
    seed, workers, progress, engine, sampling, cluster
        As for `simulate`; one pool of workers does all, and progress is told of all together
    keep : {"measures", "dates", "cash"}
        What to keep of each run
    out : path, optional
        Store each case in a folder of its own in this one as soon as it is finished, beside an index. Cases
        that are there already are not simulated again.

    Raises
    ------
    StudyError
        The folder holds something else.
    StudiesInterrupted
        On Ctrl-C; its `studies` holds the finished cases. It is a KeyboardInterrupt.
    RunFailed, PoolFailed, ClusterError, Disagreement
        As for `simulate`; the message names the case.
    """
    out = more.pop("out", None)
    more.setdefault("keep", "measures")
    settings = RunSettings(runs, seed, workers=workers, progress=progress, **cast(MoreSettings, more))
    return studies_of(_listed(cases), settings, None if out is None else Path(out))


def studies_of(cases: Sequence[Case], settings: RunSettings, out: Path | None = None) -> Studies:
    """Return the studies of cases that settings ask for, stored in a folder if one is named.

    Raises as `study_many`.
    """
    task = Cases([(case.name, case.project) for case in cases], settings)
    store = None if out is None else StudyStore(out, cases, settings)
    with nullcontext() if store is None else store.claimed():
        gathering = _Gathering(task, cases, store)
        spans = task.spans(gathering.missing_cases())
        try:
            _take_all(task, gathering, spans, pool_for(settings, settings.engine, spans))
        except (Stopped, KeyboardInterrupt):
            raise StudiesInterrupted(gathering.studies()) from None
        except WorkerLost as lost:
            case, rows = task.place(lost.runs)
            raise WorkerLost(rows, settings.seed, f"{cases[case].name}: ") from lost
    return gathering.studies()


def _take_all(task: Cases, gathering: _Gathering, spans: list[Rows], pool: Pool) -> None:
    """Do what is missing of all cases. Raises Stopped."""
    before = task.runs * len(gathering.cases) - sum(span.runs for span in spans)
    with interrupts_held():
        task.simulation(0).most_likely()  # compiled code is made, and kept for the workers
    put = gathering.put
    take_all(task, spans, pool, task.settings, lambda rows, chunk: put(*task.place(rows), chunk), before)


def _listed(cases: Sequence[Case] | Mapping[str, Project]) -> list[Case]:
    if isinstance(cases, Mapping):
        cases = [Case(name, project.scenario, {}, project) for name, project in cases.items()]
    if not cases:
        raise ValueError("there are no cases; name at least one")
    names = [case.name for case in cases]
    if len(set(names)) < len(names):
        raise ValueError("two cases have one name; name each differently")
    return list(cases)


class _Gathering:
    """Puts chunks together, case by case, in whatever order they come."""

    def __init__(self, task: Cases, cases: Sequence[Case], store: StudyStore | None) -> None:
        self.task = task
        self.cases = cases
        self.store = store
        self.rooms = [ResultBuffers(task.runs) for _ in cases]
        self.missing = [task.runs] * len(cases)
        self.likely: dict[int, Memory] = {}
        there = {} if store is None else store.open()
        self.found = {case: self._of(case, study.arrays, study.planned) for case, study in there.items()}

    def missing_cases(self) -> list[int]:
        """Return the cases that are not stored yet."""
        return [case for case in range(len(self.cases)) if case not in self.found]

    def put(self, case: int, rows: Any, chunk: Chunk) -> None:
        """Take in what a chunk of a case came to."""
        self.rooms[case].put(rows.first, chunk.held.blocks)
        self.missing[case] -= rows.runs
        if chunk.planned is not None:
            self.likely[case] = chunk.planned
        if not self.missing[case]:
            held = Memory(
                self.task.settings.keep, chunk.held.names, self.rooms[case].blocks, chunk.held.engine
            )
            self.found[case] = self._of(case, held, self.likely[case])
            if self.store is not None:
                settings = self.task.settings
                self.store.put(case, self.found[case].study(settings.seed, settings.spread))

    def studies(self) -> Studies:
        """Return the cases of which all runs have come."""
        settings = self.task.settings
        return Studies([self.found[case] for case in sorted(self.found)], settings.seed, settings.spread)

    def _of(self, case: int, held: RunArrays, planned: RunArrays) -> CaseRuns:
        return CaseRuns(self.cases[case], held, planned)
