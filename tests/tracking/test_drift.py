"""Drift: odds over reports, and what moved them adds up exactly."""

# ruff: noqa: E501 - statements on a line

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import scenario
from scenario.cli import main
from scenario.project.sections.root import Project
from scenario.study.settings import RunSettings
from scenario.study.storage.manifest import StudyError
from scenario.tracking.as_of import as_of, news
from scenario.tracking.drift import changed_paths, drift, moves
from scenario.tracking.reports import keep_report, reports_in

AB = """\
project: {{name: AB, start: 2026-01-01}}
activities:
  a: {{duration: {{uniform: [10, 20]}}}}
  b: {{name: {{en: Second, zh: 第二项}}, duration: {{uniform: {b}}}, after: [a]}}
  c: {{duration: {{uniform: [1, 3]}}, after: [a]}}
targets: [{{node: b, within: 25 days}}]
"""
SETTINGS = RunSettings(runs=4000, keep="dates")


def ab(folder: Path, statement: str, b: str = "[5, 15]") -> Project:
    """Return two works one after the other, with a statement."""
    (folder / "ab.yaml").write_text(AB.format(b=b), encoding="utf-8")
    (folder / "s.yaml").write_text(f"form: scenario-actuals-1\nproject: AB\n{statement}")
    return scenario.load(folder / "ab.yaml", actuals=folder / "s.yaml")


FIRST = "data_date: 2026-01-01\n"
RUNNING = "data_date: 2026-01-13\nactivities: {a: {started: 2026-01-01}}\n"
LATER = "data_date: 2026-01-21\nactivities: {a: {started: 2026-01-01, finished: 2026-01-15}, b: {started: 2026-01-16}}\n"


def test_the_attribution_is_that_of_the_closed_form(tmp_path: Path) -> None:
    """Progress first (A has lasted 12 days: 0.5 to 0.4), then assumptions (B is a day shorter: back to 0.5)."""
    before = keep_report(ab(tmp_path, FIRST), SETTINGS, tmp_path / "reports")
    after = keep_report(ab(tmp_path, RUNNING, "[4, 14]"), SETTINGS, tmp_path / "reports")

    (move,) = moves(before, after)

    assert move.then == pytest.approx(0.5, abs=0.03)
    assert move.of("progress") == pytest.approx(-0.1, abs=0.03)
    assert move.of("assumptions") == pytest.approx(0.1, abs=0.03)
    assert (move.of("luck"), move.of("program")) == (0.0, 0.0)
    assert move.now == pytest.approx(0.5, abs=0.03)
    assert sum(step.effect for step in move.steps) == pytest.approx(move.now - move.then, abs=1e-12)


def test_parts_add_up_exactly_over_news_seeds_and_paths(tmp_path: Path) -> None:
    before = keep_report(ab(tmp_path, RUNNING), SETTINGS, tmp_path / "reports")
    other = ab(tmp_path, LATER, "[4, 14]").model_copy()
    after = keep_report(other, RunSettings(runs=3000, seed=2, keep="dates"), tmp_path / "reports")

    (move,) = moves(before, after)

    assert sum(step.effect for step in move.steps) == pytest.approx(move.now - move.then, abs=1e-12)
    assert move.of("luck") != 0.0
    named = [(each.node, each.what) for step in move.steps for each in step.news]
    assert named == [("a", "finished"), ("b", "started")]
    assert len(move.largest) == 3


def test_what_was_known_at_a_day_between_is_what_came_before_it(tmp_path: Path) -> None:
    earlier, later = ab(tmp_path, FIRST).statement, ab(tmp_path, LATER).statement
    assert earlier is not None
    assert later is not None

    known = as_of(earlier, later, dt.date(2026, 1, 15))

    assert known.data_date == dt.date(2026, 1, 15)
    assert known.activities["a"].started == dt.date(2026, 1, 1)
    assert known.activities["a"].finished is None
    assert "b" not in known.activities
    assert [each.node for each in news(earlier, later)] == ["a", "b"]


def test_reports_are_told_in_order_and_never_rewritten(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    keep_report(ab(tmp_path, RUNNING), SETTINGS, folder)

    with pytest.raises(StudyError, match="comes too late"):
        keep_report(ab(tmp_path, FIRST), SETTINGS, folder)
    with pytest.raises(StudyError):
        keep_report(ab(tmp_path, RUNNING, "[4, 14]"), SETTINGS, folder)

    again = keep_report(ab(tmp_path, RUNNING), SETTINGS, folder)
    assert [report.data_date for report in reports_in(folder)] == [dt.date(2026, 1, 13)]
    assert drift([again])["odds"].iloc[0] == again.study.odds()["odds"].iloc[0]


def test_changed_paths_are_told_three_keys_deep() -> None:
    one = {"activities": {"a": {"duration": {"uniform": [1, 2]}}}, "staff": {"clerk": 1}}
    other = {"activities": {"a": {"duration": {"uniform": [1, 3]}}}, "staff": {"clerk": 1}, "phases": ["p1"]}

    assert list(changed_paths(one, other)) == [("activities", "a", "duration"), ("phases",)]


def test_the_commands_keep_reports_and_tell_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "reports")
    for statement in (FIRST, RUNNING, LATER):
        ab(tmp_path, statement)
        kept = ["track", str(tmp_path / "ab.yaml"), "--actuals", str(tmp_path / "s.yaml"), "--report", folder]
        assert main([*kept, "-n", "500"]) == 0
    capsys.readouterr()

    assert main(["drift", folder, "--json", str(tmp_path / "d.json")]) == 0
    page = capsys.readouterr().out
    assert main(["drift", folder, "--lang", "zh", "--last", "2"]) == 0
    chinese = capsys.readouterr().out

    assert "2026-01-01 → 2026-01-13" in page
    assert "time passed without news" not in page  # the last pair has news
    assert "主要变动" in chinese
    assert "第二项" in chinese
    told = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert len(told["reports"]) == 3
    for move in told["moves"]:
        parts = sum(move[kind] for kind in ("progress", "assumptions", "luck", "program"))
        assert parts == pytest.approx(move["now"] - move["then"], abs=1e-12)
    assert main(["drift", str(tmp_path / "none")]) == 2
    assert "there is no report here" in capsys.readouterr().err
    assert main(["drift", folder, "--target", "c within 3 days"]) == 2
