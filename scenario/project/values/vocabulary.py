"""Words that a project file may use and that other parts of the package give their meaning."""

from __future__ import annotations

BASE = "base"
"""The scenario without overrides."""

CONTINUOUS = "continuous"
"""The built-in calendar: every day is a working day."""

OPERATING_ACCOUNTS = (
    "land",
    "deed_tax",
    "land_use_tax",
    "construction",
    "marketing",
    "administration",
    "damages",
    "vat",
    "surcharge",
    "lat",
    "eit",
    "stamp",
    "sales",
)
"""Accounts of the project itself, before financing."""

NO_FLOWS = (
    "free_cash",
    "escrow_balance",
    "loan_balance",
    "contracts",
    "area_sold",
    "sold_at_plan",
    "tax_shield",
)
"""Accounts that move no money: balances, and what is told beside."""

KEPT_ACCOUNTS = (
    "escrow_in",
    "escrow_out",
    "loan_draw",
    "loan_repay",
    "interest",
    "equity",
    "distribution",
    *NO_FLOWS,
)
"""Accounts that the treasury keeps itself; a dated flow cannot be booked to them."""

RESERVES = {"works": "construction_cost", "administration": "administration_cost", "interest": "interest"}
"""Accounts on which money may be held in reserve, each with the measure of what is paid on it."""
