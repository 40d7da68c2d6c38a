"""Lights for odds: a colour, and for those who cannot tell colours apart a mark and a word."""

from __future__ import annotations

from typing import NamedTuple

LIKELY, EVEN = 0.8, 0.5
"""Promised means kept in eight runs of ten; below five it is more likely missed than met [fraction]."""


class Light(NamedTuple):
    """A light: its colour on white, its mark and its word."""

    colour: str
    mark: str
    en: str
    zh: str


GREEN = Light("#1c6b4a", "●", "likely", "较有把握")
AMBER = Light("#9a4a00", "○", "open", "尚不明确")
RED = Light("#a3190f", "×", "unlikely", "难以达成")


def light_of(odds: float) -> Light:
    """Return the light of some odds.

    >>> light_of(0.8).en, light_of(0.5).en, light_of(0.2).en
    ('likely', 'open', 'unlikely')
    """
    return GREEN if odds >= LIKELY else AMBER if odds >= EVEN else RED
