"""A project file that was read and checked before, by the content of all the files that it is made of.

What is kept is the merged data as plain JSON, and that everything in it could be used: the base, every
scenario and every override. A project is made of it through the records and the checks again, so that what
was kept can at most be data of the same user, never a way around them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scenario import cache

if TYPE_CHECKING:
    from scenario.project.sections.root import Project

KIND = "projects"
LARGEST = 5_000_000
"""Of a project file whose reading is kept [bytes]."""
COUNTED = ("activities", "cash", "targets", "scenarios")
"""What of it is counted."""
DATE = "$date"
"""JSON has no dates: one is kept as a mapping with this key, which no project file may have."""


class Kept(NamedTuple):
    """A project file that can be used."""

    data: dict[str, Any]
    """What its files say, merged."""
    counts: dict[str, int]
    """How much it holds: activities, cash, targets, scenarios [count]."""


State = list[str]
"""Where a file really is, and the hash of what it holds."""


def recall(path: Path) -> Kept | None:
    """Return what is known of a project file; None when it, or what it extends, was not seen as it is."""
    try:
        found = cache.recall(KIND, _key(path))
        if found is None or any(state_of(Path(name)) != state for name, state in found["files"]):
            return None
        return Kept(_dated(found["data"]), found["counts"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def keep(path: Path, files: Mapping[Path, State], data: Mapping[str, Any]) -> None:
    """Keep that a project can be used, made of files that were in these states when they were read."""
    try:
        if any(state_of(file) != state for file, state in files.items()):
            return  # written to meanwhile
        states = [(str(file.absolute()), state) for file, state in files.items()]
        counts = {key: len(data.get(key) or ()) for key in COUNTED}
        cache.keep(KIND, _key(path), {"files": states, "data": _plain(data), "counts": counts})
    except (OSError, ValueError, TypeError):
        return


def counted(project: Project) -> dict[str, int]:
    """Return how much a project holds, as it is kept."""
    return {key: len(getattr(project, key)) for key in COUNTED}


def state_of(file: Path) -> State:
    """Return the state of a file. Raises OSError where there is none, ValueError where it is too large."""
    if not file.is_file() or file.stat().st_size > LARGEST:
        raise ValueError("nothing to be kept")
    return [str(file.resolve()), hashlib.sha256(file.read_bytes()).hexdigest()]


def _key(path: Path) -> str:
    return cache.digest([cache.program(), str(path.absolute()), *state_of(path)])


def _plain(value: Any) -> Any:
    """Return data as JSON can hold it. Raises ValueError for what it could not give back."""
    if isinstance(value, dict):
        if DATE in value or not all(isinstance(key, str) for key in value):
            raise ValueError("a key that JSON cannot hold")
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return {DATE: value.isoformat()} if isinstance(value, dt.date) else value


def _dated(value: Any) -> Any:
    """Return the data that `_plain` was given."""
    if isinstance(value, dict):
        if DATE in value:
            return dt.date.fromisoformat(value[DATE])
        return {key: _dated(inner) for key, inner in value.items()}
    return [_dated(inner) for inner in value] if isinstance(value, list) else value
