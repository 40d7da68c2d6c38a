"""Rates of return, present value and payback."""

from __future__ import annotations

import numpy as np

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, Values, measure
from scenario.model.money import accounts
from scenario.rules.money.returns import annual_irr_many, moved_to, xirr_on

SPREADSHEET = "a spreadsheet's XIRR, actual/365"


def _xirr(inputs: MeasureInputs, flows: Floats) -> Values:
    """Return the XIRR of each row, every flow dated on the last day of its calendar month."""
    return Values(*xirr_on(inputs.month_ends - 1.0, flows))


@measure(
    "Project IRR", "全投资内部收益率", "fraction",
    "税后、融资前现金流(回笼口径)的月度内部收益率, 按 (1+i)^12−1 年化。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def project_irr(inputs: MeasureInputs) -> Values:
    """Monthly IRR of flows as collected, after tax and before financing, annualised (1 + i)^12 − 1."""
    return Values(*inputs.collected_irr)


@measure(
    "Project IRR, as collected", "全投资内部收益率(回笼口径)", "fraction",
    "同全投资内部收益率: 回款进入监管账户即计为流入。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def project_irr_collected(inputs: MeasureInputs) -> Values:
    """The same as project_irr: receipts count when buyers and banks pay, in escrow or not."""
    return Values(*inputs.collected_irr)


@measure(
    "Project IRR, freely usable", "全投资内部收益率(可动用口径)", "fraction",
    "税后、融资前可动用现金流的年化内部收益率: 监管资金释放时才计为流入。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def project_irr_free(inputs: MeasureInputs) -> Values:
    """Annualised monthly IRR of the project's freely usable flows: receipts count when they leave escrow."""
    return Values(*annual_irr_many(inputs.sums.free))


@measure(
    "Project XIRR", "全投资XIRR", "fraction",
    "回笼口径现金流的XIRR, 每笔按所在日历月最后一日计, 实际天数/365。",
    needs=("money",), source=SPREADSHEET,
)  # fmt: skip
def project_xirr(inputs: MeasureInputs) -> Values:
    """XIRR of flows as collected, each dated on the last day of its calendar month, actual/365."""
    return _xirr(inputs, inputs.sums.collected)


@measure(
    "Equity IRR", "自有资金内部收益率", "fraction",
    "股东现金流(投入为负, 返还与分配为正)的月度内部收益率, 年化。",
    needs=("funding",), source=DEVELOPERS,
)  # fmt: skip
def equity_irr(inputs: MeasureInputs) -> Values:
    """Monthly IRR of the shareholders' flows (calls out, distributions in), annualised (1 + i)^12 − 1."""
    return Values(*annual_irr_many(inputs.sums.owners))


@measure(
    "Equity XIRR", "自有资金XIRR", "fraction",
    "股东现金流的XIRR, 每笔按所在日历月最后一日计, 实际天数/365。",
    needs=("funding",), source=SPREADSHEET,
)  # fmt: skip
def equity_xirr(inputs: MeasureInputs) -> Values:
    """XIRR of the shareholders' flows, each dated on the last day of its calendar month, actual/365."""
    return _xirr(inputs, inputs.sums.owners)


@measure(
    "Equity multiple", "权益乘数", "factor",
    "股东收回合计 ÷ 股东投入合计。", needs=("funding",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def equity_multiple(inputs: MeasureInputs) -> Floats:
    """What shareholders got back in all ÷ what they put in."""
    return share(-inputs.moved(accounts.DISTRIBUTION), inputs.moved(accounts.EQUITY))


@measure(
    "Net present value", "净现值", "money",
    "回笼口径现金流按 project.discount_rate 折现到起算月。",
    needs=("money", "discount_rate"),
)  # fmt: skip
def npv(inputs: MeasureInputs) -> Floats:
    """Flows as collected, discounted at project.discount_rate to the month in which month_zero ends."""
    return moved_to(inputs.month_zero, inputs.discounted["end"], inputs.term("discount_rate"))


@measure(
    "Cash-positive month", "现金流回正月", "months",
    "累计现金流(回笼口径)出现负值后首次大于零的月份, 自起算月计。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month(inputs: MeasureInputs) -> Floats:
    """First month in which cumulative flow as collected is positive after it has been negative."""
    return inputs.collected["first"] - inputs.month_zero


@measure(
    "Cash-positive month, last crossing", "现金流回正月(末次)", "months",
    "累计现金流(回笼口径)最后一次为负之后转正的月份, 自起算月计。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month_last(inputs: MeasureInputs) -> Floats:
    """Month from which cumulative flow as collected stays positive, after the last negative one."""
    return inputs.collected["last"] - inputs.month_zero


@measure(
    "Cash-positive month, freely usable", "现金流回正月(可动用口径)", "months",
    "累计可动用现金流出现负值后首次大于零的月份, 自起算月计。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month_free(inputs: MeasureInputs) -> Floats:
    """First month in which cumulative freely usable flow is positive after it has been negative."""
    return inputs.free["first"] - inputs.month_zero


@measure(
    "Cash-positive month, freely usable, last crossing", "现金流回正月(可动用口径, 末次)", "months",
    "累计可动用现金流最后一次为负之后转正的月份, 自起算月计。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def cash_positive_month_free_last(inputs: MeasureInputs) -> Floats:
    """Month from which cumulative freely usable flow stays positive."""
    return inputs.free["last"] - inputs.month_zero


@measure(
    "Equity payback month", "股东投资回正月", "months",
    "股东累计现金流出现负值后首次大于零的月份, 自起算月计。",
    needs=("funding",), source=DEVELOPERS,
)  # fmt: skip
def equity_payback_month(inputs: MeasureInputs) -> Floats:
    """First month in which the shareholders' cumulative flow is positive after it has been negative."""
    return inputs.owners["first"] - inputs.month_zero


@measure(
    "Dynamic payback month", "动态回收期", "months",
    "按 project.discount_rate 折现的累计现金流(回笼口径)出现负值后首次大于零的月份。",
    needs=("money", "discount_rate"), source=DEVELOPERS,
)  # fmt: skip
def dynamic_payback_month(inputs: MeasureInputs) -> Floats:
    """First month in which cumulative discounted flow as collected is positive after it has been negative."""
    return inputs.discounted["first"] - inputs.month_zero


def share(part: Floats, whole: Floats) -> Floats:
    """Return part ÷ whole; NaN where there is no whole."""
    nothing = np.full(len(part), np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=np.abs(whole) > 0.005))
