"""How much money is tied up at most."""

from __future__ import annotations

import numpy as np

from scenario.measures.material import Material
from scenario.measures.measure import DEVELOPERS, Floats, measure
from scenario.model.money import accounts


def _deepest(flows: Floats) -> Floats:
    """Return how far cumulative flows fall below zero, at least 0 [yuan]."""
    return np.asarray(0.0 - flows.cumsum(axis=1).min(axis=1, initial=0.0))


@measure(
    "Peak funding", "资金峰值", "money",
    "累计可动用现金流(融资前)最低点的绝对值。", needs=("money",), source=DEVELOPERS,
)  # fmt: skip
def peak_funding(material: Material) -> Floats:
    """The most needed at any month's end: −min cumulative freely usable flow before financing."""
    return _deepest(material.free)


@measure(
    "Peak equity", "股东投入峰值", "money",
    "股东累计净投入的最高点。", needs=("funding",), source=DEVELOPERS,
)  # fmt: skip
def peak_equity(material: Material) -> Floats:
    """The most that shareholders had in at any month's end: what they put in less what they got back."""
    return _deepest(material.owners)


@measure("Peak loan", "贷款余额峰值", "money", "月末贷款余额的最高值。", needs=("loan",))
def peak_loan(material: Material) -> Floats:
    """The highest loan balance at a month's end."""
    return np.asarray(material.ledger[:, :, accounts.LOAN_BALANCE].max(axis=1))


@measure("Peak escrow", "监管资金峰值", "money", "月末监管账户余额的最高值。", needs=("products", "funding"))
def peak_escrow(material: Material) -> Floats:
    """The highest balance of the escrow accounts of all phases together at a month's end."""
    return np.asarray(material.ledger[:, :, accounts.ESCROW_BALANCE].max(axis=1))
