"""Merge bias: what an event loses because it waits for the latest of several, not for one.

Where several chains meet, the expected latest is later than the latest expected: E[max] ≥ max E. A plan
reckoned with expected (or most-likely) dates shows the second. The delay at a merge is, as schedule-risk
tools tell it,

    expected date − the latest of the expected dates that bound it, lags included,

and comes in two parts: the *bias* E[max] − max E, and the *waiting* that follows for open days and people.

A start is bounded by FS and SS links; a finish by FF and SF links and by the activity's own work. Links under
a presale regime count as one: the one that the run's regime names.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from scenario.model.plan.timetable import LinkTable
from scenario.model.results import EXTRA
from scenario.rules.schedule.calendar import ends_of_work
from scenario.rules.schedule.dated import instants_of
from scenario.rules.schedule.lag import after_lags
from scenario.rules.schedule.precedence import FF, FS, SF, SS
from scenario.study.outcomes import Outcomes

Floats = np.ndarray
Event = Literal["start", "finish"]
BOUND_BY: dict[Event, tuple[int, int]] = {"start": (FS, SS), "finish": (FF, SF)}
"""The kinds of link that bound an event: from a finish, from a start."""


def merge_bias(outcomes: Outcomes, event: Event = "start") -> pd.DataFrame:
    """Return every start, or every finish, that waits for several; largest delay first.

    Columns: predecessors (how many), latest (the one expected last), decides (share of runs in which it is
    the last to come), bias, waiting and their sum delay [days]. Runs in which the event never comes are left
    out. Of a finish the activity's own work is one of the several, under the activity's own name.
    """
    columns = ["predecessors", "latest", "decides", "bias", "waiting", "delay"]
    starts, finishes = (
        np.ascontiguousarray(dates.T) for dates in (outcomes.arrays.start, outcomes.arrays.finish)
    )
    came_at = starts if event == "start" else finishes
    names, rows = [], []
    for i, links in _bounding(outcomes.plan.timetable.links, BOUND_BY[event]).items():
        bounds = _bounds(outcomes, links, starts, finishes)
        if event == "finish":
            begun = _first_start(outcomes, i, starts, finishes)
            bounds[outcomes.ids[i]] = _own_work(outcomes, i, begun, finishes[i], bounds)
        came = np.isfinite(came_at[i])
        if len(bounds) > 1 and came.any():
            names.append(outcomes.ids[i])
            rows.append(_row(bounds, came, came_at[i]))
    table = pd.DataFrame(rows, pd.Index(names, name="activity", dtype=str), columns)
    return table.sort_values("delay", ascending=False, kind="stable")


def _bounding(links: LinkTable, kinds: tuple[int, int]) -> dict[int, list[int]]:
    """Return the links of these kinds by the activity that they bound, activities in their order."""
    found: dict[int, list[int]] = {}
    for k in np.flatnonzero(np.isin(links.kind, kinds)).tolist():
        found.setdefault(int(links.after[k]), []).append(k)
    return {i: found[i] for i in sorted(found)}


def _row(
    bounds: dict[str, Floats], came: np.ndarray, at: Floats
) -> tuple[int, str, float, float, float, float]:
    values = np.array([bound[came] for bound in bounds.values()])
    expected = values.mean(axis=1)
    latest = int(expected.argmax())
    last = values.max(axis=0)
    bias = float(last.mean() - expected[latest])
    waiting = float((at[came] - last).mean())
    decides = float((values[latest] >= last).mean())
    return len(values), list(bounds)[latest], decides, bias, waiting, bias + waiting


def _bounds(outcomes: Outcomes, own: list[int], starts: Floats, finishes: Floats) -> dict[str, Floats]:
    """Return by predecessor the earliest date that these links allow, shape (runs,) [days]."""
    links = outcomes.plan.timetable.links
    regime = outcomes.arrays.extra[:, EXTRA.index("regime")]
    found: dict[str, Floats] = {}
    for k in own:
        before = links.before[k]
        came = instants_of(finishes[before]) if links.kind[k] in (FS, FF) else starts[before]
        lag, calendar = float(links.lag[k]), int(links.calendar[k])
        bound = after_lags(outcomes.plan.timetable.tables, calendar, came, lag)
        name = outcomes.ids[before]
        if links.regime[k] >= 0:
            name, bound = "@regime", np.where(regime == links.regime[k], bound, -np.inf)
        found[name] = np.maximum(found[name], bound) if name in found else bound
    return found


def _first_start(outcomes: Outcomes, i: int, starts: Floats, finishes: Floats) -> Floats:
    """Return when an activity could have started, if its finish waited for nobody, shape (runs,) [days].

    Work without breaks starts later when its finish has to wait. Waits for people are left out of that.
    """
    table = outcomes.plan.timetable
    if not table.bounded[i]:
        return np.asarray(starts[i])
    own = np.flatnonzero(table.links.of_start & (table.links.after == i)).tolist()
    allowed = [np.full(outcomes.runs, table.not_before[i])]
    allowed += _bounds(outcomes, own, starts, finishes).values()
    return np.asarray(np.minimum(np.max(allowed, axis=0), starts[i]))


def _own_work(outcomes: Outcomes, i: int, start: Floats, finish: Floats, bounds: dict[str, Floats]) -> Floats:
    """Return when an activity's own work ends, shape (runs,) [days]: at its finish unless a link decides.

    Where one does, pauses for want of cash are left out: nobody knows of them afterwards.
    """
    table = outcomes.plan.timetable
    work = np.ascontiguousarray(outcomes.arrays.work[:, i])
    ends = ends_of_work(table.tables, int(table.calendar[i]), np.ascontiguousarray(start), work)
    linked = np.max(list(bounds.values()), axis=0)
    return np.where(finish > linked, finish, np.minimum(ends, finish))
