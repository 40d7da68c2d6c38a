"""Waiting for people, by department and month."""

from __future__ import annotations

import altair as alt
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.waiting import waiting_by_department, waiting_by_month
from scenario.project.values.names import Language
from scenario.views.figures.looks import INK, Figure, finished, nothing
from scenario.views.words.plan_words import PlanWords
from scenario.views.words.wording import Wording

MOST = 6
"""Departments that get a colour; the rest are one."""
LITTLE = 0.05
"""Less waiting than this in all is not shown [days]."""
COLOURS = ("#2f6690", "#c8741a", "#5b8c5a", "#8e5572", "#6b7785", "#b0a160", "#c6ccd3")


def waiting_months(study: Study, language: Language) -> Figure:
    """Return the mean days that work waits for people in each month, by department."""
    say = Wording.of(study, language)
    title = say.say("Waiting for people", "等待人手")
    if not study.project.staff or not study.runs:
        return nothing(title, say)
    words = PlanWords(study, say)
    totals = waiting_by_department(study)["mean"]
    shown = [str(name) for name in totals.index[totals > LITTLE]][:MOST]
    if not shown:
        text = say.say(
            "Work waits for nobody: people are enough in every run", "所有模拟中人手充足, 无需等待"
        )
        return nothing(text, say)
    months = waiting_by_month(study)[shown]
    rows = (
        months.rename(columns=words.owner)
        .reset_index()
        .melt("month", var_name="department", value_name="days")
    )
    names = [words.owner(name) for name in shown]
    colour = alt.Color(
        "department:N",
        scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])),
        legend=alt.Legend(title=None, orient="top", labelFontSize=11, labelColor=INK, symbolType="square"),
    )
    month = alt.Axis(format="%Y-%m", title=None, labelOverlap=True, labelSeparation=12, tickCount=10)
    days = say.say("days of waiting, mean of the runs", "等待天数(模拟均值)")
    chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("month:T", timeUnit="yearmonth", axis=month),
            y=alt.Y("days:Q", title=days),
            color=colour,
            order="place:Q",  # the longest wait lies at the bottom
        )
    )
    return finished(chart, *_titles(say, words, totals, months), 260)


def _titles(say: Wording, words: PlanWords, totals: pd.Series, months: pd.DataFrame) -> tuple[str, str]:
    most = str(totals.index[0])
    name, days = words.owner(most), f"{totals.iloc[0]:.0f}"
    worst = pd.Timestamp(months[most].idxmax())  # type: ignore[arg-type]
    title = say.say(
        f"{name} keeps work waiting longest: {days} days in all, most in {worst:%Y-%m}",
        f"{name}等待最多: 合计{days}天, 高峰在{worst:%Y-%m}",
    )
    subtitle = say.say(
        "Days that work is ready but has no people, added up over activities",
        "工作已具备条件但无人手的天数, 各项合计",
    )
    return title, subtitle
