"""Statements: what is known at a data date, in a file beside the project's."""

from __future__ import annotations

from collections import ChainMap
from pathlib import Path
from typing import Any

from scenario.project.files.reading import Document, read
from scenario.project.problems import Problem, ProjectError

FORM = "scenario-actuals-1"
"""What a statement's file says that it is."""


def with_statement(document: Document, path: Path) -> Document:
    """Return a project's document with the statement of a file in it. Raises ProjectError."""
    return joined(document, read(path))


def joined(document: Document, told: Document) -> Document:
    """Return a project's document with a statement in it. Raises ProjectError where that is none."""
    places, problems = told.places, list(told.problems)
    data: dict[str, Any] = dict(told.data)
    if data.pop("form", None) != FORM:
        message = f"a statement of what is known begins with form: {FORM}"
        problems.append(Problem(*told.place(("form",)), "form", message))
        raise ProjectError(problems)
    problems += _of_another(document, told, data.pop("project", None))
    shifted = {("statement", *where): place for where, place in places.items()}
    return Document(
        {**document.data, "statement": data},
        ChainMap(shifted, *document.places.maps),
        (*document.problems, *problems),
    )


def _of_another(document: Document, told: Document, name: Any) -> list[Problem]:
    """Return the problem of a statement that names another project."""
    header = document.data.get("project")
    own = header.get("name") if isinstance(header, dict) else None
    names = list(own.values()) if isinstance(own, dict) else [own]
    if name is None or name in names:
        return []
    message = f"it is of {name!r}, and the project's name is {own!r}; give the statement of this project"
    return [Problem(*told.place(("project",)), "project", message)]
