"""What is known at a data date, as data that both clocks read as they read any plan.

A statused network is a network of what is left. What is finished takes no time there and holds what waits
behind it: it is reached at the data date, or when what it waits for is (out of sequence). What is under way
takes what is left of it. Nothing begins before the data date. Lags behind what happened count from the day on
which it did: they are dates. The actual dates are put over the results of the runs in the end.

So neither clock knows of a data date, and both stay equal to the bit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenario.model.plan import effects as effect
from scenario.model.plan.dates import Dates
from scenario.model.plan.fallbacks import Fallbacks
from scenario.model.plan.numbers import Numbers
from scenario.model.plan.timetable import MILESTONES, NEVER, LinkTable, RegimeRule, Timetable, day_of
from scenario.model.results import Results
from scenario.project.network import Network
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Known
from scenario.rules.schedule.calendar import work_between
from scenario.rules.schedule.lag import after_lag
from scenario.rules.schedule.precedence import FS, SS
from scenario.rules.schedule.stoppage import Stoppages

Floats = NDArray[np.float64]
WAITING, RUNNING, DONE = range(3)
UNKNOWN = Known()


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of each activity at a data date, shape (activities,).

    Attributes
    ----------
    at : the data date [days]
    state : WAITING, RUNNING or DONE
    started, finished : actual dates; NaN where there is none [days]
    bound : the earliest start that the statement asks for, at least the data date [days]
    cancelled : whether it is not done at all
    override : whether what is under way goes on although a predecessor is not finished
    work_end : when the work ended of what is done, or has only its finish to wait for; NaN of others [days]
    span : working time that has passed since it started, to the end of its work or the data date; 0 where it
        has not started [days]
    month : the calendar month of the data date, counted from that of the start [months]
    regime : the presale rules that hold, where that is told
    """

    at: float
    state: NDArray[np.int64]
    started: Floats
    finished: Floats
    bound: Floats
    cancelled: NDArray[np.bool_]
    override: bool
    work_end: Floats
    span: Floats
    month: int = 0
    regime: str | None = None

    @property
    def has_started(self) -> NDArray[np.bool_]:
        """Whether each is under way or done."""
        return np.asarray(self.state != WAITING)

    def put(self, results: Results) -> None:
        """Put what happened over the dates of runs, in which it was left out."""
        begun, done = self.has_started, self.state == DONE
        results.ready[:, begun] = results.start[:, begun] = self.started[begun]
        results.finish[:, done] = self.finished[done]
        results.work[:, done] = self.span[done]

    def seen(self, dates: Dates, table: Timetable, stoppages: Stoppages | None) -> Dates:
        """Return dates of a run as its books see them: with what happened, which the schedule leaves out.

        What a stop of its calendar holds up from the data date on belongs to the time that work takes.
        """
        worked = np.isfinite(self.work_end)
        running = (self.state == RUNNING) & (dates.start < NEVER) & ~worked
        passed = self.span.copy()
        for i in np.flatnonzero(running).tolist() if stoppages is not None else ():
            if stoppages is not None and stoppages.known[table.calendar[i]] > 0:
                until = max(self.at, float(dates.start[i]))
                passed[i] += work_between(table.tables, table.calendar[i], self.at, until)
        return dates._replace(
            start=np.where(worked | running, self.started, dates.start),
            work_end=np.where(worked, self.work_end, dates.work_end),
            finish=np.where(self.state == DONE, self.finished, dates.finish),
            span=np.where(worked, self.span, np.where(running, dates.span + passed, dates.span)),
        )

    def put_plan(self, table: Timetable) -> Timetable:
        """Put what happened over the dates of the plan."""
        start = np.where(self.has_started, self.started, table.planned_start)
        finish = np.where(self.state == DONE, self.finished, table.planned_finish)
        return replace(table, planned_start=start, planned_finish=finish)


