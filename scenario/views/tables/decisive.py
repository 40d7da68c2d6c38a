"""Tables of what decides: how a delay adds up, causes, activities, merges, waiting for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scenario.analysis.schedule.causes import Cause
from scenario.analysis.schedule.decisive import END, Decisive
from scenario.project.values.names import Language
from scenario.views.tables.planning.deadlines import paths
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording

KINDS = {
    "risk": ("risk", "风险"),
    "weather": ("weather", "天气"),
    "driver": ("driver", "共同因素"),
    "stop": ("quality stop", "质量停止点"),
    "staff": ("people", "人手"),
}
SMALL = 0.05
"""Less than this rounds to nothing [days]."""


def tables_of(told: Decisive, node: str, language: Language, most: int = 12) -> list[Table]:
    """Return what decides when a node (or END) is reached, each table cut to its `most` telling rows."""
    say = Wording.of(told.outcomes, language)
    tables = [
        adding_up(told, node, say),
        causes(told, node, say, most),
        activities(told, node, say, most),
        *([] if node == END else [paths(told.outcomes, node, say)]),
        merges(told, node, say, most),
        departments(told, say),
        waits(told, say, most),
    ]
    return [table for table in tables if table.rows]


def node_name(told: Decisive, node: str, say: Wording) -> str:
    """Return what a node, or END, is called."""
    return say.say("the end of the project", "项目结束") if node == END else say.node(told.outcomes, node)


def adding_up(told: Decisive, node: str, say: Wording) -> Table:
    """Return how the mean delay of a node against the most-likely plan adds up."""
    delay = told.delay
    at, parts = delay.nodes.index(node), delay.sum(node)
    dates = [say.date(told.outcomes.date(float(day[at]))) for day in (delay.plan, delay.mean)]
    labels = {
        "variation": say.say("durations: spread, lean, merges", "工期波动、偏态与汇合"),
        "causes": say.say("causes, one by one", "各原因单独合计"),
        "rest": say.say("rest: only several together", "其余: 多因叠加"),
        "total": say.say("mean delay", "平均延误"),
    }
    rows = [(say.say("critical-path plan", "关键路径计划"), dates[0], "", "")]
    for key, label in labels.items():
        days, error = (float(value) for value in parts.loc[key].to_numpy())
        rows.append((label, dates[1] if key == "total" else "", days_text(days), error_text(error)))
    columns = say.say("Part|Date|Days|± s.e.", "组成|日期|天|± 标准误").split("|")
    return Table(say.say("How the delay adds up", "延误构成"), tuple(columns), rows)


def causes(told: Decisive, node: str, say: Wording, most: int) -> Table:
    """Return what each cause adds to a node's day, and all of a kind together."""
    delay = told.delay
    at, table = delay.nodes.index(node), delay.table(node)
    shown = table[(table["delay"].abs() >= SMALL)].head(most)
    rows = [
        (
            cause_name(told, Cause(row["kind"], row["cause"]), say),
            say.say(*KINDS[row["kind"]]),
            days_text(row["delay"]),
            error_text(row["standard_error"]),
            say.share(row["hit"]),
        )
        for row in shown.to_dict(orient="records")
    ]
    others = table.drop(shown.index)
    if len(others):
        label = say.say(f"{len(others)} others", f"其余{len(others)}项")
        rows.append((label, "", days_text(others["delay"].sum()), MISSING, MISSING))
    for row, kind in enumerate(delay.groups):
        label = say.say(f"all together: {KINDS[kind][0]}", f"合计: {KINDS[kind][1]}")
        days, error = delay.grouped[row, at], delay.grouped_error[row, at]
        rows.append((label, say.say(*KINDS[kind]), days_text(days), error_text(error), MISSING))
    columns = say.say("Cause|Kind|Days|± s.e.|Runs moved", "原因|类别|天|± 标准误|影响占比").split("|")
    title = say.say(
        "Delay by cause: days saved on the same luck without it", "延误归因: 同随机数下去除该因素可提前的天数"
    )
    return Table(title, tuple(columns), rows if len(table) else [])


def how_to_read(say: Wording) -> list[str]:
    """Return what the words of the tables mean, a line for activities and one for delays."""
    return [
        say.say(
            "Critical: runs in which the node comes later if the activity does. Float: days it may do so"
            " without that. Cruciality: how its duration goes along with the node's day, -1 to 1. SSI:"
            " criticality times its spread against the node's.",
            "关键度: 该工作推迟即令节点推迟的模拟占比。时差: 可推迟而不影响节点的天数。"
            "影响度: 其工期与节点日期的相关性(-1至1)。敏感指数: 关键度乘其离散程度与节点之比。",
        ),
        say.say(
            "Merges cost days because the latest of several chains decides: bias is what that adds to the"
            " expected last one, then waits what people or dates add. ± s.e.: the chance of these runs.",
            "多条线路汇合时由最晚者决定: 汇合偏差为其比期望最晚者多出的天数, 另等待为人手或日期所增天数。"
            "± 标准误: 本次模拟的抽样误差。",
        ),
    ]


