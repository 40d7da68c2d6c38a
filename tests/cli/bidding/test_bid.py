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


@pytest.fixture(scope="module")
def cheap(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the same parcel under another name, at a price to jump at."""
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    described["project"]["name"] = {"en": "Cheap", "zh": "便宜地"}
    described["land"]["floor_price"] = 2_000
    path = tmp_path_factory.mktemp("bids") / "cheap.yaml"
    path.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(("lang", "verdicts"), [("en", ("fail", "pass")), ("zh", ("未达到", "达到"))])
def test_parcels_are_compared_on_one_page(command, file, cheap, lang, verdicts, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    told = command("bid", file, cheap, "-n", 300, "--lang", lang)

    assert told.code == 0, told.err
    lines = [line.split() for line in told.out.splitlines() if line.strip()]
    rows = [line for line in lines if line[-1] in verdicts]
    assert [row[-1] for row in rows] == list(verdicts)
    assert rows[0][1] == rows[1][1], "one parcel has one price to pay, whatever its file says"
    assert max(len(line) for line in told.out.splitlines()) <= 80


def test_the_documents_of_parcels_are_those_of_each_alone(command, file, cheap, tmp_path) -> None:
    both, alone, page = tmp_path / "both.json", tmp_path / "alone.json", tmp_path / "both.html"

    assert command("bid", cheap, file, "-n", 200, "--json", both, "--html", page).code == 0
    assert command("bid", file, "-n", 200, "--json", alone).code == 0

    first, second = json.loads(both.read_text(encoding="utf-8"))
    assert (first.pop("verdict"), second.pop("verdict")) == ("pass", "fail")
    assert second == json.loads(alone.read_text(encoding="utf-8"))
    assert "Cheap" in page.read_text(encoding="utf-8")


def test_what_is_wrong_in_any_parcel_is_told_and_a_picture_is_of_one(command, file, cheap, tmp_path) -> None:
    broken, lost = tmp_path / "broken.yaml", tmp_path / "lost.yaml"
    broken.write_text("project: {name: X, start: soon}\n", encoding="utf-8")

    told = command("bid", file, broken, lost)
    drawn = command("bid", file, cheap, "--png", tmp_path / "curve.png")

    assert (told.code, drawn.code) == (2, 2)
    assert "broken.yaml" in told.err
    assert "lost.yaml" in told.err
    assert "--png: it draws the curve of one bid" in " ".join(drawn.err.split())
