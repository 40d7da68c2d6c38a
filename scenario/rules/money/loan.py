"""The development loan: how much may be drawn, what interest it bears, when it is paid back."""

from __future__ import annotations

from scenario.rules.compiled.decorators import kernel


@kernel
def headroom(limit: float, share_of_cost: float, cost_paid: float, drawn: float) -> float:
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
        All that was ever drawn [yuan]

    >>> headroom(350.0, 0.70, 200.0, 100.0)
    40.0
    """
    return max(0.0, min(limit, share_of_cost * cost_paid) - drawn)


@kernel
def monthly_interest(balance: float, rate: float) -> float:
    """Return a month's interest on the opening balance [yuan]: ``balance · rate / 12``.

    >>> monthly_interest(1200.0, 0.05)
    5.0
    """
    return balance * rate / 12.0


@kernel
def repayment(balance: float, receipts: float, share: float) -> float:
    """Return what a month's freely usable receipts pay back [yuan], never more than is owed.

    >>> repayment(100.0, 60.0, 0.45), repayment(10.0, 60.0, 0.45)
    (27.0, 10.0)
    """
    return min(balance, max(0.0, receipts) * share)
