"""Rules of land and sales."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.project.checks.found import Found, growth_a_year, lag_in_months, listed, reference, sums_to_one
from scenario.project.problems import Where
from scenario.project.sections.growth import PriceGrowth
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity

_SITE = 1000.0
"""A site or a stock above this is that of a real project, whose money is not in thousands. [m²]"""


def land(project: Project) -> Iterator[Found]:
    """The land is paid in full, at nodes that exist, in plain currency."""
    if project.land is None:
        return
    for position, payment in enumerate(project.land.payments):
        yield from reference(project, ("land", "payments", position, "node"), payment.node, single=True)
    yield from sums_to_one(
        ("land", "payments"), [payment.share for payment in project.land.payments], "the shares"
    )
    if project.land.use_tax is not None:
        yield from reference(project, ("land", "use_tax", "from"), project.land.use_tax.from_, single=True)
        yield from reference(project, ("land", "use_tax", "to"), project.land.use_tax.to)
    if project.land.idle is not None:
        where = ("land", "idle")
        begins = project.land.idle.begins.removesuffix(":start")
        yield from reference(project, (*where, "begins"), begins, single=True)
        yield from reference(project, (*where, "from"), project.land.idle.from_, single=True)
    price = project.land.price.most_likely
    if project.land.area.most_likely > _SITE and 0 < price < 1e6:
        yield Found(
            ("land", "price"),
            f"{price:.12g} for a site of this size is not in yuan; prices are in yuan, not 万元",
        )


def products(project: Project) -> Iterator[Found]:
    """Stock stands under phases, is released by nodes that exist, and is priced in plain currency."""
    if project.products is None:
        return
    yield from reference(project, ("products", "launch"), project.products.launch, each=True)
    for name, product in project.products.types.items():
        where = ("products", "types", name)
        for phase, stock in product.stock.items():
            yield from listed("phase", (*where, "stock", phase), phase, project.phase_ids)
            if stock < 0:
                yield Found(
                    (*where, "stock", phase), f"{stock:g} is below 0; write the stock in m² or spaces"
                )
        if product.release is not None:
            yield from reference(project, (*where, "release", "node"), product.release.node, each=True)
        for key in ("price", "market_price"):
            yield from _price(project, (*where, key), getattr(product, key), product.kind)
    late = project.products.late_handover
    if late is not None:
        yield from reference(project, ("products", "late_handover", "node"), late.node, each=True)


def _price(project: Project, where: Where, price: Quantity | None, kind: str) -> Iterator[Found]:
    least, unit = (1000, "a space") if kind == "parking" else (100, "a m²")
    if price is not None and 0 < price.most_likely < least and project.project.currency == "CNY":
        value = price.most_likely
        yield Found(
            where,
            f"{value:.12g} yuan {unit} is no price; prices are in yuan, not 万元; "
            f"did you mean {value * 1e4:.12g}?",
        )


def sales(project: Project) -> Iterator[Found]:
    """Batches, payment mix and instalments are complete; signs and sizes make sense."""
    block = project.products
    if block is None:
        return
    yield from sums_to_one(
        ("products", "batches"), [batch.share for batch in block.batches], "the shares of the batches"
    )
    yield from lag_in_months(("products", "collection", "mortgage_lag"), block.collection.mortgage_lag)
    mix = block.collection.mix
    yield from sums_to_one(
        ("products", "collection", "mix"), [mix.full, mix.mortgage, mix.instalment], "the shares"
    )
    instalments = [instalment.share for instalment in block.collection.instalments]
    if instalments:
        yield from sums_to_one(
            ("products", "collection", "instalments"), instalments, "the shares of the instalments"
        )
    elif mix.instalment > 0:
        yield Found(
            ("products", "collection"),
            "some buyers pay by instalments; write `instalments:` with their months and shares",
        )
    for month, factor in enumerate(block.absorption.season):
        if not 0 <= factor <= 10:
            yield Found(
                ("products", "absorption", "season", month),
                f"{factor:g} is no factor on the pace; write about 1",
            )
    if block.absorption.elasticity is not None and block.absorption.elasticity.support[1] > 0:
        message = "it may be above 0, so that dearer homes sell faster; write a number below 0, such as -1.5"
        yield Found(("products", "absorption", "elasticity"), message)
    yield from growth_a_year(("products", "price_growth"), block.price_growth)
    growth = block.price_growth
    if isinstance(growth, PriceGrowth) and growth.with_ == "market":
        where = ("products", "price_growth")
        if block.absorption.market is None:
            yield Found((*where, "with"), "there is no `absorption.market` to go with; describe it")
        if not growth.volatility:
            yield Found((*where, "with"), "say how far prices go with the market: write `volatility`")
