"""Dotted paths: naming the values of a project, finding them and changing them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, get_args

from scenario.project.fields import may_hold
from scenario.project.problems import suggestion
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.project.values.record import Record

RESTATED = frozenset(("floor_price", "per_m2"))
"""Fields that say for each m² what stands as an amount beside them: luck is drawn for the amount."""
ANY = "*"
"""Stands for any one name of a path."""


class PathError(Exception):
    """A path that leads nowhere."""


def quantities(project: Project) -> dict[str, Quantity]:
    """Return every quantity of a project by its path, in file order.

    Those of services are left out: a project run has no months of services yet; nor does it read an auction.
    """
    found: dict[str, Quantity] = {}
    _collect(project, "", found)
    return {
        path: quantity for path, quantity in found.items() if not path.startswith(("operations.", "auction."))
    }


def _collect(value: Any, path: str, found: dict[str, Quantity]) -> None:
    """Add the quantities of a value; `path` is its own with a dot behind it."""
    if isinstance(value, Quantity):
        found[path[:-1]] = value
    elif isinstance(value, Record):
        for name, key in _keys(type(value)):
            _collect(getattr(value, name), f"{path}{key}.", found)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, f"{path}{key}.", found)
    elif isinstance(value, tuple):
        for position, inner in enumerate(value):
            _collect(inner, f"{path}{position}.", found)


@cache
def _keys(record: type[Record]) -> list[tuple[str, str]]:
    """Return each field of a kind of record in which quantities may stand, and its key in a file."""
    fields = record.model_fields.items()
    return [
        (name, field.alias or name)
        for name, field in fields
        if name not in RESTATED and _may_hold_one(field.annotation)
    ]


def _may_hold_one(annotation: Any) -> bool:
    """Return whether a quantity may stand in what is annotated so."""
    if isinstance(annotation, type) and issubclass(annotation, Quantity | Record):
        return issubclass(annotation, Quantity) or bool(_keys(annotation))
    return any(map(_may_hold_one, get_args(annotation)))


def value_at(project: Project, path: str) -> Any:
    """Return what stands at a path, None where the file leaves it (or a block above it) out."""
    value: Any = project
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
    return value


def matching(pattern: str, paths: Iterable[str]) -> list[str]:
    """Return the paths that a pattern names; `*` stands for any one name."""
    fits = _fits(pattern)
    return [path for path in paths if fits(path)]


@lru_cache(maxsize=1024)
def _fits(pattern: str) -> Callable[[str], object]:
    """Return what tells whether a path is one that a pattern names."""
    if ANY not in pattern:
        return pattern.__eq__
    names = ("[^.]*" if name == ANY else re.escape(name) for name in pattern.split("."))
    return re.compile(r"\.".join(names), re.DOTALL).fullmatch


def split_path(data: Any, path: str) -> list[str | int]:
    """Return the keys and positions of a path in plain data. Raises PathError.

    The last key may be new; a key before it may be missing only where a block may stand. A key that
    holds dots itself (`risks.geology.delay.build.p1`) is found when it is there.
    """
    keys: list[str | int] = []
    for depth, name in enumerate(names := path.split(".")):
        last = depth == len(names) - 1
        if isinstance(data, Mapping) and ".".join(names[depth:]) in data:
            return [*keys, ".".join(names[depth:])]
        keys.append(_step(data, name, keys, last))
        if not last:
            data = data.get(keys[-1]) if isinstance(data, Mapping) else data[keys[-1]]
            data = {} if data is None else data
    return keys


def _step(data: Any, name: str, before: list[str | int], last: bool) -> str | int:
    """Return the key that `name` is in `data`."""
    if isinstance(data, Mapping):
        if name and (last or name in data or (may_hold((*before, name)))):
            return name
        known = [str(key) for key in data]
    elif isinstance(data, (list, tuple)):
        if name.isdigit() and int(name) < len(data):
            return int(name)
        known = [str(position) for position in range(len(data))]
    else:
        raise PathError(f"'{_joined(before)}' is a value of its own and holds no '{name}'")
    within = f"'{_joined(before)}'" if before else "the project"
    raise PathError(f"there is no '{name}' in {within}{_hint(name, known)}")


def _joined(keys: list[str | int]) -> str:
    return ".".join(str(key) for key in keys)


def _hint(name: str, known: list[str]) -> str:
    hint = did_you_mean(name, known)
    return f"; {hint}" if hint else ""


def set_path(raw: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return plain data with one value changed; the data given stays as it is. Raises PathError."""
    changed: dict[str, Any] = _with(raw, split_path(raw, path), value)
    return changed


def _with(data: Any, keys: list[str | int], value: Any) -> Any:
    if not keys:
        return value
    copy: Any = list(data) if isinstance(data, (list, tuple)) else dict(data or {})
    inner = copy.get(keys[0]) if isinstance(copy, dict) else copy[keys[0]]
    copy[keys[0]] = _with(inner, keys[1:], value)
    return copy


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the closest known word, or nothing."""
    return suggestion(word, known)
