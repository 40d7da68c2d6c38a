"""How often the plan is kept, against closed forms."""

import pytest

from scenario.analysis.schedule.plan_odds import plan_odds, planned_days
from tests.analysis.networks import after, study_of

NORMAL = {"normal": [100, 10], "min": 1}


def test_a_plan_of_modes_is_kept_by_half_of_a_symmetric_duration_and_a_quarter_of_two():
    study = study_of({"a": NORMAL, "b": NORMAL, "both": after("a", "b"), "sure": 30}, 20_000)

    odds = plan_odds(study, ("both", "a", "sure"))

    assert list(odds) == ["both", "a", "sure"]
    assert odds["a"] == pytest.approx(0.5, abs=0.015)
    assert odds["both"] == pytest.approx(0.25, abs=0.015)
    assert odds["sure"] == 1.0


def test_a_planned_day_is_kept_until_its_end():
    study = study_of({"a": {"discrete": {9.5: 0.5, 10: 0.3, 10.5: 0.2}}}, 4_000)

    assert planned_days(study) == {"a": 9.5}
    assert plan_odds(study, ("a",))["a"] == pytest.approx(0.8, abs=0.03)


def test_the_levelled_plan_is_shown_where_people_are_named():
    works = {name: {"duration": 10, "staff": {"crew": 1}} for name in ("a", "b")}

    levelled = study_of(works, 5, staff={"crew": 1})
    enough = study_of({"a": 10, "b": 10}, 5)

    assert sorted(planned_days(levelled).values()) == [10.0, 20.0]
    assert set(levelled.plan_dates["finish"]) == {10.0}
    assert plan_odds(levelled, ("a", "b")) == {"a": 1.0, "b": 1.0}
    assert set(planned_days(enough).values()) == {10.0}
