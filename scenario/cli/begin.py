"""The commands `init`, `packs` and `notebooks`: what a person begins with, from the package's data."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from scenario.cli.arguments.options import Lang, Language
from scenario.cli.bidding.parcel import (
    AnswerOptions,
    is_terminal,
    not_of_a_parcel,
    write_parcel,
    wrong_answers,
)
from scenario.cli.inputs import COMMAND_LINE, unusable_folder
from scenario.data import data
from scenario.project.files.packs import no_pack, pack, packs
from scenario.project.files.parcel import TEMPLATES as PARCELS
from scenario.project.problems import Problem, ProjectError, unknown

TEMPLATES = {"minimal": "project.yaml", "riverside": "riverside.yaml"}
"""The projects to begin with, a file of `params/` each, and what their copy is called."""
PARCEL = "parcel.yaml"
"""What the file of a parcel is called."""
SCHEMA = "project.schema.json"
"""Beside a project file it gives editors completion and checks."""

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder; it is made.")]
Pack = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="Print this pack, to read or to copy.", show_default=False),
]
Template = Annotated[
    str,
    typer.Option(
        "--template",
        metavar="NAME",
        help="minimal; riverside: the sample; high-rise, low-rise, mixed: a parcel from six questions.",
    ),
]


def init(
    folder: Folder = Path("."), template: Template = "minimal", lang: Lang = "en", *, answers: AnswerOptions
) -> None:
    """Begin a project: write a project file, with the schema for editors. Nothing is replaced.

    The templates high-rise, low-rise and mixed are parcels: what is not given of them is asked on a terminal.
    """
    problems = unusable_folder("DIR", folder)
    if template in PARCELS:
        problems += wrong_answers(answers, is_terminal=is_terminal())
    elif template in TEMPLATES:
        problems += not_of_a_parcel(answers, template)
    else:
        known = (*TEMPLATES, *PARCELS)
        problems.append(Problem(COMMAND_LINE, None, "--template", unknown("template", template, known)))
    if problems:
        raise ProjectError(problems)
    if template in PARCELS:
        target = folder / PARCEL
        _refuse_taken([target])
        write_parcel(target, template, answers, lang)
        _copy({}, {folder / SCHEMA: data("params", SCHEMA)})
    else:
        target = folder / TEMPLATES[template]
        _copy({target: data("params", f"{template}.yaml")}, {folder / SCHEMA: data("params", SCHEMA)})
    print(target)
    then = "bid" if template in PARCELS else "run"
    _then(lang, f"scenario check {_quoted(target)}", f"scenario {then} {_quoted(target)}")


def notebooks(folder: Folder = Path("notebooks"), lang: Lang = "en") -> None:
    """Copy the notebooks, with the sample that they open, into a folder. Nothing is replaced."""
    if problems := unusable_folder("DIR", folder):
        raise ProjectError(problems)
    wanted = {folder / path.name: path for path in sorted(data("notebooks").glob("*.ipynb"))}
    sample = {folder / "params" / name: data("params", name) for name in ("riverside.yaml", SCHEMA)}
    _copy(wanted, sample)
    for path in wanted:
        print(path)
    _then(lang, f"jupyter lab {_quoted(folder)}")


def list_packs(name: Pack = None) -> None:
    """List the packs that project files extend by name, or print one."""
    if name is None:
        for known, path in packs().items():
            print(f"{known}\n    {_first_sentence(path)}")
        return
    file = pack(name)
    if file is None:
        raise ProjectError([Problem(COMMAND_LINE, None, "NAME", no_pack(name))])
    sys.stdout.write(file.read_text(encoding="utf-8"))


def _copy(wanted: Mapping[Path, Path], beside: Mapping[Path, Path]) -> None:
    """Copy files where there are none; what is only to be beside them stays where it is there."""
    _refuse_taken(wanted)
    for target, source in {**wanted, **beside}.items():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                shutil.copyfile(source, target)
        except OSError as error:
            message = f"cannot be written ({error.strerror}); name another folder"
            raise ProjectError([Problem(str(target), None, "", message)]) from None


def _refuse_taken(wanted: Iterable[Path]) -> None:
    taken = [path for path in wanted if path.exists()]
    if taken:
        message = "the file is there already, and nothing is replaced; name another folder"
        raise ProjectError([Problem(str(path), None, "", message) for path in taken])


def _first_sentence(file: Path) -> str:
    """Return what the head of a pack says that it is."""
    lines = file.read_text(encoding="utf-8").splitlines()
    comments = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
    told = " ".join(comments[2:])  # the first names the schema for editors, and a blank one follows
    return f"{told.partition('. ')[0].rstrip('.')}."


def _quoted(path: Path) -> str:
    """Return a path as every shell takes it."""
    return f'"{path}"' if " " in str(path) else str(path)


def _then(lang: Language, *commands: str) -> None:
    """Tell on stderr what comes next, where a person reads it."""
    told = "Next:" if lang == "en" else "下一步:"
    print("\n".join([told, *(f"  {command}" for command in commands)]), file=sys.stderr)
