"""What a measure is made of: flows by month and account, and what comes in no month, which sum to it.

An amount of money is the sum of its parts. A rate of return is that of their monthly sums. A share is one sum
over another. A month of payback is that in which their running sum crosses zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.measures import MEASURES
from scenario.measures.inputs import MeasureInputs
from scenario.measures.partners.flows import partner_flows
from scenario.measures.partners.measures import AT
from scenario.measures.profit import INVESTMENT
from scenario.model.money import accounts as a
from scenario.rules.money.returns import discounted

Floats = NDArray[np.float64]
Kind = Literal["sum", "rate", "share", "month"]
KEPT = "kept_as_cash"
"""Stands for free cash that is kept, or taken from what was kept, in a month."""


class Parts(NamedTuple):
    """What a measure is made of in some runs.

    Attributes
    ----------
    kind : how it is made of them
    flows : by account, shape (runs, months), with the sign with which they count [yuan]
    beside : by name, shape (runs,), what comes in no month [yuan]
    over : of a share, what it is a share of
    """

    kind: Kind
    flows: Mapping[str, Floats]
    beside: Mapping[str, Floats]
    over: Parts | None = None

    @property
    def total(self) -> Floats:
        """All parts added up, shape (runs,) [yuan]."""
        return np.asarray(sum([*(flow.sum(axis=1) for flow in self.flows.values()), *self.beside.values()]))

    @property
    def monthly(self) -> Floats:
        """The flows of all accounts together, shape (runs, months) [yuan]."""
        return np.asarray(sum(self.flows.values()))

    def times(self, factor: float) -> Parts:
        """Return the same with every amount multiplied."""
        flows = {name: factor * flow for name, flow in self.flows.items()}
        return self._replace(flows=flows, beside={name: factor * x for name, x in self.beside.items()})


class NotOfFlowsError(ValueError):
    """A measure that is made of no flows: a day, a pace, a count."""


def parts_of(measure: str, inputs: MeasureInputs) -> Parts:
    """Return what a measure is made of in some runs.

    Raises
    ------
    NotOfFlowsError
        It is a day, a pace or a count.
    KeyError
        There is no such measure.
    """
    if MEASURES[measure] is not None and measure not in MADE:
        base, _, partner = measure.partition(AT)
        if not partner:
            raise NotOfFlowsError(measure)
        return _of_partner(base, partner, inputs)
    return MADE[measure](inputs)


def is_of_flows(measure: str) -> bool:
    """Return whether a measure is made of flows."""
    return measure in MADE or AT in measure


# Building stones -----------------------------------------------------------------------------------


def _flows(inputs: MeasureInputs, those: Iterable[int], sign: float = 1.0) -> dict[str, Floats]:
    return {inputs.plan.accounts[k]: sign * inputs.ledger[:, :, k] for k in those}


def _own(inputs: MeasureInputs) -> list[int]:
    """Return the accounts of the project itself, before financing."""
    return [*a.OPERATING, *range(a.CUSTOM, inputs.ledger.shape[2])]


def _collected(inputs: MeasureInputs) -> dict[str, Floats]:
    return _flows(inputs, _own(inputs)) | _flows(inputs, [a.TAX_SHIELD], -1.0)


def _free(inputs: MeasureInputs) -> dict[str, Floats]:
    return _collected(inputs) | _flows(inputs, [a.ESCROW_IN, a.ESCROW_OUT])


def _owners(inputs: MeasureInputs) -> dict[str, Floats]:
    """Return the shareholders' flows: what is free, what lenders give and take, less what is kept as cash."""
    lent = [a.ESCROW_IN, a.ESCROW_OUT, a.LOAN_DRAW, a.LOAN_REPAY, a.INTEREST]
    kept = np.diff(inputs.ledger[:, :, a.FREE_CASH], axis=1, prepend=0.0)
    return _flows(inputs, [*_own(inputs), *lent]) | {KEPT: -kept}


def _up_to(flows: Mapping[str, Floats], last: NDArray[np.int64]) -> dict[str, Floats]:
    """Return flows up to a month of each run, none where it is −1."""
    months = np.arange(next(iter(flows.values())).shape[1])
    return {name: np.where(months <= last[:, None], flow, 0.0) for name, flow in flows.items()}


def _deepest(flows: Mapping[str, Floats]) -> Parts:
    """Return the parts of how far a running sum falls below zero."""
    path = np.cumsum(sum(flows.values()), axis=1)
    last = np.where(path.min(axis=1) < 0.0, path.argmin(axis=1), -1)
    return Parts("sum", _up_to(flows, last), {}).times(-1.0)


def _extra(inputs: MeasureInputs, sign: float, *names: str) -> dict[str, Floats]:
    return {name: sign * inputs.extra(name) for name in names}


# Sums ----------------------------------------------------------------------------------------------


def _paid(*those: int) -> Callable[[MeasureInputs], Parts]:
    return lambda inputs: Parts("sum", _flows(inputs, those, -1.0), {})


