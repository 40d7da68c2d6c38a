"""The four plan levels of a study, as tables in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from scenario.analysis.schedule.health import health_of
from scenario.analysis.schedule.last_target import last_target
from scenario.analysis.schedule.plan_levels import (
    KEY_NODES,
    LEVELS,
    MASTER,
    MONTHLY,
    SPECIAL,
    Choice,
    PlanGroup,
    PlanPart,
    by_date,
    monthly,
    of_level,
    special_plans,
)
from scenario.analysis.schedule.plan_rows import OFTEN, PlanRow, StageSpan, plan_rows
from scenario.analysis.study import Study
from scenario.project.values.names import Language
from scenario.study.dates import start_date_of
from scenario.views.tables.health import HealthPage
from scenario.views.tables.plan_table import Cell, PlanTable, TableColumn, TableRow
from scenario.views.words.plan_words import CONTROLS, PlanWords
from scenario.views.words.wording import Wording


class Plans:
    """The plans of a study in words.

    Parameters
    ----------
    study : Study
        The runs
    language : {"en", "zh"}
        Of names and heads
    node : str, optional
        The activity to which floats and criticality count; by default the last that a target names, else the
        end of the project
    often : float
        Share of runs from which on an activity belongs to the critical path [fraction]
    """

    def __init__(
        self, study: Study, language: Language, node: str | None = None, often: float = OFTEN
    ) -> None:
        self.study, self.often = study, often
        self.node = last_target(study.project, study.plan.timetable) if node is None else node
        self.language: Language = language
        self.say = Wording.of(study, language)
        self.words = PlanWords(study, self.say)
        self.all_rows = plan_rows(study, self.node, often)

    # Plans ----------------------------------------------------------------------------------------

    def chosen(self, choice: Choice) -> list[PlanTable]:
        """Return the plans that are asked for and that hold something; of level 4 one a department."""
        rows = choice.of(self.all_rows)
        found = [table for level in choice.levels for table in self._of_level(level, rows, choice.month)]
        return [table for table in found if table.lines]

    def on_page(self, choice: Choice) -> list[PlanTable]:
        """Return what a page shows: what is asked for, else the key nodes and the master plan.

        Where the file gives no activity a level, it shows all.
        """
        if choice.levels != LEVELS:
            return self.chosen(choice)
        if choice.department is not None or choice.month is not None:
            return self.chosen(replace(choice, levels=(MONTHLY,)))
        if choice.only:
            return [table for table in [self.watched(choice)] if table.lines]
        if not any(activity.level for activity in self.study.project.activities.values()):
            return [self.watched(choice)]
        return self.chosen(replace(choice, levels=(KEY_NODES, MASTER)))

    def in_book(self, choice: Choice) -> list[PlanTable]:
        """Return what a workbook holds: what is asked for, of all plans; of one department its own."""
        one_department = choice.levels == LEVELS and choice.department is not None
        found = self.chosen(replace(choice, levels=(MONTHLY,)) if one_department else choice)
        return [*found, self.health()] if found and choice == Choice() else found

    @property
    def counted_to(self) -> str:
        """What the node is called to which floats and criticality count."""
        return self._to(self.node)

    def health(self) -> PlanTable:
        """Return what the checks of schedules find."""
        told = health_of(self.study.project)
        return HealthPage(told, self._to(told.node), self.say).sheet()

    def _to(self, node: str | None) -> str:
        """Return what a node is called, or the end."""
        return self.say.say("the end", "全项目") if node is None else self.say.node(self.study, node)

    def in_csv(self, choice: Choice) -> list[PlanTable]:
        """Return what a CSV file holds: what is asked for, else every activity once."""
        return [self.watched(choice)] if choice == Choice() else self.on_page(choice)

    def watched(self, choice: Choice) -> PlanTable:
        """Return the activities of all levels that are watched for some reasons, or all of them."""
        say = self.say.say
        reasons = say(", ", "、").join(say(*CONTROLS[name]) for name in choice.only)
        title = say(f"Watched: {reasons}", f"管控点: {reasons}") if reasons else say("Activities", "工作项")
        return self._listed(title, title, by_date(choice.of(self.all_rows)))

    def _of_level(self, level: int, rows: Sequence[PlanRow], month: dt.date | None) -> list[PlanTable]:
        if level == MONTHLY:
            return [self.department(name, rows, month) for name in self.departments(rows)]
        if month is not None:
            kept = {part.row.id for part in monthly(self.study, rows, month)}
            rows = [row for row in rows if row.id in kept]
        return [self.special(rows) if level == SPECIAL else self.plan(level, rows)]

    def plan(self, level: int, rows: Sequence[PlanRow]) -> PlanTable:
        """Return the key nodes or the master plan, by date."""
        return self._listed(self.words.title(level), self.words.whole_title(level), of_level(rows, level))

    def _listed(self, name: str, title: str, rows: Iterable[PlanRow]) -> PlanTable:
        return PlanTable(name, title, self.columns(), [TableRow(self._cells(row)) for row in rows])

    def special(self, rows: Sequence[PlanRow]) -> PlanTable:
        """Return the special plans, by stage and phase, each within its stage."""
        lines: list[TableRow] = []
        for group in special_plans(self.study, rows):
            lines.append(TableRow(self._stage_cells(group), heading=True))
            lines += [TableRow(self._cells(row)) for row in group.rows]
        return PlanTable(self.words.title(SPECIAL), self.words.whole_title(SPECIAL), self.columns(), lines)

    def department(
        self, department: str | None, rows: Sequence[PlanRow], month: dt.date | None = None
    ) -> PlanTable:
        """Return what each month brings a department, or the one month."""
        own = [row for row in rows if row.department == department]
        parts = monthly(self.study, own, month)
        kept = [place for place, column in enumerate(self.columns()) if column.key not in ("level", "owner")]
        columns = (
            TableColumn("month", self.say.say("Month", "月份"), "month"),
            *self._work_columns(),
            *(self.columns()[place] for place in kept),
        )
        lines: list[TableRow] = []
        for first_day, group in groupby(parts, key=lambda part: part.month):
            lines.append(self._month_line(first_day, in_month := list(group), columns))
            for part in in_month:
                cells = self._cells(part.row)
                lines.append(
                    TableRow((part.month, *self._work_cells(part), *(cells[place] for place in kept)))
                )
        name = self.words.owner(department)
        title = f"{name}: {self.words.whole_title(MONTHLY)}"
        return PlanTable(name, title, columns, lines)

    def departments(self, rows: Iterable[PlanRow]) -> list[str | None]:
        """Return the departments that answer for some rows, in the order of the file; nobody's work last."""
        found = {row.department for row in rows}
        known: list[str | None] = [name for name in self.study.project.departments if name in found]
        others = sorted(name for name in found if name is not None and name not in known)
        return [*known, *others, *([None] if None in found else [])]

    # Columns and cells ----------------------------------------------------------------------------

    def columns(self) -> tuple[TableColumn, ...]:
        """Return the columns of a plan."""
        say = self.say.say
        critical, plan = self.counted_to, self.words.plan_head
        return (
            TableColumn("level", say("Level", "级别"), "level"),
            TableColumn("stage", say("Stage", "环节"), "text"),
            TableColumn("activity", say("Activity", "工作项"), "text"),
            TableColumn("owner", say("Owner", "责任部门"), "text"),
            TableColumn("plan_start", plan("start"), "date"),
            TableColumn("plan_finish", plan("finish"), "date"),
            TableColumn("start_p50", say("Start P50", "开始P50"), "date"),
            TableColumn("start_p80", say("Start P80", "开始P80"), "date"),
            TableColumn("finish_p50", say("Finish P50", "完成P50"), "date"),
            TableColumn("finish_p80", say("Finish P80", "完成P80"), "date"),
            TableColumn("float", say("Float P50 [days]", "时差P50[天]"), "days"),
            TableColumn("critical", say(f"Critical for {critical}", f"关键度({critical})"), "share"),
            TableColumn("waiting", say("Waits for staff [days]", "等人手[天]"), "days"),
            TableColumn("waits", say("Waits for", "前置条件"), "text"),
            TableColumn("marks", say("Marks", "标记"), "text"),
        )

    def _month_line(
        self, month: dt.date, parts: Sequence[PlanPart], columns: Sequence[TableColumn]
    ) -> TableRow:
        """Return the heading of a month: how much is in work, begins and ends."""
        begin, end = sum(part.begins for part in parts), sum(part.ends for part in parts)
        text = self.say.say(
            f"{len(parts)} in work, {begin} start, {end} end",
            f"在办{len(parts)}项, 开始{begin}项, 完成{end}项",
        )
        cells: dict[str, Cell] = {"month": month, "activity": text}
        return TableRow(tuple(cells.get(column.key) for column in columns), heading=True)

    def _work_columns(self) -> tuple[TableColumn, ...]:
        say = self.say.say
        return (
            TableColumn("work", say("This month", "本月事项"), "text"),
            TableColumn("share", say("Work this month", "本月工作量"), "share"),
            TableColumn("done", say("Done at its end", "月末完成"), "share"),
        )

    def _work_cells(self, part: PlanPart) -> tuple[Cell, ...]:
        say = self.say.say
        what = {
            (True, True): say("starts and ends", "开始并完成"),
            (True, False): say("starts", "开始"),
            (False, True): say("ends", "完成"),
            (False, False): say("goes on", "持续"),
        }[part.begins, part.ends]
        return (what, part.share, part.done)

    def _cells(self, row: PlanRow) -> tuple[Cell, ...]:
        dates = self.dates_of(*row.planned(self.study.names_people))
        return (
            row.level,
            self.words.stage(row.stage),
            self.say.node(self.study, row.id),
            self.words.owner(row.department),
            *dates,
            *self._likely(row.likely),
            _number(row.float_days),
            _number(row.critical),
            row.waiting,
            self.say.say("; ", "；").join(self.words.wait(wait) for wait in row.waits),
            self.words.marks(row),
        )

    def _stage_cells(self, group: PlanGroup) -> tuple[Cell, ...]:
        name = self.words.stage(group.stage)
        whole = self.say.say("all work", "全部工作")
        label = f"{name} ({group.phase})" if group.phase else name
        dates: tuple[Cell, ...] = (None, None, *self._likely(group.span))
        return (None, name, f"{label}: {whole}", None, *dates, None, None, None, None, None)

    def _likely(self, span: StageSpan) -> tuple[Cell, ...]:
        (start50, finish50), (start80, finish80) = (self._dates(span, q) for q in ("p50", "p80"))
        return (start50, start80, finish50, finish80)

    def _dates(self, span: StageSpan, which: str) -> tuple[Cell, Cell]:
        return self.dates_of(span.start[which], span.finish[which])

    def dates_of(self, begins: float, ends: float) -> tuple[dt.date | None, dt.date | None]:
        """Return dates of start and finish; what takes no time starts on the day on which it is finished."""
        start = start_date_of(begins, self.study.project.project.start)
        finish = self.study.date(ends)
        return (min(start, finish) if start and finish else start), finish

    # What they are of -----------------------------------------------------------------------------

    def notes(self) -> list[tuple[str, str]]:
        """Return what the plans are of: name and value, the name of the project first."""
        say, project = self.say.say, self.study.project
        node = None if self.node is None else self.say.node(self.study, self.node)
        share = self.say.share(self.often)
        return [
            ("", self.words.heading()),
            (say("First day", "起始日期"), project.project.start.isoformat()),
            (say("Luck", "模拟"), self.words.luck()),
            (say("Plan", "计划"), self.words.plan_meant()),
            (
                say("Critical path", "关键路径"),
                say(f"critical in at least {share} of runs for ", f"至少{share}的模拟中关键, 对象: ")
                + (node or say("the end of the project", "项目结束")),
            ),
            (
                say("Float", "时差"),
                say("days that it may slip before that moves, P50", "不影响该对象可推迟的天数, P50"),
            ),
            (say("Fingerprint", "项目指纹"), project.fingerprint[:16]),
        ]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
