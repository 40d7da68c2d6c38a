"""What a command was given: read and judged as a whole, so that every problem is told at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from scenario.project.files.problems import Problem, ProjectError, unknown
from scenario.project.values.vocabulary import BASE

if TYPE_CHECKING:
    from scenario.project.sections.root import Project

Engine = Literal["auto", "compiled", "simpy"]
"""The clock of a study."""
Retention = Literal["measures", "dates", "cash"]
"""What is kept of each run, each with all before it."""
Spread = Literal["plain", "sobol", "lhs"]
"""How luck is spread over the runs of a study."""
COMMAND_LINE = "command line"
"""Where options come from, for messages."""
RUNS = 1000
"""Unless said otherwise [runs]."""
MOST_RUNS = 100_000_000
"""No odds need more [runs]."""
MOST_WORKERS = 256
"""More processes than any machine we know has cores for [processes]."""


LEAST_HALF_WIDTH, MOST_HALF_WIDTH = 0.001, 0.25
"""Of odds: 0.001 takes up to 960,000 runs [fraction]."""


class Luck(NamedTuple):
    """How often and with which luck to simulate, where (None: as suits), and on which clock."""

    runs: int
    seed: int
    workers: int | None = None
    engine: Engine = "auto"
    first: int = 0
    sampling: str = "plain"
    cluster: str | None = None
    until: float | None = None
    processes: tuple[str, ...] = ()

    def problems(self) -> list[Problem]:
        """Return what of it cannot be used."""
        return [
            *_outside("-n", self.runs, 1, MOST_RUNS, "1000 tells odds to about 3 points"),
            *_outside("--seed", self.seed, 0, 2**64 - 1, "any whole number from 0 serves"),
            *_outside("--only-run", self.first, 0, 2**62, "runs are counted from 0"),
            *self._sampling_problems(),
            *_outside("--until", self.until, LEAST_HALF_WIDTH, MOST_HALF_WIDTH, "0.01 is one point of odds"),
            *_outside("--workers", self.workers, 1, MOST_WORKERS, "leave it out to use what the machine has"),
            *self._cluster_problems(),
            *self._process_problems(),
        ]

    @property
    def own_processes(self) -> list[Any]:
        """The processes of one's own, imported. Raises ValueError."""
        from scenario.model.processes import process_named

        return [process_named(name) for name in self.processes]

    def alone(self, run: int) -> Luck:
        """Return the same with one run of the study only."""
        sampling = f"lhs:{self.runs}" if self.sampling == "lhs" else self.sampling
        return self._replace(runs=1, first=run, sampling=sampling)

    def _cluster_problems(self) -> list[Problem]:
        if self.cluster is None:
            return []
        from scenario.study.pools.pools import no_address

        complaint = no_address(self.cluster)
        return [] if complaint is None else [Problem(COMMAND_LINE, None, "--cluster", complaint)]

    def _process_problems(self) -> list[Problem]:
        if not self.processes:
            return []
        if self.engine == "compiled":
            message = "the compiled clock knows no processes of your own; take simpy, or auto"
            return [Problem(COMMAND_LINE, None, "--engine", message)]
        try:
            self.own_processes  # noqa: B018 - whether they can be imported
        except ValueError as error:
            return [Problem(COMMAND_LINE, None, "--process", str(error))]
        return []

    def _sampling_problems(self) -> list[Problem]:
        if self.sampling == "plain" or not 0 <= self.first < 2**62 or self.runs < 1:
            return []
        from scenario.draws.sampling import Sampling

        try:
            Sampling.of(self.sampling, self.runs, self.first)
        except ValueError as error:
            return [Problem(COMMAND_LINE, None, "--sampling", str(error))]
        return []


def _outside(option: str, value: float | None, low: float, high: float, remedy: str) -> list[Problem]:
    if value is None or low <= value <= high:
        return []
    bound = f"less than {low:,}" if value < low else f"more than {high:,}"
    return [Problem(COMMAND_LINE, None, option, f"{value} is {bound}; {remedy}")]


def contradictions(until: float | None, others: Mapping[str, int | None]) -> list[Problem]:
    """Return which options say how many runs when `--until` already does."""
    given = [option for option, value in others.items() if value is not None and until is not None]
    return [
        Problem(COMMAND_LINE, None, option, "--until decides how many runs; leave one out")
        for option in given
    ]


class Chosen(NamedTuple):
    """The projects to simulate, one for each scenario, and the values that were set by hand."""

    projects: list[Project]
    base: Project
    settings: dict[str, Any]


def chosen(path: Path, scenarios: Iterable[str], settings: list[str], problems: list[Problem]) -> Chosen:
    """Return the project in the scenarios named, or as it stands; every scenario of the file is checked.

    Raises
    ------
    ProjectError
        All problems: those given (of other options), of the settings, of the file, of the names.
    """
    from scenario.project.files.load import load_scenarios

    found, given = list(problems), _settings(settings, problems := [])
    found += problems
    try:
        variants = load_scenarios(path, given)
    except ProjectError as error:
        raise ProjectError([*found, *error.problems]) from None
    names = list(scenarios) or [BASE]
    for position, name in enumerate(names):
        if name not in variants:
            message = unknown("scenario", name, variants)
            found.append(Problem(COMMAND_LINE, None, "--scenario", message))
        elif name in names[:position]:
            found.append(Problem(COMMAND_LINE, None, "--scenario", f"'{name}' is named twice; keep one"))
    if found:
        raise ProjectError(found)
    base = load_scenarios(path)[BASE] if given else variants[BASE]
    return Chosen([variants[name] for name in names], base, given)


def _settings(settings: list[str], problems: list[Problem]) -> dict[str, Any]:
    from scenario.project.files.load import parse_settings

    try:
        return parse_settings(settings)
    except ProjectError as error:
        problems += error.problems
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
