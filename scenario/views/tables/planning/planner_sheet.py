"""The planner's sheet: one row an activity with all that planners' tools read, and what its bars stand on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from scenario.analysis.planning.planner_rows import PlannerRow, planner_rows
from scenario.analysis.schedule.plan_levels import Choice
from scenario.analysis.schedule.plan_rows import Wait
from scenario.analysis.study import Study
from scenario.study.dates import start_date_of
from scenario.views.tables.plan_table import Cell, Kind, PlanTable, TableColumn, TableRow
from scenario.views.tables.plans import Plans
from scenario.views.words.wording import Wording

Heads = tuple[tuple[str, str, str, Kind], ...]
OWN: Heads = (
    ("id", "Id", "编号", "text"),
    ("activity", "Name", "工作项", "text"),
    ("wbs", "WBS", "WBS路径", "text"),
    ("owner", "Owner", "责任部门", "text"),
    ("calendar", "Calendar", "工作日历", "text"),
    ("low", "Low [days]", "最短[天]", "length"),
    ("mode", "Most likely [days]", "最可能[天]", "length"),
    ("high", "High [days]", "最长[天]", "length"),
    ("took", "Duration P50 [days]", "工期P50[天]", "length"),
    ("before", "Predecessors", "紧前工作", "text"),
    ("after", "Successors", "紧后工作", "text"),
)
DATES: Heads = (
    ("plan_start", "Critical-path plan start", "关键路径计划开始", "date"),
    ("plan_finish", "Critical-path plan finish", "关键路径计划完成", "date"),
    ("levelled_start", "Levelled plan start", "资源平衡计划开始", "date"),
    ("levelled_finish", "Levelled plan finish", "资源平衡计划完成", "date"),
    ("start_p50", "Start P50", "开始P50", "date"),
    ("finish_p10", "Finish P10", "完成P10", "date"),
    ("finish_p50", "Finish P50", "完成P50", "date"),
    ("finish_p80", "Finish P80", "完成P80", "date"),
    ("finish_p90", "Finish P90", "完成P90", "date"),
)
LUCK: Heads = (
    ("total_float", "Total float of the plan [days]", "计划总时差[天]", "days"),
    ("free_float", "Free float of the plan [days]", "计划自由时差[天]", "days"),
    ("working_float", "Total float of the plan [working days]", "计划总时差[工作日]", "days"),
    ("float", "Float P50 [days]", "时差P50[天]", "days"),
    ("critical", "Critical for {node}", "关键度({node})", "share"),
    ("risks", "Risks", "风险", "text"),
)


@dataclass(frozen=True, slots=True)
class PlannerSheet:
    """The sheets that a planner's tool reads, in the words of a language."""

    plans: Plans

    @property
    def study(self) -> Study:
        """The runs."""
        return self.plans.study

    @property
    def say(self) -> Wording:
        """The language."""
        return self.plans.say

    def tables(self) -> list[PlanTable]:
        """Return the sheet of activities, in the order of the file, and the one that its bars stand on."""
        rows = planner_rows(self.study, self.plans.all_rows)
        return [self.activities(rows), self.bars(rows)]

    def activities(self, rows: Sequence[PlannerRow]) -> PlanTable:
        """Return one row an activity: id, links as ids with kind and lag, both plans, runs, floats, risks."""
        say = self.say.say
        node = self.plans.counted_to
        columns = tuple(
            TableColumn(key, say(en, zh).format(node=node), kind) for key, en, zh, kind in OWN + DATES + LUCK
        )
        lines = [TableRow((*self._own(row), *self._dates(row), *self._luck(row))) for row in rows]
        title = say("All activities, for planners' tools", "全部工作项(供计划软件读取)")
        return PlanTable(say("Planner", "计划工程师表"), title, columns, lines)

    def bars(self, rows: Sequence[PlannerRow]) -> PlanTable:
        """Return name, start and length of the bars of the plan that pages show, by date."""
        say, levelled = self.say.say, self.study.names_people
        columns = (
            TableColumn("activity", say("Activity", "工作项"), "text"),
            TableColumn("bar_start", say("Start", "开始"), "date"),
            TableColumn("bar_finish", say("Finish", "完成"), "date"),
            TableColumn("bar_days", say("Days from start to finish", "起止天数"), "days"),
        )
        dated = [(self._pair(row, levelled), self.say.node(self.study, row.plan.id)) for row in rows]
        came = [(start, finish, name) for (start, finish), name in dated if start and finish]
        lines = [
            TableRow((name, start, finish, (finish - start).days + 1.0))
            for start, finish, name in sorted(came, key=lambda each: each[:2])
        ]
        title = say("Bars of the ", "横道图: ") + self.plans.words.plan_named()
        return PlanTable(say("Bar chart", "横道图"), title, columns, lines, bars=True)

    def _own(self, row: PlannerRow) -> tuple[Cell, ...]:
        own, words = row.plan, self.plans.words
        return (
            own.id,
            self.say.node(self.study, own.id),
            own.wbs,
            words.owner(own.department),
            row.calendar,
            *map(_number, (row.low, row.mode, row.high, row.took)),
            _links(row.before),
            _links(row.after),
        )

    def _dates(self, row: PlannerRow) -> tuple[Cell, ...]:
        likely = row.plan.likely
        finishes = (self.study.date(likely.finish[share]) for share in ("p10", "p50", "p80", "p90"))
        start = start_date_of(likely.start["p50"], self.study.project.project.start)
        return (*self._pair(row, False), *self._pair(row, True), start, *finishes)

    def _pair(self, row: PlannerRow, levelled: bool) -> tuple[dt.date | None, dt.date | None]:
        return self.plans.dates_of(*row.plan.planned(levelled))

    def _luck(self, row: PlannerRow) -> tuple[Cell, ...]:
        own = row.plan
        floats = (own.total_float, own.free_float, own.working_float, own.float_days, own.critical)
        return (*map(_number, floats), ", ".join(row.risks))


def whole_book(plans: Plans, choice: Choice) -> list[PlanTable]:
    """Return what a workbook holds: with all plans also the planner's sheets, before the health of all."""
    found = plans.in_book(choice)
    if not found or choice != Choice():
        return found
    return [*found[:-1], *PlannerSheet(plans).tables(), found[-1]]


def _links(waits: Sequence[Wait]) -> str:
    """Return links as a project file writes them, the kind always told.

    >>> _links([Wait("FS", "a"), Wait("SS", "b", 12.0, calendar="site"), Wait("FF", "c", -3.0, "old")])
    'a:FS, b:SS+12 site, c:FF-3 (old)'
    """
    return ", ".join(
        f"{wait.node}:{wait.kind}"
        + (f"{wait.lag:+.6g}" if wait.lag else "")
        + (f" {wait.calendar}" if wait.lag and wait.calendar else "")
        + (f" ({wait.regime})" if wait.regime else "")
        for wait in waits
    )


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
