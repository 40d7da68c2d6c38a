"""The key nodes: what the plan says and what is likely."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.plan_odds import plan_odds, planned_days
from scenario.analysis.schedule.requirement import Requirement
from scenario.project.sections.targets import Target
from scenario.project.values.names import Language
from scenario.views.figures.axes import Axes
from scenario.views.figures.looks import (
    AMBER,
    BLUE,
    INK,
    LABELS,
    PALE,
    Figure,
    beside,
    finished,
    legend,
    nothing,
    stamp,
)
from scenario.views.tables.table import rows_of
from scenario.views.words.plan_words import plan_named
from scenario.views.words.wording import Wording


def key_nodes(study: Study, language: Language, axes: Axes | None = None) -> Figure:
    """Return plan, P10–P90, P50 and P80 of the key nodes, with the dates that targets ask for.

    With `axes` the dates stay where they were in the pictures before.
    """
    say = Wording.of(study, language)
    if not study.nodes or not study.runs:
        return nothing(say.say("Key nodes", "关键节点"), say)
    summary, planned = rows_of(study.node_summary()), planned_days(study)
    order = sorted(study.nodes, key=lambda node: np.nan_to_num(planned[node], nan=np.inf))
    asked = asked_dates(study)
    rows = pd.DataFrame(
        {
            "node": say.node(study, node),
            "plan": stamp(study, planned[node]),
            **{q: stamp(study, summary[node][q]) for q in ("p10", "p50", "p80", "p90")},
            "p80_text": say.date(study.date(summary[node]["p80"])),
            "asked": stamp(study, asked.get(node, np.nan)),
        }
        for node in order
    )
    late = sum(odds < 0.5 for odds in plan_odds(study, order).values())
    title = say.say(
        f"{late} of {len(order)} nodes will more likely than not finish after the plan",
        f"{len(order)}个节点中有{late}个更可能晚于计划完成",
    )
    subtitle = legend(
        say,
        ("┃", plan_named(study, say), plan_named(study, say)),
        ("■", "P10 to P90", "P10至P90"),
        ("●", "P50", "P50"),
        ("○", "P80, dated", "P80(标注日期)"),
        ("◆", "asked for (where a target is fixed)", "目标要求日期") if asked else None,
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("node:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABELS, ticks=False, domain=False))
    )
    time = alt.Axis(format="%Y-%m", title=None, labelOverlap=True, labelSeparation=12, tickCount=7)
    scale = alt.Scale(padding=8) if axes is None else _dates(axes, rows)
    bar = base.mark_bar(height=9, color=PALE, cornerRadius=2).encode(
        x=alt.X("p10:T", axis=time, scale=scale), x2="p90:T"
    )
    plan = base.mark_tick(color=INK, thickness=2.5, height=17).encode(x="plan:T")
    middle = base.mark_point(color=BLUE, filled=True, size=62, opacity=1).encode(x="p50:T")
    safe = base.mark_point(color=BLUE, fill="white", size=62, opacity=1, strokeWidth=2).encode(x="p80:T")
    text = base.mark_text(align="left", dx=8, color=BLUE, fontSize=10).encode(x="p90:T", text="p80_text:N")
    layers = [bar, plan, middle, safe, text]
    if asked:
        layers.append(
            base.mark_point(shape="diamond", color=AMBER, filled=True, size=80, opacity=1).encode(x="asked:T")
        )
    chart = alt.layer(*layers)
    return finished(chart, title, subtitle, 26 * max(len(rows), 1), beside(rows["node"], room_after=80))


def _dates(axes: Axes, rows: pd.DataFrame) -> Any:
    """Return a scale of dates that stays where it was."""
    shown = pd.concat([rows[name] for name in ("plan", "p10", "p90", "asked")]).dropna()
    days = axes.kept("dates of nodes", [stamp.timestamp() for stamp in pd.to_datetime(shown)])
    return alt.Scale(domain=[str(pd.Timestamp(day, unit="s")) for day in days], nice=False)


def asked_dates(study: Study) -> dict[str, float]:
    """Return the day that targets ask of nodes, the earliest of each [days]; see `asked_day`."""
    found: dict[str, float] = {}
    for target in study.project.targets:
        for place in study.instances(target.node) if target.node is not None else ():
            node = study.ids[place]
            found[node] = min(asked_day(study, target), found.get(node, np.inf))
    return {node: day for node, day in found.items() if node in study.nodes}


def asked_day(study: Study, target: Target) -> float:
    """Return the day at whose end a target on a node falls due [days].

    A target that counts from another node counts from that node's planned finish.
    """
    return Requirement.of(target).planned_day(study)
