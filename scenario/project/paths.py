"""Dotted paths: naming the values of a project, finding them and changing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scenario.project.problems import suggestion
from scenario.project.quantity import Quantity
from scenario.project.record import Record
from scenario.project.root import Project

ANY = "*"
"""Stands for any one name of a path."""


class PathError(Exception):
    """A path that leads nowhere."""


def quantities(project: Project) -> dict[str, Quantity]:
    """Return every quantity of a project by its path, in file order."""
    return {".".join(parts): value for parts, value in _leaves(project, ()) if isinstance(value, Quantity)}


def _leaves(value: Any, parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Record):
        for name, field in type(value).model_fields.items():
            yield from _leaves(getattr(value, name), (*parts, field.alias or name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*parts, str(key)))
    elif isinstance(value, tuple):
        for position, inner in enumerate(value):
            yield from _leaves(inner, (*parts, str(position)))
    else:
        yield parts, value


def matching(pattern: str, paths: Iterable[str]) -> list[str]:
    """Return the paths that a pattern names; `*` stands for any one name."""
    wanted = pattern.split(".")
    return [path for path in paths if _fits(wanted, path.split("."))]


def _fits(wanted: list[str], parts: list[str]) -> bool:
    return len(wanted) == len(parts) and all(w in (ANY, part) for w, part in zip(wanted, parts, strict=True))


def split_path(data: Any, path: str) -> list[str | int]:
    """Return the keys and positions of a path in plain data; only the last may be new. Raises PathError."""
    keys: list[str | int] = []
    names = path.split(".")
    for depth, name in enumerate(names):
        key = _step(data, name, ".".join(names[:depth]), last=depth == len(names) - 1)
        keys.append(key)
        data = data[key] if depth < len(names) - 1 else None
    return keys


def _step(data: Any, name: str, parent: str, last: bool) -> str | int:
    """Return the key that `name` is in `data`."""
    if isinstance(data, Mapping):
        if name and (last or name in data):
            return name
        known = [str(key) for key in data]
    elif isinstance(data, (list, tuple)):
        if name.isdigit() and int(name) < len(data):
            return int(name)
        known = [str(position) for position in range(len(data))]
    else:
        raise PathError(f"'{parent}' is a value of its own and holds no '{name}'")
    within = f"'{parent}'" if parent else "the project"
    raise PathError(f"there is no '{name}' in {within}{_hint(name, known)}")


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
    copy = dict(data) if isinstance(data, Mapping) else list(data)
    inner = data[keys[0]] if len(keys) > 1 else None
    copy[keys[0]] = _with(inner, keys[1:], value)
    return copy


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the closest known word, or nothing."""
    return suggestion(word, known)
