"""The register of risks: chance, effect, measure, cost, owner. And where values come from."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import Any

from scenario.analysis import Study
from scenario.project.sections.reports.board import Board
from scenario.project.sections.risks import Mitigation, Risk
from scenario.project.values.quantity import Quantity
from scenario.views.tables.assumptions import shown
from scenario.views.tables.table import Table
from scenario.views.words.path_words import path_in_words, value_in_words
from scenario.views.words.wording import MISSING, Wording, clean

EFFECTS = 2
"""Effects of a risk that are told in words, at most; the rest are counted."""
SOURCES = 60
"""Values whose source is listed, at most."""


def risks(study: Study, board: Board | None, say: Wording) -> Table:
    """Return the register, a row a risk."""
    heads = say.say("Risk|Chance|Effect|Measure|Costs|Owner", "风险|概率|影响|措施|费用|责任部门")
    rows = []
    for name, risk in study.project.risks.items():
        label = clean(name) if risk.name is None else say.name(risk.name)
        yearly = say.say(" a year", "/年") if risk.per == "year" else ""
        owner = board.owners.get(name) if board is not None else None
        rows.append(
            (
                label,
                say.share(risk.chance.most_likely) + yearly,
                _effect(study, risk, say),
                _measure(risk, say),
                _cost(risk.mitigation, say),
                MISSING if owner is None else say.name(study.project.departments[owner].name),
            )
        )
    return Table("", tuple(heads.split("|")), rows)


def _effect(study: Study, risk: Risk, say: Wording) -> str:
    told: list[str] = []
    for node, days in risk.impact("delay").items():
        days_text = f"{days.most_likely:+.0f}{say.say(' d', '天')}"
        told.append(f"{say.node(study, node)} {days_text}")
    told += [
        f"{say.node(study, node)} ×{each.most_likely:.2g}" for node, each in risk.impact("factor").items()
    ]
    told += [
        say.say(
            f"{say.called(name)} stops {days.most_likely:.0f} d",
            f"{say.called(name)}停{days.most_likely:.0f}天",
        )
        for name, days in risk.impact("stops").items()
    ]
    items = study.project.cost.items if study.project.cost is not None else {}
    for name, share in risk.impact("cost").items():
        item = items[name].name if name in items else None
        label = clean(name) if item is None else say.name(item)
        told.append(f"{label} {100 * share.most_likely:+.0f}{say.say(' %', '%')}")
    if risk.absent is not None:
        told.append(say.say("people away", "人员缺勤"))
    for sign, kind in (("×", "multiplies"), ("+", "adds")):
        for path, each in risk.impact(kind).items():
            told.append(f"{path_in_words(path, study.project, say)} {_change(sign, path, each, say)}")
    more = len(told) - EFFECTS
    text = say.say("; ", "; ").join(told[:EFFECTS])
    return text + (say.say(f"; {more} more", f"; 另{more}项") if more > 0 else "") if told else MISSING


def _change(sign: str, path: str, each: Quantity, say: Wording) -> str:
    if sign == "×":
        return f"×{each.most_likely:.3g}"
    worded = value_in_words(path, each.most_likely, say)
    return f"{'' if each.most_likely < 0 else '+'}{worded}"


def _measure(risk: Risk, say: Wording) -> str:
    if risk.mitigation is None:
        return MISSING
    name = risk.mitigation.name
    label = say.say("a measure", "有措施") if name is None else say.name(name)
    return label + (say.say(" (in force)", "(已采用)") if risk.mitigated else "")


def _cost(measure: Mitigation | None, say: Wording) -> str:
    if measure is None or not measure.spend:
        return MISSING
    return say.money(fsum(amount.most_likely for amount in measure.spend.values()))


def sources(study: Study, say: Wording) -> tuple[Table, int]:
    """Return values that say where they come from, with it, and how many more there are."""
    found = list(_sourced(study.project.resolved()))
    rows = [
        (path_in_words(path, study.project, say), clean(_worded(path, value, say)), clean(source))
        for path, value, source in found[:SOURCES]
    ]
    heads = say.say("Value|As written|Source", "参数|取值|来源").split("|")
    return Table("", tuple(heads), rows), max(0, len(found) - SOURCES)


def _worded(path: str, value: Any, say: Wording) -> str:
    return MISSING if value is None else value_in_words(path, value, say) or shown(value)


def _sourced(value: Any, path: str = "") -> list[tuple[str, Any, str]]:
    """Return path, value and source of what has one; no value of an activity as a whole."""
    if not isinstance(value, Mapping):
        return []
    own = value.get("source")
    if isinstance(own, str):
        whole = {"name", "duration"} & set(value)
        return [(path, None if whole else value, own)]
    return [
        row for key, inner in value.items() for row in _sourced(inner, f"{path}.{key}" if path else str(key))
    ]
