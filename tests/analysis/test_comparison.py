from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.analysis.comparison import compare, paired, paired_odds
from scenario.model.project_plan import compile_plan
from tests.analysis.networks import study_of

RIVERSIDE = Path(__file__).parents[2] / "params" / "riverside.yaml"


def test_a_constant_gain_has_no_spread():
    first = np.array([1.0, 2.0, 3.0])

    told = paired("npv", first, first + 0.5, less_is_better=False)

    assert (told.difference, told.standard_error) == (pytest.approx(0.5), pytest.approx(0.0, abs=1e-15))
    assert (told.better, told.worse) == (1.0, 0.0)


def test_less_is_better_where_it_is():
    told = paired("peak_funding", np.array([2.0, 2.0]), np.array([1.0, 3.0]), less_is_better=True)

    assert (told.better, told.worse, told.difference) == (0.5, 0.5, 0.0)


def test_a_missing_value_leaves_its_pair_out():
    told = paired("irr", np.array([0.1, np.nan, 0.3]), np.array([0.2, 0.2, np.nan]), less_is_better=False)

    assert told.pairs == 1
    assert told.difference == pytest.approx(0.1)
    assert told.to_json()["standard_error"] is None


def test_runs_without_a_value_count_where_they_are_better_or_worse():
    """Nothing comes back in the other: no month is left to compare, and it is worse in every run."""
    first = study_of({}, 5, cash=lost_by(0.0))
    other = study_of({}, 5, cash=lost_by(1.0))

    changes = compare(first, other, ["cash_positive_month", "project_irr"])["measures"]

    told = {change.name: change for change in changes}
    months = told["cash_positive_month"]
    assert (months.pairs, months.runs, months.worse) == (0, 5, 1.0)
    assert told["project_irr"].other == -1.0
    assert told["project_irr"].worse == 1.0


def lost_by(share: float) -> list[dict[str, object]]:
    return [
        {"on": "2026-01-31", "account": "land", "amount": -100},
        {"on": "2026-09-30", "account": "grant", "amount": 300 * (1 - share)},
    ]


def test_odds_are_told_with_those_who_gained_and_lost():
    first = np.array([True, True, False, False])
    other = np.array([True, False, True, True])

    told = paired_odds("t", first, other)

    assert (told.first, told.other, told.difference) == (0.5, 0.75, 0.25)
    assert (told.better, told.worse) == (0.5, 0.25)
    assert told.low < 0.25 < told.high


def test_odds_that_nobody_changed_are_still_not_certain():
    same = np.ones(100, dtype=bool)

    told = paired_odds("t", same, same)

    assert told.low < 0.0 < told.high


def test_the_interval_is_that_of_agresti_and_min():
    # Agresti, Categorical Data Analysis (2002), table 10.1: 1,600 voters asked twice whether they approve of
    # the prime minister; 150 turned away, 86 came over. Wald's interval: 0.04 ± 1.96 · 0.0095.
    first = np.r_[np.ones(944, bool), np.zeros(656, bool)]
    other = np.r_[np.ones(794, bool), np.zeros(150, bool), np.ones(86, bool), np.zeros(570, bool)]

    told = paired_odds("approves", first, other)

    assert told.difference == pytest.approx(-0.04)
    assert (told.low, told.high) == (pytest.approx(-0.0588, abs=2e-4), pytest.approx(-0.0211, abs=2e-4))


def test_studies_of_different_luck_are_not_compared():
    project = scenario.load(Path(__file__).parents[2] / "params" / "schedule-only.yaml")

    with pytest.raises(ValueError, match="same seed"):
        compare(scenario.simulate(project, 20, seed=1), scenario.simulate(project, 20, seed=2), [])


def test_people_more_or_fewer_leave_the_order_of_work_as_it_was():
    ranks = [
        compile_plan(scenario.load(RIVERSIDE, scenario=name)).timetable.rank
        for name in ("one_clerk", "second_clerk", "fourth_engineer")
    ]

    base = compile_plan(scenario.load(RIVERSIDE)).timetable.rank

    assert all(np.array_equal(rank, base) for rank in ranks)


def test_people_of_one_department_do_not_move_the_work_of_another():
    activities = {
        f"{pool}{k}": {"duration": {"uniform": [5, 20]}, "staff": {pool: 1}}
        for pool in ("clerks", "lawyers")
        for k in range(6)
    }
    few, many = (study_of(activities, 200, staff={"clerks": clerks, "lawyers": 2}) for clerks in (1, 3))

    lawyers = [name for name in few.ids if name.startswith("lawyers")]
    clerks = [name for name in few.ids if name.startswith("clerks")]
    assert few.starts[lawyers].equals(many.starts[lawyers])
    assert (few.starts[clerks].mean() > many.starts[clerks].mean()).sum() == 5


def test_what_is_compared_is_better_worse_or_equal():
    told = paired("n", np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 2.0, 3.0, 5.0]), less_is_better=True)

    assert (told.better, told.worse, told.equal) == (0.25, 0.25, 0.5)
    assert told.to_json()["equal"] == 0.5
