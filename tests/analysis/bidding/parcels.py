"""Parcels made up for tests: land, works and sales by date, no taxes."""

from __future__ import annotations

from typing import Any

from scenario.project import Project

HURDLE = 0.12
COST, SALES, SPREAD = 600e6, 1000e6, 100e6


def parcel(price: float = 300e6, **changed: Any) -> Project:
    """Return a parcel of oracle B12: land, works half a year later, sales a year."""
    described = {
        "project": {"name": "Parcel", "start": "2026-01-01", "horizon": "14 months"},
        "activities": {"award": {"duration": 1}, "launch": {"duration": {"normal": [365, 20], "min": 0}}},
        "land": {
            "price": price,
            "area": 50_000,
            "deed_tax": 0,
            "stamp": 0,
            "payments": [{"node": "award", "share": 1}],
        },
        "cash": [
            {"on": "2026-07-31", "account": "construction", "amount": -COST},
            {"on": "2027-01-31", "account": "sales", "amount": {"normal": [SALES, SPREAD]}},
        ],
        "targets": [{"measure": "project_irr", "at_least": HURDLE}],
    }
    return Project.model_validate(described | changed)


def worth(sales: float) -> float:
    """Return the land price at which the parcel earns the hurdle, monthly compounding [yuan]."""
    month = (1.0 + HURDLE) ** (1.0 / 12.0)
    return sales / month**12 - COST / month**6
