"""Charts of a study, in altair: the same figure live in a notebook and static in a report.

Each title states the finding, labels stand at the marks, and colour means one thing: blue what is simulated,
ink the plan, amber what is asked for, grey what misses it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.measures import MEASURES, Study
from scenario.measures.material import Material
from scenario.project.names import Language
from scenario.project.targets import Target
from scenario.views.tables import kept_plan, main_measures, planned_days, rows_of
from scenario.views.wording import Wording

Figure = Any
"""An altair chart; altair's own types differ with what is layered."""

INK, QUIET, BLUE, PALE, AMBER, GREY = "#1f2d3d", "#6b7785", "#2f6690", "#b7cfe2", "#c8741a", "#c6ccd3"
FONT = "Noto Sans SC"
FONTS = f"{FONT}, PingFang SC, Microsoft YaHei, Source Han Sans SC, sans-serif"
PLAIN_MINUS = "replace(datum.label, '\u2212', '-')"
"""Charts write U+2212 before negative numbers, which the fonts that come with the package lack."""
WIDTH = 600
"""Of the plotting area where labels are short [pixels]."""
WHOLE = 690
"""Of a chart with its labels, for a column of A4 [pixels]."""
LABELS = 330
"""Labels beyond this are cut [pixels]."""
BINS = 40
"""Bars of a distribution, about."""
FEWEST = 2
"""Fewer values have no distribution."""


