"""Many cases of one file: its scenarios, and every combination of values along some axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from scenario.project.dotted_paths import split_path
from scenario.project.fields import annotation_at, bare, keys_of, record_at
from scenario.project.files.assembly import GIVEN, apply, read_merged, scenario_names
from scenario.project.files.reading import Document
from scenario.project.files.validation import validated
from scenario.project.problems import Problem, ProjectError, suggestion, unknown
from scenario.project.sections.root import BASE, Project
from scenario.project.values.quantity import Quantity

GRID = "--grid"
"""What messages call an axis."""
MOST_CASES = 1000
"""More are refused: each is a study [cases]."""
NUMBERS = (Quantity, float, int)
"""What may stand at the path of an axis."""
HOW = "write path=first:last:count or path=value,value,…, such as land.price=5e8:9e8:9"


class Axis(NamedTuple):
    """The values that a number of a project takes in turn."""

    path: str
    values: tuple[float, ...]


class Case(NamedTuple):
    """One project of many.

    Attributes
    ----------
    name : scenario and values, told apart from all others
    scenario : the scenario, or `base`
    values : what the axes set, by path
    project : the project
    """

    name: str
    scenario: str
    values: Mapping[str, float]
    project: Project


def parse_axes(texts: Sequence[str]) -> list[Axis]:
    """Return the axes that texts describe. Raises ProjectError.

    >>> parse_axes(["land.price=5e8:9e8:3", "staff.procurement=3,4"])
    [Axis(path='land.price', values=(500000000.0, 700000000.0, 900000000.0)), \
Axis(path='staff.procurement', values=(3.0, 4.0))]
    """
    axes: list[Axis] = []
    problems = []
    for text in texts:
        path, _, written = text.partition("=")
        path = path.strip()
        try:
            values = _values(written)
        except ValueError as error:
            problems.append(Problem(GRID, None, text, str(error)))
            continue
        if not path:
            problems.append(Problem(GRID, None, text, HOW))
        elif path in (axis.path for axis in axes):
            problems.append(Problem(GRID, None, path, "it is an axis twice; keep one"))
        else:
            axes.append(Axis(path, values))
    count = math.prod(len(axis.values) for axis in axes)
    if count > MOST_CASES:
        problems.append(
            Problem(GRID, None, "", f"{count:,} combinations are more than {MOST_CASES:,}; take fewer values")
        )
    if problems:
        raise ProjectError(problems)
    return axes


def _values(text: str) -> tuple[float, ...]:
    """Return the values of an axis. Raises ValueError, in words."""
    parts = text.split(":")
    if len(parts) == 3:
        first, last, count = _number(parts[0]), _number(parts[1]), _number(parts[2])
        if not (2 <= count <= MOST_CASES and count == int(count)):
            raise ValueError(f"count {parts[2].strip()} is not a whole number from 2 to {MOST_CASES}; {HOW}")
        steps = int(count) - 1
        inner = ((first * (steps - k) + last * k) / steps for k in range(1, steps))
        values = (first, *inner, last)
    elif len(parts) == 1:
        values = tuple(_number(part) for part in text.split(","))
    else:
        raise ValueError(HOW)
    if len(set(values)) < len(values):
        raise ValueError("a value stands twice; keep one")
    return values


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"'{text.strip()}' is not a number; {HOW}")
    return number


def load_cases(
    path: str | Path,
    scenarios: Sequence[str] | None = None,
    axes: Sequence[Axis] | Mapping[str, Iterable[float]] = (),
    overrides: Mapping[str, Any] | None = None,
) -> list[Case]:
    """Return every scenario combined with every combination of the axes' values.

    Parameters
    ----------
    path : path
        The project file
    scenarios : sequence of str, optional
        Names, `base` being the file as it stands; by default all of them
    axes : sequence of Axis, or mapping
        What varies, as `parse_axes` returns it or values by path; the last axis fastest
    overrides : mapping, optional
        What all cases have in common, by dotted path

    Raises
    ------
    ProjectError
        All problems of file, names, paths and values.
    """
    if isinstance(axes, Mapping):
        axes = [Axis(key, tuple(map(float, values))) for key, values in axes.items()]
    document = read_merged(Path(path))
    known = [BASE, *scenario_names(document)]
    names = known if scenarios is None else list(scenarios)
    problems = [
        *_wrong_names(names, known),
        *_wrong_axes(document, axes, overrides or {}),
        *_too_many(len(names), axes),
    ]
    if problems:
        raise ProjectError(problems)
    cases: list[Case] = []
    told: set[Problem] = set()
    for scenario, values in _combinations(names, axes):
        try:
            cases.append(_case(document, path, scenario, values, overrides or {}))
        except ProjectError as error:
            fresh = [problem for problem in error.problems if problem not in told]
            problems += [_of_case(problem, scenario, values) for problem in fresh]
            told.update(fresh)
    if problems:
        raise ProjectError(problems)
    return cases


def _combinations(names: Sequence[str], axes: Sequence[Axis]) -> Iterator[tuple[str, dict[str, float]]]:
    for scenario in names:
        for values in product(*(axis.values for axis in axes)):
            yield scenario, dict(zip((axis.path for axis in axes), values, strict=True))


def _case(
    document: Document,
    path: str | Path,
    scenario: str,
    values: Mapping[str, float],
    overrides: Mapping[str, Any],
) -> Case:
    given = {key: int(value) if value.is_integer() else value for key, value in values.items()}
    project = validated(apply(document, scenario, {**overrides, **given}))
    project._file, project._scenario = str(path), scenario
    return Case(_name(scenario, values), scenario, dict(values), project)


def _wrong_names(names: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    for position, name in enumerate(names):
        if name not in known:
            yield Problem("--scenario", None, "", unknown("scenario", name, known))
        elif name in names[:position]:
            yield Problem("--scenario", None, "", f"'{name}' is named twice; keep one")


def _wrong_axes(document: Document, axes: Sequence[Axis], overrides: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what of the axes leads nowhere, or not to a number."""
    for axis in axes:
        probed = apply(document, None, {axis.path: axis.values[0]})
        if len(probed.problems) > len(document.problems):
            yield Problem(GRID, None, axis.path, probed.problems[-1].message)
        elif (problem := _no_number(tuple(split_path(probed.data, axis.path)))) is not None:
            yield Problem(GRID, None, axis.path, problem)
        elif axis.path in overrides:
            yield Problem(GRID, None, axis.path, "it is set by --set too; keep one")


