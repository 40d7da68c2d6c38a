"""What became of an imported schedule, in words: what it holds, how far dates agree, what was changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scenario.analysis.exchange.agreement import FIELDS, Agreement, Cause, Field, RowAgreement, Rule, Value
from scenario.analysis.exchange.imports import Ranged
from scenario.analysis.schedule.health import ProjectHealth
from scenario.exchange.mapping.changes import Change, Kind
from scenario.exchange.mapping.imported import Imported
from scenario.exchange.mapping.notes import Matter, Note
from scenario.views.tables.health import HealthPage
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording

FIELD_NAMES: dict[Field, tuple[str, str]] = {
    "early_start": ("Early start", "最早开始"),
    "early_finish": ("Early finish", "最早完成"),
    "late_start": ("Late start", "最晚开始"),
    "late_finish": ("Late finish", "最晚完成"),
    "total_float": ("Total float", "总时差"),
}
RULES: dict[Rule, tuple[str, str]] = {
    "data_date": ("data date", "数据日期"),
    "constraint": ("constraint", "限制条件"),
    "finish_link": ("finish link", "完成关系"),
    "logic": ("predecessor", "前置工作"),
}
CAUSES: dict[Cause, tuple[str, str]] = {
    "not_reckoned": (
        "the stored date does not follow from the file's own rules: saved without rescheduling, or what"
        " decides it is not in the file",
        "文件所存日期与其自身规则不符: 保存前未重新排程, 或决定因素不在文件中",
    ),
    "edge": ("one instant; its tool shows the start of the next day", "同一时刻, 原工具显示为次日开始"),
    "hours": ("days hold no hours: shifts or short days differ", "按天计算, 班次或不足一天的工时有差异"),
    "unknown": ("not known", "原因不明"),
}
MATTERS: dict[Matter, tuple[str, str]] = {
    "link_to_nothing": (
        "links to activities that are not in the file, dropped",
        "指向文件外工作的关系, 已舍弃",
    ),
    "link_of_summary": ("links of summaries, dropped", "汇总任务上的关系, 已舍弃"),
    "link_of_hammock": (
        "links from or between level-of-effort activities, dropped: these drive nothing",
        "配合作业(LOE)引出的关系, 已舍弃: 其不驱动任何工作",
    ),
    "external_link": ("links with other projects, dropped", "与其他项目的关系, 已舍弃"),
    "empty_hammock": (
        "level-of-effort activities without what begins or ends them, left out",
        "缺少起止依据的配合作业(LOE), 已略去",
    ),
    "as_late_as_possible": (
        "as late as possible: told with their earliest dates",
        "“尽可能晚”的工作: 按最早日期显示",
    ),
    "date_before_start": (
        "constraints before the project's first day, moved to it",
        "早于项目首日的限制条件, 改为项目首日",
    ),
    "deadline_before_date": (
        "deadlines before the date from which on the work may be done, left out",
        "早于最早允许日期的期限, 已略去",
    ),
    "mandatory_softened": (
        "mandatory dates, made bounds and deadlines: logic holds",
        "强制日期, 已改为下限与期限: 逻辑关系优先",
    ),
    "time_of_day": ("times of day that days do not hold", "一天之内的时刻, 按天计算"),
    "uneven_days": (
        "calendars with days of other lengths, counted whole or free",
        "工时不等的日历, 按整天或休息日计",
    ),
    "mixed_shifts": (
        "calendars of different shifts; links between them may move dates by a day",
        "日历班次不同; 其间关系可能使日期相差一天",
    ),
    "expected_finish": (
        "expected finishes, not used: the stored remaining durations are",
        "预期完成日期未采用, 按所存剩余工期计算",
    ),
    "resumed": ("suspended work, told from the day on which it resumes", "暂停的工作, 自恢复日起计算"),
    "name_shortened": ("names of more than 200 characters, shortened", "超过200字的名称, 已截短"),
    "unnamed": ("activities without a name, called by their ids", "无名称的工作, 以编码为名"),
    "unknown_calendar": (
        "calendars that are not in the file; the activity's or project's is taken",
        "文件中没有的日历, 改用工作或项目日历",
    ),
    "actual_after_data_date": (
        "actual starts after the data date, taken as begun by then",
        "晚于数据日期的实际开始, 视为届时已开始",
    ),
    "must_finish_by": ("a date by which the project must finish", "项目必须完成日期"),
    "lag_of_share": ("lags in elapsed percent, written in days", "按历时百分比的时距, 已换算为天"),
    "on_reading": ("on reading", "读取时"),
}
"""What is told of an import, by matter."""
CHANGES: dict[Kind, tuple[str, str]] = {
    "added": ("added", "新增"),
    "dropped": ("dropped", "删除"),
    "renamed": ("renamed", "更名"),
    "logic": ("with other links", "关系变化"),
    "duration": ("with another duration", "工期变化"),
    "calendar": ("in another calendar", "日历变化"),
    "constraint": ("with other constraints", "限制条件变化"),
    "calendar_days": ("calendars with other days", "日历内容变化"),
}
"""What may change from one export to the next."""
ALL = 10**6
"""Rows that the notes name: all."""
MOST = 8
"""Rows that are named of a matter on a page; the notes name all."""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What became of a schedule."""

    made: Imported
    agreement: Agreement
    health: ProjectHealth
    say: Wording
    ranged: Ranged | None = None
    changed: list[Change] | None = None

    def heading(self) -> list[str]:
        """Return what the file is, and what it holds."""
        made, say = self.made, self.say
        states = Counter(task.status for task in made.source.tasks if task.uid in made.ids)
        activities, links = len(made.data["activities"]), self._links()
        calendars, hammocks = len(made.data.get("calendars", ())), len(made.data.get("hammocks", ()))
        return [
            f"{made.data['project']['name']} ({made.source.made_by})",
            say.say(
                f"Data date {made.project.data_date:%Y-%m-%d %H:%M}: {states['done']} done,"
                f" {states['active']} under way, {states['not_started']} not started",
                f"数据日期 {made.project.data_date:%Y-%m-%d %H:%M}: 已完成 {states['done']} 项,"
                f" 进行中 {states['active']} 项, 未开始 {states['not_started']} 项",
            ),
            say.say(
                ", ".join(
                    _counted(*each)
                    for each in (
                        (activities, "activity", "activities"),
                        (links, "link", "links"),
                        (calendars, "calendar", "calendars"),
                        (hammocks, "hammock", "hammocks"),
                    )
                ),
                f"工作 {activities} 项, 关系 {links} 条, 日历 {calendars} 个, 配合作业 {hammocks} 项",
            ),
        ]

    def _links(self) -> int:
        return sum(len(row.get("after", ())) for row in self.made.data["activities"].values())

    def agreed(self) -> Table:
        """Return how many rows agree in each field."""
        rows = []
        for field in FIELDS:
            same, count = self.agreement.of(field)
            share = f"{same / count:.1%}" if count else MISSING
            rows.append((self.say.say(*FIELD_NAMES[field]), str(count), str(same), share))
        columns = (
            self.say.say("Stored dates", "文件所存日期"),
            self.say.say("rows", "行数"),
            self.say.say("the same", "一致"),
            self.say.say("share", "比例"),
        )
        title = self.say.say(
            "Agreement with our plan, to the day, of unfinished work",
            "与本工具计划的一致程度(未完成工作, 精确到天)",
        )
        return Table(title, columns, rows)

    def verdict(self) -> list[str]:
        """Return what the agreement means."""
        say, share = self.say, self.agreement.share
        if share is None:
            return [say.say("No dates of unfinished work are stored.", "文件未存未完成工作的日期。")]
        told = []
        if self.agreement.reckoned is not None and self.agreement.reckoned < 0.5:
            told.append(
                say.say(
                    "Most stored dates do not follow from the file's own rules: it was saved without being"
                    " rescheduled, or resource calendars that decide them were not exported.",
                    "多数所存日期与文件自身规则不符: 保存前未重新排程, 或起决定作用的资源日历未导出。",
                )
            )
        for cause, count in Counter(row.cause for row in self.agreement.differing()).items():
            if cause is not None:
                told.append(
                    say.say(f"{count} differ: {CAUSES[cause][0]}", f"{count} 行不同: {CAUSES[cause][1]}")
                )
        return told

    def changes(self, most: int = MOST) -> list[str]:
        """Return what changed since the last import, by kind."""
        changed = self.changed or []
        told = []
        for kind in dict.fromkeys(change.kind for change in changed):
            rows = [_changed(change) for change in changed if change.kind == kind]
            more = self.say.say(f"… and {len(rows) - most} more", f"……另有 {len(rows) - most} 项")
            shown = ", ".join([*rows[:most], *([more] if len(rows) > most else [])])
            told.append(f"{len(rows)} {self.say.say(*CHANGES[kind])}: {shown}")
        return told or [self.say.say("Nothing but progress.", "除进展外无变化。")]

    def ranges(self) -> list[str]:
        """Return which rules gave how many activities their ranges."""
        if self.ranged is None:
            return []
        rules, counts, say = self.ranged.rules, self.ranged.counts, self.say
        assumed = say.say(" (assumed: orders of size, from no data)", "(假定值, 并非来自实测数据)")
        told = [say.say(f"Rules: {rules.name}", f"规则: {rules.name}") + (assumed if rules.assumed else "")]
        for rule, count in zip(rules.rules, counts, strict=False):
            fits = ", ".join(_match(key, value) for key, value in rule.match.items())
            told.append(
                say.say(f"{_counted(count, 'activity', 'activities')} by {fits}", f"{count} 项工作: {fits}")
            )
        told.append(say.say(f"{counts[-1]} without a range", f"{counts[-1]} 项无区间"))
        if "common_factor" in self.made.data.get("drivers", {}):
            told.append(
                say.say(
                    "A common factor goes with them: alone, ranges understate the spread of the end.",
                    "另加一个共同系数: 各项工期相互独立会低估完工日期的离散程度。",
                )
            )
        return told

    def notes(self, most: int = MOST) -> list[str]:
        """Return what was left out or changed, by matter, with its rows."""
        return [self._note(matter, found, most) for matter, found in self.made.notes.by_matter()]

    def _note(self, matter: Matter, found: list[Note], most: int) -> str:
        words = self.say.say(*MATTERS[matter])
        named = [self._named(note) for note in found]
        told = [name for name in dict.fromkeys(named) if name]
        more = self.say.say(f"… and {len(told) - most} more", f"……另有 {len(told) - most} 项")
        rows = ", ".join([*told[:most], *([more] if len(told) > most else [])])
        return f"{len(found)} {words}: {rows}" if rows else f"{len(found)} {words}"

    @staticmethod
    def _named(note: Note) -> str:
        row = f" ({note.where})" if note.where is not None and note.code else ""
        if note.matter in ("on_reading", "mixed_shifts"):
            return note.detail if note.matter == "on_reading" else ""
        return f"{note.code}{row}" if note.code else str(note.where or note.detail)

    # Files ----------------------------------------------------------------------------------------------

    def csv_heads(self) -> tuple[str, ...]:
        """Return the heads of the table row by row."""
        fields = [
            f"{self.say.say(*FIELD_NAMES[field])} {part}"
            for field in FIELDS
            for part in (self.say.say("stored", "原值"), self.say.say("ours", "本计划"))
        ]
        say = self.say.say
        return (
            say("Row", "行号"),
            say("Source id", "原编码"),
            say("Id", "编码"),
            say("Name", "名称"),
            *fields,
            say("Start differs [d]", "开始相差[天]"),
            say("Finish differs [d]", "完成相差[天]"),
            say("Decided by", "决定因素"),
            say("Why it differs", "差异原因"),
            say("Warnings", "提示"),
        )

    def csv_rows(self) -> list[tuple[Value | str, ...]]:
        """Return the table row by row: each unfinished activity, stored and ours."""
        return [self._csv_row(row) for row in self.agreement.rows]

    def _csv_row(self, row: RowAgreement) -> tuple[Value | str, ...]:
        pairs = [value for field in FIELDS for value in (row.stored[field], row.ours[field])]
        warnings = "; ".join(
            self.say.say(*MATTERS[note.matter]) for note in self.made.notes.of(row.task.code)
        )
        return (
            str(row.task.where),
            row.task.code,
            row.id,
            row.task.name,
            *(round(value, 3) if isinstance(value, float) else value for value in pairs),
            row.difference("early_start"),
            row.difference("early_finish"),
            self.say.say(*RULES[row.rule]),
            self.say.say(*CAUSES[row.cause]) if row.cause is not None else "",
            warnings,
        )

    def markdown(self) -> str:
        """Return the notes as a document: what it holds, the agreement, what was changed, its health."""
        say = self.say.say
        health = HealthPage(self.health, say("the end", "全项目结束"), self.say)
        parts = [
            f"# {self.heading()[0]}",
            "\n".join(self.heading()[1:]),
            _section(self.agreed().title, [_grid(self.agreed()), *self.verdict()]),
            *(
                [_section(say("Changed since the last import", "与上次导入相比"), [_list(self.changes(ALL))])]
                if self.changed is not None
                else []
            ),
            *([_section(say("Ranges", "工期区间"), [_list(self.ranges())])] if self.ranged else []),
            _section(
                say("Left out or changed", "舍弃与改动"),
                [_list(self.notes(ALL)) or say("Nothing.", "无。")],
            ),
            _section(health.title, [_grid(health.table()), _list(health.notes(ALL))]),
        ]
        return "\n\n".join(parts) + "\n"


def _changed(change: Change) -> str:
    if change.kind in ("added", "dropped"):
        return f"{change.id} ({change.before or change.after})"
    if change.kind == "calendar_days":
        return change.id
    return f"{change.id} ({change.before or MISSING} → {change.after or MISSING})"


def _match(key: str, value: object) -> str:
    """Return what fits a rule as its file says it, in short."""
    return "all" if key == "all" else f"{key} {value}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _section(title: str, parts: list[str]) -> str:
    return "\n\n".join([f"## {title}", *(part for part in parts if part)])


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _grid(table: Table) -> str:
    lines = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
