"""What plans, stages, departments, controls and links are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from scenario.analysis.schedule.plan_levels import KEY_NODES, MASTER, MONTHLY, SPECIAL
from scenario.analysis.schedule.plan_rows import PlanRow, Wait
from scenario.analysis.study import Study
from scenario.project.sections.activities import Stage
from scenario.study.outcomes import Outcomes
from scenario.views.words.wording import Wording, clean

STAGES: dict[Stage, tuple[str, str]] = {
    "appraisal": ("Appraisal", "项目论证"),
    "land": ("Land acquisition", "土地获取"),
    "planning": ("Project planning", "项目策划"),
    "design": ("Design", "方案设计"),
    "construction": ("Construction", "工程建设"),
    "marketing": ("Marketing", "营销管理"),
    "service": ("Customer service", "客户服务"),
}
CONTROLS = {
    "key_node": ("key node", "关键节点"),
    "weak_point": ("weak point", "薄弱环节"),
    "cross_department": ("cross-department", "多部门协同"),
    "critical_path": ("critical path", "关键路径"),
    "revenue": ("revenue", "收入相关"),
    "permit": ("permit", "证件"),
    "checkpoint": ("quality stop", "质量停止点"),
}
TITLES = {
    KEY_NODES: ("Key nodes", "关键节点计划"),
    MASTER: ("Master plan", "主项计划"),
    SPECIAL: ("Special plans", "专项计划"),
    MONTHLY: ("Department monthly plan", "部门月度计划"),
}
"""Names of the plans, and of their sheets."""
WHOLE_TITLES = {
    KEY_NODES: ("Key-node plan (level 1)", "关键节点计划(一级)"),
    MASTER: ("Master plan (levels 1 and 2)", "主项计划(一、二级)"),
    SPECIAL: ("Special plans (level 3), each within its stage", "专项计划(三级), 按环节"),
    MONTHLY: ("monthly plan (level 4), work spread over its months at P50", "月度计划(四级), 按P50分月"),
}
"""What they say of themselves; that of a month's work follows the name of a department."""


ENDS = {"start": "开始", "finish": "完成"}


def plan_named(study: Outcomes, say: Wording) -> str:
    """Return which plan pages show: the levelled one where people are named."""
    if study.names_people:
        return say.say("levelled plan", "资源平衡计划")
    return say.say("critical-path plan", "关键路径计划")


def plan_meant(study: Outcomes, say: Wording) -> str:
    """Return which plan pages show, and what it is made of."""
    limits = (
        say.say("staff limits kept", "受人手限制")
        if study.names_people
        else say.say("people enough", "不限人手")
    )
    return say.say(
        f"{plan_named(study, say)}: most-likely durations, {limits}",
        f"{plan_named(study, say)}: 最可能工期, {limits}",
    )


class PlanWords:
    """The words of the plans of a study."""

    def __init__(self, study: Study, say: Wording) -> None:
        self.study, self.say = study, say

    def heading(self) -> str:
        """Return project and scenario."""
        name = self.say.name(self.study.project.project.name)
        return f"{name} · {self.say.say('scenario', '情景')}: {self.say.scenario(self.study.scenario)}"

    def luck(self) -> str:
        """Return how often was simulated, and what P50 and P80 mean."""
        runs, seed = self.say.count(self.study.runs), self.study.seed
        return self.say.say(
            f"{runs} runs, seed {seed}; P50 and P80: kept in 5 and in 8 runs of 10",
            f"{runs}次模拟, 种子{seed}; P50、P80: 十次模拟中五次、八次能守住的日期",
        )

    def plan_named(self) -> str:
        """Return which plan is shown: the levelled one where people are named."""
        return plan_named(self.study, self.say)

    def plan_meant(self) -> str:
        """Return the same with what it is made of."""
        return plan_meant(self.study, self.say)

    def plan_head(self, end: Literal["start", "finish"]) -> str:
        """Return the head of a column with its starts or finishes."""
        if self.study.names_people:
            return self.say.say(f"Levelled {end}", f"平衡计划{ENDS[end]}")
        return self.say.say(f"Plan {end}", f"计划{ENDS[end]}")

    def title(self, level: int) -> str:
        """Return what a plan is called."""
        return self.say.say(*TITLES[level])

    def whole_title(self, level: int) -> str:
        """Return what a plan says of itself."""
        return self.say.say(*WHOLE_TITLES[level])

    def stage(self, stage: Stage | None) -> str:
        """Return what a stage is called."""
        return self.say.say("No stage", "未分环节") if stage is None else self.say.say(*STAGES[stage])

    def owner(self, department: str | None) -> str:
        """Return what a department is called."""
        if department is None:
            return self.say.say("Nobody named", "未指定部门")
        known = self.study.project.departments.get(department)
        return clean(department) if known is None else self.say.name(known.name)

    def marks(self, row: PlanRow) -> str:
        """Return why a row is watched and what it brings, in words."""
        say = self.say.say
        marks = [(row.certificate, say("certificate", "发证")), (row.gate, say("gate", "评审关口"))]
        found = [say(en, zh) for key, (en, zh) in CONTROLS.items() if key in row.controls]
        found += [mark for holds, mark in marks if holds]
        return say(", ", "、").join(found)

    def wait(self, wait: Wait) -> str:
        """Return what is waited for, in words."""
        say = self.say.say
        if wait.kind == "date":
            return say(f"not before {wait.date}", f"不早于{wait.date}")
        if wait.kind == "sales":
            share = self.say.share(wait.sold)
            return say(f"{share} of {wait.node} sold", f"{wait.node}去化{share}")
        text = self._link(wait)
        return text if wait.regime is None else say(f"{text} (if {wait.regime})", f"{text}({wait.regime}时)")

    def _link(self, wait: Wait) -> str:
        say, name = self.say.say, self.say.node(self.study, wait.node)
        lag = _lag(wait, say)
        edge = name if wait.kind in ("FS", "FF") else say(f"start of {name}", f"{name}开始")
        own = "" if wait.kind in ("FS", "SS") else say("to finish: ", "完成须待: ")
        return f"{own}{edge}{lag}"


def _lag(wait: Wait, say: Callable[[str, str], str]) -> str:
    if wait.lag == 0:
        return ""
    sign, days = "-" if wait.lag < 0 else "+", f"{abs(wait.lag):.6g}"
    if wait.calendar:
        return say(f" {sign} {days} d ({wait.calendar})", f"{sign}{days}天({wait.calendar})")
    return say(f" {sign} {days} d", f"{sign}{days}天")
