"""What the monthly rules read and write, as flat tables that compiled code can hold.

Three kinds: `Inputs` are the numbers of a run (drawn before it), `Books` are the structure that all runs
share (who belongs to whom), `State` is what a run has come to. All are tuples of numpy record arrays, and all
numbers of `Inputs` are float64 views into one buffer, so that a run is set up by copying one row into it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.decorators import codes

ORDINARY, OTHER, PARKING = codes(3)
CLASSES = ("ordinary_house", "other", "parking")
LOTS = len(CLASSES)
"""Sales are followed by phase and tax class; lot = phase · LOTS + class."""

OVER, WINDOW, MONTHLY, ONCE = 0, 1, 2, 3
"""How a cost row is earned: by activities, evenly in a window, so much a month, or once: with a fall-back."""
GIVEN, OF_MARKETING, OF_ADMINISTRATION, OF_LAND_USE = 0, 1, 2, 3
"""Where a row's amount comes from: an input of its own, or a share of something."""
QUOTA, STRICT, NONE = 0, 1, 2
"""How presale money is supervised."""
ESCROW_MODES = {"quota": QUOTA, "strict": STRICT, "none": NONE}


def _floats(*names: str) -> np.dtype:
    return np.dtype([(name, "f8") for name in names])


def _ints(*names: str) -> np.dtype:
    return np.dtype([(name, "i8") for name in names])


# Inputs: the numbers of one run ----------------------------------------------------------------------

ACTIVITY = _floats("work", "sold_needed", "first_pass", "refusal", "refused")
LINE = _floats("stock", "price", "market_price", "sellable", "launch", "hazard")
ROW = _floats("amount")
FLOW = _floats("amount")
MONTH = _floats("market_news")
EVENT = _floats("instant", "pick")
DELAY = _floats("days")
CHANGE = _floats("factor", "delay")
BATCH_NUMBERS = _floats("when_sold")
RISK = _floats("probability")
TERMS = _floats(
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
    "loan_limit",
    "loan_rate",
    "equity_first",
    "share_of_cost",
    "repay_from_sold",
    "repay_share",
    "escrow_quota",
    "vat_rate",
    "vat_prepay",
    "input_share",
    "surcharge",
    "lat_prepay_ordinary",
    "lat_prepay_other",
    "lat_prepay_parking",
    "lat_expense_share",
    "lat_additional_share",
    "lat_exempt_below",
    "lat_assessment",
    "eit_rate",
    "eit_margin",
    "stamp_sale",
    "stamp_construction",
    "discount_rate",
)


