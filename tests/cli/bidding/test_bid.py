"""The command `bid`, as people and programs use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.analysis.bidding.parcels import parcel
from tests.cli.conftest import CASH, RIVERSIDE, SCHEDULE


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a parcel that requires odds of its own, with a floor price."""
    described = parcel(
        targets=[{"measure": "project_irr", "at_least": 0.12, "odds": 0.8}],
        site={"area": 50_000, "far": 2.0, "above_ground": 100_000},
    ).resolved()
    del described["land"]["price"]
    described["land"]["floor_price"] = 3_000
    path = tmp_path_factory.mktemp("bids") / "parcel.yaml"
    path.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(("lang", "leads"), [("en", "Pay up to"), ("zh", "报价不超过")])
def test_the_page_leads_with_the_price_to_pay(command, file, lang, leads, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    told = command("bid", file, "-n", 300, "--lang", lang)

    assert told.code == 0, told.err
    lines = [line.strip() for line in told.out.splitlines() if line.strip()]
    assert lines[3].startswith(leads)
    assert max(len(line) for line in told.out.splitlines()) <= 80


def test_document_page_and_picture_are_written(command, file, tmp_path) -> None:
    targets = {ending: tmp_path / f"bid.{ending}" for ending in ("json", "html", "png")}

    options = [part for ending, at in targets.items() for part in (f"--{ending}", at)]
    told = command("bid", file, "-n", 300, *options)

    assert told.code == 0, told.err
    document = json.loads(targets["json"].read_text(encoding="utf-8"))
    assert document["file_price"] == 300e6
    assert document["bid"]["low"] < document["bid"]["price"] < document["bid"]["high"]
    assert document["bid"]["floor_price"] == pytest.approx(document["bid"]["price"] / 100_000)
    assert "<script" not in targets["html"].read_text(encoding="utf-8")
    assert targets["png"].read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((SCHEDULE, "--odds", "0.8"), "the project buys no land"),
        ((RIVERSIDE,), "no odds are required"),
        ((CASH, "--odds", "0.8"), "the project buys no land"),
        ((RIVERSIDE, "--odds", "80"), "--odds: 80 are no odds"),
        ((RIVERSIDE, "--odds", "0.8", "--from", "-1"), "--from: -1 is no price"),
    ],
)
def test_what_cannot_be_answered_is_refused(command, arguments, words) -> None:
    told = command("bid", *arguments)

    assert told.code == 2
    assert words in " ".join(told.err.split())
    assert not told.out
