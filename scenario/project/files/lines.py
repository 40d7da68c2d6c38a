"""Lines that are no YAML because of full-width signs, and how to write them."""

from __future__ import annotations

import re

from scenario.project.files.events import LARGEST_SLOW, YAMLError, careful_events
from scenario.project.problems import Problem
from scenario.project.values.meant import SPACED, WIDE_SIGNS, half_width

_QUOTED = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|(?:^|\s)#.*)")
_SHOWN = 100
"""Longer lines are told by their signs alone. [characters]"""


def full_width_lines(text: str, name: str) -> list[Problem]:
    """Return the lines that must be written with other signs for a text to be YAML; none if that is no help.

    A name may hold such signs: only those are looked at that stand beside what a file is written with, and
    only if the text can then be read, or read further.
    """
    if len(text) > LARGEST_SLOW:
        return []
    lines = text.splitlines(keepends=True)
    for space in (" ", "  "):
        mended = [_mended(line, space) for line in lines]
        if mended == lines:
            return []
        if _unreadable_from("".join(mended)) > _unreadable_from(text):
            pairs = enumerate(zip(lines, mended, strict=True), start=1)
            return [
                Problem(name, number, "", _said(line, better))
                for number, (line, better) in pairs
                if line != better
            ]
    return []


def _mended(line: str, space: str) -> str:
    """Return a line with the signs that were meant, quoted text and comments as they are."""
    indent = line[: len(line) - len(line.lstrip(" \u3000"))]
    parts = _QUOTED.split(line[len(indent) :])
    mended = [part if position % 2 else _half_width(part) for position, part in enumerate(parts)]
    return indent.replace("\u3000", space) + "".join(mended)


def _half_width(part: str) -> str:
    """Replace what stands beside a sign of the file's own: not what stands within Chinese text."""
    written = []
    for position, sign in enumerate(part):
        after = part[position + 1 : position + 2]
        around = part[max(0, position - 1) : position].strip() + after.strip()
        is_meant = not around or any(beside < "\x80" or beside in WIDE_SIGNS for beside in around)
        if sign not in WIDE_SIGNS or not is_meant:
            written.append(sign)
        else:
            written.append(half_width(sign) + (" " if sign in SPACED and after.strip() else ""))
    return "".join(written)


def _unreadable_from(text: str) -> float:
    """Return the line from which a text is no YAML, infinite when all of it is."""
    try:
        for _ in careful_events(text):
            pass
    except (YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return -1 if mark is None else float(mark.line)
    return float("inf")


def _said(line: str, better: str) -> str:
    signs = " ".join(dict.fromkeys(f"'{sign}'" for sign in line if sign in WIDE_SIGNS and sign not in better))
    signs = signs.replace("\u3000", "full-width space")
    line = better.rstrip()
    how = f"write `{line}`" if len(line) <= _SHOWN else "write them with half-width signs and a space behind"
    return f"full-width signs ({signs}) are not those of YAML; {how}"
