"""The structure of a project's money as tables, shared by all runs."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from itertools import accumulate
from math import fsum

import numpy as np

from scenario.model.money import accounts, tables
from scenario.model.money.facilities import facilities_of, facility_tables
from scenario.model.money.layout import CostLine, CostRow, MoneyLayout
from scenario.model.money.tables import LOTS, Books
from scenario.model.plan.timetable import NEVER, day_of
from scenario.project.dotted_paths import value_at
from scenario.project.sections.cash import Flow
from scenario.project.sections.funding import Funding
from scenario.project.sections.growth import Escalation, PriceGrowth
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.rules.records import Row, records

NO_NODE = -1


def compile_books(money_layout: MoneyLayout) -> Books:
    """Return the structure that all runs of a project share."""
    project, timetable = money_layout.project, money_layout.timetable
    row_table, part_table = _row_tables(money_layout)
    terms = project.cost.terms if project.cost else None
    steps = project.funding.escrow.keep if project.funding and project.funding.escrow else ()
    rules = list(project.regime.rules.values()) if project.regime else []
    phases = range(len(money_layout.phases))
    months = records(tables.CALENDAR_MONTH, _month_table(money_layout))
    facilities, gates = facility_tables(money_layout)
    return Books(
        line=_line_table(money_layout),
        row=row_table,
        part=part_table,
        phase=_phase_table(money_layout),
        lot=_lot_table(money_layout),
        batch=records(tables.BATCH, _batches(project)),
        instalment=records(tables.INSTALMENT, _instalments(project)),
        land_payment=records(tables.PAYMENT, _land_payments(money_layout)),
        stage=np.array([stage.up_to for stage in terms.stages] if terms else [], dtype=float),
        stage_node=_nodes(money_layout, [stage.node for stage in terms.stages] if terms else []),
        keep=np.array([step.keep for step in steps], dtype=float),
        keep_node=_nodes(money_layout, [step.node for step in steps]),
        regime=records(tables.REGIME, _regimes(project)),
        gate_node=_nodes(money_layout, [r.mortgage_gate for r in rules])
        if rules
        else np.full((1, len(phases)), NO_NODE),
        completion_node=_nodes(money_layout, [r.completion for r in rules])
        if rules
        else np.full((1, len(phases)), NO_NODE),
        eit_node=_nodes(money_layout, list(project.tax.recognised.eit) if project.tax else []),
        flow=records(tables.FLOW_BOOK, (_flow(money_layout, flow) for flow in project.cash)),
        month=months,
        month_on=_month_on(months["end"]),
        facility=facilities,
        facility_gate=gates,
        shape=records(tables.SHAPE, [_shape(money_layout)]),
        calendar=timetable.calendar,
        **nothing_told(),
    )


def nothing_told() -> dict[str, np.ndarray]:
    """Return the fields of books of which nothing is known."""
    return {
        "closing": np.full(1, -1, dtype=np.int64),
        "told": np.zeros(0),
        "told_ledger": np.zeros((0, 0)),
        "told_owed": np.zeros(0),
        "told_item": np.zeros(0, dtype=tables.TOLD_ITEM),
        "item_of_row": np.zeros(0, dtype=np.int64),
        "told_payable": np.full(2, np.nan),
        "told_market": np.full(2, np.nan),
    }


def _nodes(money_layout: MoneyLayout, nodes: list[str]) -> np.ndarray:
    """Return the activities that some nodes mean in each phase, shape (nodes, phases)."""
    phases = range(len(money_layout.phases))
    found = [[money_layout.node(node, p) for p in phases] for node in nodes]
    return np.array(found, dtype=np.int64).reshape(len(nodes), len(phases))


def _regimes(project: Project) -> list[Row]:
    """Return what each presale regime asks; where a project has none, one that asks for little."""
    if project.regime is None:
        return [
            {
                "escrow": tables.QUOTA,
                "quota_stays": 0,
                "distribute_early": 1,
                "draw_full": 0,
                "repay_at_completion": 0,
            },
        ]
    return [
        {
            "escrow": tables.ESCROW_MODES[rules.escrow],
            "quota_stays": rules.quota_stays,
            "distribute_early": rules.distribute_before_completion,
            "draw_full": rules.draw == "full",
            "repay_at_completion": rules.repay == "completion",
        }
        for rules in project.regime.rules.values()
    ]


def _shape(money_layout: MoneyLayout) -> Row:
    """Return which parts a project has, and the nodes that idle land waits for."""
    project = money_layout.project
    idle = project.land.idle if project.land else None
    begins, at_start = money_layout.event(idle.begins, 0) if idle else (NO_NODE, False)
    return {
        "has_loan": any(not lent.facility.pro_rata for lent in facilities_of(project)),
        "has_tax": project.tax is not None,
        "has_funding": project.funding is not None,
        "refunds": bool(project.tax and project.tax.refunds),
        "idle_from": money_layout.node(idle.from_, 0) if idle else NO_NODE,
        "begins": begins,
        "begins_at_start": at_start,
        "has_regime": project.regime is not None,
        "award": _award(money_layout),
        "price_drift": money_layout.drift_of("products.price_growth"),
        **_funding_shape(project),
        **_tax_rules(project),
    }


def _award(money_layout: MoneyLayout) -> int:
    """Return the activity from whose finish on minimum cash is kept; none keeps it from the start."""
    project = money_layout.project
    payments = project.land.payments if project.land else ()
    node = payments[0].node if payments else project.project.month_zero
    return NO_NODE if node is None else money_layout.node(node, 0)


def _funding_shape(project: Project) -> Row:
    """Return what was agreed on funding, as numbers."""
    funding = project.funding or Funding(minimum_cash=Quantity.parse(0))
    works = funding.short.works
    goes_on = works is not None and works.go_on_unpaid is not None
    return {
        "distribute": tables.DISTRIBUTE[funding.distribute.when],
        "keep_months": round(funding.distribute.keep.days / tables.DAYS_A_MONTH),
        "short_works": tables.PAUSE if funding.pauses else tables.GO_ON if goes_on else tables.FAIL,
        "land_waits": funding.short.land is not None,
    }


def _tax_rules(project: Project) -> Row:
    """Return which rules of the tax code hold."""
    tax = project.tax
    lat, eit = (tax.lat, tax.eit) if tax else (None, None)
    return {
        "land_deduction": bool(tax and tax.vat and tax.vat.land_deduction),
        "lat_of_project": bool(lat and lat.unit == "project"),
        "lat_shows_interest": bool(lat and lat.with_interest is not None),
        "has_eit": eit is not None,
        "loss_years": eit.loss_years if eit else 0,
        "late_lat_refund": bool(eit and eit.late_lat_refund),
    }


def _line_table(money_layout: MoneyLayout) -> np.ndarray:
    products = money_layout.project.products
    rows = []
    for line in money_layout.lines:
        own = line.product.release
        release = money_layout.node(own.node, line.phase) if own else NO_NODE
        rows.append(
            {
                "phase": line.phase,
                "kind": line.kind,
                "release": release,
                "batches": 1 if own or products is None else len(products.batches),
                "unit_floor": line.unit_floor,
                "planned_price": line.product.price.most_likely,
                "grows_from": _price_grows_from(money_layout, line),
            }
        )
    return records(tables.LINE_BOOK, rows)


def _price_grows_from(money_layout: MoneyLayout, line: CostLine) -> int:
    """Return the month that a price is of: as written, else its own date, else the project's start."""
    products = money_layout.project.products
    growth = products.price_growth if products else None
    day = growth.from_ if isinstance(growth, PriceGrowth) else None
    if day == "launch":
        return tables.FROM_LAUNCH
    return money_layout.month_of_value(line.product.price.as_of if day is None else day)