@dataclass(frozen=True, slots=True)
class ExactDates:
    """What is known to the instant, where it is read off a run: starts, finishes, ends of work [days].

    NaN for what has not come. Statements of people tell days.
    """

    at: float
    started: Floats
    finished: Floats
    work_end: Floats

    def status(self, told: Status, table: Timetable) -> Status:
        """Return what is known, with these dates in place of the days told."""
        done, begun = np.isfinite(self.finished), np.isfinite(self.started)
        return replace(
            told,
            at=self.at,
            state=np.where(done, DONE, np.where(begun, RUNNING, WAITING)),
            started=self.started,
            finished=self.finished,
            work_end=self.work_end,
            span=_passed(table, self.started, np.where(np.isfinite(self.work_end), self.work_end, self.at)),
            bound=np.full(len(self.started), self.at),
        )


def status_of(project: Project, network: Network, table: Timetable) -> Status | None:
    """Return what the statement of a project knows; None where there is none."""
    told = project.statement
    if told is None:
        return None
    start, at = project.project.start, day_of(told.data_date, project.project.start)
    rows = [told.activities.get(name, UNKNOWN) for name in network.ids]
    started = np.array([np.nan if row.started is None else day_of(row.started, start) for row in rows])
    finished = np.array(
        [np.nan if row.finished is None else day_of(row.finished, start) + 1.0 for row in rows]
    )
    for i, base in enumerate(network.activities):
        if project.activities[base].milestone == "start" and np.isfinite(finished[i]):
            finished[i] -= 1.0  # it belongs to the day that begins
    started = np.where(np.isnan(started), finished, started)
    started = np.minimum(started, np.where(np.isnan(finished), np.inf, finished))
    state = np.where(np.isfinite(finished), DONE, np.where(np.isfinite(started), RUNNING, WAITING))
    return Status(
        at=at,
        state=state,
        started=started,
        finished=finished,
        work_end=finished,
        span=_passed(table, started, np.where(state == DONE, finished, at)),
        month=_month_of(told.data_date) - _month_of(start),
        bound=np.array([at if row.not_before is None else day_of(row.not_before, start) for row in rows]),
        cancelled=np.array([row.cancelled for row in rows], dtype=bool),
        override=told.progress == "override",
        regime=told.regime,
    )


def _passed(table: Timetable, started: Floats, until: Floats) -> Floats:
    """Return the working time from starts to instants, 0 where nothing has started [days]."""
    found = np.zeros(len(started))
    for i in np.flatnonzero(np.isfinite(started)).tolist():
        found[i] = work_between(table.tables, table.calendar[i], started[i], max(started[i], until[i]))
    return found


def _month_of(day: dt.date) -> int:
    return 12 * day.year + day.month


# The network of what is left ---------------------------------------------------------------------------


def statused(table: Timetable, status: Status, work: Floats) -> Timetable:
    """Return the network of what is left of a timetable whose lags are reckoned.

    `work` is what is left of each activity in the plan [days]. Where nothing is, its end waits for a day on
    which its calendar works, as its work would.
    """
    done, running = status.state == DONE, status.state == RUNNING
    own_start = np.where(status.has_started, 0.0, table.not_before)
    start = np.maximum(own_start, status.bound)
    finish = np.where(done, 0.0, table.finish_not_before)
    links, of_end = table.links, table.links.of_end.tolist()
    keep = np.ones(len(links), dtype=bool)
    lag = links.lag.copy()
    for k, (before, after, kind, *_) in enumerate(links.rows()):
        of_start = kind in (FS, SS)
        if status.override and running[after] and of_start:
            keep[k] = False
            continue
        known = _known_instant(status, before, of_end[k])
        if known is None:
            continue
        keep[k] = bool(done[before])
        lag[k] = 0.0
        bound = start if of_start else finish
        bound[after] = max(bound[after], _lagged(table, k, known), 0.0 if done[before] else status.at)
    left = replace(_only(links, keep), lag=lag[keep], share=np.full(int(keep.sum()), np.nan))
    return replace(
        table,
        links=left,
        not_before=start,
        finish_not_before=finish,
        start_not_after=np.where(done, NEVER, table.start_not_after),
        finish_not_after=np.where(done, NEVER, table.finish_not_after),
        milestone=np.where(
            done,
            MILESTONES.index("finish"),
            np.where(running & (work <= 0.0), MILESTONES.index("start"), table.milestone),
        ),
        demand=tuple(() if done[i] else people for i, people in enumerate(table.demand)),
        late=np.where(status.has_started, 0, table.late),
        pausable=table.pausable & ~done,
        priority=np.where(running, -NEVER, table.priority),
        trigger_phase=np.where(status.has_started, -1, table.trigger_phase),
        regime_rule=_decided(table, status),
    )


