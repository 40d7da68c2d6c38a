"""Fall-backs: settled by their deadline, and who starts from then on works accordingly."""

from __future__ import annotations

import numpy as np

from scenario.model.clock.links import tell
from scenario.model.clock.state import BEGIN, Flow, Site, Web
from scenario.model.plan.effects import TIME_GRID
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part


@inlined
def settle_fallback(site: Site, fallback: int, finish: float) -> None:
    """Take a fall-back unless its node is finished in time; then begin what was put off for it."""
    if site.flow.unsettled[fallback] == 0:
        return
    counts = site.flow.counts[0]
    site.flow.unsettled[fallback] = 0
    if finish > site.web.fallback[fallback].deadline:
        site.dates.taken[fallback] = site.web.fallback[fallback].deadline
    counts.deadline = NEVER
    for k in range(site.web.fallback.shape[0]):
        if site.flow.unsettled[k]:
            counts.deadline = min(counts.deadline, site.web.fallback[k].deadline)
    for k in range(counts.put_off):
        tell(site.flow, site.flow.put_off[k].activity, BEGIN, site.flow.put_off[k].at)
    counts.put_off = 0


@part
def settle_late(site: Site) -> None:
    """Take the first fall-back whose deadline has come: its node is not known to be in time."""
    for k in range(site.web.fallback.shape[0]):
        if site.flow.unsettled[k] and site.web.fallback[k].deadline == site.flow.counts[0].deadline:
            settle_fallback(site, k, NEVER)
            return


@inlined
def is_unsettled(web: Web, flow: Flow, i: int, start: float) -> bool:
    """Return whether a fall-back that would reach a start is not settled yet."""
    for k in range(web.activity[i].first_change, web.activity[i].last_change):
        fallback = web.change_of[k]
        if flow.unsettled[fallback] and start >= web.fallback[fallback].deadline:
            return True
    return False


@inlined
def change_work(site: Site, i: int, start: float) -> None:
    """Change the working time as the fall-backs do that reach a start."""
    work = site.inputs.activity[i].work
    for k in range(site.web.activity[i].first_change, site.web.activity[i].last_change):
        if start >= site.dates.taken[site.web.change_of[k]]:
            work = work * site.inputs.change[k].factor + site.inputs.change[k].delay
    site.inputs.activity[i].work = max(0.0, np.rint(work / TIME_GRID) * TIME_GRID)
