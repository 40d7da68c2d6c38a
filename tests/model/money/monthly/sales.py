"""Contracts and receipts of the monthly model."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from scenario.project.sections.products import Product
from tests.model.money.monthly.given import CLASSES, MONTH, Given

Lot = tuple[str, str]
"""(phase, tax class)."""


@dataclass
class Sales:
    """What was sold by lot (or phase) and month: value [yuan], floor [m²], value at planned prices [yuan]."""

    value: dict[Lot, list[float]] = field(default_factory=dict)
    floor: dict[Lot, list[float]] = field(default_factory=dict)
    at_plan: dict[str, list[float]] = field(default_factory=dict)
    left: list[float] = field(default_factory=list)
    """Batches (or shares of them) that are not sold at each month's end."""


def sales_of(given: Given) -> Sales:
    """Sell every product of every phase, batch by batch."""
    months = len(given.ends)
    lots = [(phase, kind) for phase in given.phases for kind in CLASSES]
    sales = Sales(
        {lot: [0.0] * months for lot in lots},
        {lot: [0.0] * months for lot in lots},
        {phase: [0.0] * months for phase in given.phases},
        [0.0] * months,
    )
    products = given.project.products
    if products is None:
        return sales
    market = _market(given)
    for name, product in products.types.items():
        for phase in given.phases:
            if product.stock.get(phase, 0.0) > 0:
                _sell(given, sales, market, name, product, phase)
    return sales


def _market(given: Given) -> list[float]:
    """Return the market's factor on the pace in each month: season, cycle and pace."""
    absorption = given.project.products.absorption
    cycle, log = absorption.market, 0.0
    factors = []
    for month, news in zip(given.months, given.news, strict=False):
        if cycle is not None:
            log = cycle.persistence * log + cycle.volatility * news
        pace = given.value("products.absorption.pace", 1.0)
        factors.append(absorption.season[month.month - 1] * math.exp(log) * pace)
    return factors


def _price_factor(given: Given, name: str) -> float:
    """Return what a product's asking price does to its pace."""
    absorption = given.project.products.absorption
    price = given.value(f"products.types.{name}.price")
    market = given.value(f"products.types.{name}.market_price", price)
    if absorption.elasticity is None:
        return 1.0
    factor = (price / market) ** given.value("products.absorption.elasticity")
    return min(absorption.pace_cap, max(absorption.pace_floor, factor))


def _sell(given: Given, sales: Sales, market: list[float], name: str, product: Product, phase: str) -> None:
    products = given.project.products
    assert products is not None
    absorption, own = products.absorption, product.release
    launches = {p: given.month_of(given.done(products.launch, p)) for p in given.phases}
    where = f"products.types.{name}.release" if own else "products.absorption"
    launch, hazard = given.value(f"{where}.launch"), given.value(f"{where}.hazard")
    price, growth = given.value(f"products.types.{name}.price"), given.growth("products.price_growth")
    stock = product.stock[phase] * given.value(f"products.types.{name}.sellable", 1.0)
    released = given.month_of(given.done(own.node, phase)) if own else 0
    batches = [(1.0, 0)] if own else [(b.share, round(b.after.days / MONTH)) for b in products.batches]
    left, opened = [1.0] * len(batches), [-1] * len(batches)
    at_beginning, ahead = [1.0] * len(batches), [1.0] * len(batches)
    goes = [False] * len(batches)
    launch_day = given.done(products.launch, phase)
    day = max(launch_day, given.done(own.node, phase)) if own else launch_day
    begins = max(launches[phase], released)
    for month in range(min(begins, len(given.ends))):
        sales.left[month] += sum(left)
    for month in range(begins, len(given.ends)):
        pace = market[month] * _price_factor(given, name)
        before = list(left)
        for k, (share, after) in enumerate(batches):
            if opened[k] < 0 and (
                own is not None
                or month >= launches[phase] + after
                or _is_called(given, batches[:k], before[:k], k)
            ):
                opened[k] = month
                if own is not None or month == launches[phase] + after:
                    ahead[k] = _rest_of_month(given, day, month if own is not None else launches[phase])
            if opened[k] < 0 or left[k] <= 0:
                continue
            full = cheap = 0.0
            for past, part in ((1, 1 - ahead[k]), (0, ahead[k])):  # two months of sales meet in a month
                if past and month == opened[k]:
                    continue
                if not past:
                    at_beginning[k] = left[k] - full - cheap
                rate = launch if month - past == opened[k] else hazard
                if part > 0 and (not past or ahead[k] == 0):
                    rest = at_beginning[k] * (1 - min(1.0, rate * pace))
                    goes[k] = rest <= absorption.tail + 1e-12
                at_asking, at_tail = at_beginning[k] * min(1.0, rate * pace), 0.0
                if goes[k]:
                    at_asking = max(0.0, at_beginning[k] - absorption.tail)
                    at_tail = min(at_beginning[k], absorption.tail)
                full, cheap = full + part * at_asking, cheap + part * at_tail
            left[k] = left[k] - full - cheap
            left[k] = left[k] if left[k] > 1e-12 else 0.0
            quantity = stock * share
            asked = price * (1 + growth) ** ((month - _price_month(given, product, launches)) / 12)
            unit = (product.unit_size or 0.0) if product.kind == "parking" else 1.0
            lot = (phase, product.kind)
            sales.value[lot][month] += quantity * (full + cheap * absorption.tail_price) * asked
            sales.floor[lot][month] += quantity * (full + cheap) * unit
            sales.at_plan[phase][month] += quantity * (full + cheap) * product.price.most_likely
        sales.left[month] += sum(left)


