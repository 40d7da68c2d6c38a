"""What is expected of a run that is under way, if people are enough from now on; see `schedule.outlook`."""

from __future__ import annotations

from scenario.model.clock.calendars import done_at, earliest_start
from scenario.model.clock.fallbacks import changed_work
from scenario.model.clock.links import held_until
from scenario.model.clock.state import RunState
from scenario.model.clock.strikes import end_of_work
from scenario.model.clock.work import is_stopped
from scenario.model.plan.timetable import NEVER
from scenario.rules.compiled.decorators import inlined, part
from scenario.rules.schedule.dated import instant_of


@inlined
def expect(sim: RunState, i: int, now: float) -> None:
    """Reckon what is expected of an activity; it stands in `sim.outlook` then."""
    counts = sim.outlook.counts[0]
    counts.now = now
    counts.regime = sim.schedule.counts[0].regime
    counts.regime_known = now
    for k in range(sim.outlook.fallback.shape[0]):
        sim.outlook.fallback[k].taken = NEVER
        sim.outlook.fallback[k].is_settled = 0
    again = True
    while again:
        counts.mark += 1
        counts.asks_regime = 0
        counts.is_short = 0
        for k in range(sim.outlook.fallback.shape[0]):
            sim.outlook.fallback[k].is_asked = 0
        root = 2 * i + 1
        while root >= 0:
            reckon(sim, root)
            root = next_asked(sim)
        again = settle(sim)
    for k in range(sim.outlook.fallback.shape[0]):
        sim.outlook.fallback[k].taken = NEVER


@inlined
def next_asked(sim: RunState) -> int:
    """Return a finish that something asked for depends on and that is not reckoned yet; −1 if none."""
    counts, node = sim.outlook.counts[0], sim.network.rule[0].node
    if counts.asks_regime and node >= 0 and sim.outlook.event[2 * node + 1].mark != counts.mark:
        return int(2 * node + 1)
    for k in range(sim.outlook.fallback.shape[0]):
        finish = 2 * sim.network.fallback[k].node + 1
        if sim.outlook.fallback[k].is_asked and sim.outlook.event[finish].mark != counts.mark:
            return int(finish)
    return -1


@part
def reckon(sim: RunState, event: int) -> None:
    """Reckon an event after all that it waits for."""
    events, pending, mark = sim.outlook.event, sim.outlook.pending, sim.outlook.counts[0].mark
    pending[0] = event
    size = 1
    while size > 0:
        one = pending[size - 1]
        before = size
        if events[one].mark != mark:
            size = put_missing(sim, one, size)
            if size == before:
                events[one].mark = mark
                reckon_one(sim, one)
        if size == before:
            size -= 1


@inlined
def put_missing(sim: RunState, event: int, size: int) -> int:
    """Put what an event waits for and is not reckoned yet on top of what is pending; return how many are."""
    events, mark, regime = sim.outlook.event, sim.outlook.counts[0].mark, sim.outlook.counts[0].regime
    i = event // 2
    if event % 2:
        if sim.dates.finish[i] < NEVER:
            return size
        if events[event - 1].mark != mark:
            sim.outlook.pending[size] = event - 1
            size += 1
    elif sim.dates.start[i] < NEVER:
        return size
    last = event + 2 if event % 2 == 0 and sim.network.activity[i].bounded else event + 1
    for k in range(sim.network.first_incoming[event], sim.network.first_incoming[last]):
        link = sim.network.incoming[k]
        source = 2 * link.before + link.of_end
        if (link.regime < 0 or link.regime == regime) and events[source].mark != mark:
            sim.outlook.pending[size] = source
            size += 1
    return size


@inlined
def reckon_one(sim: RunState, event: int) -> None:
    """Reckon an event, given all that it waits for."""
    own = sim.outlook.event[event]
    own.known = sim.outlook.counts[0].now
    i = event // 2
    if event % 2 == 0:
        own.at = sim.dates.start[i]
        if own.at == NEVER:
            start_of(sim, i)
    else:
        own.at = instant_of(sim.dates.finish[i])
        if own.at == NEVER:
            finish_of(sim, i)


@part
def bound_by(sim: RunState, event: int, bound: float) -> float:
    """Return what an event is bound by over its links; note since when that is known."""
    own = sim.outlook.event[event]
    regime = sim.outlook.counts[0].regime
    for k in range(sim.network.first_incoming[event], sim.network.first_incoming[event + 1]):
        link = sim.network.incoming[k]
        if link.regime < 0 or link.regime == regime:
            source = sim.outlook.event[2 * link.before + link.of_end]
            bound = max(bound, held_until(sim.tables, link, source.at)) if source.at < NEVER else NEVER
            own.known = max(own.known, source.known)
    return float(bound)


