"""The schedule as an indexed, immutable plan: activities, links, calendars, staff and their priority."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from scenario.model.plan.calendars import calendar_tables
from scenario.project.network import Network
from scenario.project.sections.people.staff import people_at_last, steps_of
from scenario.project.sections.root import Project
from scenario.project.values.vocabulary import CONTINUOUS
from scenario.project.worked_calendars import calendar_rows, worked_in
from scenario.rules.schedule.calendar import CalendarTables
from scenario.rules.schedule.links import Row
from scenario.rules.schedule.precedence import FF, FS, SF, SS
from scenario.rules.schedule.time_grid import on_grid

NEVER = np.inf
"""The instant of what has not happened (yet)."""

KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}


MILESTONES = (None, "start", "finish")
"""What work of no length may be: as its date is decided, of the day that begins, of the day that ends."""

LATE = (None, "free", "total")
"""How work may be planned as late as possible: not at all, without free float, without any float."""


@dataclass(frozen=True, slots=True)
class LinkTable:
    """Links as columns, one row a link.

    `lag` counts working time of `calendar`, 0 for elapsed time. `regime` is −1 for a link that always holds,
    else the index of the regime under which it does. `share` is the lag as a share of the planned working
    time of `before`, NaN where the file gives days.
    """

    before: np.ndarray
    after: np.ndarray
    kind: np.ndarray
    lag: np.ndarray
    regime: np.ndarray
    calendar: np.ndarray
    share: np.ndarray

    def rows(self) -> list[Row]:
        """Return (before, after, kind, lag, regime, calendar) of each link."""
        columns = (self.before, self.after, self.kind, self.lag, self.regime, self.calendar)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    @property
    def of_end(self) -> np.ndarray:
        """Whether each link waits for a finish, not for a start."""
        return np.isin(self.kind, (FS, FF))

    @property
    def of_start(self) -> np.ndarray:
        """Whether each link bounds a start, not a finish."""
        return np.isin(self.kind, (FS, SS))

    def __len__(self) -> int:
        return len(self.before)


@dataclass(frozen=True, slots=True)
class RegimeRule:
    """Which presale regime holds: one whatever happens, or one that a date decides in the run.

    Attributes
    ----------
    used : index of the regime that holds whatever happens, −1 when the run decides or there is none
    node : the activity whose finish decides, −1 when none does
    deadline : the instant by which it must be finished [days]
    then, otherwise : indices of the regimes that hold when it is in time, and when it is late
    """

    used: int = -1
    node: int = -1
    deadline: float = NEVER
    then: int = -1
    otherwise: int = -1


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything that the clock needs to know of the network, by index.

    Attributes
    ----------
    ids : one id an activity (`id`, or `id.phase`), in file order
    base : the id of the activity without its phase
    phase : index of its phase, or −1
    calendar : row of its calendar in `tables`
    links : the links
    pools, capacity : departments and how many people each has, at last where that changes [people]
    people : how many each has from which instant on, the first one the start, ((days, people), …)
    demand : for each activity the pools it occupies and by how much, ((pool, people), …)
    not_before, finish_not_before : earliest start and finish [days], 0 when none
    start_not_after, finish_not_after : deadlines, which move no date [days]; NEVER when none
    contiguous : whether its work goes on without a break
    milestone : what it is when it has no length, index in MILESTONES
    priority : its rank given by the file; NEVER when none
    late : how it is planned as late as possible, index in LATE
    trigger_phase : the phase whose sales it waits for, or −1
    pausable : whether it pauses when cash runs out
    rank : its place in the queue for staff: planned latest start first, ties by file order
    regimes : names of the presale regimes
    regime_rule : which of them holds
    planned_start, planned_finish : dates of the most-likely plan without staff limits [days]
    planned_regime : index of the presale regime that holds in it, −1 when there is none or it stays open
    """

    ids: tuple[str, ...]
    base: tuple[str, ...]
    phase: np.ndarray
    calendar: np.ndarray
    tables: CalendarTables
    links: LinkTable
    pools: tuple[str, ...]
    capacity: tuple[float, ...]
    people: tuple[tuple[tuple[float, float], ...], ...]
    demand: tuple[tuple[tuple[int, float], ...], ...]
    not_before: np.ndarray
    finish_not_before: np.ndarray
    start_not_after: np.ndarray
    finish_not_after: np.ndarray
    contiguous: np.ndarray
    milestone: np.ndarray
    priority: np.ndarray
    late: np.ndarray
    trigger_phase: np.ndarray
    pausable: np.ndarray
    rank: np.ndarray
    regimes: tuple[str, ...]
    regime_rule: RegimeRule
    planned_start: np.ndarray
    planned_finish: np.ndarray
    planned_regime: int

    def __len__(self) -> int:
        return len(self.ids)

    def instances(self, node: str) -> list[int]:
        """Return the indices of a node: one, or all phases of a repeated activity. Raises KeyError."""
        found = [i for i, name in enumerate(self.ids) if name == node]
        found = found or [i for i, base in enumerate(self.base) if base == node]
        if not found:
            raise KeyError(node)
        return found

    @property
    def bounded(self) -> np.ndarray:
        """Whether each activity starts so late that it ends when it may be finished."""
        bounded = self.finish_not_before > 0.0
        bounded[self.links.after[~self.links.of_start]] = True
        return np.asarray(bounded & self.contiguous)

    @property
    def pauses(self) -> bool:
        """Whether any activity may pause, so that a finish is certain only when it has happened."""
        return bool(self.pausable.any())

    def held(self, until: np.ndarray) -> Timetable:
        """Return the same network where nothing starts before these instants, shape (activities,) [days]."""
        return replace(self, not_before=np.maximum(self.not_before, until))

    def without_staff(self) -> Timetable:
        """Return the same network for which everybody has people enough."""
        return replace(self, demand=((),) * len(self.ids), pausable=np.zeros(len(self.ids), dtype=bool))

    def index(self, node: str, phase: int = -1) -> int:
        """Return the index of the activity `node`; of a phase activity the one of `phase`."""
        if node in self.ids:
            return self.ids.index(node)
        return next(i for i, base in enumerate(self.base) if base == node and self.phase[i] == phase)


