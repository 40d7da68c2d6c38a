"""How a measure is distributed over the runs."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.project.sections.targets import Target
from scenario.project.values.names import Language
from scenario.views.figures.axes import Axes
from scenario.views.figures.looks import (
    AMBER_TEXT,
    BLUE,
    GREY,
    INK,
    QUIET,
    Figure,
    finished,
    nothing,
    round_step,
)
from scenario.views.tables.table import rows_of
from scenario.views.words.wording import Wording

BINS = 40
"""Bars of a distribution, about."""
FEWEST = 2
"""Fewer values have no distribution."""


def distribution(study: Study, measure: str, language: Language, axes: Axes | None = None) -> Figure:
    """Return how a measure is distributed over the runs, with its hurdle and the odds of meeting it.

    With `axes` both stay where they were in the pictures before.
    """
    say = Wording.of(study, language)
    values = study.measures[measure].to_numpy() if measure in study.measures else np.array([])
    values = values[np.isfinite(values)]
    target = next((t for t in study.project.targets if t.measure == measure), None)
    if len(values) < FEWEST:
        return nothing(say.measure(measure), say)
    divisor, called = say.axis(measure, [float(np.abs(values).max())])
    edges = _edges(values, hurdle := None if target is None else target.hurdle)
    counts, _ = np.histogram(values, edges)
    centres = (edges[:-1] + edges[1:]) / 2
    bars = pd.DataFrame(
        {
            "from": edges[:-1] / divisor,
            "to": edges[1:] / divisor,
            "runs": counts,
            "met": True if target is None else _reached(target, centres),
        }
    )
    across, up = _ranges(axes, study, measure, edges / divisor, counts)
    axis = alt.X("from:Q", title=f"{say.measure(measure)} [{called}]", scale=across)
    layers: list[Any] = [
        alt.Chart(bars)
        .mark_bar(stroke="white", strokeWidth=0.6)
        .encode(
            x=axis,
            x2="to:Q",
            y=alt.Y("runs:Q", title=say.say("runs", "模拟次数"), scale=up, axis=alt.Axis(tickCount=4)),
            y2=alt.datum(0),
            color=alt.condition("datum.met", alt.value(BLUE), alt.value(GREY)),
        )
    ]
    middle = float(rows_of(study.summary((measure,)))[measure]["p50"])
    marks = [(middle, "P50", INK)] if np.isfinite(middle) else []
    likely = float(study.most_likely.measures[measure].iloc[0])
    if np.isfinite(likely):
        marks.append((likely, say.say("most likely", "最可能情形"), QUIET))
    if hurdle is not None and target is not None:
        marks.append((hurdle, say.hurdle(target), AMBER_TEXT))
    layers += _marks(marks, divisor, float(counts.max() if axes is None else up.domain[1] / 1.35))
    return finished(alt.layer(*layers), *_distribution_title(study, measure, target, values, say), 210)


def _ranges(
    axes: Axes | None, study: Study, measure: str, edges: np.ndarray[Any, Any], counts: np.ndarray[Any, Any]
) -> tuple[Any, Any]:
    """Return the scales across and up: as wide as is needed, or as they were before."""
    if axes is None:
        return alt.Scale(zero=False, nice=False), alt.Scale()
    across = axes.kept(f"{measure} across", edges)
    top = axes.kept(f"{measure} of {study.runs}", [0.0, 1.35 * float(counts.max())])[1]
    return alt.Scale(domain=list(across), nice=False), alt.Scale(domain=[0.0, top], nice=False)


def _distribution_title(
    study: Study, measure: str, target: Target | None, values: np.ndarray[Any, Any], say: Wording
) -> tuple[str, str]:
    summary = rows_of(study.summary((measure,)))[measure]
    low, high = (say.value(float(summary[q]), measure) for q in ("p10", "p90"))
    middle = say.say(f"8 runs in 10 between {low} and {high}", f"八成模拟介于{low}与{high}之间")
    gone = study.runs - len(values)
    if gone:
        middle += say.say(
            f"; {gone:,} of {study.runs:,} runs have no value", f"; {study.runs:,}次模拟中{gone:,}次无数值"
        )
    if target is None:
        half = say.value(float(summary["p50"]), measure)
        return say.say(
            f"{say.measure(measure)}: {half} at P50", f"{say.measure(measure)}: P50为{half}"
        ), middle
    row = [*rows_of(study.odds()).values()][study.project.targets.index(target)]
    told = say.interval(row["low"], row["high"])
    title = say.say(
        f"{say.measure(measure)} {say.hurdle(target)}: met in {say.share(row['odds'])} of runs ({told})",
        f"{say.measure(measure)} {say.hurdle(target)}: 达成概率{say.share(row['odds'])}({told})",
    )
    return title, middle


def _reached(target: Target, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return values >= target.at_least if target.at_least is not None else values <= (target.at_most or 0.0)


def _edges(values: np.ndarray[Any, Any], hurdle: float | None) -> np.ndarray[Any, Any]:
    """Return edges of round width, one of them at the hurdle, so that each bar is met or missed whole."""
    low, high = (float(np.quantile(values, q)) for q in (0.002, 0.998))
    width = round_step((high - low) / BINS) or max(abs(low), 1.0) / 100
    at = hurdle if hurdle is not None and low <= hurdle <= high else 0.0
    first, last = np.floor((values.min() - at) / width), np.ceil((values.max() - at) / width)
    steps = np.arange(
        max(first, np.floor((low - at) / width) - 1), min(last, np.ceil((high - at) / width) + 1) + 1
    )
    edges = at + width * (steps if len(steps) > 1 else np.array([first, first + 1]))
    edges[0], edges[-1] = min(edges[0], values.min()), max(edges[-1], values.max())
    return edges


def _marks(marks: list[tuple[float, str, str]], divisor: float, top: float) -> list[Any]:
    """Return vertical rules with their names above the bars, one row of names each so that none overlap."""
    layers: list[Any] = []
    for row, (value, label, colour) in enumerate(marks):
        frame = pd.DataFrame({"at": [value / divisor], "name": [label], "up": [top * (1.08 + 0.11 * row)]})
        base = alt.Chart(frame)
        rule = base.mark_rule(color=colour, strokeWidth=1.8, strokeDash=[1, 0] if colour != QUIET else [4, 3])
        name = base.mark_text(color=colour, align="left", dx=4, fontWeight="bold", fontSize=11)
        layers += [
            rule.encode(x="at:Q", y="up:Q", y2=alt.datum(0)),
            name.encode(x="at:Q", y="up:Q", text="name:N"),
        ]
    return layers
