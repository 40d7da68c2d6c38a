"""The site, and what is given for each m² of it."""

from __future__ import annotations

from typing import Any

import pytest

from scenario.project import ProjectError
from scenario.project.values.quantity import Quantity
from tests.analysis.bidding.parcels import parcel

SITE = {
    "area": 50_000,
    "far": 2.0,
    "above_ground": 100_000,
    "basement": 20_000,
    "saleable": {"homes": 90_000},
}


def land(**changed: Any) -> dict[str, Any]:
    described = {"area": 50_000, "deed_tax": 0, "stamp": 0, "payments": [{"node": "award", "share": 1}]}
    return described | changed


def test_a_floor_price_and_costs_for_each_m2_come_to_amounts() -> None:
    items = {
        "structure": {"per_m2": 1_550, "of": "above_ground", "over": ["launch"]},
        "pit": {"per_m2": {"pert": [2_000, 2_500, 4_000]}, "of": "basement", "over": ["launch"]},
        "finishes": {"per_m2": 300, "of": "homes", "over": ["launch"]},
    }

    project = parcel(site=SITE, land=land(floor_price=6_000), cost={"items": items})

    assert project.land is not None
    assert project.cost is not None
    assert project.land.price == Quantity.fixed(600e6)
    amounts = {name: item.amount for name, item in project.cost.items.items()}
    assert amounts["structure"] == Quantity.fixed(155e6)
    assert amounts["pit"] == Quantity("pert", (40e6, 50e6, 80e6))
    assert amounts["finishes"] == Quantity.fixed(27e6)


@pytest.mark.parametrize(
    "raw",
    [
        7,
        {"trigen": [1, 2, 4], "at": [0.2, 0.9]},
        {"discrete": {5: 0.4, 6: 0.6}},
        {"normal": [10, 2], "min": 1, "max": 15},
        {"exponential": 3},
    ],
)
def test_a_multiple_of_a_quantity_has_multiples_of_its_values(raw: Any) -> None:
    one, many = Quantity.parse(raw), Quantity.parse(raw).times(40.0)

    assert many.most_likely == pytest.approx(40.0 * one.most_likely)
    assert many.support == pytest.approx(tuple(40.0 * end for end in one.support))
    assert many.probabilities == one.probabilities
    assert Quantity.parse(many.plain()) == many


@pytest.mark.parametrize(
    ("changed", "where", "words"),
    [
        ("site:\n  area: 50000\n  far: 1.5\n  above_ground: 100000", "site.above_ground", "75,000 m²"),
        ("site:\n  area: 40000\n  far: 3\n  above_ground: 100000", "land.area", "40,000 m²"),
        ("", "land", "a floor price needs the floor area"),
    ],
)
def test_what_does_not_fit_the_site_is_told(tmp_path, changed, where, words) -> None:
    import scenario

    file = tmp_path / "parcel.yaml"
    price = "floor_price: 6000" if not changed else "price: 600000000"
    file.write_text(
        "project: {name: Parcel, start: 2026-01-01, horizon: 12 months}\n"
        "activities: {award: {duration: 1}}\n"
        f"{changed}\n"
        "land:\n"
        f"  {price}\n"
        "  area: 50000\n"
        "  deed_tax: 0\n"
        "  stamp: 0\n"
        "  payments: [{node: award, share: 1}]\n",
        encoding="utf-8",
    )

    with pytest.raises(ProjectError) as told:
        scenario.load(file)

    (problem,) = told.value.problems
    assert problem.path == where
    assert words in problem.message


def test_one_of_price_and_floor_price_is_written(tmp_path) -> None:
    import scenario

    file = tmp_path / "parcel.yaml"
    file.write_text(
        "project: {name: Parcel, start: 2026-01-01, horizon: 12 months}\n"
        "activities: {award: {duration: 1}}\n"
        "site: {area: 50000, far: 2, above_ground: 100000}\n"
        "land: {price: 1000000, floor_price: 6000, area: 50000, deed_tax: 0, stamp: 0,"
        " payments: [{node: award, share: 1}]}\n"
        "cost: {items: {works: {amount: 100, per_m2: 2, of: roof, over: [award]}}}\n",
        encoding="utf-8",
    )

    with pytest.raises(ProjectError) as told:
        scenario.load(file)

    found = {problem.path: problem.message for problem in told.value.problems}
    assert "write one of them" in found["land.floor_price"]
    assert "roof" in found["cost.items.works.of"]
