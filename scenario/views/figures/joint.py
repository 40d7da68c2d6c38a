"""Joint confidence: a node's date and a measure in the same run, and the odds of each quadrant."""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.analysis import Study
from scenario.analysis.summary import quantile
from scenario.measures import MEASURES
from scenario.measures.targets import target_text
from scenario.project.sections.targets import Target
from scenario.project.values.names import Language
from scenario.views.figures.curve import asked_of
from scenario.views.figures.looks import AMBER, BLUE, GREY, INK, Figure, finished, nothing, stamp
from scenario.views.words.wording import Wording

MOST = 1500
"""Runs drawn; the odds are of all [runs]."""
SAFE = 0.8
"""Where no target is set, the value that is kept in this share of the runs takes its place."""
FEWEST = 2
BESIDE, ABOVE = 0.27, 0.1
"""The least part of an axis on either side of a hurdle: words stand there [fraction]."""


class Side(NamedTuple):
    """One of the two: its hurdle in words, what it is in days or units, and in which runs it is met."""

    told: str
    hurdle: float
    met: NDArray[np.bool_]


def joint_confidence(study: Study, node: str, measure: str, language: Language) -> Figure:
    """Return date against measure run by run, both hurdles, and the share of runs in each quadrant.

    A run in which the measure is missing or the node never comes is drawn nowhere, and counts as a miss.
    """
    say = Wording.of(study, language)
    values = study.measures[measure].to_numpy() if measure in study.measures else np.full(study.runs, np.nan)
    since, target = _since(study, node)
    days = study.days[node].to_numpy() - since
    both = np.isfinite(days) & np.isfinite(values)
    name = f"{say.node(study, node)} / {say.measure(measure)}"
    if both.sum() < FEWEST:
        return nothing(name, say)
    date, amount = _date(study, node, days, target, say), _amount(study, measure, values, say)
    divisor, called = say.axis(measure, [float(np.abs(values[both]).max())])
    frame = pd.DataFrame(
        {
            "x": [_at(study, day, target) for day in days[both][:MOST]],
            "y": values[both][:MOST] / divisor,
            "kind": np.where((date.met & amount.met)[both], "both", "miss")[:MOST],
        }
    )
    x = _x(study, node, target, _room(days[both], date.hurdle, BESIDE), say)
    room = [value / divisor for value in _room(values[both], amount.hurdle, ABOVE)]
    y = alt.Y("y:Q", title=f"{say.measure(measure)} [{called}]", scale=alt.Scale(domain=room, nice=False))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["both", "miss"], range=[BLUE, GREY]), legend=None)
    dots = alt.Chart(frame).mark_circle(size=16, opacity=0.55).encode(x=x, y=y, color=colour)
    lines = _lines(_at(study, date.hurdle, target), amount.hurdle / divisor, x)
    chart = alt.layer(dots, *lines, *_corners(date.met, amount.met, measure, say))
    return finished(chart, *_titles(date, amount, int((~both).sum()), say), 380)


# The two sides --------------------------------------------------------------------------------------


def _since(study: Study, node: str) -> tuple[NDArray[np.float64], Target | None]:
    """Return from when the date counts in each run (the start, or a target's own node), and the target."""
    target = next(iter(asked_of(study, node)), None)
    if target is None or target.of is None:
        return np.zeros(study.runs), target
    return np.asarray(study.arrays.finish[:, study.instances(target.of)].max(axis=1)), target


def _elapsed(target: Target | None) -> bool:
    return target is not None and target.of is not None


def _at(study: Study, day: float, target: Target | None) -> Any:
    """Return an instant as the axis takes it: days since another node, or a date."""
    return day if _elapsed(target) else stamp(study, day)


def _date(study: Study, node: str, days: NDArray[np.float64], target: Target | None, say: Wording) -> Side:
    if target is None:
        late = np.sort(np.where(np.isfinite(days), days, np.inf))
        hurdle = quantile(late, SAFE)
        hurdle = hurdle if np.isfinite(hurdle) else float(np.nanmax(days))
        text = say.say(f"{say.node(study, node)} by its P80", f"{say.node(study, node)}不晚于P80")
        return Side(f"{text} ({say.date(study.date(hurdle))})", hurdle, np.asarray(days <= hurdle))
    met = study.met[target_text(target)].to_numpy(dtype=bool)
    within = target.within.days if target.within is not None else 0.0
    hurdle = within if target.by is None else float((target.by - study.project.project.start).days + 1)
    if study.instances(target.node or node) != [study.ids.index(node)]:
        met = np.asarray(days <= hurdle)  # the target is on every phase, the picture on one
    return Side(say.target(study, target), hurdle, met)


