"""The page of a bid, without a browser."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml

from scenario.views.widgets.bidding.land_bid import LandBid
from tests.analysis.bidding.parcels import parcel


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "parcel.yaml"
    path.write_text(yaml.safe_dump(parcel().resolved(), allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(("language", "leads"), [("en", "Pay up to"), ("zh", "报价不超过")])
def test_a_press_tells_the_price_to_pay_and_draws_the_curve(file, language, leads) -> None:
    page = LandBid(file, 200, 1, language)

    asyncio.run(page.run())

    answer, curve, details = (chart.value for chart in page.charts)
    assert leads in answer
    assert "<svg" in curve
    assert "<table" in details
    assert not any("stale" in chart._dom_classes for chart in page.charts)


def test_higher_odds_allow_a_lower_price(file) -> None:
    page = LandBid(file, 200, 1)
    asyncio.run(page.run())
    before = page.found

    page.required.value = 0.95

    assert before is not None
    assert page.found is not None
    assert page.found.price < before.price
    assert page.found.required[0].odds == 0.95


def test_a_project_that_price_does_not_move_is_told_so(file, tmp_path) -> None:
    described = parcel(targets=[{"node": "launch", "by": "2026-12-31"}]).resolved()
    file.write_text(yaml.safe_dump(described), encoding="utf-8")
    page = LandBid(file, 50, 1)

    asyncio.run(page.run())

    assert "no target depends on the land price" in page.status.value