def day_of(date: dt.date, start: dt.date) -> float:
    """Return the day number of a date's 00:00 [days since the start]."""
    return float((date - start).days)


def people_in_time(project: Project) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return for each pool from which instant on it has how many people, first the start [days, people]."""
    start, found = project.project.start, []
    for pool in project.staff.values():
        steps = [(max(0.0, day_of(day, start)), people) for day, people in steps_of(pool)]
        begun = sum(at <= 0.0 for at, _ in steps) or 1
        found.append(((0.0, steps[begun - 1][1]), *steps[begun:]))
    return tuple(found)


def compile_timetable(project: Project, network: Network) -> Timetable:
    """Return the schedule of a project as tables."""
    pausable = _pausable(project)
    rows = [project.activities[base] for base in network.activities]
    calendars = list(calendar_rows(project))
    pools = tuple(project.staff)
    count = len(network.ids)
    start = project.project.start
    return Timetable(
        ids=network.ids,
        base=network.activities,
        phase=np.array(network.phases, dtype=np.int64),
        calendar=np.array(
            [calendars.index(" & ".join(worked_in(project, row)) or CONTINUOUS) for row in rows],
            dtype=np.int64,
        ),
        tables=calendar_tables(project),
        links=_link_table(project, network),
        pools=pools,
        capacity=tuple(people_at_last(project.staff[pool]) for pool in pools),
        people=people_in_time(project),
        demand=tuple(
            tuple(
                (pools.index(pool), people)
                for pool, people in row.staff.items()
                if pool in pools and people > 0
            )
            for row in rows
        ),
        not_before=np.maximum(0.0, _days([row.earliest_start for row in rows], start, 0.0)),
        finish_not_before=_days([row.earliest_finish for row in rows], start, -1.0) + 1.0,
        start_not_after=_days([row.latest_start for row in rows], start, NEVER),
        finish_not_after=_days([row.latest_finish for row in rows], start, NEVER) + 1.0,
        contiguous=np.array([not row.interruptible for row in rows], dtype=bool),
        milestone=np.array([MILESTONES.index(row.milestone) for row in rows], dtype=np.int64),
        priority=np.array([NEVER if row.priority is None else row.priority for row in rows], dtype=float),
        late=np.array([LATE.index(row.as_late_as_possible) for row in rows], dtype=np.int64),
        trigger_phase=_trigger_phases(project, network),
        pausable=np.array([base in pausable for base in network.activities], dtype=bool),
        rank=np.arange(count),
        regimes=_regime_names(project),
        regime_rule=_regime_rule(project, network),
        planned_start=np.zeros(count),
        planned_finish=np.zeros(count),
        planned_regime=-1,
    )


def _days(dates: list[dt.date | None], start: dt.date, missing: float) -> np.ndarray:
    """Return the day numbers of dates, `missing` where there is none [days]."""
    return np.array([missing if date is None else day_of(date, start) for date in dates], dtype=float)


def _pausable(project: Project) -> set[str]:
    """Return the activities that earn money, where works pause for want of cash; else none."""
    if project.funding is None or not project.funding.pauses or project.cost is None:
        return set()
    return {node.split(".")[0] for item in project.cost.items.values() for node in item.over}


def _regime_names(project: Project) -> tuple[str, ...]:
    return tuple(project.regime.rules) if project.regime else ()


def _regime_rule(project: Project, network: Network) -> RegimeRule:
    """Return the presale regime in use, or what decides it."""
    if project.regime is None:
        return RegimeRule()
    names = list(project.regime.rules)
    if project.regime.use is not None:
        return RegimeRule(used=names.index(project.regime.use))
    decide = project.regime.decide
    assert decide is not None
    node = network.index_of(decide.node)
    end_of_day = day_of(decide.on_or_before, project.project.start) + 1
    return RegimeRule(
        node=node,
        deadline=end_of_day,
        then=names.index(decide.then),
        otherwise=names.index(decide.otherwise),
    )


def _link_table(project: Project, network: Network) -> LinkTable:
    names = _regime_names(project)
    calendars = ["continuous", *project.calendars]
    links = network.links
    return LinkTable(
        before=np.array([link.before for link in links], dtype=np.int64),
        after=np.array([link.after for link in links], dtype=np.int64),
        kind=np.array([KINDS[link.kind] for link in links], dtype=np.int64),
        lag=on_grid(np.array([0.0 if link.percent else link.lag for link in links], dtype=float)),
        regime=np.array(
            [-1 if link.regime is None else names.index(link.regime) for link in links], dtype=np.int64
        ),
        calendar=np.array([calendars.index(link.calendar or "continuous") for link in links], dtype=np.int64),
        share=np.array([link.lag / 100 if link.percent else np.nan for link in links], dtype=float),
    )


def with_shares(table: Timetable, work: np.ndarray) -> Timetable:
    """Reckon the lags that are shares of planned working time, by activity [days]."""
    links = table.links
    of_share = ~np.isnan(links.share)
    lag = np.where(of_share, on_grid(np.nan_to_num(links.share) * work[links.before]), links.lag)
    calendar = np.where(of_share, table.calendar[links.before], links.calendar)
    return replace(table, links=replace(links, lag=lag, calendar=calendar))


def _trigger_phases(project: Project, network: Network) -> np.ndarray:
    """Return for each activity the phase whose sales it waits for, −1 when it waits for none."""
    watched = np.full(len(network.ids), -1, dtype=np.int64)
    for i, (base, phase) in enumerate(zip(network.activities, network.phases, strict=True)):
        trigger = project.activities[base].start_when
        if trigger is None:
            continue
        watched[i] = phase - 1 if trigger.of == "previous" else project.phases.index(trigger.of)
    return np.maximum(watched, -1)
