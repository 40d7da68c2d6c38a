"""The arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from scenario.cli.inputs import Engine, Retention, Spread

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
Runs = Annotated[int, typer.Option("-n", "--runs", metavar="RUNS", help="How many runs.")]
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
AnyRuns = Annotated[
    int | None, typer.Option("-n", "--runs", metavar="RUNS", help="How many runs.", show_default="1000")
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
Json = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the results as JSON; - is stdout.")
]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the page.")]
