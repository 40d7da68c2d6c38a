"""Validation errors as sentences for people."""

from __future__ import annotations

from pydantic import ValidationError

from scenario.project.problems import Problem
from scenario.project.reading import Document, Place, Where


def problems_of(error: ValidationError, document: Document) -> list[Problem]:
    """Return the problems of a validation, each at its place in the files."""
    problems = []
    for item in error.errors(include_url=False):
        where = tuple(item["loc"]) + tuple(item.get("ctx", {}).get("at", ()))
        place = place_of(document, where)
        problems.append(Problem(*place, ".".join(str(part) for part in where), item["msg"]))
    return problems


def place_of(document: Document, where: Where) -> Place:
    """Return the place of a value, or of the nearest thing around it."""
    while where and where not in document.places:
        where = where[:-1]
    return document.places[where]
