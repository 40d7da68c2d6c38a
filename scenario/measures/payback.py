"""When the money is back."""

from __future__ import annotations

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, Floats, measure
from scenario.project.values.units import MONTHS


@measure(
    "Cash-positive month", "现金流回正月", MONTHS,
    "累计现金流(回笼口径)出现负值后首次大于零的月份, 自起算月计。",
    needs=("money",), better="less", main=True, source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month(inputs: MeasureInputs) -> Floats:
    """First month in which cumulative flow as collected is positive after it has been negative."""
    return inputs.collected["first"] - inputs.month_zero


@measure(
    "Cash-positive month, last crossing", "现金流回正月(末次)", MONTHS,
    "累计现金流(回笼口径)最后一次为负之后转正的月份, 自起算月计。",
    needs=("money",), better="less", target=False, source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month_last(inputs: MeasureInputs) -> Floats:
    """Month from which cumulative flow as collected stays positive, after the last negative one."""
    return inputs.collected["last"] - inputs.month_zero


@measure(
    "Cash-positive month, freely usable", "现金流回正月(可动用口径)", MONTHS,
    "累计可动用现金流出现负值后首次大于零的月份, 自起算月计。",
    needs=("money",), better="less", source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month_free(inputs: MeasureInputs) -> Floats:
    """First month in which cumulative freely usable flow is positive after it has been negative."""
    return inputs.free["first"] - inputs.month_zero


@measure(
    "Cash-positive month, freely usable, last crossing", "现金流回正月(可动用口径, 末次)", MONTHS,
    "累计可动用现金流最后一次为负之后转正的月份, 自起算月计。",
    needs=("money",), better="less", target=False, source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month_free_last(inputs: MeasureInputs) -> Floats:
    """Month from which cumulative freely usable flow stays positive."""
    return inputs.free["last"] - inputs.month_zero


@measure(
    "Equity payback month", "股东投资回正月", MONTHS,
    "股东累计现金流出现负值后首次大于零的月份, 自起算月计。",
    needs=("funding",), better="less", source=DEVELOPERS,
)  # fmt: skip
def equity_payback_month(inputs: MeasureInputs) -> Floats:
    """First month in which the shareholders' cumulative flow is positive after it has been negative."""
    return inputs.owners["first"] - inputs.month_zero


@measure(
    "Dynamic payback month", "动态回收期", MONTHS,
    "按 project.discount_rate 折现的累计现金流(回笼口径)出现负值后首次大于零的月份。",
    needs=("money", "discount_rate"), better="less", source=DEVELOPERS,
)  # fmt: skip
def dynamic_payback_month(inputs: MeasureInputs) -> Floats:
    """First month in which cumulative discounted flow as collected is positive after it has been negative."""
    return inputs.discounted["first"] - inputs.month_zero
