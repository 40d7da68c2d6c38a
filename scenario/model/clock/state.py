"""What the compiled clock works on: a timetable as a web of arrays, and what comes to pass in a run."""

from __future__ import annotations

from dataclasses import asdict
from typing import NamedTuple

import numpy as np

from scenario.model.clock.agenda import Agenda, new_agenda
from scenario.model.plan.calendar_events import CalendarEvents
from scenario.model.plan.dates import Dates
from scenario.model.plan.fallbacks import Fallbacks
from scenario.model.plan.inputs import Inputs
from scenario.model.plan.status import Status
from scenario.model.plan.timetable import MILESTONES, NEVER, Timetable
from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import codes
from scenario.rules.records import Row, record, records
from scenario.rules.schedule.calendar import CalendarTables
from scenario.rules.schedule.stoppage import Stoppages

ARRIVE, WORK_DONE, FINISH, LEAVE, COME_BACK, WAKE = codes(6)
"""What an event of the agenda does."""
READY, BEGIN, START, TRY, END = codes(5)
"""News of an activity: it may come forward, may begin, has started, may finish, has ended."""
ENOUGH = 1e-9
NOBODY = -1
LOOK_AGAIN = 1.0
"""Who waits for what is short of people looks again no sooner than after this [days]."""
START_MILESTONE = MILESTONES.index("start")
NOT_LOOKING = 1 << 20
"""Firm conditions of what never looks ahead: more than there can be."""


@by_reference
class NetworkArrays(NamedTuple):
    """A timetable made ready for the compiled clock.

    Attributes
    ----------
    activity : records of WORK, what does not change of each activity
    begin : records of ACTIVITY, where each activity stands when a run begins
    links : links, those that bound starts and those that bound ends of an activity side by side
    incoming, first_incoming : the same by the event that waits, a start (2i) or an end (2i + 1)
    chosen, undecided, undecided_ends : links that hold under one regime; activities whose start, and whose
        end, waits until it is decided
    looking : activities that may look ahead
    demand, capacity : people by activity, and by pool
    in_rank : activities in the order of their priority
    triggered : activities that wait for sales
    event : records of EVENT, yearly events
    stops : records of STOP, the calendars that events stop, by event
    aways : records of ABSENCE, the people of whom events take one pool's away, by event
    struck_first, struck : struck[struck_first[k · n + i] : …] are the delays by which an event of kind k
        strikes activity i, counted from the first delay of the event
    fallback : records of FALLBACK
    change_of : the fall-back of each change of a duration, those of an activity side by side
    rule : one record of RULE
    """

    activity: np.ndarray
    begin: np.ndarray
    links: np.ndarray
    incoming: np.ndarray
    first_incoming: np.ndarray
    chosen: np.ndarray
    undecided: np.ndarray
    undecided_ends: np.ndarray
    looking: np.ndarray
    demand: np.ndarray
    capacity: np.ndarray
    in_rank: np.ndarray
    triggered: np.ndarray
    event: np.ndarray
    stops: np.ndarray
    absences: np.ndarray
    struck_first: np.ndarray
    struck: np.ndarray
    fallback: np.ndarray
    change_of: np.ndarray
    rule: np.ndarray
    known: np.ndarray