def key_nodes(study: Study, language: Language) -> Figure:
    """Return plan, P10–P90, P50 and P80 of the key nodes, with the dates that targets ask for."""
    say = Wording.of(study, language)
    if not study.nodes or not study.runs:
        return _nothing(say.say("Key nodes", "关键节点"), say)
    summary, planned = rows_of(study.node_summary()), planned_days(study)
    order = sorted(study.nodes, key=lambda node: np.nan_to_num(planned[node], nan=np.inf))
    asked = _asked_dates(study)
    rows = pd.DataFrame(
        {
            "node": say.node(study, node),
            "plan": _stamp(study, planned[node]),
            **{q: _stamp(study, summary[node][q]) for q in ("p10", "p50", "p80", "p90")},
            "p80_text": say.date(study.date(summary[node]["p80"])),
            "asked": _stamp(study, asked.get(node, np.nan)),
        }
        for node in order
    )
    late = sum(kept_plan(study, node) < 0.5 for node in order)
    title = say.say(
        f"{late} of {len(order)} nodes will more likely than not finish after the plan",
        f"{len(order)}个节点中有{late}个更可能晚于计划完成",
    )
    subtitle = _legend(
        say,
        ("┃", "plan", "计划"),
        ("■", "P10 to P90", "P10至P90"),
        ("●", "P50", "P50"),
        ("○", "P80, dated", "P80(标注日期)"),
        ("◆", "asked for (where a target is fixed)", "目标要求日期") if asked else None,
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("node:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABELS, ticks=False, domain=False))
    )
    time = alt.Axis(format="%Y-%m", title=None, labelOverlap=True, labelSeparation=12, tickCount=7)
    scale = alt.Scale(padding=8)
    bar = base.mark_bar(height=9, color=PALE, cornerRadius=2).encode(
        x=alt.X("p10:T", axis=time, scale=scale), x2="p90:T"
    )
    plan = base.mark_tick(color=INK, thickness=2.5, height=17).encode(x="plan:T")
    middle = base.mark_point(color=BLUE, filled=True, size=62, opacity=1).encode(x="p50:T")
    safe = base.mark_point(color=BLUE, fill="white", size=62, opacity=1, strokeWidth=2).encode(x="p80:T")
    text = base.mark_text(align="left", dx=8, color=BLUE, fontSize=10).encode(x="p90:T", text="p80_text:N")
    layers = [bar, plan, middle, safe, text]
    if asked:
        layers.append(
            base.mark_point(shape="diamond", color=AMBER, filled=True, size=80, opacity=1).encode(x="asked:T")
        )
    chart = alt.layer(*layers)
    return _finished(chart, title, subtitle, 26 * max(len(rows), 1), _beside(rows["node"], room_after=80))


def distribution(study: Study, measure: str, language: Language) -> Figure:
    """Return how a measure is distributed over the runs, with its hurdle and the odds of meeting it."""
    say = Wording.of(study, language)
    values = study.measures[measure].to_numpy() if measure in study.measures else np.array([])
    values = values[np.isfinite(values)]
    target = next((t for t in study.project.targets if t.measure == measure), None)
    if len(values) < FEWEST:
        return _nothing(say.measure(measure), say)
    divisor, called = _scale(say, measure, values)
    edges = _edges(values, hurdle := _hurdle(target))
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
    axis = alt.X(
        "from:Q", title=f"{say.measure(measure)} [{called}]", scale=alt.Scale(zero=False, nice=False)
    )
    layers: list[Any] = [
        alt.Chart(bars)
        .mark_bar(stroke="white", strokeWidth=0.6)
        .encode(
            x=axis,
            x2="to:Q",
            y=alt.Y("runs:Q", title=say.say("runs", "模拟次数"), axis=alt.Axis(tickCount=4)),
            y2=alt.datum(0),
            color=alt.condition("datum.met", alt.value(BLUE), alt.value(GREY)),
        )
    ]
    marks = [(float(np.median(values)), "P50", INK)]
    likely = float(study.most_likely.measures[measure].iloc[0])
    if np.isfinite(likely):
        marks.append((likely, say.say("most likely", "最可能情形"), QUIET))
    if hurdle is not None and target is not None:
        marks.append((hurdle, say.hurdle(target), AMBER))
    layers += _marks(marks, divisor, float(counts.max()))
    return _finished(alt.layer(*layers), *_distribution_title(study, measure, target, values, say), 210)


def _distribution_title(
    study: Study, measure: str, target: Target | None, values: np.ndarray[Any, Any], say: Wording
) -> tuple[str, str]:
    low, high = (say.value(float(np.quantile(values, q)), measure) for q in (0.1, 0.9))
    middle = say.say(f"8 runs in 10 between {low} and {high}", f"八成模拟介于{low}与{high}之间")
    gone = study.runs - len(values)
    if gone:
        middle += say.say(f"; missing in {gone:,} of {study.runs:,} runs", f"; {gone:,}/{study.runs:,}次缺失")
    if target is None:
        half = say.value(float(np.median(values)), measure)
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


def cash_fan(study: Study, language: Language) -> Figure:
    """Return the project's cumulative freely usable cash by month: P10, P50, P90 and the most-likely run."""
    say = Wording.of(study, language)
    if not study.months or not study.runs:
        return _nothing(say.say("Cumulative free cash", "累计可动用现金流"), say)
    paths = Material(study).free.cumsum(axis=1)
    low, middle, high = np.quantile(paths, (0.1, 0.5, 0.9), axis=0)
    likely = Material(study.most_likely).free.cumsum(axis=1)[0]
    last = _last_change(np.vstack([low, middle, high, likely]))
    divisor, called = say.money_unit([float(np.abs(paths[:, :last]).max())])
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
    unit = f"{say.currency} {called}".strip() if language == "en" else f"{called}{say.currency}"
    base = alt.Chart(frame).encode(
        x=alt.X(
            "month:T",
            title=None,
            axis=alt.Axis(format="%Y-%m", labelOverlap=True, labelSeparation=12, tickCount=7),
        )
    )
    title_y = say.say(f"cumulative [{unit}]", f"累计[{unit}]")
    band = base.mark_area(color=PALE, opacity=0.8).encode(
        y=alt.Y("p10:Q", title=title_y, axis=alt.Axis(tickCount=6)), y2="p90:Q"
    )
    line = base.mark_line(color=BLUE, strokeWidth=2.2).encode(y="p50:Q")
    plan = base.mark_line(color=INK, strokeWidth=1.4, strokeDash=[5, 3]).encode(y="likely:Q")
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET, strokeWidth=0.8).encode(y="zero:Q")
    end = frame.tail(1).melt("month", var_name="line", value_name="amount")
    chart = alt.layer(band, zero, plan, line, *_ends(end, say))
    return _finished(chart, *_cash_title(study, paths, say), 260)


