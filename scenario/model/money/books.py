"""The structure of a project's money as tables, shared by all runs."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate
from math import fsum

import numpy as np

from scenario.model.money import accounts, tables
from scenario.model.money.layout import Ground
from scenario.model.money.tables import LOTS, Books
from scenario.model.plan.timetable import NEVER, day_of
from scenario.project.sections.cash import Flow
from scenario.project.sections.root import Project

NO_NODE = -1


def compile_books(ground: Ground) -> Books:
    """Return the structure that all runs of a project share."""
    project, timetable = ground.project, ground.timetable
    row_table, part_table = _row_tables(ground)
    terms = project.cost.terms if project.cost else None
    steps = project.funding.escrow.keep if project.funding and project.funding.escrow else ()
    rules = list(project.regime.rules.values()) if project.regime else []
    phases = range(len(ground.phases))
    months = np.array(_month_table(ground), dtype=tables.CALENDAR_MONTH)
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
        month=months,
        month_on=_month_on(months["end"]),
        shape=np.array([_shape(ground)], dtype=tables.SHAPE),
        calendar=timetable.calendar,
    )


def _nodes(ground: Ground, nodes: list[str]) -> np.ndarray:
    """Return the activities that some nodes mean in each phase, shape (nodes, phases)."""
    phases = range(len(ground.phases))
    found = [[ground.node(node, p) for p in phases] for node in nodes]
    return np.array(found, dtype=np.int64).reshape(len(nodes), len(phases))


def _shape(ground: Ground) -> tuple[int, ...]:
    project = ground.project
    idle = project.land.idle if project.land else None
    loan = project.funding.loan if project.funding else None
    return (
        ground.node(loan.gate, 0) if loan else NO_NODE,
        project.tax is not None,
        project.funding is not None,
        bool(project.tax and project.tax.refunds),
        ground.node(idle.from_, 0) if idle else NO_NODE,
        *(ground.event(idle.begins, 0) if idle else (NO_NODE, False)),
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
            total = fsum(lengths.values())
            shares = [length / total if total > 0 else 1 / len(work) for length in lengths.values()]
            *_, before = accumulate(shares[:-1], initial=0.0)
            shares[-1] = 1.0 - before  # so that the sum is 1 to the bit: what is done is earned in full
            parts += zip(lengths, shares, strict=True)
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
                row.fallback,
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
    """Return each lot's floor, its share of land (by saleable area) and of its phase's cost (by floor)."""
    count = len(ground.phases) * LOTS
    floor = np.zeros(count)
    for line in ground.lines:
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


def _month_on(ends: np.ndarray) -> np.ndarray:
    """Return the month of each day up to the last month's end, and of that instant the last one."""
    days = np.arange(int(ends[-1]) + 1)
    return np.minimum(np.searchsorted(ends, days, side="right"), len(ends) - 1)


def _next_month(first: dt.date) -> dt.date:
    return dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