@inlined
def start_of(sim: RunState, i: int) -> None:
    """Reckon a start that has not come."""
    event, counts = sim.outlook.event[2 * i], sim.outlook.counts[0]
    own, fixed = sim.schedule.activity[i], sim.network.activity[i]
    if (fixed.trigger_phase >= 0 and own.sold == 0) or is_stopped(sim, i):
        return
    if fixed.undecided:
        if counts.regime < 0:
            counts.asks_regime = 1
            return
        event.known = counts.regime_known
    lower = bound_by(sim, 2 * i, own.start_bound)
    upper = 0.0
    if fixed.bounded:
        ends = sim.outlook.event[2 * i + 1]
        ends.known = counts.now
        upper = bound_by(sim, 2 * i + 1, own.finish_bound)
        event.known = max(event.known, ends.known)
    if lower == NEVER or upper == NEVER:
        return
    if own.ready < counts.now:
        counts.is_short = 1
    work = sim.inputs.activity[i].work
    at = earliest_start(sim, i, max(lower, event.known), upper, work)
    if fixed.last_change > fixed.first_change:
        at, work = changed_start(sim, i, at, upper, work)
    if at < NEVER:
        event.at = at
        sim.outlook.end[i].bound = upper
        sim.outlook.end[i].end = end_of_work(sim, i, at, work)[1]


@inlined
def changed_start(sim: RunState, i: int, at: float, bound: float, drawn: float) -> tuple[float, float]:
    """Return start and working time as fall-backs leave them; NEVER while one is not settled."""
    fixed, event = sim.network.activity[i], sim.outlook.event[2 * i]
    work = drawn
    later = at
    at = -1.0
    while later != at:
        at = later
        for k in range(fixed.first_change, fixed.last_change):
            of = sim.network.change_of[k]
            unsettled = sim.schedule.unsettled[of] and sim.outlook.fallback[of].is_settled == 0
            if unsettled and at >= sim.network.fallback[of].deadline:
                sim.outlook.fallback[of].is_asked = 1
                later = NEVER
        if later == NEVER:
            return NEVER, work
        work = changed_work(sim, i, at, drawn)
        later = earliest_start(sim, i, at, bound, work)
    for k in range(fixed.first_change, fixed.last_change):
        of = sim.network.change_of[k]
        if at >= sim.network.fallback[of].deadline and sim.outlook.fallback[of].is_settled:
            event.known = max(event.known, sim.outlook.fallback[of].known)
    return at, work


@inlined
def finish_of(sim: RunState, i: int) -> None:
    """Reckon a finish that has not come."""
    event, start = sim.outlook.event[2 * i + 1], sim.outlook.event[2 * i]
    if start.at == NEVER or is_stopped(sim, i):
        event.known = start.known
        return
    event.known = max(event.known, start.known)
    bound = bound_by(sim, 2 * i + 1, sim.schedule.activity[i].finish_bound)
    end = sim.dates.work_end[i] if sim.dates.start[i] < NEVER else sim.outlook.end[i].end
    if bound < NEVER and end < NEVER:
        event.at = max(done_at(sim, i, end, bound), sim.outlook.counts[0].now)


@part
def settle(sim: RunState) -> bool:
    """Settle what was asked for as far as that is known by now; return whether anything was."""
    counts, rule = sim.outlook.counts[0], sim.network.rule[0]
    settled = False
    if counts.asks_regime and rule.node >= 0:
        node = sim.outlook.event[2 * rule.node + 1]
        if node.at < NEVER:
            counts.regime = rule.then if node.at <= rule.deadline else rule.otherwise
            counts.regime_known = node.known
            settled = True
    asked = False
    for k in range(sim.outlook.fallback.shape[0]):
        if sim.outlook.fallback[k].is_asked:
            asked = True
            settled = settle_fallback_ahead(sim, k) or settled
    if asked and not settled:
        settle_first_ahead(sim)
        settled = True
    return settled


@inlined
def settle_fallback_ahead(sim: RunState, k: int) -> bool:
    """Settle a fall-back if the finish of its node is reckoned; return whether it is."""
    fallback, own = sim.network.fallback[k], sim.outlook.fallback[k]
    node = sim.outlook.event[2 * fallback.node + 1]
    if node.at == NEVER:
        return False
    own.taken = NEVER if max(node.at, node.known) <= fallback.deadline else fallback.deadline
    own.known = min(node.known, fallback.deadline)
    own.is_settled = 1
    return True


@inlined
def settle_first_ahead(sim: RunState) -> None:
    """Take the fall-back whose deadline comes first of those asked for."""
    first = -1
    for k in range(sim.outlook.fallback.shape[0]):
        deadline = sim.network.fallback[k].deadline
        earlier = first < 0 or deadline < sim.network.fallback[first].deadline
        if sim.outlook.fallback[k].is_asked and earlier:
            first = k
    own = sim.outlook.fallback[first]
    own.taken = own.known = sim.network.fallback[first].deadline
    own.is_settled = 1
