"""The development loan: how much may be drawn, what interest it bears, when it is paid back."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from scenario.rules.compiled.decorators import kernel


@kernel
def headroom(limit: float, share_of_cost: float, cost_paid: float, drawn: float, capitalised: float) -> float:
    """Return how much more may be drawn [yuan]. What has been repaid cannot be drawn again.

    Parameters
    ----------
    limit : float
        The facility [yuan]
    share_of_cost : float
        Share of construction cost that the bank finances [fraction]
    cost_paid : float
        Construction cost paid so far [yuan]
    drawn : float
        All that was ever drawn, interest that was added included [yuan]
    capitalised : float
        Interest that was added, and the fee: they take up the facility and pay no bill [yuan]

    >>> headroom(350.0, 0.70, 200.0, 100.0, 0.0), headroom(350.0, 0.70, 200.0, 110.0, 10.0)
    (40.0, 40.0)
    """
    return max(0.0, min(limit - drawn, share_of_cost * cost_paid - (drawn - capitalised)))


@kernel
def monthly_interest(balance: float, rate: float) -> float:
    """Return a month's interest on the opening balance [yuan]: ``balance · rate / 12``.

    >>> monthly_interest(1200.0, 0.05)
    5.0
    """
    return balance * rate / 12.0


@kernel
def interest_by_days(balance: float, rate: float, days: float, year: float) -> float:
    """Return the interest of some days on the opening balance [yuan]: ``balance · rate · days / year``.

    `year` is the day count, 360 or 365 [days].

    >>> interest_by_days(360_000.0, 0.04, 31.0, 360.0)
    1240.0
    """
    return balance * rate * days / year


@kernel
def repayment(balance: float, receipts: float, share: float) -> float:
    """Return what a month's freely usable receipts pay back [yuan], never more than is owed.

    >>> repayment(100.0, 60.0, 0.45), repayment(10.0, 60.0, 0.45)
    (27.0, 10.0)
    """
    return min(balance, max(0.0, receipts) * share)


def facility_that_pays_itself(draws: Sequence[float], rate: float, fee: float) -> float:
    """Return the facility that draws, interest on them and its own fee exhaust at the last draw [yuan].

    Draws come at the months' ends from month 0 on; interest is added to the balance month by month, and the
    fee, a share of the facility, is drawn in month 0. With ``F`` the facility, ``g`` the growth of a month,
    ``n`` the last month, ``F = Σ draws[k] · g ** (n − k) + fee · F · g ** n``, solved for ``F``.

    Parameters
    ----------
    draws : sequence, draws of the months 0 … n [yuan]
    rate : float
        Interest a year [fraction]
    fee : float
        Share of the facility [fraction]

    Raises
    ------
    ValueError
        If the fee with its interest alone takes the whole facility.

    >>> round(facility_that_pays_itself([0.0, *[100.0] * 10], 0.12, 0.01), 4)
    1057.9071
    """
    growth, last = 1.0 + rate / 12.0, len(draws) - 1
    drawn = fsum(draw * growth ** (last - month) for month, draw in enumerate(draws))
    left = 1.0 - fee * growth**last
    if left <= 0.0:
        raise ValueError(f"a fee of {fee:g} with its interest takes the whole facility; write a lower fee")
    return drawn / left
