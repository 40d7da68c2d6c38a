"""How many runs a wanted precision takes: told by a pilot whose runs the estimate does not use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from scenario.analysis.study import Study, study_of
from scenario.measures.targets import ALL_TARGETS
from scenario.model.engines import Engine
from scenario.model.processes import Process
from scenario.project.sections.root import Project
from scenario.rules.odds import runs_after, runs_for
from scenario.study.retention import CHUNKS
from scenario.study.settings import Progress, RunSettings

PILOT_FIRST = 2**62
"""Number of the pilot's first run: so far on that its luck is that of no run of the study [run number]."""
PILOT_SHARE, MOST_PILOT, WITHOUT = 10, 10_000, 1_000
"""A pilot is a tenth of the runs that odds of 1/2 would need, at most this many; where those are few there is
none [runs]."""
SURE = 3.5
"""Standard normal quantile: the runs suffice in all but one study of some thousands."""


class RunsNeeded(NamedTuple):
    """How many runs the odds of all targets need, and why.

    Attributes
    ----------
    runs : the answer [runs]
    half_width : what was asked for: half of the 95 % interval of every target's odds [fraction]
    pilot : runs that were simulated to find out; 0 where the worst case is cheap [runs]
    worst : runs that odds of 1/2 would need, the most that any need [runs]
    target, scenario : which target needs the most, and in which scenario; None without a pilot
    odds : share of the pilot's runs that met it [fraction]
    """

    runs: int
    half_width: float
    pilot: int
    worst: int
    target: str | None = None
    scenario: str | None = None
    odds: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return self._asdict()


def runs_needed(
    projects: Sequence[Project],
    half_width: float,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | None = None,
    *,
    engine: Engine = "auto",
    cluster: str | None = None,
    processes: Sequence[Process] = (),
) -> RunsNeeded:
    """Return how many runs bring every target's odds to ± a half-width, the same for all projects.

    To stop as soon as the interval is narrow enough would bias the odds towards 0 and 1: the interval is
    narrowest where luck has just been one-sided. So a pilot of other runs decides, and the study is one of
    a size that none of its own runs had a say in: its odds are unbiased, and their intervals what they claim.

    Parameters
    ----------
    projects : sequence of Project
        What is to be simulated: scenarios that are compared take the same runs
    half_width : float
        Half of the width that the 95 % Wilson intervals of each target and of all together may have
        [fraction]
    seed, workers, progress, engine, cluster, processes
        As for `simulate`. The answer depends on the projects, the half-width and the seed only.

    Raises
    ------
    ValueError
        A project has no targets, or the half-width is not between 0 and 1/2.
    """
    settings = RunSettings(
        seed=seed, workers=workers, progress=progress, engine=engine, cluster=cluster, processes=processes
    )
    return needed_runs(projects, half_width, settings)


def needed_runs(projects: Sequence[Project], half_width: float, settings: RunSettings) -> RunsNeeded:
    """Return the same for pilots that are simulated as settings say, but for their runs and their luck."""
    refuse(projects, half_width)
    worst = runs_for(half_width)
    if worst <= WITHOUT:
        return RunsNeeded(worst, half_width, 0, worst)
    pilot = whole_chunks(min(worst // PILOT_SHARE, MOST_PILOT))
    of_pilot = replace(settings, runs=pilot, first=PILOT_FIRST, sampling="plain", chunk=None, keep="measures")
    found: list[RunsNeeded] = []
    for project in projects:
        study = study_of(project, of_pilot)
        met = _shares(study)
        needs = runs_after(list(met.values()), pilot, half_width, SURE)
        most = int(np.argmax(needs))
        target = list(met)[most]
        runs = min(whole_chunks(int(needs[most])), worst)
        found.append(RunsNeeded(runs, half_width, pilot, worst, target, study.scenario, met[target]))
    return max(found, key=lambda needed: needed.runs)


def refuse(projects: Sequence[Project], half_width: float) -> None:
    """Raise ValueError where there are no odds to be made precise, or no such precision."""
    if not 0.0 < half_width < 0.5:
        raise ValueError(
            f"until is {half_width:g}; write a half-width of odds between 0 and 0.5, such as 0.01"
        )
    for project in projects:
        if not project.targets:
            raise ValueError(
                f"scenario '{project.scenario}' has no targets, hence no odds to be made precise"
            )


def whole_chunks(runs: int) -> int:
    """Return the runs rounded up to whole chunks."""
    chunk = CHUNKS["cash"]
    return -(-runs // chunk) * chunk


def _shares(study: Study) -> dict[str, float]:
    """Return the share of runs that met each target, and all of them together."""
    odds = dict(zip(study.targets, study.odds()["odds"].tolist(), strict=True))
    return odds | {ALL_TARGETS: float(study.joint_odds()["odds"])}
