"""What of a service is not simulated yet: it is refused by name, never left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.operations.levels import is_told
from scenario.project.operations.service import Service

_FAULTS = ("fails", "service", "closed")


def not_simulated(service: Service) -> Iterator[tuple[str, str]]:
    """Yield the path of each part that the loop does not know, from the service on, and what to do."""
    for name, stream in service.visitors.items():
        if stream.booking is not None:
            yield f"visitors.{name}.booking", "bookings are not simulated yet; write `rate:` and `hours:`"
    for name, place in service.places.items():
        for key in _FAULTS:
            if getattr(place, key) is not None:
                yield f"places.{name}.{key}", "failures and closures are not simulated yet; leave it out"
    for name in service.stock:
        yield (
            f"stock.{name}",
            "stock is not simulated yet; leave it out, with the `uses` and `sells` of steps",
        )


def untold(service: Service) -> tuple[str, ...]:
    """Return what a week at mature demand does without: what only months use, and measures to come."""
    keys = ("opens", "closes", "before_opening", "payers", "flows", "expenses", "staffing", "changes")
    demand = [f"demand.{key}" for key in ("ramp", "growth", "season", "drivers", "campaigns")]
    told = [key for key in keys if getattr(service, key)]
    told += [f"people.{name}.learns" for name, people in service.people.items() if people.learns]
    told += [f"measures.{name}" for name, measure in service.measures.items() if not is_told(measure)]
    return (*told, *(key for key in demand if getattr(service.demand, key.removeprefix("demand."))))
