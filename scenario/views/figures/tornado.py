"""The tornado: what moves a node or a measure most."""

from __future__ import annotations

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
    Figure,
    beside,
    finished,
    nothing,
    ordered_names,
)
from scenario.views.words.quantity_names import name_of
from scenario.views.words.wording import Wording

MOST = 15
"""Bars, at most: more nobody reads."""


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
            "name": label(study, bar.name, say),
            "low": (bar.low - bar.mean) / divisor,
            "high": (bar.high - bar.mean) / divisor,
            "text": _difference(bar, divisor, digits),
            "end": max(bar.low, bar.high) / divisor - bar.mean / divisor,
        }
        for bar in found
    )
    rows["key"], names = ordered_names(rows["name"])
    base = alt.Chart(rows).encode(y=names)
    against = say.say(f"against the mean [{unit}]", f"与均值之差[{unit}]")
    x = alt.X("low:Q", title=against, scale=alt.Scale(padding=34))
    layers = [
        base.mark_bar(height=12, color=BLUE).encode(x=x, x2=alt.datum(0)),
        base.mark_bar(height=12, color=AMBER).encode(x="high:Q", x2=alt.datum(0)),
        base.mark_text(align="left", dx=5, color=INK, fontSize=10).encode(x="end:Q", text="text:N"),
        alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q"),
    ]
    first = rows["name"].iloc[0]
    title = say.say(
        f"{name} moves most with {first}: {rows['text'].iloc[0]} {unit}",
        f"{name}受{first}影响最大: {rows['text'].iloc[0]}{unit}",
    )
    marks = say.say(
        "blue: lowest fifth of the runs, or the event does not come; amber: highest fifth, or it does",
        "蓝: 取值最低两成, 或事件未发生; 橙: 取值最高两成, 或事件发生",
    )
    return finished(alt.layer(*layers), title, marks, 24 * len(rows), beside(rows["name"]))


def label(study: Study, uncertainty: str, say: Wording) -> str:
    """Return what an uncertainty is called."""
    block, _, rest = uncertainty.partition(".")
    if block == "activities":
        return say.node(study, rest.removesuffix(".duration"))
    if block == "risks":
        name = study.project.risks[rest].name
        return rest if name is None else say.name(name)
    if block == "drivers":
        driver = study.project.drivers[rest].name
        return rest if driver is None else say.name(driver)
    return name_of(uncertainty, study.project, say)


def _unit(study: Study, of: str, found: list[TornadoBar], say: Wording) -> tuple[float, str, int]:
    """Return what to divide by, what that is called, and how many decimals to show."""
    if of in study.ids:
        return 1.0, say.say("days", "天"), 0
    unit = MEASURES[of].unit
    divisor, called = say.axis(of, [found[0].width])
    if unit.sign:
        called = say.say("points", "百分点")
    return divisor, called, 0 if unit.is_amount else 1


def _difference(bar: TornadoBar, divisor: float, digits: int) -> str:
    return f"{(bar.high - bar.low) / divisor:+.{digits}f}"
