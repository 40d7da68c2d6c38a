"""Time as whole numbers: a day has 2³² ticks, so that sums are exact and equal instants are equal."""

from __future__ import annotations

TICKS_A_DAY = 1 << 32
"""[ticks]"""
WEEK = 7 * TICKS_A_DAY
"""[ticks]"""
_A_MINUTE = TICKS_A_DAY / 1_440


def ticks(minutes: float) -> int:
    """Return minutes as ticks, to the nearest."""
    return round(minutes * _A_MINUTE)


def minutes(span: float) -> float:
    """Return ticks as minutes."""
    return span / _A_MINUTE
