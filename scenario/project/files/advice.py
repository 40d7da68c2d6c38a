"""What to write instead of a value that a record refuses, as far as it is clear what was meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, get_args

from pydantic_core import ErrorDetails

from scenario.project.fields import annotation_at, bare, keys_of, record_at
from scenario.project.problems import Where
from scenario.project.values.links import Link
from scenario.project.values.meant import (
    WIDE_SIGNS,
    date_meant,
    half_width,
    link_meant,
    number_meant,
    span_meant,
)
from scenario.project.values.parsed import shown
from scenario.project.values.quantity import Bound, Quantity
from scenario.project.values.span import Span

_NOUNS: dict[Any, str] = {
    dt.date: "date",
    Quantity: "number",
    float: "number",
    int: "number",
    Span: "time span",
    Link: "link",
}
_LONGEST = 200
"""Longer text is not taken for a slip of the pen. [characters]"""

_MOST_DIVIDED = 10
"""Into more parts no value is divided by mistake. [parts]"""


def advice(error: ErrorDetails, where: Where) -> str | None:
    """Return what was probably meant by a value that is wrong, or nothing."""
    if error["type"] == "missing":
        return None
    if error["type"] == "extra_forbidden":
        return _of_key(str(where[-1]), error["input"])
    for at, value in _texts(error["input"], tuple(error.get("ctx", {}).get("at", ()))):
        if isinstance(value, str) and len(value) > _LONGEST:
            continue
        meant = _meant(value, where, at)
        if meant is not None and meant != value:
            return f"{shown(value)} {_is_no(where, at)}; write {meant}"
    return _of_mapping(error["input"])


def _of_key(key: str, value: Any) -> str | None:
    """Return what an unknown key was to be, when it holds full-width signs."""
    if len(key) > _LONGEST or not WIDE_SIGNS.intersection(key):
        return None
    text = f"{key}: {value}" if isinstance(value, (str, int, float)) else key
    meant = half_width(text)
    return f"'{text}' has full-width signs; write {f'`{meant}`' if meant[0] == ' ' else meant}"


def is_there_in_other_signs(error: ErrorDetails) -> bool:
    """Tell whether what is missing stands there in full-width signs, which is told of the key itself."""
    if error["type"] != "missing" or not isinstance(error["input"], dict):
        return False
    keys = [half_width(str(key)) for key in error["input"] if WIDE_SIGNS.intersection(str(key))]
    return any(key.startswith(str(error["loc"][-1])) for key in keys)


def _of_mapping(value: Any) -> str | None:
    """Return what a mapping was to be that full-width brackets or commas divide: {pert: ［20, 30, 50］}."""
    if not isinstance(value, dict) or len(value) > _MOST_DIVIDED or not all(map(_is_plain, value.values())):
        return None
    pairs = (str(key) if inner is None else f"{key}: {inner}" for key, inner in value.items())
    text = f"{{{', '.join(pairs)}}}"
    if len(text) > _LONGEST or not WIDE_SIGNS.intersection(text):
        return None
    return f"'{text}' has full-width signs; write {half_width(text)}"


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def _is_no(where: Where, at: Where) -> str:
    kind = dt.date if at == ("as_of",) else bare(annotation_at(where))
    noun = _NOUNS.get(kind)
    return "has full-width signs" if noun is None else f"is no {noun}"


def _texts(value: Any, at: Where) -> Iterator[tuple[Where, Any]]:
    """Yield what stands at a place inside a value, or the values in it that are no numbers."""
    for key in at:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return
    if isinstance(value, (list, tuple)):
        yield from ((at, item) for item in value if isinstance(item, str))
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield at, value


def _meant(value: Any, where: Where, at: Where) -> str | None:
    """Return what to write in a place instead of a value."""
    kind = bare(annotation_at(where))
    if kind is dt.date or at == ("as_of",):
        return date_meant(value)
    if not isinstance(value, str):
        return None
    if kind in (Quantity, float, int):
        found = number_meant(value, _unit(where))
    else:
        found = {Span: span_meant, Link: link_meant}.get(kind, _no_form)(value)
    return found or (half_width(value) if WIDE_SIGNS.intersection(value) else None)


def _no_form(value: str) -> str | None:
    return None


def _unit(where: Where) -> str:
    """Return whether a field counts days or months, or nothing of both."""
    marks: list[Any] = []
    record = record_at(where[:-1])
    field = keys_of(record).get(str(where[-1])) if record and where else None
    if field is not None:
        marks += field.metadata
        annotations = [field.annotation]
    else:
        annotations = [annotation_at(where)]
    while annotations:
        annotation = annotations.pop()
        marks += getattr(annotation, "__metadata__", ())
        annotations += [part for part in get_args(annotation) if not isinstance(part, Bound)]
    units = [mark.unit.removeprefix("a number of ") for mark in marks if isinstance(mark, Bound)]
    return next((unit for unit in units if unit in ("days", "months")), "")
