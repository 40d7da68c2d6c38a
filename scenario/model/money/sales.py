"""A month's sales and collections."""

from __future__ import annotations

import math

from scenario.model.money import accounts
from scenario.model.money.tables import FROM_LAUNCH, LOTS, PARKING, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.money.absorption import grown_price, is_tail, next_market, price_factor, sold_within
from scenario.rules.money.payment import at_contract, post_later
from scenario.rules.money.tax import ex_vat, stamp

NOT_YET = -1.0
NOTHING = 1e-12
"""Of a batch: less is a rounding remainder [fraction]."""


@inlined
def open_sales(books: Books, inputs: Inputs, state: State) -> None:
    """Put all stock on the shelf, and work out how each line's price moves its pace."""
    terms = inputs.terms[0]
    state.treasury[0].first_launch_month = NOT_YET
    for p in range(state.phase.shape[0]):
        state.phase[p].launch_month = NOT_YET
    for i in range(books.line.shape[0]):
        numbers = inputs.line[i]
        state.line[i].pace = price_factor(
            numbers.price, numbers.market_price, terms.elasticity, terms.pace_floor, terms.pace_cap
        )
        for batch in range(books.line[i].batches):
            share = books.batch[batch].share if books.line[i].release < 0 else 1.0
            state.cell[i, batch].quantity = numbers.stock * numbers.sellable * share
            state.cell[i, batch].left = 1.0
            state.cell[i, batch].release_month = NOT_YET


