"""The books of a small project, run on its most-likely numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import EXTRA
from scenario.model.run import Simulator
from scenario.project.sections.root import Project

START = "2026-01-01"
"""A first of January, so that month m of the ledger is the calendar month m + 1 of 2026."""
MONTH_ENDS = (31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
"""Days at which the months of 2026 end."""


class Story:
    """One run's ledger, read by account and month."""

    def __init__(self, plan: Plan, numbers: np.ndarray) -> None:
        self.plan = plan
        self.run = Simulator(plan).run(numbers)

    def __getitem__(self, account: str) -> np.ndarray:
        """Return an account, month by month [yuan]."""
        return self.run.ledger[:, self.plan.accounts.index(account)]

    def by_month(self, account: str) -> dict[int, float]:
        """Return the months in which an account moved, to the hundredth of a cent [yuan]."""
        return {month: round(float(x), 4) for month, x in enumerate(self[account]) if abs(x) > 5e-5}

    def finish(self, node: str) -> float:
        """Return when an activity was finished [days]."""
        return float(self.run.finish[self.plan.timetable.ids.index(node)])

    def extra(self, name: str) -> float:
        return float(self.run.extra[EXTRA.index(name)])


def project(activities: Mapping[str, Any], *, horizon: str = "12 months", **blocks: Any) -> Project:
    """Return a project that starts on 1 January 2026. An activity may be written as its duration."""
    written = {name: a if isinstance(a, dict) else {"duration": a} for name, a in activities.items()}
    header = {"name": "Story", "start": START, "horizon": horizon}
    return Project.model_validate({"project": header, "activities": written, **blocks})


def story(
    activities: Mapping[str, Any],
    *,
    late: Mapping[str, float] | None = None,
    **blocks: Any,
) -> Story:
    """Run a project on its most-likely numbers, but for the durations in `late` [days]."""
    plan = compile_plan(project(activities, **blocks))
    numbers = np.array(plan.planned_numbers)
    for name, days in (late or {}).items():
        numbers[plan.layout.slot("activity", plan.timetable.ids.index(name), "work")] = days
    return Story(plan, numbers)


def sale(stock: float = 100, price: float = 10_000, launch: str = "launch", **more: Any) -> dict[str, Any]:
    """Return a `products` block: one product, all sold in the month of the launch, all paid at once."""
    types = more.pop("types", {"home": {"kind": "ordinary_house", "stock": {"all": stock}, "price": price}})
    return {
        "launch": launch,
        "types": types,
        "absorption": more.pop("absorption", {"launch": 1, "hazard": 0}),
        "collection": more.pop(
            "collection",
            {"mix": {"full": 1, "mortgage": 0, "instalment": 0}, "down_payment": 0.3, "mortgage_lag": 0},
        ),
        **more,
    }


NO_TAX: dict[str, Any] = {
    "recognition": "handover",
    "vat": {"rate": 0, "prepay": 0, "input_share": 0},
    "surcharge": 0,
    "lat": {
        "prepay": {"ordinary_house": 0, "other": 0, "parking": 0},
        "expense_share": 0,
        "additional_share": 0,
        "exempt_below": 1,
        "liquidation": "handover",
    },
    "eit": {"rate": 0, "estimated_margin": 0},
    "stamp": {"sale": 0, "construction": 0},
    "refunds": True,
}
"""All taxes at nought (LAT for ordinary housing of up to 100 % of value added), for a story to raise one."""


def taxes(**changes: Any) -> dict[str, Any]:
    """Return `NO_TAX` with some blocks changed, key by key."""
    tax = {key: dict(value) if isinstance(value, dict) else value for key, value in NO_TAX.items()}
    for key, value in changes.items():
        merged = isinstance(value, dict) and isinstance(tax[key], dict)
        tax[key] = {**tax[key], **value} if merged else value
    return tax


LEGACY: dict[str, Any] = {
    "presale_image": "launch",
    "mortgage_gate": "gate",
    "escrow": "quota",
    "completion": "completion",
    "distribute_before_completion": True,
    "draw": "need",
    "repay": "sold",
}


def regime(**changes: Any) -> dict[str, Any]:
    """Return a `regime` block with one set of rules that always holds."""
    return {"use": "rules", "rules": {"rules": {**LEGACY, **changes}}}
