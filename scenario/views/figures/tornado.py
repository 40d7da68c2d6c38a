"""The tornado: what moves a node or a measure most."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.sensitivity.tornado import MissingValuesError, TornadoBar, tornado_bars
from scenario.measures import MEASURES
from scenario.project.values.names import Language
from scenario.views.figures.looks import (
    AMBER,
    BLUE,
    INK,
    QUIET,
    Figure,
    beside,
    finished,
    nothing,
    ordered_names,
)
from scenario.views.words.quantity_names import uncertainty_name
from scenario.views.words.wording import Wording

MOST = 15
"""Bars, at most: more nobody reads."""
FULL, TENTH_OF_FULL = 100.0, 10.0
"""Amounts from here on are told without decimals, or with one [unit of the axis]."""
SWING = 76
"""Room for the column of swings, right of the bars [pixels]."""


def tornado(study: Study, of: str, language: Language, most: int = MOST) -> Figure:
    """Return how far a node [days] or a measure [its unit] swings with each uncertainty, widest first.

    Where the value is missing in some run, the figure says so and shows nothing.
    """
    say = Wording.of(study, language)
    name = say.node(study, of) if of in study.ids else say.measure(of)
    try:
        found = tornado_bars(study, of)[:most]
    except MissingValuesError:
        gone = int((study.days if of in study.days else study.measures)[of].isna().sum())
        text = f"{gone:,}/{study.runs:,}"
        return nothing(
            say.say(f"{name}: missing in {text} runs, so not ranked", f"{name}: {text}次缺失, 不作排序"), say
        )
    if not found:
        return nothing(say.say(f"{name}: nothing stands out of chance", f"{name}: 无显著影响因素"), say)
    divisor, unit, digits = _unit(study, of, found, say)
    rows = pd.DataFrame(
        {
            "name": _with_chance(study, bar.name, say),
            "low": (bar.low - bar.mean) / divisor,
            "high": (bar.high - bar.mean) / divisor,
            "text": _difference(bar, divisor, digits),
            "low_text": _own(study, of, bar.low, say),
            "high_text": _own(study, of, bar.high, say),
        }
        for bar in found
    )
    wide = beside(rows["name"]) - SWING
    rows["key"], names = ordered_names(rows["name"])
    base = alt.Chart(rows).encode(y=names)
    against = say.say(f"against the mean [{unit}]", f"与均值之差[{unit}]")
    x = alt.X("low:Q", title=against, scale=alt.Scale(padding=74))
    layers = [
        base.mark_bar(height=12, color=BLUE).encode(x=x, x2=alt.datum(0)),
        base.mark_bar(height=12, color=AMBER).encode(x="high:Q", x2=alt.datum(0)),
        *_ends(rows, names),
        base.mark_text(align="right", color=INK, fontSize=10, fontWeight="bold").encode(
            x=alt.value(wide + SWING), text="text:N"
        ),
        alt.Chart(pd.DataFrame({"text": [say.say(f"swing [{unit}]", f"摆幅[{unit}]")]}))
        .mark_text(align="right", color=QUIET, fontSize=11, dy=-8)
        .encode(x=alt.value(wide + SWING), y=alt.value(0), text="text:N"),
        alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q"),
    ]
    first = uncertainty_name(study, found[0].name, say)
    title = say.say(
        f"{name} moves most with {first}: {rows['text'].iloc[0]} {unit}",
        f"{name}受{first}影响最大: {rows['text'].iloc[0]}{unit}",
    )
    marks = say.say(
        "blue: lowest fifth of the runs, or the event does not come; amber: highest fifth, or it does",
        "蓝: 取值最低两成, 或事件未发生; 橙: 取值最高两成, 或事件发生",
    )
    return finished(alt.layer(*layers), title, marks, 24 * len(rows), wide)


def _ends(rows: pd.DataFrame, names: Any) -> list[Any]:
    """Return the values at both ends of each bar, outside of it."""
    marks = []
    for end, other in (("low", "high"), ("high", "low")):
        for align, away, sign in (("right", -4, "<"), ("left", 4, ">=")):
            chart = alt.Chart(rows).transform_filter(f"datum.{end} {sign} datum.{other}")
            text = chart.mark_text(align=align, dx=away, color=INK, fontSize=10)  # type: ignore[arg-type]
            marks.append(text.encode(x=f"{end}:Q", y=names, text=f"{end}_text:N"))
    return marks


def _own(study: Study, of: str, value: float, say: Wording) -> str:
    """Return what an end of a bar is: a node's date, or a measure's value."""
    return say.date(study.date(value)) if of in study.ids else say.value(value, of)


def _with_chance(study: Study, uncertainty: str, say: Wording) -> str:
    """Return what an uncertainty is called, of a risk with its chance."""
    block, _, rest = uncertainty.partition(".")
    name = uncertainty_name(study, uncertainty, say)
    if block == "calendars":
        months = study.project.calendars[rest.split(".")[0]].weather
        chance = months[rest.split(".")[2]].probability.most_likely  # type: ignore[index]
        return f"{name} ({say.share(chance)}{say.say(' a year', '/年')})"
    if block != "risks":
        return name
    risk = study.project.risks[rest]
    share = say.share(risk.chance.most_likely)
    yearly = say.say(" a year", "/年") if risk.per == "year" else ""
    return f"{name} ({share}{yearly})"


def _unit(study: Study, of: str, found: list[TornadoBar], say: Wording) -> tuple[float, str, int]:
    """Return what to divide by, what that is called, and how many decimals to show."""
    if of in study.ids:
        return 1.0, say.say("days", "天"), 0
    unit = MEASURES[of].unit
    divisor, called = say.axis(of, [found[0].width])
    if unit.sign:
        called = say.say("points", "百分点")
    widest = found[0].width / divisor
    return (
        divisor,
        called,
        (0 if widest >= FULL else 1 if widest >= TENTH_OF_FULL else 2) if unit.is_amount else 1,
    )


def _difference(bar: TornadoBar, divisor: float, digits: int) -> str:
    return f"{(bar.high - bar.low) / divisor:+.{digits}f}"
