import datetime as dt

import numpy as np
import pytest

import scenario
from scenario.analysis.schedule.plan_levels import CONTROLS, STAGES, Choice, monthly, of_level, special_plans
from scenario.analysis.schedule.plan_rows import Wait, plan_rows

RIVERSIDE = "params/riverside.yaml"


@pytest.fixture(scope="module")
def study():
    return scenario.simulate(scenario.load(RIVERSIDE), 60)


@pytest.fixture(scope="module")
def rows(study):
    return plan_rows(study)


@pytest.fixture
def planned(tmp_path):
    """Simulate a small project written as YAML, and return its rows by id."""

    def made(text, runs=20, node=None):
        file = tmp_path / "small.yaml"
        file.write_text(f"project: {{name: Small, start: 2026-01-05}}\n{text}")
        found = scenario.simulate(scenario.load(file), runs)
        return found, {row.id: row for row in plan_rows(found, node)}

    return made


def test_every_activity_has_one_row_and_the_dates_of_the_study(study, rows):
    summary = study.node_summary(study.ids)

    assert [row.id for row in rows] == list(study.ids)
    for row in rows:
        assert row.likely.finish["p80"] == summary["p80"][row.id]
        assert row.likely.start["p50"] <= row.likely.finish["p50"] <= row.likely.finish["p80"]
        assert row.critical == pytest.approx(study.criticality()[row.id])


def test_the_master_plan_holds_the_key_nodes_with_the_same_dates(rows):
    key_nodes, master = of_level(rows, 1), of_level(rows, 2)

    assert {row.id for row in key_nodes} < {row.id for row in master}
    assert all(row in master for row in key_nodes)
    assert len(key_nodes) == 12


def test_each_activity_stands_in_the_master_or_the_special_plans_or_is_its_departments_own(rows):
    named = [row.id for level in (2, 3) for row in of_level(rows, level)]
    own = [row.id for row in rows if row.level == 4]

    assert sorted([*named, *own]) == sorted(row.id for row in rows)


def test_special_plans_lie_within_their_stage(study, rows):
    groups = special_plans(study, rows)

    assert sum(len(group.rows) for group in groups) == sum(row.level == 3 for row in rows)
    assert [STAGES.index(group.stage) for group in groups] == sorted(STAGES.index(g.stage) for g in groups)
    for group in groups:
        for row in group.rows:
            assert (row.stage, row.phase) == (group.stage, group.phase)
            for quantile in ("p10", "p50", "p80", "p90"):
                assert group.span.start[quantile] <= row.likely.start[quantile]
                assert row.likely.finish[quantile] <= group.span.finish[quantile]


def test_a_stage_ends_when_its_last_work_does_run_by_run(study, rows):
    group = next(g for g in special_plans(study, rows) if (g.stage, g.phase) == ("service", "p1"))
    members = [row.id for row in rows if (row.stage, row.phase) == ("service", "p1")]

    assert group.span.finish["p80"] == pytest.approx(np.quantile(study.days[members].max(axis=1), 0.8))


def test_the_months_of_an_activity_follow_each_other_and_add_up_to_its_work(study, rows):
    parts = monthly(study, rows)

    assert [part.month for part in parts] == sorted(part.month for part in parts)
    for row in rows:
        own = [part for part in parts if part.row is row]
        assert sum(part.share for part in own) == pytest.approx(1.0)
        assert own[-1].done == 1.0
        assert [part.begins for part in own] == [True] + [False] * (len(own) - 1)
        assert [part.ends for part in own] == [False] * (len(own) - 1) + [True]


def test_one_month_is_a_part_of_all_months(study, rows):
    may = dt.date(2026, 5, 1)

    assert monthly(study, rows, may) == [part for part in monthly(study, rows) if part.month == may]
    assert monthly(study, rows, may)


def test_work_that_does_not_count_in_the_calendar_is_not_done(planned):
    study, rows = planned(
        "calendars: {office: {week: mon-fri}}\n"
        "activities: {a: {duration: 20, calendar: office, not_before: 2026-01-26}}\n"
    )

    first, second = monthly(study, rows.values())

    assert (first.month, second.month) == (dt.date(2026, 1, 1), dt.date(2026, 2, 1))
    assert first.share == pytest.approx(5 / 20)  # 26 to 30 January; 31 January is a Saturday
    assert second.done == 1.0


def test_work_begins_on_a_working_day(planned):
    _, rows = planned(
        "calendars: {office: {week: mon-fri}}\n"
        "activities: {a: {duration: 5}, b: {duration: 1, calendar: office, after: [a]}}\n"
    )

    assert rows["b"].likely.start["p50"] == 7.0  # `a` ends on Friday's midnight
    assert rows["b"].planned_start == 7.0


