"""On which days shareholders' money flows: calls with the payments that they fund."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit
from scenario.rules.money.cumulative import HALF_CENT


@njit
def dated_calls(
    ends: NDArray[np.float64],
    owners: NDArray[np.float64],
    project: NDArray[np.float64],
    days: NDArray[np.float64],
    dated: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what of the shareholders' flows falls on the days of dated flows, shape (n, flows) [yuan].

    In a month in which theirs are the project's own, they keep the days of those. In any other a call is
    dated on the payments that it funds, dated ones first and those in their order; what is left of it, and
    what is distributed, on the month's end.

    Parameters
    ----------
    ends : array, shape (months,)
        Last day of each month [days]
    owners, project : arrays, shape (n, months)
        What shareholders get back less what they put in, and the project's freely usable flow [yuan]
    days, dated : arrays, shape (n, flows)
        Day [days] and amount [yuan] of the project's dated flows

    >>> ends, days = np.array([30.0]), np.array([[4.0, 9.0]])
    >>> dated_calls(ends, np.array([[-70.0]]), np.array([[-100.0]]), days, np.array([[-50.0, -50.0]]))
    array([[-50., -20.]])
    >>> dated_calls(ends, np.array([[40.0]]), np.array([[40.0]]), days, np.array([[-50.0, 90.0]]))
    array([[-50.,  90.]])
    """
    found = np.zeros(dated.shape)
    for i in range(owners.shape[0]):
        order = np.argsort(days[i], kind="mergesort")
        k = 0
        for m in range(ends.shape[0]):
            same = abs(owners[i, m] - project[i, m]) <= HALF_CENT
            left = owners[i, m]
            while k < order.shape[0] and days[i, order[k]] <= ends[m]:
                amount = dated[i, order[k]]
                if not same:
                    amount = min(0.0, max(left, amount))
                found[i, order[k]] = amount
                left -= amount
                k += 1
    return found
