"""Luck of which something is known at a data date, by the names and uniforms that it always had.

Three things are known. What was judged or decided: the draw is replaced. What has not come yet: its chance
shrinks, and what is left of its season is its season. What is under way has lasted so long: its own duration
X, which the run multiplies by d (drivers, factors) and adds a to (delays, redos), is above c, which is
(passed − a)/d. So the run's uniform u is read as F(c) + u (1 − F(c)): that is the exact law of X given X > c,
never shorter than before and rising in u. Where F(c) = 1 the run could not have lasted so long; it ends after
an overrun.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.draws import Uncertainty
from scenario.draws.column import column as column_of
from scenario.draws.column import window
from scenario.draws.inverse import GREATEST, LEAST, transform
from scenario.draws.luck import layout
from scenario.model.plan.effects import numbers_of
from scenario.project.values.quantity import Quantity

Floats = NDArray[np.float64]
OVERRUN = 0.10
"""The mean of an overrun, as a share of the mode [fraction]."""
SHORTEST_OVERRUN = 1.0
"""An overrun is at least so long on average [days]."""
CERTAIN = 1e-12
"""A smaller chance of lasting longer is none. [fraction]"""


@dataclass(frozen=True, slots=True)
class Lasting:
    """Work of which is known that it has lasted so long.

    Attributes
    ----------
    activity : its index
    slot : where its working time stands among the numbers of a run
    column : the column of its own duration, drawn as a uniform
    overrun : the column of how much longer it lasts where it could not have lasted so long [days]
    passed : the working time that has passed [days]
    quantity : its own duration
    """

    activity: int
    slot: int
    column: int
    overrun: int
    passed: float
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Line:
    """A column that is read anew: `constant` + `factor` · draw."""

    column: int
    constant: float
    factor: float = 0.0


@dataclass(frozen=True, slots=True)
class KnownLuck:
    """What is known of luck, and the numbers that luck leads to before anything is known of them."""

    lines: tuple[Line, ...]
    lasting: tuple[Lasting, ...]
    base: Floats
    effects: np.ndarray

    def put(self, luck: Floats) -> NDArray[np.bool_]:
        """Read luck[column, run] in the light of what is known, in place.

        Returns
        -------
        ndarray[lasting, run]
            Whether the run could not have lasted so long
        """
        for line in self.lines:
            luck[line.column] = line.constant + line.factor * luck[line.column]
        uniforms = [luck[each.column].copy() for each in self.lasting]
        factors, added = self._acting(luck, eventful=True)
        beyond = np.zeros((len(self.lasting), luck.shape[1]), dtype=bool)
        for k, each in enumerate(self.lasting):
            least = _least(each, factors[k], added[k])
            luck[each.column], beyond[k] = lasted(
                each.quantity, uniforms[k], least, least + luck[each.overrun] / factors[k]
            )
        return beyond

    def put_likely(self, luck: Floats, *, anew: bool = False) -> None:
        """Put the most likely durations of what has lasted so long into luck[column, 1], in place.

        `anew`: as if it had just begun.
        """
        if anew:
            for each in self.lasting:
                luck[each.column] = each.quantity.most_likely
            return
        factors, added = self._acting(luck, eventful=False)
        for k, each in enumerate(self.lasting):
            least = float(_least(each, factors[k], added[k])[0])
            mode, longest = each.quantity.most_likely, each.quantity.support[1]
            overrun = overrun_of(each.quantity).parameters[0]
            luck[each.column] = max(mode, least) if least < longest else least + overrun

    def _acting(self, luck: Floats, *, eventful: bool) -> tuple[list[Floats], list[Floats]]:
        """Return for each duration d and a of every run: working time is d · own + a."""
        for each in self.lasting:
            luck[each.column] = 0.0
        without = numbers_of(self.base, self.effects, luck, eventful=eventful) if self.lasting else None
        for each in self.lasting:
            luck[each.column] = 1.0
        with_one = numbers_of(self.base, self.effects, luck, eventful=eventful) if self.lasting else None
        if without is None or with_one is None:
            return [], []
        added = [without[:, each.slot] for each in self.lasting]
        return [with_one[:, each.slot] - a for each, a in zip(self.lasting, added, strict=True)], added


def _least(each: Lasting, factor: Floats, added: Floats) -> Floats:
    """Return what a duration is longer than, before the run multiplies it and adds to it [days]."""
    return (each.passed - added) / np.where(factor > 0.0, factor, 1.0)


def overrun_of(quantity: Quantity) -> Quantity:
    """Return how much longer work lasts that has lasted longer than it can."""
    return Quantity("exponential", (max(SHORTEST_OVERRUN, OVERRUN * quantity.most_likely),))


def lasted(
    quantity: Quantity, uniform: Floats, least: Floats, otherwise: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return durations given that each is above `least`, and in which runs none is.

    Parameters
    ----------
    quantity : Quantity
        The duration's distribution [days]
    uniform, least, otherwise : ndarray[run]
        The draw as a uniform; what the duration is above; what it is where it cannot be above that

    Examples
    --------
    >>> import numpy as np
    >>> u, least, otherwise = np.array([0.25]), np.array([30.0]), np.array([31.0])
    >>> own, beyond = lasted(Quantity("uniform", (20.0, 50.0)), u, least, otherwise)
    >>> own.tolist(), beyond.tolist()
    ([35.0], [False])
    """
    below = share_below(quantity, least)
    beyond = 1.0 - below <= CERTAIN
    if not quantity.is_uncertain:
        beyond = least >= quantity.most_likely
    drawn = np.clip(below + uniform * (1.0 - below), LEAST, GREATEST)[np.newaxis, :].copy()
    transform(drawn, *layout((Uncertainty("lasting", quantity),)))
    own = np.maximum(drawn[0], least)
    return np.where(beyond, otherwise, own), beyond


