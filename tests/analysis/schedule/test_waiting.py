"""Waiting for people, and merge bias, where the answer is known."""

from __future__ import annotations

import pytest

from scenario.analysis.schedule.merge_bias import merge_bias
from scenario.analysis.schedule.waiting import waiting_by_activity, waiting_by_department, waiting_by_month
from tests.analysis.networks import after, study_of


def work(days: float, **staff: float) -> dict[str, object]:
    """Return work that needs people."""
    return {"duration": days, "staff": staff}


def test_who_comes_second_waits_for_the_first():
    study = study_of({"a": work(10, clerks=1), "b": work(4, clerks=1), "c": 3}, 4, staff={"clerks": 1})

    told = waiting_by_activity(study)

    assert told.index.tolist() == ["b", "a"]
    assert told.loc["b", ["departments", "mean", "p80", "waited"]].tolist() == ["clerks", 10.0, 10.0, 1.0]
    assert told.loc["a", "waited"] == 0.0


def test_a_wait_is_told_of_the_department_that_was_short():
    activities = {"a": work(10, clerks=1), "b": work(4, clerks=1, lawyers=1)}
    study = study_of(activities, 4, staff={"clerks": 1, "lawyers": 1})

    told = waiting_by_department(study)

    assert told["mean"].to_dict() == {"clerks": 10.0, "lawyers": 0.0}
    assert told["people"].to_dict() == {"clerks": 1.0, "lawyers": 1.0}


def test_a_wait_is_told_of_who_was_short_at_its_own_instant_in_each_run():
    # clerks are away from day 0 to 10 and from 20 to 30; b is ready on day 5 or on day 25
    activities = {
        "first": work(10, clerks=1),
        "second": {**work(10, clerks=1), "after": ["first+10"]},
        "permit": {"discrete": {5: 0.5, 25: 0.5}},
        "b": {**work(1, clerks=1, lawyers=1), "after": ["permit"]},
    }
    study = study_of(activities, 40, staff={"clerks": 1, "lawyers": 1})

    told = waiting_by_department(study)

    assert study.ready["b"].nunique() == 2
    assert told["mean"].to_dict() == {"clerks": 5.0, "lawyers": 0.0}


def test_waits_fall_into_the_months_in_which_they_are_waited():
    # the project starts on 5 January: a works to 14 February, b waits through 27 and 14 days
    study = study_of({"a": work(41, clerks=1), "b": work(1, clerks=1)}, 2, staff={"clerks": 1})

    told = waiting_by_month(study)

    assert told["clerks"].tolist() == [27.0, 14.0]
    assert [str(month.date()) for month in told.index] == ["2026-01-01", "2026-02-01"]


def test_months_and_departments_tell_the_same_days():
    activities = {name: {"duration": {"uniform": [5, 60]}, "staff": {"clerks": 1}} for name in "abcdef"}
    study = study_of(activities, 200, staff={"clerks": 2})

    total = waiting_by_department(study)["mean"].sum()

    assert waiting_by_month(study).to_numpy().sum() == pytest.approx(total)
    assert waiting_by_activity(study)["mean"].sum() == pytest.approx(total)


@pytest.mark.parametrize("many", [2, 3, 5])
def test_the_last_of_n_uniforms_comes_at_n_in_n_plus_one(many: int):
    names = [f"a{k}" for k in range(many)]
    uniform = {"uniform": [0, 100]}
    study = study_of({**dict.fromkeys(names, uniform), "m": after(*names)}, 20_000)

    told = merge_bias(study).loc["m"]

    assert told["predecessors"] == many
    assert told["bias"] == pytest.approx(100 * (many / (many + 1) - 0.5), abs=0.8)
    assert told["decides"] == pytest.approx(1 / many, abs=0.02)
    assert (told["waiting"], told["delay"]) == (0.0, told["bias"])


