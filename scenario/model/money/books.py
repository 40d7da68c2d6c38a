"""The structure of a project's money, and where its quantities go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from scenario.model.money import accounts, tables
from scenario.model.money.tables import CLASSES, LOTS, Books
from scenario.model.numbers import Numbers
from scenario.model.timetable import NEVER, Timetable, day_of
from scenario.project.cash import Flow
from scenario.project.cost import CostItem
from scenario.project.products import Product
from scenario.project.quantity import Quantity
from scenario.project.root import Project

NO_NODE = -1
NO_LIMIT = 1e300
"""What stands for a limit that is not there [yuan]."""


@dataclass(frozen=True, slots=True)
class Line:
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
    by_progress: bool = False
    opens: str | None = None
    closes: str | None = None
    over: tuple[str, ...] = ()
    share: float = 1.0


class Ground:
    """What the tables of a project's money are made from: lines, rows, months and shares of the phases."""

    def __init__(self, project: Project, timetable: Timetable) -> None:
        self.project = project
        self.timetable = timetable
        self.phases = project.phase_ids
        self.months = _calendar_months(project)
        self.lines = _lines(project)
        self.areas = self._areas()
        self.area_shares = _shares(self.areas)
        self.rows = tuple(_rows(self))

    @property
    def counts(self) -> dict[str, int]:
        """How many records each table of a run's numbers has."""
        return {
            "line": len(self.lines),
            "row": len(self.rows),
            "flow": len(self.project.cash),
            "month": len(self.months),
            "batch": len(self.project.products.batches) if self.project.products else 0,
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

    def _areas(self) -> np.ndarray:
        """Return the saleable floor area of each phase [m²]; parking is none."""
        areas = np.zeros(len(self.phases))
        for line in self.lines:
            if line.product.kind != "parking":
                areas[line.phase] += line.stock * line.sellable
        return areas


def _shares(amounts: np.ndarray) -> np.ndarray:
    total = amounts.sum()
    return amounts / total if total > 0 else np.full(len(amounts), 1.0 / len(amounts))


def _lines(project: Project) -> tuple[Line, ...]:
    if project.products is None:
        return ()
    return tuple(
        Line(name, product, phase, product.stock[phase_id])
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


def _rows(ground: Ground) -> Iterator[CostRow]:
    project = ground.project
    for name, item in project.cost.items.items() if project.cost else ():
        phases = [ground.phases.index(p) for p in item.phases] if item.phases else range(len(ground.phases))
        shares = _shares(np.array([ground.areas[p] for p in phases]))
        for phase, share in zip(phases, shares, strict=True):
            yield _row_of(f"cost.items.{name}", item, phase, float(share))
    for phase in range(len(ground.phases)):
        yield from _derived_rows(project, phase)


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
            opens=expenses.marketing.from_, closes=project.products.launch,
        )  # fmt: skip
    if expenses and expenses.administration:
        yield CostRow(
            "", phase, accounts.ADMINISTRATION, tables.WINDOW, tables.OF_ADMINISTRATION,
            opens=expenses.administration.from_, closes=expenses.administration.to,
        )  # fmt: skip
    if project.land and project.land.use_tax:
        yield CostRow(
            "", phase, accounts.LAND_USE_TAX, tables.MONTHLY, tables.OF_LAND_USE,
            opens=project.land.use_tax.from_, closes=project.land.use_tax.to,
        )  # fmt: skip


def compile_books(ground: Ground) -> Books:
    """Return the structure that all runs of a project share."""
    project, timetable = ground.project, ground.timetable
    row_table, part_table = _row_tables(ground)
    terms = project.cost.terms if project.cost else None
    steps = project.funding.escrow.keep if project.funding and project.funding.escrow else ()
    rules = list(project.regime.rules.values()) if project.regime else []
    phases = range(len(ground.phases))
    return Books(
        line=_line_table(ground),
        row=row_table,
        part=part_table,
        phase=_phase_table(ground),
        lot=_lot_table(ground),
        batch=np.array(_batches(project), dtype=tables.BATCH),
        instalment=np.array(_instalments(project), dtype=tables.INSTALMENT),
        land_payment=np.array(_land_payments(ground), dtype=tables.PAYMENT),
        stage=np.array([stage.up_to for stage in terms.stages] if terms else [], dtype=float),
        stage_node=_nodes(ground, [stage.node for stage in terms.stages] if terms else []),
        keep=np.array([step.keep for step in steps], dtype=float),
        keep_node=_nodes(ground, [step.node for step in steps]),
        regime=np.array(
            [
                (
                    tables.ESCROW_MODES[r.escrow],
                    r.distribute_before_completion,
                    r.draw == "full",
                    r.repay == "completion",
                )
                for r in rules
            ]
            or [(tables.QUOTA, True, False, False)],
            dtype=tables.REGIME,
        ),
        gate_node=_nodes(ground, [r.mortgage_gate for r in rules])
        if rules
        else np.full((1, len(phases)), NO_NODE),
        completion_node=_nodes(ground, [r.completion for r in rules])
        if rules
        else np.full((1, len(phases)), NO_NODE),
        flow=np.array([_flow(ground, flow) for flow in project.cash], dtype=tables.FLOW_BOOK),
        month=np.array(_month_table(ground), dtype=tables.CALENDAR_MONTH),
        shape=np.array([_shape(ground)], dtype=tables.SHAPE),
        calendar=timetable.calendar,
    )


def _nodes(ground: Ground, nodes: list[str]) -> np.ndarray:
    """Return the activities that some nodes mean in each phase, shape (nodes, phases)."""
    phases = range(len(ground.phases))
    found = [[ground.node(node, p) for p in phases] for node in nodes]
    return np.array(found, dtype=np.int64).reshape(len(nodes), len(phases))


def _shape(ground: Ground) -> tuple[int, int, int, int, int]:
    project = ground.project
    loan = project.funding.loan if project.funding else None
    late = project.products.late_handover if project.products else None
    return (
        ground.node(loan.gate, 0) if loan else NO_NODE,
        project.tax is not None,
        project.funding is not None,
        late is not None,
        bool(project.tax and project.tax.refunds),
    )


def _line_table(ground: Ground) -> np.ndarray:
    products = ground.project.products
    rows = []
    for line in ground.lines:
        own = line.product.release
        release = ground.node(own.node, line.phase) if own else NO_NODE
        batches = 1 if own or products is None else len(products.batches)
        price = line.product.price.most_likely
        rows.append((line.phase, line.kind, release, batches, line.unit_floor, price))
    return np.array(rows, dtype=tables.LINE_BOOK)


def _row_tables(ground: Ground) -> tuple[np.ndarray, np.ndarray]:
    rows: list[tuple[float, ...]] = []
    parts: list[tuple[int, float]] = []
    for row in ground.rows:
        first = len(parts)
        if row.over:
            work = {ground.node(node, row.phase): node for node in row.over}
            lengths = {
                i: ground.project.activities[ground.timetable.base[i]].duration.most_likely for i in work
            }
            total = sum(lengths.values())
            parts += [(i, length / total if total > 0 else 1 / len(work)) for i, length in lengths.items()]
        opens, closes = (
            ground.event(e, row.phase) if e else (NO_NODE, False) for e in (row.opens, row.closes)
        )
        days = ground.planned(closes) - ground.planned(opens) if row.opens and row.closes else 0.0
        rows.append(
            (
                row.phase,
                row.account,
                row.form,
                row.by_progress,
                row.derived,
                *opens,
                *closes,
                days,
                first,
                len(parts),
            )
        )
    return np.array(rows, dtype=tables.ROW_BOOK), np.array(parts, dtype=tables.PART)


def _phase_table(ground: Ground) -> np.ndarray:
    project = ground.project
    products, tax = project.products, project.tax
    late = products.late_handover if products else None
    values = np.zeros(len(ground.phases))
    for line in ground.lines:
        values[line.phase] += line.stock * line.sellable * line.product.price.most_likely
    rows = []
    for p in range(len(ground.phases)):
        handover = ground.node(late.node, p) if late else NO_NODE
        rows.append(
            (
                ground.node(products.launch, p) if products else NO_NODE,
                ground.node(tax.recognition, p) if tax else NO_NODE,
                ground.node(tax.lat.liquidation, p) if tax else NO_NODE,
                handover,
                ground.planned((handover, False)) if late else NEVER,
                ground.areas[p],
                ground.area_shares[p],
                values[p],
            )
        )
    return np.array(rows, dtype=tables.PHASE_BOOK)


def _lot_table(ground: Ground) -> np.ndarray:
    """Return each lot's area, its share of land (by saleable area) and of its phase's cost (by floor)."""
    count = len(ground.phases) * LOTS
    floor = np.zeros(count)
    for line in ground.lines:
        floor[line.phase * LOTS + line.kind] += line.stock * line.sellable * line.unit_floor
    saleable = floor.copy()
    saleable[tables.PARKING :: LOTS] = 0.0
    rows = np.zeros(count, dtype=tables.LOT_BOOK)
    rows["area"] = saleable
    rows["floor_area"] = floor
    rows["land_share"] = saleable / saleable.sum() if saleable.sum() > 0 else 0.0
    by_phase = floor.reshape(-1, LOTS)
    totals = by_phase.sum(axis=1, keepdims=True)
    rows["cost_share"] = np.divide(by_phase, totals, out=np.zeros_like(by_phase), where=totals > 0).ravel()
    return rows


def _batches(project: Project) -> list[tuple[float, float]]:
    batches = project.products.batches if project.products else ()
    return [(batch.share, round(batch.after.days / tables.DAYS_A_MONTH)) for batch in batches]


def _instalments(project: Project) -> list[tuple[float, float]]:
    instalments = project.products.collection.instalments if project.products else ()
    return [(step.after, step.share) for step in instalments]


def _land_payments(ground: Ground) -> list[tuple[int, float, float]]:
    payments = ground.project.land.payments if ground.project.land else ()
    return [(ground.node(payment.node, 0), payment.lag.days, payment.share) for payment in payments]


def _flow(ground: Ground, flow: Flow) -> tuple[int, float, int]:
    names = account_names(ground.project)
    account = names.index(flow.account)
    if flow.node is not None:
        return ground.node(flow.node, 0), flow.lag, account
    assert flow.on is not None
    return NO_NODE, day_of(flow.on, ground.project.project.start) + 1.0, account


def account_names(project: Project) -> tuple[str, ...]:
    """Return the columns of the ledger: the built-in accounts, then those the project names itself."""
    own = dict.fromkeys(flow.account for flow in project.cash if flow.account not in accounts.NAMES)
    return (*accounts.NAMES, *own)


def _month_table(ground: Ground) -> list[tuple[float, float]]:
    project = ground.project
    season = project.products.absorption.season if project.products else (1.0,) * 12
    ends = [*ground.months[1:], _next_month(ground.months[-1])]
    return [
        (day_of(end, project.project.start), season[first.month - 1])
        for first, end in zip(ground.months, ends, strict=True)
    ]


def _next_month(first: dt.date) -> dt.date:
    return dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)