def _rest_of_month(given: Given, day: float, month: int) -> float:
    """Return which share of a month is left from an instant on."""
    first = given.months[month]
    later = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    days = (later - first).days
    return max(0.0, min(1.0, (given.ends[month] - day) / days))


def _price_month(given: Given, product: Product, launches: dict[str, int]) -> int:
    """Return the month that a product's price is of."""
    growth = given.project.products.price_growth
    day = getattr(growth, "from_", None) or product.price.as_of
    return min(launches.values()) if day == "launch" else given.month_on(day)


def _is_called(given: Given, earlier: list[tuple[float, int]], left: list[float], k: int) -> bool:
    """Return whether enough of the batches before is sold for the next one to go on sale."""
    needed = given.project.products.batches[k].when_sold
    if needed is None or not earlier:
        return False
    whole = sum(share for share, _ in earlier)
    sold = whole - sum(share * rest for (share, _), rest in zip(earlier, left, strict=True))
    return sold >= given.value(f"products.batches.{k}.when_sold") * whole


def later(moved: list[float], month: int, lag: float, amount: float) -> None:
    """Add an amount some months later, a broken lag shared between two months, none after the last."""
    last, whole = len(moved) - 1, math.floor(lag)
    moved[min(last, month + whole)] += amount * (1 - (lag - whole))
    moved[min(last, month + whole + 1)] += amount * (lag - whole)


def receipts_of(given: Given, sales: Sales) -> dict[Lot, list[float]]:
    """Return what buyers and their banks pay, by lot and month [yuan]."""
    products = given.project.products
    months = range(len(given.ends))
    received = {lot: [0.0] * len(months) for lot in sales.value}
    if products is None:
        return received
    mix, down = products.collection.mix, given.value("products.collection.down_payment")
    for lot, values in sales.value.items():
        loans = [0.0] * len(months)
        for month, value in enumerate(values):
            received[lot][month] += value * (mix.full + mix.mortgage * down)
            for step in products.collection.instalments:
                later(received[lot], month, step.after, value * mix.instalment * step.share)
            lag = given.value("products.collection.mortgage_lag")
            later(loans, month, lag, value * mix.mortgage * (1 - down))
        opens = _mortgages_open(given, lot[0])
        waiting = 0.0
        for month in months:
            waiting += loans[month]
            if given.ends[month] >= opens:
                received[lot][month] += waiting
                waiting = 0.0
    return received


def _mortgages_open(given: Given, phase: str) -> float:
    """Return the day from which banks pay the mortgages of a phase."""
    name, decided = given.regime
    if given.project.regime is None or name is None:
        return decided
    return max(decided, given.done(given.project.regime.rules[name].mortgage_gate, phase))
