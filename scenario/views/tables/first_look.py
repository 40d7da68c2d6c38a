"""A first look at a study: its targets, its key nodes, its main measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from scenario.analysis import Study
from scenario.analysis.first_look import main_measures
from scenario.analysis.schedule.plan_odds import plan_odds, planned_days
from scenario.measures import MEASURES
from scenario.measures.targets import verdict
from scenario.project.sections.targets import Target
from scenario.project.values.names import Language
from scenario.views.tables.table import Table, signed
from scenario.views.words.plan_words import plan_named
from scenario.views.words.wording import MISSING, Wording


def targets(study: Study, language: Language) -> Table:
    """Return each target with its odds, and the odds of all together."""
    say = Wording.of(study, language)
    met = study.most_likely.met_rows()[0]
    told = study.odds_rows()
    asks = any(target.odds is not None for target in study.project.targets)
    rows = [
        (
            say.target(study, target),
            say.share(odds["odds"]),
            say.interval(odds["low"], odds["high"]),
            *([_verdict(say, target, odds)] if asks else []),
            _yes(say, bool(likely)),
        )
        for target, odds, likely in zip(study.project.targets, told, met, strict=True)
    ]
    if len(rows) > 1:
        odds = study.joint_row()
        title = say.say(
            "Both together" if len(rows) == 2 else f"All {len(rows)} together", f"{len(rows)}项目标同时达成"
        )
        rows.append(
            (
                title,
                say.share(odds["odds"]),
                say.interval(odds["low"], odds["high"]),
                *([""] if asks else []),
                _yes(say, bool(met.all())),
            )
        )
    head = say.say("Target|Odds|95 % interval|Most-likely run", "目标|达成概率|95%区间|最可能情形").split("|")
    if asks:
        head.insert(3, say.say("Asked", "要求"))
    return Table(say.say("Targets", "目标"), tuple(head), rows)


def _verdict(say: Wording, target: Target, odds: Mapping[str, Any]) -> str:
    """Return the odds that are asked for, and whether they are there; empty where none are."""
    if target.odds is None:
        return ""
    words = {
        "pass": say.say("pass", "达到"),
        "fail": say.say("fail", "未达到"),
        "unclear": say.say("unclear", "不明确"),
    }
    found = verdict(target.odds, odds["low"], odds["high"])
    return f"{say.share(target.odds)}: {words[str(found)]}"


def _yes(say: Wording, met: bool) -> str:
    return say.say("met", "达成") if met else say.say("missed", "未达成")


def nodes(study: Study, language: Language) -> Table:
    """Return the plan and the likely dates of the key nodes, and the chance of meeting the plan."""
    say = Wording.of(study, language)
    summary = study.node_rows()
    planned, odds = planned_days(study), plan_odds(study, study.nodes)
    rows = [
        (
            say.node(study, name),
            say.date(study.date(planned[name])),
            say.date(study.date(summary[name]["p50"])),
            say.date(study.date(summary[name]["p80"])),
            _days(say, summary[name]["p80"] - planned[name]),
            say.share(odds[name]),
        )
        for name in sorted(study.nodes, key=lambda name: np.nan_to_num(planned[name], nan=np.inf))
    ]
    columns = say.say("Node|Plan|P50|P80|P80 - plan|Plan met", "节点|计划|P50|P80|P80较计划|按期概率")
    title = say.say("Key nodes", "关键节点") if study.key_nodes else say.say("Activities", "工作项")
    plan = plan_named(study, say)
    named = say.say(f"{title} (plan: {plan})", f"{title}(计划: {plan})")
    return Table(named, tuple(columns.split("|")), rows)


def _days(say: Wording, days: float) -> str:
    text = signed(lambda value: f"{value:.0f}")(days)
    return text if text in (MISSING, "0") else text + say.say(" d", "天")


def measures(study: Study, language: Language, names: Iterable[str] | None = None) -> Table:
    """Return the most-likely run's value, P10, P50 and P90 of measures, by default the main ones."""
    say = Wording.of(study, language)
    told = main_measures(study) if names is None else list(names)
    likely, summary = study.most_likely, study.summary_rows(told)
    rows = []
    for name in told:
        values = [float(likely.measure(name)[0]), *(float(summary[name][q]) for q in ("p10", "p50", "p90"))]
        scale = say.scale(name, values)
        suffix = f" ({say.unit(name)})" if MEASURES[name].unit.beside_name else ""
        rows.append((say.measure(name) + suffix, *(say.value(value, name, scale) for value in values)))
    columns = say.say("Measure|Most likely|P10|P50|P90", "指标|最可能情形|P10|P50|P90")
    title = say.say("Measures", "主要指标")
    if any(MEASURES[name].unit.is_amount for name in told):
        title += say.say(f" (money in {say.currency}, m = million)", f"(金额单位: {say.currency})")
    return Table(title, tuple(columns.split("|")), rows)
