"""As many runs as a precision takes, and none that had a say in how many there are."""

from __future__ import annotations

import numpy as np
import pytest

import scenario
from scenario.analysis.precision.until import PILOT_FIRST, SURE, whole_chunks
from scenario.project import Project
from scenario.rules.odds import runs_after, runs_for, wilson

STUDIES = 20_000
DATA = {
    "project": {"name": "Small", "start": "2026-01-05", "horizon": "24 months"},
    "activities": {"build": {"duration": {"uniform": [0, 100]}}},
    "targets": [{"node": "build", "within": "20 days"}, {"node": "build", "within": "97 days"}],
}


def project(**changes: object) -> Project:
    return Project.model_validate(DATA | changes)


def odds_of_studies(odds: float, half_width: float, pilot: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how many runs each of many studies takes by the rule, and how many of them meet a target."""
    luck = np.random.default_rng(20251027)
    piloted, where = np.unique(luck.binomial(pilot, odds, STUDIES), return_inverse=True)
    needs = [
        min(whole_chunks(n), runs_for(half_width))
        for n in runs_after(piloted / pilot, pilot, half_width, SURE)
    ]
    runs = np.array(needs)[where]
    return runs, luck.binomial(runs, odds)


@pytest.mark.parametrize("odds", [0.5, 0.3, 0.1, 0.04, 0.02, 0.97])
def test_odds_are_unbiased_intervals_cover_and_are_as_narrow_as_asked(odds: float) -> None:
    runs, met = odds_of_studies(odds, half_width=0.01, pilot=960)

    low, high = wilson(met, runs)
    shares = met / runs
    assert abs(shares.mean() - odds) < 4 * shares.std() / STUDIES**0.5
    assert ((low <= odds) & (odds <= high)).mean() > 0.945
    assert ((high - low) / 2 > 0.01).mean() < 1e-3


@pytest.mark.parametrize("odds", [0.05, 0.02, 0.01])
def test_to_stop_when_the_interval_is_narrow_would_bias_the_odds(odds: float) -> None:
    """The rule that is not taken: look every 50 runs, stop as soon as the half-width is 0.02."""
    luck = np.random.default_rng(20251027)
    runs = np.arange(50, runs_for(0.02) + 50, 50)
    met = luck.binomial(50, odds, (STUDIES // 4, len(runs))).cumsum(axis=1)
    low, high = wilson(met, runs)

    stop = ((high - low) / 2 <= 0.02).argmax(axis=1)
    shares = met[np.arange(len(met)), stop] / runs[stop]

    assert shares.mean() - odds < -10 * shares.std() / len(met) ** 0.5
    assert shares.mean() < 0.97 * odds


def test_the_answer_is_the_study_of_so_many_runs() -> None:
    needed = scenario.runs_needed([project()], 0.02)

    study = scenario.simulate(project(), until=0.02)

    assert study.runs == needed.runs < needed.worst
    assert study.met.equals(scenario.simulate(project(), needed.runs).met)
    assert ((study.odds()["high"] - study.odds()["low"]) / 2 <= 0.02).all()
    assert (needed.target, needed.pilot) == ("build within 20 days", 250)


def test_workers_change_nothing() -> None:
    assert scenario.runs_needed([project()], 0.012, workers=2) == scenario.runs_needed([project()], 0.012)


def test_scenarios_take_the_runs_of_the_one_that_needs_most() -> None:
    near = project(targets=[{"node": "build", "within": "50 days"}])
    far = project(targets=[{"node": "build", "within": "97 days"}])

    assert scenario.runs_needed([far, near], 0.01).runs == scenario.runs_needed([near], 0.01).runs
    assert scenario.runs_needed([far], 0.01).runs < scenario.runs_needed([near], 0.01).runs


def test_no_run_of_the_pilot_is_one_of_the_study() -> None:
    luck = scenario.simulate(project(), 50, first=PILOT_FIRST).draws

    assert not np.isin(luck.to_numpy(), scenario.simulate(project(), 1000).draws.to_numpy()).any()


def test_where_the_worst_case_is_cheap_there_is_no_pilot() -> None:
    needed = scenario.runs_needed([project()], 0.05)

    assert (needed.runs, needed.pilot, needed.target) == (381, 0, None)


@pytest.mark.parametrize("half_width", [0.0, -0.01, 0.5, float("nan")])
def test_a_half_width_that_is_none_is_refused(half_width: float) -> None:
    with pytest.raises(ValueError, match=r"write a half-width of odds between 0 and 0\.5, such as 0\.01"):
        scenario.simulate(project(), until=half_width)


def test_a_project_without_targets_is_refused() -> None:
    with pytest.raises(ValueError, match="scenario 'base' has no targets, hence no odds to be made precise"):
        scenario.simulate(project(targets=[]), until=0.01)
