"""The commands and their options. What is heavy is imported inside them: `check` must answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from scenario.cli.begin import init, list_packs, notebooks
from scenario.cli.commit import commit
from scenario.cli.compare import compare
from scenario.cli.decide import decide
from scenario.cli.figures import figures
from scenario.cli.inputs import (
    COMMAND_LINE,
    RUNS,
    Luck,
    chosen,
    contradictions,
    unusable_folder,
    unwritable_file,
)
from scenario.cli.opened import open_
from scenario.cli.options import (
    AnyRuns,
    Clock,
    Cluster,
    Convergence,
    File,
    Files,
    Json,
    Keeping,
    Lang,
    OnlyRun,
    Out,
    OwnProcesses,
    Runs,
    Sampling,
    Scenarios,
    Seed,
    Settings,
    Until,
    Workers,
)
from scenario.cli.plan import plan
from scenario.cli.promised import BaselineFile, promised, refuse_misfit
from scenario.cli.study import study
from scenario.project.files.problems import Problem, ProjectError

app = typer.Typer(
    name="scenario",
    help="Simulate a development project many times, and tell the odds that it meets its targets.\n\n"
    "Exit codes: 0 done, 1 the program failed, 2 the input cannot be used, 130 stopped by Ctrl-C"
    " and 143 by SIGTERM (runs that were finished are reported).",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def check(files: Files) -> None:
    """Tell every problem of project files at once, with file and line."""
    from scenario.cli.show import described

    problems: list[Problem] = []
    for path in files:
        try:
            print(described(path, _counts(path)))
        except ProjectError as error:
            problems += error.problems
    if problems:
        raise ProjectError(problems)


def _counts(path: Path) -> Mapping[str, int]:
    """Return how much a file holds that can be used; one that is known as it is needs no records."""
    from scenario.project.files import kept

    known = kept.recall(path)
    if known is not None:
        return known.counts
    from scenario.project.files.load import load_scenarios

    return kept.counted(load_scenarios(path)["base"])


@app.command()
def run(
    file: File,
    scenario: Scenarios = None,
    settings: Settings = None,
    runs: AnyRuns = None,
    seed: Seed = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    engine: Clock = "auto",
    process: OwnProcesses = None,
    only_run: OnlyRun = None,
    sampling: Sampling = "plain",
    until: Until = None,
    convergence: Convergence = False,
    baseline: BaselineFile = None,
    out: Out = None,
    keep: Keeping = None,
    json: Json = None,
    lang: Lang = "en",
) -> None:
    """Simulate a project and tell the odds of its targets, the dates of its nodes and its measures.

    With several scenarios each is told in turn; `--json` then holds them as {"studies": […]}, and `--out`
    a folder for each. A study that was stopped goes on with the same command. With `--baseline` it is also
    told what has become of promised dates.
    """
    how_many = RUNS if runs is None else runs
    luck = Luck(
        how_many, seed, workers, engine, 0, sampling, cluster, until=until, processes=tuple(process or ())
    )
    if only_run is not None:
        luck = luck.alone(only_run)
    problems = [
        *luck.problems(),
        *contradictions(until, {"-n": runs, "--only-run": only_run}),
        *unwritable_file("--json", json),
        *unusable_folder("--out", out),
    ]
    dates, wrong = promised(baseline)
    picked = chosen(file, scenario or [], settings or [], [*problems, *wrong])
    refuse_misfit(picked.projects[0], dates, baseline)
    from scenario.cli.studies import Storage, simulate_each

    storage = Storage(out, keep or ("dates" if out is None else "cash"))
    raise typer.Exit(simulate_each(picked.projects, luck, storage, json, lang, convergence, dates))


@app.command()
def report(
    files: Files,
    scenario: Annotated[
        str | None, typer.Option("--scenario", "-s", metavar="NAME", help="A scenario of the files.")
    ] = None,
    settings: Settings = None,
    runs: Runs = 1000,
    seed: Seed = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", help="A notebook of reports/.")
    ] = "board",
    to: Annotated[Literal["html"], typer.Option("--to", help="Kind of file.")] = "html",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")] = Path(
        "reports/out"
    ),
    lang: Lang = "en",
) -> None:
    """Write a report of each project in one file that needs no network; the last line is its path."""
    from scenario.reporting.batch import unknown_template

    luck = Luck(runs, seed, workers, cluster=cluster)
    problems = [
        *luck.problems(),
        *unusable_folder("--out", out),
        *(Problem(COMMAND_LINE, None, "--template", text) for text in unknown_template(template)),
    ]
    picks = []
    for path in files:
        try:
            picks.append(chosen(path, [scenario] if scenario else [], settings or [], []))
        except ProjectError as error:
            problems += error.problems
    if problems:
        raise ProjectError(problems)
    from scenario.cli.studies import report_each

    raise typer.Exit(report_each(picks, luck, template, out, lang))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a project file, for editors."""
    from scenario.cli.show import write_json
    from scenario.project.files.schema import schema as written

    write_json(written(), "-")


@app.command()
def measures(lang: Lang = "en", json: Json = None) -> None:
    """List every measure with its unit and definition."""
    problems = unwritable_file("--json", json)
    if problems:
        raise ProjectError(problems)
    from scenario.cli.studies import list_measures

    list_measures(lang, json)


app.command()(init)
app.command("packs")(list_packs)
app.command()(notebooks)
app.command()(plan)
app.command()(figures)
app.command()(study)
app.command("open")(open_)
app.command()(decide)
app.command()(commit)
app.command()(compare)
