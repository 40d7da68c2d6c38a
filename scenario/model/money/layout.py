"""The ground that a project's money stands on: what is sold, what it costs, in which phase and month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scenario.model.money import accounts, tables
from scenario.model.money.tables import CLASSES
from scenario.model.plan.timetable import Timetable
from scenario.project.dotted_paths import value_at
from scenario.project.sections.cost import CostItem
from scenario.project.sections.growth import Escalation, PriceGrowth
from scenario.project.sections.products import Product
from scenario.project.sections.root import Project
from scenario.project.sections.tax import RateFrom
from scenario.project.values.record import Record


@dataclass(frozen=True, slots=True)
class CostLine:
    """A product in a phase."""

    name: str
    product: Product
    phase: int
    stock: float

    @property
    def kind(self) -> int:
        """Tax class, an index into `CLASSES`."""
        return CLASSES.index(self.product.kind)

    @property
    def sellable(self) -> float:
        """Share of the stock that will find buyers [fraction]."""
        return self.product.sellable.most_likely if self.product.sellable is not None else 1.0

    @property
    def unit_floor(self) -> float:
        """Floor area of a unit of stock [m²]."""
        return (self.product.unit_size or 0.0) if self.product.kind == "parking" else 1.0


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost item (or an expense) in a phase."""

    path: str
    phase: int
    account: int
    form: int
    derived: int = tables.GIVEN
    fallback: int = -1
    by_progress: bool = False
    opens: str | None = None
    closes: str | None = None
    over: tuple[str, ...] = ()
    share: float = 1.0
    grows_by: str = ""
    """Path of the growth of its amount."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A growth whose level wanders: by `volatility` a month, with the market or by itself."""

    path: str
    volatility: float
    with_market: bool


class MoneyLayout:
    """What the tables of a project's money are made from: lines, rows, months and shares of the phases."""

    def __init__(self, project: Project, timetable: Timetable) -> None:
        self.project = project
        self.timetable = timetable
        self.phases = project.phase_ids
        self.months = _calendar_months(project)
        self.lines = _lines(project)
        self.areas = self._areas()
        self.area_shares = _shares(self.areas)
        self.tax_periods = self._tax_periods()
        self.rows = tuple(_rows(self))
        self.drifts = tuple(_drifts(self))

    @property
    def counts(self) -> dict[str, int]:
        """How many records each table of a run's numbers has."""
        return {
            "line": len(self.lines),
            "row": len(self.rows),
            "flow": len(self.project.cash),
            "month": len(self.months),
            "batch": len(self.project.products.batches) if self.project.products else 0,
            "rates": len(self.tax_periods),
            "facility": self.project.funding.lenders if self.project.funding else 0,
            "news": len(self.drifts) * len(self.months),
        }

    def node(self, node: str, phase: int) -> int:
        """Return the index of a node, in `phase` where it is repeated and names none."""
        ids = self.timetable.ids
        return ids.index(node) if node in ids else ids.index(f"{node}.{self.phases[phase]}")

    def event(self, event: str, phase: int) -> tuple[int, bool]:
        """Return (index, whether its start is meant) of an event."""
        return self.node(event.removesuffix(":start"), phase), event.endswith(":start")

    def planned(self, event: tuple[int, bool]) -> float:
        """Return when an event comes in the most-likely plan [days]."""
        index, at_start = event
        return float((self.timetable.planned_start if at_start else self.timetable.planned_finish)[index])

    def drift_of(self, path: str) -> int:
        """Return the series by which a growth wanders, −1 if it does not."""
        paths = [drift.path for drift in self.drifts]
        return paths.index(path) if path in paths else -1

    def month_of_value(self, day: dt.date | str | None) -> int:
        """Return the month that a value is of: that of a day, else that of the project's start."""
        return self.month_on(day) if isinstance(day, dt.date) else 0

    def month_on(self, day: dt.date) -> int:
        """Return the calendar month of a date, counted from the first; below 0 before it [month index]."""
        first = self.months[0]
        return (day.year - first.year) * 12 + day.month - first.month

    def _tax_periods(self) -> list[int]:
        """Return the first month of each period in which no rate of the tax code changes [month index]."""
        begins = {self.month_on(day) for day in _days_of_rates(self.project.tax)}
        return [0, *sorted(month for month in begins if 0 < month < len(self.months))]

    def _areas(self) -> np.ndarray:
        """Return the saleable floor area of each phase [m²]; parking is none."""
        areas = np.zeros(len(self.phases))
        for line in self.lines:
            if line.product.kind != "parking":
                areas[line.phase] += line.stock * line.sellable
        return areas


def _days_of_rates(block: Record | None) -> Iterator[dt.date]:
    """Yield the days from which rates of a block, and of blocks within it, hold."""
    for value in dict(block or ()).values():
        if isinstance(value, RateFrom):
            yield value.from_
        elif isinstance(value, Record):
            yield from _days_of_rates(value)
        elif isinstance(value, tuple):
            yield from (rate.from_ for rate in value if isinstance(rate, RateFrom))


