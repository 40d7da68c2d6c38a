"""When visitors come: a Poisson stream whose rate changes by the hour."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, count

from scenario.operations.luck import uniform
from scenario.operations.ticks import ticks


def instants(rates: tuple[float, ...], seed: int, key: int) -> Iterator[int]:
    """Yield the instants of arrival, from Monday at midnight on, for ever. [ticks].

    The cumulated rate is inverted at the sums of exponential gaps with mean 1: thinning with the rate of
    the arrival before lets busy hours start late.

    Parameters
    ----------
    rates: of the hours of a week, 168 of them. [1/hour]
    """
    passed = (0.0, *accumulate(rates))
    total = 0.0
    for index in count():
        total -= math.log1p(-uniform(seed, key, index))
        weeks, rest = divmod(total, passed[-1])
        hour = min(bisect_right(passed, rest) - 1, len(rates) - 1)
        minutes = 60 * (hour + (rest - passed[hour]) / rates[hour])
        yield ticks(10_080 * weeks + minutes)
