"""The cheapest choice of whole numbers that satisfies a condition which more of each can only help.

Branch and bound: numbers are fixed one after the other, the dearest first. With those fixed, whatever the
rest may be, the condition fails if it fails with the rest at their most; and what is fixed, with what each
of the rest needs at least even when all others are at their most, costs more than the best found or not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

Choice = tuple[int, ...]
Holds = Callable[[Choice], bool]


class Cheapest(NamedTuple):
    """What a search found.

    Attributes
    ----------
    choice : the cheapest choice found; None where not even all at their most satisfies the condition
    cost : what it costs
    proved : whether nothing cheaper satisfies it; else the search ended before it had looked at all
    tried : how many choices were tried
    """

    choice: Choice | None
    cost: float
    proved: bool
    tried: int


class _SpentError(Exception):
    """All tries are used up."""


def cheapest(
    prices: Sequence[float],
    most: Sequence[int],
    holds: Holds,
    tries: int = 1000,
    begin: Sequence[Sequence[int]] = (),
) -> Cheapest:
    """Return the cheapest choice that holds; exact where more of any number never breaks what holds.

    Parameters
    ----------
    prices : sequence of float
        Price of one more of each number, at least 0
    most : sequence of int
        The most that each may be, at least 0
    holds : function
        Whether a choice satisfies the condition
    tries : int
        So many choices are tried at most; then the cheapest found is returned, not proved
    begin : sequence of choices, optional
        Good choices that are known to hold

    >>> cheapest([3.0, 2.0], [5, 5], lambda x: x[0] + 0.5 * x[1] >= 2)
    Cheapest(choice=(2, 0), cost=6.0, proved=True, tried=14)
    """
    search = _Search(prices, most, holds, tries)
    try:
        search.run(begin)
        proved = True
    except _SpentError:
        proved = False
    return Cheapest(search.best, search.cost, proved, len(search.known))


class _Search:
    def __init__(self, prices: Sequence[float], most: Sequence[int], holds: Holds, tries: int) -> None:
        self.prices, self.most, self.tries = prices, list(most), tries
        self.order = sorted(range(len(prices)), key=lambda i: -prices[i])
        self.known: dict[Choice, bool] = {}
        self._holds = holds
        self.best: Choice | None = None
        self.cost = float("inf")
        self.least = [0] * len(prices)

    def run(self, begin: Sequence[Sequence[int]]) -> None:
        if not self.holds(self.most):
            return
        for choice in (self.most, *begin):
            self.keep(choice)
            self.keep(self.lowered(choice, self.order))
        self.keep(self.lowered(self.most, self.order[::-1]))
        for i in self.order:
            self.least[i] = self.lowest(list(self.most), i, 0)
        self.descend(list(self.most), 0)

    def lowered(self, choice: Sequence[int], order: Sequence[int]) -> list[int]:
        """Return a choice with each number lowered as far as it goes, one after the other."""
        lower = list(choice)
        for i in order:
            lower[i] = self.lowest(lower, i, 0)
        return lower

    def descend(self, choice: list[int], depth: int) -> None:
        """Fix the number at a depth, from the least that may do upwards; those after it are at their most."""
        if depth == len(self.order):
            self.keep(choice)
            return
        i, top = self.order[depth], self.most[self.order[depth]]
        for value in range(self.lowest(choice, i, self.least[i]), top + 1):
            choice[i] = value
            if self.bound(choice, depth) >= self.cost - 1e-9:
                break
            self.descend(choice, depth + 1)
        choice[i] = top

    def bound(self, choice: list[int], depth: int) -> float:
        """Return what is fixed up to a depth and what the rest needs at least cost together."""
        fixed = sum(self.prices[i] * choice[i] for i in self.order[: depth + 1])
        return fixed + sum(self.prices[i] * self.least[i] for i in self.order[depth + 1 :])

    def lowest(self, choice: list[int], i: int, low: int) -> int:
        """Return the least of one number that holds with the others as they are, by halving."""
        high = choice[i]
        while low < high:
            middle = (low + high) // 2
            if self.holds([*choice[:i], middle, *choice[i + 1 :]]):
                high = middle
            else:
                low = middle + 1
        return high

    def keep(self, choice: Sequence[int]) -> None:
        """Keep a choice that holds if it is the cheapest so far."""
        cost = sum(price * number for price, number in zip(self.prices, choice, strict=True))
        if cost < self.cost - 1e-9:
            self.best, self.cost = tuple(choice), cost

    def holds(self, choice: Sequence[int]) -> bool:
        key = tuple(choice)
        if key not in self.known:
            if len(self.known) >= self.tries:
                raise _SpentError
            self.known[key] = self._holds(key)
        return self.known[key]