class Inputs(NamedTuple):
    """The numbers of one run.

    One record for each activity, product line, cost row, flow, month, batch and risk, for each yearly event
    (when it comes, infinite if it does not), each delay of one and each change of a duration by a fall-back;
    one for all the rest.
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
    terms: np.ndarray


# Books: the structure that all runs share ---------------------------------------------------------------

LINE_BOOK = np.dtype(
    [
        ("phase", "i8"),
        ("kind", "i8"),
        ("release", "i8"),
        ("batches", "i8"),
        ("unit_floor", "f8"),
        ("planned_price", "f8"),
    ]
)
ROW_BOOK = np.dtype(
    [
        ("phase", "i8"),
        ("account", "i8"),
        ("form", "i8"),
        ("by_progress", "i8"),
        ("derived", "i8"),
        ("fallback", "i8"),
        ("opens", "i8"),
        ("opens_at_start", "i8"),
        ("closes", "i8"),
        ("closes_at_start", "i8"),
        ("planned_days", "f8"),
        ("first_part", "i8"),
        ("last_part", "i8"),
    ]
)
PART = np.dtype([("activity", "i8"), ("weight", "f8")])
PHASE_BOOK = np.dtype(
    [
        ("launch", "i8"),
        ("recognition", "i8"),
        ("liquidation", "i8"),
        ("handover", "i8"),
        ("promised", "f8"),
        ("area", "f8"),
        ("area_share", "f8"),
        ("planned_value", "f8"),
    ]
)
LOT_BOOK = np.dtype([("floor_area", "f8"), ("land_share", "f8"), ("cost_share", "f8")])
BATCH = np.dtype([("share", "f8"), ("after", "f8")])
INSTALMENT = np.dtype([("after", "f8"), ("share", "f8")])
PAYMENT = np.dtype([("node", "i8"), ("lag", "f8"), ("share", "f8")])
REGIME = _ints("escrow", "distribute_early", "draw_full", "repay_at_completion")
FLOW_BOOK = np.dtype([("node", "i8"), ("day", "f8"), ("account", "i8")])
CALENDAR_MONTH = np.dtype([("end", "f8"), ("season", "f8")])
DAYS_A_MONTH = 365.25 / 12
SHAPE = _ints("loan_gate", "has_tax", "has_funding", "refunds", "idle_from", "begins", "begins_at_start")


class Books(NamedTuple):
    """The structure of a project's money.

    `stage` and `keep` are the steps of payment terms and escrow release as (share), with their activity by
    phase in `stage_node[step, phase]` and `keep_node[step, phase]`; `gate_node[regime, phase]` and
    `completion_node[regime, phase]` likewise. `month_on[day]` is the month of a day, that of the day after
    the last one too. `calendar` is the row of each activity's calendar.
    """

    line: np.ndarray
    row: np.ndarray
    part: np.ndarray
    phase: np.ndarray
    lot: np.ndarray
    batch: np.ndarray
    instalment: np.ndarray
    land_payment: np.ndarray
    stage: np.ndarray
    stage_node: np.ndarray
    keep: np.ndarray
    keep_node: np.ndarray
    regime: np.ndarray
    gate_node: np.ndarray
    completion_node: np.ndarray
    flow: np.ndarray
    month: np.ndarray
    month_on: np.ndarray
    shape: np.ndarray
    calendar: np.ndarray


# State: what a run has come to --------------------------------------------------------------------------

LINE_STATE = _floats("pace", "sold_out")
CELL = _floats("quantity", "left", "release_month")
ROW_STATE = _floats("amount", "earned", "is_over", "open_parts")
PART_STATE = _floats("earned", "open")
"""What a row has earned by an activity. A row's parts that are not done are the `open` of its first
`open_parts` parts."""
WORKS = _floats("at_once", "by_progress", "expenses", "land_use_tax")
PHASE_STATE = _floats(
    "launch_month",
    "sold_at_plan",
    "contracts",
    "receipts",
    "escrow",
    "land_use_tax",
    "cost",
    "by_progress",
    "billed",
    "expenses",
    "damages",
    "damages_paid",
    "stamp",
    "lat_paid",
    "construction_month",
    "taxes_month",
    "receipts_month",
)
LOT_STATE = _floats("contracts", "sold_area", "receipts")
TREASURY = _floats(
    "log_market",
    "cash",
    "loan",
    "drawn",
    "equity",
    "returned",
    "construction_paid",
    "interest",
    "vat_paid",
    "surcharge_paid",
    "eit_paid",
    "repaying",
    "investment",
    "first_launch_month",
    "launch_sold",
    "launch_released",
    "activities_open",
    "closed",
    "last_due",
)


class State(NamedTuple):
    """What a run has come to.

    `cell[line, batch]` stock of a batch; `part` how far works have come; `works[phase, month]` what is
    earned: of works that are paid at once and of those paid by progress, of expenses and land-use tax;
    `due[lot, month]` receipts, `mortgage_due[lot, month]` mortgages that wait for the bank,
    `payable[phase, month]` bills, `land_paid[payment]` and `flow_paid[flow]` flags; `ledger[month, account]`
    what moved.
    """

    line: np.ndarray
    cell: np.ndarray
    row: np.ndarray
    part: np.ndarray
    works: np.ndarray
    phase: np.ndarray
    lot: np.ndarray
    due: np.ndarray
    mortgage_due: np.ndarray
    mortgage_pending: np.ndarray
    payable: np.ndarray
    land_paid: np.ndarray
    flow_paid: np.ndarray
    treasury: np.ndarray
    ledger: np.ndarray


class Dates(NamedTuple):
    """What the schedule has come to, by activity [days]; infinite for what has not happened.

    `span` is the working time from start to the end of work; `stopped` holds the instant (one element) since
    when works are paused, infinite when they are not; `ended` when a gate refused the project;
    `taken` by fall-back, the deadline at which it was taken.
    """

    start: np.ndarray
    work_end: np.ndarray
    finish: np.ndarray
    span: np.ndarray
    stopped: np.ndarray
    ended: np.ndarray
    taken: np.ndarray
