"""Where each quantity of a project's money stands among the numbers of a run."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, cast

from scenario.model.money.facilities import put_facilities
from scenario.model.money.layout import MoneyLayout
from scenario.model.plan import effects as effect
from scenario.model.plan.numbers import Numbers
from scenario.project.dotted_paths import value_at
from scenario.project.sections.growth import rate_of
from scenario.project.sections.products import Products
from scenario.project.sections.root import Project
from scenario.project.sections.tax import RateFrom
from scenario.project.values.quantity import Quantity

NO_LIMIT = 1e300
"""What stands for a limit that is not there [yuan]."""


def put_numbers(numbers: Numbers, money_layout: MoneyLayout) -> None:
    """Tell where each quantity of the project's money goes."""
    project = money_layout.project
    _put_terms(numbers, project)
    _put_rates(numbers, money_layout)
    for index, batch in enumerate(project.products.batches if project.products else ()):
        slot = numbers.layout.slot("batch", index, "when_sold")
        if batch.when_sold is not None:
            numbers.put(f"products.batches.{index}.when_sold", batch.when_sold, [(slot, 1.0)])
        else:
            numbers.base[slot] = NO_LIMIT
    _put_lines(numbers, money_layout)
    _put_growth(numbers, project, "products.price_growth", [numbers.layout.slot("terms", 0, "price_growth")])
    _put_escalations(numbers, money_layout)
    put_facilities(numbers, project)
    amounts: dict[str, list[tuple[int, float]]] = {}
    for index, row in enumerate(money_layout.rows):
        if row.path:
            amounts.setdefault(row.path, []).append((numbers.layout.slot("row", index, "amount"), row.share))
    for path, slots in amounts.items():
        amount = _find(project, path)
        assert amount is not None
        numbers.put(path, amount, slots)
    for index, flow in enumerate(project.cash):
        numbers.put(
            f"cash.{index}.amount", flow.amount, [(numbers.layout.slot("flow", index, "amount"), 1.0)]
        )


def _put_growth(numbers: Numbers, project: Project, path: str, slots: list[int]) -> None:
    """Tell where the rate of a growth goes, in whichever form it is written."""
    growth: Any = _find(project, path)
    if growth is not None:
        where = path if isinstance(growth, Quantity) else f"{path}.rate"
        numbers.put(where, rate_of(growth), [(slot, 1.0) for slot in slots])


def _put_escalations(numbers: Numbers, money_layout: MoneyLayout) -> None:
    """Tell where the growth of cost items and expenses goes."""
    grows: dict[str, list[int]] = {"cost.escalation": [], "expenses.escalation": []}
    for index, row in enumerate(money_layout.rows):
        if row.grows_by:
            grows.setdefault(row.grows_by, []).append(numbers.layout.slot("row", index, "escalation"))
    for path, slots in grows.items():
        _put_growth(numbers, money_layout.project, path, slots)


def put_drifts(numbers: Numbers, money_layout: MoneyLayout) -> None:
    """Tell where the news of what wanders goes: each series' own, or the market's."""
    months = len(money_layout.months)
    for series, drift in enumerate(money_layout.drifts):
        of = "products.absorption.market" if drift.with_market else f"{drift.path}.news"
        for month in range(months):
            column = numbers.normal(f"{of}[{month}]")
            slot = numbers.layout.slot("news", series * months + month, "value")
            numbers.effects.append(effect.Effect(effect.SET, slot, column=column, scale=drift.volatility))


def _put_lines(numbers: Numbers, money_layout: MoneyLayout) -> None:
    products = money_layout.project.products
    if products is None:
        return
    slots: dict[str, list[tuple[int, float]]] = {path: [] for path in _read_by_lines(products)}
    for index, line in enumerate(money_layout.lines):
        path = f"products.types.{line.name}"
        own = line.product.release
        asked = "market_price" if line.product.market_price is not None else "price"
        for field, source in (
            ("price", f"{path}.price"),
            ("market_price", f"{path}.{asked}"),
            ("sellable", f"{path}.sellable"),
            ("launch", f"{path}.release.launch" if own else "products.absorption.launch"),
            ("hazard", f"{path}.release.hazard" if own else "products.absorption.hazard"),
        ):
            slots.setdefault(source, []).append((numbers.layout.slot("line", index, field), 1.0))
        numbers.base[numbers.layout.slot("line", index, "stock")] = line.stock
    for source, where in slots.items():
        quantity = _find(money_layout.project, source)
        if quantity is not None:
            numbers.put(source, quantity, where)
        else:  # a sellable share that is left out: all of the stock
            for slot, _ in where:
                numbers.base[slot] = 1.0


def _read_by_lines(products: Products) -> Iterator[str]:
    """Yield the quantities that lines read, also where no line does: out of stock, or released otherwise."""
    yield from ("products.absorption.launch", "products.absorption.hazard")
    for name, product in products.types.items():
        for key in ("price", "market_price", "sellable"):
            if getattr(product, key) is not None:
                yield f"products.types.{name}.{key}"
        if product.release is not None:
            yield from (f"products.types.{name}.release.launch", f"products.types.{name}.release.hazard")


