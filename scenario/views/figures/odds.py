"""The odds of the targets."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.project.values.names import Language
from scenario.views.figures.looks import AMBER, BLUE, INK, LABELS, Figure, beside, finished, nothing
from scenario.views.tables.table import rows_of
from scenario.views.words.wording import Wording


def odds_bars(study: Study, language: Language) -> Figure:
    """Return the odds of each target and of all together, with their intervals."""
    say = Wording.of(study, language)
    told = [*rows_of(study.odds()).values()]
    labels = [say.target(study, target) for target in study.project.targets]
    if not told:
        return nothing(say.say("Odds", "概率"), say)
    if len(told) > 1:
        told.append({str(key): value for key, value in study.joint_odds().items()})
        labels.append(say.say("All together", "全部同时达成"))
    frame = pd.DataFrame(
        {
            "place": f"{place:03d}",
            "target": label,
            "odds": row["odds"],
            "low": row["low"],
            "high": row["high"],
            "text": f"{say.share(row['odds'])}",
            "all": place == len(study.project.targets),
        }
        for place, (label, row) in enumerate(zip(labels, told, strict=True))
    )
    weakest = int(np.argmin([row["odds"] for row in told[: len(study.project.targets)]]))
    title = say.say(
        f"Weakest target: {labels[weakest]}, {say.share(told[weakest]['odds'])}",
        f"最难达成的目标: {labels[weakest]}, {say.share(told[weakest]['odds'])}",
    )
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "target:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=LABELS, ticks=False, domain=False),
        )
    )
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format="%", title=None, tickCount=5)
    bar = base.mark_bar(height=15, cornerRadiusEnd=2).encode(
        x=alt.X("odds:Q", scale=scale, axis=axis),
        color=alt.condition("datum.all", alt.value(INK), alt.value(BLUE)),
    )
    interval = base.mark_rule(color=AMBER, strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    text = base.mark_text(align="left", dx=7, color=INK, fontWeight="bold").encode(
        x=alt.X("high:Q", scale=scale, axis=axis), text="text:N"
    )
    subtitle = say.say(
        "Share of runs that meet it; the line is the 95 % interval", "达成的模拟占比; 横线为95%区间"
    )
    return finished(alt.layer(bar, interval, text), title, subtitle, 30 * len(frame), beside(labels))
