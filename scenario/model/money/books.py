"""The structure of a project's money as tables, shared by all runs."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate
from math import fsum

import numpy as np

from scenario.model.money import accounts, tables
from scenario.model.money.layout import MoneyLayout
from scenario.model.money.tables import LOTS, Books
from scenario.model.plan.timetable import NEVER, day_of
from scenario.project.sections.cash import Flow
from scenario.project.sections.root import Project

NO_NODE = -1


def compile_books(money_layout: MoneyLayout) -> Books:
    """Return the structure that all runs of a project share."""
    project, timetable = money_layout.project, money_layout.timetable
    row_table, part_table = _row_tables(money_layout)
    terms = project.cost.terms if project.cost else None
    steps = project.funding.escrow.keep if project.funding and project.funding.escrow else ()
    rules = list(project.regime.rules.values()) if project.regime else []
    phases = range(len(money_layout.phases))
    months = np.array(_month_table(money_layout), dtype=tables.CALENDAR_MONTH)
    return Books(
        line=_line_table(money_layout),
        row=row_table,
        part=part_table,
        phase=_phase_table(money_layout),
        lot=_lot_table(money_layout),
        batch=np.array(_batches(project), dtype=tables.BATCH),
        instalment=np.array(_instalments(project), dtype=tables.INSTALMENT),
        land_payment=np.array(_land_payments(money_layout), dtype=tables.PAYMENT),
        stage=np.array([stage.up_to for stage in terms.stages] if terms else [], dtype=float),
        stage_node=_nodes(money_layout, [stage.node for stage in terms.stages] if terms else []),
        keep=np.array([step.keep for step in steps], dtype=float),
        keep_node=_nodes(money_layout, [step.node for step in steps]),
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
        gate_node=_nodes(money_layout, [r.mortgage_gate for r in rules])
        if rules
        else np.full((1, len(phases)), NO_NODE),
        completion_node=_nodes(money_layout, [r.completion for r in rules])
        if rules
        else np.full((1, len(phases)), NO_NODE),
        flow=np.array([_flow(money_layout, flow) for flow in project.cash], dtype=tables.FLOW_BOOK),
        month=months,
        month_on=_month_on(months["end"]),
        shape=np.array([_shape(money_layout)], dtype=tables.SHAPE),
        calendar=timetable.calendar,
    )


def _nodes(money_layout: MoneyLayout, nodes: list[str]) -> np.ndarray:
    """Return the activities that some nodes mean in each phase, shape (nodes, phases)."""
    phases = range(len(money_layout.phases))
    found = [[money_layout.node(node, p) for p in phases] for node in nodes]
    return np.array(found, dtype=np.int64).reshape(len(nodes), len(phases))


def _shape(money_layout: MoneyLayout) -> tuple[int, ...]:
    project = money_layout.project
    idle = project.land.idle if project.land else None
    loan = project.funding.loan if project.funding else None
    return (
        money_layout.node(loan.gate, 0) if loan else NO_NODE,
        project.tax is not None,
        project.funding is not None,
        bool(project.tax and project.tax.refunds),
        money_layout.node(idle.from_, 0) if idle else NO_NODE,
        *(money_layout.event(idle.begins, 0) if idle else (NO_NODE, False)),
    )


def _line_table(money_layout: MoneyLayout) -> np.ndarray:
    products = money_layout.project.products
    rows = []
    for line in money_layout.lines:
        own = line.product.release
        release = money_layout.node(own.node, line.phase) if own else NO_NODE
        batches = 1 if own or products is None else len(products.batches)
        price = line.product.price.most_likely
        rows.append((line.phase, line.kind, release, batches, line.unit_floor, price))
    return np.array(rows, dtype=tables.LINE_BOOK)


def _row_tables(money_layout: MoneyLayout) -> tuple[np.ndarray, np.ndarray]:
    rows: list[tuple[float, ...]] = []
    parts: list[tuple[int, float]] = []
    for row in money_layout.rows:
        first = len(parts)
        if row.over:
            work = {money_layout.node(node, row.phase): node for node in row.over}
            lengths = {
                i: money_layout.project.activities[money_layout.timetable.base[i]].duration.most_likely
                for i in work
            }
            total = fsum(lengths.values())
            shares = [length / total if total > 0 else 1 / len(work) for length in lengths.values()]
            *_, before = accumulate(shares[:-1], initial=0.0)
            shares[-1] = 1.0 - before  # so that the sum is 1 to the bit: what is done is earned in full
            parts += zip(lengths, shares, strict=True)
        opens, closes = (
            money_layout.event(e, row.phase) if e else (NO_NODE, False) for e in (row.opens, row.closes)
        )
        days = money_layout.planned(closes) - money_layout.planned(opens) if row.opens and row.closes else 0.0
        rows.append(
            (
                row.phase,
                row.account,
                row.form,
                row.by_progress,
                row.derived,
                row.fallback,
                *opens,
                *closes,
                days,
                first,
                len(parts),
            )
        )
    return np.array(rows, dtype=tables.ROW_BOOK), np.array(parts, dtype=tables.PART)


def _phase_table(money_layout: MoneyLayout) -> np.ndarray:
    project = money_layout.project
    products, tax = project.products, project.tax
    late = products.late_handover if products else None
    values = np.zeros(len(money_layout.phases))
    for line in money_layout.lines:
        values[line.phase] += line.stock * line.sellable * line.product.price.most_likely
    rows = []
    for p in range(len(money_layout.phases)):
        handover = money_layout.node(late.node, p) if late else NO_NODE
        rows.append(
            (
                money_layout.node(products.launch, p) if products else NO_NODE,
                money_layout.node(tax.recognition, p) if tax else NO_NODE,
                money_layout.node(tax.lat.liquidation, p) if tax else NO_NODE,
                handover,
                money_layout.planned((handover, False)) if late else NEVER,
                money_layout.areas[p],
                money_layout.area_shares[p],
                values[p],
            )
        )
    return np.array(rows, dtype=tables.PHASE_BOOK)


def _lot_table(money_layout: MoneyLayout) -> np.ndarray:
    """Return each lot's floor, its share of land (by saleable area) and of its phase's cost (by floor)."""
    count = len(money_layout.phases) * LOTS
    floor = np.zeros(count)
    for line in money_layout.lines:
        floor[line.phase * LOTS + line.kind] += line.stock * line.sellable * line.unit_floor
    saleable = floor.copy()
    saleable[tables.PARKING :: LOTS] = 0.0
    rows = np.zeros(count, dtype=tables.LOT_BOOK)
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


def _land_payments(money_layout: MoneyLayout) -> list[tuple[int, float, float]]:
    payments = money_layout.project.land.payments if money_layout.project.land else ()
    return [(money_layout.node(payment.node, 0), payment.lag.days, payment.share) for payment in payments]


def _flow(money_layout: MoneyLayout, flow: Flow) -> tuple[int, float, int]:
    names = account_names(money_layout.project)
    account = names.index(flow.account)
    if flow.node is not None:
        return money_layout.node(flow.node, 0), flow.lag, account
    assert flow.on is not None
    return NO_NODE, day_of(flow.on, money_layout.project.project.start) + 1.0, account


def account_names(project: Project) -> tuple[str, ...]:
    """Return the columns of the ledger: the built-in accounts, then those the project names itself."""
    own = dict.fromkeys(flow.account for flow in project.cash if flow.account not in accounts.NAMES)
    return (*accounts.NAMES, *own)


def _month_table(money_layout: MoneyLayout) -> list[tuple[float, float]]:
    project = money_layout.project
    season = project.products.absorption.season if project.products else (1.0,) * 12
    ends = [*money_layout.months[1:], _next_month(money_layout.months[-1])]
    return [
        (day_of(end, project.project.start), season[first.month - 1])
        for first, end in zip(money_layout.months, ends, strict=True)
    ]


def _month_on(ends: np.ndarray) -> np.ndarray:
    """Return the month of each day up to the last month's end, and of that instant the last one."""
    days = np.arange(int(ends[-1]) + 1)
    return np.minimum(np.searchsorted(ends, days, side="right"), len(ends) - 1)


def _next_month(first: dt.date) -> dt.date:
    return dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
