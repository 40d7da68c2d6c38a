"""Many cases side by side: odds, what each changes against the first, means of the main measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scenario.analysis import Study
from scenario.analysis.first_look import main_measures
from scenario.analysis.studies import Studies
from scenario.measures.targets import ALL_TARGETS
from scenario.project.values.names import Language
from scenario.views.tables.table import Table, rows_of
from scenario.views.words.wording import MISSING, Wording

MOST_MEASURES = 5
"""Measures that a table has room for."""
LARGE = 1e4
"""A value from here on is told in millions or thousands."""


def target_nodes(study: Study) -> list[str]:
    """Return the nodes that targets ask for and whose days were kept, in the order of the file."""
    asked = {
        study.ids[at]
        for target in study.project.targets
        if target.node is not None
        for at in study.instances(target.node)
    }
    kept = study.ids if study.keep != "measures" else study.nodes
    return [node for node in study.ids if node in asked and node in kept]


class CasePages:
    """The tables of many cases; columns are numbered, and a legend tells what the numbers are.

    Parameters
    ----------
    studies : Studies
        At least one case
    language : {"en", "zh"}
    measures : sequence of str, optional
        By default the main ones
    """

    def __init__(self, studies: Studies, language: Language, measures: Sequence[str] | None = None) -> None:
        self.studies = studies
        self.first: Study = studies[studies.cases[0]]
        self.say = Wording.of(self.first, language)
        self.apart = {str(case): row for case, row in rows_of(studies.values).items()}
        self.paths = list(studies.values.columns[1:])
        self.nodes = target_nodes(self.first)
        self.names = list(measures or main_measures(self.first))[:MOST_MEASURES]
        changes = studies.differences(self.names).to_dict(orient="records")
        self.changes: dict[tuple[str, str, str], dict[str, Any]] = {
            (row["kind"], row["case"], row["name"]): {str(key): value for key, value in row.items()}
            for row in changes
        }

    @property
    def title(self) -> str:
        """What was studied."""
        return self.say.name(self.first.project.project.name)

    @property
    def subtitle(self) -> str:
        """How many cases of how many runs, on which luck."""
        count, runs, seed = len(self.studies), f"{self.studies.runs:,}", self.studies.seed
        return self.say.say(
            f"{count} cases of {runs} runs on the same luck, seed {seed}",
            f"{count}个方案, 各{runs}次同随机数模拟, 种子{seed}",
        )

    def tables(self) -> list[Table]:
        """Return odds, dates of the nodes that targets ask for, means, and what changes of odds and means."""
        found = [self._odds(), self._dates(), self._means()]
        if len(self.studies) > 1:
            found += [self._odds_changes(), self._mean_changes()]
        return [table for table in found if len(table.columns) > 1]

    def legend(self) -> list[str]:
        """Return what the numbered columns stand for."""
        targets = [self.say.target(self.first, target) for target in self.first.project.targets]
        told = [f"T{number} {name}" for number, name in enumerate(targets, 1)]
        told += [f"N{number} {self.say.node(self.first, node)}" for number, node in enumerate(self.nodes, 1)]
        told += [f"M{number} {self._measure(name)}" for number, name in enumerate(self.names, 1)]
        return [*told, *(f"{label}: {path}" for label, path in self._labels().items())]

    # Rows -----------------------------------------------------------------------------------------

    def case(self, name: str) -> str:
        """Return what a row is called: its scenario where several are, and the values that set it apart."""
        apart = self.apart[name]
        scenario = self.say.scenario(str(apart["scenario"]))
        several = len({row["scenario"] for row in self.apart.values()}) > 1
        values = [f"{path.split('.')[-1]} {self._value(apart[path])}" for path in self.paths]
        return ", ".join([scenario, *values] if several or not values else values)

    def _value(self, value: float) -> str:
        """Return a value of an axis, to the digit."""
        if abs(value) < LARGE:
            return f"{value:.15g}"
        divisor, unit = self.say.money_unit([value])
        return f"{value / divisor:,.9g}{self.say.say(f' {unit}', unit)}"

    def _labels(self) -> dict[str, str]:
        """Return the whole path of each axis by the name that rows use."""
        return {path.split(".")[-1]: path for path in self.paths}

    def _measure(self, name: str) -> str:
        return f"{self.say.measure(name)} ({self.say.unit(name)})"

    def _targets(self) -> list[str]:
        names = list(self.first.targets)
        return [*names, ALL_TARGETS] if len(names) > 1 else names

    def _target_heads(self) -> list[str]:
        heads = [f"T{number}" for number in range(1, len(self.first.targets) + 1)]
        return [*heads, self.say.say("all", "全部")] if len(heads) > 1 else heads

    def _odds(self) -> Table:
        table = self.studies.odds().set_index(["case", "target"])["odds"]
        rows = [
            (
                self.case(name),
                *(self.say.share(table.get((name, target), np.nan)) for target in self._targets()),
            )
            for name in self.studies.cases
        ]
        return Table(self.say.say("Odds", "达成概率"), (self._head(), *self._target_heads()), rows)

    def _dates(self) -> Table:
        heads = [f"N{number} {share}" for number in range(1, len(self.nodes) + 1) for share in ("P50", "P80")]
        rows = []
        for case in self.studies.cases:
            study = self.studies[case]
            told = study.node_rows(self.nodes) if self.nodes else {}
            dates = (study.date(told[node][share]) for node in self.nodes for share in ("p50", "p80"))
            rows.append((self.case(case), *map(self.say.date, dates)))
        return Table(self.say.say("Dates", "日期"), (self._head(), *heads), rows)

    def _means(self) -> Table:
        table = self.studies.summary(self.names).set_index(["case", "measure"])["mean"]
        scales = {name: self.say.scale(name, table.xs(name, level="measure").tolist()) for name in self.names}
        rows = [
            (
                self.case(case),
                *(self.say.value(table.get((case, name), np.nan), name, scales[name]) for name in self.names),
            )
            for case in self.studies.cases
        ]
        return Table(self.say.say("Means", "均值"), (self._head(), *self._measure_heads()), rows)

    def _measure_heads(self) -> list[str]:
        return [f"M{number}" for number in range(1, len(self.names) + 1)]

    # Changes --------------------------------------------------------------------------------------

    def _odds_changes(self) -> Table:
        title = self.say.say(
            f"Odds against {self._base()} (points ± 95 %)", f"达成概率较{self._base()}的变化(百分点 ± 95%)"
        )
        return self._changed(
            title, "target", self._targets(), self._target_heads(), lambda _, x: f"{100 * x:.1f}"
        )

    def _mean_changes(self) -> Table:
        title = self.say.say(f"Means against {self._base()} (± 95 %)", f"均值较{self._base()}的变化(± 95%)")
        scales = {name: self.say.scale(name, self._differences(name)) for name in self.names}
        heads = [
            f"{head} {scales[name].called}".rstrip()
            for head, name in zip(self._measure_heads(), self.names, strict=True)
        ]

        def told(name: str, value: float) -> str:
            return self.say.difference(value, name, scales[name]).removesuffix(scales[name].called).rstrip()

        return self._changed(title, "measure", self.names, heads, told)

    def _differences(self, measure: str) -> list[float]:
        keys = [("measure", case, measure) for case in self.studies.cases]
        return [self.changes[key]["difference"] for key in keys if key in self.changes]

    def _changed(
        self, title: str, kind: str, names: list[str], heads: list[str], told: Callable[[str, float], str]
    ) -> Table:
        def cell(case: str, name: str) -> str:
            row = self.changes.get((kind, case, name))
            if row is None or not np.isfinite(row["high"] - row["low"]):
                return MISSING
            if row["better"] == row["worse"] == 0.0:
                return self.say.say("same", "相同")
            sign = "-" if row["difference"] < 0 else "+"
            half = (row["high"] - row["low"]) / 2
            return f"{sign}{told(name, abs(row['difference']))} ± {told(name, half)}"

        rows = [(self.case(case), *(cell(case, name) for name in names)) for case in self.studies.cases[1:]]
        return Table(title, (self._head(), *heads), rows)

    def _base(self) -> str:
        return self.case(self.studies.cases[0])

    def _head(self) -> str:
        return self.say.say("Case", "方案")
