"""Many runs on the compiled clock: the loop over what happens, the books, and what is kept of each run."""

from __future__ import annotations

import numpy as np

from scenario.model.clock.agenda import first_instant, take
from scenario.model.clock.cash import notify_sales, pause, resume
from scenario.model.clock.fallbacks import settle_late
from scenario.model.clock.people import grant
from scenario.model.clock.run import begin_run, cut_off, propagate
from scenario.model.clock.state import RunState
from scenario.model.clock.work import happen
from scenario.model.money.settle import close_months, open_books
from scenario.model.money.tables import Books, State
from scenario.model.money.told import tell_money
from scenario.model.money.vat import vat_sums
from scenario.model.plan.status import DONE, RUNNING
from scenario.model.plan.timetable import NEVER
from scenario.model.results import (
    FALLBACKS,
    LAUNCH_SELL_THROUGH,
    PAUSED_MONTHS,
    RECEIVABLE,
    REFUSED_BY,
    REGIME,
    VAT_ON_LAND,
    VAT_ON_SALES,
    VAT_ON_SERVICES,
    VAT_ON_WORKS,
    Results,
)
from scenario.rules.compiled.decorators import inlined, kernel, part, woven
from scenario.rules.schedule.calendar import work_between


@inlined
def decision(sim: RunState) -> tuple[int, float]:
    """Return the presale regime and the instant of its decision; a project without regimes has one.

    Which one holds is certain when its node is finished in time, and else once it no longer can be.
    """
    rule = sim.network.rule[0]
    if rule.regimes == 0:
        return 0, 0.0
    regime = int(sim.schedule.counts[0].regime)
    decided = sim.dates.finish[rule.node] if rule.node >= 0 else 0.0
    if rule.node >= 0 and decided > rule.deadline:
        regime = int(rule.otherwise)
        decided = rule.deadline if rule.deadline <= sim.dates.ended[0] else NEVER
    return regime, decided


@woven
def happen_next(sim: RunState, until: float) -> float:
    """Let happen what comes next if it comes by `until`; return its instant, NEVER when nothing does.

    At one instant everything else happens first, then people are given out, then fall-backs are settled.
    """
    counts = sim.schedule.counts[0]
    at = first_instant(sim.agenda)
    settled = counts.deadline
    deadline = min(settled, until)
    if counts.grant_at < at and counts.grant_at <= deadline:
        now = counts.grant_at
        grant(sim, now)
    elif at <= deadline and at < NEVER:
        now = at
        happen(sim, take(sim.agenda), now)
    elif settled <= until and settled < NEVER:
        now = settled
        settle_late(sim)
    else:
        now = NEVER
    return float(now)


@woven
def run_schedule(sim: RunState) -> None:
    """Run a schedule to its end."""
    begin_run(sim)
    now = 0.0
    while now < NEVER:
        propagate(sim, now)
        now = happen_next(sim, NEVER)
    cut_off(sim)


@woven
def run_project(sim: RunState, books: Books, state: State) -> None:
    """Run schedule and money on one clock; a month's books are closed after all else of its last instant.

    Months are left to be closed together later while nobody waits for what they say. There is one place where
    books are closed and one where news spread, so that compiled code holds both once.
    """
    begin_run(sim)
    counts = sim.schedule.counts[0]
    now = 0.0
    first = 0
    while True:
        propagate(sim, now)
        month_end = awaited_month_end(sim, books)
        now = happen_next(sim, month_end)
        if now < NEVER:
            continue
        last = counts.month
        if month_end == NEVER:
            cut_off(sim)
            last = books.month.shape[0] - 1
        short = close(sim, books, state, first, last)
        first = last + 1
        if month_end == NEVER:
            return
        now = month_end
        propagate_books(sim, books, state, short, now)
        counts.month += 1


@woven
def awaited_month_end(sim: RunState, books: Books) -> float:
    """Return the end of the next month whose books somebody waits for, NEVER when nobody does [days]."""
    counts = sim.schedule.counts[0]
    watched = sim.network.rule[0].pauses or counts.fired < sim.network.rule[0].triggers
    if watched and counts.month < books.month.shape[0]:
        counts.month = max(counts.month, sim.network.rule[0].first_month)
    end = books.month[counts.month].end if watched and counts.month < books.month.shape[0] else NEVER
    # a project refused by then has its books closed when all dates are known
    return float(end) if end < sim.dates.ended[0] else NEVER


@woven
def close(sim: RunState, books: Books, state: State, first: int, last: int) -> bool:
    """Close the books of the months first … last; return whether cash is short."""
    dates = sim.dates
    if sim.network.known.shape[0] > 0:
        see_known(sim)
        dates = sim.seen
    return close_months(books, sim.inputs, state, dates, sim.tables, first, last, decision(sim))


