"""Statements made of a simulated run can be used, and lead back to that run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.cli import main
from scenario.tracking.history import History
from tests.tracking.yard import yard


def test_statements_of_a_run_can_be_used_and_have_its_dates_and_money(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = yard(tmp_path)
    out = tmp_path / "history"
    asked = ["actuals", "from-run", str(tmp_path / "yard.yaml"), "--run", "3", "--out", str(out)]
    dates = ["2026-03-01", "2026-05-01", "2026-08-01"]

    assert main([*asked, *(part for day in dates for part in ("--data-date", day))]) == 0
    statements = [str(out / f"{day}.yaml") for day in dates]
    assert main(["actuals", "check", str(tmp_path / "yard.yaml"), *statements]) == 0
    assert capsys.readouterr().out.count("can be used (data date") == 3

    own = scenario.simulate(project, 1, first=3, keep="cash")
    study = scenario.track(tmp_path / "yard.yaml", statements[-1], runs=20, keep="cash")
    closed = dt.date(2026, 8, 1)
    months = sum(first < closed for first in own.months)
    sales = list(own.accounts).index("sales")
    assert np.abs(study.ledger[:, :months, sales] - own.ledger[0, :months, sales]).max() < 0.01
    done = [node for node in own.ids if own.days[node].iloc[0] <= 212.0]
    assert len(done) > 3
    assert np.abs(study.days[done].iloc[0] - own.days[done].iloc[0]).max() <= 1.0


def test_a_statement_of_a_run_says_that_it_is_simulated(tmp_path: Path) -> None:
    study = scenario.simulate(yard(tmp_path), 1, first=3, keep="cash")

    text = History(study).files(dt.date(2026, 5, 1))["2026-05-01.yaml"]

    assert str(text).startswith("# Simulated: run 3 of seed 1.")
    assert "closed: 2026-04" in str(text)


STORY = Path(__file__).parents[2] / "params" / "tracking" / "riverside"


def test_the_story_of_the_sample_can_be_used_and_its_odds_go_down_and_up_again() -> None:
    sample = STORY.parents[1] / "riverside.yaml"
    files = sorted(STORY.glob("*.yaml"))
    odds = [
        scenario.track(sample, STORY / f"{day}.yaml", runs=100, keep="measures").met.mean()
        for day in ("2026-03-01", "2026-04-01", "2026-09-01")
    ]
    launch = next(name for name in odds[0].index if name.startswith("sales_launch.p1"))

    assert len(files) == 10
    assert all(path.read_text(encoding="utf-8").startswith("# Simulated: run 3 of seed 1.") for path in files)
    assert odds[0][launch] > 0.4 > 0.2 > odds[1][launch]
    assert odds[2][launch] > 0.5
