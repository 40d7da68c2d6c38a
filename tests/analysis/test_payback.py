"""A payback that is shorter though things come later is told by its cause."""

from __future__ import annotations

import numpy as np
import pytest

import scenario
from scenario.analysis.payback import MONTH_ZERO, cause_of, first_positive, shorter_payback
from scenario.project import Project
from scenario.views.tables.notes import payback


def flows(works: list[float], sales: list[float]) -> dict[str, np.ndarray]:
    return {"works": np.array(works), "sales": np.array(sales)}


def test_the_first_month_above_nought_after_one_below() -> None:
    assert first_positive(np.array([-5.0, 4.0, 2.0])) == 2
    assert first_positive(np.array([5.0, 4.0])) is None
    assert first_positive(np.array([-5.0, 4.0])) is None


BASE = flows([-100, -100, 0, 0, 0], [0, 90, 60, 60, 60])


@pytest.mark.parametrize(
    ("other", "zeros", "cause"),
    [
        (BASE, (0, 0), None),
        (BASE, (0, 1), MONTH_ZERO),
        (flows([-100, -10, 0, 0, -90], [0, 90, 60, 60, 60]), (0, 0), "works"),
        (flows([-100, -100, 0, 0, 0], [0, 90, 120, 0, 60]), (0, 0), "sales"),
    ],
)
def test_the_cause_is_what_alone_brings_payback_forward(
    other: dict[str, np.ndarray], zeros: tuple[int, int], cause: str | None
) -> None:
    assert cause_of(BASE, other, zeros) == cause


def test_works_that_slip_past_the_sale_are_named() -> None:
    def described(day: str) -> Project:
        return Project.model_validate(
            {
                "project": {"name": "Late", "start": "2026-01-01", "horizon": "12 months"},
                "activities": {
                    "pit": {"duration": 10},
                    "tower": {"duration": 10, "level": 1, "not_before": day},
                },
                "cost": {
                    "items": {
                        "pit": {"amount": 1e6, "over": ["pit"]},
                        "tower": {"amount": 5e5, "over": ["tower"]},
                    }
                },
                "cash": [
                    {"on": f"2026-{month:02d}-28", "account": "sales", "amount": 4e5} for month in range(3, 8)
                ],
            }
        )

    first, late = (
        scenario.simulate(described(day), 2, engine="simpy") for day in ("2026-02-01", "2026-08-01")
    )

    found = shorter_payback(first, late)
    assert found is not None
    assert (found.months, found.node, found.cause) == (1, "tower", "works")
    assert "works are paid later" in payback(first, late, "en")[0]
    assert "工程款支付推迟" in payback(first, late, "zh")[0]
    assert payback(late, first, "en") == []