def test_lags_count_and_one_that_is_always_last_has_no_bias():
    study = study_of({"a": {"uniform": [0, 10]}, "b": {"uniform": [0, 10]}, "m": after("a+20", "b")}, 500)

    told = merge_bias(study).loc["m"]

    assert (told["latest"], told["decides"]) == ("a", 1.0)
    assert told["bias"] == pytest.approx(0.0, abs=1e-9)


def test_what_is_waited_for_after_the_merge_is_told_apart():
    # all is ready on Friday evening (day 5); the office opens on Monday (day 7)
    activities = {"a": 5, "b": 4, "m": {"duration": 1, "after": ["a", "b"], "calendar": "office"}}
    study = study_of(activities, 2, calendars={"office": {"week": "mon-fri"}})

    told = merge_bias(study).loc["m"]

    assert (told["bias"], told["waiting"], told["delay"]) == (0.0, 2.0, 2.0)


def test_who_waits_for_one_is_no_merge():
    assert merge_bias(study_of({"a": 5, "b": after("a")}, 2)).empty


@pytest.mark.parametrize("many", [2, 3, 5])
def test_a_finish_is_the_last_of_own_work_and_what_its_links_allow(many: int):
    names = [f"a{k}" for k in range(many - 1)]
    uniform = {"uniform": [0, 100]}
    m = after(*(f"{name}:FF" for name in names), duration=uniform)
    study = study_of({**dict.fromkeys(names, uniform), "m": m}, 20_000)

    told = merge_bias(study, "finish").loc["m"]

    assert told["predecessors"] == many
    assert told["bias"] == pytest.approx(100 * (many / (many + 1) - 0.5), abs=0.8)
    assert told["decides"] == pytest.approx(1 / many, abs=0.02)
    assert told["waiting"] == 0.0
    assert merge_bias(study).empty


def test_a_start_bounds_a_finish_by_its_lag():
    # b starts at U(0, 10), so that a may not finish before U(20, 30); its own work takes U(0, 30)
    activities = {
        "go": {"uniform": [0, 10]},
        "b": after("go", duration=1),
        "a": after("b:SF+20", duration={"uniform": [0, 30]}),
    }
    study = study_of(activities, 20_000)

    told = merge_bias(study, "finish").loc["a"]

    # E max(X, Y) − E X = ∫ E (Y − x)⁺ dx / 10 over X in (20, 30) = ∫ (30 − x)² / 60 dx / 10 = 5/9
    assert told["latest"] == "b"
    assert told["bias"] == pytest.approx(5 / 9, abs=0.03)
    assert told["decides"] == pytest.approx(5 / 6, abs=0.01)


def test_own_work_ends_in_its_own_calendar():
    # from Thursday (day 3) three days of office work end on Monday evening (day 8); b allows day 6 or day 9
    activities = {
        "go": 3,
        "b": {"discrete": {6: 0.5, 9: 0.5}},
        "a": {"duration": 3, "calendar": "office", "after": ["go", "b:FF"]},
    }
    study = study_of(activities, 4_000, calendars={"office": {"week": "mon-fri"}})

    told = merge_bias(study, "finish").loc["a"]

    late = (study.days["b"] > 8).mean()
    assert (told["latest"], told["decides"]) == ("a", pytest.approx(1 - late))
    assert told["bias"] == pytest.approx(late)  # one day, where b allows day 9


def test_what_stops_own_work_counts_though_a_link_decides():
    # a works through the year in which it is struck: its own work ends on day 376; b allows day 250 or 450
    risks = {"strike": {"probability": 1, "per": "year", "delay": {"a": 10}}}
    a = {**after("b:FF", duration=366), "interruptible": True}
    activities = {"b": {"discrete": {250: 0.5, 450: 0.5}}, "a": a}
    study = study_of(activities, 2_000, risks=risks)

    told = merge_bias(study, "finish").loc["a"]

    late = (study.days["b"] > 376).mean()
    assert told["latest"] == "a"
    assert told["bias"] == pytest.approx(late * (450 - 376), abs=0.5)  # a second year strikes few runs
