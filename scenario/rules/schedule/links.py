"""Links between activities by index: what bounds what, and in which order starts and finishes can be told."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter

from scenario.rules.schedule.precedence import FF, FS, SF

Row = tuple[int, int, int, float, int]
"""A link: before, after, kind, lag [days], regime."""


def event_order(count: int, links: Iterable[Row]) -> list[int]:
    """Return starts (2i) and finishes (2i + 1) such that each comes after what bounds it."""
    waits: dict[int, list[int]] = {e: [] for e in range(2 * count)}
    for i in range(count):
        waits[2 * i + 1].append(2 * i)
    for before, after, kind, _, _ in links:
        source = 2 * before + (kind in (FS, FF))
        target = 2 * after + (kind in (FF, SF))
        waits[target].append(source)
    return list(TopologicalSorter(waits).static_order())


def comes_after(links: Iterable[Row], first: int, then: int) -> bool:
    """Return whether the start of `then` waits, through any links, for the start of `first` (indices)."""
    bounds: dict[int, list[int]] = {}
    for before, after, kind, _, _ in links:
        bounds.setdefault(2 * before + (kind in (FS, FF)), []).append(2 * after + (kind in (FF, SF)))
    seen, to_visit = {2 * first}, [2 * first]
    while to_visit:
        event = to_visit.pop()
        reached = bounds.get(event, []) + ([event + 1] if event % 2 == 0 else [])
        for later in reached:
            if later not in seen:
                seen.add(later)
                to_visit.append(later)
    return 2 * then in seen
