"""A forecast from a data date: what is known is fixed, what is left is drawn from its law, odds are a martingale."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.cli import main
from scenario.measures.needs import NOT_TRACKED
from scenario.tracking.progress import progress_of
from scenario.tracking.track import track_document
from tests.tracking.yard import HEADER, yard

KNOWN = (
    HEADER + "activities:\n  award: {started: 2026-01-01, finished: 2026-01-10}\n"
    "  permit: {started: 2026-01-11, finished: 2026-02-20, sent_back: 1}\n"
    "  piles.p1: {started: 2026-02-21, finished: 2026-04-10}\n"
    "  piles.p2: {started: 2026-03-20}\n"
    "  launch.p1: {cancelled: true}\n"
    "risks: {relics.p1: {happened: false}}\n"
)
STILL = KNOWN.replace("risks: {", "risks: {relics.p2: {happened: false}, ")


def serial(folder: Path, statement: str) -> scenario.Project:
    """Return two works one after the other, with a target on their end."""
    (folder / "ab.yaml").write_text(
        "project: {name: AB, start: 2026-01-01}\nactivities:\n"
        "  a: {duration: {uniform: [10, 20]}}\n  b: {duration: {uniform: [5, 15]}, after: [a]}\n"
        "targets: [{node: b, within: 25 days}]\n"
    )
    (folder / "s.yaml").write_text(f"form: scenario-actuals-1\n{statement}")
    return scenario.load(folder / "ab.yaml", actuals=folder / "s.yaml")


@pytest.mark.parametrize(
    ("statement", "odds"),
    [
        ("data_date: 2026-01-01\n", 0.5),
        ("data_date: 2026-01-13\nactivities: {a: {started: 2026-01-01}}\n", 0.4),
        (
            "data_date: 2026-01-13\nactivities: {a: {started: 2026-01-01, finished: 2026-01-11}, b: {started: 2026-01-12}}\n",
            0.9,
        ),
        (
            "data_date: 2026-01-21\nactivities: {a: {finished: 2026-01-14}, b: {started: 2026-01-15}}\n",
            0.5555555555555556,
        ),
    ],
)
def test_odds_of_two_works_are_those_of_the_closed_form(statement: str, odds: float, tmp_path: Path) -> None:
    """The mean of what is told at day 12, 0.8 · 0.4 + 0.2 · 0.9, is what was told on the first day."""
    study = scenario.track(serial(tmp_path, statement), runs=20_000)

    told = float(study.odds()["odds"].iloc[0])

    assert told == pytest.approx(odds, abs=4 * (odds * (1 - odds) / 20_000) ** 0.5)


def test_what_is_known_is_fixed_and_the_rest_is_told(tmp_path: Path) -> None:
    study = scenario.track(yard(tmp_path, KNOWN), runs=200)
    found = progress_of(study)

    assert (study.days["award"] == 10.0).all()
    assert (study.days["piles.p2"] > 120.0).all()
    assert (study.starts["piles.p2"] == 78.0).all()
    assert found.counts == {"waiting": 8 - 1, "running": 1, "finished": 3, "cancelled": 1}
    assert [(each.node, each.rule, each.passed) for each in found.running] == [("piles.p2", "elapsed", 42.0)]
    risks = {each.name: (each.told, each.left) for each in found.risks}
    assert risks["risks.relics.p1"] == (True, 0.0)
    assert not risks["risks.relics.p2"][0]
    assert 0.0 < risks["risks.relics.p2"][1] < 0.3


def test_without_money_the_schedule_alone_is_tracked_and_said(tmp_path: Path) -> None:
    study = scenario.track(yard(tmp_path, KNOWN), runs=50)
    told = track_document(study)

    assert [row["target"] for row in told["targets"]] == ["launch.p1 within 5 months"]
    assert told["not_tracked"]["targets"] == ["equity_irr >= 0.1"]
    assert "equity_irr" in told["not_tracked"]["measures"]
    assert "equity_irr" not in told["measures"]
    assert study.not_modelled["equity_irr"] is NOT_TRACKED
    assert told["tracks_money"] is False


def test_work_that_has_lasted_too_long_is_contradicted_and_told_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = KNOWN.replace("2026-05-01", "2026-07-01")
    study = scenario.track(yard(tmp_path, statement), runs=200)

    assert track_document(study)["contradicted"] == ["piles.p2"]

    code = main(
        ["track", str(tmp_path / "yard.yaml"), "--actuals", str(tmp_path / "actuals.yaml"), "-n", "50"]
    )
    out = capsys.readouterr().out
    assert code == 0
    assert "it has lasted 103 days, and its duration is at most 60" in " ".join(out.split())


def test_more_days_passed_never_make_a_run_end_sooner(tmp_path: Path) -> None:
    days = []
    for date in ("2026-04-01", "2026-04-20", "2026-05-01"):
        study = scenario.track(
            yard(tmp_path, STILL.replace("2026-05-01", date).replace("2026-04-10", "2026-03-30")), runs=300
        )
        days.append(study.days["piles.p2"].to_numpy())

    assert (days[1] >= days[0] - 1e-6).all()
    assert (days[2] >= days[1] - 1e-6).all()


def test_the_page_and_the_json_tell_where_the_project_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yard(tmp_path, KNOWN)
    files = [str(tmp_path / "yard.yaml"), "--actuals", str(tmp_path / "actuals.yaml")]

    for language, words in {
        "en": ["Data date 2026-05-01", "3 finished, 1 under way", "Piling (p2)", "relics (p1): ruled out"],
        "zh": ["数据日期 2026-05-01", "已完成 3 项, 进行中 1 项", "未跟踪", "推算(未报送)"],
    }.items():
        assert main(["track", *files, "-n", "50", "--lang", language]) == 0
        out = capsys.readouterr().out
        assert all(word in out for word in words), out
        assert max(map(len, out.splitlines())) <= 100
    assert main(["track", *files, "-n", "50", "--json", str(tmp_path / "o.json")]) == 0
    told = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert {"data_date", "closed", "targets", "nodes", "measures", "earned", "variance", "lights"} <= set(
        told
    )
    assert told["status"]["piles.p2"]["remaining"]["rule"] == "elapsed"
    assert told["status"]["award"] == {"state": "finished", "started": "2026-01-01", "finished": "2026-01-10"}


def test_track_without_a_statement_says_what_to_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yard(tmp_path)

    assert main(["track", str(tmp_path / "yard.yaml")]) == 2
    assert "name the statement: --actuals FILE" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_template_is_a_statement_that_can_be_used(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yard(tmp_path)
    out = tmp_path / "2026-05.yaml"
    asked = [
        "actuals",
        "template",
        str(tmp_path / "yard.yaml"),
        "--data-date",
        "2026-03-01",
        "--out",
        str(out),
    ]

    assert main([*asked, "--lang", "zh", *(["--xlsx"] if kind == "xlsx" else [])]) == 0
    assert out.with_suffix(f".{kind}").exists()
    assert main(["actuals", "check", str(tmp_path / "yard.yaml"), str(out)]) == 0
    assert "can be used (data date 2026-03-01" in capsys.readouterr().out
    assert main([*asked]) == 2
    assert "--replace replaces it" in capsys.readouterr().err


def test_a_check_of_statements_tells_all_that_is_wrong_with_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yard(tmp_path)
    (tmp_path / "a.yaml").write_text(HEADER + "activities: {awards: {finished: 2026-01-10}}\n")
    (tmp_path / "b.yaml").write_text(HEADER + "regime: legacy\n")

    code = main(["actuals", "check", *(str(tmp_path / name) for name in ("yard.yaml", "a.yaml", "b.yaml"))])

    err = capsys.readouterr().err
    assert code == 2
    assert "did you mean 'award'" in err
    assert "there is no presale regime 'legacy'" in err


def test_finished_work_is_unchanged_by_any_later_luck(tmp_path: Path) -> None:
    one, other = (scenario.track(yard(tmp_path, KNOWN), runs=40, seed=seed) for seed in (1, 2))
    done = ["award", "permit", "piles.p1"]

    assert np.array_equal(one.days[done].to_numpy(), other.days[done].to_numpy())
