"""The Gantt chart: the plan, how late it may become, and what decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.plan_levels import STAGES, by_date
from scenario.analysis.schedule.plan_odds import planned_days
from scenario.analysis.schedule.plan_rows import OFTEN, PlanRow, plan_rows
from scenario.project.sections.activities import Stage
from scenario.project.values.names import Language
from scenario.study.dates import start_date_of
from scenario.views.figures.looks import INK, QUIET, Figure, finished, legend, months_apart, nothing, stamp
from scenario.views.tables.table import rows_of
from scenario.views.words.plan_words import PlanWords
from scenario.views.words.wording import Wording

ROW = 15
"""Height of a row [pixels]."""
NAMES = 250
"""Room for the names; longer ones are cut [pixels]."""
WIDE = 760
"""Of the plotting area [pixels]."""
SHARES = ("#c9d6e2", "#e2b27f", "#a8321f")
"""From never to always critical."""
HEADING = "#aab3bd"
"""Of what is there for order only."""
PAGE = 60
"""Rows on a page, about."""

PLANNED = ("planned_start", "planned_finish")

GanttGroup = tuple[Stage | None, str | None, list[PlanRow]]


def gantt(
    study: Study, language: Language, levels: Sequence[int] = (1, 2, 3, 4), node: str | None = None
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
    """
    groups = grouped(row for row in plan_rows(study, node) if row.level in levels)
    return _drawn(study, language, groups, node)


def gantt_pages(
    study: Study, language: Language, levels: Sequence[int] = (1, 2, 3, 4), node: str | None = None
) -> list[Figure]:
    """Return the same in pages of some sixty rows, stages kept together."""
    groups = grouped(row for row in plan_rows(study, node) if row.level in levels)
    pages: list[list[GanttGroup]] = []
    for group in groups:
        if not pages or sum(len(rows) for _, _, rows in pages[-1]) + len(group[2]) > PAGE:
            pages.append([])
        pages[-1].append(group)
    return [_drawn(study, language, page, node) for page in pages]


def grouped(rows: Any) -> list[GanttGroup]:
    """Return rows by stage and phase, in the order of the stages, each by date."""
    found: dict[tuple[Stage | None, str | None], list[PlanRow]] = {}
    for row in by_date(rows):
        found.setdefault((row.stage, row.phase), []).append(row)

    def place(key: tuple[Stage | None, str | None]) -> tuple[int, str]:
        return (STAGES.index(key[0]) if key[0] else len(STAGES)), key[1] or ""

    return [(*key, found[key]) for key in sorted(found, key=place)]


def _drawn(study: Study, language: Language, groups: list[GanttGroup], node: str | None) -> Figure:
    say = Wording.of(study, language)
    if not groups or not study.runs:
        return nothing(say.say("Schedule", "进度计划"), say)
    frame = _frame(study, groups, PlanWords(study, say))
    dates = pd.concat([frame[name].dropna() for name in ("start", "finish", "p10", "p90")])
    above, below = _months(dates, "top"), _months(dates, "bottom")
    scale = alt.Scale(domain=[str(dates.min()), str(dates.max())], nice={"interval": "month", "step": 1})
    base = alt.Chart(frame).encode(y=_names(list(frame["key"])))
    works, heads = base.transform_filter("!datum.heading"), base.transform_filter("datum.heading")

    def at(field: str, axis: Any = None) -> Any:
        return alt.X(f"{field}:T", axis=axis, scale=scale)

    layers = [
        *_years(frame, dates, at("year")),
        heads.mark_bar(height=3, color=HEADING, cornerRadius=1).encode(x=at("start", above), x2="finish:T"),
        works.mark_bar(height=9, cornerRadius=1).encode(
            x=at("start", below), x2="finish:T", color=_shares(say)
        ),
        works.mark_rule(color=INK, strokeWidth=1).encode(x=at("p10"), x2="p90:T"),
        *(works.mark_tick(color=INK, thickness=1, height=7).encode(x=at(end)) for end in ("p10", "p90")),
        works.mark_point(color=INK, filled=True, size=22, opacity=1).encode(x=at("p50")),
    ]
    title, subtitle = _titles(study, say, node, frame)
    chart = finished(
        alt.layer(*layers).resolve_axis(x="independent"), title, subtitle, ROW * len(frame), WIDE
    )
    return chart.configure_axisY(grid=False).configure_legend(
        orient="top", direction="horizontal", titleFontSize=11, labelFontSize=11, titleOrient="left",
        titleFontWeight="normal", titleColor=QUIET, labelColor=INK, gradientLength=160, gradientThickness=10,
        titleLimit=400, offset=4,
    )  # fmt: skip