def _cost_grows_from(money_layout: MoneyLayout, row: CostRow) -> int:
    """Return the month that the amount of a row is of."""
    growth = value_at(money_layout.project, row.grows_by) if row.grows_by else None
    return money_layout.month_of_value(growth.from_ if isinstance(growth, Escalation) else None)


def _row_tables(money_layout: MoneyLayout) -> tuple[np.ndarray, np.ndarray]:
    rows: list[Row] = []
    parts: list[Row] = []
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
            parts += [{"activity": i, "weight": w} for i, w in zip(lengths, shares, strict=True)]
        opens, closes = (
            money_layout.event(e, row.phase) if e else (NO_NODE, False) for e in (row.opens, row.closes)
        )
        days = money_layout.planned(closes) - money_layout.planned(opens) if row.opens and row.closes else 0.0
        rows.append(
            {
                "phase": row.phase,
                "account": row.account,
                "form": row.form,
                "by_progress": row.by_progress,
                "derived": row.derived,
                "fallback": row.fallback,
                "opens": opens[0],
                "opens_at_start": opens[1],
                "closes": closes[0],
                "closes_at_start": closes[1],
                "planned_days": days,
                "first_part": first,
                "last_part": len(parts),
                "grows_from": _cost_grows_from(money_layout, row),
                "drift": money_layout.drift_of(row.grows_by),
            }
        )
    return records(tables.ROW_BOOK, rows), records(tables.PART, parts)


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
            {
                "launch": money_layout.node(products.launch, p) if products else NO_NODE,
                "vat": money_layout.node(tax.recognised.vat, p) if tax else NO_NODE,
                "liquidation": money_layout.node(tax.lat.liquidation, p) if tax and tax.lat else NO_NODE,
                "handover": handover,
                "promised": money_layout.planned((handover, False)) if late else NEVER,
                "area": money_layout.areas[p],
                "area_share": money_layout.area_shares[p],
                "planned_value": values[p],
            }
        )
    return records(tables.PHASE_BOOK, rows)


