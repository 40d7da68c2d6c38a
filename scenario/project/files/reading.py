"""Reading YAML safely: plain data, and the place of every value in its file.

YAML 1.2 without tags: `2.6e4` is a number, `NO` is text, `2026-02-28` is a date. Work is bounded before it
is done: by the size of the file, the depth of nesting and the number of values once aliases are expanded.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from scenario.project.files.problems import Problem, ProjectError

LARGEST_FILE = 2_000_000
"""A larger file is refused before it is read. [bytes]"""
MOST_VALUES = 30_000
"""More values, aliases expanded, are refused. [count]"""
DEEPEST = 40
"""Deeper nesting is refused. [levels]"""

Where = tuple[str | int, ...]
"""The keys and positions that lead to a value."""


class Place(NamedTuple):
    """Where a value stands."""

    file: str
    line: int | None


class Document(NamedTuple):
    """What a file says: plain data, and where each value stands."""

    data: dict[str, Any]
    places: dict[Where, Place]
    problems: tuple[Problem, ...] = ()
    """What is wrong although it could be read."""

    def place(self, where: Where) -> Place:
        """Return the place of a value, or of the nearest thing around it."""
        while where and where not in self.places:
            where = where[:-1]
        return self.places[where]


def read(path: Path, shown: str | None = None) -> Document:
    """Read a YAML file. `shown` is the name that messages use. Raises ProjectError."""
    name = shown or str(path)
    text = _text(path, name)
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    """Read YAML text whose top is a mapping. Raises ProjectError."""
    builder = _Builder(name)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        raise _refusal(name, _line_of(error), _sentence(error)) from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise _refusal(
            name, None, f"this is no YAML: {str(error).splitlines()[0] if str(error) else 'too complex'}"
        ) from None
    if builder.root is None:
        raise _refusal(
            name, None, "the file is empty; it needs at least `project:` and `activities:` or `cash:`"
        )
    if not isinstance(builder.root, dict):
        raise _refusal(name, builder.places[()].line, "a project file is a mapping; begin with `project:`")
    return Document(builder.root, builder.places, tuple(builder.problems))


def parse_value(text: str) -> Any:
    """Read one value written as YAML, as `--set path=value` gives it. Raises ProjectError."""
    data = parse(f"value: {text}", "--set").data
    if len(data) > 1:
        raise _refusal("--set", None, "write one value")
    return data["value"]


def _text(path: Path, name: str) -> str:
    try:
        if path.is_dir():
            raise _refusal(name, None, "this is a folder; give the project file in it")
        if not path.exists():
            raise _refusal(name, None, "there is no such file")
        if not path.is_file():
            raise _refusal(name, None, "this is no ordinary file")
        if os.path.getsize(path) > LARGEST_FILE:
            size = os.path.getsize(path) / 1e6
            raise _refusal(
                name, None, f"the file has {size:.0f} MB; at most {LARGEST_FILE / 1e6:.0f} MB are read"
            )
        content = path.read_bytes()
    except OSError as error:
        raise _refusal(name, None, f"the file cannot be read: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refusal(name, line, "the file is not UTF-8 text; save it as UTF-8") from None


def _refusal(name: str, line: int | None, message: str) -> ProjectError:
    return ProjectError([Problem(name, line, "", message)])


def _line_of(error: MarkedYAMLError) -> int | None:
    mark = error.problem_mark or error.context_mark
    return None if mark is None else mark.line + 1


def _sentence(error: MarkedYAMLError) -> str:
    said = " ".join(str(part) for part in (error.context, error.problem) if part)
    return f"this is no YAML: {said}; check indentation, quotes and colons"


class _Open(NamedTuple):
    """A mapping or a list that is being read."""

    value: Any
    where: Where
    keys: list[str]
    anchor: str | None
    start: int


class _Builder:
    """Turns parser events into plain data, counting as it goes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.places: dict[Where, Place] = {}
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Any, Where]] = {}
        self.values = 0
        self.documents = 0

    def take(self, event: Event) -> None:
        """Take one event in."""
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _refusal(self.name, line, "a second document begins here; a project file has one")
        elif isinstance(event, AliasEvent):
            self._alias(event, line)
        elif isinstance(event, ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._begin(event, {} if isinstance(event, MappingStartEvent) else [], line)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._end()

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        self._refuse_tag(event, line)
        if self._awaits_key():
            self._key(event.value, line)
            return
        value = plain_scalar(event.value) if event.style is None or event.style == "" else event.value
        where = self._put(value, line)
        if event.anchor:
            self.anchors[event.anchor] = (value, where)

    def _begin(self, event: Any, value: Any, line: int) -> None:
        self._refuse_tag(event, line)
        if self._awaits_key():
            raise _refusal(self.name, line, "a key must be plain text")
        if len(self.open) >= DEEPEST:
            raise _refusal(self.name, line, f"values are nested more than {DEEPEST} levels deep")
        where = self._put(value, line)
        self.open.append(_Open(value, where, [], event.anchor, self.values))

    def _end(self) -> None:
        closed = self.open.pop()
        if closed.anchor:
            self.anchors[closed.anchor] = (closed.value, closed.where)

    def _alias(self, event: AliasEvent, line: int) -> None:
        if self._awaits_key():
            raise _refusal(self.name, line, "a key must be plain text")
        if event.anchor not in self.anchors:
            raise _refusal(
                self.name, line, f"*{event.anchor} stands for nothing that was marked &{event.anchor} before"
            )
        value, _ = self.anchors[event.anchor]
        self.values += self._size(value, line)
        where = self._put(_copied(value), line)
        for below, _ in walk(value):
            self.places[where + below] = Place(self.name, line)

    def _size(self, value: Any, line: int) -> int:
        count = 0
        for _ in walk(value):
            count += 1
            if self.values + count > MOST_VALUES:
                raise self._too_many(line)
        return count

    def _put(self, value: Any, line: int) -> Where:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self._too_many(line)
        if not self.open:
            self.root = value
            self.places[()] = Place(self.name, line)
            return ()
        top = self.open[-1]
        if isinstance(top.value, dict):
            key = top.keys.pop()
            top.value[key] = value
            return (*top.where, key)
        top.value.append(value)
        where = (*top.where, len(top.value) - 1)
        self.places[where] = Place(self.name, line)
        return where

    def _key(self, key: str, line: int) -> None:
        top = self.open[-1]
        where = (*top.where, key)
        if key == "<<":
            raise _refusal(
                self.name, line, "merge keys (<<) are not read; use `extends:` or write the values out"
            )
        if key in top.value:
            first = self.places[where].line
            path = ".".join(str(part) for part in where)
            self.problems.append(
                Problem(self.name, line, path, f"the key stands twice, first in line {first}; keep one")
            )
        else:
            self.places[where] = Place(self.name, line)
        top.keys.append(key)

    def _awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and not self.open[-1].keys

    def _too_many(self, line: int) -> ProjectError:
        return _refusal(
            self.name, line, f"the file has more than {MOST_VALUES} values once its aliases are written out"
        )

    def _refuse_tag(self, event: Any, line: int) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) != "!":
            raise _refusal(self.name, line, f"the tag {tag} is not read; write the value without it")


def walk(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Yield everything inside a mapping or a list with the way to it."""
    stack = [(where, value)]
    while stack:
        at, item = stack.pop()
        pairs = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
        for key, inner in pairs:
            yield (*at, key), inner
            stack.append(((*at, key), inner))


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?\d+(_\d+)*")
_REAL = re.compile(r"[-+]?(\d+(_\d+)*)?\.?\d*([eE][-+]?\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def plain_scalar(text: str) -> Any:
    """Return what an unquoted YAML 1.2 scalar means; `_` may group the digits of a number."""
    if text in _WORDS:
        return _WORDS[text]
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    if len(text) > 40 or not any(character.isdigit() for character in text):
        return text
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _REAL.fullmatch(text):
        try:
            return float(text.replace("_", ""))
        except ValueError:
            return text
    return text
