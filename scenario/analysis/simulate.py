"""Simulate a project many times, as many as were asked for or as a precision takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Unpack, cast

from scenario.analysis.precision.until import needed_runs
from scenario.analysis.study import Study, study_of
from scenario.project.sections.root import Project
from scenario.study.settings import MoreSettings, Progress, RunSettings


class Asked(MoreSettings, total=False):
    """What else `simulate` takes by keyword."""

    until: float | None
    out: str | Path | None


def simulate(
    project: Project,
    runs: int = 1000,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | None = None,
    first: int = 0,
    **more: Unpack[Asked],
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
    SettingsRefused
        Something of this cannot be used; the message says what, and what to do. It is a ValueError.
    RunFailed, WorkerLost
        A run could not be simulated; the message names it.
    PoolFailed, ClusterError
        There are no workers, or they cannot be used.
    StudyError, StoreFailed
        The folder holds something else; it cannot be written to any more.
    Disagreement
        The two clocks came to different results; the message names run, activity or account.
    """
    until, out = more.pop("until", None), more.pop("out", None)
    settings = RunSettings(runs, seed, first, workers=workers, progress=progress, **cast(MoreSettings, more))
    if until is not None:
        settings = replace(settings, runs=needed_runs([project], until, settings).runs)
    return study_of(project, settings, None if out is None else Path(out))
