"""A forecast from a data date: odds, dates and money of what is left, as one document."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Unpack

from scenario.analysis import Study
from scenario.analysis.document import document as study_document
from scenario.analysis.simulate import Asked, simulate
from scenario.measures.targets import target_text
from scenario.model.plan.status import DONE
from scenario.project import load
from scenario.project.sections.root import Project
from scenario.tracking.earned import earned_document, earned_of
from scenario.tracking.progress import Progress, progress_of, running_document, started_on


def track(
    project: str | Path | Project,
    actuals: str | Path | None = None,
    runs: int = 1000,
    seed: int = 1,
    **more: Unpack[Asked],
) -> Study:
    """Return a study of what is left of a project from a data date.

    Parameters
    ----------
    project : path or Project
        The project's file; or a project that holds its statement
    actuals : path, optional
        The file of the statement; with a project that holds one it is left out
    runs, seed, **more
        As for `scenario.simulate`

    Raises
    ------
    ProjectError
        The project or the statement cannot be used
    ValueError
        There is no statement
    """
    if not isinstance(project, Project):
        project = load(project, actuals=actuals)
    if project.statement is None:
        raise ValueError("there is no statement; name its file")
    return simulate(project, runs, seed, **more)


def track_document(study: Study, progress: Progress | None = None) -> dict[str, Any]:
    """Return a forecast as plain data: the document of `run`, with what is known and what was derived."""
    told, found = study.project.statement, progress or progress_of(study)
    assert told is not None
    whole = study_document(study)
    return {
        **whole,
        "data_date": told.data_date.isoformat(),
        "closed": told.closed,
        "tracks_money": study.project.has_money and study.project.tracks_money,
        "not_tracked": {
            "targets": [target_text(each) for each in untracked(study.project)],
            "measures": [name for name in whole["not_modelled"] if study.project.leaves_out(name)],
        },
        "counts": found.counts,
        "status": _status(study, found),
        "contradicted": [each.node for each in found.running if each.is_contradicted],
        "derived": derived(study, found),
        "risks": [
            {
                "risk": each.name.removeprefix("risks."),
                "probability": each.chance,
                "now": each.left,
                "gone": each.gone,
                "told": each.told,
            }
            for each in found.risks
        ],
        "earned": earned_document(earned_of(study)),
        "variance": None,
        "lights": None,
    }


def untracked(project: Project) -> list[Any]:
    """Return the targets that are not judged, since the statement leaves money out."""
    return [each for each in project.all_targets if each.measure and project.leaves_out(each.measure)]


def derived(study: Study, found: Progress) -> list[dict[str, Any]]:
    """Return what the statement did not tell, and the rule that it follows from."""
    rows: list[dict[str, Any]] = [
        {"what": f"activities.{each.node}.remaining", "rule": each.rule, "value": each.remaining[1]}
        for each in found.running
        if each.rule != "remaining"
    ]
    rows += [
        {"what": f"activities.{node}.started", "rule": "taken as its finish", "value": None}
        for node in found.no_start
    ]
    rows += [
        {"what": f"{each.name}.probability", "rule": "share of its window gone", "value": each.left}
        for each in found.risks
        if not each.told
    ]
    return rows


def _status(study: Study, found: Progress) -> dict[str, Any]:
    """Return what is known of each activity of which anything is."""
    status, ids = study.plan.status, study.plan.timetable.ids
    assert status is not None
    rows: dict[str, Any] = {}
    for i, name in enumerate(ids):
        if status.state[i] == DONE:
            ended = study.date(float(status.finished[i]))
            rows[name] = {
                "state": "finished",
                "started": None if name in found.no_start else started_on(study, float(status.started[i])),
                "finished": None if ended is None else ended.isoformat(),
            }
        elif status.cancelled[i]:
            rows[name] = {"state": "cancelled"}
    return rows | {each.node: running_document(study, each) for each in found.running}
