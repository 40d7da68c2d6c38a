"""What is told of a study in sentences: refusals, fall-backs, what is missing and why."""

from __future__ import annotations

import math

from scenario.analysis import Study
from scenario.analysis.first_look import main_measures
from scenario.analysis.payback import shorter_payback
from scenario.analysis.schedule.fallbacks import fallback_columns
from scenario.measures import RUN_STATUSES
from scenario.measures.needs import NEEDS
from scenario.measures.refusals import ANY_GATE, refusal_columns
from scenario.project.values.names import Language
from scenario.rules.rows import records
from scenario.study.dates import day_at
from scenario.views.words.wording import STATUS, Wording


def refusals(study: Study, language: Language) -> list[str]:
    """Return which gates refused the project and how often, one sentence each."""
    say = Wording.of(study, language)
    told = []
    for row in records(refusal_columns(study)):
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


def funded(study: Study, language: Language) -> list[str]:
    """Return how often there was the money that had to be there, and what was missing where there was not."""
    say = Wording.of(study, language)
    if study.project.funding is None:
        return []
    rows = {row["status"]: row for row in study.outcomes().to_dict("records")}
    told = []
    for status in ("unfunded", "default"):
        row = rows[status]
        if not row["count"]:
            continue
        of = study.run_status == RUN_STATUSES.index(status)
        most = say.money(float(study.measure("funding_shortfall")[of].max()))
        lost = say.money(float(study.measure("creditors_lose")[of].max()))
        share, spread = say.share(row["share"]), say.interval(row["low"], row["high"])
        told.append(
            say.say(
                f"{say.outcome(status)} in {share} of runs ({spread}): up to {most} are missing, creditors"
                f" lose up to {lost}; no target is met",
                f"{share}的模拟中{say.outcome(status)}({spread}): 缺口最高{most}, 债权人损失最高{lost},"
                " 各项目标均按未达成计",
            )
        )
    if not told and (
        study.project.funding.equity.limit or study.project.funding.loan or study.project.funding.facilities
    ):
        told.append(say.say("Funded in all runs", "全部模拟资金均能到位"))
    return told


def payback(first: Study, other: Study, language: Language) -> list[str]:
    """Return why a payback is shorter in another scenario though things come later there; mostly nothing."""
    found = shorter_payback(first, other)
    if found is None:
        return []
    say = Wording.of(other, language)
    en, zh = PAYBACK_CAUSES[found.cause]
    node, days = say.node(other, found.node), f"{found.days:.0f}"
    return [
        say.say(
            f"{node} comes {days} days later and cash turns positive {found.months} months earlier"
            f" (most-likely runs): {en}",
            f"{node}推迟{days}天, 现金流回正反而提前{found.months}个月(最可能情形): {zh}",
        )
    ]


PAYBACK_CAUSES = {
    "month_zero": ("month zero, from which months count, comes later", "起算月推迟"),
    "land": ("land is paid later", "土地款支付推迟"),
    "works": ("works are paid later", "工程款支付推迟"),
    "expenses": ("expenses are paid later", "费用支付推迟"),
    "taxes": ("taxes are paid later", "税款缴纳推迟"),
    "sales": ("buyers pay in earlier months", "回款提前"),
    "own": ("the project's own flows come in other months", "项目自定义流量的月份不同"),
}
"""What may bring a shorter payback with a delay."""


def left_over(study: Study, language: Language) -> list[str]:
    """Return what is left when the books end; a warning where the most-likely run has any."""
    say = Wording.of(study, language)
    left, likely = study.amounts_left, study.most_likely.amounts_left
    told = []
    for kind, (en, zh) in LEFT_WORDS.items():
        runs = int((left[kind] > 0.0).sum())
        if not runs:
            continue
        of = say.say(f"in {runs:,} of {study.runs:,} runs", f"{runs:,}/{study.runs:,}次模拟中")
        mean, most_likely = say.money(float(left[kind].mean())), say.money(float(likely[kind][0]))
        text = say.say(
            f"{en} when the books end {of}: {mean} in the mean", f"{of}账目结束时尚有{zh}: 平均{mean}"
        )
        if likely[kind][0] > 0.0:
            horizon = study.project.project.horizon
            text += say.say(
                f"; {most_likely} in the most-likely run: a longer horizon than {horizon} has it too",
                f"; 最可能情形{most_likely}: 期限{say.span(horizon.count, horizon.unit)}不足, 请加长",
            )
        told.append(text)
    return told


LEFT_WORDS = {
    "unsold": ("Unsold stock", "未售货值"),
    "uncollected": ("Owed by buyers", "未回款"),
    "unbilled": ("Works not billed", "未结工程款"),
    "in_escrow": ("In escrow", "监管资金"),
}
"""What may be left when the books end."""


def fallbacks(study: Study, language: Language) -> list[str]:
    """Return how often each fall-back was taken, one sentence each."""
    say = Wording.of(study, language)
    told = []
    for row in records(fallback_columns(study)):
        fallback = study.project.fallbacks[row["fallback"]]
        name = say.name(fallback.name) if fallback.name else row["fallback"]
        node, share = say.node(study, fallback.if_.node), say.share(row["share"])
        spread = f"{say.share(row['low'])} – {say.share(row['high'])}"
        since = fallback.if_.deadline(study.project.project.start)
        day = day_at(study.project.project.start, math.ceil(since) - 1)
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
    summary, table = study.summary_rows(main), study.node_rows()
    notes = []
    for name in main:
        for status in (status for status in STATUS if status not in RUN_STATUSES):
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
