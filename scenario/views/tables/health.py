"""The health of a schedule in words: a table of the checks, and the rows that each found."""

from __future__ import annotations

from dataclasses import dataclass

from scenario.analysis.schedule.health import ProjectHealth
from scenario.exchange.health.records import Check, Finding
from scenario.views.tables.plan_table import PlanTable, TableColumn, TableRow
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording

CHECKS: dict[Check, tuple[str, str]] = {
    "logic": ("1 Logic: no predecessor or no successor", "1 逻辑: 缺少前置或后续"),
    "leads": ("2 Leads", "2 提前量"),
    "lags": ("3 Lags", "3 时距"),
    "links": ("4 Finish-to-start links", "4 FS关系占比"),
    "constraints": ("5 Hard constraints", "5 硬约束"),
    "high_float": ("6 Float above 44 days", "6 总时差超过44天"),
    "negative_float": ("7 Negative float", "7 负时差"),
    "long": ("8 Longer than 44 days", "8 工期超过44天"),
    "dates": ("9 Invalid dates", "9 无效日期"),
    "resources": ("10 Nobody is named", "10 未落实人员"),
    "missed": ("11 Missed dates", "11 逾期未完成"),
    "critical_path": ("12 Critical-path test: 600 days", "12 关键路径测试: 加600天"),
    "cpli": ("13 CPLI: length and float over length", "13 CPLI 关键路径长度指数"),
    "bei": ("14 BEI: done over due", "14 BEI 基线执行指数"),
    "open_finish": ("Start or finish that nothing bounds", "开始或完成无约束"),
    "out_of_sequence": ("Out of sequence", "违反逻辑顺序"),
    "twice": ("Links that stand twice", "重复关系"),
    "redundant": ("Links that others say already", "冗余关系"),
    "postponed": ("Starts that a finish link moves", "开始被完成关系推迟"),
}
"""What the checks are called; the first fourteen have the numbers of the DCMA."""
AT_LEAST = ("links", "cpli", "bei")
"""Where more is better."""
FIRST = 5
"""Rows that are told of a check; files hold all."""


@dataclass(frozen=True, slots=True)
class HealthPage:
    """What the checks find, in the words of a language."""

    told: ProjectHealth
    node: str
    say: Wording

    @property
    def title(self) -> str:
        """What it is of, and to which node floats count."""
        return self.say.say(
            f"Schedule health (advice; floats count to {self.node})",
            f"进度计划体检(建议; 时差算至{self.node})",
        )

    def table(self) -> Table:
        """Return a row for each check: how much it found, of how many, what is usual, and the verdict."""
        rows = [tuple(self._cells(finding)) for finding in self.told.findings]
        return Table(self.title, self._heads(), rows)

    def notes(self, most: int = FIRST) -> list[str]:
        """Return what each check found that it does not pass, or cannot judge, the first rows of each."""
        return [
            f"{self._name(finding)}: {self._rows(finding, most)}"
            for finding in self.told.findings
            if finding.rows and finding.passed is not True
        ]

    def sheet(self) -> PlanTable:
        """Return the same for a workbook, with all rows of each check."""
        keys = ("activity", "count", "of", "share", "usual", "verdict")
        columns = [TableColumn(key, head, "text") for key, head in zip(keys, self._heads(), strict=True)]
        columns.append(TableColumn("waits", self.say.say("Rows", "所涉项"), "text"))
        lines = [
            TableRow((*self._cells(finding), self._rows(finding, len(finding.rows))))
            for finding in self.told.findings
        ]
        return PlanTable(self.say.say("Health", "体检"), self.title, tuple(columns), lines)

    def _heads(self) -> tuple[str, ...]:
        heads = self.say.say("Check|Found|Of|Share|Usual|Verdict", "检查项|数量|总数|占比|通常|结论")
        return tuple(heads.split("|"))

    def _name(self, finding: Finding) -> str:
        return self.say.say(*CHECKS[finding.check])

    def _cells(self, finding: Finding) -> list[str]:
        index = finding.check in ("critical_path", "cpli")
        return [
            self._name(finding),
            MISSING if index else str(finding.count),
            MISSING if index else str(finding.of),
            MISSING if finding.share is None else self.say.share(finding.share),
            self._usual(finding),
            self._verdict(finding.passed),
        ]

    def _usual(self, finding: Finding) -> str:
        if finding.limit is None:
            return MISSING
        sign = "=" if finding.check == "critical_path" else "≥" if finding.check in AT_LEAST else "≤"
        return f"{sign} {self.say.share(finding.limit)}"

    def _verdict(self, passed: bool | None) -> str:
        if passed is None:
            return self.say.say("not judged", "不作判断")
        return self.say.say("as usual", "正常") if passed else self.say.say("look at it", "请复核")

    def _rows(self, finding: Finding, most: int) -> str:
        shown = self.say.say(", ", "、").join(finding.rows[:most])
        left = len(finding.rows) - most
        return shown if left <= 0 else self.say.say(f"{shown}, {left} more", f"{shown}, 另{left}项")
