"""What covers a debt: cash for its service, cost for its balance; and a return with a rate for what waits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HALF_CENT = 0.005
"""Money below this is a rounding remainder [yuan]."""


def service_cover(opening: Floats, flow: Floats, service: Floats) -> Floats:
    """Return the least ratio of cash to debt service, shape (n,); infinite where there is none [factor].

    ``min (opening[m] + flow[m]) / service[m]`` over the months with service.

    Parameters
    ----------
    opening, flow, service : arrays, shape (n, months)
        Free cash at the month's beginning, the project's flow in it, and interest and repayment paid [yuan]

    >>> service_cover(np.array([[0.0, 50.0]]), np.array([[10.0, 70.0]]), np.array([[0.0, 100.0]]))
    array([1.2])
    """
    serves = service > HALF_CENT
    covers = np.full(service.shape, np.inf)
    np.divide(opening + flow, service, out=covers, where=serves)
    return np.asarray(covers.min(axis=1, initial=np.inf))


def loan_to_cost(balance: Floats, paid: Floats) -> Floats:
    """Return the highest share of the cost paid so far that is borrowed, shape (n,) [fraction].

    Parameters
    ----------
    balance, paid : arrays, shape (n, months)
        Loan at each month's end, and land and works paid in the month [yuan]

    >>> loan_to_cost(np.array([[0.0, 60.0, 60.0]]), np.array([[50.0, 50.0, 20.0]]))
    array([0.6])
    """
    cost = np.cumsum(paid, axis=1)
    shares = np.zeros(cost.shape)
    np.divide(balance, cost, out=shares, where=cost > HALF_CENT)
    return np.asarray(shares.max(axis=1, initial=0.0))


def modified_irr(flows: Floats, annual_rate: Floats) -> Floats:
    """Return the modified IRR a year, shape (n,): it is one where there are several rates [fraction/year].

    What is put in is worth its present value, what comes back grows at the rate until the last flow:
    ``(Σ back · (1 + r)^((last − m)/12) / Σ in · (1 + r)^((first − m)/12)) ^ (12 / (last − first)) − 1``.
    NaN where nobody puts money in, or all flows in one month.

    Parameters
    ----------
    flows : array, shape (n, months)
        Flow of each month, money in positive [yuan]
    annual_rate : array, shape (n,)
        Rate of finance and of reinvestment alike [fraction/year]

    >>> modified_irr(np.array([[-100.0] + [0.0] * 11 + [121.0]]), np.array([0.1]))
    array([0.21])
    """
    months = np.arange(flows.shape[1])
    moves = flows != 0.0
    first = np.where(moves.any(axis=1), moves.argmax(axis=1), 0)[:, None]
    last = np.where(moves.any(axis=1), flows.shape[1] - 1 - moves[:, ::-1].argmax(axis=1), 0)[:, None]
    growth = 1.0 + annual_rate[:, None]
    back = (np.maximum(flows, 0.0) * growth ** ((last - months) / 12.0)).sum(axis=1)
    put_in = (np.maximum(-flows, 0.0) * growth ** ((first - months) / 12.0)).sum(axis=1)
    span = (last - first)[:, 0]
    known = (put_in > HALF_CENT) & (span > 0)
    ratio = np.divide(back, put_in, out=np.full(len(back), np.nan), where=known)
    return np.asarray(ratio ** (12.0 / np.maximum(span, 1)) - 1.0)
