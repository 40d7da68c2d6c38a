"""Rules of the site and of its auction: what is built and sold fits on it, prices are in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario.project.checks.found import Found, listed
from scenario.project.sections.parcel.by_area import areas_of
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity

ROUNDING = 1e-9
"""What rounding may add to an area [fraction]."""


def site(project: Project) -> Iterator[Found]:
    """Floor area is within site area × FAR, and stock is within floor area."""
    own = project.site
    yield from _by_area(project)
    if own is None:
        return
    most = own.area * own.far
    if own.above_ground > most * (1.0 + ROUNDING):
        message = f"{own.above_ground:,.12g} m² are more than site area × FAR, {most:,.12g} m²"
        yield Found(("site", "above_ground"), message)
    if project.land is not None and abs(project.land.area.most_likely - own.area) > ROUNDING * own.area:
        message = f"the site has {own.area:,.12g} m² in `site.area`; write the same in both"
        yield Found(("land", "area"), message)
    yield from _stock(project)


def _by_area(project: Project) -> Iterator[Found]:
    """What is given for each m² names an area that is known, and is not given as an amount too."""
    own = project.site
    land = project.land
    if land is not None and land.floor_price is not None and own is not None:
        whole = land.floor_price.times(own.above_ground)
        if not _is_same(whole, land.price):
            yield Found(("land", "floor_price"), "there is a `price` too; write one of them")
    areas = {} if own is None else areas_of(own.model_dump())
    for name, item in (project.cost.items if project.cost is not None else {}).items():
        where = ("cost", "items", name)
        if item.per_m2 is None:
            if item.of is not None:
                yield Found((*where, "of"), "nothing is given for each m²; write `per_m2`, or leave it out")
        elif own is None:
            yield Found((*where, "per_m2"), "no area is known; write `site:`, or an `amount` here")
        elif item.of not in areas:
            yield from listed("area of the site", (*where, "of"), str(item.of), areas)
        elif item.amount is None or not _is_same(item.per_m2.times(areas[item.of]), item.amount):
            yield Found((*where, "per_m2"), "there is an `amount` too; write one of them")


def _is_same(one: Quantity, other: Quantity) -> bool:
    """Return whether two quantities have the same values, sources apart."""
    return replace(one, source=None, as_of=None) == replace(other, source=None, as_of=None)


def _stock(project: Project) -> Iterator[Found]:
    """Stock above ground is within the floor area, and that of a product within what is saleable of it."""
    own = project.site
    assert own is not None
    types = project.products.types if project.products is not None else {}
    areas = {name: sum(each.stock.values()) for name, each in types.items() if each.kind != "parking"}
    for name, saleable in own.saleable.items():
        where = ("site", "saleable", name)
        if name not in areas:
            yield from listed("product with a floor area", where, name, areas)
        elif areas[name] > saleable * (1.0 + ROUNDING):
            message = (
                f"stock of {areas[name]:,.12g} m² is more than the {saleable:,.12g} m² that are saleable"
            )
            yield Found(where, message)
    total = sum(areas.values())
    if total > own.above_ground * (1.0 + ROUNDING):
        message = f"stock of {total:,.12g} m² is more than the floor area of {own.above_ground:,.12g} m²"
        yield Found(("site", "above_ground"), message)


def auction(project: Project) -> Iterator[Found]:
    """The cap is no less than the start, steps count from a start, and floor area handed over is sold."""
    own = project.auction
    if own is None:
        return
    if project.land is None:
        yield Found(("auction",), "no land is bought; write `land:`, or leave the auction out")
    if own.step > 0 and own.start is None:
        yield Found(("auction", "step"), "steps count from the start; write `start` too")
    if own.cap is None:
        return
    if own.start is not None and own.cap.price < own.start:
        message = f"the cap of {own.cap.price:,.12g} is below the start of {own.start:,.12g}"
        yield Found(("auction", "cap", "price"), message)
    if own.cap.at_cap.affordable is not None and project.products is None:
        message = "no floor area is sold that could be handed over; write `products:`, or another rule"
        yield Found(("auction", "cap", "at_cap", "affordable"), message)
