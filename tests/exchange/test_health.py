"""Each check of a schedule's health on rows made for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scenario.exchange.health.checks import health
from scenario.exchange.health.records import (
    FOURTEEN,
    Check,
    Finding,
    HealthLink,
    HealthTask,
    Schedule,
)

NOW = dt.datetime(2026, 6, 1, 17)


def found(check: Check, *tasks: HealthTask, links: str = "", **more: Any) -> Finding:
    """Return what one check finds; links are written `a FS b`, `a FS+5 b`, with commas between."""
    written = [link.split() for link in links.split(",") if link]
    schedule = Schedule(
        tasks,
        [HealthLink(a, b, kind[:2], float(kind[2:] or 0)) for a, kind, b in written],  # type: ignore[arg-type]
        NOW,
        **more,
    )
    return next(finding for finding in health(schedule) if finding.check == check)


def chain(count: int, **more: Any) -> tuple[list[HealthTask], str]:
    tasks = [HealthTask(f"t{k}", "", **more) for k in range(count)]
    return tasks, ",".join(f"t{k} FS t{k + 1}" for k in range(count - 1))


def test_the_fourteen_come_first_and_each_once() -> None:
    tasks, _ = chain(3)
    schedule = Schedule(tasks, [HealthLink("t0", "t1", "FS")], NOW)

    checks = [finding.check for finding in health(schedule)]
    assert checks[:14] == list(FOURTEEN)
    assert len(set(checks)) == len(checks)


def test_open_ends_are_counted_over_unfinished_rows() -> None:
    tasks, links = chain(40)
    finding = found("logic", *tasks, HealthTask("done", "", done=True), links=links)

    assert finding.rows == ("t0", "t39")
    assert (finding.count, finding.of, finding.share) == (2, 40, 0.05)
    assert finding.passed

    assert not found("logic", *tasks, HealthTask("loose", ""), links=links).passed


def test_any_lead_fails_and_a_twentieth_of_lags_passes() -> None:
    tasks, links = chain(21)

    assert found("leads", *tasks, links=links).passed
    lead = found("leads", *tasks, links=links.replace("t3 FS t4", "t3 FS-2 t4"))
    assert not lead.passed
    assert lead.rows == ("t3 → t4 FS-2",)

    assert found("lags", *tasks, links=links.replace("t3 FS t4", "t3 FS+2 t4")).passed
    assert not found(
        "lags", *tasks, links=links.replace("t3 FS", "t3 FS+2").replace("t4 FS", "t4 FS+2")
    ).passed


def test_nine_in_ten_links_are_finish_to_start() -> None:
    tasks, links = chain(11)

    assert found("links", *tasks, links=links.replace("t3 FS", "t3 SS")).passed
    others = found("links", *tasks, links=links.replace("t3 FS", "t3 SS").replace("t4 FS", "t4 FF"))
    assert not others.passed
    assert others.rows == ("t3 → t4 SS", "t4 → t5 FF")


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("constraints", {"hard": True}),
        ("high_float", {"total_float": 44.5}),
        ("long", {"duration": 44.5}),
    ],
)
def test_a_twentieth_may_be_so_and_no_more(check: Check, change: dict[str, Any]) -> None:
    def tasks(so: int) -> list[HealthTask]:
        return [HealthTask(f"t{k}", "", **(change if k < so else {})) for k in range(20)]

    assert found(check, *tasks(1)).passed
    assert not found(check, *tasks(2)).passed
    assert found(check, *tasks(2)).rows == ("t0", "t1")


def test_what_is_just_so_long_is_not_longer() -> None:
    assert found("long", HealthTask("a", "", duration=44.0)).count == 0
    assert found("high_float", HealthTask("a", "", total_float=44.0)).count == 0


def test_milestones_hammocks_and_summaries_have_no_duration_to_judge() -> None:
    kinds: list[Any] = ["milestone", "hammock", "summary"]
    rows = [HealthTask(kind, "", kind=kind, duration=400, total_float=400) for kind in kinds]

    assert found("long", *rows).of == 0
    assert found("high_float", *rows).passed is None


def test_no_negative_float_is_let_pass() -> None:
    assert found("negative_float", HealthTask("a", "", total_float=0.0)).passed
    assert not found("negative_float", HealthTask("a", "", total_float=-1.0)).passed


def test_dates_on_the_wrong_side_of_the_data_date() -> None:
    before, behind = NOW - dt.timedelta(days=2), NOW + dt.timedelta(days=2)
    rows = [
        HealthTask("done_later", "", done=True, actual_start=before, actual_finish=behind),
        HealthTask("planned_before", "", start=before, finish=behind),
        HealthTask("under_way", "", start=before, actual_start=before, finish=behind),
        HealthTask("right", "", start=behind, finish=behind),
    ]

    assert found("dates", *rows).rows == ("done_later", "planned_before")


def test_missed_and_bei_count_what_the_baseline_has_done_by_now() -> None:
    due = NOW - dt.timedelta(days=10)
    rows = [
        HealthTask("kept", "", done=True, baseline_finish=due, actual_finish=due),
        HealthTask("late", "", done=True, baseline_finish=due, actual_finish=NOW),
        HealthTask("open", "", baseline_finish=due),
        HealthTask("early", "", done=True, baseline_finish=NOW + dt.timedelta(days=9), actual_finish=due),
        HealthTask("later", "", baseline_finish=NOW + dt.timedelta(days=9)),
    ]

    assert found("missed", *rows).rows == ("late", "open")
    bei = found("bei", *rows)
    assert (bei.count, bei.of, bei.share) == (3, 3, 1.0)
    assert bei.passed


def test_a_broken_critical_path_is_told() -> None:
    task = HealthTask("a", "")

    assert found("critical_path", task, end_moved=600.0).passed
    assert not found("critical_path", task, end_moved=420.0).passed
    assert found("critical_path", task).passed is None


def test_cpli_is_length_and_float_over_length() -> None:
    task = HealthTask("a", "")

    assert found("cpli", task, critical_length=100.0, end_float=-4.0).share == pytest.approx(0.96)
    assert not found("cpli", task, critical_length=100.0, end_float=-6.0).passed


def test_half_a_logic_is_told() -> None:
    rows = [HealthTask(name, "") for name in ("dangling", "floating", "sound", "after")]
    links = "dangling SS sound,sound FS after,sound FF floating,floating FS after"

    assert found("open_finish", *rows, links=links).rows == ("dangling", "floating")


def test_work_that_began_before_its_turn_is_told() -> None:
    early, late = NOW - dt.timedelta(days=9), NOW - dt.timedelta(days=2)
    rows = [
        HealthTask("first", "", done=True, actual_start=early, actual_finish=late),
        HealthTask("second", "", actual_start=early),
    ]

    assert found("out_of_sequence", *rows, links="first FS second").count == 1
    assert found("out_of_sequence", *rows, links="first SS second").count == 0


def test_links_that_others_say_already_are_told() -> None:
    rows = [HealthTask(name, "") for name in "abcd"]
    links = "a FS b,b FS c,a FS c,a FS b,c FS d"

    assert found("redundant", *rows, links=links).rows == ("a → c FS",)
    assert found("twice", *rows, links=links).rows == ("a → b FS",)
