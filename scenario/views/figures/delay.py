"""Delay by cause: what each risk, driver, quality stop and pool of staff adds to a node's date."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.delay import END, Delay
from scenario.project.values.names import Language
from scenario.views.figures.looks import (
    AMBER,
    BLUE,
    GREY,
    INK,
    Figure,
    beside,
    finished,
    nothing,
    ordered_names,
)
from scenario.views.tables.table import rows_of
from scenario.views.words.plan_words import PlanWords
from scenario.views.words.wording import Wording

MOST = 12
"""Causes that get a bar of their own; the rest are one."""
LITTLE = 0.05
"""Less than this is no delay worth a bar [days]."""


def delay_bars(study: Study, delay: Delay, node: str, language: Language) -> Figure:
    """Return how the mean delay of a node against the plan adds up, cause by cause, with standard errors."""
    say = Wording.of(study, language)
    words = PlanWords(study, say)
    name = say.say("The end", "全项目") if node == END else say.node(study, node)
    parts = rows_of(delay.sum(node))
    total = parts["total"]["delay"]
    if not np.isfinite(total):
        return nothing(say.say(f"{name}: never finished", f"{name}: 未完成"), say)
    rows = _rows(study, delay, node, words)
    for key, text in (
        ("variation", say.say("Spread of durations, merge bias", "工期波动与汇合偏差")),
        ("rest", say.say("Several causes together", "多因素叠加")),
    ):
        row = parts[key]
        rows.append({"name": text, "days": row["delay"], "error": row["standard_error"], "kind": "other"})
    frame = pd.DataFrame(rows)
    frame["key"], names = ordered_names(frame["name"])
    frame["low"], frame["high"] = frame["days"] - frame["error"], frame["days"] + frame["error"]
    frame["text"] = [f"{days:+.1f}" for days in frame["days"]]
    frame["at"] = frame[["days", "high"]].max(axis=1).clip(lower=0)
    base = alt.Chart(frame).encode(y=names)
    kinds = alt.Scale(domain=["cause", "staff", "other"], range=[BLUE, AMBER, GREY])
    days = say.say("days added to the mean date", "平均完成日推迟天数")
    x = alt.X("days:Q", title=days, scale=alt.Scale(padding=30))
    layers = [
        base.mark_bar(height=12).encode(x=x, color=alt.Color("kind:N", scale=kinds, legend=None)),
        base.mark_rule(color=INK, strokeWidth=1).encode(x="low:Q", x2="high:Q"),
        base.mark_text(align="left", dx=5, color=INK, fontSize=10).encode(x="at:Q", text="text:N"),
    ]
    subtitle = say.say(
        "Each cause switched off on the same luck; the line is one standard error; amber: staff",
        "同一随机数下逐一剔除; 横线为一个标准误; 橙色为人手",
    )
    at = delay.nodes.index(node)
    plan, mean = (say.date(study.date(float(days[at]))) for days in (delay.plan, delay.mean))
    title = say.say(
        f"{name}: {total:+.0f} days against the critical-path plan ({plan}, on average {mean})",
        f"{name}: 较关键路径计划{total:+.0f}天(计划{plan}, 平均{mean})",
    )
    return finished(alt.layer(*layers), title, subtitle, 22 * len(frame), beside(frame["name"]))


def _rows(study: Study, delay: Delay, node: str, words: PlanWords) -> list[dict[str, object]]:
    """Return a row for each cause that matters, and one for all others together."""
    table = delay.table(node)
    told = table[table["delay"].abs() > LITTLE].sort_values("delay", key=np.abs, ascending=False)[:MOST]
    rows: list[dict[str, object]] = [
        {
            "name": cause_name(study, str(row.kind), str(row.cause), words),
            "days": row.delay,
            "error": row.standard_error,
            "kind": "staff" if row.kind == "staff" else "cause",
        }
        for row in told.sort_values("delay", ascending=False).itertuples()
    ]
    left = table.drop(told.index)["delay"]
    if len(left) and abs(left.sum()) > LITTLE:
        text = words.say.say(f"{len(left)} further causes", f"其余{len(left)}项")
        rows.append({"name": text, "days": left.sum(), "error": 0.0, "kind": "cause"})
    return rows


def cause_name(study: Study, kind: str, name: str, words: PlanWords) -> str:
    """Return what a cause is called."""
    say, project = words.say, study.project
    if kind == "staff":
        return say.say(f"Staff: {words.owner(name)}", f"人手: {words.owner(name)}")
    if kind == "stop":
        return say.say(f"Redo: {say.node(study, name)}", f"返工: {say.node(study, name)}")
    known = project.risks[name].name if kind == "risk" else project.drivers[name].name
    return name if known is None else say.name(known)
