"""What was paid for what."""

from __future__ import annotations

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import Floats, measure
from scenario.model.money import accounts
from scenario.project.values.units import MONEY


@measure("Land price", "土地款", MONEY, "已付土地款。", needs=("land",), better="less")
def land_price(inputs: MeasureInputs) -> Floats:
    """What was paid for the land, without taxes."""
    return inputs.paid(accounts.LAND)


@measure("Construction cost", "工程款", MONEY, "已付工程款(含税)。", needs=("cost",), better="less")
def construction_cost(inputs: MeasureInputs) -> Floats:
    """What was paid for the cost items, including VAT."""
    return inputs.paid(accounts.CONSTRUCTION)


@measure("Interest", "利息", MONEY, "已付贷款利息。", needs=("loan",), better="less")
def interest(inputs: MeasureInputs) -> Floats:
    """What was paid to the bank in interest."""
    return inputs.paid(accounts.INTEREST)


@measure("VAT", "增值税", MONEY, "已缴增值税, 不含附加。", needs=("tax",), better="less")
def vat(inputs: MeasureInputs) -> Floats:
    """Value-added tax paid in all, without its surcharge."""
    return inputs.paid(accounts.VAT)


@measure(
    "Land appreciation tax", "土地增值税", MONEY,
    "已缴土地增值税(预缴与清算合计)。", needs=("tax",), better="less",
)  # fmt: skip
def lat(inputs: MeasureInputs) -> Floats:
    """Land appreciation tax paid in all, prepaid and settled."""
    return inputs.paid(accounts.LAT)


@measure("Income tax", "企业所得税", MONEY, "已缴企业所得税(预缴与汇算合计)。", needs=("tax",), better="less")
def eit(inputs: MeasureInputs) -> Floats:
    """Enterprise income tax paid in all, prepaid and settled."""
    return inputs.paid(accounts.EIT)
