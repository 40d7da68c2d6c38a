"""The project's flows that keep the day they fall on: those of `cash:`, and instalments of the land."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.measures.run_status import refused_by
from scenario.model.project_plan import Plan
from scenario.study.arrays import RunArrays
from scenario.study.pools.chunk import Arrays

Floats = NDArray[np.float64]


class DatedParts(NamedTuple):
    """What flows on a day of its own, shape (runs, flows).

    Attributes
    ----------
    days : the day it falls on, counted from the start [days]
    amounts : money in positive; 0 of what never flows [yuan]
    """

    days: Floats
    amounts: Floats

    def worth_of_days(self, month_ends: Floats, first_length: float, annual_rate: Floats) -> Floats:
        """Return what it adds to worth at month 0 that these flow before their months' ends [yuan].

        A month is a month long, however many days it has: a flow in its middle comes half a month earlier.
        """
        lengths = np.diff(month_ends, prepend=month_ends[0] - first_length)
        month = np.minimum(np.searchsorted(month_ends, self.days + 1.0, side="left"), len(month_ends) - 1)
        early = (month_ends[month] - 1.0 - self.days) / lengths[month]
        growth = 1.0 + annual_rate[:, None]
        worth = growth ** ((early - month) / 12.0) - growth ** (-month / 12.0)
        return np.asarray((self.amounts * worth).sum(axis=1))


def dated_parts(plan: Plan, arrays: Arrays | RunArrays, month_ends: Floats) -> DatedParts:
    """Return the dated flows of some runs; the land's duties go with the instalment that comes last.

    Parameters
    ----------
    plan : Plan
        What was simulated
    arrays : Arrays or RunArrays
        What the runs came to, with their dates
    month_ends : array, shape (months,)
        End of each month [days]
    """
    instants, amounts = [], []
    for at, amount in (*_flows(plan, arrays), *_land(plan, arrays)):
        paid = at <= month_ends[-1]
        instants.append(np.where(paid, at, 0.0))
        amounts.append(np.where(paid, amount, 0.0))
    shape = (len(arrays.finish), len(instants))
    if not instants:
        return DatedParts(np.zeros(shape), np.zeros(shape))
    days = np.ceil(np.stack(instants, axis=1)) - 1.0
    return DatedParts(np.maximum(days, 0.0), np.stack(amounts, axis=1))


def _flows(plan: Plan, arrays: Arrays | RunArrays) -> list[tuple[Floats, Floats]]:
    """Return instant and amount of the flows of `cash:`; what is due after a refusal falls away."""
    assert plan.books is not None
    ended = _ended(arrays)
    found = []
    for k, flow in enumerate(plan.books.flow):
        amount = arrays.terms[:, plan.term_names.index(f"cash.{k}")]
        if flow["node"] < 0:
            due = np.full(len(amount), flow["day"])
            amount = np.where(due > ended, 0.0, amount)
        else:
            due = arrays.finish[:, flow["node"]] + flow["day"]
        found.append((due, amount))
    return found


def _ended(arrays: Arrays | RunArrays) -> Floats:
    """Return when a gate refused the project, infinite where none did, shape (runs,) [days]."""
    by = refused_by(arrays.extra)
    if not (by >= 0).any():
        return np.full(len(by), np.inf)
    return np.where(by >= 0, arrays.finish[np.arange(len(by)), np.maximum(by, 0)], np.inf)


def _land(plan: Plan, arrays: Arrays | RunArrays) -> list[tuple[Floats, Floats]]:
    """Return instant and amount of the instalments of the land."""
    assert plan.books is not None

    def term(name: str) -> Floats:
        return np.asarray(arrays.terms[:, plan.term_names.index(name)])

    price, taxes, payments = (
        term("land_price"),
        term("deed_tax") + term("land_stamp"),
        plan.books.land_payment,
    )
    due = [arrays.finish[:, payment["node"]] + payment["lag"] for payment in payments]
    found = [(at, -price * payment["share"]) for at, payment in zip(due, payments, strict=True)]
    if found:
        found.append((np.max(due, axis=0), -price * taxes))
    return found
