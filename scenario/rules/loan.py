"""The development loan: how much may be drawn, what interest it bears, when it is paid back."""

from __future__ import annotations

from scenario.rules.compiled import kernel


@kernel
def headroom(limit, share_of_cost, cost_paid, drawn):  # type: ignore[no-untyped-def]
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
def monthly_interest(balance, rate):  # type: ignore[no-untyped-def]
    """Return a month's interest on the opening balance [yuan]: ``balance · rate / 12``.

    >>> monthly_interest(1200.0, 0.05)
    5.0
    """
    return balance * rate / 12.0


@kernel
def repayment(balance, receipts, share):  # type: ignore[no-untyped-def]
    """Return what a month's freely usable receipts pay back [yuan], never more than is owed.

    >>> repayment(100.0, 60.0, 0.45), repayment(10.0, 60.0, 0.45)
    (27.0, 10.0)
    """
    return min(balance, max(0.0, receipts) * share)
