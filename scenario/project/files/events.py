"""The events of YAML text: what begins, stands and ends in which line.

Two parsers give them. libyaml reads 20,000 activities in half a second, the parser written in Python in
fifteen; on what libyaml accepts they agree but for a few rare forms, and those, like whatever libyaml
refuses, go to the one in Python: what is accepted, and the words and lines of every error, are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

try:
    from yaml._yaml import CParser
    from yaml.error import YAMLError as FastError
except ImportError:  # a PyYAML that was built without libyaml
    CParser, FastError = None, YAMLError

LARGEST_SLOW = 2_000_000
"""Longer text is left to libyaml, errors included: the other parser would take minutes. [characters]"""

_APART = re.compile(
    r"[\t\x85\u2028\u2029\ufeff]"  # tabs, and line breaks of YAML 1.1
    r"|^%"  # directives
    r"|(?:^|[\s\[{,])\?(?=\s|$)"  # keys that are marked as such
    r"|[\"'] *:\S"  # "a":1
    r"|(?:^|[\s\[{,:])[*&][^\s,\[\]{}]*[^\w\s,\[\]{}-]"  # names of anchors that are no words
    r"|[|>][-+0-9]* *(?:#|\r?\n *\r?$)",  # block text that begins with a comment or an empty line
    re.MULTILINE,
)
"""What the parsers take differently."""

__all__ = ["FastError", "MarkedYAMLError", "YAMLError", "careful_events", "fast_events", "is_fast"]


def is_fast(text: str) -> bool:
    """Tell whether libyaml may read a text: it is there, and takes all of it as the other parser does."""
    return CParser is not None and (len(text) > LARGEST_SLOW or not _APART.search(text))


def fast_events(text: str) -> Iterator[Any]:
    """Yield the events that libyaml finds. Raises FastError."""
    parser = CParser(text)
    while (event := parser.get_event()) is not None:
        yield event


def careful_events(text: str) -> Iterator[Any]:
    """Yield the events that the parser in Python finds. Raises YAMLError, RecursionError or ValueError."""
    yield from YAML(typ="safe", pure=True).parse(text)