def _known_instant(status: Status, before: int, of_end: bool) -> float | None:
    """Return when that which a link waits for happened; None where it has not."""
    if of_end:
        return float(status.finished[before]) if status.state[before] == DONE else None
    return float(status.started[before]) if status.has_started[before] else None


def _lagged(table: Timetable, k: int, known: float) -> float:
    """Return until when a link holds from an actual date on."""
    return float(after_lag(table.tables, table.links.calendar[k], known, table.links.lag[k]))


def _only(links: LinkTable, keep: NDArray[np.bool_]) -> LinkTable:
    """Return some of the links."""
    columns = ("before", "after", "kind", "lag", "regime", "calendar", "share")
    return LinkTable(**{name: getattr(links, name)[keep] for name in columns})


def _decided(table: Timetable, status: Status) -> RegimeRule:
    """Return which presale rules hold, where that is told, or what decides them is done."""
    rule = table.regime_rule
    if status.regime is not None:
        return RegimeRule(used=table.regimes.index(status.regime))
    if rule.node < 0 or status.state[rule.node] != DONE:
        return rule
    is_early = status.finished[rule.node] <= rule.deadline
    return RegimeRule(used=rule.then if is_early else rule.otherwise)


# What is left of the work ------------------------------------------------------------------------------


def told_fallbacks(project: Project) -> dict[int, bool]:
    """Return the fall-backs that a statement decides, by index: whether each is taken."""
    told = {} if project.statement is None else project.statement.fallbacks
    return {k: told[name] == "taken" for k, name in enumerate(project.fallbacks) if name in told}


def lasting(project: Project, network: Network, status: Status | None) -> tuple[int, ...]:
    """Return what is under way of which only is known that it has lasted so long, by index."""
    found: list[int] = []
    if status is None:
        return ()
    for i, name in enumerate(network.ids):
        known = _known(project, name)
        if status.state[i] == RUNNING and known.remaining is None and not known.cancelled:
            found.append(i)
    return tuple(found)


def add_unchanged(numbers: Numbers, fallbacks: Fallbacks, status: Status) -> None:
    """Have fall-backs leave alone what has begun."""
    for record, change in enumerate(fallbacks.changes):
        if status.state[change.activity] != WAITING:
            factor, delay = (numbers.layout.slot("change", record, of) for of in ("factor", "delay"))
            numbers.effects += [
                effect.Effect(effect.SET, factor, constant=1.0),
                effect.Effect(effect.SET, delay),
            ]


def add_known(numbers: Numbers, project: Project, network: Network, status: Status) -> None:
    """Have the numbers of every run say what is left of what has begun, whatever luck says of the whole."""
    for i, name in enumerate(network.ids):
        known, slot = _known(project, name), numbers.layout.slot("activity", i, "work")
        if status.state[i] == DONE or known.cancelled:
            refused = numbers.layout.slot("activity", i, "refused")
            found = [effect.Effect(effect.SET, slot), effect.Effect(effect.SET, refused)]
        elif status.state[i] == WAITING:
            continue
        elif known.remaining is not None:
            column, constant = numbers.source(f"statement.activities.{name}.remaining", known.remaining)
            found = [effect.Effect(effect.SET, slot, column=column, constant=constant)]
        elif known.done is not None:
            found = [effect.Effect(effect.MULTIPLY, slot, constant=1.0 - known.done)]
        else:
            found = [effect.Effect(effect.ADD, slot, constant=-float(status.span[i]))]
        numbers.effects += [*found, effect.Effect(effect.GRID, slot)]


def _known(project: Project, name: str) -> Known:
    told = project.statement
    return UNKNOWN if told is None else told.activities.get(name, UNKNOWN)
