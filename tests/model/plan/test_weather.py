"""The weather of a month takes days of a calendar: chance and days, drawn anew each year."""

from __future__ import annotations

from typing import Any

import numpy as np

import scenario
from scenario.analysis.schedule.causes import Cause
from scenario.analysis.schedule.delay import delay_by_cause
from scenario.analysis.sensitivity.tornado import tornado_bars
from scenario.model.plan.seasons import months_of
from scenario.model.project_plan import compile_plan
from scenario.project.sections.root import Project
from tests.model.both import differences
from tests.model.clock import planned, project

RAIN = {"probability": 0.4, "days": {"triangular": [1, 3, 8]}}


def a_project(weather: dict[str, Any], horizon: str = "24 months", days: float = 50) -> Project:
    return project(
        {"dig": {"duration": days, "calendar": "site"}, "draw": {"duration": days}},
        project={"name": "Rain", "start": "2026-01-05", "horizon": horizon},
        calendars={"site": {"week": "all", "weather": weather}},
    )


def test_each_month_of_the_horizon_has_weather_of_its_own() -> None:
    described = a_project({"jan": RAIN, "dec": RAIN})

    assert months_of(described, "jan") == [(-4, 27), (361, 392), (726, 757)]
    assert months_of(described, "dec") == [(330, 361), (695, 726)]
    names = compile_plan(described).luck.names
    assert [name for name in names if name.endswith("instant")] == [
        f"calendars.site.weather.{month}[{number}].instant"
        for month, number in (("jan", 0), ("jan", 1), ("jan", 2), ("dec", 0), ("dec", 1))
    ]


def test_what_is_worked_in_the_calendar_loses_its_days_and_nothing_else_does() -> None:
    study = scenario.simulate(a_project({"feb": {"probability": 1, "days": 3}}), 50)

    assert set(study.days["dig"]) == {50.0, 53.0}
    assert abs((study.days["dig"] > 50).mean() - 23 / 28) < 0.15  # day 50 is 24 February
    assert set(study.days["draw"]) == {50.0}


def test_it_comes_as_often_as_it_is_said_to_and_takes_what_is_drawn() -> None:
    study = scenario.simulate(a_project({"feb": RAIN}, days=80), 1000)
    lost = study.days["dig"] - 80

    assert abs((lost > 0).mean() - 0.4) < 0.05
    assert abs(lost[lost > 0].mean() - 4) < 0.3  # the mean of the triangle


def test_the_plan_has_no_weather() -> None:
    described = a_project({"feb": {"probability": 1, "days": 3}})

    blocks = described.resolved()
    assert planned(blocks["activities"], calendars=blocks["calendars"])["dig"] == (0, 50)


def test_both_clocks_have_the_same_weather() -> None:
    assert list(differences(a_project({"jan": RAIN, "feb": RAIN, "mar": RAIN}), 60)) == []


def test_it_is_a_cause_of_delay_and_a_bar_of_the_tornado() -> None:
    study = scenario.simulate(a_project({"feb": RAIN}), 300)
    told = delay_by_cause(study, ["dig"])

    assert told.causes == (Cause("weather", "site"),)
    saved = float((study.days["dig"] - 50).mean())
    np.testing.assert_allclose(told.table("dig")["delay"].iloc[0], saved, atol=1e-9)
    assert "calendars.site.weather.feb" in [bar.name for bar in tornado_bars(study, "dig")]
    assert tornado_bars(study, "draw") == []
