"""What parts two files: changes by path, and effects of groups that add up to the change."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis.trace import effects as module
from scenario.analysis.trace.changes import Mixture, changes_between
from scenario.analysis.trace.effects import (
    drawn_orders,
    effects_of,
    exact_effects,
    sampled_effects,
)
from scenario.measures.targets import ALL_TARGETS
from scenario.project.sections.root import Project
from scenario.study.settings import RunSettings
from tests.analysis.trace.conftest import SAMPLE

SETTINGS = RunSettings(60, keep="measures")
CHANGED: dict[str, Any] = {
    "products.types.high_rise.price": 16_500,
    "products.types.high_rise.market_price": 16_500,
    "cost.items.structure.amount": 130_000_000,
    "activities.piling.duration": {"pert": [30, 40, 70]},
}


@pytest.fixture(scope="module")
def old() -> Project:
    return scenario.load(SAMPLE)


def game(groups: str) -> Callable[[frozenset[str]], np.ndarray]:
    """Two values of who is there: one that adds up, one that does not (a power of the sum)."""
    worth = {each: float(k + 1) for k, each in enumerate(groups)}
    return lambda chosen: np.array([total := sum(worth[g] for g in chosen), total**1.5])


def test_effects_are_the_mean_over_all_orders() -> None:
    value = game("abcd")
    orders = list(permutations(range(4)))
    by_hand = np.zeros((4, 2))
    for order in orders:
        before = frozenset[str]()
        for place in order:
            after = before | {"abcd"[place]}
            by_hand[place] += (value(after) - value(before)) / len(orders)
            before = after

    assert np.allclose(exact_effects("abcd", value), by_hand)


def test_effects_of_drawn_orders_leave_no_rest_and_come_near_the_exact_ones() -> None:
    value, groups = game("abcdefgh"), "abcdefgh"

    found, errors = sampled_effects(groups, value, drawn_orders(8, 1))
    exact = exact_effects(groups, value)

    assert np.allclose(found.sum(axis=0), value(frozenset(groups)) - value(frozenset()))
    assert np.allclose(found[:, 0], exact[:, 0])  # what only adds up has no order
    assert np.abs(found - exact)[:, 1].max() <= 0.1 * found[:, 1].sum()
    assert errors[:, 1].max() > 0


def test_changes_are_told_by_path_with_quantities_whole(old: Project) -> None:
    new = scenario.load(SAMPLE, CHANGED)

    found = {each.path: each for each in changes_between(old, new)}

    assert set(found) == set(CHANGED)
    assert found["cost.items.structure.amount"][1:] == (110_000_000, 130_000_000, "cost")
    assert found["activities.piling.duration"].new == {"pert": [30, 40, 70]}
    assert changes_between(old, old) == []


def test_effects_of_groups_add_up_to_the_change_and_agree_with_the_studies(old: Project) -> None:
    new = scenario.load(SAMPLE, CHANGED)

    told = effects_of(old, new, SETTINGS)
    before, after = (scenario.simulate(project, runs=60) for project in (old, new))
    names = [*told.targets, *told.measures]

    assert told.exact
    assert told.groups == ("activities", "price", "cost")
    assert np.nanmax(np.abs(told.rest)) < 1e-6
    assert told.old[names.index("net_margin >= 0.08")] == before.met["net_margin >= 0.08"].mean()
    assert told.new[names.index(ALL_TARGETS)] == after.joint_odds()["odds"]
    price, cost = (
        told.effects[told.groups.index(group), names.index("net_profit")] for group in ("price", "cost")
    )
    assert price > 0 > cost
    launch = names.index("sales_launch.p1 within 8 months of land_award")
    assert told.effects[told.groups.index("activities"), launch] < 0
    assert told.effects[told.groups.index("price"), launch] == 0


def test_more_groups_than_six_are_told_over_drawn_orders(
    old: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EXACT", 2)
    monkeypatch.setattr(module, "PAIRS", 2)

    told = effects_of(old, scenario.load(SAMPLE, CHANGED), SETTINGS)

    assert not told.exact
    assert np.nanmax(np.abs(told.rest)) < 1e-6
    assert told.to_json()["exact"] is False


def test_groups_that_need_each_other_are_told_as_one(old: Project) -> None:
    data = old.resolved()
    work = {**data["activities"], "survey_again": {"duration": 10, "after": ["land_award"]}}
    item = {"amount": 5e6, "from": "survey_again", "to": "completion_acceptance"}
    cost = {**data["cost"], "items": {**data["cost"]["items"], "again": item}}
    new = Project.model_validate(
        {**data, "activities": work, "cost": cost, "land": {**data["land"], "price": 7e8}}
    )

    groups = list(Mixture(old, new).groups)

    assert sorted(groups) == ["cost + activities", "land"] or sorted(groups) == ["activities + cost", "land"]


def test_odds_of_both_files_are_of_the_new_files_targets(old: Project) -> None:
    data = old.resolved()
    new = Project.model_validate({**data, "targets": [{"measure": "net_margin", "at_least": 0.05}]})

    told = effects_of(old, new, SETTINGS)

    assert told.targets == ("net_margin >= 0.05",)
    assert told.old[0] == told.new[0] > 0
    assert told.groups == ()
