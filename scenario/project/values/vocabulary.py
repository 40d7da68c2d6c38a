"""Words that a project file may use and that other parts of the package give their meaning."""

from __future__ import annotations

CONTINUOUS = "continuous"
"""The built-in calendar: every day is a working day."""

RATES = (
    "project_irr",
    "project_irr_collected",
    "project_irr_free",
    "project_xirr",
    "equity_irr",
    "equity_xirr",
    "net_margin",
    "net_margin_incl_vat",
    "gross_margin",
    "profit_on_cost",
    "collection_rate",
    "launch_sell_through",
    "first_handover_pass_rate",
    "key_node_attainment",
)
"""Measures that are fractions: 0.12, not 12."""

MEASURES = (
    *RATES,
    "sell_through_month_90",
    "npv",
    "net_profit",
    "peak_funding",
    "peak_equity",
    "peak_loan",
    "peak_escrow",
    "cash_positive_month",
    "cash_positive_month_free",
    "equity_payback_month",
    "dynamic_payback_month",
    "equity_multiple",
    "contract_value",
    "collections",
    "inventory_value",
    "land_price",
    "construction_cost",
    "interest",
    "vat",
    "lat",
    "eit",
)
"""Every measure that a target may name. The day of a node is a target of its own kind."""

KEPT_ACCOUNTS = (
    "escrow_in",
    "escrow_out",
    "loan_draw",
    "loan_repay",
    "interest",
    "equity",
    "distribution",
    "free_cash",
    "escrow_balance",
    "loan_balance",
    "contracts",
    "area_sold",
    "sold_at_plan",
)
"""Accounts that the treasury keeps itself; a dated flow cannot be booked to them."""
