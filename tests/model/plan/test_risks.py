"""The register of risks: events, what they share, and what is done about them."""

from typing import Any

import numpy as np
import pytest

import scenario
from scenario.model.project_plan import Plan, compile_plan
from tests.model.clock import project

RUNS = 4000
EVENT_RISK = {"probability": 0.3, "delay": {"a": {"uniform": [10, 30]}}}


def works(plan: Plan, runs: int = RUNS) -> dict[str, np.ndarray]:
    """Return the working time of each activity, one value a run [days]."""
    numbers = plan.numbers(1, 0, runs)[1]
    slots = {name: plan.layout.slot("activity", i, "work") for i, name in enumerate(plan.timetable.ids)}
    return {name: numbers[:, slot] for name, slot in slots.items()}


def lucky(activities: dict[str, Any], runs: int = RUNS, **blocks: Any) -> dict[str, np.ndarray]:
    return works(compile_plan(project(activities, **blocks)), runs)


def test_an_event_risk_has_the_mean_and_the_p80_of_its_closed_form() -> None:
    # 100 + Bernoulli(0.3) · U(10, 30): mean 100 + 0.3 · 20; 0.2 of 0.3 lie above 10 + 20/3
    found = lucky({"a": 100}, runs=20_000, risks={"event": EVENT_RISK})["a"]

    assert found.mean() == pytest.approx(106, abs=0.25)
    assert np.quantile(found, 0.8) == pytest.approx(116.667, abs=0.4)


# Shared draws ----------------------------------------------------------------------------------------


def test_what_one_event_hits_alike_may_share_a_draw() -> None:
    delay = {"uniform": [10, 30]}
    risk = {"probability": 0.5, "delay": {"a": delay, "b": delay, "c": {"uniform": [1, 2]}}}

    shared = lucky({"a": 100, "b": 50, "c": 1}, risks={"event": {**risk, "shared": True}})
    apart = lucky({"a": 100, "b": 50, "c": 1}, risks={"event": risk})

    assert np.array_equal(shared["a"] - 100, shared["b"] - 50)
    assert not np.array_equal(apart["a"] - 100, apart["b"] - 50)
    assert np.array_equal(apart["a"], shared["a"])  # the draw is the first one's


# What is done about risks ----------------------------------------------------------------------------


