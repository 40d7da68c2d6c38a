"""Deadlines and float paths as tables."""

from __future__ import annotations

from scenario.analysis.planning.deadlines import deadline_odds
from scenario.analysis.planning.float_paths import FIRST, FloatPath, float_paths
from scenario.study.outcomes import Outcomes
from scenario.views.tables.table import Table
from scenario.views.words.plan_words import plan_named
from scenario.views.words.wording import Wording

NAMED = 12
"""Works of a path that are named; of longer ones the first and the last."""


def deadlines(outcomes: Outcomes, say: Wording) -> Table:
    """Return each deadline of an activity with the plan's date and its odds; no rows where none is set."""
    edges = {"start": say.say("start", "开始"), "finish": say.say("finish", "完成")}
    rows = [
        (
            say.say(
                f"{say.node(outcomes, told.node)}: {edges[told.edge]}",
                f"{say.node(outcomes, told.node)}({edges[told.edge]})",
            ),
            say.date(told.date),
            say.date(told.planned),
            say.share(told.odds),
            say.interval(told.low, told.high),
        )
        for told in deadline_odds(outcomes)
    ]
    plan = plan_named(outcomes, say)
    title = say.say(f"Deadlines (plan: {plan})", f"期限约束(计划: {plan})")
    columns = say.say("Deadline|By|Plan|Odds|95 % interval", "期限约束|期限|计划|概率|95%区间").split("|")
    return Table(title, tuple(columns), rows)


def paths(outcomes: Outcomes, node: str, say: Wording, most: int = FIRST) -> Table:
    """Return the float paths to a node, the driving one first."""
    rows = [
        (
            f"{number}: {_named(outcomes, path, say)}",
            f"{path.slack:,.1f}",
            f"{len(path.activities)}",
        )
        for number, path in enumerate(float_paths(outcomes, node, most), 1)
    ]
    title = say.say(
        "Float paths of the critical-path plan, driving first", "时差路径(关键路径计划), 驱动路径在前"
    )
    columns = say.say("From first to last|Float [days]|Works", "由先至后|时差[天]|工作项数").split("|")
    return Table(title, tuple(columns), rows)


def _named(outcomes: Outcomes, path: FloatPath, say: Wording) -> str:
    names = [say.node(outcomes, name) for name in path.activities]
    if len(names) > NAMED:
        left = len(names) - NAMED + 1
        gap = say.say(f"({left} more)", f"(另{left}项)")
        names = [*names[: NAMED // 2], gap, *names[-(NAMED // 2 - 1) :]]
    if path.into:
        names.append(say.say(f"into {say.node(outcomes, path.into)}", f"汇入{say.node(outcomes, path.into)}"))
    return " → ".join(names)
