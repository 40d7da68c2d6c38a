"""The Gantt chart: the plan, how late it may become, and what decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.plan_levels import STAGES, by_date
from scenario.analysis.schedule.plan_odds import planned_days
from scenario.analysis.schedule.plan_rows import OFTEN, PlanRow, plan_rows
from scenario.project.files.baseline import Baseline
from scenario.project.sections.activities import Stage
from scenario.project.values.names import Language
from scenario.views.figures.gantt_rows import GanttGroup, frame_of, links_of
from scenario.views.figures.looks import (
    AMBER,
    AMBER_TEXT,
    INK,
    QUIET,
    Figure,
    finished,
    legend,
    months_apart,
    nothing,
)
from scenario.views.tables.table import rows_of
from scenario.views.words.plan_words import PlanWords, plan_meant
from scenario.views.words.wording import Wording

ROW = 15
"""Height of a row [pixels]."""
SHARES = ("#c9d6e2", "#e2b27f", "#a8321f")
"""From never to always critical."""
HEADING = "#aab3bd"
"""Of what is there for order only."""
PAGE = 42
"""Rows on a page, about."""
SHORT = 120
"""Up to so many days in the chart, a line stands at every week."""

Links = Literal["none", "critical", "all"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How wide a chart is: on a screen, and on paper, where letters must stay large enough to be read.

    Attributes
    ----------
    names : room for the names; longer ones are cut [pixels]
    wide : of the plotting area [pixels]
    """

    names: int
    wide: int


SCREEN = Sheet(names=250, wide=760)
PAPER = Sheet(names=200, wide=440)
"""Across a column of A4 of 538 points; letters of 10 pixels are then 8 points high."""


@dataclass(frozen=True, slots=True)
class GanttExtras:
    """What a Gantt chart shows on demand.

    Attributes
    ----------
    links : the links that are drawn; `critical` are those between works that are critical in most runs
    baseline : approved dates, as thin bars below the plan's
    today : a day that is marked by a line
    sheet : how wide it is
    """

    links: Links = "none"
    baseline: Baseline | None = None
    today: dt.date | None = None
    sheet: Sheet = SCREEN


PLAIN = GanttExtras()


def gantt(
    study: Study,
    language: Language,
    levels: Sequence[int] = (1, 2, 3, 4),
    node: str | None = None,
    extras: GanttExtras = PLAIN,
    only: Callable[[PlanRow], bool] = lambda row: True,
) -> Figure:
    """Return plan bars, P10–P90 of each finish and the critical share, by stage and phase.

    Parameters
    ----------
    study : Study
        The runs
    language : {"en", "zh"}
        Of the chart
    levels : sequence of int
        The plan levels to show
    node : str, optional
        The activity for which work is critical or not; the end of the project by default
    extras : GanttExtras
        Links, a baseline, a line at a day, and how wide the chart is
    only : callable
        Whether a row of these levels is shown
    """
    groups = grouped(row for row in plan_rows(study, node) if row.level in levels and only(row))
    return _drawn(study, language, groups, node, extras)


def gantt_pages(
    study: Study,
    language: Language,
    levels: Sequence[int] = (1, 2, 3, 4),
    node: str | None = None,
    extras: GanttExtras | None = None,
) -> list[Figure]:
    """Return the same for print: pages of some forty rows, stages kept together, the axis on each."""
    extras = extras or GanttExtras(sheet=PAPER)
    groups = grouped(row for row in plan_rows(study, node) if row.level in levels)
    pages: list[list[GanttGroup]] = []
    for group in groups:
        if not pages or sum(len(rows) for _, _, rows in pages[-1]) + len(group[2]) > PAGE:
            pages.append([])
        pages[-1].append(group)
    return [_drawn(study, language, page, node, extras) for page in pages]


def grouped(rows: Any) -> list[GanttGroup]:
    """Return rows by stage and phase, in the order of the stages, each by date."""
    found: dict[tuple[Stage | None, str | None], list[PlanRow]] = {}
    for row in by_date(rows):
        found.setdefault((row.stage, row.phase), []).append(row)

    def place(key: tuple[Stage | None, str | None]) -> tuple[int, str]:
        return (STAGES.index(key[0]) if key[0] else len(STAGES)), key[1] or ""

    return [(*key, found[key]) for key in sorted(found, key=place)]