def mitigated(risk: dict[str, Any], **measure: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the working time without and with a measure, run by run [days]."""
    risk = {**risk, "mitigation": measure}
    without, with_it = (
        lucky({"a": 100}, risks={"event": {**risk, "mitigated": flag}})["a"] for flag in (False, True)
    )
    return without, with_it


def test_a_measure_that_makes_a_risk_rarer_takes_events_away_and_adds_none() -> None:
    before, after = mitigated(EVENT_RISK, probability=0.1)

    stays = after > 100
    assert stays.mean() == pytest.approx(0.1, abs=0.02)
    assert np.array_equal(before[stays], after[stays])
    assert (before[~stays] > 100).mean() == pytest.approx(2 / 9, abs=0.03)


def test_a_measure_that_makes_a_risk_milder_leaves_it_its_runs_and_its_luck() -> None:
    before, after = mitigated(EVENT_RISK, delay={"a": {"uniform": [5, 15]}})

    assert after - 100 == pytest.approx((before - 100) / 2, abs=1e-6)


def test_a_measure_that_is_not_in_force_does_nothing() -> None:
    plain = lucky({"a": 100}, risks={"event": EVENT_RISK})["a"]

    assert np.array_equal(mitigated(EVENT_RISK, probability=0.1, delay={"a": 1})[0], plain)


def test_a_measure_costs_what_it_costs_in_every_run() -> None:
    sales = [{"on": "2026-06-01", "account": "sales", "amount": 1000}]
    cost = {
        "items": {"works": {"amount": 600, "over": ["a"]}},
        "terms": {"progress": 1, "lag": 0, "stages": []},
    }
    risk = {
        "probability": 0.5,
        "cost": {"works": 0.1},
        "mitigation": {"spend": {"works": 30}, "cost": {"works": 0.05}},
    }

    def profit(flag: bool) -> set[float]:
        risks = {"weak": {**risk, "mitigated": flag}}
        described = project({"a": 10}, risks=risks, cost=cost, cash=sales)
        return set(scenario.simulate(described, runs=50).measures["net_profit"].round(6))

    assert profit(False) == {400, 340}
    assert profit(True) == {370, 340}


# Permits that are sent back ---------------------------------------------------------------------------

PERMIT = {"probability": 0.6, "redo": 3, "review": "again", "at_most": 2}


def test_what_is_sent_back_is_prepared_and_reviewed_again() -> None:
    found = lucky({"permit": {"duration": 10, "pass": PERMIT}})["permit"]

    assert set(found) == {10, 10 + 13, 10 + 2 * 13}
    assert (found > 10).mean() == pytest.approx(0.4, abs=0.03)
    assert (found > 23).mean() == pytest.approx(0.16, abs=0.02)


def test_each_review_is_drawn_afresh() -> None:
    sure = {"probability": 0, "redo": 0, "review": "again", "at_most": 1}
    duration = {"uniform": [10, 20]}

    found = lucky({"permit": {"duration": duration, "pass": sure}})["permit"]

    assert found.mean() == pytest.approx(30, abs=0.3)
    assert found.var() == pytest.approx(
        2 * 100 / 12, rel=0.1
    )  # of one draw taken twice it would be 4 · 100/12


def test_a_driver_moves_every_review_and_a_delay_comes_once() -> None:
    sure = {"probability": 0, "redo": 1, "review": "again", "at_most": 1}
    slow = {"quantity": 2, "multiplies": ["activities.permit.duration"]}
    late = {"probability": 1, "delay": {"permit": 5}, "factor": {"permit": 1.5}}

    found = lucky({"permit": {"duration": 10, "pass": sure}}, drivers={"d": slow}, risks={"late": late})

    assert set(found["permit"]) == {2 * (10 * 2 * 1.5) + 5 + 1}


def test_in_the_plan_nothing_is_sent_back() -> None:
    plan = compile_plan(project({"permit": {"duration": {"uniform": [10, 20]}, "pass": PERMIT}}))

    assert plan.timetable.planned_finish.tolist() == [15]


def test_first_judgements_can_be_correlated() -> None:
    stop = {"probability": 0.5, "redo": 1, "at_most": 1}
    between = {"between": ["activities.a.pass", "activities.b.pass"], "rho": 0.8}

    found = lucky(
        {"a": {"duration": 1, "pass": stop}, "b": {"duration": 1, "pass": stop}}, correlations=[between]
    )

    both = ((found["a"] > 1) & (found["b"] > 1)).mean()
    assert both == pytest.approx(0.25 + np.arcsin(0.8) / (2 * np.pi), abs=0.02)


# Correlations of what is repeated --------------------------------------------------------------------


def test_a_risk_of_each_year_can_go_with_one_of_the_run() -> None:
    risks = {
        "strike": {"probability": 0.5, "per": "year", "delay": {"a": 1}},
        "default": {"probability": 0.5, "delay": {"a": 1}},
    }
    between = {"between": ["risks.strike", "risks.default"], "rho": 0.6}
    header = {"name": "Long", "start": "2026-01-05", "horizon": "96 months"}
    plan = compile_plan(project({"a": 10}, risks=risks, correlations=[between], project=header))

    luck, _ = plan.numbers(1, 0, 20_000)

    years = [plan.luck.names.index(f"risks.strike[{year}]") for year in range(8)]
    default = luck[plan.luck.names.index("risks.default")]
    of_ranks = {0.6: 0.582, 0.36: 0.346}  # (6/π)·asin(ρ/2)
    for year in years:
        assert np.corrcoef(luck[year], default)[0, 1] == pytest.approx(of_ranks[0.6], abs=0.02)
    assert np.corrcoef(luck[years[0]], luck[years[5]])[0, 1] == pytest.approx(of_ranks[0.36], abs=0.02)


def test_two_risks_of_each_year_go_together_within_a_year() -> None:
    storm = {"probability": 0.5, "per": "year", "delay": {"a": 1}}
    between = {"between": ["risks.one", "risks.other"], "rho": 0.8}
    plan = compile_plan(project({"a": 10}, risks={"one": storm, "other": storm}, correlations=[between]))

    luck, _ = plan.numbers(1, 0, 10_000)

    def correlation(one: str, other: str) -> float:
        places = [plan.luck.names.index(f"risks.{name}") for name in (one, other)]
        return float(np.corrcoef(luck[places])[0, 1])

    assert correlation("one[0]", "other[0]") == pytest.approx(0.786, abs=0.02)
    assert correlation("one[1]", "other[1]") == pytest.approx(0.786, abs=0.02)
    assert correlation("one[0]", "other[1]") == pytest.approx(0, abs=0.03)
    assert correlation("one[0]", "one[1]") == pytest.approx(0, abs=0.03)


# How risks go together -------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("strike", "slow"), ("slow", "strike")])
def test_all_factors_act_before_all_delays_whatever_the_order_of_the_file(order: tuple[str, str]) -> None:
    both = {
        "strike": {"probability": 1.0, "delay": {"a": 20}},
        "slow": {"probability": 1.0, "factor": {"a": 1.5}},
    }

    found = lucky({"a": 100}, runs=3, risks={name: both[name] for name in order})["a"]

    assert found.tolist() == [170.0] * 3


def test_of_delays_in_parallel_the_longest_counts() -> None:
    parallel = {"probability": 1.0, "combine": "longest"}
    risks = {
        "one": {**parallel, "delay": {"a": 20, "b": 5}},
        "other": {**parallel, "delay": {"a": 30}},
        "never": {**parallel, "probability": 0.0, "delay": {"a": 90, "b": 90}},
        "added": {"probability": 1.0, "delay": {"a": 7}},
        "third": {**parallel, "delay": {"a": 10, "b": 9}},
    }

    found = lucky({"a": 100, "b": 100}, runs=3, risks=risks)

    assert found["a"].tolist() == [137.0] * 3
    assert found["b"].tolist() == [109.0] * 3


def test_without_the_longest_the_next_longest_counts() -> None:
    from scenario.analysis.schedule.causes import Cause, without

    parallel = {"probability": 1.0, "combine": "longest"}
    delays = {"one": 20, "other": 30, "third": 10}
    risks = {name: {**parallel, "delay": {"a": days}} for name, days in delays.items()}
    plan = compile_plan(project({"a": 100}, risks=risks))

    left = [works(without(plan, [Cause("risk", name)]), 1)["a"][0] for name in delays]

    assert left == [130.0, 120.0, 130.0]


def test_an_opportunity_shortens_but_never_below_nothing() -> None:
    risks = {"idea": {"probability": 1.0, "delay": {"a": -20, "b": {"uniform": [-30, -20]}}}}

    found = lucky({"a": 100, "b": 10}, runs=3, risks=risks)

    assert found["a"].tolist() == [80.0] * 3
    assert found["b"].tolist() == [0.0] * 3
