"""Rates of return and present value."""

from __future__ import annotations

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, Values, measure, share
from scenario.model.money import accounts
from scenario.project.values.units import FACTOR, FRACTION, MONEY
from scenario.rules.money.returns import annual_irr_many, moved_to, xirr_on

SPREADSHEET = "a spreadsheet's XIRR, actual/365"


def _xirr(inputs: MeasureInputs, flows: Floats) -> Values:
    """Return the XIRR of each row, every flow dated on the last day of its calendar month."""
    return Values(*xirr_on(inputs.month_ends - 1.0, flows))


@measure(
    "Project IRR", "全投资内部收益率", FRACTION,
    "税后、融资前现金流(回笼口径)的月度内部收益率, 按 (1+i)^12−1 年化。",
    needs=("money",), main=True, source=DEVELOPERS,
)  # fmt: skip
def project_irr(inputs: MeasureInputs) -> Values:
    """Monthly IRR of flows as collected, after tax and before financing, annualised (1 + i)^12 − 1."""
    return Values(*inputs.collected_irr)


@measure(
    "Project IRR, as collected", "全投资内部收益率(回笼口径)", FRACTION,
    "同全投资内部收益率: 回款进入监管账户即计为流入。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def project_irr_collected(inputs: MeasureInputs) -> Values:
    """The same as project_irr: receipts count when buyers and banks pay, in escrow or not."""
    return Values(*inputs.collected_irr)


@measure(
    "Project IRR, freely usable", "全投资内部收益率(可动用口径)", FRACTION,
    "税后、融资前可动用现金流的年化内部收益率: 监管资金释放时才计为流入。",
    needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def project_irr_free(inputs: MeasureInputs) -> Values:
    """Annualised monthly IRR of the project's freely usable flows: receipts count when they leave escrow."""
    return Values(*annual_irr_many(inputs.sums.free))


@measure(
    "Project XIRR", "全投资XIRR", FRACTION,
    "回笼口径现金流的XIRR, 每笔按所在日历月最后一日计, 实际天数/365。",
    needs=("money",), source=SPREADSHEET,
)  # fmt: skip
def project_xirr(inputs: MeasureInputs) -> Values:
    """XIRR of flows as collected, each dated on the last day of its calendar month, actual/365."""
    return _xirr(inputs, inputs.sums.collected)


@measure(
    "Equity IRR", "自有资金内部收益率", FRACTION,
    "股东现金流(投入为负, 返还与分配为正)的月度内部收益率, 年化。",
    needs=("funding",), main=True, source=DEVELOPERS,
)  # fmt: skip
def equity_irr(inputs: MeasureInputs) -> Values:
    """Monthly IRR of the shareholders' flows (calls out, distributions in), annualised (1 + i)^12 − 1."""
    return Values(*annual_irr_many(inputs.sums.owners))


@measure(
    "Equity XIRR", "自有资金XIRR", FRACTION,
    "股东现金流的XIRR, 每笔按所在日历月最后一日计, 实际天数/365。",
    needs=("funding",), source=SPREADSHEET,
)  # fmt: skip
def equity_xirr(inputs: MeasureInputs) -> Values:
    """XIRR of the shareholders' flows, each dated on the last day of its calendar month, actual/365."""
    return _xirr(inputs, inputs.sums.owners)


@measure(
    "Equity multiple", "权益乘数", FACTOR,
    "股东收回合计 ÷ 股东投入合计。", needs=("funding",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def equity_multiple(inputs: MeasureInputs) -> Floats:
    """What shareholders got back in all ÷ what they put in."""
    return share(-inputs.moved(accounts.DISTRIBUTION), inputs.moved(accounts.EQUITY))


@measure(
    "Net present value", "净现值", MONEY,
    "回笼口径现金流按 project.discount_rate 折现到起算月。",
    needs=("money", "discount_rate"), main=True,
)  # fmt: skip
def npv(inputs: MeasureInputs) -> Floats:
    """Flows as collected, discounted at project.discount_rate to the month in which month_zero ends."""
    return moved_to(inputs.month_zero, inputs.discounted["end"], inputs.term("discount_rate"))