def _drawn(
    study: Study, language: Language, groups: list[GanttGroup], node: str | None, extras: GanttExtras
) -> Figure:
    say = Wording.of(study, language)
    if not groups or not study.runs:
        return nothing(say.say("Schedule", "进度计划"), say)
    frame = frame_of(study, groups, PlanWords(study, say), extras.baseline)
    dates = pd.concat([frame[name].dropna() for name in ("start", "finish", "p10", "p90", "was_finish")])
    scale = alt.Scale(domain=[str(dates.min()), str(dates.max())], nice={"interval": "month", "step": 1})
    y = _names(list(frame["key"]), extras.sheet)
    layers = [
        *_years(frame, dates, scale),
        *_links(study, frame, scale, y, extras.links),
        *_bars(frame, dates, scale, y, say),
        *_today(frame, scale, y, extras.today, say),
    ]
    title, subtitle = _titles(study, say, node, frame)
    chart = finished(
        alt.layer(*layers).resolve_axis(x="independent"),
        title,
        subtitle,
        ROW * len(frame),
        extras.sheet.wide,
    )
    return chart.configure_axisY(grid=False).configure_legend(
        orient="top", direction="horizontal", titleFontSize=11, labelFontSize=11, titleOrient="left",
        titleFontWeight="normal", titleColor=QUIET, labelColor=INK, gradientLength=160, gradientThickness=10,
        titleLimit=400, offset=4,
    )  # fmt: skip


def _at(field: str, scale: Any, axis: Any = None) -> Any:
    return alt.X(f"{field}:T", axis=axis, scale=scale)


def _bars(frame: pd.DataFrame, dates: pd.Series, scale: Any, y: Any, say: Wording) -> list[Any]:
    """Return the bars of stages and works, diamonds of what has no length, and what the runs made of them."""
    base = alt.Chart(frame).encode(y=y)
    works = base.transform_filter("!datum.heading")
    bars, points = works.transform_filter("!datum.milestone"), works.transform_filter("datum.milestone")
    above, below = _axis(dates, "top"), _axis(dates, "bottom")
    return [
        base.transform_filter("datum.heading")
        .mark_bar(height=3, color=HEADING, cornerRadius=1)
        .encode(x=_at("start", scale, above), x2="finish:T"),
        base.transform_filter("isValid(datum.was_finish)")
        .mark_bar(height=3, color=QUIET, yOffset=6)
        .encode(x=_at("was_start", scale), x2="was_finish:T"),
        bars.mark_bar(height=9, cornerRadius=1).encode(
            x=_at("start", scale, below), x2="finish:T", color=_shares(say)
        ),
        works.mark_rule(color=INK, strokeWidth=1).encode(x=_at("p10", scale), x2="p90:T"),
        *(
            works.mark_tick(color=INK, thickness=1, height=7).encode(x=_at(end, scale))
            for end in ("p10", "p90")
        ),
        points.mark_point(shape="diamond", filled=True, size=90, opacity=1).encode(
            x=_at("middle", scale), color=_shares(say)
        ),
        bars.mark_point(color=INK, filled=True, size=22, opacity=1).encode(x=_at("p50", scale)),
        points.mark_point(shape="diamond", color=INK, filled=True, size=28, opacity=1).encode(
            x=_at("p50_middle", scale)
        ),
    ]


def _links(study: Study, frame: pd.DataFrame, scale: Any, y: Any, which: Links) -> list[Any]:
    """Return the links that are asked for, from bar to bar, with an arrow where they end."""
    if which == "none":
        return []
    shown = frame if which == "all" else frame[frame["critical"] >= OFTEN]
    lines = links_of(study, shown)
    if lines.empty:
        return []
    base = alt.Chart(lines)
    line = base.mark_line(
        interpolate="step-before", color=QUIET, strokeWidth=0.7, opacity=0.8, clip=True
    ).encode(x=_at("when", scale), y=y, detail="link:N", order="place:Q")
    arrow = (
        base.transform_filter("datum.place == 1")
        .mark_point(shape="triangle-right", filled=True, color=QUIET, size=18, opacity=1, xOffset=-3)
        .encode(x=_at("when", scale), y=y)
    )
    return [line, arrow]


