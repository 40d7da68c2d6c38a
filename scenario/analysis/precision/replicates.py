"""Replications: the same question asked of several seeds; the spread of the answers tells how sure they are.

Wilson's interval, and a standard deviation over √runs, hold for runs that are spread by chance. Of runs that
are spread evenly only the answers of several independent scramblings tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

import pandas as pd

from scenario.analysis.study import Study, study_of
from scenario.measures.targets import ALL_TARGETS
from scenario.project.sections.root import Project
from scenario.study.settings import MoreSettings, Progress, RunSettings

FEWEST, USUAL = 2, 16


def replicate(
    project: Project,
    runs: int = 1000,
    replications: int = USUAL,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | None = None,
    **more: Unpack[MoreSettings],
) -> pd.DataFrame:
    """Return odds and means over several studies that differ in their seeds only, and how sure they are.

    Parameters
    ----------
    project : Project
    runs : int
        Of each study; best a multiple of 256 for Sobol [runs]
    replications : int
        How many studies, with the seeds `seed`, `seed` + 1, …; each can be repeated by `simulate` [studies]
    seed, workers, progress, engine, cluster, sampling
        As for `simulate`, but for the sampling, which is sobol by default; progress is told of all studies
        together

    Returns
    -------
    DataFrame
        One row a target (and all together) and a measure: `kind`, `name`, `value` (mean of the studies'
        odds or means), `standard_error` of it, `low` and `high` (95 %, Student's t), `replications` that had
        a value.

    Raises
    ------
    ValueError
        There are fewer than two replications.
    """
    if replications < FEWEST:
        raise ValueError(f"replications is {replications}; it must be at least {FEWEST} to tell a spread")
    more.setdefault("sampling", "sobol")
    settings = RunSettings(runs, seed, workers=workers, **more)
    answers = []
    for number in range(replications):
        told = _shifted(progress, number * runs, replications * runs)
        study = study_of(project, replace(settings, seed=seed + number, progress=told))
        answers.append(_answers(study))
    return _table(pd.DataFrame(answers))


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    return None if progress is None else lambda done, _: progress(before + done, total)


def _answers(study: Study) -> pd.Series:
    """Return odds and means of a study by (kind, name)."""
    odds = study.odds().set_index("target")["odds"]
    if len(odds) > 1:
        odds[ALL_TARGETS] = study.joint_odds()["odds"]
    answers: pd.Series = pd.concat({"target": odds, "measure": study.summary()["mean"]})
    return answers


def _table(answers: pd.DataFrame) -> pd.DataFrame:
    from scipy.special import stdtrit

    count = answers.count()
    error = answers.std(ddof=1) / count**0.5
    half = error * stdtrit((count - 1).to_numpy(dtype=float), 0.975)
    value = answers.mean()
    table = pd.DataFrame(
        {
            "value": value,
            "standard_error": error,
            "low": value - half,
            "high": value + half,
            "replications": count,
        }
    )
    return table.rename_axis(["kind", "name"]).reset_index()
