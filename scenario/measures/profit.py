"""Profit and margins."""

from __future__ import annotations

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, measure, share
from scenario.model.money import accounts
from scenario.project.values.units import FRACTION, MONEY

INVESTMENT = (
    accounts.LAND,
    accounts.DEED_TAX,
    accounts.LAND_USE_TAX,
    accounts.STAMP,
    accounts.CONSTRUCTION,
    accounts.MARKETING,
    accounts.ADMINISTRATION,
    accounts.INTEREST,
)
"""The accounts of the total investment."""


@measure(
    "Net profit", "净利润", MONEY,
    "合同额减去全部成本、费用、税金、利息及其他发生的流量(权责口径: 已签约未回款计入)。",
    needs=("money",), main=True,
)  # fmt: skip
def net_profit(inputs: MeasureInputs) -> Floats:
    """Contract value less all costs, expenses, taxes and interest, and the project's own flows as posted."""
    return inputs.profit


@measure(
    "Net margin, ex VAT", "销售净利率(不含税)", FRACTION,
    "净利润 ÷ 不含税收入。",
    needs=("sales",), main=True, source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def net_margin(inputs: MeasureInputs) -> Floats:
    """Net profit ÷ revenue without VAT."""
    return share(inputs.profit, inputs.revenue_ex_vat)


@measure(
    "Net margin, incl. VAT", "销售净利率(含税)", FRACTION,
    "净利润 ÷ 含税合同额。", needs=("sales",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def net_margin_incl_vat(inputs: MeasureInputs) -> Floats:
    """Net profit ÷ contract value including VAT."""
    return share(inputs.profit, inputs.revenue)


@measure(
    "Gross margin", "销售毛利率", FRACTION,
    "毛利 ÷ 不含税收入。", needs=("sales",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def gross_margin(inputs: MeasureInputs) -> Floats:
    """Gross profit ÷ revenue without VAT."""
    return share(inputs.gross_profit, inputs.revenue_ex_vat)


@measure(
    "Profit on cost", "税前成本利润率", FRACTION,
    "税前利润(净利润 + 所得税) ÷ 总投资(土地、契税、土地使用税、印花税、工程、营销、管理、利息)。",
    needs=("money",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def profit_on_cost(inputs: MeasureInputs) -> Floats:
    """Profit before income tax ÷ total investment: land, its taxes, stamp, works, expenses, interest."""
    before_tax = inputs.profit + inputs.paid(accounts.EIT)
    return share(before_tax, inputs.paid(*INVESTMENT))