def _today(frame: pd.DataFrame, scale: Any, y: Any, day: dt.date | None, say: Wording) -> list[Any]:
    """Return a line at a day, with its date at the first row."""
    if day is None:
        return []
    text = say.say(f"today {day:%Y-%m-%d}", f"今日 {day:%Y-%m-%d}")
    rows = pd.DataFrame({"day": [pd.Timestamp(day)], "key": frame["key"].iloc[:1], "text": [text]})
    base = alt.Chart(rows)
    return [
        base.mark_rule(color=AMBER, strokeWidth=1.4, strokeDash=[4, 3]).encode(x=_at("day", scale)),
        base.mark_text(color=AMBER_TEXT, align="left", dx=4, fontSize=10, fontWeight="bold").encode(
            x=_at("day", scale), y=y, text="text:N"
        ),
    ]


def _names(keys: list[str], sheet: Sheet) -> Any:
    """Return the names beside the bars; headings are bold."""
    bold = {"condition": {"test": "slice(datum.label, 4, 5) == '#'", "value": "bold"}, "value": "normal"}
    axis = alt.Axis(
        labelExpr="slice(datum.label, 5)", labelLimit=sheet.names, labelFontWeight=bold, ticks=False,
        domain=False, title=None, labelOverlap=False, labelFontSize=10,
    )  # fmt: skip
    return alt.Y("key:N", scale=alt.Scale(domain=keys), axis=axis)


def _shares(say: Wording) -> Any:
    scale = alt.Scale(domain=[0, 0.5, 1], range=list(SHARES), interpolate="rgb")
    title = say.say("critical in this share of runs", "关键度(模拟占比)")
    return alt.Color("critical:Q", scale=scale, legend=alt.Legend(title=title, format="%", tickCount=3))


def _years(frame: pd.DataFrame, dates: pd.Series, scale: Any) -> list[Any]:
    """Return a line at each new year, and its number at each heading, so that no row is far from a date."""
    years = pd.date_range(dates.min(), dates.max(), freq="YS")
    keys = frame.loc[frame["heading"], "key"]
    rows = pd.DataFrame([{"year": day, "text": f" {day:%Y}", "key": key} for day in years for key in keys])
    if rows.empty:
        return []
    year = _at("year", scale)
    lines = alt.Chart(pd.DataFrame({"year": years})).mark_rule(color=HEADING, strokeWidth=1).encode(x=year)
    text = alt.Chart(rows).mark_text(color=QUIET, align="left", fontSize=10, dy=-4)
    return [lines, text.encode(x=year, y="key:N", text="text:N")]


def _axis(dates: pd.Series, orient: Literal["top", "bottom"]) -> Any:
    """Return a time axis: a line a week where the chart is short, else every so many months."""
    short = (dates.max() - dates.min()).days <= SHORT
    return alt.Axis(
        format="%m-%d" if short else "%Y-%m",
        title=None,
        orient=orient,
        tickCount={"interval": "week", "step": 1} if short else months_apart(dates),
        labelOverlap=True,
        labelSeparation=8,
    )


def _titles(study: Study, say: Wording, node: str | None, frame: pd.DataFrame) -> tuple[str, str]:
    last = node or max(
        study.ids, key=lambda name: float(np.nan_to_num(study.plan_of()["finish"][name], nan=-1.0))
    )
    row = rows_of(study.node_summary((last,)))[last]
    planned, likely, safe = (
        say.date(study.date(day)) for day in (planned_days(study)[last], row["p50"], row["p80"])
    )
    often = int((frame["critical"] >= OFTEN).sum())
    count = int((~frame["heading"]).sum())
    name = say.node(study, last)
    title = say.say(
        f"{name}: plan {planned}, 50 % by {likely}, 80 % by {safe}",
        f"{name}: 计划{planned}, P50 {likely}, P80 {safe}",
    )
    subtitle = say.say(
        f"{often} of {count} activities are critical in most runs.   ",
        f"{count}项工作中{often}项在多数模拟中关键。   ",
    ) + legend(
        say,
        ("■", plan_meant(study, say), plan_meant(study, say)),
        ("◆", "of no length", "里程碑") if frame["milestone"].any() else None,
        ("▂", "baseline", "基线") if frame["was_finish"].notna().any() else None,
        ("├─┤", "P10 to P90 of the finish", "完成日P10至P90"),
        ("●", "P50", "P50"),
    )
    return title, subtitle
