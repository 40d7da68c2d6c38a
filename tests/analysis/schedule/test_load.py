"""The load of a pool against sums by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis.schedule.load import load_of
from scenario.project import Project


def study(activities: dict[str, Any], crew: float = 3, start: str = "2026-01-05") -> scenario.Study:
    data = {"project": {"name": "A", "start": start}, "staff": {"crew": crew}, "activities": activities}
    return scenario.simulate(Project.model_validate(data), 20)


def test_a_week_counts_the_part_of_it_that_is_worked() -> None:
    found = load_of(
        study(
            {
                "a": {"duration": 10.5, "staff": {"crew": 2}},
                "b": {"duration": 7, "after": ["a:SS"], "staff": {"crew": 1}},
            }
        ),
        "crew",
    )

    assert found.weeks == (dt.date(2026, 1, 5), dt.date(2026, 1, 12))
    assert found.p50.tolist() == found.p90.tolist() == [3.0, 1.0]
    assert found.mean["a"].tolist() == [2.0, 1.0]
    assert found.mean["b"].tolist() == [1.0, 0.0]
    assert set(found.limit) == {3}


def test_weeks_begin_on_mondays_whatever_day_the_project_begins() -> None:
    found = load_of(study({"a": {"duration": 7, "staff": {"crew": 1}}}, start="2026-01-08"), "crew")

    assert found.weeks == (dt.date(2026, 1, 5), dt.date(2026, 1, 12))
    assert np.allclose(found.p50, [4 / 7, 3 / 7])


def test_activities_are_told_by_how_much_they_take() -> None:
    small, large = {"duration": 2, "staff": {"crew": 1}}, {"duration": 9, "staff": {"crew": 1}}

    assert list(load_of(study({"small": small, "large": large}), "crew").mean) == ["large", "small"]


def test_quantiles_are_over_the_runs() -> None:
    work = {"duration": {"discrete": {7: 0.6, 14: 0.4}}, "staff": {"crew": 2}}
    found = load_of(
        scenario.simulate(
            Project.model_validate(
                {
                    "project": {"name": "A", "start": "2026-01-05"},
                    "staff": {"crew": 2},
                    "activities": {"a": work},
                }
            ),
            500,
        ),
        "crew",
    )

    assert found.p50.tolist() == [2.0, 0.0]
    assert found.p90.tolist() == [2.0, 2.0]
    assert found.mean["a"].iloc[1] == pytest.approx(0.8, abs=0.15)


def test_nobody_is_busy_where_nothing_needs_them() -> None:
    found = load_of(study({"a": {"duration": 3}}), "crew")

    assert found.weeks == ()
    with pytest.raises(KeyError):
        load_of(study({"a": {"duration": 3}}), "clerks")
