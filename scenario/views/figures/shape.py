"""The shape of an uncertainty: how likely a value is to lie where."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.project.values.names import Language
from scenario.views.figures.looks import AMBER, BLUE, Figure, finished
from scenario.views.words.wording import Wording


def shape(values: np.ndarray[Any, Any], likely: float, name: str, unit: str, language: Language) -> Figure:
    """Return a histogram of what was drawn of an uncertainty, with its most likely value."""
    say = Wording(language)
    counts, edges = np.histogram(values, 40)
    bars = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "share": counts / len(values)})
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    title = f"{name} [{unit}]" if unit else name
    base = alt.Chart(bars).mark_bar(color=BLUE, stroke="white", strokeWidth=0.6)
    up = alt.Axis(format="%", tickCount=4)
    drawn = base.encode(
        x=alt.X("from:Q", title=title, scale=alt.Scale(zero=False)), x2="to:Q",
        y=alt.Y("share:Q", title=say.say("share", "占比"), axis=up), y2=alt.datum(0),
    )  # fmt: skip
    mark = alt.Chart(pd.DataFrame({"at": [likely]})).mark_rule(color=AMBER, strokeWidth=2)
    text = say.say(
        f"P10 {low:,.4g}, P50 {middle:,.4g}, P90 {high:,.4g}; amber: most likely {likely:,.6g}",
        f"P10 {low:,.4g}, P50 {middle:,.4g}, P90 {high:,.4g}; 橙线: 最可能值{likely:,.6g}",
    )
    return finished(alt.layer(drawn, mark.encode(x="at:Q")), name, text, 180, 460)
