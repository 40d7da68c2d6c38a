"""What the monthly rules read and write, as flat tables that compiled code can hold.

Two kinds beside the `Inputs` and `Dates` of a run: `Books` are the structure that all runs share (who belongs
to whom), `State` is what a run has come to. All are tuples of numpy record arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import codes
from scenario.rules.records import floats, ints

ORDINARY, OTHER, PARKING = codes(3)
CLASSES = ("ordinary_house", "other", "parking")
LOTS = len(CLASSES)
"""Sales are followed by phase and tax class; lot = phase · LOTS + class."""

OVER, WINDOW, MONTHLY, ONCE = 0, 1, 2, 3
"""How a cost row is earned: by activities, evenly in a window, so much a month, or once: with a fall-back."""
GIVEN, OF_MARKETING, OF_ADMINISTRATION, OF_LAND_USE = 0, 1, 2, 3
"""Where a row's amount comes from: an input of its own, or a share of something."""
FROM_LAUNCH = 1_000_000
"""Stands for the month of the first launch, from which prices may grow [month index]."""
LOAN_REPAID, COMPLETION, YEARLY, AT_ONCE = 0, 1, 2, 3
DISTRIBUTE = {"loan_repaid": LOAN_REPAID, "completion": COMPLETION, "yearly": YEARLY, "at_once": AT_ONCE}
"""When shareholders are paid."""
FAIL, PAUSE, GO_ON = 0, 1, 2
"""What short cash does to works: the run is unfunded, they pause, or they go on unpaid."""
REFUSED, UNFUNDED, DEFAULT = 1, 2, 3
"""How a run ends that does not end well; 0 for one that does."""
HALF_CENT = 0.005
"""Money below this is a rounding remainder [yuan]."""
QUOTA, STRICT, NONE = 0, 1, 2
"""How presale money is supervised."""
ESCROW_MODES = {"quota": QUOTA, "strict": STRICT, "none": NONE}


# Books: the structure that all runs share ---------------------------------------------------------------

LINE_BOOK = np.dtype(
    [
        ("phase", "i8"),
        ("kind", "i8"),
        ("release", "i8"),
        ("batches", "i8"),
        ("unit_floor", "f8"),
        ("planned_price", "f8"),
        ("grows_from", "i8"),
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
        ("grows_from", "i8"),
        ("drift", "i8"),
    ]
)
PART = np.dtype([("activity", "i8"), ("weight", "f8")])
PHASE_BOOK = np.dtype(
    [
        ("launch", "i8"),
        ("vat", "i8"),
        ("liquidation", "i8"),
        ("handover", "i8"),
        ("promised", "f8"),
        ("area", "f8"),
        ("area_share", "f8"),
        ("planned_value", "f8"),
    ]
)
LOT_BOOK = np.dtype([("floor_area", "f8"), ("land_share", "f8"), ("cost_share", "f8"), ("eit_share", "f8")])
BATCH = np.dtype([("share", "f8"), ("after", "f8")])
INSTALMENT = np.dtype([("after", "f8"), ("share", "f8")])
PAYMENT = np.dtype([("node", "i8"), ("lag", "f8"), ("share", "f8")])
REGIME = ints("escrow", "quota_stays", "distribute_early", "draw_full", "repay_at_completion")
FLOW_BOOK = np.dtype([("node", "i8"), ("day", "f8"), ("account", "i8")])
CALENDAR_MONTH = np.dtype(
    [("end", "f8"), ("days", "f8"), ("season", "f8"), ("number", "i8"), ("year", "i8"), ("period", "i8")]
)
DAYS_A_MONTH = 365.25 / 12
FACILITY_BOOK = np.dtype(
    [
        ("first_gate", "i8"),
        ("last_gate", "i8"),
        ("draw", "i8"),
        ("repay", "i8"),
        ("covers", "i8"),
        ("by_cost", "i8"),
        ("capitalises", "i8"),
        ("of_owners", "i8"),
        ("day_count", "i8"),
        ("matures", "i8"),
        ("maturity_lag", "f8"),
        ("has_ltc", "i8"),
        ("sold_by", "i8"),
        ("on_breach", "i8"),
    ]
)
"""A loan facility: `draw` and `repay` are rules of its own or `BY_REGIME`, `covers` the bills that it pays, a
`day_count` of 0 stands for twelfths of a year; nodes are −1 where there is none."""
BY_REGIME, AS_NEEDED, IN_FULL = -1, 0, 1
BY_SALES, BY_COMPLETION = 0, 1
WORKS_ONLY, LAND_ONLY, ALL_COST = 0, 1, 2
COVERS = {"works": WORKS_ONLY, "land": LAND_ONLY, "all": ALL_COST}
NOTHING_HAPPENS, STOP_DRAWS, REPAY = 0, 1, 2
ON_BREACH = {"nothing": NOTHING_HAPPENS, "stop_draws": STOP_DRAWS, "repay": REPAY}
SHAPE = ints(
    "has_loan",
    "has_tax",
    "has_funding",
    "refunds",
    "idle_from",
    "begins",
    "begins_at_start",
    "land_deduction",
    "lat_of_project",
    "lat_shows_interest",
    "has_eit",
    "loss_years",
    "late_lat_refund",
    "has_regime",
    "award",
    "distribute",
    "keep_months",
    "short_works",
    "land_waits",
    "price_drift",
)


