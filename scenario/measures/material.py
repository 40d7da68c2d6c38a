"""What measures are computed from: the flows of all runs, added up once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario.model.money import accounts
from scenario.model.money.tables import TERMS
from scenario.model.run import EXTRA
from scenario.study.outcomes import Outcomes

Floats = NDArray[np.float64]


class Material:
    """The outcomes of a study as measures want them. Flows have the shape (runs, months) [yuan].

    Flows of the project are told twice: as collected (回笼口径: sales when the buyer has paid, in escrow or
    not) and as freely usable (可动用口径: sales when they leave escrow). Both come after tax and before
    financing.
    """

    def __init__(self, outcomes: Outcomes) -> None:
        self.outcomes = outcomes
        self.plan = outcomes.plan
        self.project = outcomes.project
        self.ledger = outcomes.ledger
        self.finish = outcomes.arrays.finish
        self.runs = outcomes.runs

    def moved(self, account: int) -> Floats:
        """Return what moved on an account over all months, shape (runs,) [yuan]."""
        return self._totals[:, account]

    @cached_property
    def _totals(self) -> Floats:
        return np.asarray(self.ledger.sum(axis=1))

    def term(self, name: str) -> Floats:
        """Return a term of each run, shape (runs,); see `model.money.tables.TERMS`."""
        return self.outcomes.arrays.terms[:, (TERMS.names or ()).index(name)]

    def extra(self, name: str) -> Floats:
        """Return another number of each run, shape (runs,); see `model.run.EXTRA`."""
        return self.outcomes.arrays.extra[:, EXTRA.index(name)]

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
        month = self.month_of(self.finish[:, self.outcomes.instances(node)].max(axis=1))
        return np.where(month < len(self.month_ends), month, np.nan)

    def month_of(self, instants: Floats) -> NDArray[np.int64]:
        """Return the calendar month that an instant belongs to; months for one too late [month index]."""
        return np.searchsorted(self.month_ends, instants, side="left")

    @cached_property
    def planned_value(self) -> float:
        """Value of all stock that will find buyers at planned prices [yuan]."""
        assert self.plan.books is not None
        return float(self.plan.books.phase["planned_value"].sum())
