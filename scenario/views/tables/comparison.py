"""Two scenarios on the same luck: what the other changes in targets, nodes and measures."""

from __future__ import annotations

from collections.abc import Callable

from scenario.analysis import Study
from scenario.analysis.comparison import PairedDifference, compare
from scenario.analysis.first_look import main_measures
from scenario.project.values.names import Language
from scenario.views.tables.table import Table, signed
from scenario.views.words.wording import Wording

EVERY = {
    "targets": ("every target", "全部目标"),
    "nodes": ("every key node", "全部关键节点"),
    "measures": ("every measure", "全部指标"),
}
"""What is said where nothing of a kind changes."""


def comparison(first: Study, other: Study, language: Language, least: bool = False) -> list[Table]:
    """Return what another scenario changes: targets, key nodes and main measures, paired run by run.

    Rows without any change are left out; `unchanged` names them. With `least` only what an overview of
    several scenarios does not tell is told: how runs end otherwise.
    """
    say = Wording.of(first, language)
    changes = {
        kind: [each for each in found if not _is_same(first, other, kind, each)]
        for kind, found in compare(first, other, main_measures(first)).items()
    }
    a, b = say.scenario(first.scenario), say.scenario(other.scenario)
    head = (a, b, *say.say("Change|95 % interval|Gain/loss", "变化|95%区间|更优/更差").split("|"))
    targets = Table(
        say.say("Targets (points)", "目标(百分点)"),
        (say.say("Target", "目标"), *head[:-1], say.say("Gained / lost", "转达成/转未达成")),
        [_odds_row(say, change, target_label(first, say, change)) for change in changes["targets"]],
    )
    outcomes = Table(
        say.say("Runs that end otherwise (points)", "其他结局(百分点)"),
        (say.say("Outcome", "结局"), *head[:-1], say.say("Fewer / more", "转好/转差")),
        [_odds_row(say, change, say.outcome(change.name)) for change in changes["outcomes"]],
    )
    nodes = Table(
        say.say("Key nodes (mean dates, days)", "关键节点(平均日期, 天)"),
        (say.say("Node", "节点"), *head),
        [_node_row(first, other, say, change) for change in changes["nodes"]],
    )
    measures = Table(
        say.say(f"Measures (means, {say.currency})", f"主要指标(均值, {say.currency})"),
        (say.say("Measure", "指标"), *head),
        [_measure_row(say, change) for change in changes["measures"]],
    )
    return [outcomes] if least else [targets, outcomes, nodes, measures]


def unchanged(first: Study, other: Study, language: Language) -> list[str]:
    """Return what is the same in both scenarios in every run, a sentence for targets, nodes and measures."""
    say, told = Wording.of(first, language), []
    labels: dict[str, Callable[[PairedDifference], str]] = {
        "targets": lambda change: target_label(first, say, change),
        "nodes": lambda change: say.node(first, change.name),
        "measures": lambda change: say.measure(change.name),
    }
    for kind, found in compare(first, other, main_measures(first)).items():
        same = [labels[kind](each) for each in found if kind in labels and _is_same(first, other, kind, each)]
        if len(same) > 1 and len(same) == len(found):
            told.append(say.say(*EVERY[kind]))
        elif same:
            told.append(say.say("; ", "、").join(same))
    return told


def _is_same(first: Study, other: Study, kind: str, change: PairedDifference) -> bool:
    """Whether a row tells no change; a node counted from another start is on another day all the same."""
    dates = kind != "nodes" or first.date(change.first) == other.date(change.other)
    return change.is_none and dates


def compared_runs(first: Study, other: Study, language: Language) -> list[str]:
    """Return of which runs means are told, one sentence for each measure that some runs have no value of."""
    say = Wording.of(first, language)
    return [
        say.say(
            f"{say.measure(change.name)}: means over the {change.pairs:,} of {first.runs:,} runs in which"
            " both have a value; gain and loss count all",
            f"{say.measure(change.name)}: 均值按双方均有数值的{change.pairs:,}/{first.runs:,}次模拟计算,"
            " 更优与更差按全部模拟计算",
        )
        for change in compare(first, other, main_measures(first))["measures"]
        if change.pairs < first.runs
    ]


def target_label(study: Study, say: Wording, change: PairedDifference) -> str:
    """Return what the target of a change, or all together, is called."""
    if change.name not in study.targets:
        return say.say("All together", "全部目标同时达成")
    return say.target(study, study.project.targets[study.targets.index(change.name)])


def _odds_row(say: Wording, change: PairedDifference, label: str) -> tuple[str, ...]:
    points = signed(lambda value: f"{100 * value:.1f}")
    return (
        label,
        say.share(change.first),
        say.share(change.other),
        points(change.difference),
        f"{points(change.low)} … {points(change.high)}",
        _shares(say, change),
    )


def _node_row(first: Study, other: Study, say: Wording, change: PairedDifference) -> tuple[str, ...]:
    """Return a row of nodes; days count from each scenario's own start, which a scenario may move."""
    days = signed(lambda value: f"{value:.1f}")
    dates = (say.date(first.date(change.first)), say.date(other.date(change.other)))
    return (say.node(first, change.name), *dates, *_difference(change, days), _shares(say, change))


def _measure_row(say: Wording, change: PairedDifference) -> tuple[str, ...]:
    scale = say.scale(change.name, [change.first, change.other])
    step = say.scale(change.name, [change.difference, change.low, change.high])
    told = signed(lambda value: say.difference(value, change.name, step))
    first, other = (say.value(value, change.name, scale) for value in (change.first, change.other))
    return (say.measure(change.name), first, other, *_difference(change, told), _shares(say, change))


def _shares(say: Wording, change: PairedDifference) -> str:
    """Return in how many of all runs the other scenario is better, and worse."""
    return f"{say.share(change.better)} / {say.share(change.worse)}"


def _difference(change: PairedDifference, told: Callable[[float], str]) -> tuple[str, str]:
    return told(change.difference), f"{told(change.low)} … {told(change.high)}"