def _moved(account: int) -> Callable[[MeasureInputs], Parts]:
    return lambda inputs: Parts("sum", _flows(inputs, [account]), {})


def _less(input_tax: str, *those: int) -> Callable[[MeasureInputs], Parts]:
    return lambda inputs: Parts("sum", _flows(inputs, those, -1.0), _extra(inputs, -1.0, input_tax))


def _revenue(inputs: MeasureInputs) -> Parts:
    beside = _extra(inputs, 1.0, "receivable") | _extra(inputs, -1.0, "vat_on_sales")
    return Parts("sum", _flows(inputs, [a.SALES]), beside)


def _revenue_incl_vat(inputs: MeasureInputs) -> Parts:
    return Parts("sum", _flows(inputs, [a.SALES]), _extra(inputs, 1.0, "receivable"))


def _gross_profit(inputs: MeasureInputs) -> Parts:
    sold, spent = _revenue(inputs), (a.LAND, a.DEED_TAX, a.CONSTRUCTION, a.INTEREST)
    saved = _extra(inputs, 1.0, "vat_on_land", "vat_on_works")
    return Parts("sum", {**sold.flows, **_flows(inputs, spent)}, {**sold.beside, **saved})


def _net_profit(inputs: MeasureInputs) -> Parts:
    return Parts("sum", _flows(inputs, [*_own(inputs), a.INTEREST]), _extra(inputs, 1.0, "receivable"))


def _before_tax(inputs: MeasureInputs) -> Parts:
    made = _net_profit(inputs)
    return made._replace(flows={name: flow for name, flow in made.flows.items() if name != "eit"})


def _vat_not_set_off(inputs: MeasureInputs) -> Parts:
    owed = _extra(inputs, -1.0, "vat_on_sales")
    saved = _extra(inputs, 1.0, "vat_on_land", "vat_on_works", "vat_on_services")
    return Parts("sum", _flows(inputs, [a.VAT], -1.0), {**owed, **saved})


def _damages_and_other(inputs: MeasureInputs) -> Parts:
    own = [a.DAMAGES, *range(a.CUSTOM, inputs.ledger.shape[2])]
    return Parts("sum", _flows(inputs, own, -1.0), {})


def _npv(inputs: MeasureInputs) -> Parts:
    """Return flows at the discount rate, worth at month zero; what their own days add is beside them."""
    rate = inputs.term("discount_rate")
    to_zero = (1.0 + rate) ** (inputs.month_zero / 12.0)
    months = inputs.ledger.shape[1]
    factors = np.stack([discounted(np.ones(months), float(each)) for each in rate]) * to_zero[:, None]
    days = inputs.dated.worth_of_days(inputs.month_ends, inputs.first_length, rate) * to_zero
    worth = {name: flow * factors for name, flow in _collected(inputs).items()}
    return Parts("sum", worth, {"days_in_month": days})


def _peak_loan(inputs: MeasureInputs) -> Parts:
    balance = inputs.ledger[:, :, a.LOAN_BALANCE]
    last = np.where(balance.max(axis=1) > 0.0, balance.argmax(axis=1), -1)
    lent = _flows(inputs, [a.LOAN_DRAW, a.LOAN_REPAY])
    added = np.diff(balance, axis=1, prepend=0.0) - np.asarray(sum(lent.values()))
    return Parts("sum", _up_to({**lent, "added_to_loan": added}, last), {})


def _peak_escrow(inputs: MeasureInputs) -> Parts:
    held = _flows(inputs, [a.ESCROW_IN, a.ESCROW_OUT], -1.0)
    balance = inputs.ledger[:, :, a.ESCROW_BALANCE]
    last = np.where(balance.max(axis=1) > 0.0, balance.argmax(axis=1), -1)
    return Parts("sum", _up_to(held, last), {})


def _shortfall(inputs: MeasureInputs) -> Parts:
    """Return what had to be there less the cash that was, in the month in which least was there.

    The ledger tells the cash; what had to be there (minimum, interest and taxes to come) is what closes it.
    """
    missing, cash = inputs.extra("shortfall"), inputs.ledger[:, :, a.FREE_CASH]
    last = np.where(missing > 0.0, cash.argmin(axis=1), -1)
    taken = _flows(inputs, [a.EQUITY, a.DISTRIBUTION])
    flows = _up_to({**{k: v for k, v in _owners(inputs).items() if k != KEPT}, **taken}, last)
    flows = {name: -flow for name, flow in flows.items()}
    there = np.asarray(sum(flow.sum(axis=1) for flow in flows.values()))
    return Parts("sum", flows, {"had_to_be_there": missing - there})


def _lost(inputs: MeasureInputs) -> Parts:
    who = ("lost_buyers", "lost_works", "lost_taxes", "lost_lenders", "lost_others")
    return Parts("sum", {}, _extra(inputs, 1.0, *who))


