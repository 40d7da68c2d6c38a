"""The cash that a project ties up, and what it costs, month by month."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.measures.inputs import MeasureInputs
from scenario.model.money import accounts
from scenario.project.values.names import Language
from scenario.views.figures.axes import Axes
from scenario.views.figures.looks import BLUE, INK, PALE, QUIET, Figure, finished, legend, nothing
from scenario.views.words.wording import Wording

CLOSE = 0.06
"""Names at the ends of lines that are closer run into each other. [fraction of the height]"""
COST = (
    accounts.LAND,
    accounts.DEED_TAX,
    accounts.LAND_USE_TAX,
    accounts.CONSTRUCTION,
    accounts.MARKETING,
    accounts.ADMINISTRATION,
)
"""What is spent on a project before its taxes on sales and its financing."""


def cash_fan(study: Study, language: Language, axes: Axes | None = None) -> Figure:
    """Return the project's cumulative freely usable cash by month: P10, P50, P90 and the most-likely run.

    With `axes` both stay where they were in the pictures before.
    """
    say = Wording.of(study, language)
    if not study.months or not study.runs:
        return nothing(say.say("Cumulative free cash", "累计可动用现金流"), say)
    paths = MeasureInputs(study.plan, study.arrays).sums.free.cumsum(axis=1)
    likely = MeasureInputs(study.plan, study.planned).sums.free.cumsum(axis=1)[0]
    return finished(_fan(study, paths, likely, say, axes), *_cash_title(study, paths, say), 260)


def cost_fan(study: Study, language: Language) -> Figure:
    """Return what has been paid by each month for land, works and expenses: P10, P50, P90 and the plan's."""
    say = Wording.of(study, language)
    if not study.months or not study.runs:
        return nothing(say.say("Cumulative cost", "累计成本"), say)
    paths, likely = _paid(study.arrays.ledger), _paid(study.planned.ledger)[0]
    if not paths.any():
        return nothing(say.say("Nothing is spent", "没有支出"), say)
    return finished(_fan(study, paths, likely, say), *_cost_title(study, paths, say), 260)


