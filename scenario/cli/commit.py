"""The command `commit`: dates one may promise, and the latest that keep what is required."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.buffers import BufferPage
from scenario.cli.arguments.nodes import no_activities, unknown_nodes
from scenario.cli.arguments.options import Most, PageOptions, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.analysis.schedule.commitment import Commitment
    from scenario.project.files.baseline import Baseline
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

Odds = Annotated[float, typer.Option("--odds", metavar="SHARE", help="The odds to promise with.")]
Required = Annotated[
    list[str] | None,
    typer.Option(
        "--required",
        metavar="NODE=DATE",
        help="What must be finished by when; may be repeated. Default: the file's targets on nodes.",
    ),
]
All = Annotated[bool, typer.Option("--all", help="List all activities, not only those at risk.")]
Faster = Annotated[
    bool,
    typer.Option(
        "--accelerate",
        help="Seek the cheapest days to buy (`crash:` of activities) that give what is required the odds.",
    ),
]
Csv = Annotated[
    str | None, typer.Option("--csv", metavar="FILE", help="Write all dates as CSV; - is stdout.")
]
Out = Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write an approved baseline.")]
By = Annotated[str | None, typer.Option("--approved-by", metavar="NAME", help="Who approved the baseline.")]
On = Annotated[str | None, typer.Option("--approved-on", metavar="DATE", help="When it was approved.")]


def commit(
    what: ProjectOptions,
    how: RunOptions,
    odds: Odds = 0.8,
    required: Required = None,
    top: Most = 20,
    every: All = False,
    accelerate: Faster = False,
    csv: Csv = None,
    out: Out = None,
    approved_by: By = None,
    approved_on: On = None,
    *,
    page: PageOptions,
) -> None:
    """Tell which dates may be promised at given odds, and backwards the latest that keep what is required.

    Buffers are told too: the least days before each node, and money, with which all hold together.

    `--out` writes them as a baseline, with which `scenario compare FILE --baseline` compares later work.
    """
    dates, problems = requirements_given(required or [])
    day, wrong = _approved(approved_on)
    settings = how.settings(problems, "dates")
    problems += [*wrong, *unwritable_file("--json", page.json), *unwritable_file("--csv", csv)]
    problems += [*unwritable_file("--out", out), *wrong_odds(odds)]
    project = what.chosen(problems).projects[0]
    problems = [*no_activities(what.file, project), *_unknown(project, dates)]
    problems += _nothing_to_buy(project, dates) if accelerate else []
    if problems:
        raise ProjectError(problems)
    from scenario.analysis.schedule.baseline import baseline_of
    from scenario.analysis.schedule.commitment import commitment
    from scenario.cli.studies import simulated

    study = simulated(project, settings)
    told = commitment(study, odds, dates)
    baseline = baseline_of(study, told, approved_by, day)
    if out is not None:
        _write_baseline(baseline, out)
    reserves = BufferPage.of(study, odds, dates if accelerate else None)
    _tell(study, told, baseline, reserves, None if every else top, csv, page)


def _nothing_to_buy(project: Project, dates: list[tuple[str, dt.date]]) -> list[Problem]:
    """Return why no acceleration can be sought."""
    problems = []
    if all(activity.crash is None for activity in project.activities.values()):
        message = "no activity may be shortened; write `crash: {per_day, at_most}` at some"
        problems.append(Problem(COMMAND_LINE, None, "--accelerate", message))
    if not dates and all(target.node is None for target in project.targets):
        message = "nothing is required; add --required NODE=DATE, or targets on nodes to the file"
        problems.append(Problem(COMMAND_LINE, None, "--accelerate", message))
    return problems


def requirements_given(texts: list[str]) -> tuple[list[tuple[str, dt.date]], list[Problem]]:
    """Read `NODE=DATE`; return what was read and what could not be."""
    dates, problems = [], []
    for text in texts:
        node, _, date = (part.strip() for part in text.partition("="))
        day = _date(date)
        if day is None or not node:
            message = f"'{text}' is no requirement; write node and date, such as sales_launch.p1=2026-09-15"
            problems.append(Problem(COMMAND_LINE, None, "--required", message))
        else:
            dates.append((node, day))
    return dates, problems


def wrong_odds(odds: float) -> list[Problem]:
    """Return the problem of odds that are none."""
    if 0.0 < odds <= 1.0:
        return []
    message = f"{odds:g} are no odds; write a share above 0 and up to 1, such as 0.8"
    return [Problem(COMMAND_LINE, None, "--odds", message)]


def _approved(text: str | None) -> tuple[dt.date | None, list[Problem]]:
    day = _date(text) if text is not None else None
    if text is None or day is not None:
        return day, []
    message = f"'{text}' is no date; write year-month-day, such as 2026-02-28"
    return None, [Problem(COMMAND_LINE, None, "--approved-on", message)]


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _unknown(project: Project, dates: list[tuple[str, dt.date]]) -> list[Problem]:
    """Return which required nodes are none; without its phase a repeated one means all phases."""
    return unknown_nodes(project, [node for node, _ in dates if node not in project.activities], "--required")


def _tell(
    study: Study,
    told: Commitment,
    baseline: Baseline,
    reserves: BufferPage,
    most: int | None,
    csv: str | None,
    page: PageOptions,
) -> None:
    from scenario.cli.show import write_json

    if csv is not None:
        _write_csv(study, told, csv, page.lang)
    if "-" not in (csv, page.json):
        _print(study, told, reserves, most, page.lang)
    if page.json is not None:
        write_json(document(study, told, baseline) | reserves.document(), page.json)


def document(study: Study, told: Commitment, baseline: Baseline) -> dict[str, Any]:
    """Return the promised dates as plain data: the baseline, and what the runs said of it."""
    from scenario.cli.show import as_text

    rows = told.activities.to_dict(orient="index")
    kept = ("needed_start", "needed_finish", "best", "odds", "requirement")
    found = baseline.model_dump(mode="json")
    for name, row in found["activities"].items():
        row |= {key: as_text(rows[name][key]) for key in kept}
    requirements = [
        {key: as_text(value) for key, value in row.items()}
        for row in told.requirements.to_dict(orient="records")
    ]
    return {
        **found,
        "start": study.project.project.start.isoformat(),
        "required": requirements,
        "jointly": told.jointly,
        "together": told.together,
    }


def _print(study: Study, told: Commitment, reserves: BufferPage, most: int | None, lang: Language) -> None:
    """Print the dates; of latest dates so many that are at risk, or all where no number is given."""
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables.commitment import Promises
    from scenario.views.tables.planning.deadlines import deadlines
    from scenario.views.words.wording import Wording

    say, page = Wording.of(study, lang), console()
    promises = Promises(study, told, say)
    latest = promises.latest(most or 0, every=most is None)
    name, asked = say.name(study.project.project.name), say.share(told.odds)
    head = say.say(f"{name} · dates at odds of {asked}", f"{name} · {asked}把握的日期")
    page.print()
    page.print(Text(f"{head} · {say.scenario(study.scenario)}", style="bold"))
    page.print(
        Text(say.say(f"{study.runs:,} runs, seed {study.seed}", f"{study.runs:,}次模拟, 种子 {study.seed}"))
    )
    for table in (promises.nodes(), promises.requirements(), deadlines(study, say), latest):
        print_table(page, table, lang)
    reserves.print(page, say)
    print_notes(page, say.say("How to read it", "说明"), promises.notes(most or 0, every=most is None))
    page.print()


def _write_csv(study: Study, told: Commitment, target: str, lang: Language) -> None:
    import csv
    import io

    from scenario.cli.written import EXCEL_MARK, write_text
    from scenario.views.tables.commitment import in_csv
    from scenario.views.words.wording import Wording

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(in_csv(study, told, Wording.of(study, lang)))
    write_text("--csv", target, text.getvalue(), EXCEL_MARK)


def _write_baseline(baseline: Baseline, target: str) -> None:
    import io

    from ruamel.yaml import YAML

    from scenario.cli.written import write_text

    text = io.StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.dump(baseline.to_plain(), text)
    write_text("--out", target, text.getvalue())
    print(f"Baseline written to {target}", file=sys.stderr)
