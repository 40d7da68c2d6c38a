"""The command `report`: reports of one project or of many, in languages and kinds of file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from scenario.cli.arguments.options import Files, Language, RunOptions, Scenarios, Settings
from scenario.cli.exit_codes import DONE, FAILED, UNUSABLE
from scenario.cli.inputs import COMMAND_LINE, Chosen, chosen, unusable_folder
from scenario.project.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    from scenario.reporting.forms import Form
    from scenario.reporting.made import Made
    from scenario.reporting.many import Asked, Subject
    from scenario.study.settings import RunSettings

LANGUAGES: tuple[Language, ...] = get_args(Language)
Template = Annotated[str, typer.Option("--template", metavar="NAME", help="board or schedule.")]
To = Annotated[str, typer.Option("--to", metavar="FORMS", help="Kinds of file: html,pdf,xlsx,docx, or some.")]
Langs = Annotated[str, typer.Option("--lang", metavar="LANG", help="Languages: en, zh, or zh,en.")]
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")]


def report(
    files: Files,
    how: RunOptions,
    scenario: Scenarios = None,
    settings: Settings = None,
    template: Template = "board",
    to: To = "html",
    out: Folder = Path("reports/out"),
    lang: Langs = "en",
) -> None:
    """Write reports that need no network, of projects × scenarios × languages; the last line is a path.

    The simulation is stored in DIR/studies and presented from there, so that a command that was stopped goes
    on, and only what changed is made anew. Of several reports DIR/index.html tells all, and which failed.
    """
    from scenario.reporting.many import Asked

    problems: list[Problem] = []
    simulating = how.settings(problems)
    languages, forms = _languages(lang, problems), _forms(to, problems)
    problems += [*unusable_folder("--out", out), *_template(template), *_unprintable(to)]
    picks, broken = _picked(files, scenario or [], settings or [], problems)
    asked = Asked(template, languages, forms, os.fspath(out), simulating)
    subjects = _subjects(picks, template, languages)
    raise typer.Exit(_report_each(subjects, broken, asked, picks, simulating))


def _picked(
    files: list[Path], scenarios: list[str], settings: list[str], problems: list[Problem]
) -> tuple[list[tuple[Path, Chosen]], list[Made]]:
    """Return the projects, and of those that cannot be used why. Raises ProjectError where none is left.

    What is wrong with the options themselves stops all.
    """
    from scenario.reporting.made import Made

    picks, broken = [], []
    found: list[Problem] = []
    for path in files:
        try:
            picks.append((path, chosen(path, scenarios, settings, [])))
        except ProjectError as error:
            found += error.problems
            broken.append(Made(os.fspath(path), "base", error=str(error), unusable=True))
    if problems or not picks:
        raise ProjectError([*problems, *found])
    return picks, broken


def _subjects(
    picks: list[tuple[Path, Chosen]], template: str, languages: tuple[Language, ...]
) -> list[Subject]:
    from scenario.reporting.batch import stems
    from scenario.reporting.many import Subject

    projects = [(path, pick, project) for path, pick in picks for project in pick.projects]
    names = stems([project for _, _, project in projects], template, languages)
    return [
        Subject(os.fspath(path), project.scenario, pick.settings, tuple(own))
        for (path, pick, project), own in zip(projects, names, strict=True)
    ]


def _report_each(
    subjects: list[Subject],
    broken: list[Made],
    asked: Asked,
    picks: list[tuple[Path, Chosen]],
    settings: RunSettings,
) -> int:
    """Make the reports, print their paths, and return the exit code."""
    from scenario.cli.show import progress
    from scenario.cli.studies import compiling
    from scenario.cli.written import told
    from scenario.reporting.many import make_all
    from scenario.reporting.portfolio import write_index

    out, several = Path(asked.out), len(subjects) + len(broken) > 1
    made: list[Made] = list(broken)
    with told("--out", out, "folder"):
        out.mkdir(parents=True, exist_ok=True)
    money = next((p for _, pick in picks for p in pick.projects if p.has_money), picks[0][1].projects[0])
    try:
        with compiling(money, settings), progress("reports") as bar:
            for each in make_all(subjects, asked, bar):
                made.append(each)
                _print(each, out)
    finally:
        made = _in_order(made, subjects)
        if several:
            index = write_index(out, made, asked.languages[0], asked.written)
            print(os.fspath(index), flush=True)
    return _code(made)


def _print(made: Made, out: Path) -> None:
    if made.error:
        print(f"{made.file}, {made.scenario}: {made.error}", file=sys.stderr, flush=True)
    for path in made.paths:
        print(os.fspath(out / path), flush=True)


def _in_order(made: list[Made], subjects: list[Subject]) -> list[Made]:
    """Return what was made in the order in which it was asked for, what could not be used last."""
    places = {(subject.file, subject.scenario): place for place, subject in enumerate(subjects)}
    return sorted(made, key=lambda each: places.get((each.file, each.scenario), len(places)))


def _code(made: list[Made]) -> int:
    failed = [each for each in made if each.error]
    if not failed:
        return DONE
    return UNUSABLE if all(each.unusable for each in failed) else FAILED


# In -------------------------------------------------------------------------------------------------


def _languages(text: str, problems: list[Problem]) -> tuple[Language, ...]:
    asked = list(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in asked:
        if name not in LANGUAGES:
            problems.append(Problem(COMMAND_LINE, None, "--lang", unknown("language", name, LANGUAGES)))
    return tuple(each for name in asked for each in LANGUAGES if each == name) or ("en",)


def _forms(text: str, problems: list[Problem]) -> tuple[Form, ...]:
    from scenario.reporting.forms import FORMS, wrong_forms

    forms, wrong = wrong_forms(text)
    problems += [Problem(COMMAND_LINE, None, "--to", unknown("kind of file", name, FORMS)) for name in wrong]
    return forms


def _template(name: str) -> list[Problem]:
    from scenario.reporting.presenting import unknown_template

    return [Problem(COMMAND_LINE, None, "--template", text) for text in unknown_template(name)]


def _unprintable(forms: str) -> list[Problem]:
    """Return why nothing can be written as PDF here, where that is asked for."""
    from scenario.reporting.pdf import PdfUnavailable, page_setter

    if "pdf" not in forms:
        return []
    try:
        page_setter()
    except PdfUnavailable as error:
        return [Problem(COMMAND_LINE, None, "--to", str(error))]
    return []
