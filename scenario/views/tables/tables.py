"""Tables of a study: rows of text that a page, a notebook and a terminal show alike."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.comparison import PairedDifference, compare
from scenario.measures import MEASURES
from scenario.measures.needs import NEEDS
from scenario.measures.refusals import ANY_GATE
from scenario.project.values.names import Language
from scenario.views.words.wording import MISSING, STATUS, Wording

FUZZ = 1e-6
"""Instants closer than this are one [days]."""


class Table(NamedTuple):
    """A table of text; the first column names the row, the others hold what is to be compared."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def html(self) -> str:
        """Return the table for a page, all text escaped."""
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in self.columns)
        body = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame of text."""
        return pd.DataFrame(self.rows, columns=list(self.columns))


def rows_of(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return a table of numbers by row and column."""
    return cast(dict[str, dict[str, Any]], table.to_dict(orient="index"))


def targets(study: Study, language: Language) -> Table:
    """Return each target with its odds, and the odds of all together."""
    say = Wording.of(study, language)
    met = study.most_likely.met.to_numpy()[0]
    told = [*rows_of(study.odds()).values()]
    rows = [
        (
            say.target(study, target),
            say.share(odds["odds"]),
            say.interval(odds["low"], odds["high"]),
            _yes(say, bool(likely)),
        )
        for target, odds, likely in zip(study.project.targets, told, met, strict=True)
    ]
    if len(rows) > 1:
        odds = study.joint_odds().to_dict()
        title = say.say(
            "Both together" if len(rows) == 2 else f"All {len(rows)} together", f"{len(rows)}项目标同时达成"
        )
        rows.append(
            (
                title,
                say.share(odds["odds"]),
                say.interval(odds["low"], odds["high"]),
                _yes(say, bool(met.all())),
            )
        )
    columns = say.say("Target|Odds|95 % interval|Most-likely run", "目标|达成概率|95%区间|最可能情形")
    return Table(say.say("Targets", "目标"), tuple(columns.split("|")), rows)


def _yes(say: Wording, met: bool) -> str:
    return say.say("met", "达成") if met else say.say("missed", "未达成")


def nodes(study: Study, language: Language) -> Table:
    """Return the plan and the likely dates of the key nodes, and the chance of meeting the plan."""
    say = Wording.of(study, language)
    summary = rows_of(study.node_summary())
    planned = planned_days(study)
    rows = [
        (
            say.node(study, name),
            say.date(study.date(planned[name])),
            say.date(study.date(summary[name]["p50"])),
            say.date(study.date(summary[name]["p80"])),
            _days(say, summary[name]["p80"] - planned[name]),
            say.share(kept_plan(study, name)),
        )
        for name in sorted(study.nodes, key=lambda name: np.nan_to_num(planned[name], nan=np.inf))
    ]
    columns = say.say("Node|Plan|P50|P80|P80 - plan|Plan met", "节点|计划|P50|P80|P80较计划|按期概率")
    title = say.say("Key nodes", "关键节点") if study.key_nodes else say.say("Activities", "工作项")
    return Table(title, tuple(columns.split("|")), rows)


def planned_days(study: Study) -> dict[str, float]:
    """Return the day that the plan gives each activity [days]."""
    return {str(name): float(day) for name, day in study.plan_dates["finish"].items()}


def kept_plan(study: Study, node: str) -> float:
    """Return the share of runs in which a node is finished by the day the plan gives."""
    day = np.ceil(planned_days(study)[node] - FUZZ)
    finish = study.day(node)
    return float(np.mean(np.ceil(finish - FUZZ) <= day)) if len(finish) else float("nan")


def _days(say: Wording, days: float) -> str:
    text = _signed(lambda value: f"{value:.0f}")(days)
    return text if text in (MISSING, "0") else text + say.say(" d", "天")


def main_measures(study: Study) -> list[str]:
    """Return the measures of a first look: those with a target, then the usual ones, as far as modelled."""
    wanted = [target.measure for target in study.project.targets if target.measure is not None]
    modelled = set(study.measure_names)
    usual = (name for name, measure in MEASURES.items() if measure.main)
    return [name for name in dict.fromkeys((*wanted, *usual)) if name in modelled]