def share_below(quantity: Quantity, values: Floats) -> Floats:
    """Return P(X ≤ x) of each value, truncation applied; 0 or 1 of what is certain."""
    if not quantity.is_uncertain:
        return np.asarray(values >= quantity.most_likely, dtype=float)
    made = column_of(quantity)
    distinct, back = np.unique(values, return_inverse=True)
    if made.table.size and quantity.kind == "discrete":
        steps = np.concatenate([[0.0], made.table[:, 1]])
        shares = steps[np.searchsorted(made.table[:, 0], distinct, side="right")]
    else:
        start, width = window(made, quantity)
        low, high = quantity.support
        inside = [made.below(min(max(value, low), high)) for value in distinct.tolist()]
        shares = (np.array(inside) - start) / width
        shares = np.where(distinct >= high, 1.0, np.where(distinct < low, 0.0, shares))
    return np.asarray(np.clip(shares, 0.0, 1.0)[back].reshape(values.shape))


# Risks -------------------------------------------------------------------------------------------------


def still_open(column: int, chance: float, gone: float) -> Line:
    """Return how the draw of an event is read that has not come with a share of its window gone.

    An event comes where its draw u is at least 1 − p. Read as 1 − (1 − u) (1 − p s)/(1 − s), it does so with
    the chance p (1 − s)/(1 − p s) that is left, in those of its runs whose draws are highest.
    """
    if gone >= 1.0:
        return Line(column, -1.0)
    ratio = (1.0 - chance * gone) / (1.0 - gone)
    return Line(column, 1.0 - ratio, ratio)


def chance_left(chance: float, gone: float) -> float:
    """Return p (1 − s) / (1 − p s): the chance of an event that has not come by then [fraction].

    >>> round(chance_left(0.6, 0.5), 4)
    0.4286
    """
    return 0.0 if gone >= 1.0 else chance * (1.0 - gone) / (1.0 - chance * gone)


def in_rest(column: int, gone: float) -> Line:
    """Return how the draw of an instant is read, even over a window, that lies in the rest of it."""
    return Line(column, gone, 1.0 - gone)


def settled(column: int, happened: bool) -> Line:
    """Return how the draw of an event, or of a failure, is read that is decided."""
    return Line(column, 1.0 if happened else -1.0)


def first_of_each(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines, one a column: what is told first wins."""
    kept: dict[int, Line] = {}
    for line in lines:
        kept.setdefault(line.column, line)
    return tuple(kept.values())
