"""How much money is tied up at most, what is missing, and how debt is covered."""

from __future__ import annotations

import numpy as np

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, measure
from scenario.model.money import accounts
from scenario.project.values.units import DURATION, FACTOR, FRACTION, MONEY, MONTHS
from scenario.rules.money.cover import loan_to_cost, service_cover


@measure(
    "Peak funding", "资金峰值", MONEY,
    "累计可动用现金流(融资前)最低点的绝对值。", needs=("money",), better="less", main=True, source=DEVELOPERS,
)  # fmt: skip
def peak_funding(inputs: MeasureInputs) -> Floats:
    """The most needed at any month's end: −min cumulative freely usable flow before financing."""
    return inputs.free["deepest"]


@measure(
    "Peak equity", "股东投入峰值", MONEY,
    "股东累计净投入的最高点。", needs=("funding",), better="less", main=True, source=DEVELOPERS,
)  # fmt: skip
def peak_equity(inputs: MeasureInputs) -> Floats:
    """The most that shareholders had in at any month's end: what they put in less what they got back."""
    return inputs.owners["deepest"]


@measure("Peak loan", "贷款余额峰值", MONEY, "月末贷款余额的最高值。", needs=("loan",), better="less")
def peak_loan(inputs: MeasureInputs) -> Floats:
    """The highest loan balance at a month's end."""
    return inputs.sums.highest[:, accounts.LOAN_BALANCE]


@measure(
    "Peak escrow",
    "监管资金峰值",
    MONEY,
    "月末监管账户余额的最高值。",
    needs=("products", "funding"),
    better="less",
)
def peak_escrow(inputs: MeasureInputs) -> Floats:
    """The highest balance of the escrow accounts of all phases together at a month's end."""
    return inputs.sums.highest[:, accounts.ESCROW_BALANCE]


@measure(
    "Funding shortfall", "资金缺口", MONEY,
    "月末应有而未有资金的最高值: 最低现金减自由现金。", needs=("funding",), better="less",
)  # fmt: skip
def funding_shortfall(inputs: MeasureInputs) -> Floats:
    """The most by which free cash was below what had to be there at a month's end."""
    return inputs.extra("shortfall")


@measure(
    "Months short", "资金缺口月数", DURATION,
    "自由现金低于应有水平的月末数。", needs=("funding",), better="less",
)  # fmt: skip
def months_short(inputs: MeasureInputs) -> Floats:
    """How many month's ends free cash was below what had to be there."""
    return inputs.extra("months_short")


@measure(
    "Creditors lose", "债权人损失", MONEY,
    "账目结束时未付的款项: 购房人、施工方、税款、贷款及其他, 按清偿顺序倒序承担。",
    needs=("funding",), better="less",
)  # fmt: skip
def creditors_lose(inputs: MeasureInputs) -> Floats:
    """What is not paid when the books end: to buyers, contractors, the tax office, the bank and others."""
    return np.asarray(sum(inputs.extra(f"lost_{who}") for who in CREDITORS))


@measure(
    "Least debt service cover", "最低偿债备付率", FACTOR,
    "各还本月份中(月初自由现金 + 当月可动用现金流) ÷ 当月还本付息的最低值。",
    needs=("loan",), missing=UNDEFINED,
)  # fmt: skip
def dscr_min(inputs: MeasureInputs) -> Floats:
    """The least ratio of cash (opening, and the month's usable flow) to debt service, where it is repaid."""
    ledger = inputs.ledger
    closing, repaid, interest = (
        ledger[:, :, account] for account in (accounts.FREE_CASH, accounts.LOAN_REPAY, accounts.INTEREST)
    )
    return service_cover(closing, inputs.sums.free, -repaid, -interest)


@measure(
    "Highest loan to cost", "最高贷款成本比", FRACTION,
    "月末贷款余额 ÷ 累计已付土地款与工程款的最高值。", needs=("loan",), better="less",
)  # fmt: skip
def ltc_max(inputs: MeasureInputs) -> Floats:
    """The highest share of the land and the works paid so far that is borrowed at a month's end."""
    those = (accounts.LAND, accounts.DEED_TAX, accounts.CONSTRUCTION)
    land, deed_tax, works = (inputs.ledger[:, :, account] for account in those)
    return loan_to_cost(inputs.ledger[:, :, accounts.LOAN_BALANCE], -(land + deed_tax + works))


@measure(
    "Covenant broken, month", "首次违反融资约束月", MONTHS,
    "首次违反融资约束(贷款成本比、去化率)的月份, 自起算月计。", needs=("loan",), better="more",
)  # fmt: skip
def covenant_broken_month(inputs: MeasureInputs) -> Floats:
    """The month at whose end the first covenant of a loan (loan to cost, share sold) was broken."""
    at = inputs.extra("covenant_at")
    broken = np.isfinite(at)
    return np.where(broken, inputs.month_of(np.where(broken, at, 0.0)) - inputs.month_zero, np.nan)


CREDITORS = ("buyers", "works", "taxes", "lenders", "others")
"""Who may lose, in the order in which they are paid."""
