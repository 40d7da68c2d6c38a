"""Options and a recommendation; scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenario.analysis import Study
from scenario.analysis.first_look import main_measures
from scenario.analysis.options import Option
from scenario.analysis.promise import PROMISED, light
from scenario.views.tables.table import Table, signed
from scenario.views.words.wording import MISSING, Wording

MEASURED = 4
"""Measures that stand side by side, at most."""


def option_table(found: Sequence[Option], say: Wording) -> Table:
    """Return the options, ranked: odds, what they gain, what they cost, odds gained for each million."""
    heads = say.say(
        "Option|All targets|Gain (points)|95 % interval|Costs|Points per million",
        "方案|全部目标|提高(百分点)|95%区间|增加支出|每百万元提高",
    )
    rows = []
    unit = say.money_unit([each.cost for each in found])
    for each in found:
        gain = each.gain
        ends = f"{_points(gain.low)} … {_points(gain.high)}"
        rows.append(
            (
                say.scenario(each.scenario),
                say.share(each.odds),
                _points(gain.difference),
                ends,
                signed(lambda cost: say.money(cost, unit))(each.cost),
                _per_million(each, say),
            )
        )
    return Table("", tuple(heads.split("|")), rows)


def _points(value: float) -> str:
    return signed(lambda number: f"{100 * number:.1f}")(value)


def _per_million(each: Option, say: Wording) -> str:
    if not np.isfinite(each.cost) or not each.helps:  # a gain by chance is worth nothing
        return MISSING
    if not np.isfinite(each.per_million):
        return say.say("costs nothing", "不增加支出") if each.per_million > 0 else MISSING
    return signed(lambda number: f"{100 * number:.2f}")(each.per_million)


def recommendation(base: Study, found: Sequence[Option], say: Wording) -> list[str]:
    """Return what follows from the options and on which conditions, in sentences."""
    odds = base.joint_row()
    grade = light(odds["low"], odds["high"])
    best = next((each for each in found if each.helps), None)
    told = [_approve(base, grade, say)]
    if best is not None:
        money = say.money(best.cost)
        cost = say.say(f" for {say.currency} {money}", f", 支出{money}{say.currency}")
        spent = cost if np.isfinite(best.cost) and best.cost > 0 else ""
        name, gain = say.scenario(best.scenario), _points(best.gain.difference)
        told.append(
            say.say(
                f"Take {name} first: all targets go from {say.share(odds['odds'])} to"
                f" {say.share(best.odds)} ({gain} points){spent}.",
                f"优先采用{name}: 全部目标达成概率由{say.share(odds['odds'])}升至{say.share(best.odds)}"
                f"({gain}个百分点){spent}。",
            )
        )
        if light(best.low, best.high) != "safe":
            told.append(
                say.say(
                    f"Even so it is not kept in {say.share(PROMISED)} of the runs: ask less, or pay less.",
                    f"即便如此仍达不到{say.share(PROMISED)}的承诺标准: 需下调目标或地价。",
                )
            )
    elif found:
        told.append(
            say.say("None of the options raises the odds beyond chance.", "各方案均未显著提高达成概率。")
        )
    return told


def _approve(base: Study, grade: str, say: Wording) -> str:
    rows = base.odds_rows()
    weak = min(zip(base.project.targets, rows, strict=True), key=lambda pair: pair[1]["odds"])
    hardest, odds = say.target(base, weak[0]), say.share(weak[1]["odds"])
    if grade == "safe":
        return say.say("Approve as it stands.", "建议按现方案批准。")
    if grade == "even":
        return say.say(
            f"Approve on condition that '{hardest}' ({odds}) is made safer first.",
            f"有条件批准: 先提高“{hardest}”({odds})的把握。",
        )
    return say.say(
        f"Do not promise these targets as they stand: '{hardest}' is kept in {odds} of the runs only.",
        f"不建议按现目标承诺: “{hardest}”仅在{odds}的模拟中达成。",
    )


def side_by_side(base: Study, others: Sequence[Study], say: Wording) -> Table:
    """Return the scenarios, a row each: odds of all targets, and the main measures at P50."""
    names = [name for name in main_measures(base) if name != "key_node_attainment"][:MEASURED]
    heads = [say.say("Scenario", "情景"), say.say("All targets", "全部目标"), *map(say.measure, names)]
    rows = []
    for study in (base, *others):
        table = study.summary_rows([name for name in names if name in study.measure_names])
        cells = [say.value(float(table[name]["p50"]), name) if name in table else MISSING for name in names]
        odds = say.share(study.joint_row()["odds"]) if study.project.targets else MISSING
        rows.append((say.scenario(study.scenario), odds, *cells))
    return Table("", tuple(heads), rows)