def _no_number(where: tuple[str | int, ...]) -> str | None:
    """Return why no number stands at a path, if none does."""
    annotation = annotation_at(where)
    record = record_at(where[:-1])
    if annotation is None and record is not None:
        hint = suggestion(str(where[-1]), keys_of(record))
        return f"there is no '{where[-1]}'" + (f"; {hint}" if hint else "")
    if bare(annotation) not in NUMBERS:
        return "it does not hold a number; an axis takes a number's path"
    return None


def _too_many(scenarios: int, axes: Sequence[Axis]) -> Iterator[Problem]:
    count = scenarios * math.prod(len(axis.values) for axis in axes)
    if count > MOST_CASES:
        message = f"{count:,} cases are more than {MOST_CASES:,}; take fewer scenarios or values"
        yield Problem(GRID, None, "", message)


def _of_case(problem: Problem, scenario: str, values: Mapping[str, float]) -> Problem:
    """Return a problem as one of the axis that brought it, or with the case that it is of."""
    if problem.file == GIVEN and problem.path in values:
        return problem._replace(file=GRID, message=f"{values[problem.path]:.15g}: {problem.message}")
    return problem._replace(message=f"{problem.message} (in {_name(scenario, values)})")


def _name(scenario: str, values: Mapping[str, float]) -> str:
    return ", ".join([scenario, *(f"{path}={value:.15g}" for path, value in values.items())])
