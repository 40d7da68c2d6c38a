"""Where what a statement says of money goes in the books; see `taken_over`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.model.money import accounts, tables
from scenario.model.money.layout import CostLine, MoneyLayout
from scenario.model.money.tables import LOTS, Books, State
from scenario.project.checks.closing import balances_of, sums
from scenario.project.sections.statement import Sold, Statement
from scenario.rules.money.market import filtered_market

Floats = NDArray[np.float64]
LEAST_BY_CHANCE = 0.03
"""Sales are at least so far from what the market alone gives, as a log. [1]"""
BALANCES = ("free_cash", "escrow", "loan")
"""What sums of a ledger are called, in the order of `accounts.BALANCES`."""
USUAL_UNITS = 400.0
"""Homes sold in some months, where their number is not told: 5 % by chance."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A place to write what is known: the state of a run, NaN where nothing is.

    Attributes
    ----------
    books : the books of the project
    layout : what they are made from
    known : views into `buffer`, as those of a run's state
    """

    books: Books
    layout: MoneyLayout
    buffer: Floats
    known: State
    month: int


def with_closing(
    books: Books, layout: MoneyLayout, told: Statement, room: tuple[Floats, State], launched: Floats
) -> Books:
    """Return books that know what a statement tells of money.

    Parameters
    ----------
    room : (buffer, state)
        Room for the state of a run
    launched : array, shape (phases,)
        When each phase was launched, NaN where it is not known [days]
    """
    if told.closed is None:
        return books
    year, month = map(int, told.closed.split("-"))
    first = layout.months[0]
    at = Closing(books, layout, *room, (year - first.year) * 12 + month - first.month)
    at.buffer[:] = np.nan
    _put_balances(at, told)
    owed = _put_sales(at, told, launched)
    items, item_of_row = _items(at, told)
    return books._replace(
        closing=np.array([at.month], dtype=np.int64),
        told=at.buffer,
        told_ledger=_ledger(at, told),
        told_owed=owed,
        told_item=items,
        item_of_row=item_of_row,
        told_payable=_payable(at, told),
        told_market=_market(at, told),
    )


def _ledger(at: Closing, told: Statement) -> Floats:
    """Return the closed months by account [yuan]; NaN where a statement may leave an account out."""
    names = (*accounts.NAMES, *dict.fromkeys(flow.account for flow in at.layout.project.cash))
    names = tuple(dict.fromkeys(names))
    found = np.zeros((at.month + 1, len(names)))
    for memo in accounts.MEMO:
        if not any(names[memo] in row for row in told.ledger.values()):
            found[:, memo] = np.nan
    months = [f"{day:%Y-%m}" for day in at.layout.months]
    for name, row in told.ledger.items():
        for account, amount in row.items():
            found[months.index(name), names.index(account)] = amount
    so_far: dict[str, dict[str, float]] = {}
    for m in range(at.month + 1):
        so_far[months[m]] = told.ledger.get(months[m], {})
        added = balances_of(so_far)
        for column, balance in zip(accounts.BALANCES, BALANCES, strict=True):
            found[m, column] = added[balance]
    return found


def _put_balances(at: Closing, told: Statement) -> None:
    """Put balances: as told, else as the ledger adds up to."""
    added, of = balances_of(told.ledger), sums(told.ledger)
    treasury, given = at.known.treasury[0], told.balances
    for field, name in (("cash", "free_cash"), ("equity", "equity"), ("returned", "returned")):
        own = getattr(given, name)
        treasury[field] = added[name] if own is None else own
    loan = added["loan"] if given.loan is None else given.loan
    if len(at.known.facility) == 1:
        treasury["loan"] = at.known.facility[0]["balance"] = loan
        at.known.facility[0]["drawn"] = added["drawn"] if given.drawn is None else given.drawn
    treasury["construction_paid"] = -of.get("construction", 0.0)
    treasury["land_paid"] = -of.get("land", 0.0) - of.get("deed_tax", 0.0)
    treasury["interest"] = -of.get("interest", 0.0)
    treasury["vat_paid"] = added["vat_paid"] if given.vat_paid is None else given.vat_paid
    treasury["surcharge_paid"] = -of.get("surcharge", 0.0)
    escrow = dict(given.escrow) or {at.layout.phases[0]: added["escrow"]}
    for p, phase in enumerate(at.layout.phases):
        at.known.phase[p]["escrow"] = escrow.get(phase, 0.0)
        if phase in given.lat_paid:
            at.known.phase[p]["lat_paid"] = given.lat_paid[phase]


def _put_sales(at: Closing, told: Statement, launched: Floats) -> Floats:
    """Put what is sold; return what buyers of each lot owe, NaN where that is not told or known by month."""
    owed = np.full(len(at.known.lot), np.nan)
    phases = {line.rpartition(".")[2] for line in told.sales.to_date}
    by_month = {row.phase for row in told.sales.schedule} | set(told.sales.mortgages_waiting)
    for p, phase in enumerate(at.layout.phases):
        if phase not in phases:
            continue
        rows = [
            (i, line, told.sales.to_date[f"{line.name}.{phase}"])
            for i, line in enumerate(at.layout.lines)
            if line.phase == p
        ]
        _put_phase(at, p, rows)
        for i, line, sold in rows:
            _put_batches(at, i, line, sold.sold, float(launched[p]))
        for lot in range(p * LOTS, (p + 1) * LOTS):
            of_lot = [sold for _, line, sold in rows if p * LOTS + line.kind == lot]
            owed[lot] = math.fsum(sold.contracts - sold.receipts for sold in of_lot)
        if phase in by_month:
            _put_months(at, told, p, owed)
    return owed


def _market(at: Closing, told: Statement) -> Floats:
    """Return mean and standard deviation of the log of the market factor, (NaN, NaN) where it is not told."""
    market, products = told.sales.market, at.layout.project.products
    if market is None or products is None or products.absorption.market is None:
        return np.full(2, np.nan)
    cycle = products.absorption.market
    by_chance = max(LEAST_BY_CHANCE, USUAL_UNITS**-0.5 if market.units is None else market.units**-0.5)
    return np.array(filtered_market(math.log(market.ratio), cycle.persistence, cycle.volatility, by_chance))


def _put_phase(at: Closing, p: int, rows: list[tuple[int, CostLine, Sold]]) -> None:
    """Put what is sold in a phase, by lot and in all."""
    phase = at.known.phase[p]
    phase["contracts"] = math.fsum(sold.contracts for *_, sold in rows)
    phase["receipts"] = math.fsum(sold.receipts for *_, sold in rows)
    phase["sold_at_plan"] = math.fsum(sold.sold * at.books.line[i]["planned_price"] for i, _, sold in rows)
    for kind in range(LOTS):
        lot = at.known.lot[p * LOTS + kind]
        own = [(line, sold) for _, line, sold in rows if line.kind == kind]
        lot["contracts"] = math.fsum(sold.contracts for _, sold in own)
        lot["receipts"] = math.fsum(sold.receipts for _, sold in own)
        lot["sold_area"] = math.fsum(sold.sold * line.unit_floor for line, sold in own)


def _put_batches(at: Closing, i: int, line: CostLine, sold: float, launched: float) -> None:
    """Put what is left of each batch: sold in the order of the file."""
    book = at.books.line[i]
    left_to_sell = sold
    for batch in range(int(book["batches"])):
        share = 1.0 if book["release"] >= 0 else float(at.books.batch[batch]["share"])
        quantity = line.stock * line.sellable * share
        taken = min(left_to_sell, quantity)
        left_to_sell -= taken
        cell = at.known.cell[i, batch]
        cell["left"] = cell["opened"] = 1.0 - taken / quantity if quantity > 0 else 0.0
        if taken > 0 and batch > 0 and math.isfinite(launched):
            month = int(at.books.month_on[int(launched)])
            cell["release_month"] = min(at.month, month + int(at.books.batch[batch]["after"]))
            end, days = at.books.month[month]["end"], at.books.month[month]["days"]
            cell["share"] = min(1.0, max(0.0, (end - launched) / days))
            cell["goes"] = 0.0
    at.known.line[i]["sold_out"] = 1.0 if sold >= line.stock * line.sellable else 0.0


def _put_months(at: Closing, told: Statement, p: int, owed: Floats) -> None:
    """Put what buyers of a phase owe by month, on its lots by what each owes."""
    phase = at.layout.phases[p]
    lots = list(range(p * LOTS, (p + 1) * LOTS))
    total = sum(owed[lot] for lot in lots)
    months = [f"{day:%Y-%m}" for day in at.layout.months]
    for lot in lots:
        share = owed[lot] / total if total > 0 else 0.0
        at.known.due[lot, at.month + 1 :] = 0.0
        at.known.mortgage_due[lot, at.month + 1 :] = 0.0
        at.known.mortgage_pending[lot] = told.sales.mortgages_waiting.get(phase, 0.0) * share
        for row in told.sales.schedule:
            if row.phase == phase and row.month in months:
                at.known.due[lot, months.index(row.month)] += row.amount * share
        owed[lot] = np.nan


def _items(at: Closing, told: Statement) -> tuple[np.ndarray, np.ndarray]:
    """Return what works of cost items are worth, and the item of each row (−1: none)."""
    names = [name for name, cost in told.cost.items() if cost.earned is not None]
    found = np.full(len(names), np.nan, dtype=tables.TOLD_ITEM)
    for k, name in enumerate(names):
        found[k]["earned"] = told.cost[name].earned
        if told.cost[name].final is not None:
            found[k]["final"] = told.cost[name].final
    paths = [f"cost.items.{name}.amount" for name in names]
    rows = [paths.index(row.path) if row.path in paths else -1 for row in at.layout.rows]
    return found, np.array(rows, dtype=np.int64)


def _payable(at: Closing, told: Statement) -> Floats:
    """Return what is billed and not paid, and what is billed [yuan].

    NaN where it is not told of all that is paid by progress.
    """
    cost = at.layout.project.cost
    by_progress = [name for name, item in cost.items.items() if item.pay == "progress"] if cost else []
    known = [told.cost[name] for name in by_progress if name in told.cost]
    whole = [each for each in known if each.billed is not None and each.paid is not None]
    if not by_progress or len(whole) < len(by_progress):
        return np.full(2, np.nan)
    billed, paid = (math.fsum(getattr(each, name) for each in whole) for name in ("billed", "paid"))
    return np.array([billed - paid, billed])
