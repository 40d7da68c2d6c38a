"""The profit statement: revenue to gross profit to net profit, line by line, to the cent."""

from __future__ import annotations

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, Floats, measure
from scenario.model.money import accounts
from scenario.project.values.units import MONEY

BOOKS = "财会〔2016〕22号"


@measure(
    "Revenue, ex VAT", "营业收入(不含税)", MONEY,
    "合同额及其他销售流入, 减去合同中所含增值税。", needs=("sales",), source=BOOKS,
)  # fmt: skip
def revenue(inputs: MeasureInputs) -> Floats:
    """Contract value and what other sales brought, without the VAT within the contracts."""
    return inputs.revenue_ex_vat


@measure(
    "Land cost", "土地成本", MONEY,
    "土地款及契税, 减去土地价款抵减的销项税额。", needs=("land",), better="less", source=BOOKS,
)  # fmt: skip
def land_cost(inputs: MeasureInputs) -> Floats:
    """Land price and deed tax less the VAT that the deduction of land saves."""
    return inputs.paid(accounts.LAND, accounts.DEED_TAX) - inputs.extra("vat_on_land")


@measure(
    "Development cost", "开发成本", MONEY,
    "已付工程款减去可抵扣进项税额。", needs=("cost",), better="less",
)  # fmt: skip
def development_cost(inputs: MeasureInputs) -> Floats:
    """What was paid for the cost items less the input VAT that may be set off."""
    return inputs.paid(accounts.CONSTRUCTION) - inputs.extra("vat_on_works")


@measure(
    "Gross profit", "毛利", MONEY,
    "不含税收入 − 土地成本 − 开发成本 − 利息。", needs=("sales",), source=DEVELOPERS,
)  # fmt: skip
def gross_profit(inputs: MeasureInputs) -> Floats:
    """Revenue without VAT − land cost − development cost − interest."""
    return inputs.gross_profit


@measure(
    "Marketing cost", "营销费用", MONEY,
    "已付营销费用减去可抵扣进项税额。", needs=("expenses",), better="less",
)  # fmt: skip
def marketing_cost(inputs: MeasureInputs) -> Floats:
    """What was paid for marketing less the input VAT that may be set off."""
    return inputs.paid(accounts.MARKETING) - inputs.extra("vat_on_services")


@measure("Administration cost", "管理费用", MONEY, "已付管理费用。", needs=("expenses",), better="less")
def administration_cost(inputs: MeasureInputs) -> Floats:
    """What was paid for administration."""
    return inputs.paid(accounts.ADMINISTRATION)


@measure(
    "Taxes and surcharges", "税金及附加", MONEY,
    "附加税、土地增值税、印花税及土地使用税。", needs=("money",), better="less", source=BOOKS,
)  # fmt: skip
def taxes_and_surcharges(inputs: MeasureInputs) -> Floats:
    """Surcharges on VAT, land appreciation tax, stamp duty and land-use tax."""
    return inputs.paid(accounts.SURCHARGE, accounts.LAT, accounts.STAMP, accounts.LAND_USE_TAX)


@measure(
    "VAT not set off", "未抵扣增值税", MONEY,
    "已缴增值税超出 销项税额 − 可抵扣进项税额 的部分: 多缴未退或留抵未退的税额。",
    needs=("tax",), better="less",
)  # fmt: skip
def vat_not_set_off(inputs: MeasureInputs) -> Floats:
    """VAT paid beyond output less input tax: overpaid, or credit that nobody pays back."""
    inputs_of = inputs.extra("vat_on_works") + inputs.extra("vat_on_services")
    owed = inputs.extra("vat_on_sales") - inputs.extra("vat_on_land") - inputs_of
    return inputs.paid(accounts.VAT) - owed


@measure(
    "Damages and own flows", "赔偿及其他", MONEY,
    "逾期赔偿及闲置费, 减去项目自定义科目的净流入。", needs=("money",), better="less",
)  # fmt: skip
def damages_and_other(inputs: MeasureInputs) -> Floats:
    """Damages and fees paid, less what came in on the accounts that the project names itself."""
    own = range(accounts.CUSTOM, inputs.ledger.shape[2])
    return inputs.paid(accounts.DAMAGES, *own)


@measure(
    "Profit before income tax", "利润总额", MONEY,
    "净利润 + 企业所得税。", needs=("money",), source=BOOKS,
)  # fmt: skip
def profit_before_tax(inputs: MeasureInputs) -> Floats:
    """Net profit and income tax."""
    return inputs.profit + inputs.paid(accounts.EIT)


STATEMENT = (
    ("revenue", 1),
    ("land_cost", -1),
    ("development_cost", -1),
    ("interest", -1),
    ("gross_profit", 0),
    ("marketing_cost", -1),
    ("administration_cost", -1),
    ("taxes_and_surcharges", -1),
    ("vat_not_set_off", -1),
    ("damages_and_other", -1),
    ("profit_before_tax", 0),
    ("eit", -1),
    ("net_profit", 0),
)
"""The profit statement: measures in order, each added, taken off, or (0) the sum of the lines above it."""
