"""Promised dates that a study is compared with: read, refused where they do not fit, told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.files.baseline import Baseline
    from scenario.project.sections.root import Project
    from scenario.views.tables.table import Table
    from scenario.views.words.wording import Wording

BaselineFile = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="Dates promised with `scenario commit --out`."),
]


def promised(path: Path | None) -> tuple[Baseline | None, list[Problem]]:
    """Read a baseline, if one is given; return it and what cannot be used of it."""
    if path is None:
        return None, []
    from scenario.project.files.baseline import read_baseline

    try:
        return read_baseline(path), []
    except ProjectError as error:
        return None, list(error.problems)


def refuse_misfit(project: Project, baseline: Baseline | None, path: Path | None) -> None:
    """Raise ProjectError when a baseline is one of another project."""
    if baseline is None:
        return
    from scenario.project.files.baseline import misfits

    if wrong := misfits(project, baseline):
        raise ProjectError([Problem(str(path), None, "", message) for message in wrong])


def kept_document(study: Study, baseline: Baseline) -> dict[str, Any]:
    """Return what has become of promised dates as plain data: the baseline, and its nodes."""
    from scenario.analysis.schedule.baseline import against_baseline
    from scenario.cli.show import as_text

    rows = against_baseline(study, baseline).to_dict(orient="index")
    nodes = {
        str(name): {str(key): as_text(value) for key, value in row.items()} for name, row in rows.items()
    }
    return {"baseline": baseline.model_dump(mode="json", exclude={"activities"}), "nodes": nodes}


def kept_table(study: Study, baseline: Baseline, say: Wording) -> Table:
    """Return what has become of promised dates as a table."""
    from scenario.analysis.schedule.baseline import against_baseline
    from scenario.views.tables.commitment import kept

    return kept(study, baseline, against_baseline(study, baseline), say)


def state_of(study: Study, baseline: Baseline, say: Wording) -> str:
    """Return who approved a baseline, and whether the project has changed since."""
    from scenario.views.tables.commitment import approval

    changed = study.project.fingerprint != baseline.fingerprint
    state = (
        say.say("changed since", "此后有改动")
        if changed
        else say.say("the project is the same", "项目未改动")
    )
    return f"{approval(baseline, say)}; {state}"