WORK = np.dtype(
    [
        ("calendar", "i4"),
        ("rank", "i4"),
        ("first_demand", "i4"),
        ("last_demand", "i4"),
        ("first_start_link", "i4"),
        ("last_start_link", "i4"),
        ("first_end_link", "i4"),
        ("last_end_link", "i4"),
        ("first_change", "i4"),
        ("last_change", "i4"),
        ("trigger_phase", "i2"),
        ("pausable", "i1"),
        ("struck", "i1"),
        ("bounded", "i1"),
        ("milestone", "i1"),
        ("reaches_back", "i1"),
        ("undecided", "i1"),
        ("opens", "i1"),
    ],
    align=True,
)
"""What an activity `opens` when it starts may come forward at the same instant."""
LINK = np.dtype(
    [
        ("lag", "f8"),
        ("after", "i4"),
        ("before", "i4"),
        ("regime", "i2"),
        ("calendar", "i2"),
        ("of_end", "i1"),
        ("of_start", "i1"),
        ("firm", "i1"),
        ("both", "i1"),
    ]
)
"""A link waits for an end or a start (`of_end`) and bounds a start or an end (`of_start`), or an end and with
it the start (`both`). What is `firm` is known before it holds, and what waits may look ahead for the rest."""
DEMAND = np.dtype([("people", "f8"), ("pool", "i8")])
EVENT = np.dtype(
    [
        ("kind", "i8"),
        ("first_delay", "i8"),
        ("first_stop", "i8"),
        ("last_stop", "i8"),
        ("first_absence", "i8"),
        ("last_absence", "i8"),
    ]
)
ABSENCE = np.dtype([("pool", "i8"), ("delay", "i8"), ("people", "f8")])
STOP = np.dtype([("calendar", "i8"), ("delay", "i8")])
FALLBACK = np.dtype([("deadline", "f8"), ("node", "i8")])
RULE = np.dtype(
    [
        ("used", "i8"),
        ("node", "i8"),
        ("deadline", "f8"),
        ("then", "i8"),
        ("otherwise", "i8"),
        ("regimes", "i8"),
        ("pauses", "i8"),
        ("triggers", "i8"),
        ("calendar_lags", "i8"),
        ("first_month", "i8"),
        ("data_date", "f8"),
    ]
)
"""`first_month` is the month of the data date, at `data_date`: before it nobody waits for what books say."""
KNOWN = np.dtype([("state", "i8"), ("start", "f8"), ("work_end", "f8"), ("finish", "f8"), ("span", "f8")])
"""What is known of an activity at a data date; of one under way `span` is what has passed of its work."""

ACTIVITY = np.dtype(
    [
        ("ready", "f8"),
        ("start_bound", "f8"),
        ("finish_bound", "f8"),
        ("start_needs", "i4"),
        ("finish_needs", "i4"),
        ("firm_needs", "i4"),
        ("blocker", "i2"),
        ("start_known", "i1"),
        ("end_known", "i1"),
        ("sold", "i1"),
        ("called", "i1"),
        ("gone", "i1"),
    ],
    align=True,
)
"""How far an activity has come; see `schedule.Schedule` for each. `blocker` is the pool that had not enough
people for it when people were last given out; `NOBODY` when that is not known. `called` tells whether it has
come forward, `gone` whether its people are gone."""
POOL = np.dtype([("free", "f8"), ("freed", "i8")])
COMING = np.dtype([("at", "f8"), ("event", "i8")])
PUT_OFF = np.dtype([("at", "f8"), ("activity", "i8")])
NOTICE = np.dtype([("at", "f8"), ("what", "i8"), ("activity", "i8")])
COUNTS = np.dtype(
    [
        ("notified", "i8"),
        ("notices", "i8"),
        ("waiting", "i8"),
        ("held", "i8"),
        ("grants", "i8"),
        ("grant_at", "f8"),
        ("regime", "i8"),
        ("fired", "i8"),
        ("coming", "i8"),
        ("month", "i8"),
        ("paused", "i8"),
        ("refused_by", "i8"),
        ("put_off", "i8"),
        ("deadline", "f8"),
        ("looks", "i8"),
        ("looked", "i8"),
    ]
)
"""How many news were told and are known, wait for people, are stopped; how often people will have been given
out, and when they are next; the regime; how many triggers fired; how many yearly events come; how
many months are closed, and in how many of them works were paused; which activity refused the project; how
many starts are put off; when the next fall-back is settled at the latest; how many have to look ahead, and
have."""


@by_reference
class ScheduleState(NamedTuple):
    """What the schedule of a run has come to: records of the types above, and activities in queues.

    `unsettled` marks the fall-backs of which it is not known yet whether they are taken. `looks` are the
    activities that have to look ahead; `expected` is until when each finish is expected to be kept waiting.
    """

    activity: np.ndarray
    pool: np.ndarray
    coming: np.ndarray
    notices: np.ndarray
    waiting: np.ndarray
    held: np.ndarray
    put_off: np.ndarray
    unsettled: np.ndarray
    looks: np.ndarray
    expected: np.ndarray
    counts: np.ndarray


