"""A month's works: what was earned, billed and paid; land, expenses, damages and dated flows."""

from __future__ import annotations

from scenario.model.money import accounts
from scenario.model.money.sales import wandered
from scenario.model.money.tables import DAYS_A_MONTH, MONTHLY, ONCE, OVER, Books, State
from scenario.model.plan.dates import Dates
from scenario.model.plan.inputs import Inputs
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.money.absorption import grown_price
from scenario.rules.money.payment import billed, post_later
from scenario.rules.money.tax import deed_tax, ex_vat, idle_land_fee, stamp
from scenario.rules.schedule.calendar import CalendarTables, work_between


@inlined
def work(books: Books, state: State, dates: Dates, tables: CalendarTables, first: int, last: int) -> None:
    """Earn the cost rows in the months first … last.

    Row by row, since works do not wait for the books: what decides about a row changes little from one month
    to the next.
    """
    for r in range(books.row.shape[0]):
        if not state.row[r].is_over:
            if books.row[r].form == OVER:
                _earn_over(books, state, dates, tables, r, first, last)
            else:
                _earn(books, state, dates, r, first, last)


@inlined
def _earn_over(
    books: Books, state: State, dates: Dates, tables: CalendarTables, r: int, first: int, last: int
) -> None:
    """Earn a row by the activities that it goes over, those that are not done yet."""
    row = books.row[r]
    book = state.row[r]
    until = min(books.month[last].end, dates.ended[0])
    left = row.first_part
    for place in range(row.first_part, row.first_part + int(book.open_parts)):
        k = int(state.part[place].open)
        begun = dates.start[books.part[k].activity] < until
        if not (begun and _earn_part(books, state, dates, tables, r, k, first, last)):
            state.part[left].open = k
            left += 1
    book.open_parts = left - row.first_part
    book.is_over = 1.0 if left == row.first_part else 0.0


@inlined
def _earn_part(
    books: Books, state: State, dates: Dates, tables: CalendarTables, r: int, k: int, first: int, last: int
) -> bool:
    """Earn what an activity does of a row in the months first … last; return whether it is done."""
    part = books.part[k]
    activity = part.activity
    begun, end, span = dates.start[activity], dates.work_end[activity], dates.span[activity]
    stopped, ended = dates.stopped[0], dates.ended[0]
    worth = state.row[r].amount * part.weight
    earned = state.part[k].earned
    over = False
    for month in range(max(first, books.month_on[int(begun)]), last + 1):
        at = min(books.month[month].end, ended, stopped)
        over = end <= at or span <= 0.0
        done = 1.0
        if not over:
            left = work_between(tables, books.calendar[activity], max(at, begun), end)
            done = max(0.0, 1.0 - left / span)
        if worth * done > earned:
            _book(books, state, r, month, worth * done - earned)
            earned = worth * done
        if over:
            break
    state.part[k].earned = earned
    return over


@inlined
def _earn(books: Books, state: State, dates: Dates, r: int, first: int, last: int) -> None:
    """Earn a row month by month, until there is no more to earn."""
    book = state.row[r]
    begins = _begins(books, dates, r)
    if begins > min(books.month[last].end, dates.ended[0]):
        return
    for month in range(max(first, books.month_on[int(begins)] - 1), last + 1):
        now = min(books.month[month].end, dates.ended[0])
        if now < begins:
            continue
        earned = _earned(books, state, dates, r, now)
        if earned > book.earned:
            _book(books, state, r, month, earned - book.earned)
            book.earned = earned
        if _is_over(books, state, dates, r, now):
            book.is_over = 1.0
            return


@inlined
def _begins(books: Books, dates: Dates, r: int) -> float:
    """Return before when a row earns nothing [days]."""
    row = books.row[r]
    if row.form == ONCE:
        return float(dates.taken[row.fallback])
    return _window(books, dates, r)[0]


@inlined
def _is_over(books: Books, state: State, dates: Dates, r: int, now: float) -> bool:
    """Return whether a row will never earn anything more."""
    if books.row[r].form != MONTHLY:
        return bool(state.row[r].earned >= state.row[r].amount)
    opened, closed = _window(books, dates, r)
    return bool(max(opened, closed) <= now)


@inlined
def _window(books: Books, dates: Dates, r: int) -> tuple[float, float]:
    """Return when the window of a row opens and closes [days]."""
    row = books.row[r]
    opened = dates.start[row.opens] if row.opens_at_start else dates.finish[row.opens]
    closed = dates.start[row.closes] if row.closes_at_start else dates.finish[row.closes]
    return opened, closed


@inlined
def _earned(books: Books, state: State, dates: Dates, r: int, now: float) -> float:
    """Return what a row has earned up to now [yuan]."""
    row = books.row[r]
    amount = state.row[r].amount
    if row.form == ONCE:
        return amount if dates.taken[row.fallback] <= now else 0.0
    opened, closed = _window(books, dates, r)
    if opened > now:
        return 0.0
    if row.form == MONTHLY:
        return amount * max(0.0, min(now, closed) - opened) / DAYS_A_MONTH
    if closed <= now or row.planned_days <= 0.0:
        return amount
    return amount * min(1.0, (now - opened) / row.planned_days)


