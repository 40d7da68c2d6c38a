"""Several scenarios beside each other: what each changes against the first, with its standard error."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from scenario.analysis import Study
from scenario.analysis.comparison import PairedDifference, compare
from scenario.analysis.first_look import main_measures
from scenario.project.values.names import Language
from scenario.views.tables.comparison import target_label
from scenario.views.tables.table import Table, signed
from scenario.views.words.wording import MISSING, Wording

WIDEST = 4
"""So many scenarios stand side by side in a table; more are continued in the next."""


def overview(first: Study, others: Sequence[Study], language: Language) -> list[Table]:
    """Return what every scenario changes in targets, nodes and measures.

    Of nodes also in how many runs they come earlier. Rows that no scenario changes are left out.
    """
    say = Wording.of(first, language)
    found = [compare(first, other, main_measures(first)) for other in others]
    points = say.say("Targets: change of the odds in points ± s.e.", "目标: 概率变化(百分点) ± 标准误")
    days = say.say("Nodes: change of the mean day ± s.e.", "节点: 平均日期变化(天) ± 标准误")
    measures = say.say(
        f"Measures: change of the mean ± s.e. ({say.currency})",
        f"主要指标: 均值变化 ± 标准误({say.currency})",
    )
    shares = say.say("Nodes: runs in which it is earlier / later", "节点: 提前 / 推迟的模拟占比")
    tables = []
    for at in range(0, len(others), WIDEST):
        names = [say.scenario(other.scenario) for other in others[at : at + WIDEST]]
        part = found[at : at + WIDEST]
        targets = [each["targets"] for each in part]
        nodes = [each["nodes"] for each in part]
        label = _node_label(first, say)
        tables += [
            _table(
                points,
                say.say("Target", "目标"),
                names,
                targets,
                lambda c: target_label(first, say, c),
                _points,
            ),
            _table(days, say.say("Node", "节点"), names, nodes, label, _days),
            _table(shares, say.say("Node", "节点"), names, nodes, label, lambda c: _shares(say, c)),
            _table(
                measures,
                say.say("Measure", "指标"),
                names,
                [each["measures"] for each in part],
                lambda c: say.measure(c.name),
                lambda c: _of_measure(say, c),
            ),
        ]
    return [table for table in tables if table.rows]


def _node_label(first: Study, say: Wording) -> Callable[[PairedDifference], str]:
    return lambda change: say.node(first, change.name)


def _table(
    title: str,
    head: str,
    names: list[str],
    changes: list[list[PairedDifference]],
    label: Callable[[PairedDifference], str],
    told: Callable[[PairedDifference], str],
) -> Table:
    """Return a row for each number that any scenario shares with the first, in the order of the first."""
    by_name = [{change.name: change for change in own} for own in changes]
    labels = {change.name: label(change) for own in changes for change in own if not change.is_none}
    rows = [
        (text, *(told(own[name]) if name in own else MISSING for own in by_name))
        for name, text in labels.items()
    ]
    return Table(title, (head, *names), rows)


def _points(change: PairedDifference) -> str:
    return _with_error(100 * change.difference, 100 * change.standard_error)


def _of_measure(say: Wording, change: PairedDifference) -> str:
    """Return a difference of means with its standard error; of shares in points."""
    scale = say.scale(change.name, [change.difference])
    told = signed(lambda value: say.difference(value, change.name, scale))(change.difference)
    if told in ("0", MISSING):
        return told
    return f"{told} ± {say.difference(change.standard_error, change.name, scale)}"


def _days(change: PairedDifference) -> str:
    return _with_error(change.difference, change.standard_error)


def _with_error(value: float, error: float) -> str:
    """Return a difference with its standard error.

    >>> _with_error(-12.34, 0.5), _with_error(0.0, 0.0)
    ('-12.3 ± 0.5', '0')
    >>> _with_error(-0.01, 0.0)
    '0.0 ± 0.0'
    """
    if not np.isfinite(value):
        return MISSING
    if value == 0.0:
        return "0"
    told = f"{value:+.1f}"
    return f"{told if told.strip('+-0.') else '0.0'} ± {error:.1f}"


def _shares(say: Wording, change: PairedDifference) -> str:
    return f"{say.share(change.better)} / {say.share(change.worse)}"
