"""What measures are computed from: the flows of all runs, added up once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario.model.money import accounts
from scenario.model.money.tables import TERMS
from scenario.model.plan import Plan
from scenario.model.run import EXTRA
from scenario.study.chunk import Arrays
from scenario.study.held import Held

Floats = NDArray[np.float64]


class Material:
    """What some runs of a plan came to, as measures want it. Flows have the shape (runs, months) [yuan].

    Flows of the project are told twice: as collected (回笼口径: sales when the buyer has paid, in escrow or
    not) and as freely usable (可动用口径: sales when they leave escrow). Both come after tax and before
    financing.
    """

    def __init__(self, plan: Plan, arrays: Arrays | Held) -> None:
        self.plan = plan
        self.project = plan.project
        self.arrays = arrays
        self.ledger = arrays.ledger
        self.finish = arrays.finish
        self.runs = len(arrays.finish)

    def moved(self, account: int) -> Floats:
        """Return what moved on an account over all months, shape (runs,) [yuan]."""
        return self._totals[:, account]

    @cached_property
    def _totals(self) -> Floats:
        return np.asarray(self.ledger.sum(axis=1))

    def term(self, name: str) -> Floats:
        """Return a term of each run, shape (runs,); see `model.money.tables.TERMS`."""
        return self.arrays.terms[:, (TERMS.names or ()).index(name)]

    def finished(self, node: str) -> Floats:
        """Return when the last instance of a node was finished, shape (runs,) [days]."""
        return np.asarray(self.finish[:, self.plan.timetable.instances(node)].max(axis=1))

    def extra(self, name: str) -> Floats:
        """Return another number of each run, shape (runs,); see `model.run.EXTRA`."""
        return self.arrays.extra[:, EXTRA.index(name)]

    @cached_property
    def collected(self) -> Floats:
        """The project's flows as collected."""
        own = self.ledger[:, :, : accounts.SALES + 1].sum(axis=2)
        return np.asarray(own + self.ledger[:, :, accounts.CUSTOM :].sum(axis=2))

    @cached_property
    def free(self) -> Floats:
        """The project's flows as freely usable: less what went into escrow, plus what left it."""
        return self.collected + self.ledger[:, :, accounts.ESCROW_IN] + self.ledger[:, :, accounts.ESCROW_OUT]

    @cached_property
    def owners(self) -> Floats:
        """The shareholders' flows: what they get back is positive, what they put in negative."""
        return -(self.ledger[:, :, accounts.EQUITY] + self.ledger[:, :, accounts.DISTRIBUTION])

    @cached_property
    def revenue(self) -> Floats:
        """Contract value, and what other sales brought, including VAT, shape (runs,) [yuan]."""
        return self.moved(accounts.SALES) + self.extra("receivable")

    @cached_property
    def revenue_ex_vat(self) -> Floats:
        """Revenue without VAT, shape (runs,) [yuan]."""
        return self.revenue / (1.0 + self.term("vat_rate"))

    @cached_property
    def profit(self) -> Floats:
        """Net profit, shape (runs,) [yuan]: what came in or is owed by buyers, less all that was paid."""
        return (
            np.asarray(self.collected.sum(axis=1)) + self.extra("receivable") + self.moved(accounts.INTEREST)
        )

    @cached_property
    def month_ends(self) -> Floats:
        """The end of each calendar month, shape (months,) [days]."""
        assert self.plan.books is not None
        return np.ascontiguousarray(self.plan.books.month["end"])

    @cached_property
    def month_zero(self) -> Floats:
        """The month in which `month_zero` was finished, NaN when never, shape (runs,) [month index].

        Without such an activity it is the first month.
        """
        node = self.project.project.month_zero
        if node is None:
            return np.zeros(self.runs)
        month = self.month_of(self.finished(node))
        return np.where(month < len(self.month_ends), month, np.nan)

    def month_of(self, instants: Floats) -> NDArray[np.int64]:
        """Return the calendar month that an instant belongs to; months for one too late [month index]."""
        return np.searchsorted(self.month_ends, instants, side="left")

    @cached_property
    def planned_value(self) -> float:
        """Value of all stock that will find buyers at planned prices [yuan]."""
        assert self.plan.books is not None
        return float(self.plan.books.phase["planned_value"].sum())