def put_numbers(numbers: Numbers, ground: Ground) -> None:
    """Tell where each quantity of the project's money goes."""
    project = ground.project
    _put_terms(numbers, project)
    for index, batch in enumerate(project.products.batches if project.products else ()):
        slot = numbers.layout.slot("batch", index, "when_sold")
        if batch.when_sold is not None:
            numbers.put(f"products.batches.{index}.when_sold", batch.when_sold, [(slot, 1.0)])
        else:
            numbers.base[slot] = NO_LIMIT
    _put_lines(numbers, ground)
    amounts: dict[str, list[tuple[int, float]]] = {}
    for index, row in enumerate(ground.rows):
        if row.path:
            amounts.setdefault(row.path, []).append((numbers.layout.slot("row", index, "amount"), row.share))
    for path, slots in amounts.items():
        _, _, name, kind = path.split(".")
        assert project.cost is not None
        numbers.put(path, getattr(project.cost.items[name], kind), slots)
    for index, flow in enumerate(project.cash):
        numbers.put(
            f"cash.{index}.amount", flow.amount, [(numbers.layout.slot("flow", index, "amount"), 1.0)]
        )


def _put_lines(numbers: Numbers, ground: Ground) -> None:
    products = ground.project.products
    if products is None:
        return
    slots: dict[str, list[tuple[int, float]]] = {}
    for index, line in enumerate(ground.lines):
        path = f"products.types.{line.name}"
        own = line.product.release
        asked = "market_price" if line.product.market_price is not None else "price"
        for field, source in (
            ("price", f"{path}.price"),
            ("market_price", f"{path}.{asked}"),
            ("sellable", f"{path}.sellable"),
            ("launch", f"{path}.release.launch" if own else "products.absorption.launch"),
            ("hazard", f"{path}.release.hazard" if own else "products.absorption.hazard"),
        ):
            slots.setdefault(source, []).append((numbers.layout.slot("line", index, field), 1.0))
        numbers.base[numbers.layout.slot("line", index, "stock")] = line.stock
    for source, where in slots.items():
        quantity = _find(ground.project, source)
        if quantity is not None:
            numbers.put(source, quantity, where)
        else:  # a sellable share that is left out: all of the stock
            for slot, _ in where:
                numbers.base[slot] = 1.0