def test_float_is_what_may_slip_before_the_end_moves(planned):
    _, rows = planned("activities: {a: {duration: 3}, b: {duration: 10}, c: {duration: 1, after: [a, b]}}\n")

    assert {name: row.float_days for name, row in rows.items()} == {"a": 7.0, "b": 0.0, "c": 0.0}


def test_an_activity_tells_all_that_it_waits_for(planned):
    _, rows = planned(
        "staff: {crew: 1}\n"
        "activities:\n"
        "  a: {duration: 3}\n"
        "  b: {duration: 3, staff: {crew: 1}}\n"
        '  c: {duration: 3, staff: {crew: 1}, after: ["a+2", "b:FF-1"], not_before: 2026-01-07}\n'
    )

    assert rows["c"].waits == (
        Wait("FS", "a", 2.0),
        Wait("FF", "b", -1.0),
        Wait("date", date=dt.date(2026, 1, 7)),
    )
    assert rows["a"].waits == ()


def test_only_regimes_that_came_to_pass_are_waited_for(study, rows):
    topout = scenario.simulate(scenario.load(RIVERSIDE, scenario="topout"), 5)
    here = {row.id: row for row in rows}["presale_permit.p1"]
    there = {row.id: row for row in plan_rows(topout)}["presale_permit.p1"]

    assert all(wait.regime is None for wait in there.waits)
    assert "structure_acceptance.p1" in {wait.node for wait in there.waits}
    assert here.waits != there.waits


def test_a_sale_that_is_waited_for_is_told_with_its_share():
    study = scenario.simulate(scenario.load(RIVERSIDE, scenario="trigger_60"), 5)
    rows = {row.id: row for row in plan_rows(study)}

    assert Wait("sales", "p1", sold=0.6) in rows["construction_start.p2"].waits
    assert not [wait for wait in rows["construction_start.p1"].waits if wait.kind == "sales"]


@pytest.mark.parametrize("control", CONTROLS)
def test_each_of_the_seven_controls_finds_something_and_not_everything(rows, control):
    kept = Choice(only=(control,)).of(rows)

    assert 0 < len(kept) < len(rows)
    assert all(control in row.controls for row in kept)


def test_controls_come_from_the_file_and_the_critical_path_from_the_runs(study, rows):
    activities = study.project.activities
    found = {name: {row.id.split(".")[0] for row in Choice(only=(name,)).of(rows)} for name in CONTROLS}

    assert found["key_node"] == {name for name, each in activities.items() if each.level == 1}
    assert found["weak_point"] == {name for name, each in activities.items() if "weak_point" in each.controls}
    assert found["permit"] >= {name for name, each in activities.items() if each.certificate}
    assert found["checkpoint"] >= {name for name, each in activities.items() if each.gate or each.pass_}
    often = study.criticality()
    assert found["critical_path"] == {name.split(".")[0] for name in often[often >= 0.5].index}


def test_the_critical_path_of_a_node_is_that_nodes_own(study):
    launch = {row.id: row for row in plan_rows(study, "sales_launch.p1")}

    assert launch["sales_launch.p1"].critical == 1.0
    assert "critical_path" in launch["presale_permit.p1"].controls
    assert launch["handover.p1"].critical == 0.0


def test_work_without_a_level_or_a_department_is_detail_of_nobody(planned):
    study, rows = planned("activities: {a: {duration: 3, staff: {}}, b: {duration: 0, after: [a]}}\n")

    assert {row.level for row in rows.values()} == {4}
    assert {row.department for row in rows.values()} == {None}
    assert [part.share for part in monthly(study, rows.values())] == [1.0, 1.0]


def test_what_never_comes_has_no_dates_no_month_and_comes_last():
    unsold = {"products.absorption.launch": 0.01, "products.absorption.hazard": 0.0001}
    study = scenario.simulate(scenario.load(RIVERSIDE, unsold, "trigger_60"), 5)
    rows = plan_rows(study)
    never = next(row for row in rows if row.id == "handover.p2")

    assert np.isnan(never.likely.finish["p50"])
    assert not [part for part in monthly(study, rows) if part.row is never]
    assert never.id in {row.id for row in of_level(rows, 1)[-3:]}
    for row in plan_rows(study, never.id):  # and what never comes makes nothing critical
        assert np.isnan(row.critical)
        assert np.isnan(row.float_days)
        assert "critical_path" not in row.controls
