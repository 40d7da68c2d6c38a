"""Measures of each partner: what the equity's flows come to for it, and its share of the whole.

A measure of a partner is named `MEASURE@PARTNER`: `equity_irr@fund`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from scenario.measures import funding, profit, returns, sales
from scenario.measures.flows import MonthlyFlows
from scenario.measures.inputs import Floats, MeasureInputs
from scenario.measures.measure import (
    ARITHMETIC,
    DEVELOPERS,
    UNDEFINED,
    Measure,
    measure,
    rate_of_return,
    share,
)
from scenario.measures.partners.flows import partner_flows
from scenario.model.money import accounts
from scenario.project.sections.root import Project
from scenario.project.values.units import MONEY
from scenario.rules.money.cumulative import paths

AT = "@"
"""Stands between a measure and the partner that it is of."""
Of = Callable[[MeasureInputs, str], Floats]


def _share(inputs: MeasureInputs, partner: str) -> float:
    """Return a partner's share in the equity [fraction]."""
    assert inputs.project.partners is not None
    return inputs.project.partners.shares[partner]


def _flows(inputs: MeasureInputs, partner: str) -> Floats:
    """Return a partner's flow of each month, money in positive, shape (runs, months) [yuan]."""
    assert inputs.project.partners is not None
    place = list(inputs.project.partners.shares).index(partner)
    return np.ascontiguousarray(inputs.once("partners", _flows_of_all)[:, :, place])


def _flows_of_all(inputs: MeasureInputs) -> Floats:
    assert inputs.project.partners is not None
    called, paid = inputs.ledger[:, :, accounts.EQUITY], -inputs.ledger[:, :, accounts.DISTRIBUTION]
    return partner_flows(inputs.project.partners, called, paid, inputs.month_ends)


def _irr(partner: str) -> Measure:
    def flows(inputs: MeasureInputs) -> MonthlyFlows:
        """Monthly IRR of what one partner puts in and gets back, annualised (1 + i)^12 − 1."""
        return MonthlyFlows(_flows(inputs, partner))

    whole = returns.equity_irr
    made = rate_of_return(
        whole.en, whole.zh, whole.unit, "单个股东的现金流(投入为负, 返还与分配为正)的月度内部收益率, 年化。",
        needs=("funding", "partners"), source=DEVELOPERS,
    )(flows)  # fmt: skip
    return made


def _of(whole: Measure, of: Of, definition_zh: str) -> Callable[[str], Measure]:
    """Return how a measure of one partner is made: named and judged as that of all together."""

    def made(partner: str) -> Measure:
        def value(inputs: MeasureInputs) -> Floats:
            return of(inputs, partner)

        value.__doc__ = inspect.getdoc(of)
        return measure(
            whole.en, whole.zh, whole.unit, definition_zh,
            needs=tuple(dict.fromkeys((*whole.needs, "funding", "partners"))),
            better=whole.better, source=ARITHMETIC, missing=whole.missing,
        )(value)  # fmt: skip

    return made


def _multiple(inputs: MeasureInputs, partner: str) -> Floats:
    """What one partner got back in all ÷ what it put in."""
    put_in = _share(inputs, partner) * inputs.moved(accounts.EQUITY)
    return share(_flows(inputs, partner).sum(axis=1) + put_in, put_in)


def _peak(inputs: MeasureInputs, partner: str) -> Floats:
    """The most that one partner had in at any month's end: what it put in less what it got back."""
    return np.asarray(paths(_flows(inputs, partner), np.zeros(inputs.runs))["deepest"])


def _gain(inputs: MeasureInputs, partner: str) -> Floats:
    """What one partner got back in all less what it put in."""
    return np.asarray(_flows(inputs, partner).sum(axis=1))


def _promote(inputs: MeasureInputs, partner: str) -> Floats:
    """What one partner got beyond its share of all that came back; below 0 what it left to others."""
    gained = _flows(inputs, partner).sum(axis=1)
    return np.asarray(gained - _share(inputs, partner) * inputs.sums.owners.sum(axis=1))


def _attributable(whole: Measure) -> Of:
    def part(inputs: MeasureInputs, partner: str) -> Floats:
        found = whole.of(inputs)
        assert isinstance(found, np.ndarray)
        return np.asarray(_share(inputs, partner) * found)

    part.__doc__ = f"A partner's share of the whole, by its share in the equity: {whole.definition}"
    return part


def _named(name: str, en: str, zh: str) -> Measure:
    """Return what a measure that only partners have is called."""
    return replace(funding.peak_equity, name=name, en=en, zh=zh, unit=MONEY, better="more", missing=UNDEFINED)


_GAIN = _named("equity_gain", "Equity gain", "股东收益")
_PROMOTE = _named("promote", "Promote", "超额收益分成")
_ATTRIBUTABLE = (sales.contract_value, sales.collections, profit.net_profit)

OF_PARTNER: dict[str, Callable[[str], Measure]] = {
    "equity_irr": _irr,
    "equity_multiple": _of(returns.equity_multiple, _multiple, "单个股东收回合计 ÷ 投入合计。"),
    "equity_gain": _of(_GAIN, _gain, "单个股东收回合计 − 投入合计。"),
    "promote": _of(_PROMOTE, _promote, "单个股东收回超出其出资比例应得的部分; 负数为让渡给他方的部分。"),
    "peak_equity": _of(funding.peak_equity, _peak, "单个股东累计净投入的最高点。"),
    **{
        whole.name: _of(whole, _attributable(whole), f"权益口径: 全口径 × 出资比例。{whole.definition_zh}")
        for whole in _ATTRIBUTABLE
    },
}
"""The measures that each partner has, in the order in which they are reported."""


def measure_of_partner(name: str) -> Measure:
    """Return the measure `MEASURE@PARTNER`.

    Raises
    ------
    KeyError
        When the name is of no measure of partners.
    """
    base, at, partner = name.partition(AT)
    if not at or not partner or base not in OF_PARTNER:
        raise KeyError(name)
    made = OF_PARTNER[base](partner)
    return replace(made, name=name, en=f"{made.en}, {partner}", zh=f"{made.zh}({partner})")


def names_of_partners(project: Project) -> tuple[str, ...]:
    """Return the measures of each partner of a project, partner by partner; none where there are none."""
    partners = project.partners.shares if project.partners is not None else ()
    return tuple(f"{base}{AT}{partner}" for partner in partners for base in OF_PARTNER)