@inlined
def sell(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Launch phases, release batches and sign the month's contracts."""
    terms = inputs.terms[0]
    treasury = state.treasury[0]
    news = inputs.month[month].market_news
    treasury.log_market = next_market(treasury.log_market, terms.persistence, terms.volatility, news)
    _launch(books, state, dates, month)
    if treasury.first_launch_month < 0.0:
        return
    market = books.month[month].season * math.exp(treasury.log_market) * terms.pace
    growth = 1.0
    begins = NOT_YET
    for i in range(books.line.shape[0]):
        if not state.line[i].sold_out and _is_on_sale(books, state, dates, i, month):
            dated = _grows_from(books, state, i)
            if dated != begins:  # most lines are of one date
                begins = dated
                growth = grown_price(1.0, terms.price_growth, month - begins)
                growth *= wandered(state, books.shape[0].price_drift, month, begins)
            _sell_line(books, inputs, state, dates, i, month, market, growth)


@inlined
def _grows_from(books: Books, state: State, i: int) -> float:
    """Return the month that the price of a line is of [month index]."""
    month = books.line[i].grows_from
    return state.treasury[0].first_launch_month if month == FROM_LAUNCH else float(month)


@inlined
def _launch(books: Books, state: State, dates: Dates, month: int) -> None:
    treasury = state.treasury[0]
    for p in range(books.phase.shape[0]):
        node = books.phase[p].launch
        if state.phase[p].launch_month < 0.0 and node >= 0 and dates.finish[node] <= books.month[month].end:
            state.phase[p].launch_month = month
            if treasury.first_launch_month < 0.0:
                treasury.first_launch_month = month


@inlined
def _is_on_sale(books: Books, state: State, dates: Dates, i: int, month: int) -> bool:
    """Return whether a line's phase has been launched and the line, where it waits for more, released."""
    line = books.line[i]
    if state.phase[line.phase].launch_month < 0.0:
        return False
    return bool(line.release < 0 or dates.finish[line.release] <= books.month[month].end)


@inlined
def _sell_line(
    books: Books,
    inputs: Inputs,
    state: State,
    dates: Dates,
    i: int,
    month: int,
    market: float,
    growth: float,
) -> None:
    """Sell what a month sells of a line's batches, and sign the contracts."""
    line = books.line[i]
    numbers = inputs.line[i]
    terms = inputs.terms[0]
    pace = market * state.line[i].pace
    first_launch = state.treasury[0].first_launch_month
    sold = 0.0
    worth = 0.0
    left = 0.0
    for batch in range(line.batches - 1, -1, -1):  # later batches first: they look at last month's sales
        cell = state.cell[i, batch]
        if cell.release_month < 0.0:
            if not _is_released(books, inputs, state, i, batch, month):
                left += cell.left
                continue
            _release(books, state, dates, i, batch, month)
        if cell.left <= 0.0:
            continue
        full, cheap = 0.0, 0.0
        if month > cell.release_month:  # the rest of the month of sales that began in the month before
            rate = numbers.launch if month == cell.release_month + 1.0 else numbers.hazard
            if cell.share <= 0.0:
                cell.goes = 1.0 if is_tail(cell.opened, rate, pace, terms.tail) else 0.0
            full, cheap = sold_within(cell.opened, rate, pace, terms.tail, 1.0 - cell.share, cell.goes)
            if month == cell.release_month + 1.0 == first_launch + 1.0:
                state.treasury[0].launch_sold += cell.quantity * (full + cheap) * line.planned_price
        cell.opened = max(0.0, cell.left - full - cheap)
        if cell.share > 0.0:
            rate = numbers.launch if month == cell.release_month else numbers.hazard
            cell.goes = 1.0 if is_tail(cell.opened, rate, pace, terms.tail) else 0.0
            more, more_cheap = sold_within(cell.opened, rate, pace, terms.tail, cell.share, cell.goes)
            if month == cell.release_month == first_launch:
                state.treasury[0].launch_sold += cell.quantity * (more + more_cheap) * line.planned_price
            full += more
            cheap += more_cheap
        rest = cell.left - full - cheap
        cell.left = rest if rest > NOTHING else 0.0
        left += cell.left
        sold += cell.quantity * (full + cheap)
        worth += cell.quantity * (full + cheap * terms.tail_price)
    state.line[i].sold_out = 1.0 if left <= 0.0 else 0.0
    if sold > 0.0:
        _sign(books, inputs, state, i, month, sold, worth * numbers.price * growth)


@part
def _release(books: Books, state: State, dates: Dates, i: int, batch: int, month: int) -> None:
    """Put a batch on sale: by the day of the launch, of its own release, or from the month's first."""
    line = books.line[i]
    cell = state.cell[i, batch]
    cell.release_month = month
    cell.share = 1.0
    launched = state.phase[line.phase].launch_month
    if month == state.treasury[0].first_launch_month:
        state.treasury[0].launch_released += cell.quantity * line.planned_price
    if line.release >= 0:
        since = max(dates.finish[line.release], dates.finish[books.phase[line.phase].launch])
        cell.share = _share_after(books, since, month)
    elif month == launched + books.batch[batch].after:
        cell.share = _share_after(books, dates.finish[books.phase[line.phase].launch], int(launched))


@inlined
def _share_after(books: Books, day: float, month: int) -> float:
    """Return the share of a month that lies after an instant [fraction]."""
    end = books.month[month].end
    begin = books.month[month - 1].end if month > 0 else end - books.month[month].days
    return max(0.0, min(1.0, (end - day) / (end - begin)))


@inlined
def _is_released(books: Books, inputs: Inputs, state: State, i: int, batch: int, month: int) -> bool:
    line = books.line[i]
    rule = books.batch[batch]
    if line.release >= 0 or month >= state.phase[line.phase].launch_month + rule.after:
        return True
    released = 0.0
    left = 0.0
    for earlier in range(batch):
        released += books.batch[earlier].share
        left += books.batch[earlier].share * state.cell[i, earlier].left
    return released > 0.0 and (released - left) >= inputs.batch[batch].when_sold * released


@inlined
def _sign(
    books: Books, inputs: Inputs, state: State, i: int, month: int, quantity: float, value: float
) -> None:
    """Book a month's contracts of a line, and when their money will come."""
    line = books.line[i]
    terms = inputs.terms[0]
    lot = line.phase * LOTS + line.kind
    ledger = state.ledger[month]
    phase = state.phase[line.phase]
    at_plan = quantity * line.planned_price
    ledger[accounts.CONTRACTS] += value
    ledger[accounts.SOLD_AT_PLAN] += at_plan
    if line.kind != PARKING:
        ledger[accounts.AREA_SOLD] += quantity
    phase.contracts += value
    phase.sold_at_plan += at_plan
    state.lot[lot].contracts += value
    state.lot[lot].sold_area += quantity * line.unit_floor
    state.due[lot, month] += value * at_contract(terms.full, terms.mortgage, terms.down_payment)
    loans = value * terms.mortgage * (1.0 - terms.down_payment)
    last_due = post_later(state.mortgage_due[lot], month, terms.mortgage_lag, loans)
    for k in range(books.instalment.shape[0]):
        step = books.instalment[k]
        paid = value * terms.instalment * step.share
        last_due = max(last_due, post_later(state.due[lot], month, step.after, paid))
    state.treasury[0].last_due = max(state.treasury[0].last_due, last_due)
    rates = inputs.rates[books.month[month].period]
    duty = stamp(ex_vat(value, rates.vat_rate), rates.stamp_sale)
    phase.stamp += duty
    ledger[accounts.STAMP] -= duty
    marketing = value * terms.marketing_share * (1.0 - terms.marketing_before)
    state.works[line.phase, month].marketing += marketing
    ledger[accounts.MARKETING] -= marketing


@inlined
def collect(books: Books, state: State, dates: Dates, month: int, regime: int) -> None:
    """Take in what buyers and, once the mortgage gate is passed, their banks pay."""
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        phase.receipts_month = 0.0
        is_open = mortgages_flow(books, dates, month, regime, p)
        for lot in range(p * LOTS, (p + 1) * LOTS):
            receipts = state.due[lot, month]
            state.mortgage_pending[lot] += state.mortgage_due[lot, month]
            if is_open:
                receipts += state.mortgage_pending[lot]
                state.mortgage_pending[lot] = 0.0
            state.lot[lot].receipts += receipts
            state.lot[lot].receipts_month = receipts
            phase.receipts_month += receipts
        phase.receipts += phase.receipts_month
        state.ledger[month, accounts.SALES] += phase.receipts_month


@inlined
def mortgages_flow(books: Books, dates: Dates, month: int, regime: int, phase: int) -> bool:
    """Return whether banks pay mortgages of a phase: the regime's gate is passed, or it has none."""
    if regime < 0:
        return False
    node = books.gate_node[regime, phase]
    return node < 0 or dates.finish[node] <= books.month[month].end


@inlined
def open_drift(books: Books, inputs: Inputs, state: State) -> None:
    """Add each series' news up to logs; the month in which the project starts has none."""
    months = books.month.shape[0]
    for series in range(state.drift.shape[0]):
        for month in range(1, months):
            news = inputs.news[series * months + month].value
            state.drift[series, month] = state.drift[series, month - 1] + news


@inlined
def wandered(state: State, series: int, month: int, since: float) -> float:
    """Return how far a price or cost has wandered since the month that it is of [factor]."""
    if series < 0:
        return 1.0
    begins = min(max(0, int(since)), state.drift.shape[1] - 1)
    return math.exp(state.drift[series, month] - state.drift[series, begins])