TERMS = {
    "land_price": "land.price",
    "land_area": "land.area",
    "deed_tax": "land.deed_tax",
    "land_stamp": "land.stamp",
    "land_use_tax": "land.use_tax.per_m2_year",
    "elasticity": "products.absorption.elasticity",
    "pace": "products.absorption.pace",
    "price_growth": "products.price_growth",
    "down_payment": "products.collection.down_payment",
    "mortgage_lag": "products.collection.mortgage_lag",
    "damages_per_day": "products.late_handover.per_day",
    "handover_buffer": "products.late_handover.buffer",
    "first_pass_rate": "products.first_pass_rate",
    "progress": "cost.terms.progress",
    "pay_lag": "cost.terms.lag",
    "marketing_share": "expenses.marketing.share",
    "marketing_before": "expenses.marketing.before_launch",
    "administration_share": "expenses.administration.share",
    "minimum_cash": "funding.minimum_cash",
    "equity_limit": "funding.equity.limit",
    "loan_limit": "funding.loan.limit",
    "loan_rate": "funding.loan.rate",
    "equity_first": "funding.loan.equity_first",
    "share_of_cost": "funding.loan.share_of_cost",
    "repay_from_sold": "funding.loan.repay_from_sold",
    "repay_share": "funding.loan.repay_share",
    "escrow_quota": "funding.escrow.quota",
    "vat_rate": "tax.vat.rate",
    "vat_prepay": "tax.vat.prepay",
    "input_share": "tax.vat.input_share",
    "surcharge": "tax.surcharge",
    "lat_prepay_ordinary": "tax.lat.prepay.ordinary_house",
    "lat_prepay_other": "tax.lat.prepay.other",
    "lat_prepay_parking": "tax.lat.prepay.parking",
    "lat_expense_share": "tax.lat.expense_share",
    "lat_additional_share": "tax.lat.additional_share",
    "lat_exempt_below": "tax.lat.exempt_below",
    "eit_rate": "tax.eit.rate",
    "eit_margin": "tax.eit.estimated_margin",
    "stamp_sale": "tax.stamp.sale",
    "stamp_construction": "tax.stamp.construction",
    "discount_rate": "project.discount_rate",
}
"""Which quantity of the file each term of a run is."""
WITHOUT = {"pace": 1.0, "equity_limit": NO_LIMIT}
"""Terms that are not 0 when the file leaves them out."""


