"""XML as a plain tree with line numbers. A document type is refused, and with it all that entities can do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from scenario.exchange.readers.problems import Problems
from scenario.exchange.readers.text import bytes_of
from scenario.exchange.source import SourceError

DEPTH = 100


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, where it begins, its text and what stands within."""

    tag: str
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Node]:
        """Yield the children of a name."""
        return (child for child in self.children if child.tag == tag)

    def find(self, *tags: str) -> Node | None:
        """Return the first element down a path of names, None when there is none."""
        at: Node | None = self
        for tag in tags:
            at = next(at.all(tag), None) if at is not None else None
        return at

    def get(self, *tags: str) -> str:
        """Return the text of the element down a path, empty when there is none."""
        found = self.find(*tags)
        return found.text.strip() if found is not None else ""


class RefusedError(Exception):
    """What a schedule's XML never holds."""


def tree_of(path: Path) -> Node:
    """Return the root of an XML file.

    Raises
    ------
    SourceError
        When it is damaged, declares a document type, or nests deeper than any schedule does
    """
    content = bytes_of(path)
    root = Node("", 0)
    stack = [root]
    parser = expat.ParserCreate(namespace_separator="}")

    def start(tag: str, _: dict[str, str]) -> None:
        if len(stack) > DEPTH:
            raise RefusedError("elements nest deeper than in any schedule")
        node = Node(tag.rpartition("}")[2], parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        if text.strip():
            stack[-1].text += text

    def doctype(*_: object) -> None:
        raise RefusedError("it declares a document type, which no schedule needs and which can hide harm")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = f"line {error.lineno}: {expat.errors.messages[error.code]}; the file is damaged or cut off"
        raise SourceError(str(path), [reason]) from None
    except RefusedError as error:
        raise SourceError(str(path), [f"line {parser.CurrentLineNumber}: {error}"]) from None
    except (LookupError, ValueError) as error:
        raise SourceError(str(path), [f"its encoding cannot be read: {error}"]) from None
    return root.children[0]


class Values(Problems):
    """Texts of elements as numbers and instants; what is neither is noted, to be told all at once."""

    def wrong(self, node: Node, problem: str) -> None:
        """Note a problem."""
        self.problems.append(f"{node.tag}, line {node.line}: {problem}")

    def number(self, node: Node, *tags: str) -> float | None:
        """Return a number, None when there is none. A decimal comma is understood."""
        text = node.get(*tags)
        if not text:
            return None
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            found = float("nan")
        if not abs(found) < 1e12:
            self.wrong(node, f"{tags[-1]} is {text[:40]!r}, not a number")
            return None
        return found

    def date(self, node: Node, *tags: str) -> dt.datetime | None:
        """Return an instant, None when there is none."""
        text = node.get(*tags)
        if not text:
            return None
        try:
            found = dt.datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
        except ValueError:
            self.wrong(node, f"{tags[-1]} is {text[:40]!r}, not a date")
            return None
        return found if found.year > 1970 else None

    def minute(self, node: Node, tag: str) -> int | None:
        """Return a time of day in minutes."""
        found = re.fullmatch(r"(\d{1,2}):(\d{2})(:\d{2})?", node.get(tag))
        if found is None or int(found[1]) > 24:
            self.wrong(node, f"{tag} is {node.get(tag)[:20]!r}, not a time of day")
            return None
        return 60 * int(found[1]) + int(found[2])