def measures(study: Study, language: Language, names: Iterable[str] | None = None) -> Table:
    """Return the most-likely run's value, P10, P50 and P90 of measures, by default the main ones."""
    say = Wording.of(study, language)
    told = main_measures(study) if names is None else list(names)
    likely, summary = study.most_likely.measures.iloc[0].to_dict(), rows_of(study.summary(told))
    rows = []
    for name in told:
        values = [float(likely[name]), *(float(summary[name][q]) for q in ("p10", "p50", "p90"))]
        scale = say.scale(name, values)
        suffix = f" ({say.unit(name)})" if MEASURES[name].unit.beside_name else ""
        rows.append((say.measure(name) + suffix, *(say.value(value, name, scale) for value in values)))
    columns = say.say("Measure|Most likely|P10|P50|P90", "指标|最可能情形|P10|P50|P90")
    title = say.say("Measures", "主要指标")
    if any(MEASURES[name].unit.is_amount for name in told):
        title += say.say(f" (money in {say.currency}, m = million)", f"(金额单位: {say.currency})")
    return Table(title, tuple(columns.split("|")), rows)


def refusals(study: Study, language: Language) -> list[str]:
    """Return which gates refused the project and how often, one sentence each."""
    say = Wording.of(study, language)
    told = []
    for row in study.refusals().to_dict("records"):
        if row["refused"] and row["gate"] != ANY_GATE:
            gate, share = say.node(study, row["gate"]), say.share(row["share"])
            spread = f"{say.share(row['low'])} – {say.share(row['high'])}"
            told.append(
                say.say(
                    f"{gate}: refused in {share} of runs ({spread}); the project ends, no target is met",
                    f"{gate}: {share}的模拟中被否决({spread}), 项目终止, 各项目标均按未达成计",
                )
            )
    return told


def fallbacks(study: Study, language: Language) -> list[str]:
    """Return how often each fall-back was taken, one sentence each."""
    say = Wording.of(study, language)
    told = []
    for row in study.fallbacks().to_dict("records"):
        fallback = study.project.fallbacks[row["fallback"]]
        name = say.name(fallback.name) if fallback.name else row["fallback"]
        node, share = say.node(study, fallback.if_.node), say.share(row["share"])
        spread = f"{say.share(row['low'])} – {say.share(row['high'])}"
        since = fallback.if_.deadline(study.project.project.start)
        day = study.project.project.start + dt.timedelta(days=math.ceil(since) - 1)
        told.append(
            say.say(
                f"{name}: taken in {share} of runs ({spread}), where {node} is not finished by {day}",
                f"{name}: {share}的模拟中启用({spread}), 条件为{node}在{day}仍未完成",
            )
        )
    return told


def missing(study: Study, language: Language) -> list[str]:
    """Return what is missing and why, one sentence each."""
    say = Wording.of(study, language)
    main = main_measures(study)
    summary, table = rows_of(study.summary(main)), rows_of(study.node_summary())
    notes = []
    for name in main:
        for status in STATUS:
            if count := int(summary[name][status]):
                runs = say.say(f"in {count:,} of {study.runs:,} runs", f"{count:,}/{study.runs:,}次模拟")
                notes.append(
                    say.say(f"{say.measure(name)}: {runs} ", f"{say.measure(name)}: {runs}中")
                    + say.status(status)
                )
    for name in study.nodes:
        if count := int(table[name]["missing"]):
            notes.append(
                say.say(
                    f"{say.node(study, name)}: not finished in time in {count:,} of {study.runs:,} runs",
                    f"{say.node(study, name)}: {count:,}/{study.runs:,}次模拟在期限内未完成",
                )
            )
    return notes + _not_modelled(study, say)


def not_kept(study: Study, language: Language) -> list[str]:
    """Return what was not kept of the runs, where dates were not kept."""
    say = Wording.of(study, language)
    told = {
        "dates": say.say(
            "the dates of all activities (--keep dates keeps them)", "各项工作的日期(--keep dates 保留)"
        ),
        "cash": say.say("the money of each month (--keep cash keeps it)", "各月资金(--keep cash 保留)"),
    }
    return list(told.values()) if study.keep == "measures" else []


