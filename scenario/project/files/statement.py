"""Statements: what is known at a data date, in a file beside the project's, and the tables that it names."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenario.project.actuals import headers
from scenario.project.actuals.headers import Columns, Reading
from scenario.project.actuals.sheets import TableError, rows_of
from scenario.project.actuals.taken import Taken, ledger_accounts, taken
from scenario.project.files.reading import Document, Place, read
from scenario.project.files.translation import problems_of
from scenario.project.problems import Problem, ProjectError, Where
from scenario.project.values.vocabulary import OPERATING_ACCOUNTS

FORM = "scenario-actuals-1"
"""What a statement's file says that it is."""


def with_statement(document: Document, path: Path) -> Document:
    """Return a project's document with the statement of a file, and of its tables, in it.

    Raises ProjectError.
    """
    return joined(document, read(path), path.parent)


def joined(document: Document, told: Document, folder: Path | None = None) -> Document:
    """Return a project's document with a statement in it. Raises ProjectError where that is none.

    The tables that it names stand in `folder`, or below it.
    """
    places, problems = told.places, list(told.problems)
    data: dict[str, Any] = dict(told.data)
    if data.pop("form", None) != FORM:
        message = f"a statement of what is known begins with form: {FORM}"
        problems.append(Problem(*told.place(("form",)), "form", message))
        raise ProjectError(problems)
    problems += _of_another(document, told, data.pop("project", None))
    tables, columns = data.pop("from", []), data.pop("columns", None)
    if folder is not None:
        places = ChainMap({}, *places.maps)
        problems += _with_tables(document, told, data, places, folder, tables, columns)
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


# Tables ------------------------------------------------------------------------------------------------


def _with_tables(
    document: Document,
    told: Document,
    data: dict[str, Any],
    places: ChainMap[Where, Place],
    folder: Path,
    tables: Any,
    columns: Any,
) -> list[Problem]:
    """Merge the rows of tables into what a statement says; return all that cannot be used."""
    problems: list[Problem] = []
    reading = _reading(told, folder, columns, problems)
    names = names_of(document.data)
    own = [flow.get("account") for flow in document.data.get("cash") or [] if isinstance(flow, dict)]
    accounts = ledger_accounts(OPERATING_ACCOUNTS, [name for name in own if isinstance(name, str)])
    for number, entry in enumerate(tables if isinstance(tables, list) else [tables]):
        where = ("from", number) if isinstance(tables, list) else ("from",)
        name, _, sheet = str(entry).partition("#")
        path = folder / name
        if not isinstance(entry, str) or Path(name).is_absolute() or ".." in Path(name).parts:
            message = f"{entry!r} is no table; write its name, in the folder of the statement or below"
            problems.append(Problem(*told.place(where), "from", message))
            continue
        try:
            found = taken(str(path), rows_of(path, sheet or None), reading, names, accounts)
        except TableError as error:
            problems.append(Problem(str(path), error.row, sheet, error.message))
            continue
        problems += [*found.problems, *_merge(data, places, found)]
    return problems


def _reading(told: Document, folder: Path, columns: Any, problems: list[Problem]) -> Reading:
    if columns is None:
        return Reading()
    try:
        return Reading.of(read_columns(folder / str(columns)))
    except ProjectError as error:
        problems += error.problems
        return Reading()


def read_columns(path: Path) -> Columns:
    """Return a mapping file. Raises ProjectError."""
    document = read(path)
    if document.data.get("form") != headers.FORM:
        message = f"a mapping of columns begins with form: {headers.FORM}"
        raise ProjectError([Problem(*document.place(("form",)), "form", message)])
    try:
        return Columns.model_validate(document.data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise ProjectError([*document.problems, *problems_of(errors, document)]) from None


def _merge(data: dict[str, Any], places: ChainMap[Where, Place], found: Taken) -> Iterator[Problem]:
    """Add what a table says to a statement; the same thing with two values is a problem."""
    for key, told in (("activities", found.activities), ("ledger", found.ledger)):
        if not told:
            continue
        kept = dict(data.get(key) or {}) if isinstance(data.get(key) or {}, dict) else {}
        for name, values in told.items():
            row = found.rows[key, name]
            there = kept.get(name)
            merged = dict(there) if isinstance(there, dict) else {}
            for field, value in values.items():
                if field in merged and merged[field] != value:
                    message = f"{field} is {value} here and {merged[field]} elsewhere; keep one"
                    yield Problem(found.file, row, f"{key}.{name}", message)
                merged.setdefault(field, value)
                places.setdefault((key, name, field), Place(found.file, row))
            places.setdefault((key, name), Place(found.file, row))
            places.setdefault((key,), Place(found.file, row))
            kept[name] = merged
        data[key] = kept


def names_of(data: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Return what people may call the activities of a project's data: ids and names, each with the ids meant.

    An activity that is repeated is meant by its name and its phase: `桩基.p1`, `桩基 p1`, `桩基（p1）`.
    """
    found: dict[str, list[str]] = {}
    phases = [str(phase) for phase in data.get("phases") or []]
    activities = data.get("activities")
    for base, activity in activities.items() if isinstance(activities, dict) else ():
        if not isinstance(activity, dict):
            continue
        name = activity.get("name")
        own = [base, *(name.values() if isinstance(name, dict) else [name])]
        called = [str(each) for each in own if each]
        if activity.get("scope") != "phase":
            for each in called:
                _call(found, each, base)
            continue
        for phase in phases:
            for each in called:
                for form in (f"{each}.{phase}", f"{each} {phase}", f"{each}（{phase}）", f"{each} ({phase})"):
                    _call(found, form, f"{base}.{phase}")
                _call(found, each, f"{base}.{phase}")
    return {name: tuple(dict.fromkeys(ids)) for name, ids in found.items()}


def _call(found: dict[str, list[str]], name: str, node: str) -> None:
    for each in {name, " ".join(name.lower().split())}:
        found.setdefault(each, []).append(node)