EXPECTED = np.dtype([("at", "f8"), ("known", "f8"), ("mark", "i8")])
EXPECTED_END = np.dtype([("end", "f8"), ("bound", "f8")])
EXPECTED_FALLBACK = np.dtype([("taken", "f8"), ("known", "f8"), ("is_asked", "i8"), ("is_settled", "i8")])
OUTLOOK = np.dtype(
    [
        ("now", "f8"),
        ("regime_known", "f8"),
        ("regime", "i8"),
        ("asks_regime", "i8"),
        ("is_short", "i8"),
        ("mark", "i8"),
    ]
)


@by_reference
class Outlook(NamedTuple):
    """What is reckoned ahead: events and since when they are known, ends of work, fall-backs.

    An event is reckoned that bears the `mark` of the last pass.
    """

    event: np.ndarray
    end: np.ndarray
    fallback: np.ndarray
    pending: np.ndarray
    counts: np.ndarray


def new_outlook(network: NetworkArrays) -> Outlook:
    """Return room to reckon ahead in."""
    count = len(network.activity)
    fallbacks = np.zeros(len(network.fallback), dtype=EXPECTED_FALLBACK)
    fallbacks["taken"] = NEVER
    return Outlook(
        event=np.zeros(2 * count, dtype=EXPECTED),
        end=np.zeros(count, dtype=EXPECTED_END),
        fallback=fallbacks,
        pending=np.zeros(2 * len(network.links) + 4 * count + 8, dtype=np.int64),
        counts=np.zeros(1, dtype=OUTLOOK),
    )


def network_arrays(
    table: Timetable, events: CalendarEvents, fallbacks: Fallbacks, status: Status | None = None
) -> NetworkArrays:
    """Return the web of a timetable, and of the events and fall-backs that may reach its activities."""
    count = len(table)
    links, first = _links(table)
    chosen = links[links["regime"] >= 0]
    by_regime = table.links.regime >= 0
    undecided, undecided_ends = (
        np.array(list(dict.fromkeys(table.links.after[which].tolist())), np.int64)
        for which in (by_regime, by_regime & ~table.links.of_start)
    )
    begin = _beginning(table, undecided, undecided_ends)
    incoming, first_incoming = _by_waiting(table, links)
    struck_first, struck = _struck(events, count)
    return NetworkArrays(
        activity=_work(table, first, events, fallbacks),
        begin=begin,
        links=links,
        incoming=incoming,
        first_incoming=first_incoming,
        chosen=chosen,
        undecided=undecided,
        undecided_ends=undecided_ends,
        looking=np.flatnonzero(begin["firm_needs"] < NOT_LOOKING),
        demand=records(
            DEMAND, ({"pool": pool, "people": people} for of in table.demand for pool, people in of)
        ),
        capacity=np.array(table.capacity, dtype=float),
        in_rank=np.argsort(table.rank).astype(np.int64),
        triggered=np.flatnonzero(table.trigger_phase >= 0),
        event=_events(events),
        absences=records(ABSENCE, _absences(events)),
        stops=records(STOP, ({"calendar": stop.calendar, "delay": stop.delay} for stop in events.stops)),
        struck_first=struck_first,
        struck=struck,
        fallback=_fallbacks(fallbacks),
        change_of=np.array([change.fallback for change in fallbacks.changes], dtype=np.int64),
        rule=_rule(table, status),
        known=_known(status),
    )


def _known(status: Status | None) -> np.ndarray:
    """Return what is known of each activity; none where nothing is."""
    if status is None:
        return np.zeros(0, dtype=KNOWN)
    known = np.zeros(len(status.state), dtype=KNOWN)
    known["state"], known["start"], known["finish"] = status.state, status.started, status.finished
    known["work_end"], known["span"] = status.work_end, status.span
    return known


def _fallbacks(fallbacks: Fallbacks) -> np.ndarray:
    """Return when each fall-back is settled at the latest, and the node that it waits for."""
    pairs = zip(fallbacks.deadline, fallbacks.node, strict=True)
    return records(FALLBACK, ({"deadline": deadline, "node": node} for deadline, node in pairs))


def _rule(table: Timetable, status: Status | None) -> np.ndarray:
    """Return what the whole schedule goes by."""
    return record(
        RULE,
        **asdict(table.regime_rule),
        regimes=len(table.regimes),
        pauses=table.pauses,
        triggers=int((table.trigger_phase >= 0).sum()),
        calendar_lags=bool((table.links.calendar > 0).any()),
        first_month=0 if status is None else status.month,
        data_date=0.0 if status is None else status.at,
    )