def _inventory(inputs: MeasureInputs) -> Parts:
    left = MEASURES["inventory_value"].of(inputs)
    assert isinstance(left, np.ndarray)
    planned = np.full(inputs.runs, inputs.planned_value)
    return Parts("sum", {}, {"stock_at_plan": planned, "sold_at_plan_by_then": left - planned})


# Rates, shares, months -----------------------------------------------------------------------------

Stones = Callable[[MeasureInputs], dict[str, Floats]]


def _rate(of: Stones) -> Callable[[MeasureInputs], Parts]:
    return lambda inputs: Parts("rate", of(inputs), {})


def _month(of: Stones) -> Callable[[MeasureInputs], Parts]:
    return lambda inputs: Parts("month", of(inputs), {})


def _at_worth(inputs: MeasureInputs) -> dict[str, Floats]:
    months = inputs.ledger.shape[1]
    rates = inputs.term("discount_rate")
    factors = np.stack([discounted(np.ones(months), float(rate)) for rate in rates])
    return {name: flow * factors for name, flow in _collected(inputs).items()}


Made = Callable[[MeasureInputs], Parts]


def _share(part: Made, whole: Made) -> Made:
    return lambda inputs: part(inputs)._replace(kind="share", over=whole(inputs))


MADE: dict[str, Made] = {
    "project_irr": _rate(_collected),
    "project_irr_collected": _rate(_collected),
    "project_irr_free": _rate(_free),
    "project_xirr": _rate(_collected),
    "equity_irr": _rate(_owners),
    "equity_xirr": _rate(_owners),
    "equity_mirr": _rate(_owners),
    "equity_multiple": _share(_paid(a.DISTRIBUTION), _moved(a.EQUITY)),
    "npv": _npv,
    "net_profit": _net_profit,
    "net_margin": _share(_net_profit, _revenue),
    "net_margin_incl_vat": _share(_net_profit, _revenue_incl_vat),
    "gross_margin": _share(_gross_profit, _revenue),
    "profit_on_cost": _share(_before_tax, _paid(*INVESTMENT)),
    "revenue": _revenue,
    "land_cost": _less("vat_on_land", a.LAND, a.DEED_TAX),
    "development_cost": _less("vat_on_works", a.CONSTRUCTION),
    "gross_profit": _gross_profit,
    "marketing_cost": _less("vat_on_services", a.MARKETING),
    "administration_cost": _paid(a.ADMINISTRATION),
    "taxes_and_surcharges": _paid(a.SURCHARGE, a.LAT, a.STAMP, a.LAND_USE_TAX),
    "vat_not_set_off": _vat_not_set_off,
    "damages_and_other": _damages_and_other,
    "profit_before_tax": _before_tax,
    "peak_funding": lambda inputs: _deepest(_free(inputs)),
    "peak_equity": lambda inputs: _deepest(_owners(inputs)),
    "peak_loan": _peak_loan,
    "peak_escrow": _peak_escrow,
    "funding_shortfall": _shortfall,
    "creditors_lose": _lost,
    "cash_positive_month": _month(_collected),
    "cash_positive_month_last": _month(_collected),
    "cash_positive_month_free": _month(_free),
    "cash_positive_month_free_last": _month(_free),
    "equity_payback_month": _month(_owners),
    "dynamic_payback_month": _month(_at_worth),
    "contract_value": _moved(a.CONTRACTS),
    "collections": _moved(a.SALES),
    "collection_rate": _share(_moved(a.SALES), _revenue_incl_vat),
    "inventory_value": _inventory,
    "land_price": _paid(a.LAND),
    "construction_cost": _paid(a.CONSTRUCTION),
    "interest": _paid(a.INTEREST),
    "vat": _paid(a.VAT),
    "lat": _paid(a.LAT),
    "eit": _paid(a.EIT),
}
"""What each measure is made of; what is not here is a day, a pace or a count."""


# Partners ------------------------------------------------------------------------------------------


def _of_partner(base: str, partner: str, inputs: MeasureInputs) -> Parts:
    """Return what a partner's measure is made of: its own flows, or its share of the whole."""
    partners = inputs.project.partners
    assert partners is not None
    owned = partners.shares[partner]
    called, paid = inputs.ledger[:, :, a.EQUITY], -inputs.ledger[:, :, a.DISTRIBUTION]
    every = partner_flows(partners, called, paid, inputs.month_ends)
    flow = np.ascontiguousarray(every[:, :, list(partners.shares).index(partner)])
    own = {"distribution": flow + owned * called, "equity": -owned * called}
    if base == "equity_irr":
        return Parts("rate", own, {})
    if base == "equity_gain":
        return Parts("sum", own, {})
    if base == "equity_multiple":
        put_in = Parts("sum", {"equity": owned * called}, {})
        return Parts("share", {"distribution": own["distribution"]}, {}, put_in)
    if base == "peak_equity":
        return _deepest(own)
    if base == "promote":
        whole = {"by_share": -owned * inputs.sums.owners}
        return Parts("sum", {**own, **whole}, {})
    return MADE[base](inputs).times(owned)
