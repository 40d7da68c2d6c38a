"""What changed between two exports of one schedule, as their project files have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

Kind = Literal["added", "dropped", "renamed", "logic", "duration", "calendar", "constraint", "calendar_days"]
DATES = ("not_before", "finish_not_before", "start_not_after", "finish_not_after", "start_on", "finish_on")
Data = Mapping[str, Any]


class Change(NamedTuple):
    """One change: of which activity (or calendar), what it was and what it is."""

    kind: Kind
    id: str
    before: str = ""
    after: str = ""


def changes(before: Data, after: Data) -> list[Change]:
    """Return what changed from one project file to another, activities told apart by their source ids.

    >>> old = {"activities": {"a": {"source": "A", "name": "Dig", "duration": 5}}}
    >>> changes(old, {"activities": {"a": {"source": "A", "name": "Dig", "duration": 7}}})
    [Change(kind='duration', id='A', before='5', after='7')]
    """
    old, new = _by_source(before), _by_source(after)
    names = _sources(before), _sources(after)
    found = [Change("added", key, after=_text(row.get("name"))) for key, row in new.items() if key not in old]
    found += [
        Change("dropped", key, before=_text(row.get("name"))) for key, row in old.items() if key not in new
    ]
    for key, row in new.items():
        if key in old:
            found += _of_activity(key, old[key], row, names)
    return [*found, *_of_calendars(before.get("calendars") or {}, after.get("calendars") or {})]


def _by_source(data: Data) -> dict[str, Data]:
    return {_text(row.get("source", name)): row for name, row in data["activities"].items()}


def _sources(data: Data) -> dict[str, str]:
    return {name: _text(row.get("source", name)) for name, row in data["activities"].items()}


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value if value is not None else "")


def _of_activity(
    key: str, old: Data, new: Data, names: tuple[Mapping[str, str], Mapping[str, str]]
) -> Iterator[Change]:
    for kind, field in (("renamed", "name"), ("duration", "duration"), ("calendar", "calendar")):
        pair = _text(old.get(field)), _text(new.get(field))
        if pair[0] != pair[1]:
            yield Change(kind, key, *pair)  # type: ignore[arg-type]
    links = [
        {_link(link, of) for link in row.get("after") or ()}
        for row, of in zip((old, new), names, strict=True)
    ]
    if links[0] != links[1]:
        gone, come = links[0] - links[1], links[1] - links[0]
        yield Change("logic", key, ", ".join(sorted(gone)), ", ".join(sorted(come)))
    for field in DATES:
        pair = _text(old.get(field)), _text(new.get(field))
        if pair[0] != pair[1]:
            yield Change("constraint", key, *(f"{field} {each}" if each else "" for each in pair))


def _link(link: str, names: Mapping[str, str]) -> str:
    """Return a link with the source id of what it waits for."""
    end = next((at for at, sign in enumerate(link) if sign in ":+- "), len(link))
    return names.get(link[:end], link[:end]) + link[end:]


def _of_calendars(old: Data, new: Data) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            told = ("" if name not in each else "…" for each in (old, new))
            yield Change("calendar_days", name, *told)
