"""Rates of return and present value."""

from __future__ import annotations

from scenario.measures.flows import DatedFlows, Flows, MonthlyFlows
from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, measure, rate_of_return, share
from scenario.model.money import accounts
from scenario.project.values.units import FACTOR, FRACTION, MONEY
from scenario.rules.money.cover import modified_irr
from scenario.rules.money.returns import moved_to

SPREADSHEET = "a spreadsheet's XIRR, actual/365"


def _dated(inputs: MeasureInputs, flows: Floats, dated: Floats) -> DatedFlows:
    """Return flows on the last day of their calendar month, but for those that keep their day."""
    return DatedFlows(inputs.month_ends - 1.0, flows, inputs.dated.days, dated)


@rate_of_return(
    "Project IRR", "全投资内部收益率", FRACTION,
    "融资前、调整所得税后现金流(回笼口径)的月度内部收益率, 按 (1+i)^12−1 年化; 利息不抵税。",
    needs=("money",), main=True, source=DEVELOPERS,
)  # fmt: skip
def project_irr(inputs: MeasureInputs) -> Flows:
    """Monthly IRR of flows as collected, before financing and after the tax due without it, annualised."""
    return inputs.collected_flows


@rate_of_return(
    "Project IRR, as collected", "全投资内部收益率(回笼口径)", FRACTION,
    "同全投资内部收益率: 回款进入监管账户即计为流入。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def project_irr_collected(inputs: MeasureInputs) -> Flows:
    """The same as project_irr: receipts count when buyers and banks pay, in escrow or not."""
    return inputs.collected_flows


@rate_of_return(
    "Project IRR, freely usable", "全投资内部收益率(可动用口径)", FRACTION,
    "融资前、调整所得税后可动用现金流的年化内部收益率: 监管资金释放时才计为流入。",
    needs=("money",), main=True, source=DEVELOPERS,
)  # fmt: skip
def project_irr_free(inputs: MeasureInputs) -> Flows:
    """Annualised monthly IRR of the project's freely usable flows: receipts count when they leave escrow."""
    return MonthlyFlows(inputs.sums.free)


@rate_of_return(
    "Project XIRR", "全投资XIRR", FRACTION,
    "回笼口径现金流的XIRR: 注明日期的现金流与土地款按其实际日期, 其余按所在日历月最后一日, 实际天数/365。",
    needs=("money",), source=SPREADSHEET,
)  # fmt: skip
def project_xirr(inputs: MeasureInputs) -> Flows:
    """XIRR of flows as collected: dated ones and land instalments on their day, the rest at months' ends."""
    return _dated(inputs, inputs.sums.collected, inputs.dated.amounts)


@rate_of_return(
    "Equity IRR", "自有资金内部收益率", FRACTION,
    "股东现金流(投入为负, 返还与分配为正)的月度内部收益率, 年化。",
    needs=("funding",), main=True, source=DEVELOPERS,
)  # fmt: skip
def equity_irr(inputs: MeasureInputs) -> Flows:
    """Monthly IRR of the shareholders' flows (calls out, distributions in), annualised (1 + i)^12 − 1."""
    return MonthlyFlows(inputs.sums.owners)


@rate_of_return(
    "Equity XIRR", "自有资金XIRR", FRACTION,
    "股东现金流的XIRR: 出资按其所支付款项的日期, 其余按所在日历月最后一日, 实际天数/365。",
    needs=("funding",), source=SPREADSHEET,
)  # fmt: skip
def equity_xirr(inputs: MeasureInputs) -> Flows:
    """XIRR of shareholders' flows: calls on the day of what they pay for, the rest at months' ends."""
    return _dated(inputs, inputs.sums.owners, inputs.dated_owners)


@measure(
    "Equity MIRR", "自有资金修正内部收益率", FRACTION,
    "股东现金流的修正内部收益率, 融资与再投资利率均为 project.discount_rate。",
    needs=("funding", "discount_rate"), missing=UNDEFINED,
)  # fmt: skip
def equity_mirr(inputs: MeasureInputs) -> Floats:
    """Modified IRR of the shareholders' flows; what waits, and what is put in, is worth the discount rate."""
    return modified_irr(inputs.sums.owners, inputs.term("discount_rate"))


@measure(
    "Equity multiple", "权益乘数", FACTOR,
    "股东收回合计 ÷ 股东投入合计。", needs=("funding",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def equity_multiple(inputs: MeasureInputs) -> Floats:
    """What shareholders got back in all ÷ what they put in."""
    return share(-inputs.moved(accounts.DISTRIBUTION), inputs.moved(accounts.EQUITY))


@measure(
    "Net present value", "净现值", MONEY,
    "回笼口径现金流按 project.discount_rate 折现到起算月末, 注明日期的现金流按其日期。",
    needs=("money", "discount_rate"), main=True,
)  # fmt: skip
def npv(inputs: MeasureInputs) -> Floats:
    """Flows as collected, dated ones on their day, at project.discount_rate to the end of month zero."""
    rate = inputs.term("discount_rate")
    earlier = inputs.dated.worth_of_days(inputs.month_ends, inputs.first_length, rate)
    return moved_to(inputs.month_zero, inputs.discounted["end"] + earlier, rate)
