"""Flows that a rate of return is of: at even months, or some of them on a day of their own."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scenario.rules.money.returns import annual_irr_many, worth_many
from scenario.rules.money.xirr import worth_of_months, xirr_of_months

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


class Flows(Protocol):
    """The flows of some runs, money in positive."""

    @property
    def rates(self) -> tuple[Floats, Codes]:
        """Rate a year, and its status by `rules.money.returns.STATUSES`, both of shape (runs,)."""

    def worth(self, annual_rate: float) -> tuple[Floats, Floats]:
        """Return net present value at a rate and all that moves, both of shape (runs,) [yuan]."""


class MonthlyFlows:
    """Flows at even months, shape (runs, months) [yuan]; rates are monthly, annualised (1 + i)^12 − 1."""

    def __init__(self, amounts: Floats) -> None:
        self.amounts = amounts

    @cached_property
    def rates(self) -> tuple[Floats, Codes]:
        """See `Flows`."""
        return annual_irr_many(self.amounts)

    def worth(self, annual_rate: float) -> tuple[Floats, Floats]:
        """See `Flows`; worth is at the first month."""
        return worth_many(self.amounts, annual_rate)


class DatedFlows:
    """Flows at the ends of calendar months, some of which keep a day of their own; actual/365.

    Parameters
    ----------
    ends : array, shape (months,)
        Last day of each month [days]
    amounts : array, shape (runs, months)
        All that flows in each month [yuan]
    days, dated : arrays, shape (runs, flows)
        Day [days] and amount [yuan] of what keeps its day
    """

    def __init__(self, ends: Floats, amounts: Floats, days: Floats, dated: Floats) -> None:
        self.ends = ends
        self.amounts = amounts
        self.days = days
        self.dated = dated

    @cached_property
    def rates(self) -> tuple[Floats, Codes]:
        """See `Flows`."""
        return xirr_of_months(self.ends, self.amounts, self.days, self.dated)

    def worth(self, annual_rate: float) -> tuple[Floats, Floats]:
        """See `Flows`; worth is on the day of the first flow."""
        return worth_of_months(self.ends, self.amounts, self.days, self.dated, annual_rate)
