"""What a command was given: read and judged as a whole, so that every problem is told at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from scenario.project.problems import Problem, ProjectError, unknown
from scenario.project.values.vocabulary import BASE
from scenario.study.settings import outside

if TYPE_CHECKING:
    from scenario.project.sections.root import Project

Engine = Literal["auto", "compiled", "simpy"]
"""The clock of a study."""
Spread = Literal["plain", "sobol", "lhs"]
"""How luck is spread over the runs of a study."""
COMMAND_LINE = "command line"
"""Where options come from, for messages."""
LEAST_HALF_WIDTH, MOST_HALF_WIDTH = 0.001, 0.25
"""Of odds: 0.001 takes up to 960,000 runs [fraction]."""


def wrong_precision(until: float | None, others: Mapping[str, int | None]) -> list[Problem]:
    """Return why a precision cannot be asked for: it is none, or others say already how many runs."""
    if until is None:
        return []
    given = [option for option, value in others.items() if value is not None]
    message = "--until decides how many runs; leave one out"
    problems = [Problem(COMMAND_LINE, None, option, message) for option in given]
    if not LEAST_HALF_WIDTH <= until <= MOST_HALF_WIDTH:
        bounds = LEAST_HALF_WIDTH, MOST_HALF_WIDTH
        complaint = outside("until", until, *bounds, "0.01 is one point of odds")
        problems.append(Problem(COMMAND_LINE, None, "--until", complaint.message))
    return problems


class Chosen(NamedTuple):
    """The projects to simulate, one for each scenario, and the values that were set by hand."""

    projects: list[Project]
    base: Project
    settings: dict[str, Any]


def chosen(
    path: Path,
    scenarios: Iterable[str],
    settings: list[str],
    problems: list[Problem],
    actuals: Path | None = None,
    of_others: Sequence[str] = (),
) -> Chosen:
    """Return the project in the scenarios named, or as it stands; every scenario of the file is checked.

    With `actuals`, the file of a statement, what is known at its data date is part of all of them. What
    `of_others` sets holds in all scenarios but the first, which may be named twice then. A setting that
    overwrites what its scenario changes is told on stderr.

    Raises
    ------
    ProjectError
        All problems: those given (of other options), of the settings, of the file, of the names.
    """
    from scenario.project.files.load import load_scenarios

    found, given = list(problems), _settings(settings, problems := [])
    found += problems
    others = given | _settings(list(of_others), problems := [], "--set-b")
    found += problems
    try:
        variants = load_scenarios(path, given, actuals)
        beside = load_scenarios(path, others, actuals) if of_others else variants
    except ProjectError as error:
        raise ProjectError([*found, *error.problems]) from None
    names = list(scenarios) or [BASE]
    for position, name in enumerate(names):
        if name not in variants:
            message = unknown("scenario", name, variants)
            found.append(Problem(COMMAND_LINE, None, "--scenario", message))
        elif name in names[1 if of_others else 0 : position]:
            found.append(Problem(COMMAND_LINE, None, "--scenario", f"'{name}' is named twice; keep one"))
    if found:
        raise ProjectError(found)
    base = load_scenarios(path, actuals=actuals)[BASE] if given or of_others else variants[BASE]
    _tell_overwritten(base, names[:1], given, "--set")
    _tell_overwritten(base, names[1:], others, "--set, --set-b" if of_others else "--set")
    first, rest = [variants[name] for name in names[:1]], [beside[name] for name in names[1:]]
    return Chosen([*first, *(_named(each, of_others) for each in rest)], base, given)


def _named(project: Project, settings: Sequence[str]) -> Project:
    """Return the project under a name that says what is set on this side alone."""
    if not settings:
        return project
    named = project.model_copy()
    named._scenario = f"{project.scenario} + {', '.join(settings)}"
    return named


def _tell_overwritten(base: Project, scenarios: Iterable[str], given: Mapping[str, Any], option: str) -> None:
    """Tell which settings overwrite what a scenario changes: it is no longer what its name says."""
    for scenario in scenarios:
        for name in base.scenarios.get(scenario, ()):
            for path in base.overrides[name]:
                own = next((each for each in given if _overlap(each, path)), None)
                if own is not None:
                    print(
                        f"{option} {own}={given[own]} overwrites what scenario '{scenario}' changes ({path})",
                        file=sys.stderr,
                    )


def _overlap(one: str, other: str) -> bool:
    """Return whether two dotted paths lead to the same value, or one into the other.

    >>> _overlap("staff", "staff.clerks"), _overlap("staff.clerks", "staff.clerk")
    (True, False)
    """
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _settings(settings: list[str], problems: list[Problem], option: str = "--set") -> dict[str, Any]:
    from scenario.project.files.load import parse_settings

    try:
        return parse_settings(settings)
    except ProjectError as error:
        problems += [each._replace(file=option) if each.file == "--set" else each for each in error.problems]
        return {}


def unwritable_file(option: str, path: str | None) -> list[Problem]:
    """Return why a file cannot be written; `-` is standard output."""
    if path is None or path == "-":
        return []
    parent = Path(path).parent
    if Path(path).is_dir():
        message = f"'{path}' is a folder; name a file"
    elif not parent.is_dir():
        message = f"there is no folder '{parent}'; make it first"
    elif not os.access(path if Path(path).exists() else parent, os.W_OK):
        message = f"'{path}' may not be written; name another place"
    else:
        return []
    return [Problem(COMMAND_LINE, None, option, message)]


def unusable_folder(option: str, path: Path | None) -> list[Problem]:
    """Return why a folder cannot be written to."""
    if path is None:
        return []
    standing = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not standing.is_dir():
        message = f"'{standing}' is a file; name a folder"
    elif not os.access(standing, os.W_OK | os.X_OK):
        message = f"'{standing}' may not be written to; name another folder"
    else:
        return []
    return [Problem(COMMAND_LINE, None, option, message)]
