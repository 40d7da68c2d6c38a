"""The S-curve: by which date a node is finished in which share of the runs."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.plan_odds import plan_odds, planned_days
from scenario.project.sections.targets import Target
from scenario.project.values.names import Language
from scenario.study.dates import FUZZ
from scenario.views.figures.looks import AMBER_TEXT, BLUE, INK, Figure, finished, months_apart, nothing, stamp
from scenario.views.figures.nodes import asked_day
from scenario.views.tables.table import rows_of
from scenario.views.words.plan_words import plan_named
from scenario.views.words.wording import Wording

POINTS = 400
"""Of the curve, at most: more cannot be told apart."""

ROOM = 0.3
"""A name stands left of its line from so far into the picture on; before that there is no room [fraction]."""


def s_curve(study: Study, node: str, language: Language) -> Figure:
    """Return the share of runs in which a node is finished by each date, with P50, P80, plan and target."""
    say = Wording.of(study, language)
    ordered = np.sort(study.days[node].dropna().to_numpy())
    if not len(ordered):
        return nothing(say.node(study, node), say)
    curve = _curve(study, ordered)
    ticks = months_apart(curve["date"])
    time = alt.Axis(format="%Y-%m", title=None, labelOverlap=True, labelSeparation=12, tickCount=ticks)
    x = alt.X("date:T", axis=time, scale=alt.Scale(padding=24))
    share = alt.Y(
        "share:Q",
        title=say.say("finished in this share of runs", "已完成的模拟占比"),
        scale=alt.Scale(domain=[0, 1.24]),
        axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    base = alt.Chart(curve).encode(x=x)
    layers: list[Any] = [
        base.mark_area(color=BLUE, opacity=0.1, interpolate="step-after").encode(y=share.stack(None)),
        base.mark_line(color=BLUE, strokeWidth=2.4, interpolate="step-after").encode(y=share),
        *_dates(study, node, say),
        *_quantiles(study, node),
    ]
    return finished(alt.layer(*layers), *_titles(study, node, say), 300)


def _curve(study: Study, ordered: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Return the share that is finished by the end of each day on which something is."""
    dates, counts = np.unique(np.ceil(ordered - FUZZ), return_counts=True)
    shares = counts.cumsum() / study.runs
    picked = np.unique(np.linspace(0, len(dates) - 1, POINTS).astype(int))
    return pd.DataFrame({"date": [stamp(study, day) for day in dates[picked]], "share": shares[picked]})


def _quantiles(study: Study, node: str) -> list[Any]:
    """Return lines from the axes to the curve at P50 and P80, with their dates."""
    row = rows_of(study.node_summary((node,)))[node]
    first = stamp(study, float(study.days[node].min()))
    told = [
        {"date": date, "share": share, "from": first, "text": f"{name}  {date:%Y-%m-%d}"}
        for name, key, share in (("P50", "p50", 0.5), ("P80", "p80", 0.8))
        if (date := stamp(study, row[key])) is not None
    ]
    if not told:
        return []
    base = alt.Chart(pd.DataFrame(told))
    dashed = base.mark_rule(color=BLUE, strokeWidth=1, strokeDash=[3, 3])
    return [
        dashed.encode(x="from:T", x2="date:T", y="share:Q"),
        dashed.encode(x="date:T", y="share:Q", y2=alt.datum(0)),
        base.mark_point(color=BLUE, fill="white", size=60, opacity=1, strokeWidth=2).encode(
            x="date:T", y="share:Q"
        ),
        base.mark_text(color=BLUE, align="right", dx=-8, dy=-9, fontWeight="bold").encode(
            x="date:T", y="share:Q", text="text:N"
        ),
    ]


def _dates(study: Study, node: str, say: Wording) -> list[Any]:
    """Return a line at the plan's date and one at each date that a target asks for, named above the curve."""
    told = [(planned_days(study)[node], plan_named(study, say), INK)]
    told += [
        (asked_day(study, target), say.say("target", "目标"), AMBER_TEXT) for target in asked_of(study, node)
    ]
    layers: list[Any] = []
    first, days = min(day for day, _, _ in told), study.days[node].dropna()
    latest = max([*(day for day, _, _ in told), float(days.max())])
    earliest = min(first, float(days.min()))
    room = earliest + ROOM * (latest - earliest)
    for row, (day, name, colour) in enumerate(told):
        date = stamp(study, day)
        if date is None:
            continue
        up = 1.09 + 0.075 * row
        base = alt.Chart(pd.DataFrame({"date": [date], "up": [up], "text": [f"{name} {date:%Y-%m-%d}"]}))
        rule = base.mark_rule(color=colour, strokeWidth=1.6)
        before = day == first and len(told) > 1 and day > room
        text = base.mark_text(
            color=colour, align="right" if before else "left", dx=-4 if before else 4, fontWeight="bold"
        )
        layers += [
            rule.encode(x="date:T", y="up:Q", y2=alt.datum(0)),
            text.encode(x="date:T", y="up:Q", text="text:N"),
        ]
    return layers


def asked_of(study: Study, node: str) -> list[Target]:
    """Return the targets that ask for a date of a node."""
    return [target for target in study.project.targets if node in nodes_of(study, target)]


def nodes_of(study: Study, target: Target) -> tuple[str, ...]:
    """Return the nodes whose date a target asks for: one, or one a phase; none of a target on a measure."""
    return () if target.node is None else tuple(study.ids[place] for place in study.instances(target.node))


def _titles(study: Study, node: str, say: Wording) -> tuple[str, str]:
    row = rows_of(study.node_summary((node,)))[node]
    likely, safe = (say.date(study.date(row[key])) for key in ("p50", "p80"))
    name = say.node(study, node)
    title = say.say(f"{name}: 50 % by {likely}, 80 % by {safe}", f"{name}: P50 {likely}, P80 {safe}")
    told = [*rows_of(study.odds()).values()]
    for target in asked_of(study, node)[:1]:
        odds = told[study.project.targets.index(target)]["odds"]
        title += say.say(f"; target met in {say.share(odds)}", f"; 目标达成概率{say.share(odds)}")
    planned, kept = (
        say.date(study.date(planned_days(study)[node])),
        say.share(plan_odds(study, (node,))[node]),
    )
    plan = say.say(
        f"The date of the {plan_named(study, say)}, {planned}, is kept in {kept} of runs",
        f"{plan_named(study, say)}日期{planned}在{kept}的模拟中守住",
    )
    notes = [plan, *(say.target(study, target) for target in asked_of(study, node))]
    if gone := int(row["missing"]):
        notes.append(
            say.say(f"never finished in {gone:,} of {study.runs:,} runs", f"{gone:,}/{study.runs:,}次未完成")
        )
    return title, say.say("; ", "；").join(notes)
