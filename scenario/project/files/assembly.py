"""Putting a project together from files and overrides.

Precedence, weakest first: `extends` in its order < this file < the scenario's overrides < `--set`.
"""

from __future__ import annotations

import difflib
from collections import ChainMap
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from scenario.data import data
from scenario.project.dotted_paths import PathError, set_path, split_path
from scenario.project.files import kept
from scenario.project.files.packs import is_bare, no_pack, pack, shown
from scenario.project.files.reading import Document, Place, allowance, read, walk
from scenario.project.problems import Problem, ProjectError, Where, unknown
from scenario.project.sections.root import BASE
from scenario.project.values.parsed import is_number
from scenario.project.values.parsed import shown as quoted
from scenario.project.values.quantity import EXTRAS, FORMS

MOST_FILES = 50
"""More files in one project are refused. [count]"""
GIVEN = "--set"
"""What messages call a value that was given to `load`, not written in a file."""
_TOO_ALIKE = 0.85
"""A new key this similar to one that is there is taken for a slip of the pen."""

ValueChange = tuple[str, Any, Where | None]
"""Path, value, and where the change is written (nowhere when it was given)."""


def read_merged(path: Path) -> Document:
    """Read a file and everything it extends, merged. Raises ProjectError."""
    return read_with_files(path)[0]


def read_with_files(path: Path) -> tuple[Document, dict[Path, kept.State]]:
    """Return the same, and the files that it was made of, each in the state in which it was read."""
    reader = _Reader(path)
    return reader.merged(reader.first), reader.files


class _Source(NamedTuple):
    """A file to read: where it is, what messages call it, and the folder that it may not lead out of."""

    path: Path
    shown: str
    folder: Path


class _Reader:
    """Follows `extends`: files stay within the folder of the first one, packs within the package's own."""

    def __init__(self, path: Path) -> None:
        self.first = _Source(path, str(path), path.resolve().parent)
        self.read = 0
        self.left = allowance()
        self.files: dict[Path, kept.State] = {}

    def merged(self, source: _Source, above: tuple[Path, ...] = ()) -> Document:
        """Return a file laid over what it extends."""
        self.read += 1
        with suppress(OSError, ValueError):  # what cannot be read is told below
            self.files[source.path] = kept.state_of(source.path)
        document = read(source.path, source.shown, self.left)
        own = document.data.get("extends") or []
        names = [own] if isinstance(own, str) else own
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            message = "write a list of packs and files, such as [cn-tax, packs/our-rates.yaml]"
            raise _refused(document, (), message)
        below = Document({}, ChainMap())
        for position, name in enumerate(names):
            extended = self._source(document, name, position, source, above)
            below = overlaid(below, self.merged(extended, (*above, source.path.resolve())))
        document.data["extends"] = [] if above else names
        return overlaid(below, document)

    def _source(
        self, document: Document, name: str, position: int, source: _Source, above: tuple[Path, ...]
    ) -> _Source:
        """Return the pack or the file that `name` means, if it may be read."""
        try:
            found = _meant(name, source)
            real, is_there = found.path.resolve(), found.path.exists()
        except (OSError, ValueError):  # too long, or with a character that no name has
            message = f"{quoted(name)} is no name of a file; write one such as packs/our-rates.yaml"
            raise _refused(document, (position,), message) from None
        chain = (*above, source.path.resolve())
        if not real.is_relative_to(found.folder):
            message = (
                f"'{name}' leads out of the project's folder; keep extended files in it or below,"
                " and name packs without ending, such as cn-tax"
            )
        elif real in chain:
            names = " → ".join(link.name for link in (*chain[chain.index(real) :], real))
            message = f"'{name}' extends itself: {names}"
        elif self.read >= MOST_FILES:
            message = f"the project has more than {MOST_FILES} files"
        elif not is_there:
            message = no_pack(name) if is_bare(name) else f"there is no file {quoted(name)} beside this one"
        else:
            return found
        raise _refused(document, (position,), message)


def _meant(name: str, source: _Source) -> _Source:
    """Return what a name in a file means: a pack by its bare name, else a file, counted from that file."""
    file = pack(name)
    if file is not None:
        return _Source(file, shown(name), data("params").resolve())
    return _Source(source.path.parent / name, str(Path(source.shown).parent / name), source.folder)


def _refused(document: Document, where: Where, message: str) -> ProjectError:
    place = document.place(("extends", *where))
    return ProjectError([*document.problems, Problem(*place, "extends", message)])


def overlaid(below: Document, above: Document) -> Document:
    """Return two documents merged: mappings key by key, everything else replaced by `above`."""
    # A place of `below` under a list that was replaced stays, but nothing asks for it.
    return Document(
        _merged(below.data, above.data),
        ChainMap(*above.places.maps, *below.places.maps),
        below.problems + above.problems,
    )


def _merged(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict) or _is_uncertainty(below, above):
        return above
    return below | {
        key: _merged(below[key], value) if key in below else value for key, value in above.items()
    }


def _is_uncertainty(*mappings: dict[str, Any]) -> bool:
    """Tell whether all are written quantities: one replaces another as a whole, source and all."""
    return all(FORMS.intersection(mapping) and mapping.keys() <= FORMS | EXTRAS for mapping in mappings)


def apply(document: Document, scenario: str | None, given: Mapping[str, Any]) -> Document:
    """Return the document with a scenario's overrides and then the given ones.

    A path that leads nowhere becomes a problem of the document. Raises ProjectError for an unknown scenario.
    """
    written = [] if scenario in (None, BASE) else _changes(document, str(scenario))
    return _applied(document, [*written, *((path, value, None) for path, value in given.items())])


def changed_by(document: Document, override: str) -> Document:
    """Return the document with one named override."""
    return _applied(document, _changes_of(document, override))


