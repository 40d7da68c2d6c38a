"""Rules of what a statement says of money: the ledger is whole, and its sums are the balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scenario.project.checks.found import Found, listed
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Statement
from scenario.project.values.vocabulary import KEPT_ACCOUNTS, NO_FLOWS, OPERATING_ACCOUNTS

CLOSE = 1.0
"""Sums of the ledger give the balances within this [yuan]."""


def closing(project: Project, told: Statement) -> Iterator[Found]:
    """Check what is told of money."""
    money = {key: getattr(told, key) for key in ("ledger", "cost") if getattr(told, key)}
    if told.closed is None:
        for key in money or (["sales"] if told.sales.to_date else []):
            yield Found(("statement", key), "write `closed` too, the last month whose books are closed")
        return
    if not project.has_money:
        yield Found(("statement", "closed"), "this project has no money; leave it out")
        return
    last = f"{told.data_date:%Y-%m}"
    if told.closed > last:
        yield Found(("statement", "closed"), f"{told.closed} is after the data date {told.data_date}")
    if not told.ledger:
        message = "write `ledger` too, what moved in each month; or leave `closed` out to track the schedule"
        yield Found(("statement", "closed"), message)
        return
    yield from _ledger(project, told)
    if all(month <= told.closed for month in told.ledger):
        yield from _balances(project, told)
    yield from _sales(project, told)
    for item, cost in told.cost.items():
        where = ("statement", "cost", item)
        yield from listed("cost item", where, item, project.cost.items if project.cost else ())
        if cost.final is not None and cost.earned is not None and cost.final < cost.earned:
            yield Found(
                (*where, "final"), f"{cost.final:,.0f} is below what is done already, {cost.earned:,.0f}"
            )
        if cost.paid is not None and cost.billed is not None and cost.paid > cost.billed:
            yield Found((*where, "paid"), f"{cost.paid:,.0f} is more than was billed, {cost.billed:,.0f}")


def _ledger(project: Project, told: Statement) -> Iterator[Found]:
    """Check months and accounts."""
    known = [*OPERATING_ACCOUNTS, *KEPT_ACCOUNTS, *(flow.account for flow in project.cash)]
    first = f"{project.project.start:%Y-%m}"
    for month, row in told.ledger.items():
        where = ("statement", "ledger", month)
        if told.closed is not None and month > told.closed:
            yield Found(
                where, f"{month} is after the last closed month {told.closed}; close it, or leave it out"
            )
        if month < first:
            yield Found(where, f"{month} is before the project's first month {first}")
        for account in row:
            yield from listed("account", (*where, account), account, known)


def sums(ledger: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return what the months of a ledger add up to, by account [yuan]."""
    found: dict[str, float] = {}
    for row in ledger.values():
        for account, amount in row.items():
            found[account] = found.get(account, 0.0) + amount
    return found


def balances_of(ledger: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the balances that a ledger adds up to [yuan]."""
    of = sums(ledger)
    flows = {account: amount for account, amount in of.items() if account not in NO_FLOWS}
    return {
        "free_cash": sum(flows.values()),
        "loan": of.get("loan_draw", 0.0) + of.get("loan_repay", 0.0),
        "drawn": of.get("loan_draw", 0.0),
        "equity": of.get("equity", 0.0),
        "returned": -of.get("distribution", 0.0),
        "escrow": -(of.get("escrow_in", 0.0) + of.get("escrow_out", 0.0)),
        "vat_paid": -of.get("vat", 0.0),
        "lat_paid": -of.get("lat", 0.0),
        "eit_paid": -of.get("eit", 0.0),
    }


def _balances(project: Project, told: Statement) -> Iterator[Found]:
    """Check that the ledger adds up to the balances."""
    added = balances_of(told.ledger)
    for name, amount in added.items():
        where = ("statement", "balances", name)
        given = getattr(told.balances, name)
        if isinstance(given, dict):
            for phase in given:
                yield from listed("phase", (*where, phase), phase, project.phase_ids)
            given = sum(given.values()) if given else None
        if given is not None and abs(given - amount) > CLOSE:
            message = f"{given:,.2f}, and the ledger adds up to {amount:,.2f}; mend the one or the other"
            yield Found(where, message)
    if len(project.phase_ids) > 1 and abs(added["escrow"]) > CLOSE and not told.balances.escrow:
        yield Found(("statement", "balances"), "money is supervised; write `escrow` by phase")
    facilities = project.funding.facilities if project.funding else {}
    if len(facilities) > 1 and abs(added["loan"]) > CLOSE:
        message = "several facilities cannot be told apart by a ledger; track the schedule alone"
        yield Found(("statement", "closed"), message)


def _sales(project: Project, told: Statement) -> Iterator[Found]:
    """Check what is told of sales: products that there are, no more than there is, all of a phase or none."""
    types = project.products.types if project.products else {}
    stock = {
        f"{name}.{phase}": product.stock.get(phase, 0.0)
        for name, product in types.items()
        for phase in project.phase_ids
        if product.stock.get(phase, 0.0) > 0
    }
    of_phase: dict[str, tuple[float, float]] = {}
    for line, sold in told.sales.to_date.items():
        where = ("statement", "sales", "to_date", line)
        yield from listed("product and phase", where, line, stock)
        if line in stock and sold.sold > stock[line]:
            message = f"{sold.sold:,.0f} is more than the stock, {stock[line]:,.0f}"
            yield Found((*where, "sold"), message)
        if sold.receipts > sold.contracts + CLOSE:
            message = f"{sold.receipts:,.0f} came in of contracts of {sold.contracts:,.0f}"
            yield Found((*where, "receipts"), message)
        phase = line.rpartition(".")[2]
        owed, sums_to = of_phase.get(phase, (0.0, 0.0))
        of_phase[phase] = owed + sold.contracts - sold.receipts, sums_to
    yield from _left_out(told, stock, of_phase)
    yield from _receivables(project, told, {phase: owed for phase, (owed, _) in of_phase.items()})


def _left_out(told: Statement, stock: Iterable[str], phases: Iterable[str]) -> Iterator[Found]:
    """Check that of a phase all products are told, or none."""
    for phase in phases:
        for line in stock:
            if line.endswith(f".{phase}") and line not in told.sales.to_date:
                message = f"{line} is left out and others of {phase} are told; write what is sold of it"
                yield Found(("statement", "sales", "to_date"), message)


def _receivables(project: Project, told: Statement, owed: Mapping[str, float]) -> Iterator[Found]:
    """Check that what buyers owe by month, and the mortgages that wait, are what they owe."""
    sales = told.sales
    due: dict[str, float] = dict(sales.mortgages_waiting)
    for number, row in enumerate(sales.schedule):
        entry = ("statement", "sales", "schedule", number)
        yield from listed("phase", (*entry, "phase"), row.phase, project.phase_ids)
        if told.closed is not None and row.month <= told.closed:
            yield Found((*entry, "month"), f"{row.month} is closed; money that came in is in `receipts`")
        due[row.phase] = due.get(row.phase, 0.0) + row.amount
    for phase, amount in due.items():
        if phase not in owed:
            yield Found(("statement", "sales"), f"what is sold in {phase} is not told; write `to_date` of it")
        elif abs(amount - owed[phase]) > CLOSE:
            message = (
                f"buyers of {phase} owe {owed[phase]:,.2f}, and their months and mortgages are {amount:,.2f}"
            )
            yield Found(("statement", "sales"), message)
