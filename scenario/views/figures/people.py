"""The people of a pool who are busy, week by week, against how many there are."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.load import Load, load_of
from scenario.project.values.names import Language
from scenario.views.figures.looks import (
    AMBER,
    AMBER_TEXT,
    BLUE,
    INK,
    Figure,
    finished,
    legend,
    months_apart,
    nothing,
)
from scenario.views.words.plan_words import PlanWords
from scenario.views.words.wording import Wording

MOST = 6
"""Activities that get a colour; the rest are one."""
COLOURS = ("#8fb4cf", "#e3b98a", "#a9c9a8", "#c4a7b5", "#d6cb94", "#9fc4c4", "#d5dae0")
WEEK = pd.Timedelta(days=7)
CUT = 30
"""Longer names are cut in the legend. [characters]"""


def people_histogram(study: Study, pool: str, language: Language) -> Figure:
    """Return who of a pool is busy: stacked by activity, with P50 and P90 over runs and the limit.

    Raises
    ------
    KeyError
        When there is no such pool
    """
    say = Wording.of(study, language)
    owner = PlanWords(study, say).owner(pool)
    load = load_of(study, pool)
    if not load.weeks:
        text = say.say(f"{owner}: nothing needs its people", f"{owner}: 没有工作占用人手")
        return nothing(text, say)
    rows, names = _stacked(study, load, say)
    weeks = pd.DatetimeIndex(pd.to_datetime(list(load.weeks)))
    ticks = months_apart(pd.Series(weeks))
    axis = alt.Axis(format="%Y-%m", title=None, labelOverlap=True, labelSeparation=12, tickCount=ticks)
    people = alt.Axis(title=say.say("people busy", "在忙人数"), tickCount=5, tickMinStep=1)
    colour = alt.Color(
        "activity:N",
        scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])),
        legend=alt.Legend(
            title=None,
            orient="bottom",
            columns=2,
            labelFontSize=11,
            labelColor=INK,
            labelLimit=290,
            symbolType="square",
        ),
    )
    bars = (
        alt.Chart(rows)
        .mark_area(interpolate="step-after", line=False, opacity=1)
        .encode(
            x=alt.X("week:T", axis=axis),
            y=alt.Y("people:Q", axis=people, stack="zero", scale=alt.Scale(domainMin=0)),
            color=colour,
            order="place:Q",
        )
    )
    layers: list[Any] = [bars, *_quantiles(load, weeks), *_limit(load, weeks, say)]
    return finished(alt.layer(*layers), *_titles(owner, load, say), 220)


def _stacked(study: Study, load: Load, say: Wording) -> tuple[pd.DataFrame, list[str]]:
    """Return mean people by week and activity, those that take most by name, and the names in order."""
    shown = list(load.mean.columns[:MOST])
    parts = {name: load.mean[name] for name in shown}
    others = load.mean.drop(columns=shown)
    called = {name: _short(say.node(study, name)) for name in shown}
    if len(set(called.values())) < len(called):
        called = {name: f"{text} ({name})" for name, text in called.items()}
    if len(others.columns):
        parts["…"] = others.sum(axis=1)
        count = len(others.columns)
        called["…"] = say.say(f"{count} more", f"其余{count}项")
    rows = pd.concat(
        pd.DataFrame({"week": pd.to_datetime(list(load.weeks)), "people": values.to_numpy()}).assign(
            activity=called[name], place=place
        )
        for place, (name, values) in enumerate(parts.items())
    )
    last = rows[rows["week"] == rows["week"].max()]
    return pd.concat([rows, last.assign(week=last["week"] + WEEK)]), list(called.values())


def _short(name: str) -> str:
    return name if len(name) <= CUT else f"{name[: CUT - 1]}…"


def _quantiles(load: Load, weeks: pd.DatetimeIndex) -> list[Any]:
    frame = pd.DataFrame({"week": weeks, "p50": load.p50, "p90": load.p90})
    last = pd.DataFrame({"week": [weeks[-1] + WEEK], "p50": load.p50[-1:], "p90": load.p90[-1:]})
    base = alt.Chart(pd.concat([frame, last])).encode(x="week:T")
    step: dict[str, Any] = {"interpolate": "step-after", "color": BLUE}
    return [
        base.mark_line(strokeWidth=1.2, strokeDash=[4, 3], **step).encode(y="p90:Q"),
        base.mark_line(strokeWidth=2, **step).encode(y="p50:Q"),
    ]


def _limit(load: Load, weeks: pd.DatetimeIndex, say: Wording) -> list[Any]:
    number = f"{load.limit[-1]:g}"
    frame = pd.DataFrame({"week": weeks, "limit": load.limit})
    last = pd.DataFrame({"week": [weeks[-1] + WEEK], "limit": load.limit[-1:]})
    text = pd.DataFrame(
        {
            "week": [weeks[-1]],
            "limit": load.limit[-1:],
            "text": [say.say(f"limit {number}", f"上限{number}人")],
        }
    )
    line = alt.Chart(pd.concat([frame, last])).mark_line(
        color=AMBER, strokeWidth=1.8, interpolate="step-after"
    )
    return [
        line.encode(x="week:T", y="limit:Q"),
        alt.Chart(text)
        .mark_text(color=AMBER_TEXT, align="right", dy=-7, fontWeight="bold")
        .encode(x="week:T", y="limit:Q", text="text:N"),
    ]


def _titles(owner: str, load: Load, say: Wording) -> tuple[str, str]:
    full = load.p90 >= load.limit - 0.05
    weeks = int(full.sum())
    if weeks:
        first, spans = load.weeks[int(full.argmax())], f"{weeks} week{'s' if weeks > 1 else ''}"
        title = say.say(
            f"{owner}: fully busy in {spans} at P90, first from {first:%Y-%m-%d}",
            f"{owner}: P90下有{weeks}周满负荷, 最早始于{first:%Y-%m-%d}",
        )
    else:
        most = f"{load.p90.max():.1f}"
        title = say.say(
            f"{owner}: at most {most} of {load.limit.max():g} people busy (P90)",
            f"{owner}: 最多{most}人在忙, 共{load.limit.max():g}人 (P90)",
        )
    marks = legend(say, ("━", "P50", "P50"), ("┅", "P90", "P90"))
    text = say.say(
        "Weekly average; bars are the mean of the runs by activity", "周平均; 柱为各项工作的模拟均值"
    )
    return title, f"{text}.   {marks}" if say.language == "en" else f"{text}。  {marks}"
