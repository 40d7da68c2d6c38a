"""The numbers of a service, as a page tells them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from scenario.operations.results import HOURS, LOOK
from scenario.operations.runs import Level
from scenario.project.operations.service import Service
from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING

Levels = Mapping[str, Level]
_BUSIEST = 4
"""Columns of the table by hour; more do not fit a terminal of 80 columns."""


def service_tables(project: Project, name: str, levels: Levels, language: Language) -> list[Table]:
    """Return the tables of a service: its measures, steps, waits by hour, pools, and money."""
    service = project.operations[name]
    page = _Page(service, levels, language)
    hurdles = {
        str(target.measure).rpartition(".")[2]: target
        for target in project.all_targets
        if target.measure is not None and target.measure.startswith(f"operations.{name}.")
    }
    bounds = {
        key: f"{'≥' if target.at_most is None else '≤'} {100 * (target.hurdle or 0.0):.0f} %"
        for key, target in hurdles.items()
    }
    return [page.measures(bounds), page.steps(), page.hours(), page.pools(), page.money()]


class _Page:
    def __init__(self, service: Service, levels: Levels, language: Language) -> None:
        self.service, self.levels, self.language = service, levels, language

    def say(self, english: str, chinese: str) -> str:
        return chinese if self.language == "zh" else english

    def share(self, name: str) -> str:
        level = self.levels.get(name, Level(math.nan, math.nan))
        return _told(100 * level.mean, 100 * level.half_width, 1)

    def number(self, name: str, decimals: int = 1) -> str:
        return _told(*self.levels.get(name, Level(math.nan, math.nan)), decimals)

    def mean(self, name: str) -> str:
        return _plain(self.levels.get(name, Level(math.nan, math.nan)).mean)

    def measures(self, bounds: Mapping[str, str]) -> Table:
        return Table(
            self.say("Levels (%)", "服务水平(%)"),
            (self.say("Measure", "指标"), self.say("Level", "水平"), self.say("Target", "目标")),
            [
                (name, self.share(f"measures.{name}"), bounds.get(name, ""))
                for name in self.service.measures
                if f"measures.{name}" in self.levels
            ],
        )

    def steps(self) -> Table:
        return Table(
            self.say("Waits, by step (minutes)", "各环节等候(分钟)"),
            (
                self.say("Step", "环节"),
                self.say("A week", "每周人次"),
                self.say("Mean wait", "平均等候"),
                self.say("P90", "P90"),
                self.say(f"Within {LOOK:.0f} (%)", f"{LOOK:.0f}分钟内(%)"),
                self.say("Left (%)", "离开(%)"),
            ),
            [
                (
                    step,
                    f"{self.levels[f'steps.{step}.visits'].mean:,.0f}",
                    self.number(f"steps.{step}.wait"),
                    _plain(self.levels[f"steps.{step}.p90"].mean),
                    self.share(f"steps.{step}.within"),
                    self.share(f"steps.{step}.left"),
                )
                for step in self.service.path
            ],
        )

    def hours(self) -> Table:
        waits = {step: self.levels[f"steps.{step}.wait"].mean for step in self.service.path}
        told = sorted((step for step in waits if waits[step] > 0), key=lambda step: -waits[step])[:_BUSIEST]
        rows = [
            (f"{hour:02d}:00", *(self.mean(f"steps.{step}.hour.{hour:02d}") for step in told))
            for hour in range(HOURS)
            if any(f"steps.{step}.hour.{hour:02d}" in self.levels for step in told)
        ]
        title = self.say("Mean wait by hour of coming (minutes)", "按到达时段的平均等候(分钟)")
        return Table(title, (self.say("Hour", "时段"), *told), rows)

    def pools(self) -> Table:
        pools = [
            pool
            for pool in (*self.service.people, *self.service.places)
            if f"pools.{pool}.use" in self.levels
        ]
        return Table(
            self.say("Use of people and places (% of the time on roster)", "人员与场所利用率(占在岗时间%)"),
            (self.say("Pool", "资源"), self.say("Use", "利用率")),
            [(pool, self.share(f"pools.{pool}.use")) for pool in pools],
        )

    def money(self) -> Table:
        words = {
            "people": self.say("people", "人员"),
            "materials": self.say("materials", "材料"),
            "visits": self.say("other costs of visits", "其他服务成本"),
        }
        rows = [
            (self.say(f"billed: {item}", f"收费: {item}"), self.money_of(f"billed.{item}"))
            for item in self.service.prices
        ]
        rows += [
            (self.say(f"cost: {word}", f"成本: {word}"), self.money_of(f"paid.{key}"))
            for key, word in words.items()
            if self.levels[f"paid.{key}"].mean
        ]
        title = self.say("A year of such weeks (yuan)", "按此推算的全年金额(元)")
        return Table(title, (self.say("Account", "科目"), self.say("Amount", "金额")), rows)

    def money_of(self, name: str) -> str:
        level = self.levels[name]
        return f"{level.mean:,.0f}" + (f" ± {level.half_width:,.0f}" if level.half_width > 0 else "")


def _plain(value: float) -> str:
    return MISSING if math.isnan(value) else f"{value:,.1f}"


def _told(mean: float, half: float, decimals: int) -> str:
    if math.isnan(mean):
        return MISSING
    return f"{mean:,.{decimals}f}" + ("" if math.isnan(half) else f" ± {half:,.{decimals}f}")
