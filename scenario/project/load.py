"""From a project file to a project: read, merge, override, validate, check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenario.project.merging import apply, read_merged
from scenario.project.problems import Problem, ProjectError
from scenario.project.reading import Document
from scenario.project.root import BASE, Project
from scenario.project.translation import problems_of


def load(
    path: str | Path, overrides: Mapping[str, Any] | None = None, scenario: str | None = None
) -> Project:
    """Return the project of a file, in a scenario and with overrides by dotted path. Raises ProjectError."""
    document = apply(read_merged(Path(path)), scenario, overrides or {})
    return _project(document, str(path), scenario or BASE)


def load_scenarios(path: str | Path, overrides: Mapping[str, Any] | None = None) -> dict[str, Project]:
    """Return the project as it stands (`base`) and in each of its scenarios, by name. Raises ProjectError."""
    document = read_merged(Path(path))
    names = [BASE, *(document.data.get("scenarios") or {})]
    return {name: _project(apply(document, name, overrides or {}), str(path), name) for name in names}


def check(path: str | Path) -> list[Problem]:
    """Return every problem of a file and its scenarios; none when it can be used."""
    try:
        load_scenarios(path)
    except ProjectError as error:
        return list(error.problems)
    return []


def _project(document: Document, file: str, scenario: str) -> Project:
    try:
        project = Project.model_validate(document.data)
    except ValidationError as error:
        raise ProjectError(problems_of(error, document)) from None
    project._file, project._scenario = file, scenario
    return project
