"""What is wrong with a project file, told to a person: where, what, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

Where = tuple[str | int, ...]
"""The keys and positions that lead to a value."""


class Problem(NamedTuple):
    """One thing that cannot be used."""

    file: str
    """The file it stands in, or what else it came from (an override)."""
    line: int | None
    """Line of the value, from 1."""
    path: str
    """Dotted path of the value; empty when the file as a whole is meant."""
    message: str
    """What is wrong and what to do."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.path}: {self.message}" if self.path else f"{where}{self.message}"


class ProjectError(Exception):
    """A project that cannot be used; all of its problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(
            sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line or 0))
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        files = list(dict.fromkeys(problem.file for problem in self.problems))
        return "\n".join(_paragraph(file, [p for p in self.problems if p.file == file]) for file in files)


def _paragraph(file: str, problems: list[Problem]) -> str:
    count = "1 value" if len(problems) == 1 else f"{len(problems)} values"
    lines = [f"{file}: {count} cannot be used", *(f"  {problem}" for problem in problems)]
    return "\n".join(lines)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the closest known word, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""


def unknown(kind: str, word: str, known: Iterable[str]) -> str:
    """Say that there is no such thing, and what was probably meant or what there is."""
    names = list(dict.fromkeys(known))
    hint = suggestion(word, names)
    if not hint and 0 < len(names) <= 8:
        hint = f"there is {', '.join(names)}" if len(names) == 1 else f"there are {', '.join(names)}"
    return f"there is no {kind} '{word}'" + (f"; {hint}" if hint else "")
