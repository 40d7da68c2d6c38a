"""A study on disk: simulated into a folder, saved to one, opened from one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from scenario.disk.under_way import under_way
from scenario.draws import Sampling
from scenario.model.processes import MOST_LIKELY
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.root import Project
from scenario.study.arrays import Digest, RunArrays, names_of
from scenario.study.gather import (
    Into,
    Made,
    Stopped,
    StudyInterrupted,
    prepared,
    spans_of,
    take_all,
)
from scenario.study.interrupts import interrupts_held
from scenario.study.pools.choice import pool_for
from scenario.study.pools.chunk import Rows
from scenario.study.retention import CHUNKS
from scenario.study.settings import RunSettings
from scenario.study.simulation import Simulation
from scenario.study.storage.folder import Checks, Storing, claimed, stored_parts
from scenario.study.storage.manifest import MANIFEST, Manifest, StudyError, manifest_of, read_manifest
from scenario.study.storage.parquet import Files, Writing, tables_kept
from scenario.study.storage.stored import stored_most_likely, stored_runs


def gather_into(
    folder: Path, project: Project, settings: RunSettings, digest: Digest, *, into: Into[Made]
) -> Made:
    """Store the outcomes of runs in a folder, part by part, and return them as they stand there.

    What is there of the very same study is not simulated again, so that a study that was ended by force goes
    on, and one of fewer runs is extended. It ends as the same files, to the byte, however often it was ended.

    Raises
    ------
    StudyError
        The folder holds something else, or cannot be written to.
    StoreFailed
        It cannot be written to any more.
    StudyInterrupted
        On Ctrl-C; its `study` holds the leading runs that are stored.
    """
    plan = compile_plan(project, settings.spread, settings.processes)
    task = Simulation(plan, settings, digest)
    spans = spans_of(settings.first, settings.end, settings.chunk_size)
    made = manifest_of(
        task.plan,
        settings.seed,
        settings.first,
        engine=task.engine,
        keep=settings.keep,
        chunk=settings.chunk_size,
        names=task.names,
        statuses=digest.statuses,
    )
    with claimed(folder):
        with interrupts_held():
            planned = task.most_likely()
        storing = Storing(folder, made, spans, _most_likely(planned, task.plan, made))
        missing = storing.missing
        if missing:
            prepared(task)
        pool = pool_for(settings, task.engine, missing)
        writing = _writing(task.held, task.plan, made)
        try:
            with storing.told_when_full():
                take_all(writing, missing, pool, settings, storing.put, storing.runs)
        except Stopped:
            raise StudyInterrupted(open_outcomes(folder, into, unfinished=True)) from None
        storing.finish()
    return open_outcomes(folder, into)


class Runs(NamedTuple):
    """Runs that are to be saved, and the most-likely run."""

    plan: Plan
    seed: int
    first: int
    held: RunArrays
    planned: RunArrays


def save_runs(runs: Runs, folder: Path, statuses: Sequence[str]) -> Path:
    """Write runs to a new folder, as `gather_into` would have; all of them appear there, or nothing."""
    _refuse_anything_at(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with under_way(folder.parent, f".{folder.name}") as room:
        _save(runs, room / "study", statuses)
        try:
            os.replace(room / "study", folder)
        except OSError:
            _refuse_anything_at(folder)  # it came meanwhile
            raise
    return folder


def _refuse_anything_at(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{folder}: there is something already; name a new folder")


def open_outcomes(
    folder: Path, into: Into[Made], *, unfinished: bool = False, digest: Digest | None = None
) -> Made:
    """Return the study of a folder; what is asked of it is read then.

    Parameters
    ----------
    folder : Path
        Where it is
    into : function
        Makes the study
    unfinished : bool
        Whether the leading runs of a study that was stopped will do
    digest : Digest, optional
        What is learnt of runs: a study that tells of anything else is refused

    Raises
    ------
    StudyError
        There is none, it was edited, or it is not finished.
    """
    found = read_manifest(folder)
    plan = _plan(folder, found)
    parts = stored_parts(folder, found)
    _refuse_other_tables(folder, plan, found, parts.values())
    if digest is not None:
        _refuse_other_names(folder, plan, found, digest)
    runs = stored_runs(folder, plan, found, parts)
    if not found["complete"] and not unfinished:
        raise StudyError(
            f"{folder}: {runs.runs:,} of {found['runs']:,} runs are there; the command that stored them goes"
            f" on with the rest, and open_study(…, unfinished=True) opens these"
        )
    return into(plan, found["seed"], found["first_run"], runs, stored_most_likely(folder, plan, found))


def _plan(folder: Path, found: Manifest) -> Plan:
    """Return what the runs of a study share. Raises StudyError when its project is none, or another."""
    sampling = Sampling.of(found["sampling"], found["runs"], found["first_run"])
    try:
        project = Project.model_validate(found["project"])
        project._scenario, project._file = found["scenario"], found["file"]
        plan = compile_plan(project, sampling)
    except Exception as error:  # what no file could hold, whoever wrote it here
        raise StudyError(f"{folder / MANIFEST}: its project cannot be read ({error})") from error
    if project.fingerprint != found["fingerprint"]:
        raise StudyError(
            f"{folder / MANIFEST}: its project means something else to this version; simulate it anew"
        )
    return plan


def _refuse_other_tables(folder: Path, plan: Plan, found: Manifest, parts: Iterable[Checks]) -> None:
    """Raise StudyError when a part, or the most-likely run, does not have the tables of such a study."""
    names = {"values": found["measures"], "met": found["targets"], **names_of(plan)}
    wanted = set(tables_kept(found["keep"], names))
    if any(set(part) != wanted for part in parts):
        raise StudyError(
            f"{folder / MANIFEST}: a part does not hold what such a study does; simulate it anew"
        )
    if set(found["most_likely"]) != set(tables_kept("cash", names)):
        raise StudyError(f"{folder / MANIFEST}: the most-likely run is not whole; simulate the study anew")


def _refuse_other_names(folder: Path, plan: Plan, found: Manifest, digest: Digest) -> None:
    """Raise StudyError when a study tells of measures, targets or statuses that its project does not have."""
    try:
        names = digest.names(plan)
    except Exception as error:
        raise StudyError(f"{folder / MANIFEST}: its project cannot be read ({error})") from error
    apart = [name for name in found["measures"] if name not in names["values"]]
    apart += [key for key, ours in (("targets", names["met"]), ("statuses", digest.statuses))
              if found[key] != list(ours)]  # fmt: skip
    if apart:
        raise StudyError(f"{folder / MANIFEST}: this version does not know its {apart[0]}; simulate it anew")


def _save(runs: Runs, folder: Path, statuses: Sequence[str]) -> None:
    plan, first, held = runs.plan, runs.first, runs.held
    chunk = CHUNKS[held.keep]
    made = manifest_of(
        plan,
        runs.seed,
        first,
        engine=held.engine,
        keep=held.keep,
        chunk=chunk,
        names=held.names,
        statuses=statuses,
    )
    writing = _writing(lambda span: held.rows(span.first - first, span.end - first), plan, made)
    spans = spans_of(first, first + held.runs, chunk)
    with claimed(folder):
        storing = Storing(folder, made, spans, _most_likely(runs.planned, plan, made))
        for span in spans:
            storing.put(span, writing(span))
        storing.finish()


def _writing(held: Callable[[Rows], RunArrays], plan: Plan, made: Manifest) -> Writing:
    return Writing(held, plan.first_months[: plan.months], tuple(made["statuses"]), made["mark"])


def _most_likely(planned: RunArrays, plan: Plan, made: Manifest) -> Files:
    """Return the tables of the most-likely run."""
    return _writing(lambda _: planned, plan, made)(Rows(MOST_LIKELY, MOST_LIKELY + 1))
