"""Many runs on the compiled clock: the loop over what happens, the books, and what is kept of each run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.model.agenda import first_instant
from scenario.model.clock import begin_run, grant, happen, pause, resume, spread_news, tell_sales
from scenario.model.money.settle import open_books, settle
from scenario.model.money.tables import Books, State
from scenario.model.money.treasury import UNDECIDED
from scenario.model.site import Site
from scenario.model.timetable import NEVER
from scenario.rules.compiled import inlined, kernel, part, woven


@inlined
def regime_by(site: Site, instant: float) -> int:
    """Return the presale regime that is decided by an instant; a project without regimes has one."""
    rule = site.web.rule[0]
    if rule.regimes == 0:
        return 0
    if rule.node >= 0 and site.dates.finish[rule.node] > instant:
        return UNDECIDED
    return int(site.flow.counts[0].regime)


@woven
def take_event(site: Site, now: float) -> None:
    """Let the next event of the agenda happen."""
    event = site.agenda.events[site.agenda.span[0]]
    site.agenda.span[0] += 1
    happen(site, event.act, int(event.activity), event.round, now)


@woven
def run_schedule(site: Site) -> None:
    """Run a schedule to its end."""
    begin_run(site)
    while True:
        at = first_instant(site.agenda)
        due = site.flow.counts[0].grant_at
        if due < at:
            now = due
            grant(site, now)
        elif at < NEVER:
            now = at
            take_event(site, now)
        else:
            return
        spread_news(site, now)


@woven
def run_project(site: Site, books: Books, state: State) -> int:
    """Run schedule and money on one clock; return in how many months works paused for want of cash.

    At one instant everything else happens first, then people are given out, then the books are closed.
    """
    begin_run(site)
    rule = site.web.rule[0]
    months = books.month.shape[0]
    month = 0
    paused_months = 0
    month_end = books.month[0].end if rule.pauses or rule.triggers > 0 else NEVER
    while True:
        at = first_instant(site.agenda)
        due = site.flow.counts[0].grant_at
        if due < at and due <= month_end:
            now = due
            grant(site, now)
        elif at <= month_end and at < NEVER:
            now = at
            take_event(site, now)
        elif month_end < NEVER:
            now = month_end
            short = close(site, books, state, month)
            tell_sales(site, books, state, now)
            stopped = site.dates.stopped[0] < NEVER
            if rule.pauses and short and not stopped:
                pause(site, now)
            elif rule.pauses and stopped and not short:
                resume(site, now)
            if site.dates.stopped[0] < NEVER:
                paused_months += 1
            month += 1
            watched = rule.pauses or site.flow.counts[0].fired < rule.triggers
            month_end = books.month[month].end if watched and month < months else NEVER
        else:
            break
        spread_news(site, now)
    while month < months:
        close(site, books, state, month)
        month += 1
    return paused_months


@woven
def close(site: Site, books: Books, state: State, month: int) -> bool:
    """Close a month's books unless the project's are closed for good; return whether cash is short."""
    if state.treasury[0].closed:
        return False
    regime = regime_by(site, books.month[month].end)
    return settle(books, site.inputs, state, site.dates, site.tables, month, regime)


class Results(NamedTuple):
    """What many runs came to, one row a run; see `run.Run`."""

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    ledger: np.ndarray
    extra: np.ndarray


@kernel
def run_many(
    site: Site,
    row: np.ndarray,
    books: Books,
    state: State,
    memory: np.ndarray,
    numbers: np.ndarray,
    results: Results,
) -> None:
    """Run schedule and money for each row of `numbers`; `row` backs `inputs`, `memory` backs `state`."""
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        for k in range(memory.shape[0]):
            memory[k] = 0.0
        open_books(books, site.inputs, state)
        paused = run_project(site, books, state)
        keep_dates(site, results, run)
        keep_money(site, state, results, run, paused)


@kernel
def run_many_schedules(site: Site, row: np.ndarray, numbers: np.ndarray, results: Results) -> None:
    """Run the schedule alone for each row of `numbers`."""
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        run_schedule(site)
        keep_dates(site, results, run)
        results.extra[run, 0] = site.flow.counts[0].regime


@part
def copy(numbers: np.ndarray, run: int, row: np.ndarray) -> None:
    """Set up a run: copy its numbers into the buffer of its inputs."""
    for slot in range(row.shape[0]):
        row[slot] = numbers[run, slot]


@part
def keep_dates(site: Site, results: Results, run: int) -> None:
    """Copy the dates of a run to its row."""
    for i in range(site.dates.start.shape[0]):
        results.ready[run, i] = site.flow.activity[i].ready
        results.start[run, i] = site.dates.start[i]
        results.finish[run, i] = site.dates.finish[i]


@part
def keep_money(site: Site, state: State, results: Results, run: int, paused: int) -> None:
    """Copy the ledger of a run to its row, and what else is told of it (`run.EXTRA`)."""
    for month in range(state.ledger.shape[0]):
        for account in range(state.ledger.shape[1]):
            results.ledger[run, month, account] = state.ledger[month, account]
    treasury = state.treasury[0]
    results.extra[run, 0] = site.flow.counts[0].regime
    if treasury.launch_released > 0.0:
        results.extra[run, 1] = treasury.launch_sold / treasury.launch_released
    results.extra[run, 2] = paused
    receivable = 0.0
    for p in range(state.phase.shape[0]):
        receivable += state.phase[p].contracts
    for lot in range(state.lot.shape[0]):
        receivable -= state.lot[lot].receipts
    results.extra[run, 3] = receivable
