"""Bids of several parcels side by side: whether the price in each file is one to pay."""

from __future__ import annotations

from typing import Any, Literal

from scenario.analysis.bidding.bid import Bid
from scenario.analysis.bidding.document import document

Verdict = Literal["pass", "fail", "unclear"]


def verdict_at_file_price(bid: Bid) -> Verdict:
    """Return whether the file's price keeps the odds required.

    `pass`: it is no more than the price to pay. `fail`: even with the upper ends of the odds' 95 % intervals
    it is above the bid, an island or not. `unclear`: between the two.
    """
    if bid.is_unlimited or (bid.low is not None and bid.file_price <= bid.low):
        return "pass"
    return "fail" if bid.high is None or bid.file_price > bid.high else "unclear"


def documents(bids: list[Bid]) -> list[dict[str, Any]]:
    """Return bids as plain data, each with the verdict at its file's price."""
    return [document(each) | {"verdict": verdict_at_file_price(each)} for each in bids]
