"""What the schedule heeds of the books: cash that stops works, sales that let work begin."""

from __future__ import annotations

from scenario.model.clock.agenda import push
from scenario.model.clock.links import bound_start
from scenario.model.clock.people import arrive
from scenario.model.clock.state import WORK_DONE, Site
from scenario.model.money.tables import Books, State
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.schedule.standstill import add_work_past, work_between_past


@part
def pause(site: Site, now: float) -> None:
    """Stop the works under way: cash has run out."""
    counts = site.flow.counts[0]
    site.dates.stopped[0] = now
    for i in range(site.web.activity.shape[0]):
        under_way = site.dates.start[i] < NEVER and site.dates.work_end[i] > now
        if site.web.activity[i].pausable and under_way:
            site.flow.held[counts.held] = i
            counts.held += 1


@part
def resume(site: Site, now: float) -> None:
    """Go on with the works that were stopped, and begin those that waited."""
    counts = site.flow.counts[0]
    stopped = site.dates.stopped[0]
    held = counts.held
    counts.held = 0
    for k in range(held):
        i = site.flow.held[k]
        start = site.dates.start[i]
        if start < NEVER:
            calendar = site.web.activity[i].calendar
            done = max(stopped, start)
            left = work_between_past(site.tables, site.stills, calendar, done, site.dates.work_end[i])
            end = add_work_past(site.tables, site.stills, calendar, max(now, start), left)
            site.dates.work_end[i] = end
            push(site.agenda, end, WORK_DONE, i)
    site.dates.stopped[0] = NEVER
    for k in range(held):
        i = site.flow.held[k]
        if site.dates.start[i] == NEVER:
            arrive(site, i, now)
    if counts.waiting > 0:
        counts.grant_at = now


@inlined
def tell_sales(site: Site, books: Books, state: State, now: float) -> None:
    """Tell the activities that wait for sales how much of their phase is sold."""
    for k in range(site.web.triggered.shape[0]):
        i = site.web.triggered[k]
        phase = site.web.activity[i].trigger_phase
        if site.flow.activity[i].sold:
            continue
        planned = books.phase[phase].planned_value
        share = state.phase[phase].sold_at_plan / planned if planned > 0.0 else 0.0
        if share >= site.inputs.activity[i].sold_needed:
            site.flow.activity[i].sold = 1
            site.flow.counts[0].fired += 1
            bound_start(site.flow, i, now)
