"""The bid as plain data: the document of the command `bid --json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenario.measures.digest import target_names
from scenario.study.versions import release

if TYPE_CHECKING:
    from scenario.analysis.bidding.bid import Bid
    from scenario.analysis.bidding.requirements import PricePoint


def document(bid: Bid) -> dict[str, Any]:
    """Return a bid as plain data; None for what is missing."""
    project = bid.project
    return {
        "project": project.project.name.to("en"),
        "name": project.project.name.model_dump(exclude_none=True),
        "scenario": project.scenario,
        "runs": bid.runs,
        "seed": bid.seed,
        "version": release(),
        "fingerprint": project.fingerprint,
        "currency": project.project.currency,
        "required": {each.name: each.odds for each in bid.required},
        "file_price": bid.file_price,
        "bid": {
            "price": bid.price,
            "floor_price": None if bid.price is None else bid.floor_price(bid.price),
            "low": bid.low,
            "high": bid.high,
            "unlimited": bid.is_unlimited,
        },
        "binds": list(bid.binds),
        "grid": {
            "from": bid.points[0].price,
            "to": bid.points[-1].price,
            "points": len(bid.points),
            "step": bid.step,
        },
        "curve": [_point(bid, point) for point in bid.points],
        "islands": [{"from": low, "to": high} for low, high in bid.islands],
        "hopeless": [
            {
                "target": each.target,
                "required": each.required,
                "best_odds": each.best_odds,
                "price": each.price,
                "causes": [cause._asdict() for cause in each.causes],
                "scenarios": [scenario._asdict() for scenario in each.scenarios],
            }
            for each in bid.hopeless
        ],
        "low_of_others": bid.low_of_others,
        "most_likely": {name: likely.price for name, likely in bid.most_likely.items()},
        "most_likely_reach": {name: likely.reach for name, likely in bid.most_likely.items()},
        "auction": None if bid.auction is None else _auction(bid),
    }


def _auction(bid: Bid) -> dict[str, Any]:
    assert bid.auction is not None
    assert bid.project.auction is not None
    return {"kind": bid.project.auction.kind, **bid.auction._asdict()}


def _point(bid: Bid, point: PricePoint) -> dict[str, Any]:
    triples = [
        [float(odds), float(low), float(high)]
        for odds, low, high in zip(point.odds, point.low, point.high, strict=True)
    ]
    return {
        "price": point.price,
        "odds": dict(zip(target_names(bid.project), triples[:-1], strict=True)),
        "joint": triples[-1],
    }
