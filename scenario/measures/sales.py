"""Contracts, collections, pace of sales and what is left."""

from __future__ import annotations

import numpy as np

from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import DEVELOPERS, UNDEFINED, Floats, measure, share
from scenario.model.money import accounts
from scenario.project.values.units import FRACTION, MONEY, MONTHS

MOST = 0.9


@measure("Contract value", "签约额", MONEY, "签约合同额合计(含税)。", needs=("products",), main=True)
def contract_value(inputs: MeasureInputs) -> Floats:
    """Value of all sales contracts up to the horizon, including VAT."""
    return inputs.moved(accounts.CONTRACTS)


@measure("Collections", "回款额", MONEY, "买受人与按揭银行付款合计(含进入监管账户的)。", needs=("sales",))
def collections(inputs: MeasureInputs) -> Floats:
    """What buyers and their banks paid up to the horizon, in escrow or not."""
    return inputs.moved(accounts.SALES)


@measure(
    "Collection rate", "回款率", FRACTION,
    "回款额 ÷ 签约额。", needs=("products",), source=DEVELOPERS, missing=UNDEFINED,
)  # fmt: skip
def collection_rate(inputs: MeasureInputs) -> Floats:
    """Collections ÷ contract value, both up to the horizon."""
    return share(inputs.moved(accounts.SALES), inputs.revenue)


@measure(
    "Launch sell-through", "首开去化率", FRACTION,
    "开盘首月(自开盘日起一个月)签约(按计划价) ÷ 首批推出货值(按计划价)。",
    needs=("products",), source=DEVELOPERS,
)  # fmt: skip
def launch_sell_through(inputs: MeasureInputs) -> Floats:
    """Share of the first release, at planned prices, sold in the first month of sales."""
    return inputs.extra("launch_sell_through")


@measure(
    "Month of 90 % sell-through", "去化九成月", MONTHS,
    "累计签约(按计划价)首次达到可售货值90 %的月份, 自起算月计。",
    needs=("products",), better="less", main=True, source=DEVELOPERS,
)  # fmt: skip
def sell_through_month_90(inputs: MeasureInputs) -> Floats:
    """First month in which 90 % of the stock that will find buyers, at planned prices, is sold."""
    sold = inputs.sums.sold
    there = sold >= MOST * inputs.planned_value - 0.005
    return np.where(there.any(axis=1), there.argmax(axis=1) - inputs.month_zero, np.nan)


@measure(
    "Inventory value", "库存货值", MONEY,
    "末期交付当月末未售货值(按计划价)。", needs=("products",), better="less", source=DEVELOPERS,
)  # fmt: skip
def inventory_value(inputs: MeasureInputs) -> Floats:
    """Unsold stock at planned prices at the end of the month of the last handover."""
    months = inputs.ledger.shape[1]
    node = _handover(inputs)
    month = np.full(inputs.runs, months - 1)
    if node is not None:
        month = inputs.month_of(inputs.finished(node))
    sold = inputs.sums.sold
    then = sold[np.arange(inputs.runs), np.minimum(month, months - 1)]
    return np.where(month < months, np.maximum(0.0, inputs.planned_value - then), np.nan)


def _handover(inputs: MeasureInputs) -> str | None:
    """Return the activity that hands over; None when the project names none."""
    products = inputs.project.products
    if products is not None and products.late_handover is not None:
        return products.late_handover.node
    if "handover" in inputs.project.activities:
        return "handover"
    return inputs.project.tax.recognised.books if inputs.project.tax is not None else None
