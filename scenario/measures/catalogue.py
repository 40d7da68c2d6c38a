"""All measures, in the order in which they are reported."""

from __future__ import annotations

from scenario.measures import funding, nodes, profit, returns, sales
from scenario.measures.measure import Measure

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        returns.project_irr,
        returns.project_irr_collected,
        returns.project_irr_free,
        returns.project_xirr,
        returns.equity_irr,
        returns.equity_xirr,
        returns.equity_multiple,
        returns.npv,
        profit.net_profit,
        profit.net_margin,
        profit.net_margin_incl_vat,
        profit.gross_margin,
        profit.profit_on_cost,
        funding.peak_funding,
        funding.peak_equity,
        funding.peak_loan,
        funding.peak_escrow,
        returns.cash_positive_month,
        returns.cash_positive_month_last,
        returns.cash_positive_month_free,
        returns.cash_positive_month_free_last,
        returns.equity_payback_month,
        returns.dynamic_payback_month,
        sales.contract_value,
        sales.collections,
        sales.collection_rate,
        sales.launch_sell_through,
        sales.sell_through_month_90,
        sales.inventory_value,
        profit.land_price,
        profit.construction_cost,
        profit.interest,
        profit.vat,
        profit.lat,
        profit.eit,
        nodes.key_node_attainment,
        sales.first_handover_pass_rate,
    )
}
"""All measures by name."""
