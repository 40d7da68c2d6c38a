"""The schedule as an indexed, immutable plan: activities, links, calendars, staff and their priority."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace

import numpy as np

from scenario.model.plan.calendars import calendar_tables
from scenario.project.network import Network
from scenario.project.sections.root import Project
from scenario.rules.schedule.calendar import CalendarTables
from scenario.rules.schedule.links import Row, comes_after
from scenario.rules.schedule.precedence import FF, FS, SF, SS
from scenario.rules.schedule.time_grid import on_grid

NEVER = np.inf
"""The instant of what has not happened (yet)."""

KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}


@dataclass(frozen=True, slots=True)
class LinkTable:
    """Links as columns, one row a link.

    `regime` is −1 for a link that always holds, else the index of the regime under which it does. `implied`
    marks the links that only shared staff makes necessary, see `_with_implied_links`.
    """

    before: np.ndarray
    after: np.ndarray
    kind: np.ndarray
    lag: np.ndarray
    regime: np.ndarray
    implied: np.ndarray

    def rows(self) -> list[Row]:
        """Return (before, after, kind, lag, regime) of each link."""
        columns = (self.before, self.after, self.kind, self.lag, self.regime)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def only(self, which: np.ndarray) -> LinkTable:
        """Return the links for which `which` is true."""
        return LinkTable(*(getattr(self, field.name)[which] for field in fields(self)))

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
    pools, capacity : departments and how many people each has [people]
    demand : for each activity the pools it occupies and by how much, ((pool, people), …)
    not_before : earliest start [days], 0 when none
    trigger_phase : the phase whose sales it waits for, or −1
    pausable : whether it pauses when cash runs out
    rank : its place in the queue for staff: planned latest start first, ties by file order
    regimes : names of the presale regimes
    regime_rule : which of them holds
    planned_start, planned_finish : dates of the most-likely plan without staff limits [days]
    """

    ids: tuple[str, ...]
    base: tuple[str, ...]
    phase: np.ndarray
    calendar: np.ndarray
    tables: CalendarTables
    links: LinkTable
    pools: tuple[str, ...]
    capacity: tuple[float, ...]
    demand: tuple[tuple[tuple[int, float], ...], ...]
    not_before: np.ndarray
    trigger_phase: np.ndarray
    pausable: np.ndarray
    rank: np.ndarray
    regimes: tuple[str, ...]
    regime_rule: RegimeRule
    planned_start: np.ndarray
    planned_finish: np.ndarray

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
    def pauses(self) -> bool:
        """Whether any activity may pause, so that a finish is certain only when it has happened."""
        return bool(self.pausable.any())

    def without_staff(self) -> Timetable:
        """Return the same network for which everybody has people enough."""
        return replace(
            self,
            demand=((),) * len(self.ids),
            links=self.links.only(~self.links.implied),
            pausable=np.zeros(len(self.ids), dtype=bool),
        )

    def index(self, node: str, phase: int = -1) -> int:
        """Return the index of the activity `node`; of a phase activity the one of `phase`."""
        if node in self.ids:
            return self.ids.index(node)
        return next(i for i, base in enumerate(self.base) if base == node and self.phase[i] == phase)


def day_of(date: dt.date, start: dt.date) -> float:
    """Return the day number of a date's 00:00 [days since the start]."""
    return float((date - start).days)


def compile_timetable(project: Project, network: Network) -> Timetable:
    """Return the schedule of a project as tables."""
    pausable = _pausable(project)
    rows = [project.activities[base] for base in network.activities]
    calendars = ["continuous", *project.calendars]
    pools = tuple(project.staff)
    count = len(network.ids)
    table = Timetable(
        ids=network.ids,
        base=network.activities,
        phase=np.array(network.phases, dtype=np.int64),
        calendar=np.array([calendars.index(row.calendar) for row in rows], dtype=np.int64),
        tables=calendar_tables(project),
        links=_link_table(project, network),
        pools=pools,
        capacity=tuple(float(project.staff[pool]) for pool in pools),
        demand=tuple(
            tuple(
                (pools.index(pool), people)
                for pool, people in row.staff.items()
                if pool in pools and people > 0
            )
            for row in rows
        ),
        not_before=np.array(
            [
                max(0.0, day_of(row.not_before, project.project.start)) if row.not_before else 0.0
                for row in rows
            ]
        ),
        trigger_phase=_trigger_phases(project, network),
        pausable=np.array([base in pausable for base in network.activities], dtype=bool),
        rank=np.arange(count),
        regimes=_regime_names(project),
        regime_rule=_regime_rule(project, network),
        planned_start=np.zeros(count),
        planned_finish=np.zeros(count),
    )
    return _with_implied_links(table)


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
    links = network.links
    return LinkTable(
        before=np.array([link.before for link in links], dtype=np.int64),
        after=np.array([link.after for link in links], dtype=np.int64),
        kind=np.array([KINDS[link.kind] for link in links], dtype=np.int64),
        lag=on_grid(np.array([link.lag for link in links], dtype=float)),
        regime=np.array(
            [-1 if link.regime is None else names.index(link.regime) for link in links], dtype=np.int64
        ),
        implied=np.zeros(len(links), dtype=bool),
    )


def _with_implied_links(table: Timetable) -> Timetable:
    """Have work that needs people start only after all that its finish waits for has started.

    People stay from start to finish. Work whose finish waits (FF, SF) for work that has not begun could hold
    the very people which that one needs, for ever. Where the link would close a circle it is left out.
    """
    rows = table.links.rows()
    bounding: dict[int, list[Row]] = {}
    for row in rows:
        if row[2] in (FF, SF):
            bounding.setdefault(row[1], []).append(row)
    for after in bounding:
        if table.demand[after]:
            for before, regime in _finish_waits_for(table, bounding, after):
                if not comes_after(rows, after, before):
                    rows.append((before, after, SS, 0.0, regime))
    befores, afters, kinds, lags, regimes = list(zip(*rows, strict=True)) or [()] * 5
    links = LinkTable(
        before=np.array(befores, dtype=np.int64),
        after=np.array(afters, dtype=np.int64),
        kind=np.array(kinds, dtype=np.int64),
        lag=np.array(lags, dtype=float),
        regime=np.array(regimes, dtype=np.int64),
        implied=np.arange(len(rows)) >= len(table.links),
    )
    return replace(table, links=links)


def _finish_waits_for(table: Timetable, bounding: dict[int, list[Row]], after: int) -> list[tuple[int, int]]:
    """Return what must have begun before an activity can finish, each with its presale regime (−1: in all).

    `bounding` holds the links that bound each finish. Through work without people it goes on: that may begin,
    and its finish wait, while others lack people.
    """
    found: dict[tuple[int, int], None] = {}
    pending = [(after, -1)]
    while pending:
        waiting, regime = pending.pop(0)
        for before, _, kind, _, own in bounding.get(waiting, ()):
            reached = before, max(regime, own)
            if before != after and reached not in found and (-1 in (regime, own) or regime == own):
                found[reached] = None
                if kind == FF and not table.demand[before]:
                    pending.append(reached)
    return list(found)


def _trigger_phases(project: Project, network: Network) -> np.ndarray:
    """Return for each activity the phase whose sales it waits for, −1 when it waits for none."""
    watched = np.full(len(network.ids), -1, dtype=np.int64)
    for i, (base, phase) in enumerate(zip(network.activities, network.phases, strict=True)):
        trigger = project.activities[base].start_when
        if trigger is None:
            continue
        watched[i] = phase - 1 if trigger.of == "previous" else project.phases.index(trigger.of)
    return np.maximum(watched, -1)