@part
def _book(books: Books, state: State, r: int, month: int, earned: float) -> None:
    """Book what a row earned in a month, at that month's prices: of works as cost, of all else as paid."""
    row = books.row[r]
    works = state.works[row.phase, month]
    if state.row[r].escalation != 0.0:
        earned = grown_price(earned, state.row[r].escalation, month - row.grows_from)
    if row.drift >= 0:
        earned *= wandered(state, row.drift, month, float(row.grows_from))
    if row.account == accounts.CONSTRUCTION:
        if row.by_progress:
            works.by_progress += earned
        else:
            works.at_once += earned
        return
    state.ledger[month, row.account] -= earned
    if row.account == accounts.LAND_USE_TAX:
        works.land_use_tax += earned
    elif row.account == accounts.MARKETING:
        works.marketing += earned
    else:
        works.administration += earned


@inlined
def _stage_share(books: Books, dates: Dates, phase: int, now: float) -> float:
    """Return the share of earned amounts that the payment stages reached so far allow [fraction]."""
    share = 0.0
    for step in range(books.stage.shape[0]):
        if dates.finish[books.stage_node[step, phase]] <= now:
            share = max(share, books.stage[step])
    return share


@inlined
def pay_works(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Add what the month's works earned to the phases, and pay what is due."""
    rates = inputs.rates[books.month[month].period]
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        works = state.works[p, month]
        cost = works.at_once + works.by_progress
        duty = stamp(ex_vat(cost, rates.vat_rate), rates.stamp_construction)
        phase.cost += cost
        phase.expenses += works.marketing + works.administration
        phase.land_use_tax += works.land_use_tax
        phase.stamp += duty
        _bill(books, inputs, state, dates, p, month)
        paid = works.at_once + state.payable[p, month]
        phase.construction_month = paid
        state.treasury[0].construction_paid += paid
        state.ledger[month, accounts.STAMP] -= duty
        state.ledger[month, accounts.CONSTRUCTION] -= paid


@inlined
def _bill(books: Books, inputs: Inputs, state: State, dates: Dates, p: int, month: int) -> None:
    """Bill what the works of a phase have earned as far as the payment terms allow."""
    terms = inputs.terms[0]
    phase = state.phase[p]
    phase.by_progress += state.works[p, month].by_progress
    if phase.by_progress <= phase.billed:
        return
    refused = dates.ended[0] <= books.month[month].end
    share = 1.0 if refused else _stage_share(books, dates, p, books.month[month].end)
    may_bill = billed(phase.by_progress, terms.progress, share)
    if may_bill > phase.billed:
        last_due = post_later(state.payable[p], month, terms.pay_lag, may_bill - phase.billed)
        state.treasury[0].last_due = max(state.treasury[0].last_due, last_due)
        state.treasury[0].last_bill = max(state.treasury[0].last_bill, last_due)
        phase.billed = may_bill


@inlined
def pay_land(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Pay the land instalments that fall due; deed tax and stamp duty go with the last one to come."""
    terms = inputs.terms[0]
    count = books.land_payment.shape[0]
    paid = 0
    comes = False
    for k in range(count):
        payment = books.land_payment[k]
        if not state.land_paid[k] and dates.finish[payment.node] + payment.lag <= books.month[month].end:
            state.land_paid[k] = 1.0
            state.ledger[month, accounts.LAND] -= terms.land_price * payment.share
            state.treasury[0].land_paid += terms.land_price * payment.share
            comes = True
        paid += state.land_paid[k] > 0.0
    if comes and paid == count:
        duty = stamp(terms.land_price, terms.land_stamp)
        state.ledger[month, accounts.DEED_TAX] -= deed_tax(terms.land_price, terms.deed_tax)
        state.treasury[0].land_paid += deed_tax(terms.land_price, terms.deed_tax)
        state.ledger[month, accounts.STAMP] -= duty
        for p in range(books.phase.shape[0]):
            state.phase[p].stamp += duty * books.phase[p].area_share


@inlined
def pay_idle_fee(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Pay for land that lies idle, in the month in which it is too late to begin."""
    shape = books.shape[0]
    if shape.idle_from < 0:
        return
    terms = inputs.terms[0]
    due = dates.finish[shape.idle_from] + terms.idle_agreed + terms.idle_grace
    if due > books.month[month].end or (month > 0 and due <= books.month[month - 1].end):
        return
    begun = dates.start[shape.begins] if shape.begins_at_start else dates.finish[shape.begins]
    if begun <= due or dates.ended[0] <= due:
        return
    fee = idle_land_fee(terms.land_price, terms.idle_fee)
    state.ledger[month, accounts.DAMAGES] -= fee
    for p in range(books.phase.shape[0]):
        state.phase[p].damages += fee * books.phase[p].area_share


@inlined
def pay_flows(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Book the project's own dated flows."""
    for k in range(books.flow.shape[0]):
        flow = books.flow[k]
        day = flow.day if flow.node < 0 else dates.finish[flow.node] + flow.day
        dropped = flow.node < 0 and day > dates.ended[0]
        if not state.flow_paid[k] and not dropped and day <= books.month[month].end:
            state.flow_paid[k] = 1.0
            state.ledger[month, flow.account] += inputs.flow[k].amount


@inlined
def pay_damages(books: Books, inputs: Inputs, state: State, dates: Dates, month: int) -> None:
    """Pay buyers for every day that the handover is later than promised, and for what they find wrong."""
    terms = inputs.terms[0]
    for p in range(books.phase.shape[0]):
        phase = state.phase[p]
        node = books.phase[p].handover
        if node < 0 or phase.damages_paid or dates.finish[node] > books.month[month].end:
            continue
        phase.damages_paid = 1.0
        late = max(0.0, dates.finish[node] - books.phase[p].promised - terms.handover_buffer)
        owed = phase.contracts * terms.damages_per_day * late + phase.contracts * terms.compensation
        phase.damages += owed
        state.ledger[month, accounts.DAMAGES] -= owed
