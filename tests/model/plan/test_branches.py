"""Branches: exactly one of several paths is taken; stories by hand, on both clocks.

Origin: the *probabilistic branching* of schedule risk tools (GERT: Pritsker & Happ 1966), where what is left
out takes no time and uses no resource.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import scenario
from scenario.analysis.sensitivity.tornado import tornado_bars
from scenario.project.sections.root import Project
from tests.model.both import differences
from tests.model.clock import planned, project

SOIL = {
    "soil": {
        "rock": {"probability": 0.2, "activities": ["blast", "anchor"]},
        "clay": {"probability": 0.5, "activities": ["pile"]},
        "peat": {"probability": 0.3, "activities": ["dig"]},
    }
}
WORKS: dict[str, Any] = {
    "explore": 10,
    "blast": {"duration": 20, "after": ["explore"], "staff": {"crew": 2}},
    "anchor": {"duration": 7, "after": ["blast"]},
    "pile": {"duration": 12, "after": ["explore"], "staff": {"crew": 2}},
    "dig": {"duration": 40, "after": ["explore"], "staff": {"crew": 1}},
    "build": {"duration": 30, "after": ["anchor", "pile", "dig"]},
}


def a_project(works: dict[str, Any] = WORKS, **blocks: Any) -> Project:
    return project(works, **{"branches": SOIL, "staff": {"crew": 2}, **blocks})


def test_exactly_one_path_is_taken_as_often_as_it_is_said() -> None:
    study = scenario.simulate(a_project(), 1000)
    ends = study.days["build"] - 40

    assert set(ends) == {27.0, 12.0, 40.0}
    for days, chance in ((27.0, 0.2), (12.0, 0.5), (40.0, 0.3)):
        assert abs((ends == days).mean() - chance) < 0.05
    took = study.durations[["blast", "pile", "dig"]].to_numpy() > 0
    assert (took.sum(axis=1) == 1).all()


def test_the_plan_takes_the_most_probable_path() -> None:
    found = planned(WORKS, branches=SOIL, staff={"crew": 2})

    assert found["pile"] == (10, 22)
    assert found["blast"] == found["dig"] == (10, 10)
    assert found["build"] == (22, 52)


def test_what_is_left_out_waits_for_nobody() -> None:
    works = {**WORKS, "guard": {"duration": 100, "staff": {"crew": 2}, "priority": 1}, "end": {"duration": 1}}
    works["end"] = {"duration": 1, "after": ["blast", "dig"]}
    paths = {
        "soil": {
            "clay": {"probability": 1, "activities": ["pile"]},
            "rest": {"probability": 0, "activities": ["blast", "dig"]},
        }
    }
    study = scenario.simulate(a_project(works, branches=paths), 5)

    assert set(study.days["end"]) == {11.0}  # the crew guards until day 100
    assert set(study.days["pile"]) == {112.0}


def test_what_is_left_out_is_not_delayed_redone_or_sent_back() -> None:
    works = {**WORKS, "dig": {**WORKS["dig"], "pass": {"probability": 0, "redo": 9, "review": "again"}}}
    risks = {"late": {"probability": 1, "delay": {"dig": 11, "blast": 13}}}
    never = {
        "soil": {
            "clay": {"probability": 1, "activities": ["pile"]},
            "peat": {"probability": 0, "activities": ["dig", "blast"]},
        }
    }
    study = scenario.simulate(a_project(works, branches=never, risks=risks), 5)

    assert set(study.durations["dig"]) == set(study.durations["blast"]) == {0.0}


def test_what_is_left_out_costs_nothing_and_what_is_done_costs_all_of_it() -> None:
    cost = {
        "items": {
            "blasting": {"amount": 1_000_000, "over": ["blast", "anchor"], "pay": "direct"},
            "piles": {"amount": 300_000, "over": ["pile"], "pay": "direct"},
        }
    }
    cash = [{"node": "dig", "account": "other", "amount": -70_000}]
    study = scenario.simulate(a_project(cost=cost, cash=cash), 200)
    spent = -study.cash.groupby("run").sum()
    paid = spent["construction"].to_numpy()
    took = {name: study.durations[name].to_numpy() > 0 for name in ("blast", "pile", "dig")}

    np.testing.assert_allclose(paid, 1e6 * took["blast"] + 3e5 * took["pile"], atol=0.01)
    np.testing.assert_allclose(spent["other"].to_numpy(), 7e4 * took["dig"], atol=0.01)


def test_both_clocks_take_the_same_path_to_the_bit() -> None:
    works = {
        name: dict(each) if isinstance(each, dict) else {"duration": each} for name, each in WORKS.items()
    }
    for each in works.values():
        each["duration"] = {"triangular": [1, each["duration"], 60]}
    works["other"] = {"duration": {"triangular": [5, 20, 80]}, "staff": {"crew": 1}}
    works["also"] = {"duration": 9, "after": ["other", "dig:SS", "build:FF"], "staff": {"crew": 1}}

    assert list(differences(a_project(works), 100)) == []


def test_the_branch_is_a_bar_of_the_tornado() -> None:
    names = [bar.name for bar in tornado_bars(scenario.simulate(a_project(), 300), "build")]

    assert "branches.soil" in names
