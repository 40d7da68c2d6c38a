"""Forecasts are calibrated: the mean reforecast is the first forecast, and surer the later it is made."""

# ruff: noqa: E501 - a network in two lines

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from scenario.model.engines import CompiledClock, new_results
from scenario.model.plan.status import ExactDates
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.files.reading import parse
from scenario.project.files.validation import validated
from scenario.project.sections.root import Project
from tests.model.cut import with_statement

DURATIONS = {
    "a": "{uniform: [10, 30]}", "b": "{lognormal: [20, 18]}", "c": "{pert: [5, 15, 60]}", "d": "{exponential: 12}",
    "e": "{triangular: [10, 15, 40]}", "f": "{lognormal: [15, 14]}", "g": "{uniform: [5, 35]}", "h": "{pert: [10, 20, 50]}",
    "i": "{normal: [25, 5], min: 1}", "j": "{exponential: 10}", "k": "{uniform: [10, 20]}", "l": "{triangular: [5, 8, 30]}",
}  # fmt: skip
"""Twelve works, some of a variance so high that most of it is learnt in mid-work."""
AFTER = {
    "b": "a",
    "c": "a",
    "d": "b",
    "e": "b, c",
    "f": "c",
    "g": "d",
    "h": "e, f",
    "i": "f",
    "j": "g, h",
    "k": "h, i",
    "l": "j, k",
}
TEXT = "project: {name: Twelve, start: 2026-01-01}\nactivities:\n" + "".join(
    f"  {name}: {{duration: {duration}, after: [{AFTER.get(name, '')}]}}\n"
    for name, duration in DURATIONS.items()
)
FIRST_ODDS = (0.5, 0.8)
CUTS = (20.0, 45.0, 70.0, 95.0)
FORECAST = 400


@cache
def twelve() -> tuple[Project, Plan, np.ndarray]:
    """Return the project, its plan, and when it ends in very many runs [days]."""
    project = validated(parse(TEXT, "twelve.yaml"))
    plan = compile_plan(project)
    return project, plan, ends(plan, 7, 20_000)


def ends(plan: Plan, seed: int, runs: int) -> np.ndarray:
    """Return when the last work ends in some runs [days]."""
    results = new_results(plan, runs)
    CompiledClock(plan).run_many(plan.numbers(seed, 0, runs)[1], results)
    return np.asarray(results.finish[:, plan.timetable.ids.index("l")])


@dataclass(frozen=True)
class Forecasts:
    """What was forecast of each history at each cut: the odds of each target, and whether it ends past its P80."""

    odds: np.ndarray
    beyond: np.ndarray
    running: np.ndarray
    met: np.ndarray
    first: tuple[float, ...]


@cache
def forecasts(histories: int) -> Forecasts:
    """Return forecasts of some histories, each cut at some days and simulated on other luck."""
    project, plan, many = twelve()
    targets = np.quantile(many, FIRST_ODDS)
    results = new_results(plan, histories)
    CompiledClock(plan).run_many(plan.numbers(11, 0, histories)[1], results)
    last = plan.timetable.ids.index("l")
    odds = np.zeros((histories, len(CUTS), len(targets)))
    beyond, running = (np.zeros((histories, len(CUTS)), dtype=bool) for _ in range(2))
    for history in range(histories):
        start, finish = results.start[history], results.finish[history]
        for c, at in enumerate(CUTS):
            begun = np.where(start < at, start, np.nan)
            done = np.where(finish <= at, finish, np.nan)
            left = compile_plan(with_statement(project, at), exact=ExactDates(at, begun, done, done))
            told = ends(left, 1000 + history, FORECAST)
            odds[history, c] = [(told <= target).mean() for target in targets]
            running[history, c] = finish[last] > at
            beyond[history, c] = finish[last] > np.quantile(told, 0.8)
    met = results.finish[:, last, np.newaxis] <= targets
    return Forecasts(odds, beyond, running, met, tuple((many <= target).mean() for target in targets))


def check(found: Forecasts) -> None:
    """Check the mean of what is forecast, how often its P80 is passed, and that it gets surer."""
    count = len(found.odds)
    for t, first in enumerate(found.first):
        for c in range(len(CUTS)):
            told = found.odds[:, c, t]
            error = 3 * ((told.var() + first * (1 - first) / 20_000 * count) / count) ** 0.5
            assert abs(told.mean() - first) < error, (CUTS[c], first, told.mean(), error)
        brier = ((found.odds[:, :, t] - found.met[:, t, np.newaxis]) ** 2).mean(axis=0)
        assert brier[-1] < brier[0] < first * (1 - first) + 0.02, brier
    for c in range(len(CUTS)):
        share = found.beyond[found.running[:, c], c]
        error = 3 * (0.16 / len(share)) ** 0.5 + 0.5 / FORECAST
        assert abs(share.mean() - 0.2) < error, (CUTS[c], share.mean(), error)


@pytest.mark.slow
def test_the_mean_reforecast_is_the_first_forecast() -> None:
    check(forecasts(150))


@pytest.mark.long
def test_of_very_many_histories_too() -> None:
    check(forecasts(5000))


@pytest.mark.slow
def test_sampling_less_what_has_passed_is_too_sure() -> None:
    """Sampling whole durations and taking what has passed off is told apart by the same histories."""
    project, plan, many = twelve()
    results = new_results(plan, 150)
    CompiledClock(plan).run_many(plan.numbers(11, 0, 150)[1], results)
    target = np.quantile(many, 0.5)
    naive = []
    for history in range(150):
        start, finish = results.start[history], results.finish[history]
        begun, done = np.where(start < 45.0, start, np.nan), np.where(finish <= 45.0, finish, np.nan)
        left = compile_plan(with_statement(project, 45.0), exact=ExactDates(45.0, begun, done, done))
        assert left.status is not None
        assert left.known is not None
        whole = plan.numbers(1000 + history, 0, FORECAST)[1]
        numbers = left.numbers(1000 + history, 0, FORECAST)[1]
        for each in left.known.lasting:
            numbers[:, each.slot] = np.maximum(0.0, whole[:, each.slot] - each.passed)
        told = new_results(left, FORECAST)
        CompiledClock(left).run_many(numbers, told)
        naive.append((told.finish[:, left.timetable.ids.index("l")] <= target).mean())

    exact = forecasts(150).odds[:, CUTS.index(45.0), 0]

    assert np.mean(naive) - 0.5 > 3 * np.std(exact) / 150**0.5  # far too sure
