"""Numbers as people type them: 2,900, 2，900, −1 900, 1.1亿, 2000万, 85%, 3.5m."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from scenario.views.words.wording import Wording

FACTORS = {
    "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "million": 1e6, "mn": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3,
    "%": 0.01, "％": 0.01, "percent": 0.01,
}  # fmt: skip
"""What a number is multiplied by when one of these stands behind it."""
PERCENT = ("%", "percent")
BARE = (
    "元",
    "天",
    "日",
    "人",
    "人民币",
    "yuan",
    "rmb",
    "cny",
    "¥",
    "¥",
    "$",
    "usd",
    "eur",
    "€",
    "days",
    "day",
    "d",
)
"""What may stand behind a number, or before it, without changing it."""
_MINUS = str.maketrans(dict.fromkeys("−–—‐‑﹣", "-"))
_SPACES = re.compile(r"(?<=[\d,])[\s_'’]+(?=\d)")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+"
_PART = re.compile(rf"({_NUMBER})(?:e([+-]?\d+))?\s*([^\d\s,.+-]*)\s*", re.IGNORECASE)


class TypedNumberError(ValueError):
    """A text that is no number; its message says so to the person who typed it."""


class Typed(NamedTuple):
    """A number that was typed: plain ("746"), in the unit of the box; or with its own factor ("7.46亿").

    Attributes
    ----------
    number : what was typed, with its factor
    scaled : whether it has a factor of its own
    percent : whether that factor is %
    """

    number: float
    scaled: bool = False
    percent: bool = False


def typed_number(text: str, say: Wording = Wording()) -> Typed:  # noqa: B008 - it is frozen
    """Return the number that a person typed. Raises TypedNumberError.

    >>> [typed_number(text).number for text in ("2,900", "2，900", "−1 900", "1.1亿", "1亿2000万", "3.5 m")]
    [2900.0, 2900.0, -1900.0, 110000000.0, 120000000.0, 3500000.0]
    >>> typed_number("85%"), typed_number("８５")
    (Typed(number=0.85, scaled=True, percent=True), Typed(number=85.0, scaled=False, percent=False))
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).strip().casefold()
    sign, plain = (-1.0, plain[1:]) if plain.startswith("-") else (1.0, plain.removeprefix("+"))
    plain = _SPACES.sub(",", plain.strip().lstrip("¥$€ "))
    parts = _parts(plain)
    if not parts:
        raise TypedNumberError(_refusal(text, plain, say))
    units = [unit for _, unit in parts]
    if len(parts) > 1 and not all(FACTORS.get(unit, 0.0) >= 1e3 for unit in units[:-1]):
        raise TypedNumberError(_refusal(text, plain, say))
    factors = [FACTORS.get(unit, 1.0) for unit in units]
    if factors != sorted(factors, reverse=True):
        raise TypedNumberError(_refusal(text, plain, say))
    total = sign * sum(number * factor for (number, _), factor in zip(parts, factors, strict=True))
    return Typed(float(f"{total:.15g}"), any(unit in FACTORS for unit in units), units[-1] in PERCENT)


def _parts(plain: str) -> list[tuple[float, str]]:
    """Return numbers and what stands behind each: 1亿2000万 has two; none when not all is understood."""
    found, at = [], 0
    for part in _PART.finditer(plain):
        digits, power, unit = part.groups()
        unit = _bare(unit)
        if part.start() != at or (unit and unit not in FACTORS):
            return []
        at = part.end()
        found.append((float(digits.replace(",", "")) * 10.0 ** int(power or 0), unit))
    return found if at == len(plain) else []


def _bare(unit: str) -> str:
    """Return a unit without what changes nothing: 万元 is 万."""
    for bare in BARE:
        if unit not in FACTORS:
            unit = unit.removesuffix(bare) if unit != bare else ""
    return unit


def _refusal(text: str, plain: str, say: Wording) -> str:
    shown = text.strip()[:30]
    if not shown:
        return say.say("nothing is typed; write a number", "未输入数字")
    if re.fullmatch(r"\d+(,\d*)+(\.\d*)?\D*", plain):
        return say.say(
            f"'{shown}' can be read in two ways; write 2,900 or 2.9", f"“{shown}”有歧义; 请写 2,900 或 2.9"
        )
    return say.say(
        f"'{shown}' is no number; write it as 2,900 or 85% or 1.1亿",
        f"“{shown}”不是数字; 请写成 2,900、85% 或 1.1亿",
    )
