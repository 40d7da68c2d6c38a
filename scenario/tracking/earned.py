"""Earned value of a running project, by cost item, with the odds of its end beside the formulas.

Budgets and dates are those of the most-likely plan of the file, as if nothing were known. An item is told
where the statement says what its works are worth (`cost: {item: {earned}}`); what it will cost in the end is
`final`, else drawn as the file says, at least what is done already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.analysis import Study
from scenario.model.money.layout import MoneyLayout
from scenario.model.money.tables import ONCE, OVER
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.statement import ActualCost
from scenario.rules.schedule.calendar import work_between
from scenario.tracking.earned_value import WARNING, EarnedTime, Performance, earned_time, performance
from scenario.tracking.earned_value import without_stops as reckoned_without_stops

Floats = NDArray[np.float64]
QUANTILES = (0.1, 0.5, 0.8)


@dataclass(frozen=True, slots=True)
class Earned:
    """Earned value of a cost item, or of all that are told.

    Attributes
    ----------
    item : its id; empty for all
    bac, pv, ev, ac : budget, planned by now, earned, cost by now [yuan]
    found : by the formulas
    time : in time [months]
    eac : P10, P50, P80 of what it will cost, simulated [yuan]
    """

    item: str
    bac: float
    pv: float
    ev: float
    ac: float
    found: Performance
    time: EarnedTime
    without_stops: tuple[float, float]
    eac: tuple[float, float, float]

    @property
    def is_warned(self) -> bool:
        """Whether the rest would have to perform as it seldom does to end as planned, or no time is left."""
        too_late = not np.isfinite(self.time.tspi) and self.time.sv_t < 0.0
        return bool(self.found.tcpi_bac > WARNING or self.time.tspi > WARNING or too_late)


def earned_of(study: Study) -> tuple[Earned, ...]:
    """Return the earned value of each cost item that is told, and of all; none where none is told."""
    told, project = study.project.statement, study.project
    if told is None or told.closed is None or project.cost is None:
        return ()
    items = {name: cost for name, cost in told.cost.items() if cost.earned is not None}
    if not items:
        return ()
    plan = compile_plan(project.model_copy(update={"statement": None}))
    budgets = {name: planned_value(plan, name) for name in items}
    eac = _simulated(study, items)
    closing = study.plan.books.closing[0] if study.plan.books is not None else 0
    rows = [_row(name, budgets[name], items[name], int(closing), eac[name]) for name in items]
    if len(rows) > 1:
        rows.append(
            _all(
                rows, np.sum(list(budgets.values()), axis=0), int(closing), np.sum(list(eac.values()), axis=0)
            )
        )
    return tuple(rows)


def planned_value(plan: Plan, item: str) -> Floats:
    """Return what a cost item is planned to be worth by the end of each month, shape (months,) [yuan]."""
    books = plan.books
    assert books is not None
    layout = MoneyLayout(plan.project, plan.timetable)
    amounts = plan.layout.views(plan.planned_numbers.copy()).row["amount"]
    ends = books.month["end"]
    found = np.zeros(len(ends))
    for r, row in enumerate(layout.rows):
        if row.path == f"cost.items.{item}.amount" and row.form != ONCE:
            found += amounts[r] * np.array([_share(plan, r, float(end)) for end in ends])
    return found


def _share(plan: Plan, r: int, at: float) -> float:
    """Return the share of a row that is planned to be done by an instant [fraction]."""
    books, table = plan.books, plan.timetable
    assert books is not None
    row = books.row[r]
    if row["form"] == OVER:
        parts = books.part[row["first_part"] : row["last_part"]]
        return float(sum(part["weight"] * _done(plan, int(part["activity"]), at) for part in parts))
    opens = table.planned_start if row["opens_at_start"] else table.planned_finish
    opened = float(opens[row["opens"]])
    if at < opened:
        return 0.0
    return 1.0 if row["planned_days"] <= 0 else min(1.0, (at - opened) / float(row["planned_days"]))


def _done(plan: Plan, i: int, at: float) -> float:
    """Return the share of an activity that is planned to be done by an instant [fraction]."""
    table = plan.timetable
    start, finish = float(table.planned_start[i]), float(table.planned_finish[i])
    if at <= start or at >= finish:
        return float(at >= finish)
    whole = work_between(table.tables, table.calendar[i], start, finish)
    return float(work_between(table.tables, table.calendar[i], start, at) / whole) if whole > 0 else 1.0


def _simulated(study: Study, items: Mapping[str, ActualCost]) -> dict[str, Floats]:
    """Return what each item will cost in each run [yuan]."""
    plan = study.plan
    layout = MoneyLayout(plan.project, plan.timetable)
    numbers = plan.numbers(study.seed, study.first, study.runs)[1]
    found = {}
    for name, cost in items.items():
        slots = [
            plan.layout.slot("row", r, "amount")
            for r, row in enumerate(layout.rows)
            if row.path == f"cost.items.{name}.amount"
        ]
        drawn = np.maximum(numbers[:, slots].sum(axis=1), cost.earned or 0.0)
        found[name] = drawn if cost.final is None else np.full(study.runs, cost.final)
    return found


def _row(item: str, planned: Floats, cost: ActualCost, closing: int, eac: Floats) -> Earned:
    """Return the earned value of an item: its budget, times the share of it that is done."""
    bac, ac = float(planned[-1]), cost.earned or 0.0
    final = cost.final if cost.final is not None else max(float(np.median(eac)), ac)
    ev = bac * (ac / final if final > 0 else 0.0)
    return _of(item, planned, (bac, ev, ac), closing, eac)


def _all(rows: list[Earned], planned: Floats, closing: int, eac: Floats) -> Earned:
    sums = tuple(sum(getattr(row, name) for row in rows) for name in ("bac", "ev", "ac"))
    return _of("", planned, (sums[0], sums[1], sums[2]), closing, eac)


def _of(item: str, planned: Floats, known: tuple[float, float, float], closing: int, eac: Floats) -> Earned:
    bac, ev, ac = known
    values, at = planned.tolist(), closing + 1
    duration = next((k + 1 for k, value in enumerate(values) if value >= bac * (1 - 1e-9)), len(values))
    p10, p50, p80 = (float(x) for x in np.quantile(eac, QUANTILES))
    return Earned(
        item, bac, values[closing], ev, ac,
        performance(bac, values[closing], ev, ac), earned_time(values, ev, at, duration),
        reckoned_without_stops(values, ev, at), (p10, p50, p80),
    )  # fmt: skip


def earned_document(rows: tuple[Earned, ...]) -> dict[str, Any] | None:
    """Return earned value as plain data; None where nothing is told."""
    return {each.item or "all": dict(_entries(each)) for each in rows} or None


def _entries(each: Earned) -> Iterator[tuple[str, Any]]:
    yield from (("bac", each.bac), ("pv", each.pv), ("ev", each.ev), ("ac", each.ac))
    for name, value in (asdict(each.found) | asdict(each.time)).items():
        yield name, value if np.isfinite(value) else None
    yield "es_without_stops", each.without_stops[0]
    yield "at_without_stops", each.without_stops[1]
    yield "eac_simulated", dict(zip(("p10", "p50", "p80"), each.eac, strict=True))
    yield "warned", each.is_warned
