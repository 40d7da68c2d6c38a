"""The command `track`: odds, dates and money of what is left, from a data date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenario.cli.arguments.options import PageOptions, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unusable_folder, unwritable_file
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language
    from scenario.study.settings import RunSettings

Report = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="DIR", help="Keep the forecast as a report, in a folder of its own in DIR."
    ),
]


def track(what: ProjectOptions, how: RunOptions, report: Report = None, *, page: PageOptions) -> None:
    """Tell where a running project stands: odds and dates from the data date of its statement.

    What is finished is fixed; work under way is drawn given that it has lasted so long; risks that have not
    come are less likely. Money is forecast where the statement closes its books; else the schedule alone.
    """
    problems: list[Problem] = []
    settings = how.settings(problems, "dates")
    problems += [*unwritable_file("--json", page.json), *unusable_folder("--report", report)]
    project = what.chosen(problems).projects[0]
    if project.statement is None:
        message = "name the statement: --actuals FILE; `scenario actuals template` makes one"
        raise ProjectError([Problem(COMMAND_LINE, None, "--actuals", message)])
    from scenario.cli.show import write_json
    from scenario.cli.studies import simulated
    from scenario.tracking.progress import progress_of
    from scenario.tracking.track import track_document

    study = simulated(project, settings) if report is None else _kept(project, settings, report)
    if page.json != "-":
        _print(study, page.lang)
    if page.json is not None:
        write_json(track_document(study, progress_of(study)), page.json)


def _kept(project: Project, settings: RunSettings, folder: Path) -> Study:
    """Return the study of a report that is kept. Raises ProjectError."""
    import sys

    from scenario.study.storage.manifest import StudyError
    from scenario.tracking.reports import keep_report

    try:
        report = keep_report(project, settings, folder)
    except StudyError as error:
        raise ProjectError([Problem(COMMAND_LINE, None, "--report", str(error))]) from None
    print(f"Kept in {report.folder}", file=sys.stderr)
    return report.study


def _print(study: Study, lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table
    from scenario.tracking.progress import progress_of
    from scenario.views.tables import first_look, notes
    from scenario.views.tables.planning.deadlines import deadlines
    from scenario.views.tables.tracking.tracked import TrackPage
    from scenario.views.words.wording import Wording

    say, screen = Wording.of(study, lang), console()
    told = TrackPage(study, progress_of(study), say)
    screen.print()
    name = say.name(study.project.project.name)
    screen.print(
        Text(f"{name} · {say.say('forecast', '预测')} · {say.scenario(study.scenario)}", style="bold")
    )
    for line in told.heading():
        screen.print(Text(line))
    runs = say.say(f"{study.runs:,} runs, seed {study.seed}", f"{study.runs:,}次模拟, 种子 {study.seed}")
    screen.print(Text(runs))
    tables = [first_look.targets(study, lang), told.running(), first_look.nodes(study, lang)]
    tables += [deadlines(study, say)]
    if study.project.has_money and study.project.tracks_money:
        tables += [first_look.measures(study, lang), told.earned()]
    for table in tables:
        print_table(screen, table, lang)
    print_notes(screen, say.say("Not tracked", "未跟踪"), told.untracked())
    print_notes(screen, say.say("Earned value", "挣值"), told.earned_notes())
    print_notes(screen, say.say("Contradicted", "与分布矛盾"), told.contradictions())
    print_notes(screen, say.say("Risks now", "风险现状"), told.risks())
    print_notes(screen, say.say("Derived, not told", "推算(未报送)"), told.derived())
    if study.project.tracks_money:
        print_notes(screen, say.say("Missing", "缺失"), notes.missing(study, lang))
    screen.print()