def _shares(amounts: np.ndarray) -> np.ndarray:
    total = amounts.sum()
    return amounts / total if total > 0 else np.full(len(amounts), 1.0 / len(amounts))


def _lines(project: Project) -> tuple[CostLine, ...]:
    if project.products is None:
        return ()
    return tuple(
        CostLine(name, product, phase, product.stock[phase_id])
        for name, product in project.products.types.items()
        for phase, phase_id in enumerate(project.phase_ids)
        if product.stock.get(phase_id, 0.0) > 0
    )


def _calendar_months(project: Project) -> tuple[dt.date, ...]:
    """Return the first day of each calendar month that money is followed through."""
    start = project.project.start
    count = max(1, round(project.project.horizon.days / tables.DAYS_A_MONTH)) + 1
    first = start.year * 12 + start.month - 1
    return tuple(dt.date((first + m) // 12, (first + m) % 12 + 1, 1) for m in range(count))


def _rows(money_layout: MoneyLayout) -> Iterator[CostRow]:
    project = money_layout.project
    for name, item in project.cost.items.items() if project.cost else ():
        for phase, share in _spread(money_layout, item):
            row = _row_of(f"cost.items.{name}", item, phase, share)
            yield replace(row, grows_by=_growth_of(name, item))
    yield from _fallback_rows(money_layout)
    for phase in range(len(money_layout.phases)):
        yield from _derived_rows(project, phase)


def _fallback_rows(money_layout: MoneyLayout) -> Iterator[CostRow]:
    """Yield what fall-backs cost, spread over phases as the cost item that bears it."""
    cost = money_layout.project.cost
    for position, (name, fallback) in enumerate(money_layout.project.fallbacks.items()):
        for item in fallback.then.spend if cost else ():
            assert cost is not None
            for phase, share in _spread(money_layout, cost.items[item]):
                yield CostRow(
                    f"fallbacks.{name}.then.spend.{item}", phase, accounts.CONSTRUCTION, tables.ONCE,
                    fallback=position, share=share, grows_by=_growth_of(item, cost.items[item]),
                )  # fmt: skip


def _growth_of(name: str, item: CostItem) -> str:
    """Return where the growth of a cost item is written: its own, or that of all."""
    return f"cost.items.{name}.escalation" if item.escalation is not None else "cost.escalation"


def _drifts(money_layout: MoneyLayout) -> Iterator[Drift]:
    """Yield what wanders beside its growth."""
    rows = dict.fromkeys(row.grows_by for row in money_layout.rows if row.grows_by)
    for path in ("products.price_growth", *rows):
        growth = value_at(money_layout.project, path)
        if isinstance(growth, (PriceGrowth, Escalation)) and growth.volatility:
            yield Drift(path, growth.volatility, getattr(growth, "with_", None) == "market")


def _spread(money_layout: MoneyLayout, item: CostItem) -> Iterator[tuple[int, float]]:
    """Yield (phase, share of the amount) of a cost item: by saleable area."""
    phases = (
        [money_layout.phases.index(p) for p in item.phases]
        if item.phases
        else range(len(money_layout.phases))
    )
    shares = _shares(np.array([money_layout.areas[p] for p in phases]))
    yield from zip(phases, shares.tolist(), strict=True)


def _row_of(path: str, item: CostItem, phase: int, share: float) -> CostRow:
    if item.per_month is not None:
        return CostRow(
            f"{path}.per_month", phase, accounts.CONSTRUCTION, tables.MONTHLY,
            opens=item.from_, closes=item.to, share=share, by_progress=item.pay == "progress",
        )  # fmt: skip
    form = tables.OVER if item.over else tables.WINDOW
    return CostRow(
        f"{path}.amount", phase, accounts.CONSTRUCTION, form,
        by_progress=item.pay == "progress", opens=item.from_, closes=item.to, over=item.over, share=share,
    )  # fmt: skip


def _derived_rows(project: Project, phase: int) -> Iterator[CostRow]:
    """Yield the expenses and the land-use tax of a phase."""
    expenses = project.expenses
    if expenses and expenses.marketing and project.products:
        yield CostRow(
            "", phase, accounts.MARKETING, tables.WINDOW, tables.OF_MARKETING,
            opens=expenses.marketing.from_, closes=project.products.launch, grows_by="expenses.escalation",
        )  # fmt: skip
    if expenses and expenses.administration:
        yield CostRow(
            "", phase, accounts.ADMINISTRATION, tables.WINDOW, tables.OF_ADMINISTRATION,
            opens=expenses.administration.from_, closes=expenses.administration.to,
            grows_by="expenses.escalation",
        )  # fmt: skip
    if project.land and project.land.use_tax:
        yield CostRow(
            "", phase, accounts.LAND_USE_TAX, tables.MONTHLY, tables.OF_LAND_USE,
            opens=project.land.use_tax.from_, closes=project.land.use_tax.to,
        )  # fmt: skip
