"""The arguments and options that several commands share, alone and as the groups that commands take whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scenario.cli.inputs import COMMAND_LINE, Chosen, Engine, Spread, chosen
from scenario.project.problems import Problem, ProjectError
from scenario.study.retention import Retention
from scenario.study.settings import RunSettings, SettingsRefused

if TYPE_CHECKING:
    from scenario.project.sections.root import Project

Language = Literal["en", "zh"]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A project file.", show_default=False)]
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Project files.", show_default=False)]
Scenarios = Annotated[
    list[str] | None,
    typer.Option("--scenario", "-s", metavar="NAME", help="A scenario of the file; may be repeated."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value, on top of the scenario; repeatable."),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="SEED", help="The luck: the same seed, the same answer.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="W", help="Processes; never changes the answer. Default: as suits."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="Simulate on a dask cluster: tcp://HOST:PORT, or local."
    ),
]
OwnProcesses = Annotated[
    list[str] | None,
    typer.Option(
        "--process", metavar="MODULE:FUNCTION", help="A process of your own in each run; repeatable."
    ),
]
OnlyRun = Annotated[
    int | None,
    typer.Option("--only-run", metavar="RUN", help="Simulate this run of a study alone."),
]
Clock = Annotated[
    Engine, typer.Option("--engine", help="The clock: both give the same runs, the compiled one sooner.")
]
Sampling = Annotated[
    Spread,
    typer.Option("--sampling", help="How luck is spread over the runs: by chance, or more evenly."),
]
Until = Annotated[
    float | None,
    typer.Option(
        "--until",
        metavar="H",
        help="As many runs as bring all odds to ± H, such as 0.01; instead of -n.",
    ),
]
Convergence = Annotated[
    bool, typer.Option("--convergence", help="Tell too how odds and means settled as runs were added.")
]
Actuals = Annotated[
    Path | None,
    typer.Option("--actuals", metavar="FILE", help="A statement: go on from what is known at its data date."),
]
Runs = Annotated[
    int | None, typer.Option("-n", "--runs", metavar="RUNS", help="How many runs.", show_default="1000")
]
Scenario = Annotated[
    str | None, typer.Option("--scenario", "-s", metavar="NAME", help="A scenario of the file.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Store the study here; what is there of the same study is not done again.",
    ),
]
Keeping = Annotated[
    Retention | None,
    typer.Option("--keep", help="What to keep of each run.", show_default="cash with --out, else dates"),
]
Most = Annotated[int, typer.Option("--top", metavar="N", help="How many rows of a table to show.")]
Json = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the results as JSON; - is stdout.")
]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the page.")]

RUNS = 1000
"""Unless said otherwise [runs]."""
OPTIONS = {
    "runs": "-n",
    "seed": "--seed",
    "first": "--only-run",
    "sampling": "--sampling",
    "engine": "--engine",
    "workers": "--workers",
    "cluster": "--cluster",
}
"""How a person calls each of the settings."""


@dataclass(frozen=True)
class ProjectOptions:
    """Which project: a file, in one of its scenarios, with values changed."""

    file: File
    scenario: Scenario = None
    settings: Settings = None
    actuals: Actuals = None

    def chosen(self, problems: list[Problem]) -> Chosen:
        """Return the project. Raises ProjectError with the problems given, and all of the file."""
        names = [self.scenario] if self.scenario else []
        return chosen(self.file, names, self.settings or [], problems, self.actuals)


@dataclass(frozen=True)
class ScenariosOptions:
    """Which projects: a file, in some of its scenarios, with values changed."""

    file: File
    scenario: Scenarios = None
    settings: Settings = None
    actuals: Actuals = None

    def chosen(
        self, problems: list[Problem], names: list[str] | None = None, of_others: list[str] | None = None
    ) -> Chosen:
        """Return the projects. Raises ProjectError with the problems given, and all of the file.

        `names` are the scenarios where they are not those that were named; `of_others` what is set in all but
        the first of them.
        """
        own = (self.scenario or []) if names is None else names
        return chosen(self.file, own, self.settings or [], problems, self.actuals, of_others or [])


@dataclass(frozen=True)
class ParcelsOptions:
    """Which projects: files, each in some of its scenarios, with values changed in all."""

    files: Files
    scenario: Scenarios = None
    settings: Settings = None
    actuals: Actuals = None

    def chosen(self, problems: list[Problem]) -> list[tuple[Path, Project]]:
        """Return the projects with their files. Raises ProjectError with all problems."""
        found: list[tuple[Path, Project]] = []
        wrong = list(problems)
        for file in self.files:
            try:
                named = chosen(file, self.scenario or [], self.settings or [], [], self.actuals)
                found += [(file, project) for project in named.projects]
            except ProjectError as error:
                wrong += [each for each in error.problems if each not in wrong]
        if wrong:
            raise ProjectError(wrong)
        return found


@dataclass(frozen=True)
class RunOptions:
    """How to simulate: how often and with which luck, where, on which clock."""

    runs: Runs = None
    seed: Seed = 1
    sampling: Sampling = "plain"
    workers: Workers = None
    cluster: Cluster = None
    engine: Clock = "auto"

    def settings(
        self,
        problems: list[Problem],
        keep: Retention = "cash",
        *,
        only_run: int | None = None,
        processes: list[str] | None = None,
    ) -> RunSettings:
        """Return the settings; what cannot be used of them is added to the problems.

        With problems no settings are made, and those by default are returned, which nobody then uses.
        """
        runs = RUNS if self.runs is None else self.runs
        luck: dict[str, Any] = {"runs": runs, "first": 0, "sampling": self.sampling}
        if only_run is not None:
            spread = f"lhs:{runs}" if self.sampling == "lhs" else self.sampling
            luck = {"runs": 1, "first": only_run, "sampling": spread}
        try:
            return RunSettings(
                seed=self.seed,
                engine=self.engine,
                workers=self.workers,
                cluster=self.cluster,
                keep=keep,
                processes=_imported(processes or [], problems),
                **luck,
            )
        except SettingsRefused as refused:
            problems += [
                Problem(COMMAND_LINE, None, OPTIONS[setting], message)
                for setting, message in refused.complaints
            ]
            return RunSettings()


def _imported(names: list[str], problems: list[Problem]) -> list[Any]:
    """Return processes of one's own by name; of those that cannot be imported the problems."""
    if not names:
        return []
    from scenario.model.processes import process_named

    found = []
    for name in names:
        try:
            found.append(process_named(name))
        except ValueError as error:
            problems.append(Problem(COMMAND_LINE, None, "--process", str(error)))
    return found


@dataclass(frozen=True)
class PageOptions:
    """How to tell what was found: as a page in a language, as JSON, or both."""

    json: Json = None
    lang: Lang = "en"