@woven
def see_known(sim: RunState) -> None:
    """Have the books see what is known at a data date, which the schedule leaves out."""
    for i in range(sim.network.known.shape[0]):
        known = sim.network.known[i]
        sim.seen.start[i] = sim.dates.start[i]
        sim.seen.work_end[i] = sim.dates.work_end[i]
        sim.seen.finish[i] = sim.dates.finish[i]
        sim.seen.span[i] = sim.dates.span[i]
        if known.state == DONE:
            sim.seen.start[i] = known.start
            sim.seen.work_end[i] = known.work_end
            sim.seen.finish[i] = known.finish
            sim.seen.span[i] = known.span
        elif known.state == RUNNING and known.work_end < NEVER:
            sim.seen.start[i] = known.start
            sim.seen.work_end[i] = known.work_end
            sim.seen.span[i] = known.span
        elif known.state == RUNNING and sim.dates.start[i] < NEVER:
            sim.seen.start[i] = known.start
            sim.seen.span[i] = sim.dates.span[i] + known.span
            calendar = sim.network.activity[i].calendar
            if sim.stoppages.known[calendar] > 0:
                at = sim.network.rule[0].data_date
                sim.seen.span[i] += work_between(sim.tables, calendar, at, max(at, sim.dates.start[i]))


@woven
def propagate_books(sim: RunState, books: Books, state: State, short: bool, now: float) -> None:
    """Have the works heed what the books say: what is sold, and whether cash is short."""
    notify_sales(sim, books, state, now)
    stopped = sim.dates.stopped[0] < NEVER
    if sim.network.rule[0].pauses and short and not stopped:
        pause(sim, now)
    elif sim.network.rule[0].pauses and stopped and not short:
        resume(sim, now)
    if sim.dates.stopped[0] < NEVER:
        sim.schedule.counts[0].paused += 1


@kernel
def run_many(
    sim: RunState,
    row: np.ndarray,
    books: Books,
    state: State,
    memory: np.ndarray,
    numbers: np.ndarray,
    results: Results,
) -> None:
    """Run schedule and money for each row of `numbers`.

    `row` backs `inputs`; `memory` backs `state` but for its ledger.
    """
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        clear_state(memory, state.ledger)
        open_books(books, sim.inputs, state)
        run_project(sim, books, state)
        keep_dates(sim, results, run)
        keep_money(sim, books, state, results, run)


@kernel
def run_many_schedules(sim: RunState, row: np.ndarray, numbers: np.ndarray, results: Results) -> None:
    """Run the schedule alone for each row of `numbers`."""
    for run in range(numbers.shape[0]):
        copy(numbers, run, row)
        run_schedule(sim)
        keep_dates(sim, results, run)
        keep_schedule(sim, results, run)


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
def keep_dates(sim: RunState, results: Results, run: int) -> None:
    """Copy the dates of a run to its row."""
    for i in range(sim.dates.start.shape[0]):
        results.ready[run, i] = sim.schedule.activity[i].ready
        results.start[run, i] = sim.dates.start[i]
        results.finish[run, i] = sim.dates.finish[i]
        span = sim.dates.span[i]
        results.work[run, i] = span if span < NEVER else sim.inputs.activity[i].work


@woven
def keep_schedule(sim: RunState, results: Results, run: int) -> None:
    """Put what else is told of the schedule of a run into its row (`results.EXTRA`)."""
    results.extra[run, REGIME] = sim.schedule.counts[0].regime
    results.extra[run, REFUSED_BY] = sim.schedule.counts[0].refused_by
    results.extra[run, FALLBACKS] = taken_as_number(sim)


@woven
def taken_as_number(sim: RunState) -> float:
    """Return which fall-backs were taken, see `fallbacks.as_number`."""
    number = 0.0
    for k in range(sim.dates.taken.shape[0]):
        if sim.dates.taken[k] < NEVER:
            number += 2.0**k
    return number


@woven
def keep_money(sim: RunState, books: Books, state: State, results: Results, run: int) -> None:
    """Put the ledger, and what else is told of the money of a run (`results.EXTRA`), into its row."""
    for month in range(state.ledger.shape[0]):
        for account in range(state.ledger.shape[1]):
            results.ledger[run, month, account] = state.ledger[month, account]
    treasury = state.treasury[0]
    keep_schedule(sim, results, run)
    if treasury.launch_released > 0.0:
        results.extra[run, LAUNCH_SELL_THROUGH] = treasury.launch_sold / treasury.launch_released
    results.extra[run, PAUSED_MONTHS] = sim.schedule.counts[0].paused
    receivable = 0.0
    for p in range(state.phase.shape[0]):
        receivable += state.phase[p].contracts
    for lot in range(state.lot.shape[0]):
        receivable -= state.lot[lot].receipts
    results.extra[run, RECEIVABLE] = receivable
    on_sales, on_land, on_works, on_services = vat_sums(books, sim.inputs, state)
    results.extra[run, VAT_ON_SALES] = on_sales
    results.extra[run, VAT_ON_LAND] = on_land
    results.extra[run, VAT_ON_WORKS] = on_works
    results.extra[run, VAT_ON_SERVICES] = on_services
    tell_money(books, state, results.extra[run])