def _lot_table(money_layout: MoneyLayout) -> np.ndarray:
    """Return each lot's floor and its shares: of land (saleable floor) and of its phase's cost (all floor).

    Homes and shops that never find buyers bear their part of land and cost; parking that finds none bears
    nothing. For income tax no parking bears any, as a public facility of the homes above it (circular
    Guoshuifa 2009/31, article 33), unless a phase has nothing else.
    """
    count = len(money_layout.phases) * LOTS
    floor = np.zeros(count)
    for line in money_layout.lines:
        share = line.sellable if line.kind == tables.PARKING else 1.0
        floor[line.phase * LOTS + line.kind] += line.stock * share * line.unit_floor
    saleable = floor.copy()
    saleable[tables.PARKING :: LOTS] = 0.0
    rows = np.zeros(count, dtype=tables.LOT_BOOK)
    rows["floor_area"] = floor
    rows["land_share"] = saleable / saleable.sum() if saleable.sum() > 0 else 0.0
    rows["cost_share"] = _within_phases(floor)
    has_homes = saleable.reshape(-1, LOTS).sum(axis=1) > 0
    rows["eit_share"] = _within_phases(np.where(np.repeat(has_homes, LOTS), saleable, floor))
    return rows


def _within_phases(floor: np.ndarray) -> np.ndarray:
    """Return the share of each lot's floor in that of its phase, 0 where that has none."""
    by_phase = floor.reshape(-1, LOTS)
    totals = by_phase.sum(axis=1, keepdims=True)
    return np.divide(by_phase, totals, out=np.zeros_like(by_phase), where=totals > 0).ravel()


def _batches(project: Project) -> list[Row]:
    batches = project.products.batches if project.products else ()
    return [
        {"share": batch.share, "after": round(batch.after.days / tables.DAYS_A_MONTH)} for batch in batches
    ]


def _instalments(project: Project) -> list[Row]:
    instalments = project.products.collection.instalments if project.products else ()
    return [{"after": step.after, "share": step.share} for step in instalments]


def _land_payments(money_layout: MoneyLayout) -> list[Row]:
    payments = money_layout.project.land.payments if money_layout.project.land else ()
    return [
        {"node": money_layout.node(payment.node, 0), "lag": payment.lag.days, "share": payment.share}
        for payment in payments
    ]


def _flow(money_layout: MoneyLayout, flow: Flow) -> Row:
    account = account_names(money_layout.project).index(flow.account)
    if flow.node is not None:
        return {"node": money_layout.node(flow.node, 0), "day": flow.lag, "account": account}
    assert flow.on is not None
    end_of_day = day_of(flow.on, money_layout.project.project.start) + 1.0
    return {"node": NO_NODE, "day": end_of_day, "account": account}


def account_names(project: Project) -> tuple[str, ...]:
    """Return the columns of the ledger: the built-in accounts, then those the project names itself."""
    own = dict.fromkeys(flow.account for flow in project.cash if flow.account not in accounts.NAMES)
    return (*accounts.NAMES, *own)


def _month_table(money_layout: MoneyLayout) -> list[Row]:
    project = money_layout.project
    season = project.products.absorption.season if project.products else (1.0,) * 12
    ends = [*money_layout.months[1:], _next_month(money_layout.months[-1])]
    return [
        {
            "end": day_of(end, project.project.start),
            "days": float((end - first).days),
            "season": season[first.month - 1],
            "number": first.month,
            "year": first.year - money_layout.months[0].year,
            "period": bisect_right(money_layout.tax_periods, month) - 1,
        }
        for month, (first, end) in enumerate(zip(money_layout.months, ends, strict=True))
    ]


def _month_on(ends: np.ndarray) -> np.ndarray:
    """Return the month of each day up to the last month's end, and of that instant the last one."""
    days = np.arange(int(ends[-1]) + 1)
    return np.minimum(np.searchsorted(ends, days, side="right"), len(ends) - 1)


def _next_month(first: dt.date) -> dt.date:
    return dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
