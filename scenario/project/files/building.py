"""From the events of a YAML parser to plain data, and the place of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from scenario.project.problems import Problem, ProjectError, Where
from scenario.project.values.scalars import plain_scalar

MOST_VALUES = 3_000_000
"""More values in one project are refused: 200,000 activities have fewer. [count]"""
MOST_REPEATED = 30_000
"""More values that aliases repeat are refused. [count]"""
LONGEST_REPEATED = 1_000_000
"""More text that aliases repeat is refused. [characters]"""
DEEPEST = 40
"""Deeper nesting is refused. [levels]"""


class Place(NamedTuple):
    """Where a value stands."""

    file: str
    line: int | None


Places = MutableMapping[Where, Place]


@dataclass(slots=True)
class Allowance:
    """How much the files of one project may still hold, together."""

    bytes: int
    values: int = MOST_VALUES
    repeated: int = MOST_REPEATED
    repeated_text: int = LONGEST_REPEATED


class _Open(NamedTuple):
    """A mapping or a list that is being read."""

    value: Any
    where: Where
    keys: list[str]
    anchor: str | None
    flow: bool


def refusal(name: str, line: int | None, message: str) -> ProjectError:
    """Return the error of a file that cannot be read."""
    return ProjectError([Problem(name, line, "", message)])


class Builder:
    """Turns parser events into plain data, counting as it goes."""

    def __init__(self, name: str, text: str, allowance: Allowance) -> None:
        self.name = name
        self.text = text
        self.lines: list[str] | None = None
        self.allowance = allowance
        self.root: Any = None
        self.places: dict[Where, Place] = {}
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, Any] = {}
        self.documents = 0
        self.place = Place(name, 0)
        self.acts = {
            "DocumentStartEvent": self._document,
            "AliasEvent": self._alias,
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._mapping,
            "SequenceStartEvent": self._list,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
        }

    def build(self, events: Iterator[Any]) -> None:
        """Take all events in. Raises ProjectError."""
        acts = self.acts
        for event in events:
            act = acts.get(type(event).__name__)
            if act is not None:
                line = event.start_mark.line + 1
                if line != self.place.line:
                    self.place = Place(self.name, line)
                act(event, line)

    def _document(self, event: Any, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._refusal(line, "a second document begins here; a project file has one")

    def _scalar(self, event: Any, line: int) -> None:
        self._refuse_tag(event, line)
        text = event.value
        if not text.isascii():
            self._refuse_half_characters(text, line)
        plain = event.style is None or event.style == ""
        if self._awaits_key():
            self._key(text, line)
            return
        if plain:
            value = plain_scalar(text)
            if value is None or text[0] == "0":
                self._refuse_separators(text, line)
        else:
            value = text
        self._put(value, line)
        if event.anchor:
            self.anchors[event.anchor] = value

    def _mapping(self, event: Any, line: int) -> None:
        self._begin(event, {}, line)

    def _list(self, event: Any, line: int) -> None:
        self._begin(event, [], line)

    def _begin(self, event: Any, value: Any, line: int) -> None:
        self._refuse_tag(event, line)
        if self._awaits_key():
            raise self._refusal(line, "a key must be plain text")
        if len(self.open) >= DEEPEST:
            raise self._refusal(line, f"values are nested more than {DEEPEST} levels deep")
        where = self._put(value, line)
        self.open.append(_Open(value, where, [], event.anchor, bool(event.flow_style)))

    def _end(self, event: Any, line: int) -> None:
        closed = self.open.pop()
        if closed.anchor:
            self.anchors[closed.anchor] = closed.value

    def _alias(self, event: Any, line: int) -> None:
        if self._awaits_key():
            raise self._refusal(line, "a key must be plain text")
        if event.anchor not in self.anchors:
            raise self._refusal(
                line, f"*{event.anchor} stands for nothing that was marked &{event.anchor} before"
            )
        value = self.anchors[event.anchor]
        self._spend(value, line)
        for _, inner in walk(value):
            self._spend(inner, line)
        where = self._put(_copied(value), line)
        for below, _ in walk(value):
            self.places[where + below] = self.place

    def _spend(self, value: Any, line: int) -> None:
        """Count a value that an alias repeats."""
        allowance = self.allowance
        allowance.repeated -= 1
        if allowance.repeated < 0:
            raise self._refusal(
                line, f"aliases repeat more than {MOST_REPEATED:,} values; write fewer of them, or the values"
            )
        if isinstance(value, str):
            allowance.repeated_text -= len(value)
            if allowance.repeated_text < 0:
                message = (
                    f"aliases repeat more than {LONGEST_REPEATED:,} characters of text; shorten the text"
                )
                raise self._refusal(line, message)

    def _put(self, value: Any, line: int) -> Where:
        self.allowance.values -= 1
        if self.allowance.values < 0:
            raise self._refusal(
                line, f"the project has more than {MOST_VALUES:,} values; leave out what it can do without"
            )
        if not self.open:
            self.root = value
            self.places[()] = self.place
            return ()
        top = self.open[-1]
        if top.keys:
            key = top.keys.pop()
            top.value[key] = value
            return (*top.where, key)
        top.value.append(value)
        where = (*top.where, len(top.value) - 1)
        self.places[where] = self.place
        return where

    def _key(self, key: str, line: int) -> None:
        top = self.open[-1]
        where = (*top.where, key)
        if key == "<<":
            raise self._refusal(line, "merge keys (<<) are not read; use `extends:` or write the values out")
        if key in top.value:
            first = self.places[where].line
            path = ".".join(str(part) for part in where)
            self.problems.append(
                Problem(self.name, line, path, f"the key stands twice, first in line {first}; keep one")
            )
        else:
            self.places[where] = self.place
        top.keys.append(key)

    def _awaits_key(self) -> bool:
        return bool(self.open) and not self.open[-1].keys and isinstance(self.open[-1].value, dict)

    def _refuse_tag(self, event: Any, line: int) -> None:
        tag = event.tag
        if tag is not None and str(tag) != "!":
            raise self._refusal(line, f"the tag {tag} is not read; write the value without it")

    def _refuse_half_characters(self, text: str, line: int) -> None:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            half = f"\\u{ord(text[error.start]):x}"
            raise self._refusal(line, f"{half} is half a character; write the whole one") from None

    def _refuse_separators(self, text: str, line: int) -> None:
        """Refuse `[1,056,000]` and `{price: 1,056,000}`, in which commas were meant to group digits."""
        top = self.open[-1] if self.open else None
        if top is None or not top.flow:
            return
        part = top.keys[-1] if top.keys else text
        if not _THREE_DIGITS.fullmatch(part):
            return
        if self.lines is None:
            self.lines = self.text.splitlines()
        for written in _SEPARATED.findall(self.lines[line - 1] if line <= len(self.lines) else ""):
            if f",{part[:3]}," in f"{written},":
                message = f"commas divide '{written}' into several values; write {written.replace(',', '')}"
                raise self._refusal(line, message)

    def _refusal(self, line: int, message: str) -> ProjectError:
        return refusal(self.name, line, message)


_THREE_DIGITS = re.compile(r"[0-9]{3}(?:[^0-9].*)?")
_SEPARATED = re.compile(r"(?<![\d.,])[0-9]{1,3}(?:,[0-9]{3})+(?![\d])")
"""A number with commas between its thousands."""


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
