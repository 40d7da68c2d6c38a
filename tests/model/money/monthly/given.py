"""What the monthly model is given of a run: the project as described, its dates, its draws.

The model is plain Python and knows no rule of the package: it reads the records of a project file and works
every account out anew, month by month, with lists, loops and dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scenario.project.sections.root import Project

NEVER = float("inf")
MONTH = 365.25 / 12
"""A mean month [days]."""
CLASSES = ("ordinary_house", "other", "parking")


@dataclass
class Given:
    """A run, as far as it is not money.

    Attributes
    ----------
    project : the project as described
    start, finish, span : by activity (`piling.p1`) [days; working days]
    planned_start, planned_finish : the same in the plan [days]
    workdays : by calendar, whether each day since the start is worked
    news : the market's standard normal news, by month
    drawn : values that luck or a risk moved, by the path of their quantity; all else is the most likely
    regime : the presale regime that holds in the end, and the day of its decision [days]
    """

    project: Project
    start: Mapping[str, float]
    finish: Mapping[str, float]
    span: Mapping[str, float]
    planned_start: Mapping[str, float]
    planned_finish: Mapping[str, float]
    workdays: Mapping[str, Sequence[bool]]
    news: Sequence[float]
    regime: tuple[str | None, float]
    drawn: Mapping[str, float] = field(default_factory=dict)

    def value(self, path: str, missing: float = 0.0) -> float:
        """Return the number at a path, as drawn or else the most likely one."""
        if path in self.drawn:
            return self.drawn[path]
        found = self._at(path)
        return missing if found is None else float(found.most_likely)

    def growth(self, path: str) -> float:
        """Return a yearly growth, written bare or with its date."""
        return self.value(path) if path in self.drawn else self.value(f"{path}.rate", self._bare(path))

    def _bare(self, path: str) -> float:
        return self.value(path) if hasattr(self._at(path), "most_likely") else 0.0

    def _at(self, path: str) -> Any:
        found: Any = self.project
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else getattr(found, key, None)
        return found

    def month_on(self, day: Any) -> int:
        """Return the month of a date, counted from the first; that of the start for anything else."""
        if not isinstance(day, dt.date):
            return 0
        return (day.year - self.months[0].year) * 12 + day.month - self.months[0].month

    @cached_property
    def months(self) -> list[dt.date]:
        """The first day of each calendar month, and of the one after the last."""
        start = self.project.project.start
        first = start.year * 12 + start.month - 1
        count = max(1, round(self.project.project.horizon.days / MONTH)) + 1
        return [dt.date((first + m) // 12, (first + m) % 12 + 1, 1) for m in range(count + 1)]

    @cached_property
    def ends(self) -> list[int]:
        """When each month ends [days since the start]."""
        return [(first - self.project.project.start).days for first in self.months[1:]]

    @cached_property
    def phases(self) -> tuple[str, ...]:
        return self.project.phases or ("all",)

    def node(self, node: str, phase: str) -> str:
        """Return the activity that a node means in a phase."""
        return node if node in self.finish else f"{node}.{phase}"

    def done(self, node: str, phase: str) -> float:
        """Return when a node is finished in a phase [days]."""
        return self.finish[self.node(node, phase)]

    def when(self, event: str, phase: str, *, planned: bool = False) -> float:
        """Return when an event comes: a start where `:start` is written, else a finish [days]."""
        name, at_start = event.removesuffix(":start"), event.endswith(":start")
        starts, finishes = (self.planned_start, self.planned_finish) if planned else (self.start, self.finish)
        return (starts if at_start else finishes)[self.node(name, phase)]

    def month_of(self, day: float) -> int:
        """Return the first month that ends at a day or later; the number of months when none does."""
        return next((m for m, end in enumerate(self.ends) if end >= day), len(self.ends))

    def worked(self, calendar: str, begin: float, end: float) -> float:
        """Return the working time from one instant to another [days]."""
        if calendar == "continuous":
            return end - begin
        flags = self.workdays[calendar]
        total, day = 0.0, begin
        while day < end:
            midnight = min(float(int(day) + 1), end)
            if int(day) >= len(flags) or flags[int(day)]:
                total += midnight - day
            day = midnight
        return total

    @cached_property
    def floor(self) -> dict[tuple[str, str], float]:
        """Planned floor that will find buyers, by phase and class [m²]."""
        found = {(phase, kind): 0.0 for phase in self.phases for kind in CLASSES}
        for product in self.project.products.types.values() if self.project.products else ():
            unit = (product.unit_size or 0.0) if product.kind == "parking" else 1.0
            share = product.sellable.most_likely if product.sellable else 1.0
            for phase, stock in product.stock.items():
                found[phase, product.kind] += stock * share * unit
        return found

    @cached_property
    def taxed_floor(self) -> dict[tuple[str, str], float]:
        """Floor that bears land and cost by phase and class: all of it, of parking what finds buyers [m²]."""
        found = {(phase, kind): 0.0 for phase in self.phases for kind in CLASSES}
        for product in self.project.products.types.values() if self.project.products else ():
            for phase, stock in product.stock.items():
                if product.kind != "parking":
                    found[phase, product.kind] += stock
        return found | {lot: floor for lot, floor in self.floor.items() if lot[1] == "parking"}

    @cached_property
    def area_share(self) -> dict[str, float]:
        """Each phase's share of the saleable floor, parking left out."""
        areas = {p: self.floor[p, "ordinary_house"] + self.floor[p, "other"] for p in self.phases}
        total = sum(areas.values())
        return {p: area / total if total else 1 / len(areas) for p, area in areas.items()}

    @cached_property
    def planned_value(self) -> dict[str, float]:
        """Value of each phase's stock at planned prices [yuan]."""
        values = dict.fromkeys(self.phases, 0.0)
        for product in self.project.products.types.values() if self.project.products else ():
            share = product.sellable.most_likely if product.sellable else 1.0
            for phase, stock in product.stock.items():
                values[phase] += stock * share * product.price.most_likely
        return values
