"""Networks small enough to know the answer."""

from __future__ import annotations

from typing import Any

import scenario
from scenario.analysis import Study
from scenario.project.sections.root import Project


def network(activities: dict[str, Any], **blocks: Any) -> Project:
    """Return a schedule with these activities; a quantity stands for work that waits for nothing."""
    rows = {
        name: row if isinstance(row, dict) and "duration" in row else {"duration": row}
        for name, row in activities.items()
    }
    header = {"name": "Known", "start": "2026-01-05", "horizon": "240 months"}
    return Project.model_validate({"project": header, "activities": rows, **blocks})


def study_of(activities: dict[str, Any], runs: int = 1000, seed: int = 1, **blocks: Any) -> Study:
    """Simulate a small network."""
    return scenario.simulate(network(activities, **blocks), runs, seed)


def after(*others: str, duration: Any = 0) -> dict[str, Any]:
    """Return an activity that waits for others."""
    return {"duration": duration, "after": list(others)}