def _cash_title(study: Study, paths: np.ndarray[Any, Any], say: Wording) -> tuple[str, str]:
    deepest = float(np.median(paths.min(axis=1)))
    when = study.months[int(np.median(paths.argmin(axis=1)))]
    ends = float(np.mean(paths[:, -1] > 0))
    title = say.say(
        f"The project ties up {say.currency} {say.money(-deepest)} at its deepest (P50, {when:%Y-%m})",
        f"最多占用资金{say.money(-deepest)}{say.currency}(P50, {when:%Y-%m})",
    )
    if deepest >= 0:
        title = say.say("The project never needs money (P50)", "无需投入资金(P50)")
    legend = _legend(
        say, ("■", "P10 to P90", "P10至P90"), ("━", "P50", "P50"), ("┅", "most-likely run", "最可能情形")
    )
    text = say.say(
        f"Freely usable cash, after tax, before financing; ends positive in {say.share(ends)} of runs",
        f"可动用口径, 税后融资前; {say.share(ends)}的模拟期末为正",
    )
    return title, f"{text}.   {legend}" if say.language == "en" else f"{text}。  {legend}"


def odds_bars(study: Study, language: Language) -> Figure:
    """Return the odds of each target and of all together, with their intervals."""
    say = Wording.of(study, language)
    told = [*rows_of(study.odds()).values()]
    labels = [say.target(study, target) for target in study.project.targets]
    if not told:
        return _nothing(say.say("Odds", "概率"), say)
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
    return _finished(alt.layer(bar, interval, text), title, subtitle, 30 * len(frame), _beside(labels))


def first_measure(study: Study) -> str | None:
    """Return the measure to show first: one with a target, else the first of the main ones; or None."""
    return next(iter(main_measures(study)), None)


# Parts --------------------------------------------------------------------------------------------


def _stamp(study: Study, day: float) -> pd.Timestamp | None:
    date = study.date(float(day))
    return None if date is None else pd.Timestamp(date)


def _asked_dates(study: Study) -> dict[str, float]:
    """Return the day that targets ask of nodes, as far as it does not depend on luck; the earliest [days].

    A target that counts from another node counts from that node's planned finish.
    """
    planned = planned_days(study)
    found: dict[str, float] = {}
    for target in study.project.targets:
        if target.node is None:
            continue
        if target.by is not None:
            day = float((target.by - study.project.project.start).days + 1)
        elif target.within is not None:
            since = [planned[study.ids[i]] for i in study.instances(target.of)] if target.of else [0.0]
            day = max(since) + target.within.days
        else:
            continue
        for place in study.instances(target.node):
            node = study.ids[place]
            found[node] = min(day, found.get(node, np.inf))
    return {node: day for node, day in found.items() if node in study.nodes}


def _legend(say: Wording, *parts: tuple[str, str, str] | None) -> str:
    return "   ".join(f"{mark} {say.say(en, zh)}" for mark, en, zh in (part for part in parts if part))


def _hurdle(target: Target | None) -> float | None:
    if target is None:
        return None
    hurdle = target.at_most if target.at_least is None else target.at_least
    return None if hurdle is None else float(hurdle)


