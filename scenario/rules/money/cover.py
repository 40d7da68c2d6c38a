"""What covers a debt: cash its service, cost its balance; and a return with a rate for what waits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit

Floats = NDArray[np.float64]
HALF_CENT = 0.005
"""Money below this is a rounding remainder [yuan]."""


@njit
def service_cover(closing: Floats, flow: Floats, repaid: Floats, interest: Floats) -> Floats:
    """Return the least ratio of cash to debt service where a loan is repaid, shape (n,) [factor].

    ``min (closing[m − 1] + flow[m]) / (repaid[m] + interest[m])`` over the months with repayment; NaN where
    there is none.

    Parameters
    ----------
    closing, flow, repaid, interest : arrays, shape (n, months)
        Free cash at each month's end, the project's flow in it, what was repaid and what interest took [yuan]

    >>> closing, flow = np.array([[50.0, 0.0]]), np.array([[50.0, 70.0]])
    >>> service_cover(closing, flow, np.array([[0.0, 90.0]]), np.array([[5.0, 10.0]]))
    array([1.2])
    """
    covers = np.full(flow.shape[0], np.nan)
    for i in range(flow.shape[0]):
        least = np.inf
        for m in range(flow.shape[1]):
            if repaid[i, m] > HALF_CENT:
                opening = closing[i, m - 1] if m > 0 else 0.0
                least = min(least, (opening + flow[i, m]) / (repaid[i, m] + interest[i, m]))
        if least < np.inf:
            covers[i] = least
    return covers


@njit
def loan_to_cost(balance: Floats, paid: Floats) -> Floats:
    """Return the highest share of the cost paid so far that is borrowed, shape (n,) [fraction].

    Parameters
    ----------
    balance, paid : arrays, shape (n, months)
        Loan at each month's end, and land and works paid in the month [yuan]

    >>> loan_to_cost(np.array([[0.0, 60.0, 60.0]]), np.array([[50.0, 50.0, 20.0]]))
    array([0.6])
    """
    shares = np.zeros(paid.shape[0])
    for i in range(paid.shape[0]):
        cost = 0.0
        for m in range(paid.shape[1]):
            cost += paid[i, m]
            if cost > HALF_CENT:
                shares[i] = max(shares[i], balance[i, m] / cost)
    return shares


@njit
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

    >>> modified_irr(np.array([[-100.0] + [0.0] * 11 + [121.0]]), np.array([0.1])).round(12)
    array([0.21])
    """
    found = np.full(flows.shape[0], np.nan)
    for i in range(flows.shape[0]):
        first = -1
        last = -1
        growth = math.pow(1.0 + annual_rate[i], 1.0 / 12.0)
        decay = 1.0
        back = 0.0
        put_in = 0.0
        for m in range(flows.shape[1]):
            amount = flows[i, m]
            back = back * growth + max(0.0, amount)
            if amount != 0.0:
                first = m if first < 0 else first
                if last >= 0:
                    decay *= math.pow(growth, last - m)
                last = m
                put_in += max(0.0, -amount) * decay
        if put_in > HALF_CENT and last > first:
            back *= math.pow(growth, last - flows.shape[1] + 1)
            found[i] = math.pow(back / put_in, 12.0 / (last - first)) - 1.0
    return found