def _not_modelled(study: Study, say: Wording) -> list[str]:
    """Return in one sentence which measures the project's blocks cannot give, and what they lack."""
    lacks = study.not_modelled
    if not lacks:
        return []
    reasons = list(dict.fromkeys(say.say(need.en, need.zh) for need in lacks.values()))
    if NEEDS["money"] in lacks.values():  # says all
        reasons = [say.say(NEEDS["money"].en, NEEDS["money"].zh)]
    told, why = _some(list(lacks), say), say.say("; ", "; ").join(reasons)
    return [say.say(f"Not measured: {told}, since {why}", f"未计算: {told}({why})")]


def _some(names: list[str], say: Wording) -> str:
    if len(names) <= 3:
        return say.say(", ", "、").join(say.measure(name) for name in names)
    return say.say(f"{len(names)} measures", f"{len(names)}项指标")


def comparison(first: Study, other: Study, language: Language) -> list[Table]:
    """Return what another scenario changes: targets, key nodes and main measures, paired run by run."""
    say = Wording.of(first, language)
    changes = compare(first, other, main_measures(first))
    a, b = say.scenario(first.scenario), say.scenario(other.scenario)
    head = (
        a,
        b,
        say.say("Change", "变化"),
        say.say("95 % interval", "95%区间"),
        say.say("Better", "更优占比"),
    )
    return [
        Table(
            say.say("Targets (points)", "目标(百分点)"),
            (say.say("Target", "目标"), *head[:-1], say.say("Gained / lost", "转达成/转未达成")),
            [_odds_row(say, change, target_label(first, say, change)) for change in changes["targets"]],
        ),
        Table(
            say.say("Key nodes (mean dates, days)", "关键节点(平均日期, 天)"),
            (say.say("Node", "节点"), *head),
            [_node_row(first, other, say, change) for change in changes["nodes"]],
        ),
        Table(
            say.say(f"Measures (means, {say.currency})", f"主要指标(均值, {say.currency})"),
            (say.say("Measure", "指标"), *head),
            [_measure_row(say, change) for change in changes["measures"]],
        ),
    ]


def target_label(study: Study, say: Wording, change: PairedDifference) -> str:
    """Return what the target of a change, or all together, is called."""
    if change.name not in study.targets:
        return say.say("All together", "全部目标同时达成")
    return say.target(study, study.project.targets[study.targets.index(change.name)])


def _odds_row(say: Wording, change: PairedDifference, label: str) -> tuple[str, ...]:
    points = _signed(lambda value: f"{100 * value:.1f}")
    return (
        label,
        say.share(change.first),
        say.share(change.other),
        points(change.difference),
        f"{points(change.low)} … {points(change.high)}",
        f"{say.share(change.better)} / {say.share(change.worse)}",
    )


def _node_row(first: Study, other: Study, say: Wording, change: PairedDifference) -> tuple[str, ...]:
    """Return a row of nodes; days count from each scenario's own start, which a scenario may move."""
    days = _signed(lambda value: f"{value:.1f}")
    dates = (say.date(first.date(change.first)), say.date(other.date(change.other)))
    return (say.node(first, change.name), *dates, *_difference(change, days), say.share(change.better))


def _measure_row(say: Wording, change: PairedDifference) -> tuple[str, ...]:
    scale = say.scale(change.name, [change.first, change.other])
    step = say.scale(change.name, [change.difference, change.low, change.high])
    told = _signed(lambda value: say.difference(value, change.name, step))
    first, other = (say.value(value, change.name, scale) for value in (change.first, change.other))
    return (say.measure(change.name), first, other, *_difference(change, told), say.share(change.better))


def _difference(change: PairedDifference, told: Callable[[float], str]) -> tuple[str, str]:
    return told(change.difference), f"{told(change.low)} … {told(change.high)}"


def _signed(told: Callable[[float], str]) -> Callable[[float], str]:
    """Return a way to tell differences: with a sign, nothing as 0."""

    def signed(value: float) -> str:
        if not np.isfinite(value):
            return MISSING
        text = told(abs(value))
        if not any(digit in text for digit in "123456789"):
            return "0"
        return f"{'+' if value > 0 else '-'}{text}"

    return signed
