"""Profit, margins, and what was paid for what."""

from __future__ import annotations

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, measure
from scenario.measures.returns import share
from scenario.model.money import accounts

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
DEVELOPMENT = (accounts.LAND, accounts.DEED_TAX, accounts.CONSTRUCTION, accounts.INTEREST)
"""The accounts of land and development cost."""


def _paid(inputs: MeasureInputs, those: tuple[int, ...]) -> Floats:
    return -sum((inputs.moved(account) for account in those), start=inputs.moved(those[0]) * 0.0)


@measure(
    "Net profit", "净利润", "money",
    "合同额减去全部成本、费用、税金、利息及其他发生的流量(权责口径: 已签约未回款计入)。",
    needs=("money",),
)  # fmt: skip
def net_profit(inputs: MeasureInputs) -> Floats:
    """Contract value less all costs, expenses, taxes and interest, and the project's own flows as posted."""
    return inputs.profit


@measure(
    "Net margin, ex VAT", "销售净利率(不含税)", "fraction",
    "净利润 ÷ 不含税收入(合同额 ÷ (1 + 增值税率))。",
    needs=("sales",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def net_margin(inputs: MeasureInputs) -> Floats:
    """Net profit ÷ revenue without VAT, which is contract value ÷ (1 + VAT rate)."""
    return share(inputs.profit, inputs.revenue_ex_vat)


@measure(
    "Net margin, incl. VAT", "销售净利率(含税)", "fraction",
    "净利润 ÷ 含税合同额。", needs=("sales",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def net_margin_incl_vat(inputs: MeasureInputs) -> Floats:
    """Net profit ÷ contract value including VAT."""
    return share(inputs.profit, inputs.revenue)


@measure(
    "Gross margin", "销售毛利率", "fraction",
    "(不含税收入 − 土地及契税 − 不含可抵扣进项的开发成本 − 利息) ÷ 不含税收入。",
    needs=("sales",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def gross_margin(inputs: MeasureInputs) -> Floats:
    """(Revenue − land with deed tax − development cost with interest) ÷ revenue, without recoverable VAT."""
    rate = inputs.term("vat_rate")
    recovered = inputs.term("input_share") * rate / (1.0 + rate) * _paid(inputs, (accounts.CONSTRUCTION,))
    cost = _paid(inputs, DEVELOPMENT) - recovered
    return share(inputs.revenue_ex_vat - cost, inputs.revenue_ex_vat)


@measure(
    "Profit on cost", "税前成本利润率", "fraction",
    "税前利润(净利润 + 所得税) ÷ 总投资(土地、契税、土地使用税、印花税、工程、营销、管理、利息)。",
    needs=("money",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def profit_on_cost(inputs: MeasureInputs) -> Floats:
    """Profit before income tax ÷ total investment: land, its taxes, stamp, works, expenses, interest."""
    before_tax = inputs.profit + _paid(inputs, (accounts.EIT,))
    return share(before_tax, _paid(inputs, INVESTMENT))


@measure("Land price", "土地款", "money", "已付土地款。", needs=("land",))
def land_price(inputs: MeasureInputs) -> Floats:
    """What was paid for the land, without taxes."""
    return _paid(inputs, (accounts.LAND,))


@measure("Construction cost", "工程款", "money", "已付工程款(含税)。", needs=("cost",))
def construction_cost(inputs: MeasureInputs) -> Floats:
    """What was paid for the cost items, including VAT."""
    return _paid(inputs, (accounts.CONSTRUCTION,))


@measure("Interest", "利息", "money", "已付贷款利息。", needs=("loan",))
def interest(inputs: MeasureInputs) -> Floats:
    """What was paid to the bank in interest."""
    return _paid(inputs, (accounts.INTEREST,))


@measure("VAT", "增值税", "money", "已缴增值税, 不含附加。", needs=("tax",))
def vat(inputs: MeasureInputs) -> Floats:
    """Value-added tax paid in all, without its surcharge."""
    return _paid(inputs, (accounts.VAT,))


@measure("Land appreciation tax", "土地增值税", "money", "已缴土地增值税(预缴与清算合计)。", needs=("tax",))
def lat(inputs: MeasureInputs) -> Floats:
    """Land appreciation tax paid in all, prepaid and settled."""
    return _paid(inputs, (accounts.LAT,))


@measure("Income tax", "企业所得税", "money", "已缴企业所得税(预缴与汇算合计)。", needs=("tax",))
def eit(inputs: MeasureInputs) -> Floats:
    """Enterprise income tax paid in all, prepaid and settled."""
    return _paid(inputs, (accounts.EIT,))
