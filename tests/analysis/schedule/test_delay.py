"""Delay by cause: networks where the answer is known, and scenarios without a cause on the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import scenario
from scenario.analysis.schedule.causes import Cause, alone, causes_of, without
from scenario.analysis.schedule.delay import END, PlanVariants, delay_by_cause
from scenario.model.engines import clock_of, new_results
from scenario.model.project_plan import compile_plan
from scenario.project.sections.root import Project
from tests.analysis.networks import after, study_of
from tests.laws.projects import projects

RIVERSIDE = Path(__file__).parents[3] / "params" / "riverside.yaml"


def certain(days: float, *activities: str) -> dict[str, Any]:
    """Return a risk that always happens."""
    return {"probability": 1.0, "delay": dict.fromkeys(activities, days)}


def test_in_a_row_causes_add_up_and_nothing_is_left():
    study = study_of(
        {"a": 10, "b": after("a", duration=10)}, 10, risks={"r": certain(5, "a"), "s": certain(3, "b")}
    )

    told = delay_by_cause(study)

    assert dict(zip(told.table()["cause"], told.table()["delay"], strict=True)) == {"r": 5.0, "s": 3.0}
    assert told.sum()["delay"].to_dict() == {"variation": 0.0, "causes": 8.0, "rest": 0.0, "total": 8.0}


def test_side_by_side_no_single_cause_gains_and_the_rest_says_so():
    study = study_of({"a": 10, "b": 10}, 10, risks={"r": certain(5, "a"), "s": certain(5, "b")})

    told = delay_by_cause(study)

    assert told.sum()["delay"].to_dict() == {"variation": 0.0, "causes": 0.0, "rest": 5.0, "total": 5.0}
    assert told.grouped[told.groups.index("risk")].tolist() == [5.0, 5.0, 5.0]


def test_a_longer_branch_hides_what_it_outlasts():
    # r alone would add 5, s alone 8; together 8: without s 5 remain, so s adds 3, r nothing, 5 are shared.
    study = study_of({"a": 10, "b": 10}, 10, risks={"r": certain(5, "a"), "s": certain(8, "b")})

    told = delay_by_cause(study)

    assert dict(zip(told.table()["cause"], told.table()["delay"], strict=True)) == {"s": 3.0, "r": 0.0}
    assert told.sum().loc["rest", "delay"] == 5.0


def test_a_chance_adds_its_mean_with_the_error_of_a_mean():
    study = study_of({"a": 10}, 10_000, risks={"r": {"probability": 0.3, "delay": {"a": 10}}})

    row = delay_by_cause(study).table("a").iloc[0]

    assert row["delay"] == pytest.approx(3.0, abs=4 * row["standard_error"])
    assert row["standard_error"] == pytest.approx(10 * np.sqrt(0.3 * 0.7 / 10_000), rel=0.02)
    assert row["hit"] == pytest.approx(row["delay"] / 10)


def test_too_few_people_add_what_they_keep_waiting():
    needs_one = {"duration": 10, "staff": {"clerks": 1}}
    study = study_of({"a": needs_one, "b": needs_one, "c": needs_one}, 5, staff={"clerks": 1, "idle": 1})

    told = delay_by_cause(study)

    assert told.causes == (Cause("staff", "clerks"),)
    assert told.sum()["delay"].to_dict() == {"variation": 0.0, "causes": 20.0, "rest": 0.0, "total": 20.0}


def test_variation_is_the_merge_bias_of_durations():
    # Two of U(0, 30) side by side end at 20 on average, against a plan of 15.
    study = study_of({"a": {"uniform": [0, 30]}, "b": {"uniform": [0, 30]}}, 20_000)

    told = delay_by_cause(study).sum()

    assert told.loc["variation", "delay"] == pytest.approx(
        5.0, abs=4 * told.loc["variation", "standard_error"]
    )
    assert told.loc["rest", "delay"] == pytest.approx(0.0, abs=1e-9)


def test_a_quality_stop_and_a_driver_are_causes_too():
    activities = {"a": {"duration": 10, "pass": {"probability": 0.5, "redo": 4, "at_most": 1}}}
    drivers = {"d": {"quantity": {"uniform": [1.0, 1.4]}, "multiplies": ["activities.a.duration"]}}
    study = study_of(activities, 5_000, drivers=drivers)

    told = delay_by_cause(study)
    added = dict(zip(told.causes, told.added[:, 0], strict=True))

    assert added[Cause("stop", "a")] == pytest.approx(2.0, abs=0.1)
    # the most likely value of the driver is 1.2, its mean too: it spreads the day but adds nothing
    assert added[Cause("driver", "d")] == pytest.approx(0.0, abs=0.1)


def test_the_parts_always_add_up_to_the_total():
    told = delay_by_cause(scenario.simulate(scenario.load(RIVERSIDE), 200))

    for node in told.nodes:
        parts = told.sum(node)["delay"]

        assert parts[["variation", "causes", "rest"]].sum() == pytest.approx(parts["total"], abs=1e-6)


def described_without(cause: Cause, project: Project) -> dict[str, Any]:
    """Return overrides that describe the sample without a cause."""
    if cause.kind == "risk":
        measures = {f"risks.{cause.name}.mitigation": None} if project.risks[cause.name].mitigation else {}
        return {f"risks.{cause.name}.probability": 0.0, **measures}
    if cause.kind == "driver":
        return {f"drivers.{cause.name}.quantity": project.drivers[cause.name].quantity.most_likely}
    if cause.kind == "stop":
        return {f"activities.{cause.name}.pass.probability": 1.0}
    return {f"staff.{cause.name}": 1_000}


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.slow)])
def test_a_cause_switched_off_is_the_scenario_without_it_to_the_bit(every: int):
    project = scenario.load(RIVERSIDE)
    plan = compile_plan(project)
    causes = causes_of(plan)[::every]

    days = PlanVariants(plan, [[cause] for cause in causes]).days(
        7, 100, 30, list(range(len(plan.timetable)))
    )

    for cause, own in zip(causes, days[1:], strict=True):
        other = compile_plan(scenario.load(RIVERSIDE, described_without(cause, project)))
        results = new_results(other, 30)
        clock_of(other).run_many(other.numbers(7, 100, 30)[1], results)
        assert np.array_equal(own[:, :-1], results.finish), cause
    assert sum(not np.array_equal(days[0], own) for own in days[1:]) > len(causes) / 2


def test_the_schedule_alone_comes_to_the_same_dates():
    plan = compile_plan(scenario.load(RIVERSIDE))
    columns, variants = list(range(len(plan.timetable))), [[cause] for cause in causes_of(plan)[::6]]

    with_money, without_money = (
        PlanVariants(p, variants).days(1, 0, 20, columns) for p in (plan, alone(plan))
    )

    assert np.array_equal(with_money, without_money)


def test_where_work_waits_for_sales_money_is_followed_too():
    project = scenario.load(RIVERSIDE, scenario="trigger_60")
    plan = compile_plan(project)
    cause = Cause("driver", "market")
    columns = list(range(len(plan.timetable)))

    days = PlanVariants(plan, [[cause]]).days(1, 0, 20, columns)

    assert cause in causes_of(plan)
    assert np.array_equal(days[0, :, :-1], scenario.simulate(project, 20).arrays.finish)
    assert not np.array_equal(days[0], days[1])


@given(projects())
@settings(max_examples=15)
def test_switching_off_is_the_same_as_describing_the_project_without(project: Project):
    plan = compile_plan(project)
    switched = without(plan, [cause for cause in causes_of(plan) if cause.kind != "staff"])

    described = compile_plan(calm(project))

    ours, theirs = new_results(plan, 10), new_results(plan, 10)
    clock_of(switched).run_many(switched.numbers(1, 0, 10)[1], ours)
    clock_of(described).run_many(described.numbers(1, 0, 10)[1], theirs)
    assert np.array_equal(ours.finish, theirs.finish)


def calm(project: Project) -> Project:
    """Return a project in which no risk happens, every driver is certain and every judgement is passed."""
    data = project.model_dump(by_alias=True, exclude_none=True)
    for risk in data["risks"].values():
        risk["probability"] = 0.0
        risk["mitigated"] = False
    for calendar in data["calendars"].values():
        calendar.pop("weather", None)
    for name, driver in data["drivers"].items():
        driver["quantity"] = project.drivers[name].quantity.most_likely
    for activity in data["activities"].values():
        if "pass" in activity:
            activity["pass"]["probability"] = 1.0
    return Project.model_validate(data)


def test_no_luck_is_drawn_for_what_is_switched_off():
    plan = compile_plan(scenario.load(RIVERSIDE))

    for cause in causes_of(plan):
        assert without(plan, [cause]).luck is plan.luck


def test_an_unknown_node_is_refused():
    with pytest.raises(KeyError):
        delay_by_cause(study_of({"a": 1}, 2)).table("b")
    assert delay_by_cause(study_of({"a": 1}, 2)).nodes == ("a", END)
