"""Float paths to a node in the plan: the driving path first, then the next, as P6 numbers them.

From the node the work is followed back along the link that has least slack, to where nothing is waited for:
path 1. Path 2 begins at the work that is on no path yet and has least slack to one that is; it is followed
back alike, and so on. The float of a path is what its work may slip before path 1 does: the slack of the link
that leads into the other path, and that path's own float.

Source: Oracle, P6 Help, "Multiple float paths" (free float from the end activity backwards).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenario.model.plan.timetable import Timetable
from scenario.rules.schedule.dated import instants_of
from scenario.rules.schedule.lag import before_lag
from scenario.rules.schedule.precedence import FF, FS, SF
from scenario.study.outcomes import Outcomes

FIRST = 5
"""Paths that are told."""


@dataclass(frozen=True, slots=True)
class FloatPath:
    """A chain of work that leads to a node.

    Attributes
    ----------
    activities : in the order in which they are worked; the last leads to the node or into a path before
    into : the activity of a path before into which it leads; empty for the first
    slack : how much it may slip before the node does, in elapsed time [days]
    """

    activities: tuple[str, ...]
    into: str
    slack: float


Slacks = dict[int, list[tuple[float, int]]]
"""By activity: how much each that it waits for may slip before it does [days], and which that is."""


def float_paths(outcomes: Outcomes, node: str, most: int = FIRST) -> list[FloatPath]:
    """Return the first paths of the critical-path plan to a node, least float first.

    None where the node never comes in the plan. Raises ValueError for a node that is no activity.
    """
    table = outcomes.plan.timetable
    end = outcomes.ids.index(node)
    if not np.isfinite(table.planned_finish[end]):
        return []
    slacks = link_slacks(table)
    own: dict[int, float] = {}
    paths: list[FloatPath] = []
    begins: tuple[float, int, int] | None = (0.0, end, -1)
    while begins is not None and len(paths) < most:
        slack, at, into = begins
        chain = _back(slacks, own, at, slack)
        names = tuple(outcomes.ids[each] for each in reversed(chain))
        paths.append(FloatPath(names, outcomes.ids[into] if into >= 0 else "", slack))
        begins = _next(slacks, own)
    return paths


def _back(slacks: Slacks, own: dict[int, float], at: int, slack: float) -> list[int]:
    """Follow work back along the links of least slack; what it comes to gets the float of this path."""
    chain = [at]
    own[at] = slack
    while waits := [each for each in slacks.get(chain[-1], ()) if each[1] not in own]:
        chain.append(min(waits)[1])
        own[chain[-1]] = slack
    return chain


def _next(slacks: Slacks, own: dict[int, float]) -> tuple[float, int, int] | None:
    """Return float, first work back and what it leads into, of the path that comes next."""
    found = [
        (own[into] + slack, before, into)
        for into in own
        for slack, before in slacks.get(into, ())
        if before not in own
    ]
    return min(found, default=None)


def link_slacks(table: Timetable) -> Slacks:
    """Return how much each predecessor may slip before its link moves its successor in the plan [days].

    A successor that came later than its link asks waited for something else meanwhile.
    """
    start, finish = table.planned_start, instants_of(table.planned_finish)
    found: Slacks = {}
    for before, after, kind, lag, regime, calendar in table.links.rows():
        came = (finish if kind in (FS, FF) else start)[before]
        bound = (finish if kind in (FF, SF) else start)[after]
        if regime in (-1, table.planned_regime) and np.isfinite(came) and np.isfinite(bound):
            slack = float(before_lag(table.tables, calendar, bound, lag) - came)
            found.setdefault(after, []).append((max(0.0, slack), before))
    return found