def _amount(study: Study, measure: str, values: NDArray[np.float64], say: Wording) -> Side:
    target = next((t for t in study.project.targets if t.measure == measure), None)
    less = MEASURES[measure].less_is_better
    if target is None:
        known = np.sort(values[np.isfinite(values)])
        hurdle = quantile(known, SAFE if less else 1 - SAFE)
        sign = "≤" if less else "≥"
        text = f"{say.measure(measure)} {sign} {say.value(hurdle, measure)}"
    else:
        hurdle, text = target.hurdle or 0.0, f"{say.measure(measure)} {say.hurdle(target)}"
        return Side(text, hurdle, study.met[target_text(target)].to_numpy(dtype=bool))
    with np.errstate(invalid="ignore"):
        return Side(text, hurdle, np.asarray(values <= hurdle if less else values >= hurdle))


# Parts ----------------------------------------------------------------------------------------------


def _x(study: Study, node: str, target: Target | None, room: list[float], say: Wording) -> Any:
    """Return the axis of the dates: the calendar, or days since the node that a target counts from."""
    name = say.node(study, node)
    if target is None or target.of is None:
        domain = [str(stamp(study, day)) for day in room]
        time = alt.Axis(format="%Y-%m", title=name, labelOverlap=True, tickCount=7)
        return alt.X("x:T", axis=time, scale=alt.Scale(domain=domain))
    since = say.node(study, target.of)
    title = say.say(f"{name}: days after {since}", f"{name}: 距{since}的天数")
    return alt.X("x:Q", title=title, scale=alt.Scale(domain=room, nice=False))


def _room(values: NDArray[np.float64], hurdle: float, least: float) -> list[float]:
    """Return the ends of an axis on which each side of the hurdle has room for its words.

    >>> _room(np.array([10.0, 20.0]), 10.0, 0.5)
    [0.0, 20.0]
    """
    low, high = min(float(values.min()), hurdle), max(float(values.max()), hurdle)
    share = least / (1.0 - least)
    low, high = min(low, hurdle - share * (high - hurdle)), max(high, hurdle + share * (hurdle - low))
    return [low, high if high > low else low + 1.0]


def _lines(x: Any, y: float, axis: Any) -> list[Any]:
    across = alt.Chart(pd.DataFrame({"y": [y]})).mark_rule(color=AMBER, strokeWidth=1.8)
    down = alt.Chart(pd.DataFrame({"x": [x]})).mark_rule(color=AMBER, strokeWidth=1.8)
    return [across.encode(y="y:Q"), down.encode(x=axis)]


def _corners(in_time: NDArray[np.bool_], enough: NDArray[np.bool_], measure: str, say: Wording) -> list[Any]:
    """Return the odds of each quadrant in its corner."""
    name = say.measure(measure)
    told = {
        (True, True): say.say("both met", "两者达成"),
        (True, False): say.say("date only", "仅日期达成"),
        (False, True): say.say(f"{name} only", f"仅{name}达成"),
        (False, False): say.say("neither", "均未达成"),
    }
    top_is_good = not MEASURES[measure].less_is_better
    layers = []
    for (early, good), text in told.items():
        share = float(np.mean((in_time == early) & (enough == good)))
        top = good == top_is_good
        row = pd.DataFrame({"text": [f"{text}: {say.share(share)}"]})
        mark = alt.Chart(row).mark_text(
            align="left" if early else "right",
            baseline="top" if top else "bottom",
            fontWeight="bold",
            fontSize=13,
            color=BLUE if early and good else INK,
        )
        layers.append(
            mark.encode(
                x=alt.value(6 if early else "width"), y=alt.value(4 if top else "height"), text="text:N"
            )
        )
    return layers


def _titles(date: Side, amount: Side, missing: int, say: Wording) -> tuple[str, str]:
    joint = say.share(float(np.mean(date.met & amount.met)))
    alone = [say.share(float(side.met.mean())) for side in (date, amount)]
    title = say.say(f"Both promises are kept in {joint} of runs", f"日期与指标同时达成的概率为{joint}")
    text = say.say(
        f"{date.told}: {alone[0]}; {amount.told}: {alone[1]}",
        f"{date.told}: {alone[0]}；{amount.told}: {alone[1]}",
    )
    if missing:
        text += say.say(f"; not drawn, and missed: {missing:,} runs", f"；缺失{missing:,}次, 计为未达成")
    return title, text
