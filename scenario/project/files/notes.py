"""What a file leaves to a rule that one should know of: no mistake, but told when it is checked.

It reads what was merged, not records: a file that is known needs none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def notes(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what should be known of a project that can be used, one sentence each.

    Parameters
    ----------
    data : mapping
        What its files say, merged
    """
    products, cost, expenses = (data.get(name) or {} for name in ("products", "cost", "expenses"))
    start = (data.get("project") or {}).get("start")
    growth = products.get("price_growth")
    if growth is not None and not _is_dated(growth):
        yield (
            f"products.price_growth counts from each price's `as_of`, or from the start {start} where it has"
            " none; write {rate: …, from: …} with the date of the prices, or launch"
        )
    funding = data.get("funding") or {}
    if not data.get("regime") and (funding.get("loan") or funding.get("facilities") or funding.get("escrow")):
        yield (
            "there is no `regime`: escrow releases what is above its quota, mortgages wait for nothing, a"
            " loan is drawn as needed and repaid by sold share, and nothing forbids distributions"
        )
    for facility in funding.get("facilities") or ():
        if facility.get("covers") in ("land", "all") and not facility.get("pro_rata"):
            yield (
                f"funding.facilities.{facility.get('name', 'loan')} pays for land: Chinese banks may not lend"
                " for that; shareholders may (pro_rata: true)"
            )
    blocks = {"cost": cost, "expenses": expenses}
    blocks |= {f"cost.items.{name}": item for name, item in (cost.get("items") or {}).items()}
    for path, block in blocks.items():
        growth = block.get("escalation")
        if growth is not None and not _is_dated(growth):
            yield f"{path}.escalation counts from the start {start}; write {{rate: …, from: …}} with its date"
    if data.get("operations"):
        yield from _loads(data["operations"])


def _loads(services: Mapping[str, Any]) -> Iterator[str]:
    """Yield how far people are asked for more than they can do: the one note that needs records."""
    from scenario.project.checks.service_load import load_notes
    from scenario.project.operations.service import Service

    for name, service in services.items():
        yield from load_notes(name, Service.model_validate(service))


def _is_dated(growth: Any) -> bool:
    """Return whether a growth is written with the date of its prices or costs, not as a bare rate."""
    return isinstance(growth, Mapping) and "from" in growth
