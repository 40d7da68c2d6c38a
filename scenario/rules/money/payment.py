"""From earning to paying: lags in months, and contractors' payment terms."""

from __future__ import annotations

import numpy as np

from scenario.rules.compiled.decorators import kernel


@kernel
def post_later(due: np.ndarray, month: int, lag: float, amount: float) -> int:
    """Add `amount` to what is due `lag` months after `month`; a broken lag is shared between two months.

    Returns the last month in which it falls due, −1 when it is nothing.

    Parameters
    ----------
    due : array, shape (months,)
        What falls due in each month [yuan]; changed in place. What would fall due after the last month is
        put into the last one.
    month : int
        Month in which it was earned [month index]
    lag : float
        From earning to payment, at least 0 [months]
    amount : float
        What was earned [yuan]

    >>> import numpy as np
    >>> due = np.zeros(4)
    >>> post_later(due, 0, 1.25, 100.0)
    2
    >>> due.tolist()
    [0.0, 75.0, 25.0, 0.0]
    """
    last = due.shape[0] - 1
    whole = int(lag)
    broken = lag - whole
    falls_due = min(last, month + whole)
    due[falls_due] += amount * (1.0 - broken)
    if broken > 0.0:
        falls_due = min(last, month + whole + 1)
        due[falls_due] += amount * broken
    return falls_due if amount != 0.0 else -1


@kernel
def billed(earned: float, progress_share: float, stage_share: float) -> float:
    """Return how much of what has been earned so far may be billed: the progress share, or the last stage's.

    >>> billed(100.0, 0.80, 0.0), billed(100.0, 0.80, 0.97)
    (80.0, 97.0)
    """
    return earned * max(progress_share, stage_share)


@kernel
def at_contract(full: float, mortgage: float, down_payment: float) -> float:
    """Return the share of contract value that comes in at once, but for first instalments [fraction].

    Those who pay in full, and the down-payment of those with a mortgage.

    >>> round(at_contract(0.12, 0.76, 0.30), 3)
    0.348
    """
    return full + mortgage * down_payment
