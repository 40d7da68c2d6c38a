"""Project files and statements as a person would write them: a line an activity, nothing quoted in vain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_\u00c0-\U0010ffff][\w \-./()（）·／\u4e00-\u9fff]*", re.UNICODE)
WIDTH = 110
"""Of a row that is folded [columns]."""
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}


def scalar(value: Any) -> str:
    """Return a value as YAML.

    >>> [scalar(each) for each in (1.0, 2.5, True, "a b", "a: b", "12", "No", dt.date(2026, 3, 2))]
    ['1', '2.5', 'true', 'a b', '"a: b"', '"12"', '"No"', '2026-03-02']
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    is_plain = (
        (_PLAIN.fullmatch(text) or re.fullmatch(r"[0-9]+ months", text))
        and text.lower() not in _WORDS
        and text == text.strip()
    )
    return text if is_plain and " #" not in text and ": " not in text else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", _escape, escaped) + '"'


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def flow(value: Any) -> str:
    """Return a value in one line.

    >>> flow({"name": "A", "after": ["b", "c:SS+5"]})
    '{name: A, after: [b, "c:SS+5"]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return scalar(value)


def _folded(line: str) -> list[str]:
    """Return a long row in lines, cut between the entries of its lists."""
    lines, own = [], ""
    for part in re.split(r"(?<=, )(?=\{|\d{4}-)", line):
        if own.strip() and len(own) + len(part) > WIDTH:
            lines.append(own.rstrip())
            own = "      "
        own += part
    return [*lines, own]


def document(data: Mapping[str, Any], head: str) -> str:
    """Return data as a document: a block a key, a line a row, under comments.

    >>> print(document({"data_date": dt.date(2026, 3, 2), "activities": {"a": {"duration": 1}}}, "made so"))
    # made so
    data_date: 2026-03-02
    activities:
      a: {duration: 1}
    <BLANKLINE>
    """
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    for key, value in data.items():
        if isinstance(value, Mapping) and value and all(isinstance(each, Mapping) for each in value.values()):
            lines.append(f"{key}:")
            for name, row in value.items():
                lines += (
                    _folded(f"  {name}: {flow(row)}") if key == "calendars" else [f"  {name}: {flow(row)}"]
                )
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"
