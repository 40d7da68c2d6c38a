"""`scenario init --template high-rise|low-rise|mixed`: a parcel from six answers, checked and run at once."""

from __future__ import annotations

import io
import sys

import pytest

from scenario.analysis.bidding.bid import bid
from scenario.project import check, load
from scenario.project.files.parcel import TEMPLATES
from scenario.study.settings import RunSettings

ANSWERS = {
    "--name": "Lot 12",
    "--area": 55_000,
    "--far": 2.2,
    "--floor-price": 6_000,
    "--price": 16_000,
    "--tier": 2,
}


def given(**changed: object) -> list[object]:
    """Return the answers as options, some of them changed or left out."""
    answers = ANSWERS | {f"--{key.replace('_', '-')}": value for key, value in changed.items()}
    return [part for flag, value in answers.items() if value is not None for part in (flag, value)]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_parcel_is_written_checked_and_run(command, tmp_path, template) -> None:
    told = command("init", tmp_path, "--template", template, *given())

    assert told.code == 0, told.err
    file = tmp_path / "parcel.yaml"
    assert told.out.strip() == str(file)
    assert "Equity IRR ≥ 10 %: " in told.err
    assert check(file) == []
    assert (tmp_path / "project.schema.json").exists()
    assert 50 <= len(file.read_text(encoding="utf-8").splitlines()) <= 70
    project = load(file)
    assert project.site is not None
    assert project.land is not None
    assert project.site.above_ground == 121_000
    assert project.land.price.most_likely == pytest.approx(726e6)
    found = bid(project, settings=RunSettings(runs=100))
    assert found.low is not None
    assert not found.hopeless


def test_what_is_not_given_is_asked_on_a_terminal_until_it_is_usable(command, tmp_path, monkeypatch) -> None:
    terminal = io.StringIO("220\n2.5\n")
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)

    told = command("init", tmp_path, "--template", "high-rise", "--lang", "zh", *given(far=None))

    assert told.code == 0, told.err
    assert "容积率" in told.err
    assert "220 is out of range" in told.err
    site = load(tmp_path / "parcel.yaml").site
    assert site is not None
    assert site.far == 2.5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (given(far=None), "--far: there is no terminal to ask on; write it, such as --far 2.2"),
        (given(far=22), "--far: 22 is out of range; write a number from 0.3 to 12, such as 2.2"),
        (given(tier=7), "--tier: 7 is out of range; write a whole number from 1 to 4"),
        (given(area=-5, price=float("nan")), "--price: nan is out of range"),
        (given(name=" "), "--name: it is no name"),
    ],
)
def test_refused_answers_are_told_and_nothing_is_written(
    command, tmp_path, monkeypatch, arguments, words
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    told = command("init", tmp_path / "new", "--template", "mixed", *arguments)

    assert told.code == 2
    assert words in " ".join(told.err.split())
    assert not (tmp_path / "new").exists()


def test_nothing_is_replaced_and_other_templates_ask_nothing(command, tmp_path) -> None:
    (tmp_path / "parcel.yaml").write_text("mine", encoding="utf-8")

    taken = command("init", tmp_path, "--template", "mixed", *given())
    asked = command("init", tmp_path, "--template", "minimal", "--far", 2)

    assert (taken.code, asked.code) == (2, 2)
    assert "nothing is replaced" in taken.err
    assert (tmp_path / "parcel.yaml").read_text(encoding="utf-8") == "mine"
    assert "--far: the template minimal asks nothing" in " ".join(asked.err.split())


def test_a_name_of_any_signs_is_a_name(command, tmp_path) -> None:
    name = "湖: {#1} \"A\" 'B' \\ ${far}"

    told = command("init", tmp_path, "--template", "low-rise", *given(name=name))

    assert told.code == 0, told.err
    assert load(tmp_path / "parcel.yaml").project.name.to("en") == name
