"""How sure the numbers of a study are, as a page tells it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from scenario.analysis import Study
from scenario.analysis.convergence import POINT
from scenario.analysis.first_look import main_measures
from scenario.analysis.precision.until import RunsNeeded
from scenario.measures.targets import ALL_TARGETS
from scenario.project.values.names import Language
from scenario.views.tables.table import Table
from scenario.views.words.wording import Wording

LAST_LOOKS = 3
"""A table shows the first look at a study and so many of the last."""


def convergence(study: Study, language: Language) -> list[Table]:
    """Return how the odds of the targets and the means of the main measures settled as runs were added."""
    say = Wording.of(study, language)
    names = main_measures(study)
    table = study.convergence(names)
    looks = sorted(set(table["runs"]))
    looks = looks if len(looks) <= LAST_LOOKS else [looks[0], *looks[-LAST_LOOKS:]]
    table = table[table["runs"].isin(looks)]
    heads = [say.say(f"{look:,} runs", f"{look:,}次") for look in looks]
    point = say.say(f"Runs for ± {100 * POINT:.0f} point", f"±{100 * POINT:.0f}个百分点所需次数")
    return [
        Table(
            say.say("Odds as runs are added (± points, 95 %)", "达成概率随模拟次数的变化(±百分点, 95%)"),
            (say.say("Target", "目标"), *heads, point),
            [
                (
                    _target(study, say, name),
                    *_odds(say, rows),
                    f"{rows['runs_for_a_point'].iloc[-1]:,}",
                )
                for name, rows in _by_name(table, "target")
            ],
        ),
        Table(
            say.say("Means as runs are added (± 95 %)", "均值随模拟次数的变化(± 95%)"),
            (say.say("Measure", "指标"), *heads),
            [(say.measure(name), *_means(say, name, rows)) for name, rows in _by_name(table, "measure")],
        ),
    ]


def _by_name(table: pd.DataFrame, kind: str) -> Iterable[tuple[str, pd.DataFrame]]:
    return ((str(name), rows) for name, rows in table[table["kind"] == kind].groupby("name", sort=False))


def _target(study: Study, say: Wording, name: str) -> str:
    if name == ALL_TARGETS:
        return say.say("All together", "全部目标同时达成")
    if name not in study.targets:  # a target of another scenario only
        return name
    return say.target(study, study.project.targets[study.targets.index(name)])


def _odds(say: Wording, rows: pd.DataFrame) -> Iterable[str]:
    for value, half in zip(rows["value"], rows["half_width"], strict=True):
        yield f"{say.share(value, 1)} ± {100 * half:.1f}"


def _means(say: Wording, name: str, rows: pd.DataFrame) -> Iterable[str]:
    scale = say.scale(name, rows["value"])
    for value, half in zip(rows["value"], rows["half_width"], strict=True):
        yield say.with_error(value, half, name, scale)


def evenly_spread(study: Study, language: Language) -> list[str]:
    """Return what to keep in mind about the intervals of a study whose luck is spread evenly."""
    if study.sampling.kind == "plain":
        return []
    return [
        Wording.of(study, language).say(
            "Intervals are those of plain sampling; runs spread evenly are as a rule surer than they say",
            "区间按普通抽样计算; 均匀抽样的结果通常更准",
        )
    ]


def runs_needed(needed: RunsNeeded, study: Study, language: Language) -> str:
    """Return how many runs were taken and why, in a sentence."""
    say = Wording.of(study, language)
    runs, half = f"{needed.runs:,}", f"{100 * needed.half_width:g}"
    if needed.target is None or needed.odds is None:
        return say.say(
            f"{runs} runs, so that all odds are within ± {half} points, whatever they are",
            f"{runs}次模拟, 任何达成概率的误差均在±{half}个百分点以内",
        )
    target, met = _target(study, say, needed.target), say.share(needed.odds, 1)
    return say.say(
        f"{runs} runs, so that all odds are within ± {half} points. '{target}' needs the most: it was met in "
        f"{met} of {needed.pilot:,} pilot runs, which count for nothing else. Odds of 1/2 would need "
        f"{needed.worst:,}.",
        f"{runs}次模拟, 全部达成概率的误差均在±{half}个百分点以内。所需最多的是“{target}”: "
        f"在{needed.pilot:,}次试算中达成{met}(试算不计入结果)。概率为1/2时需{needed.worst:,}次。",
    )
