"""Supervision of presale money: what must stay, and what may leave."""

from __future__ import annotations

from scenario.rules.compiled.decorators import kernel


@kernel
def released_by_quota(balance: float, quota: float, keep: float) -> float:
    """Return what is above the kept share of the quota and may be used freely [yuan].

    Parameters
    ----------
    balance : float
        Money in the account [yuan]
    quota : float
        Supervised amount of the phase [yuan]
    keep : float
        Share of the quota that must stay at this progress [fraction]

    >>> released_by_quota(32_895.0, 24_975.0, 0.70)
    15412.5
    """
    return max(0.0, balance - quota * keep)


@kernel
def drawn_strictly(balance: float, construction: float, taxes: float) -> float:
    """Return what leaves a strictly supervised account: only this phase's construction and taxes [yuan].

    Amounts are what falls due in the month, as positive numbers.

    >>> drawn_strictly(100.0, 70.0, 50.0)
    100.0
    """
    return min(balance, max(0.0, construction + taxes))