def _put_terms(numbers: Numbers, project: Project) -> None:
    for field, path in TERMS.items():
        slot = numbers.layout.slot("terms", 0, field)
        numbers.base[slot] = WITHOUT.get(field, 0.0)
        quantity = _find(project, path)
        if quantity is not None:
            numbers.put(path, quantity, [(slot, 1.0)])
    for field, value in _plain_terms(project).items():
        numbers.base[numbers.layout.slot("terms", 0, field)] = value


def _find(project: Project, path: str) -> Quantity | None:
    """Return the quantity at a path, None where the file leaves it (or a block above it) out."""
    value: Any = project
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
    return cast("Quantity | None", value)


def _plain_terms(project: Project) -> dict[str, float]:
    """Return the terms that are plain numbers in the file."""
    products = project.products
    if products is None:
        return {}
    absorption, mix = products.absorption, products.collection.mix
    cycle = absorption.market
    return {
        "pace_floor": absorption.pace_floor,
        "pace_cap": absorption.pace_cap,
        "tail": absorption.tail,
        "tail_price": absorption.tail_price,
        "persistence": cycle.persistence if cycle else 0.0,
        "volatility": cycle.volatility if cycle else 0.0,
        "full": mix.full,
        "mortgage": mix.mortgage,
        "instalment": mix.instalment,
    }
