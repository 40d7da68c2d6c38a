"""Putting a project together from files and overrides.

Precedence, weakest first: the files of `extends` in their order < this file < the scenario's overrides < overrides given to `load` (`--set`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenario.project.paths import PathError, set_path, split_path
from scenario.project.problems import Problem, ProjectError, unknown
from scenario.project.reading import Document, Place, Where, read, walk
from scenario.project.root import BASE

MOST_FILES = 50
"""More files in one project are refused. [count]"""
GIVEN = "override"
"""What messages call a value that was given to `load`, not written in a file."""


def read_merged(path: Path) -> Document:
    """Read a file and everything it extends, merged. Raises ProjectError."""
    return _Reader(path).merged(path, str(path), ())


class _Reader:
    """Follows `extends` and stays within the folder of the first file."""

    def __init__(self, path: Path) -> None:
        self.folder = path.resolve().parent
        self.read = 0

    def merged(self, path: Path, shown: str, above: tuple[Path, ...]) -> Document:
        """Return a file laid over what it extends."""
        self.read += 1
        document = read(path, shown)
        own = document.data.get("extends", [])
        names = [own] if isinstance(own, str) else own
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ProjectError(
                [self._problem(document, (), "write a list of files, such as [packs/cn-tax.yaml]")]
            )
        below = Document({}, {})
        for position, name in enumerate(names):
            where = (position,) if isinstance(own, list) else ()
            below = overlaid(below, self._extended(document, name, where, path, shown, above))
        if above:
            document.data.pop("extends", None)
        elif isinstance(own, str):
            document.data["extends"] = [own]
        return overlaid(below, document)

    def _extended(
        self, document: Document, name: str, where: Where, path: Path, shown: str, above: tuple[Path, ...]
    ) -> Document:
        target = path.parent / name
        real = target.resolve()
        chain = (*above, path.resolve())
        if not real.is_relative_to(self.folder):
            message = f"'{name}' leads out of the project's folder; keep extended files in it or below"
        elif real in chain:
            names = " → ".join(link.name for link in (*chain[chain.index(real) :], real))
            message = f"'{name}' extends itself: {names}"
        elif self.read >= MOST_FILES:
            message = f"the project has more than {MOST_FILES} files"
        elif not target.is_file():
            message = f"there is no file '{name}'"
        else:
            return self.merged(target, str(Path(shown).parent / name), chain)
        raise ProjectError([self._problem(document, where, message)])

    def _problem(self, document: Document, where: Where, message: str) -> Problem:
        place = document.places.get(("extends", *where)) or document.places[("extends",)]
        return Problem(place.file, place.line, "extends", message)


def overlaid(below: Document, above: Document) -> Document:
    """Return two documents merged: mappings key by key, everything else replaced by `above`."""
    return Document(_merged(below.data, above.data), below.places | above.places)


def _merged(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {
        key: _merged(below[key], value) if key in below else value for key, value in above.items()
    }


def apply(document: Document, scenario: str | None, given: Mapping[str, Any]) -> Document:
    """Return the document with a scenario's overrides and then the given ones. Raises ProjectError."""
    changes = [] if scenario in (None, BASE) else _changes(document, str(scenario))
    changes += [(path, value, None) for path, value in given.items()]
    problems = []
    for path, value, where in changes:
        try:
            document = _changed(document, path, value, where)
        except PathError as error:
            problems.append(_located(document, path, where, str(error)))
    if problems:
        raise ProjectError(problems)
    return document


def _changes(document: Document, scenario: str) -> list[tuple[str, Any, Where | None]]:
    """List the changes of a scenario: path, value and where it is written."""
    scenarios, overrides = document.data.get("scenarios") or {}, document.data.get("overrides") or {}
    if scenario not in scenarios:
        raise ProjectError(
            [Problem(document.places[()].file, None, "", unknown("scenario", scenario, (BASE, *scenarios)))]
        )
    changes: list[tuple[str, Any, Where | None]] = []
    setters: dict[str, str] = {}
    problems = []
    for position, name in enumerate(scenarios[scenario]):
        if name not in overrides:
            place = (
                document.places.get(("scenarios", scenario, position))
                or document.places[("scenarios", scenario)]
            )
            problems.append(
                Problem(*place, f"scenarios.{scenario}", unknown("override", str(name), overrides))
            )
            continue
        for path, value in overrides[name].items():
            where: Where = ("overrides", name, path)
            clash = next((other for other in setters if _overlap(other, path)), None)
            if clash is not None:
                problems.append(
                    _located(
                        document,
                        path,
                        where,
                        f"both '{setters[clash]}' and '{name}' set it in scenario '{scenario}'; keep one",
                    )
                )
            setters[path] = name
            changes.append((path, value, where))
    if problems:
        raise ProjectError(problems)
    return changes


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _located(document: Document, path: str, where: Where | None, message: str) -> Problem:
    if where is None:
        return Problem(GIVEN, None, path, message)
    place = document.places[where]
    return Problem(place.file, place.line, f"overrides.{where[1]}", f"{path}: {message}")


def _changed(document: Document, path: str, value: Any, where: Where | None) -> Document:
    data = set_path(document.data, path, value)
    target = tuple(split_path(document.data, path))
    if where is None:
        moved = {(*target, *below): Place(GIVEN, None) for below, _ in walk(value)} | {
            target: Place(GIVEN, None)
        }
    else:
        moved = {(*target, *below): document.places[(*where, *below)] for below, _ in walk(value)}
        moved[target] = document.places[where]
    return Document(data, document.places | moved)
