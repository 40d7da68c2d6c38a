"""Two files side by side, as text: what changed by path, and what each group of changes does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scenario.analysis.trace.effects import Effects
from scenario.measures.targets import ALL_TARGETS
from scenario.project.sections.root import Project
from scenario.views.tables.assumptions import shown
from scenario.views.tables.table import Table, signed
from scenario.views.words.wording import MISSING, Wording, clean

GROUP_NAMES = {
    "activities": ("Activities", "工作项"),
    "risks": ("Risks and drivers", "风险与共因"),
    "land": ("Land", "土地"),
    "price": ("Price and sales", "价格与销售"),
    "cost": ("Cost", "成本费用"),
    "funding": ("Funding", "融资"),
    "tax": ("Tax", "税收"),
    "regime": ("Presale rules", "预售规则"),
    "cash": ("Own flows", "自定义现金流"),
    "project": ("Project", "项目"),
    "targets": ("Targets", "目标"),
    "board": ("Board", "董事会"),
    "operations": ("Operations", "运营"),
}
Tell = Callable[[float, int], str]
"""Tells a number of a column."""
SHORT = 30
"""A longer value is cut [characters]."""


class DifferencePage:
    """The tables of two files that differ, in a language."""

    def __init__(self, new: Project, told: Effects, say: Wording) -> None:
        self.new, self.told, self.say = new, told, say

    def group(self, group: str) -> str:
        """Return what a group, or several that are told as one, is called."""
        return " + ".join(self.say.say(*GROUP_NAMES.get(each, (each, each))) for each in group.split(" + "))

    def changes(self, most: int) -> Table:
        """Return what changed, so many values at most."""
        say = self.say
        title = say.say(f"What changed: {len(self.told.changes)} values", f"变化: {len(self.told.changes)}项")
        heads = tuple(say.say("Value|Old|New|Group", "参数|旧值|新值|类别").split("|"))
        rows = [
            (clean(each.path), _cut(each.old), _cut(each.new), self.group(each.group))
            for each in self.told.changes[:most]
        ]
        return Table(title, heads, rows)

    def odds(self) -> Table:
        """Return the odds of both files, and between them what each group does [points]."""
        count = len(self.told.targets)
        heads = [f"T{k + 1}" for k in range(count)]
        if self.told.targets[-1:] == (ALL_TARGETS,):
            heads[-1] = self.say.say("All", "全部")
        points = signed(lambda value: f"{100 * value:.1f}")
        title = self.say.say("Odds of the targets, and effects in points", "目标概率及影响(百分点)")
        return self._table(
            title,
            heads,
            range(count),
            lambda value, _: self.say.share(value, 1),
            lambda value, _: points(value),
        )

    def measures(self) -> Table:
        """Return P50 of the measures in both files, and between them what each group does."""
        told, say, first = self.told, self.say, len(self.told.targets)
        names = told.measures
        places = range(first, first + len(names))
        scales = {k: say.scale(names[k - first], [told.old[k], told.new[k]]) for k in places}

        def value(number: float, k: int) -> str:
            return say.value(number, names[k - first], scales[k])

        def step(number: float, k: int) -> str:
            return signed(lambda size: say.difference(size, names[k - first], scales[k]))(number)

        title = say.say(f"Measures at P50 ({say.currency})", f"指标P50 ({say.currency})")
        return self._table(title, [say.measure(name) for name in names], places, value, step)

    def _table(self, title: str, heads: list[str], places: range, value: Tell, step: Tell) -> Table:
        told, say = self.told, self.say
        rows: list[tuple[str, ...]] = [(say.say("Old", "旧版"), *(value(told.old[k], k) for k in places))]
        for i, group in enumerate(told.groups):
            cells = [self._step(i, k, step) for k in places]
            rows.append((self.group(group), *cells))
        rows.append((say.say("New", "新版"), *(value(told.new[k], k) for k in places)))
        return Table(title, ("", *heads), rows)

    def _step(self, group: int, k: int, step: Tell) -> str:
        if not np.isfinite(self.told.effects[group, k]):
            return MISSING
        text = step(self.told.effects[group, k], k)
        error = self.told.errors[group, k]
        return text if self.told.exact or error == 0.0 else f"{text} ± {step(error, k).lstrip('+')}"

    def notes(self, targets: list[str]) -> list[str]:
        """Return which target is which, and how effects are averaged."""
        say, told = self.say, self.told
        named = [f"T{k + 1}: {text}" for k, text in enumerate(targets)]
        how = say.say(
            "Effects are means over all orders in which the groups may come: they add up to the change.",
            "影响为各类别全部先后次序的平均, 合计等于总变化。",
        )
        if not told.exact:
            how = say.say(
                "Effects are means over drawn orders (± standard error): each order adds up to the change.",
                "影响为抽取次序的平均(± 标准误), 每一次序合计均等于总变化。",
            )
        luck = say.say(f"{told.study.runs:,} runs on one luck.", f"{told.study.runs:,}次同随机数模拟。")
        return [*named, how, luck]


def _cut(value: object) -> str:
    text = clean(shown(value))
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
