"""The banana curve: progress as early and as late as the plan allows, and as the runs came."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.progress import Progress, progress_of
from scenario.project.values.names import Language
from scenario.views.figures.looks import (
    BLUE,
    INK,
    PALE,
    Figure,
    finished,
    legend,
    months_apart,
    nothing,
)
from scenario.views.words.wording import Wording


def banana(study: Study, language: Language) -> Figure:
    """Return the share of the work that is done by each date: early, late, and P10 to P90 of the runs."""
    say = Wording.of(study, language)
    found = progress_of(study)
    if found is None:
        return nothing(say.say("Progress of the work", "工作进度"), say)
    start = pd.Timestamp(study.project.project.start)
    frame = pd.DataFrame(
        {
            "date": start + pd.to_timedelta(found.days, unit="D"),
            **{name: getattr(found, name) for name in ("early", "late", "p10", "p50", "p90")},
        }
    )
    ticks = months_apart(frame["date"])
    base = alt.Chart(frame).encode(
        x=alt.X(
            "date:T",
            axis=alt.Axis(format="%Y-%m", title=None, labelOverlap=True, labelSeparation=12, tickCount=ticks),
        )
    )
    share = alt.Axis(format="%", title=say.say("share of the work done", "完成工作占比"), tickCount=5)
    layers: list[Any] = [
        base.mark_area(color=PALE, opacity=0.8).encode(
            y=alt.Y("p10:Q", axis=share, scale=alt.Scale(domain=[0, 1])), y2="p90:Q"
        ),
        base.mark_line(color=INK, strokeWidth=1.4, strokeDash=[5, 3]).encode(y="early:Q"),
        base.mark_line(color=INK, strokeWidth=1.4, strokeDash=[1, 3]).encode(y="late:Q"),
        base.mark_line(color=BLUE, strokeWidth=2.2).encode(y="p50:Q"),
    ]
    return finished(alt.layer(*layers), *_titles(study, found, say), 280)


def _titles(study: Study, found: Progress, say: Wording) -> tuple[str, str]:
    """Return when half the work is done, against the plan's earliest and latest."""
    middle, early, late = (_reached(found, name, 0.5) for name in ("p50", "early", "late"))
    dates = [say.date(study.date(day)) for day in (middle, early, late)]
    behind = middle > late
    title = say.say(
        f"Half of the work is done by {dates[0]} (P50)"
        + (f", later than the latest that keeps the plan ({dates[2]})" if behind else ""),
        f"P50在{dates[0]}完成一半工作" + (f", 晚于守住计划的最迟进度({dates[2]})" if behind else ""),
    )
    marks = legend(
        say,
        ("■", "P10 to P90", "P10至P90"),
        ("━", "P50", "P50"),
        ("┅", "plan, earliest", "计划最早"),
        ("┈", "plan, latest", "计划最迟"),
    )
    text = say.say(
        "Activities count by their planned working time, evenly over their span",
        "按计划工作时间加权, 各项在工期内均匀完成",
    )
    return title, f"{text}.   {marks}" if say.language == "en" else f"{text}。  {marks}"


def _reached(found: Progress, name: str, share: float) -> float:
    """Return the first instant by which a share is done; infinite when it never is."""
    reached = np.flatnonzero(getattr(found, name) >= share)
    return float(found.days[reached[0]]) if len(reached) else float("inf")