def _frame(study: Study, groups: list[GanttGroup], words: PlanWords) -> pd.DataFrame:
    """Return one row a bar: a heading for each stage and phase, then its activities."""
    rows: list[dict[str, Any]] = []
    for stage, phase, members in groups:
        name = words.stage(stage)
        starts, ends = (np.array([getattr(row, name) for row in members]) for name in PLANNED)
        whole = {"start": _start(study, np.nanmin(starts)), "finish": _end(study, np.nanmax(ends))}
        if len(groups) > 1 or stage is not None:
            rows.append({"name": f"{name} ({phase})" if phase else name, "heading": True, **whole})
        rows += [_row(study, row, words) for row in members]
    frame = pd.DataFrame(
        rows, columns=["name", "heading", "start", "finish", "p10", "p50", "p90", "critical"]
    )
    marks = frame["heading"].map({True: "#", False: " "})
    frame["key"] = [
        f"{i:04d}{mark}{name}" for i, (mark, name) in enumerate(zip(marks, frame["name"], strict=True))
    ]
    return frame


def _row(study: Study, row: PlanRow, words: PlanWords) -> dict[str, Any]:
    likely = {quantile: _end(study, row.likely.finish[quantile]) for quantile in ("p10", "p50", "p90")}
    return {
        "name": words.say.node(study, row.id),
        "heading": False,
        "start": _start(study, row.planned_start),
        "finish": _end(study, row.planned_finish),
        **likely,
        "critical": row.critical,
    }


def _start(study: Study, day: float) -> pd.Timestamp | None:
    date = start_date_of(day, study.project.project.start)
    return None if date is None else pd.Timestamp(date)


def _end(study: Study, day: float) -> pd.Timestamp | None:
    """Return the end of the day on which something is finished, so that a day's work has a length."""
    date = stamp(study, day)
    return None if date is None else date + pd.Timedelta(days=1)


def _names(keys: list[str]) -> Any:
    """Return the names beside the bars; headings are bold."""
    bold = {"condition": {"test": "slice(datum.label, 4, 5) == '#'", "value": "bold"}, "value": "normal"}
    axis = alt.Axis(
        labelExpr="slice(datum.label, 5)", labelLimit=NAMES, labelFontWeight=bold, ticks=False, domain=False,
        title=None, labelOverlap=False, labelFontSize=10,
    )  # fmt: skip
    return alt.Y("key:N", scale=alt.Scale(domain=keys), axis=axis)


def _shares(say: Wording) -> Any:
    scale = alt.Scale(domain=[0, 0.5, 1], range=list(SHARES), interpolate="rgb")
    title = say.say("critical in this share of runs", "关键度(模拟占比)")
    return alt.Color("critical:Q", scale=scale, legend=alt.Legend(title=title, format="%", tickCount=3))


def _years(frame: pd.DataFrame, dates: pd.Series, year: Any) -> list[Any]:
    """Return a line at each new year, and its number at each heading, so that no row is far from a date."""
    years = pd.date_range(dates.min(), dates.max(), freq="YS")
    keys = frame.loc[frame["heading"], "key"]
    rows = pd.DataFrame([{"year": day, "text": f" {day:%Y}", "key": key} for day in years for key in keys])
    if rows.empty:
        return []
    lines = alt.Chart(pd.DataFrame({"year": years})).mark_rule(color=HEADING, strokeWidth=1).encode(x=year)
    text = alt.Chart(rows).mark_text(color=QUIET, align="left", fontSize=9, dy=-4)
    return [lines, text.encode(x=year, y="key:N", text="text:N")]


def _months(dates: pd.Series, orient: Literal["top", "bottom"]) -> Any:
    return alt.Axis(
        format="%Y-%m",
        title=None,
        orient=orient,
        tickCount=months_apart(dates),
        labelOverlap=True,
        labelSeparation=8,
    )


def _titles(study: Study, say: Wording, node: str | None, frame: pd.DataFrame) -> tuple[str, str]:
    last = node or max(
        study.ids, key=lambda name: float(np.nan_to_num(study.plan_dates["finish"][name], nan=-1.0))
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
        ("■", "plan (most-likely durations)", "计划(最可能工期)"),
        ("├─┤", "P10 to P90 of the finish", "完成日P10至P90"),
        ("●", "P50", "P50"),
    )
    return title, subtitle
