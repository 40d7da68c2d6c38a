"""Loan facilities as tables, and where their numbers stand among those of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from scenario.model.money import tables
from scenario.project.sections.funding import Facility, RepayBySales
from scenario.rules.records import Row, records

if TYPE_CHECKING:
    from scenario.model.money.layout import MoneyLayout
    from scenario.model.plan.numbers import Numbers
    from scenario.project.sections.root import Project
    from scenario.project.values.quantity import Quantity

NO_LIMIT = 1e300
"""What stands for a limit that is not there [yuan]."""
NEVER_SOLD = 2.0
"""A share that is never sold [fraction]."""


class Lent(NamedTuple):
    """A facility, and where it stands in the file."""

    path: str
    facility: Facility

    @property
    def is_short(self) -> bool:
        """Whether it is written in the short form, which leaves the rule of repayment to the regime."""
        return self.path == "funding.loan"


def facilities_of(project: Project) -> list[Lent]:
    """Return the facilities in the order in which they are drawn and repaid; `loan:` is one of them."""
    funding = project.funding
    if funding is None:
        return []
    if funding.loan is not None:
        return [Lent("funding.loan", funding.loan.facility)]
    listed = [Lent(f"funding.facilities.{k}", lent) for k, lent in enumerate(funding.facilities)]
    return sorted(listed, key=lambda lent: lent.facility.order)


def facility_tables(money_layout: MoneyLayout) -> tuple[np.ndarray, np.ndarray]:
    """Return the facilities' records, and the activities that they wait for one after the other."""
    rows: list[Row] = []
    gates: list[int] = []
    for lent in facilities_of(money_layout.project):
        first = len(gates)
        gates += [money_layout.node(gate, 0) for gate in lent.facility.gates]
        rows.append({"first_gate": first, "last_gate": len(gates), **_rules(money_layout, lent)})
    return records(tables.FACILITY_BOOK, rows), np.array(gates, dtype=np.int64)


def _rules(money_layout: MoneyLayout, lent: Lent) -> Row:
    facility = lent.facility
    covenants, maturity = facility.covenants, facility.maturity
    sold = covenants.sold_share if covenants else None
    draws = {None: tables.BY_REGIME, "need": tables.AS_NEEDED, "full": tables.IN_FULL}
    return {
        "draw": draws[facility.draw],
        "repay": _repayment(lent),
        "covers": tables.COVERS[facility.covers],
        "by_cost": facility.share_of_cost is not None or not facility.pro_rata,
        "capitalises": facility.interest == "capitalise",
        "of_owners": facility.pro_rata,
        "day_count": facility.day_count or 0,
        "matures": money_layout.node(maturity.node, 0) if maturity else -1,
        "maturity_lag": maturity.lag.days if maturity else 0.0,
        "has_ltc": covenants is not None and covenants.ltc is not None,
        "sold_by": money_layout.node(sold.by, 0) if sold else -1,
        "on_breach": tables.ON_BREACH[covenants.then] if covenants else tables.NOTHING_HAPPENS,
    }


def _repayment(lent: Lent) -> int:
    """Return the rule of repayment: that of `loan:` is the regime's."""
    if lent.is_short or lent.facility.repay is None:
        return tables.BY_REGIME
    return tables.BY_COMPLETION if lent.facility.repay == "completion" else tables.BY_SALES


def put_facilities(numbers: Numbers, project: Project) -> None:
    """Tell where each facility's quantities go."""
    for index, lent in enumerate(facilities_of(project)):
        for field, (key, quantity, silent) in _quantities(lent).items():
            slot = numbers.layout.slot("facility", index, field)
            numbers.base[slot] = silent
            if quantity is not None:
                numbers.put(f"{lent.path}.{key}", quantity, [(slot, 1.0)])


def _quantities(lent: Lent) -> dict[str, tuple[str, Quantity | None, float]]:
    """Return by slot the key, the quantity, and what holds where the file leaves it out."""
    facility = lent.facility
    repay, covenants = facility.repay, facility.covenants
    sales = repay if isinstance(repay, RepayBySales) else None
    sold = covenants.sold_share if covenants else None
    names = ("repay_from_sold", "repay_share") if lent.is_short else ("repay.from_sold", "repay.share")
    return {
        "limit": ("limit", facility.limit, NO_LIMIT),
        "rate": ("rate", facility.rate, 0.0),
        "fee": ("fee", facility.fee, 0.0),
        "equity_first": ("equity_first", facility.equity_first, 0.0),
        "share_of_cost": ("share_of_cost", facility.share_of_cost, 1.0),
        "repay_from_sold": (names[0], sales.from_sold if sales else None, NEVER_SOLD),
        "repay_share": (names[1], sales.share if sales else None, 0.0),
        "ltc_at_most": ("covenants.ltc", covenants.ltc if covenants else None, NO_LIMIT),
        "sold_at_least": ("covenants.sold_share.at_least", sold.at_least if sold else None, 0.0),
    }
