"""Many runs on the compiled clock: the loop over what happens, the books, and what is kept of each run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.model.clock.agenda import first_instant, take
from scenario.model.clock.cash import pause, resume, tell_sales
from scenario.model.clock.fallbacks import settle_late
from scenario.model.clock.people import grant
from scenario.model.clock.run import begin_run, cut_off, spread_news
from scenario.model.clock.state import Site
from scenario.model.clock.work import happen
from scenario.model.money.settle import close_months, open_books
from scenario.model.money.tables import Books, State
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, kernel, part, woven


@inlined
def decision(site: Site) -> tuple[int, float]:
    """Return the presale regime and the instant of its decision; a project without regimes has one."""
    rule = site.web.rule[0]
    if rule.regimes == 0:
        return 0, 0.0
    decided = site.dates.finish[rule.node] if rule.node >= 0 else 0.0
    return int(site.flow.counts[0].regime), decided


@woven
def happen_next(site: Site, until: float) -> float:
    """Let happen what comes next if it comes by `until`; return its instant, NEVER when nothing does.

    At one instant everything else happens first, then people are given out, then fall-backs are settled.
    """
    counts = site.flow.counts[0]
    at = first_instant(site.agenda)
    settled = counts.deadline
    deadline = min(settled, until)
    if counts.grant_at < at and counts.grant_at <= deadline:
        now = counts.grant_at
        grant(site, now)
    elif at <= deadline and at < NEVER:
        now = at
        happen(site, take(site.agenda), now)
    elif settled <= until and settled < NEVER:
        now = settled
        settle_late(site)
    else:
        now = NEVER
    return float(now)


@woven
def run_schedule(site: Site) -> None:
    """Run a schedule to its end."""
    begin_run(site)
    now = 0.0
    while now < NEVER:
        spread_news(site, now)
        now = happen_next(site, NEVER)
    cut_off(site)


@woven
def run_project(site: Site, books: Books, state: State) -> None:
    """Run schedule and money on one clock; a month's books are closed after all else of its last instant.

    Months are left to be closed together later while nobody waits for what they say. There is one place where
    books are closed and one where news spread, so that compiled code holds both once.
    """
    begin_run(site)
    counts = site.flow.counts[0]
    now = 0.0
    while True:
        spread_news(site, now)
        month_end = awaited_month_end(site, books)
        now = happen_next(site, month_end)
        if now < NEVER:
            continue
        last = counts.month
        if month_end == NEVER:
            cut_off(site)
            last = books.month.shape[0] - 1
        short = close(site, books, state, counts.month, last)
        if month_end == NEVER:
            return
        now = month_end
        heed(site, books, state, short, now)
        counts.month += 1


@woven
def awaited_month_end(site: Site, books: Books) -> float:
    """Return the end of the next month whose books somebody waits for, NEVER when nobody does [days]."""
    counts = site.flow.counts[0]
    watched = site.web.rule[0].pauses or counts.fired < site.web.rule[0].triggers
    end = books.month[counts.month].end if watched and counts.month < books.month.shape[0] else NEVER
    # a project refused by then has its books closed when all dates are known
    return float(end) if end < site.dates.ended[0] else NEVER


@woven
def close(site: Site, books: Books, state: State, first: int, last: int) -> bool:
    """Close the books of the months first … last; return whether cash is short."""
    return close_months(books, site.inputs, state, site.dates, site.tables, first, last, decision(site))


@woven
def heed(site: Site, books: Books, state: State, short: bool, now: float) -> None:
    """Have the works heed what the books say: what is sold, and whether cash is short."""
    tell_sales(site, books, state, now)
    stopped = site.dates.stopped[0] < NEVER
    if site.web.rule[0].pauses and short and not stopped:
        pause(site, now)
    elif site.web.rule[0].pauses and stopped and not short:
        resume(site, now)
    if site.dates.stopped[0] < NEVER:
        site.flow.counts[0].paused += 1


class Results(NamedTuple):
    """What many runs came to, one row a run; see `run.Run`."""

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    work: np.ndarray
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
    """Run schedule and money for each row of `numbers`.

    `row` backs `inputs`; `memory` backs `state` but for its ledger, which is written where it is kept.
    """
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        own = with_ledger(state, results.ledger[run])
        clear_state(memory, own.ledger)
        open_books(books, site.inputs, own)
        run_project(site, books, own)
        keep_dates(site, results, run)
        keep_money(site, own, results, run)


@kernel
def run_many_schedules(site: Site, row: np.ndarray, numbers: np.ndarray, results: Results) -> None:
    """Run the schedule alone for each row of `numbers`."""
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        run_schedule(site)
        keep_dates(site, results, run)
        results.extra[run, 0] = site.flow.counts[0].regime
        results.extra[run, 4] = site.flow.counts[0].refused_by
        results.extra[run, 5] = taken_as_number(site)


@woven
def with_ledger(state: State, ledger: np.ndarray) -> State:
    """Return the state of a run with another ledger."""
    return State(
        state.line,
        state.cell,
        state.row,
        state.part,
        state.works,
        state.phase,
        state.lot,
        state.due,
        state.mortgage_due,
        state.mortgage_pending,
        state.payable,
        state.land_paid,
        state.flow_paid,
        state.treasury,
        ledger,
    )


@part
def clear_state(memory: np.ndarray, ledger: np.ndarray) -> None:
    """Take back whatever the state and the ledger hold of another run."""
    for k in range(memory.shape[0]):
        memory[k] = 0.0
    for month in range(ledger.shape[0]):
        for account in range(ledger.shape[1]):
            ledger[month, account] = 0.0


@part
def copy(numbers: np.ndarray, run: int, row: np.ndarray) -> None:
    """Set up a run: copy its numbers into the buffer of its inputs."""
    for slot in range(row.shape[0]):
        row[slot] = numbers[run, slot]


@woven
def keep_dates(site: Site, results: Results, run: int) -> None:
    """Copy the dates of a run to its row."""
    for i in range(site.dates.start.shape[0]):
        results.ready[run, i] = site.flow.activity[i].ready
        results.start[run, i] = site.dates.start[i]
        results.finish[run, i] = site.dates.finish[i]
        span = site.dates.span[i]
        results.work[run, i] = span if span < NEVER else site.inputs.activity[i].work


@woven
def taken_as_number(site: Site) -> float:
    """Return which fall-backs were taken, see `fallbacks.as_number`."""
    number = 0.0
    for k in range(site.dates.taken.shape[0]):
        if site.dates.taken[k] < NEVER:
            number += 2.0**k
    return number


@woven
def keep_money(site: Site, state: State, results: Results, run: int) -> None:
    """Put what else is told of the money of a run into its row (`run.EXTRA`)."""
    treasury = state.treasury[0]
    results.extra[run, 0] = site.flow.counts[0].regime
    results.extra[run, 4] = site.flow.counts[0].refused_by
    results.extra[run, 5] = taken_as_number(site)
    if treasury.launch_released > 0.0:
        results.extra[run, 1] = treasury.launch_sold / treasury.launch_released
    results.extra[run, 2] = site.flow.counts[0].paused
    receivable = 0.0
    for p in range(state.phase.shape[0]):
        receivable += state.phase[p].contracts
    for lot in range(state.lot.shape[0]):
        receivable -= state.lot[lot].receipts
    results.extra[run, 3] = receivable