def scenario_names(document: Document) -> list[str]:
    """Return the names of the scenarios, in file order."""
    scenarios = document.data.get("scenarios")
    return list(scenarios) if isinstance(scenarios, dict) else []


def unused_overrides(document: Document) -> list[str]:
    """Return the overrides that no scenario uses."""
    overrides = document.data.get("overrides")
    lists = [document.data["scenarios"][name] for name in scenario_names(document)]
    used = {name for names in lists if isinstance(names, list) for name in names if isinstance(name, str)}
    return [name for name in overrides if name not in used] if isinstance(overrides, dict) else []


def _changes(document: Document, scenario: str) -> list[ValueChange]:
    """List the changes of a scenario."""
    if scenario not in scenario_names(document):
        names = (BASE, *scenario_names(document))
        raise ProjectError(
            [Problem(document.places[()].file, None, "", unknown("scenario", scenario, names))]
        )
    names = document.data["scenarios"][scenario]
    overrides = document.data.get("overrides")
    if not isinstance(names, list) or not isinstance(overrides, dict):
        place = document.place(("scenarios", scenario))
        message = "write a list of names that stand under `overrides:`"
        raise ProjectError([Problem(*place, f"scenarios.{scenario}", message)])
    changes: list[ValueChange] = []
    problems = []
    for position, name in enumerate(names):
        if not isinstance(name, str):
            continue  # the record of `scenarios` refuses it
        if name in overrides:
            changes += _changes_of(document, name)
        else:
            place = document.place(("scenarios", scenario, position))
            problems.append(Problem(*place, f"scenarios.{scenario}", unknown("override", name, overrides)))
    problems += _clashes(document, scenario, changes)
    if problems:
        raise ProjectError(problems)
    return changes


def _changes_of(document: Document, override: str) -> list[ValueChange]:
    changes = document.data["overrides"][override]
    if not isinstance(changes, dict):
        place = document.place(("overrides", override))
        message = "write a mapping of paths to values, such as {staff.procurement: 4}"
        raise ProjectError([Problem(*place, f"overrides.{override}", message)])
    return [(path, value, ("overrides", override, path)) for path, value in changes.items()]


def _clashes(document: Document, scenario: str, changes: list[ValueChange]) -> list[Problem]:
    """Two overrides of one scenario may not set the same value."""
    problems = []
    for later, (path, _, where) in enumerate(changes):
        for other, _, earlier in changes[:later]:
            if where and earlier and where[1] != earlier[1] and _overlap(path, other):
                both = f"'{earlier[1]}' sets {other} and '{where[1]}' sets {path}"
                message = f"{both} in scenario '{scenario}'; keep one"
                problems.append(_located(document, path, where, message))
    return problems


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _located(document: Document, path: str, where: Where | None, message: str) -> Problem:
    if where is None:
        return Problem(GIVEN, None, path, message)
    return Problem(*document.place(where), f"overrides.{where[1]}.{path}", message)


def _applied(document: Document, changes: list[ValueChange]) -> Document:
    """Apply changes in order; one that cannot be applied becomes a problem of the document."""
    for path, value, where in changes:
        try:
            document = _changed(document, path, value, where)
        except PathError as error:
            problem = _located(document, path, where, str(error))
            document = document._replace(problems=(*document.problems, problem))
    return document


def _changed(document: Document, path: str, value: Any, where: Where | None) -> Document:
    target = tuple(split_path(document.data, path))
    if target[0] in ("extends", "overrides", "scenarios"):
        raise PathError(f"'{target[0]}' cannot be overridden")
    _refuse_slip(document.data, target, value)
    data = set_path(document.data, path, value)
    if is_number(value):
        data = _without_correlations(data, target)
    inside = [below for below, _ in walk(value)]
    if where is None:
        moved = {(*target, *below): Place(GIVEN, None) for below in [(), *inside]}
    else:
        moved = {(*target, *below): document.place((*where, *below)) for below in [(), *inside]}
    return document._replace(data=data, places=document.places.new_child(moved))


def _without_correlations(data: Any, target: Where) -> Any:
    """Return data in which nothing is correlated with a value that has become a plain number."""
    written = data.get("correlations") if isinstance(data, dict) else None
    if not isinstance(written, list):
        return data
    own, base = ".".join(map(str, target)), [str(part) for part in target]
    phases = data.get("phases")
    phases = phases if isinstance(phases, list) else []
    kept = []
    for correlation in written:
        names = correlation.get("between") if isinstance(correlation, dict) else None
        if isinstance(names, list):
            left = [name for name in names if not _means(str(name), own, base, phases)]
            if len(left) < len(names):
                if len(left) > 1:
                    kept.append({**correlation, "between": left})
                continue
        kept.append(correlation)
    return {**data, "correlations": kept}


def _means(name: str, own: str, base: list[str], phases: list[Any]) -> bool:
    """Tell whether an uncertainty is a value, in a phase or in all: `drivers.x` is its quantity."""
    of_phase = any(name == ".".join([*base[:2], str(phase), *base[2:]]) for phase in phases)
    return name == own or of_phase or f"{name}.quantity" == own


def _refuse_slip(data: Any, target: Where, value: Any) -> None:
    """Refuse a new key of a mapping that is almost one of those that are there."""
    for key in target[:-1]:
        data = (data.get(key) if isinstance(data, dict) else data[key]) or {}
    if isinstance(data, dict) and target[-1] not in data and not isinstance(value, dict):
        close = difflib.get_close_matches(str(target[-1]), [str(key) for key in data], n=1, cutoff=_TOO_ALIKE)
        if close:
            raise PathError(f"there is no '{target[-1]}'; did you mean '{close[0]}'?")
