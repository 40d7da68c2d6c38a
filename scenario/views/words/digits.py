"""Numbers as text: digits, decimals, and what amounts are divided by."""

from __future__ import annotations

from typing import NamedTuple

from scenario.project.values.names import Language
from scenario.project.values.units import Unit


class Scale(NamedTuple):
    """What values are divided by when they are told, and what the unit that results is called."""

    divisor: float
    called: str


AMOUNTS: dict[Language, tuple[Scale, ...]] = {
    "zh": (Scale(1e8, "亿"), Scale(1e4, "万"), Scale(1.0, "")),
    "en": (Scale(1e6, "m"), Scale(1e3, "k"), Scale(1.0, "")),
}
"""What amounts may be divided by, the largest first."""


def three_digits(number: float) -> str:
    """Return a number to three digits or to its units, whichever says more.

    >>> three_digits(7.264), three_digits(72.64), three_digits(1022.4), three_digits(0.0)
    ('7.26', '72.6', '1,022', '0')
    """
    size = abs(number)
    if size < 5e-4:
        return "0"
    digits = 2 if size < 9.995 else 1 if size < 99.95 else 0
    text = f"{number:,.{digits}f}"
    return signless_zero(text.rstrip("0").rstrip(".") if digits == 2 else text)


def signless_zero(text: str) -> str:
    """Return a number without the sign of a zero that was rounded to.

    >>> signless_zero("-1.5"), signless_zero("-0.0")
    ('-1.5', '0.0')
    """
    return text if text.strip("-0.") else text.removeprefix("-")


def plain(number: float, digits: int) -> str:
    """Return a number with some decimals at most.

    >>> plain(12.0, 2), plain(7.25, 1), plain(-0.01, 1), plain(40.0, 0)
    ('12', '7.2', '0', '40')
    """
    text = f"{number:.{digits}f}"
    return signless_zero(text.rstrip("0").rstrip(".") if digits else text)


def told_in(value: float, unit: Unit, digits: int) -> str:
    """Return a value in a unit that is not money, without the unit's sign."""
    number = (unit.scale or 1.0) * value
    return signless_zero(f"{number:.{digits}f}") if unit.padded else plain(number, digits)


def two_digits(number: float) -> str:
    """Return a number to two digits that tell.

    >>> two_digits(942.0), two_digits(0.0432)
    ('940', '0.043')
    """
    return f"{float(f'{number:.2g}'):,.15g}"
