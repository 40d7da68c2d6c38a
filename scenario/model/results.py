"""What runs came to, as both clocks tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.decorators import codes

EXTRA = ("regime", "launch_sell_through", "paused_months", "receivable", "refused_by", "fallbacks")
"""The index of the presale regime (−1: undecided); sold share of the first release in its first month; months
in which works paused for want of cash; contract value not collected at the horizon; the index of the
activity that refused the project (−1: none did); which fall-backs were taken, see `fallbacks.as_number`."""
REGIME, LAUNCH_SELL_THROUGH, PAUSED_MONTHS, RECEIVABLE, REFUSED_BY, FALLBACKS = codes(len(EXTRA))
"""The places of `EXTRA`."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to.

    Attributes
    ----------
    ready, start, finish : by activity [days]; infinite for what never came
    work : by activity, working time, redos, what fall-backs did to it and what stopped it included; of what
        was never started the drawn one [days]
    ledger : shape (months, accounts) [yuan]; see `money.accounts`
    extra : other numbers of the run, by the names in `EXTRA`
    """

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    work: np.ndarray
    ledger: np.ndarray
    extra: np.ndarray


class Results(NamedTuple):
    """What many runs came to, one row a run; see `Run`."""

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    work: np.ndarray
    ledger: np.ndarray
    extra: np.ndarray
