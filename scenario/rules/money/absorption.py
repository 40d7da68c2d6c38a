"""How fast stock sells: a launch share, then a monthly hazard, then a tail; by season, price and market."""

from __future__ import annotations

import math

from scenario.rules.compiled.decorators import kernel


@kernel
def price_factor(price: float, market_price: float, elasticity: float, floor: float, cap: float) -> float:
    """Return the factor on the pace of asking `price` where the market pays `market_price`.

    ``(price / market_price) ** elasticity``, kept within floor … cap.

    Parameters
    ----------
    price, market_price : float
        Asking price and the price at which the pace holds [yuan/m², both alike]
    elasticity : float
        Price elasticity of the pace, below 0 [number]
    floor, cap : float
        Bounds of the factor [factor]

    >>> round(price_factor(11_000.0, 10_000.0, -2.5, 0.2, 1.8), 4)
    0.788
    """
    if elasticity == 0.0 or price <= 0.0 or market_price <= 0.0:
        return 1.0
    return min(cap, max(floor, (price / market_price) ** elasticity))


@kernel
def next_market(log_market: float, persistence: float, volatility: float, news: float) -> float:
    """Return the log of the market factor after a month's standard normal `news` (an AR(1) process).

    >>> next_market(0.1, 0.9, 0.06, 1.0)
    0.15
    """
    return persistence * log_market + volatility * news


@kernel
def is_tail(opened: float, rate: float, pace: float, tail: float) -> bool:
    """Return whether a month of sales leaves no more than the tail, so that the rest goes with it.

    >>> is_tail(1.0, 0.55, 1.0, 0.03), is_tail(0.04, 0.5, 1.0, 0.03)
    (False, True)
    """
    return opened - opened * min(1.0, rate * pace) <= tail + 1e-12


@kernel
def sold_within(
    opened: float, rate: float, pace: float, tail: float, share: float, goes: float
) -> tuple[float, float]:
    """Return what a part of a month of sales sells, as shares of the batch: (at asking price, at tail price).

    A month of sales counts from the day of the launch, so that it lies in two calendar months; each sells its
    `share` of what the whole would sell at its pace: ``opened · min(1, rate · pace)``. In the month of sales
    that leaves no more than the `tail`, the rest goes too: what is above the tail at the asking price.

    Parameters
    ----------
    opened : float
        Share of the batch that was unsold when the month of sales began [fraction]
    rate : float
        Launch share in the first month of sales, hazard afterwards [fraction a month]
    pace : float
        Season × price × market factor of the calendar month [factor]
    tail : float
        The last share of a batch, which goes at the tail price [fraction]
    share : float
        Part of the month of sales that lies in the calendar month [fraction]
    goes : float
        Above 0 if the rest goes in this month of sales [flag]

    >>> sold_within(1.0, 0.5, 1.0, 0.03, 0.25, 0.0)
    (0.125, 0.0)
    >>> full, cheap = sold_within(0.04, 0.5, 1.0, 0.03, 1.0, 1.0)
    >>> round(full, 6), round(cheap, 6)
    (0.01, 0.03)
    """
    if goes > 0.0:
        return share * max(0.0, opened - tail), share * min(opened, tail)
    return share * opened * min(1.0, rate * pace), 0.0


@kernel
def grown_price(price: float, growth: float, months: float) -> float:
    """Return a price after `months` of yearly `growth`: ``price · (1 + growth) ** (months / 12)``.

    >>> grown_price(100.0, 0.10, 6.0) == 100.0 * math.sqrt(1.10)
    True
    """
    return price if growth == 0.0 else price * math.pow(1.0 + growth, months / 12.0)