TERMS = {
    "land_price": "land.price",
    "land_area": "land.area",
    "deed_tax": "land.deed_tax",
    "land_stamp": "land.stamp",
    "land_use_tax": "land.use_tax.per_m2_year",
    "idle_agreed": "land.idle.agreed",
    "idle_fee": "land.idle.fee",
    "elasticity": "products.absorption.elasticity",
    "pace": "products.absorption.pace",
    "down_payment": "products.collection.down_payment",
    "mortgage_lag": "products.collection.mortgage_lag",
    "damages_per_day": "products.late_handover.per_day",
    "compensation": "products.late_handover.compensation",
    "handover_buffer": "products.late_handover.buffer",
    "first_pass_rate": "products.first_pass_rate",
    "progress": "cost.terms.progress",
    "pay_lag": "cost.terms.lag",
    "marketing_share": "expenses.marketing.share",
    "marketing_before": "expenses.marketing.before_launch",
    "administration_share": "expenses.administration.share",
    "minimum_cash": "funding.minimum_cash",
    "equity_limit": "funding.equity.limit",
    "deposit_rate": "funding.deposit_rate",
    "late_works": "funding.short.works.go_on_unpaid.rate",
    "late_land": "funding.short.land.wait.per_day",
    "escrow_quota": "funding.escrow.quota",
    "credit_at_least": "tax.vat.credit_refund.at_least",
    "discount_rate": "project.discount_rate",
}
"""Which quantity of the file each term of a run is."""
RATES = {
    "vat_rate": "tax.vat.rate",
    "vat_prepay": "tax.vat.prepay",
    "input_share": "tax.vat.input_share",
    "services_rate": "tax.vat.services.rate",
    "services_share": "tax.vat.services.input_share",
    "credit_share": "tax.vat.credit_refund.share",
    "surcharge": "tax.surcharge",
    "lat_prepay_ordinary": "tax.lat.prepay.ordinary_house",
    "lat_prepay_other": "tax.lat.prepay.other",
    "lat_prepay_parking": "tax.lat.prepay.parking",
    "lat_expense_share": "tax.lat.expense_share",
    "lat_with_interest": "tax.lat.with_interest",
    "lat_additional_share": "tax.lat.additional_share",
    "lat_exempt_below": "tax.lat.exempt_below",
    "lat_assessment": "tax.lat.assessment",
    "eit_rate": "tax.eit.rate",
    "eit_margin": "tax.eit.estimated_margin",
    "stamp_sale": "tax.stamp.sale",
    "stamp_construction": "tax.stamp.construction",
}
"""Which quantity of the file, or list of them by date, each rate of a period is."""
WITHOUT = {"pace": 1.0, "lat_assessment": 1.0, "equity_limit": NO_LIMIT}
"""Terms and rates that are not 0 when the file leaves them out."""


def _put_terms(numbers: Numbers, project: Project) -> None:
    for field, path in TERMS.items():
        slot = numbers.layout.slot("terms", 0, field)
        numbers.base[slot] = WITHOUT.get(field, 0.0)
        quantity = _find(project, path)
        if quantity is not None:
            numbers.put(path, quantity, [(slot, 1.0)])
    for field, value in _plain_terms(project).items():
        numbers.base[numbers.layout.slot("terms", 0, field)] = value


def _put_rates(numbers: Numbers, money_layout: MoneyLayout) -> None:
    """Tell where the rates of each period of the tax code go."""
    periods = range(len(money_layout.tax_periods))
    for field, path in RATES.items():
        slots = [numbers.layout.slot("rates", period, field) for period in periods]
        for slot in slots:
            numbers.base[slot] = WITHOUT.get(field, 0.0)
        rate: Any = _find(money_layout.project, path)
        if isinstance(rate, tuple):
            _put_dated(numbers, money_layout, path, rate, slots)
        elif rate is not None:
            numbers.put(path, rate, [(slot, 1.0) for slot in slots])


def _put_dated(
    numbers: Numbers, money_layout: MoneyLayout, path: str, rates: tuple[RateFrom, ...], slots: list[int]
) -> None:
    """Tell where rates by date go: each into the periods in which it is the last one to have begun."""
    begins = [money_layout.month_on(rate.from_) for rate in rates]
    holds = [max(0, bisect_right(begins, first) - 1) for first in money_layout.tax_periods]
    for position, rate in enumerate(rates):
        filled = [(slot, 1.0) for slot, held in zip(slots, holds, strict=True) if held == position]
        numbers.put(f"{path}.{position}.value", rate.value, filled)


def _find(project: Project, path: str) -> Quantity | None:
    """Return the quantity at a path, None where the file leaves it (or a block above it) out."""
    return cast("Quantity | None", value_at(project, path))


def _plain_terms(project: Project) -> dict[str, float]:
    """Return the terms that are plain numbers in the file."""
    idle = project.land.idle if project.land else None
    waits = project.funding.short.land if project.funding else None
    return (
        ({"idle_grace": idle.grace} if idle else {})
        | ({"land_waits_at_most": waits.wait.at_most.days} if waits else {})
        | _plain_terms_of_credit(project)
        | _plain_terms_of_sales(project.products)
    )


def _plain_terms_of_credit(project: Project) -> dict[str, float]:
    refund = project.tax.vat.credit_refund if project.tax and project.tax.vat else None
    return {"credit_after": float(refund.months)} if refund else {}


def _plain_terms_of_sales(products: Products | None) -> dict[str, float]:
    if products is None:
        return {}
    absorption, mix = products.absorption, products.collection.mix
    cycle = absorption.market
    return {
        "pace_floor": absorption.pace_floor,
        "pace_cap": absorption.pace_cap,
        "tail": absorption.tail,
        "tail_price": absorption.tail_price,
        "persistence": cycle.persistence if cycle else 0.0,
        "volatility": cycle.volatility if cycle else 0.0,
        "full": mix.full,
        "mortgage": mix.mortgage,
        "instalment": mix.instalment,
    }