def _links(table: Timetable) -> tuple[np.ndarray, np.ndarray]:
    """Return the links by the start or end that they wait for, and where those of each begin, (2n + 1,)."""
    links = np.zeros(len(table.links), dtype=LINK)
    for name in ("before", "after", "lag", "regime", "calendar", "of_end", "of_start"):
        links[name] = getattr(table.links, name)
    links["firm"] = table.links.of_start & (table.links.lag >= 0.0) & _looking(table)[table.links.after]
    links["both"] = ~table.links.of_start & table.bounded[table.links.after]
    keys = table.links.of_end * len(table) + table.links.before
    order = np.argsort(keys, kind="stable")
    return links[order], np.searchsorted(keys[order], np.arange(2 * len(table) + 1))


def _by_waiting(table: Timetable, links: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the links by the start or end that waits for them, and where those of each begin, (2n + 1,)."""
    waits = 2 * links["after"].astype(np.int64) + (links["of_start"] == 0)
    order = np.argsort(waits, kind="stable")
    return links[order], np.searchsorted(waits[order], np.arange(2 * len(table) + 1))


def _work(
    table: Timetable, first_link: np.ndarray, events: CalendarEvents, fallbacks: Fallbacks
) -> np.ndarray:
    count = len(table)
    work = np.zeros(count, dtype=WORK)
    for name in ("calendar", "rank", "trigger_phase", "pausable", "bounded", "milestone"):
        work[name] = getattr(table, name)
    bounds_end = ~table.links.of_start
    back = bounds_end & ((table.links.lag < 0.0) | (table.links.regime >= 0))
    work["reaches_back"][table.links.after[back]] = 1
    work["undecided"][table.links.after[table.links.regime >= 0]] = 1
    at_once = table.links.of_start & (
        (table.links.lag < 0.0) | ((table.links.lag == 0.0) & ~table.links.of_end)
    )
    at_once |= bounds_end & table.bounded[table.links.after]
    work["opens"][table.links.before[at_once]] = 1
    demand = np.cumsum([0, *(len(of) for of in table.demand)])
    work["first_demand"], work["last_demand"] = demand[:-1], demand[1:]
    for edge, at in (("start", 0), ("end", count)):
        work[f"first_{edge}_link"] = first_link[at : at + count]
        work[f"last_{edge}_link"] = first_link[at + 1 : at + count + 1]
    changed = [change.activity for change in fallbacks.changes]
    work["first_change"] = np.searchsorted(changed, np.arange(count), side="left")
    work["last_change"] = np.searchsorted(changed, np.arange(count), side="right")
    work["struck"][[hit.activity for hit in events.chances]] = 1
    return work


def _beginning(table: Timetable, undecided: np.ndarray, undecided_ends: np.ndarray) -> np.ndarray:
    begin = np.zeros(len(table), dtype=ACTIVITY)
    begin["ready"] = NEVER
    begin["start_bound"] = table.not_before
    begin["finish_bound"] = table.finish_not_before
    begin["blocker"] = NOBODY
    always, of_start, after = table.links.regime < 0, table.links.of_start, table.links.after
    np.add.at(begin["start_needs"], after[always & of_start], 1)
    np.add.at(begin["finish_needs"], after[always & ~of_start], 1)
    np.add.at(begin["firm_needs"], after[always & of_start & (table.links.lag >= 0.0)], 1)
    begin["start_needs"] += table.trigger_phase >= 0
    begin["firm_needs"] += table.trigger_phase >= 0
    begin["start_needs"][undecided] += 1
    begin["finish_needs"][undecided_ends] += 1
    begin["start_needs"] += np.where(table.bounded, begin["finish_needs"], 0)
    begin["firm_needs"][~_looking(table)] = NOT_LOOKING
    return begin


def _looking(table: Timetable) -> np.ndarray:
    """Return which activities may have to come forward before all that they wait for is known.

    None where all is known as soon as it is settled: nobody is granted people, and no works pause.
    """
    looking = table.bounded.copy()
    if not (table.pauses or any(table.demand)):
        looking[:] = False
        return looking
    links = table.links
    looking &= np.isin(np.arange(len(table)), links.after[~links.of_start])
    looking[links.after[links.of_start & (links.lag < 0.0)]] = True
    looking[links.after[links.regime >= 0]] = True
    return looking


def _events(events: CalendarEvents) -> np.ndarray:
    kinds = list(dict.fromkeys(event.owner for event in events.events))
    stops = np.searchsorted([stop.event for stop in events.stops], np.arange(len(events.events) + 1))
    absences = np.cumsum([0, *(len(_absences_of(events, index)) for index in range(len(events.events)))])
    rows = [
        {
            "kind": kinds.index(event.owner),
            "first_delay": event.delays.start,
            "first_stop": stops[index],
            "last_stop": stops[index + 1],
            "first_absence": absences[index],
            "last_absence": absences[index + 1],
        }
        for index, event in enumerate(events.events)
    ]
    return records(EVENT, rows)


def _absences(events: CalendarEvents) -> list[Row]:
    return [row for index in range(len(events.events)) for row in _absences_of(events, index)]


def _absences_of(events: CalendarEvents, event: int) -> list[Row]:
    return [
        {"pool": pool, "delay": away.delay, "people": people}
        for away in events.absences
        if away.event == event
        for pool, people in zip(away.pools, away.people, strict=True)
    ]


def _struck(events: CalendarEvents, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return whom each kind of event strikes, by which of its delays; all years of a risk do so alike."""
    kinds = _events(events)["kind"]
    _, leaders = np.unique(kinds, return_index=True)
    found = [
        (int(kinds[hit.event]) * count + hit.activity, hit.delay - events.events[hit.event].delays.start)
        for hit in events.chances
        if hit.event in leaders
    ]
    found.sort(key=lambda pair: pair[0])
    keys = [key for key, _ in found]
    first = np.searchsorted(keys, np.arange(len(leaders) * count + 1)).astype(np.int64)
    return first, np.array([delay for _, delay in found], dtype=np.int64)


def new_schedule_state(network: NetworkArrays, months: int) -> tuple[ScheduleState, Dates, Agenda, Agenda]:
    """Return the state of a run of this web; works may be stopped, and go on, in each of `months`."""
    count, fallbacks = len(network.activity), len(network.fallback)
    schedule = ScheduleState(
        activity=network.begin.copy(),
        pool=np.zeros(len(network.capacity), dtype=POOL),
        coming=np.zeros(len(network.event), dtype=COMING),
        notices=np.zeros((8 + fallbacks) * count + 8, dtype=NOTICE),
        waiting=np.zeros(count, dtype=np.int64),
        held=np.zeros(count, dtype=np.int64),
        put_off=np.zeros(count, dtype=PUT_OFF),
        unsettled=np.zeros(fallbacks, dtype=np.int64),
        expected=np.zeros(count),
        looks=np.zeros((5 + int(network.rule[0]["triggers"])) * count + 8, dtype=np.int64),
        counts=np.zeros(1, dtype=COUNTS),
    )
    dates = Dates(
        start=np.full(count, NEVER),
        work_end=np.full(count, NEVER),
        finish=np.full(count, NEVER),
        span=np.full(count, NEVER),
        stopped=np.full(1, NEVER),
        ended=np.full(1, NEVER),
        taken=np.full(fallbacks, NEVER),
    )
    rounds = 2 * months if network.rule[0]["pauses"] else 0
    return (
        schedule,
        dates,
        new_agenda((10 + rounds + int(network.rule[0]["triggers"])) * count + 8),
        new_agenda(count + 1 + 2 * len(network.event)),
    )


def seen_dates(dates: Dates) -> Dates:
    """Return room for the dates that the books see; what is no date of an activity is the schedule's own."""
    own = {name: getattr(dates, name).copy() for name in ("start", "work_end", "finish", "span")}
    return dates._replace(**own)


@by_reference
class RunState(NamedTuple):
    """All that the schedule of a run needs: its web, what has come and what is to come, its numbers.

    `releases` are the ends at which people go; while nobody waits for people, nobody looks when they do.
    `seen` are the dates that the books see: `dates`, with what is known at a data date in its place.
    """

    network: NetworkArrays
    schedule: ScheduleState
    dates: Dates
    agenda: Agenda
    releases: Agenda
    inputs: Inputs
    tables: CalendarTables
    stoppages: Stoppages
    outlook: Outlook
    seen: Dates
