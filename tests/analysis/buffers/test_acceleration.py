"""The cheapest acceleration, against every choice on small networks."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis import Study
from scenario.analysis.buffers.acceleration import Shortenings, accelerate
from scenario.analysis.buffers.reserves import given_reserves, time_reserves
from scenario.analysis.schedule.requirement import Requirement
from scenario.project import Project

RUNS = 80
START = dt.date(2026, 1, 5)


def network(seed: int, **more: Any) -> Project:
    """Two chains that meet, with drawn durations, prices and days that may be bought."""
    rng = np.random.default_rng(seed)

    def work(after: list[str]) -> dict[str, Any]:
        low = int(rng.integers(10, 30))
        crash = {"per_day": int(rng.integers(1, 9)) * 1000, "at_most": int(rng.integers(1, 4))}
        return {"duration": {"triangular": [low, low + 5, low + 20]}, "after": after, "crash": crash}

    activities = {
        "permit": work([]),
        "pit": work(["permit"]),
        "structure": work(["pit"]),
        "facade": work(["permit"]),
        "handover": {"duration": 0, "after": ["structure", "facade"], "level": 1},
    }
    blocks = {"project": {"name": "Small", "start": START}, "activities": activities, **more}
    return Project.model_validate(blocks)


def study_of(project: Project) -> Study:
    return scenario.simulate(project, RUNS, seed=3)


def by_share(study: Study, share: float) -> Requirement:
    """Return a date that the last node keeps in about this share of the runs."""
    day = float(np.quantile(study.days["handover"], share))
    return Requirement("handover", START + dt.timedelta(days=int(day)))


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_no_choice_of_days_is_cheaper(seed: int) -> None:
    study = study_of(network(seed))
    wanted = by_share(study, 0.5)
    may = Shortenings(study, wanted)
    every = list(itertools.product(*(range(most + 1) for most in may.most)))
    enough = [np.dot(may.prices, choice) for choice in every if may.met(choice).mean() >= 0.7 - 1e-12]

    found = accelerate(study, wanted, 0.7)

    assert found.proved
    assert enough
    assert found.cost == pytest.approx(min(enough))
    assert found.then[0] >= 0.7 - 1e-12 > found.now[0]


def test_what_is_bought_is_what_a_shorter_work_would_give() -> None:
    project = network(1)
    study = study_of(project)
    wanted = by_share(study, 0.5)
    may = Shortenings(study, wanted)
    data = project.resolved()
    triangle = data["activities"]["pit"]["duration"]["triangular"]
    data["activities"]["pit"]["duration"] = {"triangular": [x - 1 for x in triangle]}

    shorter = study_of(Project.model_validate(data))

    chosen = tuple(int(name == "pit") for name in may.names)
    assert (may.met(chosen) == wanted.met(shorter)).all()
    assert (may.met((0,) * len(chosen)) == wanted.met(study)).all()


def test_nothing_is_bought_where_nothing_is_needed_and_told_where_nothing_helps() -> None:
    study = study_of(network(2))

    assert accelerate(study, by_share(study, 1.0), 0.5).shortened == ()
    hopeless = accelerate(study, Requirement("handover", START + dt.timedelta(days=20)), 0.5)
    assert hopeless.shortened is None
    assert not hopeless.proved
    assert hopeless.then[0] < 0.5


def test_what_people_may_turn_round_is_not_called_proved() -> None:
    crew = {"staff": {"crew": 1}}
    project = network(1)
    data = project.resolved() | crew
    for name in ("pit", "facade"):
        data["activities"][name]["staff"] = {"crew": 1}
    study = study_of(Project.model_validate(data))

    found = accelerate(study, by_share(study, 0.5), 0.6)

    assert not found.proved
    assert found.then[0] >= 0.6


def test_what_others_start_with_is_not_called_proved() -> None:
    data = network(1).resolved()
    data["activities"]["facade"]["after"] = ["permit:SS+5"]
    study = study_of(Project.model_validate(data))

    assert not accelerate(study, by_share(study, 0.5), 0.6).proved


def test_without_a_price_a_day_nothing_can_be_bought() -> None:
    data = network(1).resolved()
    for activity in data["activities"].values():
        activity.pop("crash", None)
    study = study_of(Project.model_validate(data))

    with pytest.raises(ValueError, match="crash"):
        accelerate(study, by_share(study, 0.5))


def test_buffers_of_all_nodes_hold_together_and_those_of_the_file_are_judged() -> None:
    data = network(1).resolved()
    data["activities"]["pit"]["level"] = 1
    data["buffers"] = [{"before": "handover", "days": 10}, {"before": "pit", "days": 0}]
    study = study_of(Project.model_validate(data))

    found = time_reserves(study, 0.8)
    ten, none = given_reserves(study)

    late = {each.of: np.ceil(study.days[each.of] - 1e-6) - each.planned for each in found.each}
    kept = np.logical_and.reduce([late[each.of] <= each.size for each in found.each])
    assert kept.mean() == pytest.approx(found.together)
    assert found.together >= 0.8
    assert found.total == sum(each.size for each in found.each) > 0
    assert ten.kept == pytest.approx((late["handover"] <= 10).mean())
    assert none.kept == pytest.approx((late["pit"] <= 0).mean())
    assert none.kept < ten.kept
