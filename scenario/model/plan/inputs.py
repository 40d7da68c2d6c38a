"""The numbers of one run, as flat tables that compiled code can hold.

All are float64 views into one buffer, so that a run is set up by copying one row into it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.records import floats

ACTIVITY = floats("work", "sold_needed", "first_pass", "refusal", "refused", "left_out")
LINE = floats("stock", "price", "market_price", "sellable", "launch", "hazard")
ROW = floats("amount", "escalation")
FLOW = floats("amount")
MONTH = floats("market_news")
NEWS = floats("value")
FACILITY = floats(
    "limit",
    "rate",
    "fee",
    "equity_first",
    "share_of_cost",
    "repay_from_sold",
    "repay_share",
    "ltc_at_most",
    "sold_at_least",
)
EVENT = floats("instant", "pick")
DELAY = floats("days")
CHANGE = floats("factor", "delay")
BATCH_NUMBERS = floats("when_sold")
RISK = floats("probability")
TERMS = floats(
    "land_price",
    "land_area",
    "deed_tax",
    "land_stamp",
    "land_use_tax",
    "idle_agreed",
    "idle_grace",
    "idle_fee",
    "elasticity",
    "pace_floor",
    "pace_cap",
    "pace",
    "tail",
    "tail_price",
    "persistence",
    "volatility",
    "price_growth",
    "full",
    "mortgage",
    "instalment",
    "down_payment",
    "mortgage_lag",
    "damages_per_day",
    "compensation",
    "handover_buffer",
    "first_pass_rate",
    "progress",
    "pay_lag",
    "marketing_share",
    "marketing_before",
    "administration_share",
    "minimum_cash",
    "equity_limit",
    "deposit_rate",
    "late_works",
    "late_land",
    "land_waits_at_most",
    "escrow_quota",
    "credit_at_least",
    "credit_after",
    "discount_rate",
)
RATES = floats(
    "vat_rate",
    "vat_prepay",
    "input_share",
    "services_rate",
    "services_share",
    "credit_share",
    "surcharge",
    "lat_prepay_ordinary",
    "lat_prepay_other",
    "lat_prepay_parking",
    "lat_expense_share",
    "lat_with_interest",
    "lat_additional_share",
    "lat_exempt_below",
    "lat_assessment",
    "eit_rate",
    "eit_margin",
    "stamp_sale",
    "stamp_construction",
)
"""What the tax code says in a period: from one day on which a rate changes to the next."""


@by_reference
class Inputs(NamedTuple):
    """The numbers of one run.

    One record for each activity, product line, cost row, flow, month, batch and risk, for each yearly event
    (when it comes, infinite if it does not), each delay of one and each change of a duration by a fall-back,
    each facility; one of news for each month of each price or cost that wanders, one after the other;
    one of rates for each period of the tax code; one for all the rest.
    """

    activity: np.ndarray
    line: np.ndarray
    row: np.ndarray
    flow: np.ndarray
    month: np.ndarray
    event: np.ndarray
    delay: np.ndarray
    change: np.ndarray
    batch: np.ndarray
    risk: np.ndarray
    facility: np.ndarray
    news: np.ndarray
    rates: np.ndarray
    terms: np.ndarray
