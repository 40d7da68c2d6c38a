"""A small project with every kind of luck, and what tests change in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scenario.project import Project
from scenario.project.dotted_paths import set_path

DATA: dict[str, Any] = {
    "project": {"name": "Small", "start": "2026-01-05", "horizon": "24 months"},
    "staff": {"crew": 1},
    "activities": {
        "design": {"duration": {"pert": [20, 30, 50]}, "level": 1},
        "left": {"duration": {"uniform": [5, 15]}, "after": ["design"], "staff": {"crew": 1}},
        "right": {"duration": {"uniform": [5, 15]}, "after": ["design"], "staff": {"crew": 1}},
        "opening": {"duration": 1, "after": ["left", "right"], "level": 1},
    },
    "risks": {"rain": {"probability": 0.3, "delay": {"left": {"exponential": 5}}}},
    "cash": [
        {"on": "2026-01-10", "account": "land", "amount": -100},
        {"node": "opening", "account": "sales", "amount": {"triangular": [90, 120, 160]}},
    ],
    "targets": [
        {"measure": "project_irr", "at_least": 0.10},
        {"node": "opening", "within": "60 days"},
    ],
}


@pytest.fixture
def project() -> Callable[..., Project]:
    """Make the small project with values at some paths changed."""

    def changed(changes: dict[str, Any] | None = None) -> Project:
        data = DATA
        for path, value in (changes or {}).items():
            data = set_path(data, path, value)
        return Project.model_validate(data)

    return changed
