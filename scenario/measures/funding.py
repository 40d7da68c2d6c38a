"""How much money is tied up at most."""

from __future__ import annotations

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, Floats, measure
from scenario.model.money import accounts
from scenario.project.values.units import MONEY


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
