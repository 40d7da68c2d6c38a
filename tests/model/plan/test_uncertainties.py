"""What luck does to a project: drivers, risks, judgements, yearly events, correlations."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from scenario.model.project_plan import Plan, compile_plan
from tests.model.clock import dates, project, run

RUNS = 4000
PHASES = ["p1", "p2"]


def phased(duration: Any) -> dict[str, Any]:
    return {"duration": duration, "scope": "phase"}


def works(plan: Plan, runs: int = RUNS, seed: int = 1) -> dict[str, np.ndarray]:
    """Return the working time of each activity, one value a run [days]."""
    _, numbers = plan.numbers(seed, 0, runs)
    slots = {name: plan.layout.slot("activity", i, "work") for i, name in enumerate(plan.timetable.ids)}
    return {name: numbers[:, slot] for name, slot in slots.items()}


def lucky(activities: dict[str, Any], **blocks: Any) -> dict[str, np.ndarray]:
    return works(compile_plan(project(activities, **blocks)))


def share(happened: np.ndarray) -> float:
    return float(np.mean(happened))


# Risks -----------------------------------------------------------------------------------------------


def test_a_risk_happens_as_often_as_it_says() -> None:
    found = lucky({"a": 10, "b": 10}, risks={"late": {"probability": 0.25, "delay": {"a": 5}}})

    assert set(found["a"]) == {10, 15}
    assert share(found["a"] == 15) == pytest.approx(0.25, abs=0.03)
    assert set(found["b"]) == {10}


def test_a_risk_does_all_it_lists_at_once() -> None:
    risk = {"probability": 0.5, "delay": {"a": 5}, "factor": {"b": 1.5}}

    found = lucky({"a": 10, "b": 10}, risks={"late": risk})

    assert set(zip(found["a"], found["b"], strict=True)) == {(10, 10), (15, 15)}


def test_a_factor_comes_before_a_delay() -> None:
    risk = {"probability": 1, "delay": {"a": 5}, "factor": {"a": 2}}

    assert set(lucky({"a": 10}, risks={"late": risk})["a"]) == {25}


def test_a_delay_has_its_own_luck_for_each_activity() -> None:
    delay = {"uniform": [1, 2]}

    found = lucky({"a": 0, "b": 0}, risks={"late": {"probability": 1, "delay": {"a": delay, "b": delay}}})

    assert np.corrcoef(found["a"], found["b"])[0, 1] == pytest.approx(0, abs=0.06)


def test_a_risk_of_the_project_strikes_all_phases_or_none() -> None:
    found = lucky({"a": phased(10)}, phases=PHASES, risks={"late": {"probability": 0.5, "delay": {"a": 5}}})

    assert set(zip(found["a.p1"], found["a.p2"], strict=True)) == {(10, 10), (15, 15)}


def test_a_risk_names_one_phase() -> None:
    found = lucky({"a": phased(10)}, phases=PHASES, risks={"late": {"probability": 1, "delay": {"a.p2": 5}}})

    assert (set(found["a.p1"]), set(found["a.p2"])) == ({10}, {15})


def test_a_risk_by_phase_is_decided_in_each() -> None:
    risk = {"probability": 0.5, "scope": "phase", "delay": {"a": 5, "once": 1}}

    found = lucky({"a": phased(10), "once": 3}, phases=PHASES, risks={"late": risk})

    pairs = Counter(zip(found["a.p1"], found["a.p2"], strict=True))
    quarter = RUNS / 4
    assert pairs == pytest.approx(
        {(10, 10): quarter, (10, 15): quarter, (15, 10): quarter, (15, 15): quarter}, rel=0.15
    )
    both = (found["a.p1"] - 10) / 5 + (found["a.p2"] - 10) / 5
    assert np.array_equal(found["once"], 3 + both)


def test_a_risk_raises_the_cost_of_its_phase() -> None:
    cost = {
        "items": {
            "structure": {"amount": 1000, "over": ["a"]},
            "site": {"per_month": 10, "from": "a.p1", "to": "a.p2"},
        },
        "terms": {"progress": 0.8, "lag": 1, "stages": [{"node": "a", "up_to": 1}]},
    }
    risk = {"probability": 0.5, "scope": "phase", "cost": {"structure": 0.1}}
    plan = compile_plan(project({"a": phased(10)}, phases=PHASES, cost=cost, risks={"weak": risk}))

    amounts = plan.numbers(1, 0, RUNS)[1][:, [plan.layout.slot("row", row, "amount") for row in (0, 1)]]

    assert {tuple(pair) for pair in amounts.round(9).tolist()} == {
        (500, 500),
        (550, 500),
        (500, 550),
        (550, 550),
    }


def test_a_risk_multiplies_and_adds_to_what_it_names() -> None:
    risk = {
        "probability": 1,
        "multiplies": {"activities.a.duration": 3},
        "adds": {"activities.*.duration": 1},
    }

    found = lucky({"a": 10, "b": 10}, risks={"change": risk})

    assert (set(found["a"]), set(found["b"])) == ({31}, {11})


# Yearly events ---------------------------------------------------------------------------------------


def struck(plan: Plan, runs: int = 400) -> list[dict[str, tuple[float, float]]]:
    return [dates(run(plan, numbers)) for numbers in plan.numbers(1, 0, runs)[1]]


def test_a_yearly_event_has_a_chance_in_each_year_of_the_horizon() -> None:
    plan = compile_plan(
        project({"a": 10}, risks={"storm": {"probability": 0.3, "per": "year", "delay": {"a": 5}}})
    )

    assert [event.number for event in plan.events.events] == [0, 1]
    numbers = plan.numbers(1, 0, RUNS)[1]
    for year in (0, 1):
        instant = numbers[:, plan.layout.slot("event", year, "instant")]
        comes = instant < np.inf
        assert share(comes) == pytest.approx(0.3, abs=0.03)
        assert (instant[comes].min(), instant[comes].max()) == pytest.approx(
            (365.25 * year, 365.25 * (year + 1)), abs=1.5
        )
    assert [delay.quantity.most_likely for delay in plan.events.delays] == [5, 5]


def test_a_yearly_event_strikes_only_what_is_under_way() -> None:
    activities = {"first": 73.05, "second": {"duration": 73.05, "after": ["first"]}}  # a fifth of a year
    storm = {"probability": 1, "per": "year", "delay": {"first": 7, "second": 7}}

    found = struck(compile_plan(project(activities, risks={"storm": storm})))

    late = [(day["first"][1] > 74, day["second"][1] - day["second"][0] > 74) for day in found]
    assert set(late) == {(False, False), (True, False), (False, True)}
    assert share(np.array([first for first, _ in late])) == pytest.approx(0.2, abs=0.06)
    assert share(np.array([second for _, second in late])) == pytest.approx(0.2, abs=0.06)


def test_a_yearly_event_lasts_as_long_for_all_that_it_strikes_alike() -> None:
    delay = {"uniform": [10, 90]}
    storm = {"probability": 1, "per": "year", "delay": {"a": delay, "b": delay, "c": {"uniform": [1, 2]}}}
    activities = {"a": phased(300), "b": 300, "c": 300}

    found = struck(compile_plan(project(activities, phases=PHASES, risks={"storm": storm})), runs=50)

    for day in found:
        assert day["a.p1"][1] == day["a.p2"][1] == day["b"][1]
        assert day["c"][1] <= 300 + 2 * 2


# Judgements ------------------------------------------------------------------------------------------


def test_a_quality_stop_is_judged_again_after_each_redo() -> None:
    stop = {"probability": 0.6, "redo": 1, "at_most": 3}

    found = lucky({"a": {"duration": 10, "pass": stop}})["a"]

    odds = {redos: share(found == 10 + redos) for redos in range(5)}
    assert odds == pytest.approx({0: 0.6, 1: 0.24, 2: 0.096, 3: 0.064, 4: 0}, abs=0.03)


@pytest.mark.parametrize(("probability", "finish"), [(1, 10), (0, 14)])
def test_the_last_redo_passes(probability: float, finish: float) -> None:
    stop = {"probability": probability, "redo": 2, "at_most": 2}

    assert set(lucky({"a": {"duration": 10, "pass": stop}})["a"]) == {finish}


def test_each_redo_and_each_phase_has_its_own_luck() -> None:
    stop = {"probability": 0, "redo": {"uniform": [0, 1]}, "at_most": 2}

    found = lucky({"a": {**phased(10), "pass": stop}}, phases=PHASES)

    assert np.var(found["a.p1"]) == pytest.approx(2 / 12, rel=0.1)
    assert np.corrcoef(found["a.p1"], found["a.p2"])[0, 1] == pytest.approx(0, abs=0.06)


# Drivers ---------------------------------------------------------------------------------------------


def test_a_driver_is_one_draw_shared_by_all_it_multiplies() -> None:
    contractor = {
        "quantity": {"uniform": [1, 2]},
        "multiplies": ["activities.a.duration", "activities.b.duration"],
    }

    found = lucky({"a": 10, "b": 30, "c": 10}, drivers={"contractor": contractor})

    assert found["a"].min() < 10.1
    assert found["a"].max() > 19.9
    assert found["b"] == pytest.approx(3 * found["a"], abs=1e-8)
    assert set(found["c"]) == {10}


def test_a_driver_shifts() -> None:
    found = lucky(
        {"a": 10}, drivers={"late": {"quantity": {"uniform": [1, 2]}, "shifts": ["activities.a.duration"]}}
    )

    assert (found["a"].min(), found["a"].max()) == pytest.approx((11, 12), abs=0.01)


def test_a_driver_acts_on_what_luck_has_set() -> None:
    double = {"quantity": 2, "multiplies": ["activities.a.duration"]}

    found = lucky({"a": {"duration": {"uniform": [1, 2]}}}, drivers={"double": double})["a"]

    assert (found.min(), found.max()) == pytest.approx((2, 4), abs=0.01)


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        ("activities.*.duration", {"a.p1", "a.p2", "b"}),
        ("activities.a.duration", {"a.p1", "a.p2"}),
        ("activities.a.p2.duration", {"a.p2"}),
        ("activities.b.duration", {"b"}),
    ],
)
def test_a_star_stands_for_any_one_name(path: str, moved: set[str]) -> None:
    driver = {"quantity": 2, "multiplies": [path]}

    found = lucky({"a": phased(10), "b": 10}, phases=PHASES, drivers={"d": driver})

    assert {name for name, days in found.items() if set(days) == {20}} == moved


# Correlations ----------------------------------------------------------------------------------------

NORMAL = {"normal": [50, 3], "min": 0}
NORMAL_ACTIVITY = {"duration": NORMAL}
BETWEEN_A_AND_B = {"between": ["activities.a.duration", "activities.b.duration"], "rho": 0.8}


def correlation(found: dict[str, np.ndarray], one: str, other: str) -> float:
    return float(np.corrcoef(found[one], found[other])[0, 1])


def test_repeated_activities_are_correlated_phase_by_phase() -> None:
    found = lucky({"a": phased(NORMAL), "b": phased(NORMAL)}, phases=PHASES, correlations=[BETWEEN_A_AND_B])

    for phase in PHASES:
        assert correlation(found, f"a.{phase}", f"b.{phase}") == pytest.approx(0.8, abs=0.03)
    assert correlation(found, "a.p1", "b.p2") == pytest.approx(0, abs=0.06)
    assert correlation(found, "a.p1", "a.p2") == pytest.approx(0, abs=0.06)


def test_what_is_done_once_is_correlated_with_each_phase() -> None:
    correlations = [{**BETWEEN_A_AND_B, "rho": 0.6}]

    found = lucky({"a": NORMAL_ACTIVITY, "b": phased(NORMAL)}, phases=PHASES, correlations=correlations)

    for phase in PHASES:
        assert correlation(found, "a", f"b.{phase}") == pytest.approx(0.6, abs=0.04)


def test_a_risk_that_is_correlated_with_a_duration_goes_wrong_with_it() -> None:
    between = {"between": ["risks.late", "activities.a.duration"], "rho": 0.9}
    risks = {"late": {"probability": 0.5, "delay": {"b": 1}}}

    found = lucky({"a": NORMAL_ACTIVITY, "b": 1}, risks=risks, correlations=[between])

    assert found["a"][found["b"] == 2].mean() > 51.5
    assert found["a"][found["b"] == 1].mean() < 48.5


def test_a_driver_can_be_correlated() -> None:
    drivers = {"d": {"quantity": NORMAL, "shifts": ["activities.b.duration"]}}
    between = {"between": ["drivers.d", "activities.a.duration"], "rho": 0.7}

    found = lucky({"a": NORMAL_ACTIVITY, "b": 1}, drivers=drivers, correlations=[between])

    assert correlation(found, "a", "b") == pytest.approx(0.7, abs=0.04)


def test_a_value_that_a_scenario_fixes_leaves_its_partners_their_luck() -> None:
    uncertain = lucky({"a": NORMAL_ACTIVITY, "b": NORMAL_ACTIVITY}, correlations=[BETWEEN_A_AND_B])

    fixed = lucky({"a": 50, "b": NORMAL_ACTIVITY}, correlations=[BETWEEN_A_AND_B])

    assert set(fixed["a"]) == {50}
    assert np.array_equal(fixed["b"], uncertain["b"])


# The most-likely run ---------------------------------------------------------------------------------


def test_in_the_most_likely_run_no_event_happens() -> None:
    risks = {
        "once": {"probability": 1, "delay": {"a": 5}, "factor": {"a": 2}},
        "storm": {"probability": 1, "per": "year", "delay": {"a": 5}},
    }
    a = {"duration": {"pert": [5, 10, 30]}, "pass": {"probability": 0, "redo": 5, "at_most": 2}}

    plan = compile_plan(project({"a": a}, risks=risks))

    assert dates(run(plan)) == {"a": (0, 10)}


def test_a_project_without_luck_has_one_run() -> None:
    plan = compile_plan(project({"a": 10, "b": {"duration": 3, "after": ["a"]}}))

    luck, numbers = plan.numbers(1, 0, 3)

    assert luck.shape == (0, 3)
    assert {tuple(row) for row in numbers} == {tuple(plan.planned_numbers)}
