"""The command `open`: what a stored study holds, and one measure, node, account or run of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.options import PageOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from scenario.analysis import Study
    from scenario.project.sections.root import Project

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder of a stored study.", show_default=False)
]
Measure = Annotated[str | None, typer.Option("--measure", metavar="NAME", help="Tell this measure.")]
Node = Annotated[str | None, typer.Option("--node", metavar="NODE", help="Tell when this node comes.")]
Account = Annotated[
    str | None, typer.Option("--account", metavar="NAME", help="Tell what moves on this account, by month.")
]
Run = Annotated[int | None, typer.Option("--run", metavar="RUN", help="Of this run alone.")]
Csv = Annotated[
    str | None,
    typer.Option("--csv", metavar="FILE", help="Write what is told, run by run, as CSV; - is stdout."),
]


def open_(
    folder: Folder,
    measure: Measure = None,
    node: Node = None,
    account: Account = None,
    run: Run = None,
    csv: Csv = None,
    *,
    page: PageOptions,
) -> None:
    """Tell what is in a stored study: its page, or one measure, node, account or run.

    Only what is asked for is read. Of a study that was stopped the runs are told that are there.
    """
    asked = {"--measure": measure, "--node": node, "--account": account}
    problems = [*unwritable_file("--csv", csv), *unwritable_file("--json", page.json)]
    problems += _contradictions(
        [option for option, value in asked.items() if value is not None], csv, page.json
    )
    if problems:
        raise ProjectError(problems)
    from scenario.analysis.study import open_study

    study = open_study(folder, unfinished=True)
    if run is None:
        _tell_unfinished(study, folder)
    else:
        study = _only(study, run)
    with _project_doubted(study, folder):
        _Opened(study, page.lang, csv, page.json).tell(measure, node, account)


@contextmanager
def _project_doubted(study: Study, folder: Path) -> Iterator[None]:
    """Have what fails be told of a project that no check would have let through. Raises StudyError."""
    from scenario.study.storage.manifest import StudyError

    try:
        yield
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        wrong = _wrong_with(study.project)
        if wrong is None:
            raise
        raise StudyError(f"{folder}: its project cannot be used ({wrong})") from error


def _wrong_with(project: Project) -> str | None:
    """Return the first thing that no check lets through; a value may be such that a check fails over it."""
    from scenario.project.checks import found_in

    try:
        return next((item.message for item in found_in(project)), None)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _contradictions(asked: list[str], csv: str | None, json: str | None) -> list[Problem]:
    found = []
    if len(asked) > 1:
        found.append(Problem(COMMAND_LINE, None, asked[1], f"cannot be told with {asked[0]}; keep one"))
    if csv is not None and not asked:
        message = "say of what: --measure, --node or --account"
        found.append(Problem(COMMAND_LINE, None, "--csv", message))
    if csv == json == "-":
        found.append(Problem(COMMAND_LINE, None, "--csv", "stdout takes one of --csv and --json"))
    return found


def _tell_unfinished(study: Study, folder: Path) -> None:
    from scenario.study.storage.manifest import StudyError, read_manifest

    wanted = read_manifest(folder)["runs"]
    if not study.runs:
        raise StudyError(f"{folder}: no run is stored yet; the command that began the study goes on with it")
    if study.runs < wanted:
        print(
            f"{study.runs:,} of {wanted:,} runs are there;"
            " the command that stored them goes on with the rest.",
            file=sys.stderr,
        )


def _only(study: Study, run: int) -> Study:
    try:
        return study.only(run)
    except KeyError:
        last = study.first + study.runs - 1
        message = f"{run} is not among the runs, which are {study.first} to {last}"
        raise ProjectError([Problem(COMMAND_LINE, None, "--run", message)]) from None


class _Opened:
    """A study, and how what is asked of it is to be told."""

    def __init__(self, study: Study, lang: Any, csv: str | None, json: str | None) -> None:
        self.study = study
        self.lang = lang
        self.csv = csv
        self.json = json

    def tell(self, measure: str | None, node: str | None, account: str | None) -> None:
        """Tell one of these, or the page of all."""
        from scenario.views.tables import opened

        study = self.study
        if measure is not None:
            _refuse_unknown("--measure", "measure", measure, study.measure_names)
            self._tell(opened.of_measure(study, measure, self.lang))
        elif node is not None:
            nodes = study.arrays.names["days"] if study.keep == "measures" else study.ids
            _refuse_unknown("--node", "node", node, nodes)
            self._tell(opened.of_node(study, node, self.lang))
        elif account is not None:
            _refuse_unknown("--account", "account", account, study.accounts)
            self._tell(opened.of_account(study, account, self.lang))
        else:
            self._tell_all()

    def _tell_all(self) -> None:
        from scenario.cli.show import console, write_json
        from scenario.cli.studies import print_study

        if self.json != "-":
            print_study(console(), self.study, self.lang)
        if self.json is not None:
            write_json(self.study.to_json(), self.json)

    def _tell(self, told: Any) -> None:
        from scenario.cli.show import console, print_table, write_json

        if "-" not in (self.csv, self.json):
            print_table(console(), told.table, self.lang)
        if self.json is not None:
            write_json(told.document, self.json)
        if self.csv is not None:
            _write_csv(told.runs(), self.csv)


def _refuse_unknown(option: str, what: str, name: str, names: Iterable[str]) -> None:
    known = list(names)
    if name not in known:
        raise ProjectError([Problem(COMMAND_LINE, None, option, unknown(what, name, known))])


def _write_csv(frame: pd.DataFrame, target: str) -> None:
    from scenario.cli.written import told
    from scenario.disk.whole import put_in_place

    if target == "-" or (Path(target).exists() and not Path(target).is_file()):
        frame.to_csv(sys.stdout if target == "-" else target, index=False, lineterminator="\n")
        return
    with told("--csv", target), put_in_place(Path(target)) as beside:
        frame.to_csv(beside, index=False, lineterminator="\n")