@by_reference
class Books(NamedTuple):
    """The structure of a project's money.

    `stage` and `keep` are the steps of payment terms and escrow release as (share), with their activity by
    phase in `stage_node[step, phase]` and `keep_node[step, phase]`; `gate_node[regime, phase]` and
    `completion_node[regime, phase]` likewise; `eit_node[k, phase]` are those of which the first makes a phase
    complete for income tax. A month has its number in the year, the number of its year since the start and
    its period of the tax code. `month_on[day]` is the month of a day, that of the day after
    the last one too. `facility_gate` are the activities that facilities wait for.
    `calendar` is the row of each activity's calendar. What is known at a closing (`taken_over`): the month it
    is of in `closing`, −1 for none; `told`, numbers of the state and NaN elsewhere, (0,) for none;
    `told_ledger[month, account]`; `told_owed[lot]` what buyers owe; `told_item` the cost items, with the item
    of each row in `item_of_row`; `told_payable` what is billed and not paid, and what is billed;
    `told_market` the mean and the standard deviation of the log of the market factor.
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
    eit_node: np.ndarray
    flow: np.ndarray
    month: np.ndarray
    month_on: np.ndarray
    facility: np.ndarray
    facility_gate: np.ndarray
    shape: np.ndarray
    calendar: np.ndarray
    closing: np.ndarray
    told: np.ndarray
    told_ledger: np.ndarray
    told_owed: np.ndarray
    told_item: np.ndarray
    item_of_row: np.ndarray
    told_payable: np.ndarray
    told_market: np.ndarray


TOLD_ITEM = floats("earned", "final")
"""Of a cost item what its works were worth by the closing, and what they will be in the end; NaN: unsaid."""


# State: what a run has come to --------------------------------------------------------------------------

LINE_STATE = floats("pace", "sold_out")
CELL = floats("quantity", "left", "release_month", "opened", "share", "goes")
"""A batch: what of it is `left`, and was when the month of sales under way began (`opened`); `share` of each
calendar month lies past the day of the month on which it was released; whether the rest `goes` this month."""
ROW_STATE = floats("amount", "escalation", "earned", "is_over", "open_parts")
PART_STATE = floats("earned", "open")
"""What a row has earned by an activity. A row's parts that are not done are the `open` of its first
`open_parts` parts."""
WORKS = floats("at_once", "by_progress", "marketing", "administration", "land_use_tax")
PHASE_STATE = floats(
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
    "input_works",
    "input_services",
    "vat_prepaid",
    "received_ex_vat",
    "estimated",
    "complete",
    "capitalised",
    "lat_prepaid",
    "lat_paid",
    "lat_shield",
    "lat_basis",
    "construction_month",
    "taxes_month",
    "receipts_month",
)
LOT_STATE = floats(
    "contracts", "sold_area", "receipts", "receipts_month", "signed", "taxed", "output", "vat_on_sales"
)
"""Of a lot's contracts those `signed` are liable to VAT by now, `taxed` is what of them bears it, `output` is
the tax and `vat_on_sales` what it would be without the deduction of land."""
YEAR_INCOME, YEAR_LOSS, YEAR_SPARE, YEAR_TAX, YEAR_PREPAID = codes(5)
YEAR_REVENUE, YEAR_LAT, YEAR_START, YEAR_LATER = codes(9)[5:]
"""What the tax office knows of a year [yuan]: taxable income; what is left of its loss; the same in a sum
that is worked again; the tax; what of it is prepaid; revenue and land appreciation tax to date; income to
date at its beginning; of its income what counts at the settlement only."""
WITH_INTEREST, BEFORE_FINANCING = codes(2)
"""Income tax is kept twice: as it is paid, and as it would be if nothing had been borrowed."""
FACILITY_STATE = floats("balance", "drawn", "capitalised", "repaying", "judged", "broken")
"""A facility: what of all that was `drawn` is interest and fee (`capitalised`); whether its sold share was
`judged`, and whether a covenant is `broken`."""
TREASURY = floats(
    "log_market",
    "cash",
    "loan",
    "owners_loan",
    "equity",
    "returned",
    "construction_paid",
    "land_paid",
    "interest",
    "vat_paid",
    "surcharge_paid",
    "credit_back",
    "credit_months",
    "credit_spare",
    "late_refund",
    "covenant_at",
    "investment",
    "first_launch_month",
    "launch_sold",
    "launch_released",
    "activities_open",
    "closed",
    "last_due",
    "last_bill",
    "usable",
    "floor",
    "over",
    "lent",
    "missed",
    "status",
    "status_at",
    "shortfall",
    "months_short",
    "due_buyers",
    "due_works",
    "due_taxes",
    "due_interest",
    "due_land",
    "due_others",
    "land_days",
    "lost_buyers",
    "lost_works",
    "lost_taxes",
    "lost_lenders",
    "lost_others",
    "closed_month",
)
"""Where the treasury stands. `usable` are receipts that may be used freely, `floor` the cash that must be
there, `loan` what banks are owed and `owners_loan` what shareholders are as lenders, `credit_back` the VAT
credit paid back, `credit_spare` what of it surcharges do not know yet, `credit_months` how long there has
been credit, `covenant_at` when the first covenant was broken; `over` that it is the last month, `lent` what
of the loan is not spent; `missed` what was not paid when it had to be, `status` and `status_at` what became
of the run by that and when; `due_…` what fell due since cash ran short, `lost_…` what creditors lose."""


@by_reference
class State(NamedTuple):
    """What a run has come to.

    `cell[line, batch]` stock of a batch; `part` how far works have come; `works[phase, month]` what is
    earned: of works that are paid at once and of those paid by progress, of expenses and land-use tax;
    `due[lot, month]` receipts, `mortgage_due[lot, month]` mortgages that wait for the bank,
    `payable[phase, month]` bills, `land_paid[payment]` and `flow_paid[flow]` flags; `year[what, view, year]`
    what the tax office knows of a year and `eit_due[view, month]` income tax assessed and due, by the views
    `WITH_INTEREST` and `BEFORE_FINANCING`; `drift[series, month]` how far prices and costs have wandered, as
    a log; `ledger[month, account]` what moved; `whole` all of it but the ledger, one number after the other.
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
    year: np.ndarray
    eit_due: np.ndarray
    facility: np.ndarray
    drift: np.ndarray
    treasury: np.ndarray
    ledger: np.ndarray
    whole: np.ndarray