def cause_name(told: Decisive, cause: Cause, say: Wording) -> str:
    """Return what a cause is called."""
    project = told.outcomes.project
    named: dict[str, Mapping[str, Any]] = {
        "risk": project.risks,
        "weather": project.calendars,
        "driver": project.drivers,
        "stop": project.activities,
        "staff": project.departments,
    }
    name = getattr(named[cause.kind].get(cause.name), "name", None)
    return say.name(name) if name is not None else cause.name


def activities(told: Decisive, node: str, say: Wording, most: int) -> Table:
    """Return the activities that decide a node, by their sensitivity index."""
    table = told.indices[node].sort_values(["sensitivity", "criticality"], ascending=False, kind="stable")
    rows = [
        (
            say.node(told.outcomes, str(name)),
            say.share(row["criticality"]),
            number(row["cruciality"]),
            number(row["sensitivity"]),
            *(float_text(row[key]) for key in ("float_p10", "float_p50", "float_p90")),
        )
        for name, row in table[table["criticality"] > 0].head(most).iterrows()
    ]
    columns = say.say(
        "Activity|Critical|Cruciality|SSI|Float P10|P50|P90", "工作项|关键度|影响度|敏感指数|时差P10|P50|P90"
    ).split("|")
    return Table(
        say.say("Activities that decide (float in days)", "决定性工作项(时差: 天)"), tuple(columns), rows
    )


def merges(told: Decisive, node: str, say: Wording, most: int) -> Table:
    """Return where chains meet before a node, by what the meeting costs."""
    table = told.merges_before(node)
    rows = [
        (
            merging(told, str(name), row["event"], say),
            str(int(row["predecessors"])),
            say.say("its own work", "自身工作")
            if row["latest"] == name
            else waited_for(told, row["latest"], say),
            say.share(row["decides"]),
            days_text(row["bias"]),
            days_text(row["waiting"]),
        )
        for name, row in table[table["delay"] >= SMALL].head(most).iterrows()
    ]
    columns = say.say(
        "Start or finish of|Chains|Expected last|Decides|Bias|Then waits",
        "开始或完成|汇合数|期望最晚者|决定占比|汇合偏差|另等待",
    )
    return Table(
        say.say("Merges: days lost because several must be done", "汇合偏差: 多条线路汇合损失的天数"),
        tuple(columns.split("|")),
        rows,
    )


def merging(told: Decisive, name: str, event: str, say: Wording) -> str:
    """Return where chains meet: at a start, which goes without saying, or at a finish."""
    node = say.node(told.outcomes, name)
    return node if event == "start" else say.say(f"{node}: finish", f"{node}(完成)")


def waited_for(told: Decisive, name: str, say: Wording) -> str:
    """Return what a predecessor is called; the presale image by what it is."""
    return say.say("presale image", "预售形象进度") if name == "@regime" else say.node(told.outcomes, name)


def departments(told: Decisive, say: Wording) -> Table:
    """Return the departments for which anything waited."""
    table = told.waiting["department"]
    project = told.outcomes.project
    rows = [
        (
            cause_name(told, Cause("staff", str(name)), say),
            f"{row['people']:g}",
            days_text(row["mean"]),
            days_text(row["p80"]),
            say.share(row["waited"]),
        )
        for name, row in table[table["mean"] > 0].iterrows()
    ]
    columns = say.say("Department|People|Mean|P80|Runs", "部门|人数|平均|P80|出现占比").split("|")
    return Table(
        say.say("Days of waiting for people, all activities", "等待人手(各工作项合计, 天)"),
        tuple(columns),
        rows if project.staff else [],
    )


def waits(told: Decisive, say: Wording, most: int) -> Table:
    """Return the activities that waited for people."""
    table = told.waiting["activity"]
    rows = [
        (
            say.node(told.outcomes, str(name)),
            days_text(row["mean"]),
            days_text(row["p80"]),
            say.share(row["waited"]),
        )
        for name, row in table[table["mean"] >= SMALL].head(most).iterrows()
    ]
    columns = say.say("Activity|Mean|P80|Runs", "工作项|平均|P80|出现占比").split("|")
    return Table(say.say("Days that work waited for people", "工作项等待人手(天)"), tuple(columns), rows)


def days_text(days: float) -> str:
    """Return days to a tenth.

    >>> days_text(12.34), days_text(-0.02), days_text(float("nan"))
    ('12.3', '0.0', '—')
    """
    if not np.isfinite(days):
        return MISSING
    text = f"{days:,.1f}"
    return text.removeprefix("-") if not text.strip("-0.") else text


def error_text(error: float) -> str:
    """Return a standard error to a tenth, two digits where it is small."""
    return MISSING if not np.isfinite(error) else f"{error:.1f}" if error >= 0.095 else f"{error:.2f}"


def number(value: float) -> str:
    """Return an index to two digits."""
    return MISSING if not np.isfinite(value) else f"{value:.2f}"


def float_text(days: float) -> str:
    """Return a float in whole days."""
    return MISSING if not np.isfinite(days) else f"{days:,.0f}"
