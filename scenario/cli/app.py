"""The commands and their options. What is heavy is imported inside them: `check` must answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from scenario.cli.arguments.groups import grouped
from scenario.cli.arguments.options import (
    Convergence,
    Files,
    Keeping,
    Lang,
    OnlyRun,
    Out,
    OwnProcesses,
    PageOptions,
    RunOptions,
    ScenariosOptions,
    Until,
)
from scenario.cli.begin import init, list_packs, notebooks
from scenario.cli.bidding.bid import bid
from scenario.cli.commit import commit
from scenario.cli.compare import compare
from scenario.cli.decide import decide
from scenario.cli.exchange.export import export
from scenario.cli.exchange.import_ import import_
from scenario.cli.figures import figures
from scenario.cli.inputs import unusable_folder, unwritable_file, wrong_precision
from scenario.cli.opened import open_
from scenario.cli.operations.operate import operate
from scenario.cli.pages.serve import serve
from scenario.cli.plan import plan
from scenario.cli.promised import BaselineFile, promised, refuse_misfit
from scenario.cli.reporting.report import report
from scenario.cli.study import study
from scenario.cli.trace.diff import diff
from scenario.cli.trace.explain import explain
from scenario.cli.trace.sensitivity import sensitivity
from scenario.cli.tracking import actuals
from scenario.cli.tracking.drift import drift
from scenario.cli.tracking.track import track
from scenario.project.problems import Problem, ProjectError

Health = Annotated[bool, typer.Option("--health", help="Judge the schedules too, as planners do: advice.")]

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
def check(files: Files, health: Health = False, lang: Lang = "en") -> None:
    """Tell every problem of project files at once, with file and line.

    With `--health` the schedule of each is judged too, by the fourteen checks of the DCMA and five more: that
    is advice, never an error.
    """
    from scenario.cli.show import described
    from scenario.project.files.notes import notes

    problems: list[Problem] = []
    for path in files:
        try:
            counts, data = _known(path)
            print(described(path, counts), *(f"  {note}" for note in notes(data)), sep="\n", flush=True)
        except ProjectError as error:
            problems += error.problems
            continue
        if health:
            from scenario.cli.studies import print_health

            print_health(path, lang)
    if problems:
        raise ProjectError(problems)


def _known(path: Path) -> tuple[Mapping[str, int], Mapping[str, Any]]:
    """Return how much a file holds that can be used, and what; one that is known needs no records."""
    from scenario.project.files import kept

    known = kept.recall(path)
    if known is not None:
        return known.counts, known.data
    from scenario.project.files.load import load_scenarios

    project = load_scenarios(path)["base"]
    return kept.counted(project), project.resolved()


@app.command()
@grouped
def run(
    what: ScenariosOptions,
    how: RunOptions,
    process: OwnProcesses = None,
    only_run: OnlyRun = None,
    until: Until = None,
    convergence: Convergence = False,
    baseline: BaselineFile = None,
    out: Out = None,
    keep: Keeping = None,
    *,
    page: PageOptions,
) -> None:
    """Simulate a project and tell the odds of its targets, the dates of its nodes and its measures.

    With several scenarios each is told in turn; `--json` then holds them as {"studies": […]}, and `--out`
    a folder for each. A study that was stopped goes on with the same command. With `--baseline` it is also
    told what has become of promised dates.
    """
    problems: list[Problem] = []
    kept = keep or ("dates" if out is None else "cash")
    settings = how.settings(problems, kept, only_run=only_run, processes=process)
    problems += [
        *wrong_precision(until, {"-n": how.runs, "--only-run": only_run}),
        *unwritable_file("--json", page.json),
        *unusable_folder("--out", out),
    ]
    dates, wrong = promised(baseline)
    projects = what.chosen([*problems, *wrong]).projects
    refuse_misfit(projects[0], dates, baseline)
    from scenario.cli.studies import simulate_each

    raise typer.Exit(simulate_each(projects, settings, page, out, until, convergence, dates))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a project file, for editors."""
    from scenario.cli.show import write_json
    from scenario.project.files.schema import schema as written

    write_json(written(), "-")


@app.command()
@grouped
def measures(page: PageOptions) -> None:
    """List every measure with its unit and definition."""
    problems = unwritable_file("--json", page.json)
    if problems:
        raise ProjectError(problems)
    from scenario.cli.studies import list_measures

    list_measures(page.lang, page.json)


app.command()(grouped(init))
app.command("packs")(list_packs)
app.command()(notebooks)
app.command("import")(grouped(import_))
app.command()(grouped(export))
app.command()(grouped(plan))
app.command()(grouped(report))
app.command()(grouped(figures))
app.command()(grouped(study))
app.command("open")(grouped(open_))
app.command()(grouped(bid))
app.command()(grouped(decide))
app.command()(grouped(commit))
app.command()(grouped(compare))
app.command()(grouped(explain))
app.command()(grouped(diff))
app.command()(grouped(sensitivity))
app.command()(serve)
app.command()(grouped(operate))
app.command()(grouped(track))
app.command()(grouped(drift))
app.add_typer(actuals.app, name="actuals", help="Statements: their sheet, whether they can be used.")
