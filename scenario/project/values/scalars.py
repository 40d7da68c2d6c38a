"""What an unquoted scalar of YAML 1.2 means: a number, a date, true, false, nothing, or text."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# ASCII digits only: Python's numbers would take full-width ones too, which nobody sees in a file.
_INTEGER = re.compile(r"[-+]?[0-9]+(_[0-9]+)*")
_REAL = re.compile(r"[-+]?([0-9]+(_[0-9]+)*)?\.?[0-9]*([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STARTS_A_NUMBER = frozenset("+-.0123456789")
_LONGEST_NUMBER = 40


def plain_scalar(text: str) -> Any:
    """Return what an unquoted YAML 1.2 scalar means; `_` may group the digits of a number."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _STARTS_A_NUMBER or len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    if _REAL.fullmatch(text):
        try:
            return float(text.replace("_", ""))
        except ValueError:
            return text
    return text