def _paid(ledger: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return what has been paid up to the end of each month, shape (runs, months) [yuan]."""
    return -np.asarray(ledger[:, :, COST].sum(axis=2).cumsum(axis=1))


def _fan(
    study: Study,
    paths: np.ndarray[Any, Any],
    likely: np.ndarray[Any, Any],
    say: Wording,
    axes: Axes | None = None,
) -> Figure:
    """Return a band from P10 to P90, the P50 and the most-likely run of amounts that add up by month."""
    low, middle, high = np.quantile(paths, (0.1, 0.5, 0.9), axis=0)
    last = _last_change(np.vstack([low, middle, high, likely]))
    largest = float(np.abs(paths[:, :last]).max())
    up = alt.Scale()
    if axes is not None:
        last = min(int(axes.kept("months of cash", [0.0, float(last)])[1]), len(study.months))
        bottom, top = axes.kept("cash", [low.min(), likely.min(), high.max(), likely.max(), 0.0])
        largest = max(abs(bottom), abs(top))
    divisor, called = say.money_unit([largest])
    if axes is not None:
        up = alt.Scale(domain=[bottom / divisor, top / divisor], nice=False)
    months = pd.to_datetime(list(study.months[:last])) + pd.offsets.MonthEnd(0)
    frame = pd.DataFrame(
        {
            "month": months,
            **{
                name: series[:last] / divisor
                for name, series in (("p10", low), ("p50", middle), ("p90", high), ("likely", likely))
            },
        }
    )
    unit = f"{say.currency} {called}".strip() if say.language == "en" else f"{called}{say.currency}"
    base = alt.Chart(frame).encode(
        x=alt.X(
            "month:T",
            title=None,
            axis=alt.Axis(format="%Y-%m", labelOverlap=True, labelSeparation=12, tickCount=7),
        )
    )
    title_y = say.say(f"cumulative [{unit}]", f"累计[{unit}]")
    band = base.mark_area(color=PALE, opacity=0.8).encode(
        y=alt.Y("p10:Q", title=title_y, scale=up, axis=alt.Axis(tickCount=6)), y2="p90:Q"
    )
    line = base.mark_line(color=BLUE, strokeWidth=2.2).encode(y="p50:Q")
    plan = base.mark_line(color=INK, strokeWidth=1.4, strokeDash=[5, 3]).encode(y="likely:Q")
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET, strokeWidth=0.8).encode(y="zero:Q")
    end = frame.tail(1).melt("month", var_name="line", value_name="amount")
    shown = frame.drop(columns="month")
    height = float(shown.max().max() - min(shown.min().min(), 0.0))
    return alt.layer(band, zero, plan, line, *_ends(end, height))


def _cost_title(study: Study, paths: np.ndarray[Any, Any], say: Wording) -> tuple[str, str]:
    low, middle, high = np.quantile(paths[:, -1], (0.1, 0.5, 0.9))
    half = study.months[int(np.median((paths >= paths[:, -1:] / 2).argmax(axis=1)))]
    title = say.say(
        f"{say.currency} {say.money(middle)} in all (P50), half of it paid by {half:%Y-%m}",
        f"总支出{say.money(middle)}{say.currency}(P50), {half:%Y-%m}前支付一半",
    )
    text = say.say(
        f"Land, works and expenses as paid; in all from {say.money(low)} (P10) to {say.money(high)} (P90)",
        f"土地、建安与费用实付; 总额P10为{say.money(low)}, P90为{say.money(high)}",
    )
    return title, _with_marks(text, say)


def _cash_title(study: Study, paths: np.ndarray[Any, Any], say: Wording) -> tuple[str, str]:
    middle = np.median(paths, axis=0)
    deepest, when = float(middle.min()), study.months[int(middle.argmin())]
    own = float(np.median(paths.min(axis=1)))
    ends = float(np.mean(paths[:, -1] > 0))
    title = say.say(
        f"The P50 line is lowest in {when:%Y-%m}: {say.currency} {say.money(-deepest)} are tied up",
        f"P50曲线最低点在{when:%Y-%m}: 占用资金{say.money(-deepest)}{say.currency}",
    )
    if deepest >= 0:
        title = say.say("The P50 line never needs money", "P50曲线始终无需投入资金")
    text = say.say(
        f"Freely usable, after tax, before financing; median of each run's own lowest: {say.money(-own)};"
        f" ends positive in {say.share(ends)} of runs",
        f"可动用口径, 税后融资前; 各次自身最低点的中位数为{say.money(-own)}; {say.share(ends)}的模拟期末为正",
    )
    return title, _with_marks(text, say)


def _with_marks(text: str, say: Wording) -> str:
    """Return a subtitle with what the marks of a fan mean behind it."""
    marks = legend(
        say, ("■", "P10 to P90", "P10至P90"), ("━", "P50", "P50"), ("┅", "most-likely run", "最可能情形")
    )
    return f"{text}.   {marks}" if say.language == "en" else f"{text}。  {marks}"


def _ends(end: pd.DataFrame, height: float) -> list[Any]:
    """Return the names of the lines at their ends; beside the P50 only those that do not run into it."""
    names = {"p10": "P10", "p50": "P50", "p90": "P90"}
    end = end[end["line"].isin(list(names))].assign(name=lambda frame: frame["line"].map(names))
    middle = float(end.loc[end["line"] == "p50", "amount"].iloc[0])
    apart = (end["amount"] - middle).abs() > CLOSE * height
    text = alt.Chart(end[apart | (end["line"] == "p50")]).mark_text(
        align="left", dx=6, color=BLUE, fontSize=11, fontWeight="bold"
    )
    return [text.encode(x="month:T", y="amount:Q", text="name:N")]


def _last_change(series: np.ndarray[Any, Any]) -> int:
    """Return how many months it takes until nothing moves any more, and two to see that [months]."""
    moving = np.flatnonzero(np.abs(np.diff(series, axis=1)).max(axis=0) > 0.005 * np.abs(series).max())
    return min(int(series.shape[1]), int(moving[-1]) + 4 if len(moving) else int(series.shape[1]))
