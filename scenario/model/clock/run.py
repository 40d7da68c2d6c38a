"""A run from its beginning to its end, and the news between."""

from __future__ import annotations

from scenario.model.clock.agenda import clear, push
from scenario.model.clock.calendars import open_instant
from scenario.model.clock.fallbacks import settle_fallback
from scenario.model.clock.links import decide, pass_on, tell
from scenario.model.clock.state import BEGIN, COME_BACK, END, LEAVE, NOBODY, READY, START, TRY, Site
from scenario.model.clock.work import begin, get_ready, try_finish
from scenario.model.money.treasury import UNDECIDED
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, woven
from scenario.rules.schedule.standstill import note


@woven
def begin_run(site: Site) -> None:
    """Set the state of a run to its beginning, and let everything begin that waits for nothing."""
    count = site.web.begin.shape[0]
    for i in range(count):
        site.flow.activity[i] = site.web.begin[i]
    for i in range(count):
        site.dates.start[i] = NEVER
        site.dates.work_end[i] = NEVER
        site.dates.finish[i] = NEVER
        site.dates.span[i] = NEVER
    site.dates.stopped[0] = NEVER
    site.dates.ended[0] = NEVER
    for p in range(site.web.capacity.shape[0]):
        site.flow.pool[p].free = site.web.capacity[p]
        site.flow.pool[p].freed = 0
    counts = site.flow.counts[0]
    counts.told = 0
    counts.news = 0
    counts.waiting = 0
    counts.held = 0
    counts.grants = 1
    counts.grant_at = NEVER
    counts.fired = 0
    counts.month = 0
    counts.paused = 0
    counts.regime = UNDECIDED
    counts.refused_by = NOBODY
    counts.put_off = 0
    counts.deadline = NEVER
    for k in range(site.web.fallback.shape[0]):
        site.flow.unsettled[k] = 1
        site.dates.taken[k] = NEVER
        counts.deadline = min(counts.deadline, site.web.fallback[k].deadline)
    clear(site.agenda)
    clear(site.releases)
    foresee(site)
    for i in range(count):
        if site.web.begin[i].start_needs == 0:
            tell(site.flow, i, READY, site.web.begin[i].start_bound)
    if site.web.rule[0].used >= 0:
        decide(site, site.web.rule[0].used)


@inlined
def foresee(site: Site) -> None:
    """Put the yearly events that come in this run in order; note which calendars they stop and who leaves."""
    coming = site.flow.coming
    known = 0
    for event in range(site.web.event.shape[0]):
        at = site.inputs.event[event].instant
        if at < NEVER:
            place = known
            while place > 0 and coming[place - 1].at > at:
                coming[place] = coming[place - 1]
                place -= 1
            coming[place].at = at
            coming[place].event = event
            known += 1
    site.flow.counts[0].coming = known
    for c in range(site.stills.known.shape[0]):
        site.stills.known[c] = 0
    for k in range(known):
        event = site.web.event[coming[k].event]
        for place in range(event.first_stop, event.last_stop):
            stop = site.web.stops[place]
            note(site.stills, stop.calendar, coming[k].at, site.inputs.delay[stop.delay].days)
        if event.last_away > event.first_away:
            struck = event.first_away + int(site.inputs.event[coming[k].event].pick)
            push(site.releases, coming[k].at, LEAVE, struck)
            days = site.inputs.delay[site.web.aways[struck].delay].days
            push(site.releases, coming[k].at + days, COME_BACK, struck)


@inlined
def spread_news(site: Site, now: float) -> None:
    """Do what follows from the news until nobody learns anything new."""
    counts = site.flow.counts[0]
    while counts.told < counts.news:
        news = site.flow.news[counts.told]
        i = news.activity
        what = news.what
        at = news.at
        counts.told += 1
        if what == READY:
            at = open_instant(site, i, at)
            what = get_ready(site, i, at, now)
        if what == BEGIN:
            begin(site, i, at, now)
        elif what == TRY:
            try_finish(site, i, now)
        elif what == START:
            site.flow.activity[i].told_start = 1
            work = site.web.activity[i]
            pass_on(site.web, site.flow, work.first_start_link, work.last_start_link, at)
        elif what == END:
            site.flow.activity[i].told_end = 1
            work = site.web.activity[i]
            pass_on(site.web, site.flow, work.first_end_link, work.last_end_link, at)
            rule = site.web.rule[0]
            if i == rule.node:
                decide(site, rule.then if at <= rule.deadline else rule.otherwise)
            for k in range(site.web.fallback.shape[0]):
                if site.web.fallback[k].node == i:
                    settle_fallback(site, k, at)
    counts.told = 0
    counts.news = 0


@woven
def cut_off(site: Site) -> None:
    """Take back what comes after the project was refused: nothing starts then, nothing is done later."""
    dates = site.dates
    ended = dates.ended[0]
    if ended == NEVER:
        return
    for i in range(dates.start.shape[0]):
        if i == site.flow.counts[0].refused_by:
            continue
        if site.flow.activity[i].ready >= ended:
            site.flow.activity[i].ready = NEVER
        if dates.start[i] >= ended:
            dates.start[i] = NEVER
            dates.work_end[i] = NEVER
            dates.finish[i] = NEVER
            dates.span[i] = NEVER
        if dates.finish[i] > ended:
            dates.finish[i] = NEVER
    for k in range(dates.taken.shape[0]):
        if dates.taken[k] >= ended:
            dates.taken[k] = NEVER
    dates.stopped[0] = min(dates.stopped[0], ended)
