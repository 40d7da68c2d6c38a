"""From plain data to a checked project, with every problem found at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenario.project.checks import Found, found_in
from scenario.project.fields import annotation_at, bare
from scenario.project.files.reading import Document
from scenario.project.files.translation import problems_of, where_of
from scenario.project.problems import Problem, ProjectError, Where
from scenario.project.sections.header import Header
from scenario.project.sections.root import Project
from scenario.project.values.links import PRESALE_IMAGE, Link
from scenario.project.values.names import Name
from scenario.project.values.quantity import Quantity

_ROUNDS = 8
_HARMLESS: dict[Any, Any] = {
    Quantity: 0.5,
    float: 0.5,
    int: 1,
    dt.date: dt.date.min,
    Link: PRESALE_IMAGE,
    Name: "…",
    Header: {"name": "…", "start": dt.date.min},
}
"""What stands in for a value that is wrong or missing: within the bounds of nearly every field."""


_KINDS: dict[Where, tuple[str, ...]] = {
    ("phases",): ("no phase",),
    ("activities",): ("no activity", "no quantity", "no uncertainty", "nothing to simulate"),
    ("calendars",): ("no calendar",),
    ("departments",): ("no department",),
    ("risks",): ("no uncertainty",),
    ("fallbacks",): ("no quantity", "no uncertainty"),
    ("products",): ("cannot be measured", "`products:`", "no quantity", "no uncertainty"),
    ("cost",): ("cannot be measured", "no cost item", "no quantity", "no uncertainty"),
    **dict.fromkeys([("land",), ("funding",), ("funding", "loan"), ("tax",)], ("cannot be measured",)),
    ("cost", "items"): ("no cost item", "no quantity", "no uncertainty"),
    ("regime",): ("`regime:`",),
    ("regime", "rules"): ("no regime", "`regime:`"),
    ("cash",): (
        "cannot be measured",
        "nothing to simulate",
    ),
}
"""What the checks miss when a whole block had to be left out."""


@dataclass(slots=True)
class _Attempt:
    """What the records made of the data."""

    project: Project | None = None
    """The project, without what is wrong."""
    errors: list[ErrorDetails] = field(default_factory=list)
    """What the records refused at first."""
    replaced: list[Where] = field(default_factory=list)
    """Values that something harmless stands in for."""
    taken_out: list[Where] = field(default_factory=list)
    """Values that were left out, in this order."""
    forgotten: set[str] = field(default_factory=set)
    """Names that were left out with them."""


def validated(document: Document) -> Project:
    """Return the project that a document describes. Raises ProjectError with all problems."""
    attempt = _read_as_far_as_possible(document.data)
    problems = [*document.problems, *problems_of(attempt.errors, document)]
    if attempt.project is not None:
        found = [_in_file(item, attempt) for item in found_in(attempt.project)]
        problems += [_located(document, item) for item in found if not _follows(item, attempt)]
    if problems or attempt.project is None:
        raise ProjectError(problems)
    return attempt.project


def _located(document: Document, found: Found) -> Problem:
    path = ".".join(str(part) for part in found.where)
    return Problem(*document.place(found.where), path, found.message)


def _read_as_far_as_possible(data: dict[str, Any]) -> _Attempt:
    """Read the records; where they refuse, do without what is wrong, so that the rest can be checked too."""
    attempt = _Attempt()
    for _ in range(_ROUNDS):
        try:
            attempt.project = Project.model_validate(data)
            return attempt
        except ValidationError as error:
            now = error.errors(include_url=False)
        attempt.errors = attempt.errors or now
        data = _copied(data)
        # From the back, so that positions in lists stay right.
        for item in sorted(now, key=_positions, reverse=True):
            _mend(data, item, attempt)
    return attempt


def _positions(error: ErrorDetails) -> list[int]:
    return [part for part in error["loc"] if isinstance(part, int)]


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _mend(data: dict[str, Any], error: ErrorDetails, attempt: _Attempt) -> None:
    """Put something harmless in the place of what is wrong, or take it out."""
    where = where_of(error)
    harmless = _HARMLESS.get(bare(annotation_at(where)))
    if harmless is None and error["type"] == "missing":
        where = where[:-1]
    try:
        parent: Any = data
        for key in where[:-1]:
            parent = parent[key]
        if harmless is not None and where not in attempt.replaced:
            parent[where[-1]] = harmless
            attempt.replaced.append(where)
            return
        gone = parent.pop(where[-1])
    except (LookupError, TypeError, AttributeError):
        return  # taken out already, with something around it
    attempt.taken_out.append(where)
    attempt.forgotten.update(str(part) for part in (where[-1], gone) if isinstance(part, str))


def _in_file(found: Found, attempt: _Attempt) -> Found:
    """Count positions in lists as the file has them, with what was taken out."""
    where = list(found.where)
    for gone in reversed(attempt.taken_out):
        last = len(gone) - 1
        if len(where) > last and tuple(where[:last]) == gone[:last] and isinstance(gone[last], int):
            where[last] = _shifted(where[last], gone[last])
    return Found(tuple(where), found.message)


def _shifted(position: Any, gone: Any) -> Any:
    return position + 1 if position >= gone else position


def _follows(found: Found, attempt: _Attempt) -> bool:
    """Tell whether a problem may only be there because something was left out."""
    wrong = [*attempt.replaced, *attempt.taken_out]
    near = any(gone[: len(found.where)] == found.where or found.where[: len(gone)] == gone for gone in wrong)
    pools = {str(gone[-1]) for gone in attempt.replaced if gone[0] == "staff"}
    named = any(f"'{name}'" in found.message for name in attempt.forgotten | pools)
    blocks = [_KINDS.get(gone, ()) for gone in attempt.taken_out]
    missed = any(phrase in found.message for phrases in blocks for phrase in phrases)
    return near or named or missed or any(".".join(map(str, gone)) in found.message for gone in wrong)
