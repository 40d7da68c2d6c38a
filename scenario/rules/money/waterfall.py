"""How partners share the equity's flows: hurdles, catch-up, promote, clawback.

Amounts are shares of what is called and paid in a month, called before paid. A step's split is of each yuan
that falls into it; steps fill from the first. All arrays hold many runs at once, and each run's outcome is
the same to the bit however many are shared with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
COMPOUNDINGS = ("yearly", "monthly", "daily_365", "simple")
"""How a preferred return grows from month to month."""


class Step(NamedTuple):
    """One step of the waterfall.

    Attributes
    ----------
    split : each partner's share of what falls into the step, shape (partners,) [fraction]
    hurdle : the rate up to which it is filled; infinite where it takes all that is left [fraction/year]
    counted : shape (partners,), whose money the hurdle counts
    ahead : the partner that catches up, −1 in a step that is none
    share, until : of a catch-up, its share of each yuan and of all profit, ahead of shares [fraction]
    """

    split: Floats
    hurdle: float = np.inf
    counted: NDArray[np.bool_] | None = None
    ahead: int = -1
    share: float = 0.0
    until: float = 0.0


class Terms(NamedTuple):
    """What partners agreed on beside the steps.

    Attributes
    ----------
    shares : each partner's share of what is called, shape (partners,) [fraction]
    compounding : one of `COMPOUNDINGS`
    on_contributed : whether the preferred return is reckoned on all that was put in, returned or not
    clawback : whether what somebody got too much ahead of shares is given back in the end
    """

    shares: Floats
    compounding: str = "yearly"
    on_contributed: bool = False
    clawback: bool = False


class _Account:
    """What a hurdle still asks for in each run: capital that is not back, preferred return due [yuan]."""

    def __init__(self, step: Step, terms: Terms, runs: int) -> None:
        self.counted = np.ones(len(terms.shares), np.bool_) if step.counted is None else step.counted
        self.put_in = float(terms.shares[self.counted].sum())
        self.rate = step.hurdle
        self.terms = terms
        self.capital, self.due, self.contributed = np.zeros(runs), np.zeros(runs), np.zeros(runs)

    def accrue(self, days: float) -> None:
        """Let a month pass."""
        base = self.contributed if self.terms.on_contributed else self.capital
        if self.terms.compounding != "simple":
            base = base + self.due
        open_ = self.capital + self.due > 0.0
        self.due = self.due + np.where(open_, base * growth(self.rate, days, self.terms.compounding), 0.0)

    def call(self, called: Floats) -> None:
        """Put money in."""
        self.capital = self.capital + called * self.put_in
        self.contributed = self.contributed + called * self.put_in

    def pay(self, paid: Floats) -> None:
        """Pay those whose money it counts: what is due first, then capital."""
        preferred = np.minimum(paid, self.due)
        self.due = self.due - preferred
        self.capital = self.capital - np.minimum(paid - preferred, self.capital)

    @property
    def owed(self) -> Floats:
        """What it still asks for [yuan]."""
        return self.capital + self.due


def growth(rate: float, days: float, compounding: str) -> float:
    """Return what a preferred return adds in a month, as a share of what it is reckoned on [fraction].

    Parameters
    ----------
    rate : float
        Preferred return [fraction/year]
    days : float
        How long the month is, for `daily_365` [days]
    compounding : str
        One of `COMPOUNDINGS`: ``(1 + r)**(1/12) − 1``, ``r/12``, ``(1 + r/365)**days − 1``, ``r/12``

    >>> round(growth(0.08, 31.0, "yearly"), 9), round(growth(0.08, 31.0, "daily_365"), 9)
    (0.00643403, 0.006816907)
    >>> growth(0.06, 31.0, "monthly") == growth(0.06, 31.0, "simple") == 0.005
    True
    """
    if compounding == "yearly":
        return float((1.0 + rate) ** (1.0 / 12.0) - 1.0)
    if compounding == "daily_365":
        return float((1.0 + rate / 365.0) ** days - 1.0)
    return rate / 12.0


def share_flows(called: Floats, paid: Floats, days: Floats, steps: Sequence[Step], terms: Terms) -> Floats:
    """Return each partner's flow of each month, shape (runs, months, partners), money in positive [yuan].

    Over the partners they sum to ``paid − called`` of the month.

    Parameters
    ----------
    called, paid : arrays, shape (runs, months)
        What the shareholders put in, and what they get back, both positive [yuan]
    days : array, shape (months,)
        How long after the month before each month's end is; the first is not used [days]
    steps : sequence of Step
        The waterfall; the last takes all that is left
    terms : Terms
        Shares and what else is agreed

    >>> limited, all_left = Step(np.array([1.0, 0.0]), 0.08), Step(np.array([0.8, 0.2]))
    >>> called, paid = np.zeros((1, 37)), np.zeros((1, 37))
    >>> called[0, 0], paid[0, 36] = 100.0, 150.0
    >>> flows = share_flows(called, paid, np.full(37, 30.0), [limited, all_left], Terms(np.array([1.0, 0.0])))
    >>> flows[0, 36].round(5)
    array([145.19424,   4.80576])
    """
    runs, months = called.shape
    flows = np.empty((runs, months, len(terms.shares)))
    accounts = [_Account(step, terms, runs) if step.hurdle < np.inf else None for step in steps]
    got = np.zeros((runs, len(terms.shares)))
    put_in = np.zeros(runs)
    for month in range(months):
        for account in accounts:
            if account is not None:
                if month:
                    account.accrue(float(days[month]))
                account.call(called[:, month])
        put_in = put_in + called[:, month]
        share = _shared(paid[:, month], got, put_in, steps, accounts, terms)
        got = got + share
        flows[:, month] = share - called[:, month, None] * terms.shares
    if terms.clawback:
        rows, last = np.arange(runs), _last(called, paid)
        flows[rows, last] += _given_back(got, put_in, steps, accounts, terms)
    return flows


def _shared(
    paid: Floats,
    got: Floats,
    put_in: Floats,
    steps: Sequence[Step],
    accounts: Sequence[_Account | None],
    terms: Terms,
) -> Floats:
    """Return what each partner gets of what is paid in a month, shape (runs, partners) [yuan]."""
    left, share = paid, np.zeros_like(got)
    for place, (step, account) in enumerate(zip(steps, accounts, strict=True)):
        if account is not None:
            amount = np.minimum(left, account.owed / _part(step.split, account.counted))
        elif step.ahead >= 0:
            amount = np.minimum(left, _to_catch_up(step, got + share, put_in, terms.shares))
        else:
            amount = left
        share = share + amount[:, None] * step.split
        left = left - amount
        for later in accounts[place:]:
            if later is not None:
                later.pay(amount * _part(step.split, later.counted))
    return share


def _part(split: Floats, counted: NDArray[np.bool_]) -> float:
    return float(split[counted].sum())


def _to_catch_up(step: Step, got: Floats, put_in: Floats, shares: Floats) -> Floats:
    """Return how much falls into a catch-up until it is filled [yuan]: ``(u·profit − ahead) / (c − u)``."""
    total = _total(got)
    ahead = (got[:, step.ahead] - shares[step.ahead] * total) / (1.0 - shares[step.ahead])
    missing = step.until * np.maximum(total - put_in, 0.0) - ahead
    return np.asarray(np.maximum(missing, 0.0) / (step.share - step.until))


def _total(got: Floats) -> Floats:
    total = np.zeros(len(got))
    for column in range(got.shape[1]):
        total = total + got[:, column]
    return total


def _last(called: Floats, paid: Floats) -> NDArray[np.int64]:
    """Return the last month in which anything flows, 0 where nothing does, shape (runs,)."""
    moves = (called != 0.0) | (paid != 0.0)
    return np.asarray(np.where(moves.any(axis=1), moves.shape[1] - 1 - moves[:, ::-1].argmax(axis=1), 0))


def _given_back(
    got: Floats, put_in: Floats, steps: Sequence[Step], accounts: Sequence[_Account | None], terms: Terms
) -> Floats:
    """Return what each partner gets by the clawback, shape (runs, partners); it sums to nothing [yuan].

    Who got ahead of its share gives back the larger of what the first hurdle still asks for and what is
    above the agreed share of the profit, all of it at most; who got less has it, as it is short.
    """
    total = _total(got)
    beyond = got - terms.shares * total[:, None]
    over, short = np.maximum(beyond, 0.0), np.maximum(-beyond, 0.0)
    excess = _total(over)
    ahead = excess / np.maximum(_total(np.where(over > 0.0, 0.0, terms.shares)), np.finfo(float).tiny)
    first = next((account for account in accounts if account is not None), None)
    claim = np.zeros(len(got)) if first is None else first.owed / first.put_in
    limits = [step.until for step in steps if step.ahead >= 0]
    if limits:
        claim = np.maximum(claim, ahead - max(limits) * np.maximum(total - put_in, 0.0))
    part = np.divide(claim, ahead, out=np.zeros(len(got)), where=excess > 0.0)
    return np.asarray((short - over) * np.clip(part, 0.0, 1.0)[:, None])
