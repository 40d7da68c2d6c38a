"""What to expect of an auction: odds of winning, expected value and odds of regret, by its rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from scenario.draws.column import column, window
from scenario.draws.inverse import transform
from scenario.project.sections.parcel.auction import Auction
from scenario.project.values.quantity import Quantity

Floats = NDArray[np.float64]
RIVALS = 100_000
"""Quantiles of the rivals' price."""
TENDERS = 2_001
"""Tenders among which the best is sought before it is refined; with steps there are at most so many too."""


class Expected(NamedTuple):
    """What to expect of an auction.

    Attributes
    ----------
    worth : what the land is worth to us [yuan]
    bid : the limit of an ascending auction, the tender of most expected value of a sealed one; None where
        the start is above the worth [yuan]
    odds_of_winning : share of rivals' prices at which we win [fraction]
    expected_price : what we pay on average when we win, promises at the cap among it; None: never [yuan]
    expected_value : worth less what is paid, nothing where we lose, on average [yuan]
    odds_of_regret : of the auctions won, the share of runs that miss what is required; None: never won
    """

    worth: float
    bid: float | None
    odds_of_winning: float
    expected_price: float | None
    expected_value: float
    odds_of_regret: float | None


class Ends(NamedTuple):
    """Ends of an auction, by rivals' price: the odds that we win, and what we pay then [fraction, yuan]."""

    odds: Floats
    paid: Floats


def expected(
    rules: Auction, worth: float, missed: Callable[[Floats], Floats], handed_over: float = 0.0
) -> Expected:
    """Return what to expect of an auction of land that is worth so much to us.

    Parameters
    ----------
    rules : Auction
    worth : float
        [yuan]
    missed : function of prices, shape (n,)
        The odds at each price that what is required is missed
    handed_over : float, optional
        What the most floor area that the rule at the cap has handed over is worth [yuan]
    """
    rivals = quantiles(rules.rival)
    ends_at = _sealed if rules.kind == "sealed" else _ascending
    bid = _best_tender(rules, worth, rivals, handed_over) if rules.kind == "sealed" else worth
    if bid is None or (rules.start is not None and bid < rules.start):
        return Expected(worth, None, 0.0, None, 0.0, None)
    ends = ends_at(rules, bid, rivals, handed_over)
    odds = float(ends.odds.mean())
    if odds == 0.0:
        return Expected(worth, bid, 0.0, None, 0.0, None)
    return Expected(
        worth=worth,
        bid=bid,
        odds_of_winning=odds,
        expected_price=float((ends.odds * ends.paid).mean()) / odds,
        expected_value=float((ends.odds * (worth - ends.paid)).mean()),
        odds_of_regret=float((ends.odds * missed(ends.paid)).mean()) / odds,
    )


def quantiles(quantity: Quantity) -> Floats:
    """Return the values at the middles of so many equal shares of a quantity, rising, shape (RIVALS,)."""
    made = column(quantity)
    drawn = ((np.arange(RIVALS) + 0.5) / RIVALS)[None, :]
    transform(
        drawn,
        np.array([made.form], np.int64),
        np.array([[*made.numbers, 0.0, 0.0, 0.0][:3]], np.float64),
        np.array([window(made, quantity)], np.float64),
        np.array([quantity.support], np.float64),
        np.array([[0, len(made.table)]], np.int64),
        np.ascontiguousarray(made.table, np.float64),
    )
    return np.sort(drawn[0])


def _ascending(rules: Auction, limit: float, rivals: Floats, handed_over: float) -> Ends:
    """Return the ends of an auction in which we bid a step above the strongest rival, up to a limit."""
    start = rules.start if rules.start is not None else -np.inf
    asked = np.maximum(rivals, start)
    if rules.step > 0.0:
        asked = np.where(
            rivals < start, start, start + (np.floor((rivals - start) / rules.step) + 1) * rules.step
        )
    ends = Ends((asked <= limit).astype(float), asked)
    return ends if rules.cap is None else _capped(rules, limit, ends, asked > rules.cap.price, handed_over)


def _sealed(rules: Auction, tender: float, rivals: Floats, handed_over: float) -> Ends:
    """Return the ends of a tender: we win where the rivals' is below ours, and pay ours."""
    odds = np.full(RIVALS, _share_below(rivals, tender, rules.rival))
    ends = Ends(odds, np.full(RIVALS, tender))
    if rules.cap is None or tender < rules.cap.price:
        return ends
    return _capped(rules, tender, _tenders(rivals, tender), rivals >= rules.cap.price, handed_over)


def _tenders(rivals: Floats, tender: float) -> Ends:
    return Ends((rivals < tender).astype(float), np.full(len(rivals), tender))


def _capped(
    rules: Auction, limit: float, ends: Ends, is_at_cap: NDArray[np.bool_], handed_over: float
) -> Ends:
    """Return the ends of an auction whose price stops at a cap where several reach it."""
    assert rules.cap is not None
    cap, rule = rules.cap.price, rules.cap.at_cap
    if rule.affordable is not None:
        return Ends(np.where(ends.paid > cap + handed_over, 0.0, ends.odds), ends.paid)
    price = cap + (rule.quality.cost if rule.quality is not None else 0.0)
    own = rule.quality.score if rule.quality is not None else float(rule.lottery or 0.0)
    odds = np.where(is_at_cap, own if limit >= price else 0.0, ends.odds)
    return Ends(odds, np.where(is_at_cap, price, ends.paid))


def _best_tender(rules: Auction, worth: float, rivals: Floats, handed_over: float) -> float | None:
    """Return the tender of most expected value; None where the least is above the worth [yuan]."""
    most = worth
    if rules.cap is not None:
        most = min(worth, rules.cap.price + (handed_over if rules.cap.at_cap.affordable else 0.0))
    least = rules.start if rules.start is not None else min(float(rivals[0]), most)
    if least > most:
        return None

    def value(tender: float) -> float:
        ends = _sealed(rules, tender, rivals, handed_over)
        return float((ends.odds * (worth - ends.paid)).mean())

    tenders = _tenders_between(rules.step, least, most)
    values = np.array([value(float(tender)) for tender in tenders])
    place = int(values.argmax())
    if rules.step > 0.0 or tenders[place] == most:
        return float(tenders[place])
    between = float(tenders[max(place - 1, 0)]), float(tenders[min(place + 1, len(tenders) - 1)])
    found = minimize_scalar(
        lambda tender: -value(tender), bounds=between, method="bounded", options={"xatol": 1e-9 * worth}
    )
    return float(found.x) if value(float(found.x)) > values[place] else float(tenders[place])


def _tenders_between(step: float, least: float, most: float) -> Floats:
    """Return tenders to try, rising; with a step those it allows, the fewest apart that are not too many."""
    if step <= 0.0:
        return np.linspace(least, most, TENDERS)
    steps = int((most - least) / step + 1e-9) + 1
    return np.asarray(
        least + step * np.unique(np.linspace(0, steps - 1, min(steps, TENDERS)).round()), np.float64
    )


def _share_below(rivals: Floats, tender: float, rival: Quantity) -> float:
    """Return the share of rivals below a tender, between two quantiles in proportion."""
    if rival.kind in ("discrete", "fixed") or rivals[0] == rivals[-1]:
        return float(np.searchsorted(rivals, tender, "left")) / RIVALS
    shares = (np.arange(RIVALS) + 0.5) / RIVALS
    return float(np.interp(tender, rivals, shares, left=0.0, right=1.0))
