"""Amounts that a file gives for each m²: of land by floor area, of costs by any area of the site."""

from __future__ import annotations

from math import fsum
from typing import Any

from scenario.project.values.parsed import UnusableError, is_number
from scenario.project.values.quantity import Quantity

AREAS = ("above_ground", "basement", "total", "area", "saleable")
"""The areas of every site; `total` is above and below ground, `saleable` that of all products."""
ABOVE_GROUND = "above_ground"


def with_amounts(data: Any) -> Any:
    """Return the data of a file with an amount beside each price for a m² whose area is known.

    What cannot be used is left as it is, for the records to refuse.
    """
    if not isinstance(data, dict) or not isinstance(data.get("site"), dict):
        return data
    areas = areas_of(data["site"])
    land, cost = data.get("land"), data.get("cost")
    changed = dict(data)
    if isinstance(land, dict) and "floor_price" in land and land.get("price") is None:
        changed["land"] = _with(land, "price", land["floor_price"], areas.get(ABOVE_GROUND))
    if isinstance(cost, dict) and isinstance(cost.get("items"), dict):
        items = {name: _item(item, areas) for name, item in cost["items"].items()}
        changed["cost"] = {**cost, "items": items}
    return changed


def areas_of(site: dict[str, Any]) -> dict[str, float]:
    """Return the areas that can be named, of the data of a site [m²].

    >>> areas_of({"area": 100, "above_ground": 250, "basement": 50})
    {'area': 100.0, 'above_ground': 250.0, 'basement': 50.0, 'total': 300.0}
    """
    found = {name: float(site[name]) for name in ("area", ABOVE_GROUND) if is_number(site.get(name))}
    below = site.get("basement", 0.0)
    if is_number(below):
        found["basement"] = float(below)
        if ABOVE_GROUND in found:
            found["total"] = found[ABOVE_GROUND] + found["basement"]
    saleable = site.get("saleable")
    if isinstance(saleable, dict) and all(is_number(each) for each in saleable.values()):
        found |= {str(name): float(each) for name, each in saleable.items()}
        found["saleable"] = fsum(float(each) for each in saleable.values())
    return found


def _item(item: Any, areas: dict[str, float]) -> Any:
    if not isinstance(item, dict) or "per_m2" not in item or item.get("amount") is not None:
        return item
    return _with(item, "amount", item["per_m2"], areas.get(str(item.get("of"))))


def _with(record: dict[str, Any], key: str, each: Any, area: float | None) -> dict[str, Any]:
    """Return a record with the amount that a price for each m² comes to, first of its keys."""
    if area is None:
        return record
    try:
        amount = Quantity.parse(each).times(area).plain()
    except UnusableError:
        return record
    return {key: amount, **{name: value for name, value in record.items() if name != key}}
