"""Reading YAML safely: plain data, and the place of every value in its file.

YAML 1.2 without tags: `2.6e4` is a number, `NO` is text, `2026-02-28` is a date. Work is bounded before it
is done: by the size of the files, the depth of nesting and what aliases repeat, in all files of a project.
"""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scenario.project.files.building import Allowance, Builder, Place, refusal, walk
from scenario.project.problems import Problem, ProjectError, Where

__all__ = [
    "LARGEST",
    "Allowance",
    "Document",
    "Place",
    "Where",
    "allowance",
    "parse",
    "parse_value",
    "read",
    "walk",
]

LARGEST = 50_000_000
"""Files of one project that are larger together are refused before they are read. [bytes]"""


class Document(NamedTuple):
    """What a file says: plain data, and where each value stands."""

    data: dict[str, Any]
    places: ChainMap[Where, Place]
    problems: tuple[Problem, ...] = ()
    """What is wrong although it could be read."""

    def place(self, where: Where) -> Place:
        """Return the place of a value, or of the nearest thing around it."""
        while where and where not in self.places:
            where = where[:-1]
        return self.places[where]


def allowance() -> Allowance:
    """Return how much the files of a project may hold, before any is read."""
    return Allowance(LARGEST)


def read(path: Path, shown: str | None = None, left: Allowance | None = None) -> Document:
    """Read a YAML file.

    Parameters
    ----------
    path : Path
        The file
    shown : str, optional
        The name that messages use
    left : Allowance, optional
        What the project's files may still hold; what this one holds is taken off

    Raises
    ------
    ProjectError
        The file cannot be read, or is no YAML of ours.
    """
    name = shown or str(path)
    left = left or allowance()
    return parse(_text(path, name, left), name, left)


def parse(text: str, name: str, left: Allowance | None = None) -> Document:
    """Read YAML text whose top is a mapping. Raises ProjectError."""
    try:
        text.encode()
    except UnicodeEncodeError:  # in a value set by hand, from a terminal with another encoding
        raise refusal(name, None, "it holds a character that is none; write it in UTF-8") from None
    builder = _built(text, name, left or allowance())
    if builder.root is None:
        raise refusal(
            name, None, "the file is empty; it needs at least `project:` and `activities:` or `cash:`"
        )
    if not isinstance(builder.root, dict):
        raise _unreadable(
            text, name, builder.places[()].line, "a project file is a mapping; begin with `project:`"
        )
    return Document(builder.root, ChainMap(builder.places), tuple(builder.problems))


def _built(text: str, name: str, left: Allowance) -> Builder:
    """Return what a text builds, by the fast parser where it is sure to say the same."""
    from scenario.project.files import events  # both parsers: 0.07 s that a file that is known does not need

    if events.is_fast(text):
        before = (left.values, left.repeated, left.repeated_text)
        try:
            return _by(events.fast_events, text, name, left)
        except events.FastError as error:
            if len(text) > events.LARGEST_SLOW:
                raise _unreadable(text, name, _line_of(error), _sentence(error)) from None
            left.values, left.repeated, left.repeated_text = before
    try:
        return _by(events.careful_events, text, name, left)
    except events.MarkedYAMLError as error:
        raise _unreadable(text, name, _line_of(error), _sentence(error)) from None
    except (events.YAMLError, RecursionError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else "too complex"
        raise _unreadable(text, name, None, f"this is no YAML: {said}") from None


def _by(events: Callable[[str], Iterator[Any]], text: str, name: str, left: Allowance) -> Builder:
    builder = Builder(name, text, left)
    builder.build(events(text))
    return builder


def _unreadable(text: str, name: str, line: int | None, message: str) -> ProjectError:
    """Return why a text is no YAML; where it has full-width signs, that these are meant."""
    from scenario.project.files.lines import full_width_lines

    found = full_width_lines(text, name)
    return ProjectError(found) if found else refusal(name, line, message)


def parse_value(text: str) -> Any:
    """Read one value written as YAML, as `--set path=value` gives it. Raises ProjectError."""
    data = parse(f"value: {text}", "--set").data
    if len(data) > 1:
        raise refusal("--set", None, "write one value")
    return data["value"]


def _text(path: Path, name: str, left: Allowance) -> str:
    try:
        if path.is_dir():
            raise refusal(name, None, "this is a folder; give the project file in it")
        if not path.exists():
            raise refusal(name, None, "there is no such file")
        if not path.is_file():
            raise refusal(name, None, "this is no ordinary file")
        size = os.path.getsize(path)
        if size > left.bytes:
            raise refusal(name, None, _too_large(size, left.bytes))
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL, or a lone surrogate
        said = error.strerror if isinstance(error, OSError) else "its name is none"
        raise refusal(name, None, f"the file cannot be read: {said}") from None
    left.bytes -= len(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refusal(name, line, "the file is not UTF-8 text; save it as UTF-8") from None


def _too_large(size: int, left: int) -> str:
    with_others = "" if left == LARGEST else f", with those before it {(size + LARGEST - left) / 1e6:.0f} MB"
    return f"the file has {size / 1e6:.0f} MB{with_others}; at most {LARGEST / 1e6:.0f} MB are read"


def _line_of(error: Any) -> int | None:
    mark = error.problem_mark or error.context_mark
    return None if mark is None else mark.line + 1


def _sentence(error: Any) -> str:
    said = " ".join(str(part) for part in (error.context, error.problem) if part)
    return f"this is no YAML: {said}; check indentation, quotes and colons"
