"""Dates of targets: the day that is named is wholly in time, the next one is late."""

from __future__ import annotations

from typing import Any

import pytest

import scenario
from tests.model.clock import project


def odds(duration: float, target: dict[str, Any], **more: Any) -> float:
    described = project({"permit": {"duration": duration, **more}}, targets=[{"node": "permit", **target}])
    return float(scenario.simulate(described, 4).odds()["odds"].iloc[0])


@pytest.mark.parametrize(("duration", "met"), [(10.5, 1.0), (11.0, 1.0), (11.0 + 2**-16, 0.0), (12.0, 0.0)])
def test_a_target_is_met_until_exactly_the_end_of_its_day(duration: float, met: float) -> None:
    assert odds(duration, {"by": "2026-01-15"}) == met  # the project starts on 5 January


@pytest.mark.parametrize(("duration", "met"), [(11.0, 1.0), (11.0 + 2**-16, 0.0)])
def test_a_span_is_kept_until_exactly_its_end(duration: float, met: float) -> None:
    assert odds(duration, {"within": "11 days"}) == met


def test_a_milestone_of_the_next_morning_is_late() -> None:
    assert odds(0, {"by": "2026-01-15"}, not_before="2026-01-16") == 0.0
    assert odds(0, {"by": "2026-01-16"}, not_before="2026-01-16") == 1.0
