"""Axes that stay where they were while a picture is drawn again and again."""

from __future__ import annotations

import math
from collections.abc import Iterable

ROOM = 0.15
"""Beyond what is seen first, so that small changes move no axis [fraction of the length]."""


class Axes:
    """The ranges of the axes of some pictures, by name; they grow when they must, and never shrink."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, float]] = {}

    def kept(self, name: str, values: Iterable[float]) -> tuple[float, float]:
        """Return the range of an axis on which these values, and all that stood on it before, have room.

        >>> axes = Axes()
        >>> axes.kept("cash", [0.0, 100.0]), axes.kept("cash", [-10.0, 90.0]), axes.kept("cash", [0.0, 180.0])
        ((-15.0, 115.0), (-15.0, 115.0), (-15.0, 207.0))
        """
        finite = [float(value) for value in values if math.isfinite(value)] or [0.0, 1.0]
        low, high = min(finite), max(finite)
        room = ROOM * (high - low) or 1.0
        first, last = self._kept.get(name, (math.inf, -math.inf))
        self._kept[name] = first if low >= first else low - room, last if high <= last else high + room
        return self._kept[name]
