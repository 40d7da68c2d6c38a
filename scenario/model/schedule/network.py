"""A timetable made ready for the simpy clock."""

from __future__ import annotations

import numpy as np

from scenario.model.plan.timetable import Timetable
from scenario.rules.schedule.precedence import FF, FS, SS


class SimpyNetwork:
    """Plain lists, which Python reads faster than arrays; links by their predecessor."""

    def __init__(self, table: Timetable) -> None:
        self.table = table
        count = len(table)
        self.calendar = table.calendar.tolist()
        self.not_before = table.not_before.tolist()
        self.trigger_phase = table.trigger_phase.tolist()
        self.triggers = sum(phase >= 0 for phase in self.trigger_phase)
        self.pausable = table.pausable.tolist()
        self.rank = table.rank.tolist()
        self.in_rank = np.argsort(table.rank).tolist()
        self.on_start: list[list[tuple[int, int, float, int]]] = [[] for _ in range(count)]
        self.on_finish: list[list[tuple[int, int, float, int]]] = [[] for _ in range(count)]
        self.start_needs = [int(phase >= 0) for phase in self.trigger_phase]
        self.finish_needs = [0] * count
        self.by_regime: dict[int, list[tuple[int, int, int, float]]] = {}
        self.undecided: set[int] = set()
        links = table.links
        for before, after, kind, lag, regime in zip(
            *(c.tolist() for c in (links.before, links.after, links.kind, links.lag, links.regime)),
            strict=True,
        ):
            self._add(before, after, kind, lag, regime)
        for after in self.undecided:
            self.start_needs[after] += 1

    def _add(self, before: int, after: int, kind: int, lag: float, regime: int) -> None:
        if regime >= 0:
            self.by_regime.setdefault(regime, []).append((before, after, kind, lag))
            self.undecided.add(after)
        elif kind in (FS, SS):
            self.start_needs[after] += 1
        else:
            self.finish_needs[after] += 1
        sources = self.on_finish if kind in (FS, FF) else self.on_start
        sources[before].append((after, kind, lag, regime))
