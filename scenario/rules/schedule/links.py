"""Links between activities by index, and in which order starts and finishes can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import TopologicalSorter

from scenario.rules.schedule.precedence import FF, FS, SF

Row = tuple[int, int, int, float, int, int]
"""A link: before, after, kind, lag [days], regime, calendar of the lag."""


def event_order(count: int, links: Iterable[Row], contiguous: Sequence[bool]) -> list[int]:
    """Return starts (2i) and finishes (2i + 1) such that each comes after what bounds it.

    The start of work without breaks is bounded by what its finish waits for.
    """
    waits: dict[int, list[int]] = {e: [] for e in range(2 * count)}
    for i in range(count):
        waits[2 * i + 1].append(2 * i)
    for before, after, kind, *_ in links:
        source = 2 * before + (kind in (FS, FF))
        waits[2 * after + (kind in (FF, SF))].append(source)
        if kind in (FF, SF) and contiguous[after]:
            waits[2 * after].append(source)
    return list(TopologicalSorter(waits).static_order())