def _reached(target: Target, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return values >= target.at_least if target.at_least is not None else values <= (target.at_most or 0.0)


def _scale(say: Wording, measure: str, values: np.ndarray[Any, Any]) -> tuple[float, str]:
    """Return what to divide values by for an axis, and the unit that results."""
    kind = MEASURES[measure].unit
    if kind == "money":
        divisor, called = say.money_unit([float(np.abs(values).max())])
        return (
            divisor,
            f"{say.currency} {called}".strip() if say.language == "en" else f"{called}{say.currency}",
        )
    return (0.01, "%") if kind == "fraction" else (1.0, say.unit(measure))


def _edges(values: np.ndarray[Any, Any], hurdle: float | None) -> np.ndarray[Any, Any]:
    """Return edges of round width, one of them at the hurdle, so that each bar is met or missed whole."""
    low, high = (float(np.quantile(values, q)) for q in (0.002, 0.998))
    width = _round_width((high - low) / BINS) or max(abs(low), 1.0) / 100
    at = hurdle if hurdle is not None and low <= hurdle <= high else 0.0
    first, last = np.floor((values.min() - at) / width), np.ceil((values.max() - at) / width)
    steps = np.arange(
        max(first, np.floor((low - at) / width) - 1), min(last, np.ceil((high - at) / width) + 1) + 1
    )
    edges = at + width * (steps if len(steps) > 1 else np.array([first, first + 1]))
    edges[0], edges[-1] = min(edges[0], values.min()), max(edges[-1], values.max())
    return edges


def _round_width(width: float) -> float:
    """Return the next greater of 1, 2, 2.5, 5 times a power of ten; 0 for nothing.

    >>> _round_width(0.0031), _round_width(0.0)
    (0.005, 0.0)
    """
    if not width > 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(width))
    return float(
        next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= width * (1 - 1e-9))
    )


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


def _ends(end: pd.DataFrame, say: Wording) -> list[Any]:
    names = {"p10": "P10", "p50": "P50", "p90": "P90"}
    end = end[end["line"].isin(list(names))].assign(name=lambda frame: frame["line"].map(names))
    text = alt.Chart(end).mark_text(align="left", dx=6, color=BLUE, fontSize=11, fontWeight="bold")
    return [text.encode(x="month:T", y="amount:Q", text="name:N")]


def _last_change(series: np.ndarray[Any, Any]) -> int:
    """Return how many months it takes until nothing moves any more, and two to see that [months]."""
    moving = np.flatnonzero(np.abs(np.diff(series, axis=1)).max(axis=0) > 0.005 * np.abs(series).max())
    return min(int(series.shape[1]), int(moving[-1]) + 4 if len(moving) else int(series.shape[1]))


def _nothing(name: str, say: Wording) -> Figure:
    frame = pd.DataFrame({"text": [say.say("There is nothing to show.", "没有可显示的数据。")]})
    return _finished(alt.layer(alt.Chart(frame).mark_text(color=QUIET).encode(text="text:N")), name, "", 40)


def _finished(chart: Figure, title: str, subtitle: str, height: int, width: int = WIDTH) -> Figure:
    """Return a chart with its titles, size and looks."""
    heading = alt.TitleParams(title, subtitle=_folded(subtitle), anchor="start", frame="group")
    return (
        chart.properties(title=heading, width=width, height=height)
        .configure(font=FONTS, background="white")
        .configure_view(stroke=None)
        .configure_title(
            fontSize=14,
            color=INK,
            subtitleColor=QUIET,
            subtitleFontSize=11,
            offset=10,
            subtitlePadding=5,
            limit=860,
        )
        .configure_axis(
            labelExpr=PLAIN_MINUS,
            labelColor=INK,
            titleColor=QUIET,
            titleFontWeight="normal",
            gridColor="#e8ecf0",
            domainColor="#aab3bd",
            tickColor="#aab3bd",
            labelFontSize=11,
            titleFontSize=11,
        )
    )


def _beside(labels: Iterable[str], room_after: int = 20) -> int:
    """Return the width that labels leave to the plotting area [pixels]."""
    longest = max((sum(11.0 if ord(c) > 0x2E80 else 5.6 for c in label) for label in labels), default=0.0)
    return int(max(330.0, WHOLE - min(longest, LABELS) - room_after))


def _folded(text: str, longest: int = 130) -> list[str]:
    """Return a subtitle in lines, since charts do not fold text."""
    if len(text) <= longest or ".   " not in text:
        return [text]
    first, _, rest = text.partition(".   ")
    return [f"{first}.", rest]
