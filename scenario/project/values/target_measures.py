"""The measures that a target may name, with their units.

Written by `python -m tests.measures.written` from what measures say of themselves: a project file is checked
without the engine that computes them.
"""

from __future__ import annotations

from scenario.project.values.units import FACTOR, FRACTION, MONEY, MONTHS, Unit

TARGET_MEASURES: dict[str, Unit] = {
    "project_irr": FRACTION,
    "project_irr_collected": FRACTION,
    "project_irr_free": FRACTION,
    "project_xirr": FRACTION,
    "equity_irr": FRACTION,
    "equity_xirr": FRACTION,
    "equity_multiple": FACTOR,
    "npv": MONEY,
    "net_profit": MONEY,
    "net_margin": FRACTION,
    "net_margin_incl_vat": FRACTION,
    "gross_margin": FRACTION,
    "profit_on_cost": FRACTION,
    "revenue": MONEY,
    "land_cost": MONEY,
    "development_cost": MONEY,
    "gross_profit": MONEY,
    "marketing_cost": MONEY,
    "administration_cost": MONEY,
    "taxes_and_surcharges": MONEY,
    "vat_not_set_off": MONEY,
    "damages_and_other": MONEY,
    "profit_before_tax": MONEY,
    "peak_funding": MONEY,
    "peak_equity": MONEY,
    "peak_loan": MONEY,
    "peak_escrow": MONEY,
    "cash_positive_month": MONTHS,
    "cash_positive_month_free": MONTHS,
    "equity_payback_month": MONTHS,
    "dynamic_payback_month": MONTHS,
    "contract_value": MONEY,
    "collections": MONEY,
    "collection_rate": FRACTION,
    "launch_sell_through": FRACTION,
    "sell_through_month_90": MONTHS,
    "inventory_value": MONEY,
    "land_price": MONEY,
    "construction_cost": MONEY,
    "interest": MONEY,
    "vat": MONEY,
    "lat": MONEY,
    "eit": MONEY,
    "key_node_attainment": FRACTION,
    "first_handover_pass_rate": FRACTION,
}
"""The unit of each measure that a target may name. The day of a node is a target of its own kind."""
