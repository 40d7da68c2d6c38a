"""Progress between the earliest and the latest that the plan allows, against sums by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis.schedule.progress import progress_of
from scenario.project import Project


def study(activities: dict[str, Any], runs: int = 1) -> scenario.Study:
    data = {"project": {"name": "A", "start": "2026-01-05"}, "activities": activities}
    return scenario.simulate(Project.model_validate(data), runs)


def at(found: Any, name: str, day: float) -> float:
    return float(np.interp(day, found.days, getattr(found, name)))


def test_early_and_late_differ_by_the_float() -> None:
    """a takes 20 days, b 5 of them, whenever it likes: 25 days of work."""
    found = progress_of(
        study({"a": {"duration": 20}, "b": {"duration": 5}, "c": {"duration": 0, "after": ["a", "b"]}})
    )

    assert found is not None
    assert at(found, "early", 5) == pytest.approx(10 / 25, abs=0.01)
    assert at(found, "late", 5) == pytest.approx(5 / 25, abs=0.01)
    assert at(found, "late", 15) == pytest.approx(15 / 25, abs=0.01)
    assert found.early[-1] == found.late[-1] == 1


def test_a_run_that_goes_by_the_plan_is_the_earliest() -> None:
    found = progress_of(study({"a": {"duration": 20}, "b": {"duration": 5, "after": ["a:SS+3"]}}))

    assert found is not None
    assert np.allclose(found.p50, found.early)


def test_what_never_ends_stays_undone() -> None:
    gate = {"duration": 5, "refuse": {"probability": 1}}
    found = progress_of(study({"a": gate, "b": {"duration": 15, "after": ["a"]}}, runs=5))

    assert found is not None
    assert found.p50[-1] == pytest.approx(0.25)


def test_quantiles_are_in_order() -> None:
    found = progress_of(study({"a": {"duration": {"pert": [5, 10, 30]}}}, runs=200))

    assert found is not None
    assert (found.p10 <= found.p50).all()
    assert (found.p50 <= found.p90).all()


def test_there_is_no_progress_without_work() -> None:
    assert progress_of(study({"a": {"duration": 0}})) is None
