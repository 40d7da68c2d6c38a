"""A timetable made ready for the simpy clock."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.model.plan.timetable import Timetable
from scenario.rules.schedule.precedence import FF, FS, SS


class Link(NamedTuple):
    """A link between two activities, by index.

    `is_firm` is false of what may hold before it is known: a lead, and what keeps work without breaks from
    finishing.
    """

    before: int
    after: int
    of_end: bool
    of_start: bool
    lag: float
    calendar: int
    regime: int
    is_firm: bool


class SimpyNetwork:
    """Plain lists, which Python reads faster than arrays; links by what they wait for and by what waits.

    Attributes
    ----------
    bounded : whether each activity starts so late that it ends when it may be finished
    start_needs, finish_needs, firm_needs : how many conditions each start and finish waits for; how many of
        both are firm
    reaches_back : whether what each finish waits for may be known after it
    undecided, undecided_ends : what starts, and what finishes, as the presale regime says
    on_start, on_finish : links by the activity that they wait for
    of_start, of_finish : links by the activity that waits
    """

    def __init__(self, table: Timetable) -> None:
        self.table = table
        count = len(table)
        self.calendar = table.calendar.tolist()
        self.not_before = table.not_before.tolist()
        self.finish_not_before = table.finish_not_before.tolist()
        self.bounded = table.bounded.tolist()
        self.milestone = table.milestone.tolist()
        self.trigger_phase = table.trigger_phase.tolist()
        self.triggers = sum(phase >= 0 for phase in self.trigger_phase)
        self.pausable = table.pausable.tolist()
        self.rank = table.rank.tolist()
        self.in_rank = np.argsort(table.rank).tolist()
        self.on_start: list[list[Link]] = [[] for _ in range(count)]
        self.on_finish: list[list[Link]] = [[] for _ in range(count)]
        self.of_start: list[list[Link]] = [[] for _ in range(count)]
        self.of_finish: list[list[Link]] = [[] for _ in range(count)]
        self.start_needs = [int(phase >= 0) for phase in self.trigger_phase]
        self.finish_needs = [0] * count
        self.firm_needs = list(self.start_needs)
        self.by_regime: dict[int, list[Link]] = {}
        self.undecided: set[int] = set()
        self.undecided_ends: set[int] = set()
        for before, after, kind, lag, regime, calendar in table.links.rows():
            of_start = kind in (FS, SS)
            is_firm = lag >= 0.0 and (of_start or not self.bounded[after])
            self._add(Link(before, after, kind in (FS, FF), of_start, lag, calendar, regime, is_firm))
        self.reaches_back = [any(link.lag < 0.0 for link in links) for links in self.of_finish]
        for after in self.undecided:
            self.start_needs[after] += 1
        for after in self.undecided_ends:
            self.finish_needs[after] += 1
            self.reaches_back[after] = True

    def _add(self, link: Link) -> None:
        if link.regime >= 0:
            self.by_regime.setdefault(link.regime, []).append(link)
            self.undecided.add(link.after)
            self.undecided_ends.update(() if link.of_start else (link.after,))
        else:
            needs = self.start_needs if link.of_start else self.finish_needs
            needs[link.after] += 1
            self.firm_needs[link.after] += link.is_firm and link.of_start
        (self.on_finish if link.of_end else self.on_start)[link.before].append(link)
        (self.of_start if link.of_start else self.of_finish)[link.after].append(link)
