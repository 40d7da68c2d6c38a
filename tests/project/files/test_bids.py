"""The bids that come with the program: each checks, runs, and gives a price that money binds."""

from __future__ import annotations

import pytest

from scenario.analysis.bidding.bid import bid
from scenario.data import data
from scenario.project import check, load, load_scenarios
from scenario.project.sections.root import Project
from scenario.study.settings import RunSettings

BIDS = sorted(data("params", "bids").glob("*.yaml"), key=lambda path: path.name)


@pytest.mark.parametrize("file", BIDS, ids=lambda path: path.stem)
def test_a_bid_checks_in_every_scenario(file) -> None:
    assert check(file) == []
    assert all(project.site is not None for project in load_scenarios(file).values())


@pytest.mark.parametrize("file", BIDS, ids=lambda path: path.stem)
def test_a_bid_is_sensible(file) -> None:
    project = load(file)
    assert project.land is not None
    assert project.land.floor_price is not None

    found = bid(project, settings=RunSettings(runs=250))

    assert found.hopeless == ()
    assert found.low is not None
    assert found.file_price < found.low < 1.5 * found.file_price
    assert all(name.startswith(("equity_irr", "net_")) for name in found.binds), found.binds


def test_both_rules_of_presale_stand_side_by_side() -> None:
    found = load_scenarios(data("params", "bids", "riverside.yaml"))

    used = [_used(found[name]) for name in ("base", "topout", "completed")]
    assert used == ["topout", "topout", "completed"]


def test_names_are_in_both_languages() -> None:
    for file in BIDS:
        project = load(file)
        assert project.products is not None
        names = [project.project.name, *(each.name for each in project.products.types.values())]
        names += [each.name for each in project.activities.values()]
        assert all(name is not None and name.en and name.zh for name in names)


def _used(project: Project) -> str | None:
    assert project.regime is not None
    return project.regime.use
