"""From a project file to a project: read, merge, override, validate, check."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scenario.project.files import kept
from scenario.project.files.assembly import (
    GIVEN,
    apply,
    changed_by,
    read_merged,
    read_with_files,
    scenario_names,
    unused_overrides,
)
from scenario.project.files.reading import Document, Place, parse_value
from scenario.project.files.statement import with_statement
from scenario.project.files.validation import validated
from scenario.project.problems import Problem, ProjectError
from scenario.project.sections.root import BASE, Project

MOST_SCENARIOS = 1000
"""More are refused: each is a project to be checked [scenarios]"""


def load(
    path: str | Path,
    overrides: Mapping[str, Any] | None = None,
    scenario: str | None = None,
    actuals: str | Path | None = None,
) -> Project:
    """Return the project of a file, in a scenario and with overrides by dotted path. Raises ProjectError.

    `actuals` is the file of a statement: what is known at its data date.
    """
    return _project(located(path, overrides, scenario, actuals), path, scenario or BASE)


def located(
    path: str | Path,
    overrides: Mapping[str, Any] | None = None,
    scenario: str | None = None,
    actuals: str | Path | None = None,
) -> Document:
    """Return what `load` makes a project of: plain data, and file and line of each. Raises ProjectError."""
    document = read_merged(Path(path))
    document = with_statement(document, Path(actuals)) if actuals is not None else document
    return apply(document, scenario, overrides or {})


def load_scenarios(
    path: str | Path, overrides: Mapping[str, Any] | None = None, actuals: str | Path | None = None
) -> Mapping[str, Project]:
    """Return the project as it stands (`base`) and in each of its scenarios, by name. Raises ProjectError.

    Of a file that is known to be sound in all of them, each is made when it is asked for. `actuals`: see
    `load`.
    """
    known = None if overrides or actuals is not None else kept.recall(Path(path))
    if known is not None:
        return _Variants(path, known.data)
    document, files = read_with_files(Path(path))
    document = with_statement(document, Path(actuals)) if actuals is not None else document
    problems, projects = _all_problems(document, path, overrides or {})
    if problems:
        raise ProjectError(problems)
    if not overrides and actuals is None:
        kept.keep(Path(path), files, document.data)
    return projects


class _Variants(Mapping[str, Project]):
    """The projects of a file that can be used, made one by one; the records and the checks see each."""

    def __init__(self, path: str | Path, data: dict[str, Any]) -> None:
        self.path = path
        self.document = Document(data, ChainMap({(): Place(str(path), None)}))
        self.made: dict[str, Project] = {}

    def __getitem__(self, name: str) -> Project:
        if name not in self.made:
            if name not in list(self):
                raise KeyError(name)
            self.made[name] = _project(apply(self.document, name, {}), self.path, name)
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter([BASE, *scenario_names(self.document)])

    def __len__(self) -> int:
        return 1 + len(scenario_names(self.document))


def check(path: str | Path) -> list[Problem]:
    """Return every problem of a file, its scenarios and its overrides; none when it can be used."""
    try:
        load_scenarios(path)
    except ProjectError as error:
        return list(error.problems)
    return []


def parse_settings(settings: list[str]) -> dict[str, Any]:
    """Return overrides from `PATH=VALUE` texts, each value read as YAML. Raises ProjectError."""
    values: dict[str, Any] = {}
    problems = []
    for setting in settings:
        path, equals, text = setting.partition("=")
        path = path.strip()
        if not equals or not path:
            problems.append(
                Problem(GIVEN, None, setting, "write --set path=value, such as staff.procurement=4")
            )
        elif path in values:
            problems.append(Problem(GIVEN, None, path, "it is set twice; keep one"))
        else:
            try:
                values[path] = parse_value(text)
            except ProjectError as error:
                problems += [Problem(GIVEN, None, path, problem.message) for problem in error.problems]
    if problems:
        raise ProjectError(problems)
    return values


def _project(document: Document, path: str | Path, scenario: str) -> Project:
    project = validated(document)
    project._file, project._scenario = str(path), scenario
    return project


def _all_problems(
    document: Document, path: str | Path, overrides: Mapping[str, Any]
) -> tuple[list[Problem], dict[str, Project]]:
    """Validate the base, each scenario, and each override that no scenario uses; tell each problem once."""
    problems = _too_many(document)
    projects: dict[str, Project] = {}
    for name, label, changed in () if problems else _variants(document, overrides):
        try:
            project = _project(changed(), path, name)
            if label is None or label.startswith("scenario"):
                projects[name] = project
        except ProjectError as error:
            if label is not None and all(each.path.startswith("statement.") for each in error.problems):
                continue  # what is known is of the project as it stands: that scenario is none any more
            known = {(problem.path, problem.message) for problem in problems}
            fresh = [problem for problem in error.problems if (problem.path, problem.message) not in known]
            problems += [_labelled(problem, label) for problem in fresh]
    return problems, projects


def _too_many(document: Document) -> list[Problem]:
    """Refuse more scenarios than can be judged: each is a project of its own."""
    count = len(scenario_names(document)) + len(unused_overrides(document))
    if count <= MOST_SCENARIOS:
        return []
    message = f"{count:,} scenarios and unused overrides are more than {MOST_SCENARIOS:,}; divide the file"
    return [Problem(*document.place(("scenarios",)), "scenarios", message)]


def _labelled(problem: Problem, label: str | None) -> Problem:
    if label is None or label in problem.message:
        return problem
    return problem._replace(message=f"{problem.message} ({label})")


def _variants(document: Document, overrides: Mapping[str, Any]) -> Iterator[tuple[str, str | None, Any]]:
    """Yield name, label and maker of every document that a file stands for."""
    yield BASE, None, lambda: apply(document, None, overrides)
    for name in scenario_names(document):
        yield name, f"scenario '{name}'", lambda name=name: apply(document, name, overrides)
    for name in unused_overrides(document):
        yield name, f"override '{name}'", lambda name=name: changed_by(document, name)
