"""A parcel to begin with: six questions on a terminal, or answers as options; checked and run at once."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.inputs import COMMAND_LINE
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

RUNS = 200
"""Of the first simulation [runs]."""


def _option(flag: str, unit: str, text: str) -> Any:
    return typer.Option(flag, metavar=unit, help=f"Of a parcel: {text}", show_default=False)


@dataclass(frozen=True)
class AnswerOptions:
    """The answers to the six questions, those not given yet None; and the first day."""

    name: Annotated[str | None, _option("--name", "NAME", "what people call it.")] = None
    area: Annotated[float | None, _option("--area", "M2", "site area.")] = None
    far: Annotated[float | None, _option("--far", "FAR", "floor area ratio.")] = None
    floor_price: Annotated[
        float | None, _option("--floor-price", "YUAN", "land price for each m² above ground.")
    ] = None
    price: Annotated[float | None, _option("--price", "YUAN", "sale price of homes for each m².")] = None
    tier: Annotated[int | None, _option("--tier", "TIER", "tier of the city, 1 to 4.")] = None

    @property
    def given(self) -> dict[str, Any]:
        """The answers that were given."""
        return {key: value for key, value in asdict(self).items() if value is not None}


QUESTIONS = {
    "name": ("Name of the parcel", "地块名称"),
    "area": ("Site area, m²", "用地面积（㎡）"),
    "far": ("Floor area ratio", "容积率"),
    "floor_price": ("Land price for each m² above ground, yuan", "楼面地价（元/㎡）"),
    "price": ("Sale price of homes for each m², yuan", "住宅售价（元/㎡）"),
    "tier": ("Tier of the city, 1 to 4", "城市能级（1至4线）"),
}


def not_of_a_parcel(answers: AnswerOptions, template: str) -> list[Problem]:
    """Return a problem for each answer that a template which asks nothing was given."""
    message = f"the template {template} asks nothing; leave it out, or name high-rise, low-rise or mixed"
    return [_problem(key, message) for key in answers.given]


def wrong_answers(answers: AnswerOptions, *, is_terminal: bool) -> list[Problem]:
    """Return what is wrong with the answers given, and what is missing where nobody can be asked."""
    from scenario.project.files.parcel import RANGES, wrong_answer

    problems = []
    for key in QUESTIONS:
        value = answers.given.get(key)
        if value is not None:
            wrong = wrong_answer(key, value)
            problems += [_problem(key, wrong)] if wrong else []
        elif not is_terminal:
            such = RANGES[key].such if key in RANGES else "'Lot 12'"
            problems.append(
                _problem(key, f"there is no terminal to ask on; write it, such as {_flag(key)} {such}")
            )
    return problems


def write_parcel(target: Path, template: str, answers: AnswerOptions, lang: Language) -> None:
    """Ask what was not answered, write the project file, check it, and tell the odds of a first study."""
    from scenario.project.files.load import load
    from scenario.project.files.parcel import Answers, parcel_text

    known = {key: answers.given.get(key) for key in QUESTIONS}
    told = {key: _asked(key, lang) if value is None else value for key, value in known.items()}
    text = parcel_text(template, Answers(**told), dt.date.today())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"cannot be written ({error.strerror}); name another folder"
        raise ProjectError([Problem(str(target), None, "", message)]) from None
    _tell_odds(load(target), lang)


def is_terminal() -> bool:
    """Return whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def _asked(key: str, lang: Language) -> Any:
    """Return the answer of a person, asked again until it can be used."""
    from scenario.project.files.parcel import RANGES, wrong_answer

    kind = {"name": str, "tier": int}.get(key, float)
    question = QUESTIONS[key][lang == "zh"]
    if key in RANGES:
        question = f"{question} [{RANGES[key].such}]" if key != "tier" else question
    while True:
        value = typer.prompt(question, type=kind, err=True)
        wrong = wrong_answer(key, value)
        if wrong is None:
            return value
        typer.echo(wrong, err=True)


def _tell_odds(project: Project, lang: Language) -> None:
    """Simulate, and tell on stderr the odds of each target."""
    from scenario.analysis.study import study_of
    from scenario.cli.studies import compiling
    from scenario.study.settings import RunSettings
    from scenario.views.words.target_words import target_in_words
    from scenario.views.words.wording import Wording

    settings = RunSettings(runs=RUNS)
    with compiling(project, settings):
        odds = study_of(project, settings).odds()["odds"]
    say = Wording(lang, project.project.currency)
    lines = [say.say(f"Checked, and run {RUNS} times:", f"已检查，并模拟{RUNS}次：")]
    for target, share in zip(project.targets, odds[: len(project.targets)], strict=True):
        lines.append(f"  {target_in_words(project, target, say)}: {say.share(float(share))}")
    print("\n".join(lines), file=sys.stderr)


def _flag(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _problem(key: str, message: str) -> Problem:
    return Problem(COMMAND_LINE, None, _flag(key), message)
