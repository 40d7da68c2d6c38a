"""`bid --solve PATH`: any number of a file, whether more of it is better, worse, or neither."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.analysis.bidding.parcels import parcel


@pytest.fixture
def file(tmp_path):
    described = parcel(
        targets=[{"measure": "project_irr", "at_least": 0.12, "odds": 0.8}], price=200e6
    ).resolved()
    path = tmp_path / "parcel.yaml"
    path.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    return path


def kept(command, tmp_path, *arguments) -> list[dict[str, float]]:
    told = command("bid", *arguments, "-n", 200, "--json", tmp_path / "found.json")
    assert told.code == 0, told.err
    return json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["kept"]


def test_the_land_price_that_is_solved_for_is_the_bid(command, file, tmp_path) -> None:
    (stretch,) = kept(command, tmp_path, file, "--solve", "land.price", "--to", 500e6)
    assert command("bid", file, "-n", 200, "--json", tmp_path / "bid.json").code == 0

    bid = json.loads((tmp_path / "bid.json").read_text(encoding="utf-8"))["bid"]["price"]
    assert stretch["to"] == pytest.approx(bid, rel=2e-3)
    assert stretch["from_grid"]


def test_more_deed_tax_is_worse_and_what_no_value_keeps_is_told(command, file, tmp_path) -> None:
    (stretch,) = kept(command, tmp_path, file, "--solve", "land.deed_tax", "--from", 0.001, "--to", 0.5)

    assert 0.001 <= stretch["from"] < stretch["to"] < 0.5
    assert kept(command, tmp_path, file, "--solve", "land.price", "--from", 600e6, "--to", 700e6) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--solve", "land.pric"), "no number above 0 stands at land.pric"),
        (("--solve", "land.price", "--to", 1), "is no range"),
        (("--to", 5), "--to: it is the end of what --solve seeks"),
        (("--solve", "land.nothing", "--from", 1, "--to", 2), "nothing"),
    ],
)
def test_what_cannot_be_solved_is_refused(command, file, arguments, words) -> None:
    told = command("bid", file, *arguments)

    assert told.code == 2
    assert words in " ".join(told.err.split())
