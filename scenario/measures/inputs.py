"""What measures are computed from: the flows of some runs, added up once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario.measures.dated import DatedParts, dated_parts
from scenario.measures.flows import MonthlyFlows
from scenario.measures.run_status import run_status
from scenario.model.money import accounts
from scenario.model.money.sums import Sums, sums_of
from scenario.model.project_plan import Plan
from scenario.model.results import EXTRA
from scenario.rules.money.calls import dated_calls
from scenario.rules.money.cumulative import paths
from scenario.study.arrays import RunArrays
from scenario.study.pools.chunk import Arrays

Floats = NDArray[np.float64]
Paths = NDArray[np.void]
"""What is told of the sums of flows, one record a run; see `rules.money.cumulative.PATH`."""


class MeasureInputs:
    """What some runs of a plan came to, as measures want it; what several of them want is computed once."""

    def __init__(self, plan: Plan, arrays: Arrays | RunArrays) -> None:
        self.plan = plan
        self.project = plan.project
        self.arrays = arrays
        self.ledger = arrays.ledger
        self.finish = arrays.finish
        self.runs = len(arrays.finish)
        self._made: dict[str, Floats] = {}

    def moved(self, account: int) -> Floats:
        """Return what moved on an account over all months, shape (runs,) [yuan]."""
        return self.sums.total[:, account]

    def paid(self, *those: int) -> Floats:
        """Return what was paid on some accounts together over all months, shape (runs,) [yuan]."""
        return -sum((self.moved(account) for account in those), start=self.moved(those[0]) * 0.0)

    def term(self, name: str) -> Floats:
        """Return a term of each run, shape (runs,); see `model.project_plan.Plan.term_names`."""
        return np.ascontiguousarray(self.arrays.terms[:, self.plan.term_names.index(name)])

    def finished(self, node: str) -> Floats:
        """Return when the last instance of a node was finished, shape (runs,) [days]."""
        return np.asarray(self.finish[:, self.plan.timetable.instances(node)].max(axis=1))

    def extra(self, name: str) -> Floats:
        """Return another number of each run, shape (runs,); see `model.results.EXTRA`."""
        return self.arrays.extra[:, EXTRA.index(name)]

    @cached_property
    def sums(self) -> Sums:
        """Totals and flows of the ledgers."""
        return sums_of(self.ledger)

    @cached_property
    def collected(self) -> Paths:
        """The project's flows as collected, added up."""
        return self._added_up(self.sums.collected)

    @cached_property
    def collected_flows(self) -> MonthlyFlows:
        """The project's flows as collected, for rates of return."""
        return MonthlyFlows(self.sums.collected)

    @cached_property
    def status(self) -> NDArray[np.int8]:
        """How each run ended, shape (runs,): indices into `run_status.RUN_STATUSES`."""
        return run_status(self.arrays.extra)

    @cached_property
    def discounted(self) -> Paths:
        """The same, discounted at project.discount_rate to the first calendar month."""
        return paths(self.sums.collected, self.term("discount_rate"))

    @cached_property
    def free(self) -> Paths:
        """The project's flows as freely usable, added up."""
        return self._added_up(self.sums.free)

    @cached_property
    def owners(self) -> Paths:
        """The shareholders' flows, added up."""
        return self._added_up(self.sums.owners)

    def _added_up(self, flows: Floats) -> Paths:
        return paths(flows, np.zeros(self.runs))

    def once(self, name: str, make: Callable[[MeasureInputs], Floats]) -> Floats:
        """Return what a topic of measures makes of these runs, made when first asked for by its name."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]

    @cached_property
    def dated(self) -> DatedParts:
        """The project's flows that keep their day: those of `cash:`, and instalments of the land."""
        return dated_parts(self.plan, self.arrays, self.month_ends)

    @cached_property
    def dated_owners(self) -> Floats:
        """What of the shareholders' flows falls on the days of these, shape (runs, flows) [yuan]."""
        days, amounts = self.dated
        return dated_calls(self.month_ends - 1.0, self.sums.owners, self.sums.free, days, amounts)

    @cached_property
    def revenue(self) -> Floats:
        """Contract value, and what other sales brought, including VAT, shape (runs,) [yuan]."""
        return self.moved(accounts.SALES) + self.extra("receivable")

    @cached_property
    def revenue_ex_vat(self) -> Floats:
        """Revenue without the VAT within its contracts, shape (runs,) [yuan]."""
        return self.revenue - self.extra("vat_on_sales")

    @cached_property
    def gross_profit(self) -> Floats:
        """Revenue less land, works and interest, all without VAT that is saved or set off, (runs,) [yuan]."""
        saved = self.extra("vat_on_land") + self.extra("vat_on_works")
        spent = self.paid(accounts.LAND, accounts.DEED_TAX, accounts.CONSTRUCTION, accounts.INTEREST)
        return self.revenue_ex_vat - (spent - saved)

    @cached_property
    def profit(self) -> Floats:
        """Net profit, shape (runs,) [yuan]: what came in or is owed by buyers, less all that was paid.

        The flows before financing are told without what interest saved of taxes; profit has it.
        """
        flows = self.collected["end"] + self.moved(accounts.TAX_SHIELD) + self.moved(accounts.INTEREST)
        return np.asarray(flows + self.extra("receivable"))

    @cached_property
    def month_ends(self) -> Floats:
        """The end of each calendar month, shape (months,) [days]."""
        assert self.plan.books is not None
        return np.ascontiguousarray(self.plan.books.month["end"])

    @property
    def first_length(self) -> float:
        """How long the first calendar month is, also where the project starts within it [days]."""
        return float(self.month_ends[0] + self.project.project.start.day - 1)

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
