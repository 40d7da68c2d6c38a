"""Fall-backs: what is done otherwise once a node is late. Stories told by both clocks, and laws."""

from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import assume, given
from hypothesis import strategies as st

import scenario
from scenario.model.engines import CompiledClock, SimpyClock, new_results
from scenario.model.plan.fallbacks import as_number, is_taken
from scenario.model.processes import Works
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import EXTRA, Run
from scenario.model.run import Simulator
from scenario.project.sections.root import Project
from scenario.rules.schedule.dated import MORNING
from scenario.study.pools.chunk import simulate_numbers
from tests.laws.projects import projects
from tests.model.both import differences
from tests.model.clock import project
from tests.model.schedule.own_processes import Story
from tests.model.test_refusals import gate, refusing
from tests.model.test_stoppages import told

NEVER = float("inf")


def late(node: str, days: float, **then: Any) -> dict[str, Any]:
    """If a node is not finished within so many days, do something."""
    return {"if": {"node": node, "not_within": days}, "then": then}


def dates(activities: dict[str, Any], **fallbacks: Any) -> dict[str, tuple[float, float]]:
    return told(compile_plan(project(activities, fallbacks=fallbacks)))


CHAIN = {"top_out": 10, "facade": {"duration": 20, "after": ["top_out"]}}


@pytest.mark.parametrize(("deadline", "end"), [(9.0, 25.0), (10.0, 30.0), (11.0, 30.0)])
def test_it_is_taken_when_the_node_is_later_than_its_deadline_and_not_when_in_time(
    deadline: float, end: float
) -> None:
    crash = late("top_out", deadline, factor={"facade": 0.5}, delay={"facade": 5})

    assert dates(CHAIN, crash=crash)["facade"] == (10, end)


def test_later_than_a_day_means_after_its_end() -> None:
    def facade(day: str) -> tuple[float, float]:
        condition = {"if": {"node": "top_out", "later_than": day}, "then": {"factor": {"facade": 0.5}}}
        return dates(CHAIN, crash=condition)["facade"]

    assert facade("2026-01-14") == (10, 30)  # the tenth day from 5 January
    assert facade("2026-01-13") == (10, 20)


def test_what_starts_before_the_deadline_stays_as_it_is() -> None:
    activities = {
        "top_out": 40,
        "early": {"duration": 10, "not_before": "2026-01-14"},
        "at_once": {"duration": 10, "not_before": "2026-01-15"},
        "later": {"duration": 10, "not_before": "2026-01-20"},
    }
    halved = {"early": 0.5, "at_once": 0.5, "later": 0.5}

    found = dates(activities, crash=late("top_out", 10, factor=halved))

    assert found["early"] == (9, 19)
    assert found["at_once"] == (10, 15)  # the node is known to be late, though not yet how late
    assert found["later"] == (15, 20)


def test_a_finish_known_ahead_settles_it_ahead() -> None:
    activities = {"top_out": 10, "later": {"duration": 10, "not_before": "2026-01-25"}}

    assert dates(activities, crash=late("top_out", 15, factor={"later": 0.5}))["later"] == (20, 30)


def test_what_happens_at_the_deadline_itself_is_in_time() -> None:
    activities = {
        "dig": {"duration": 10, "staff": {"crew": 1}},
        "top_out": {"duration": 0, "after": ["dig"], "staff": {"crew": 1}},  # granted at the very instant
        "facade": {"duration": 20, "after": ["top_out"]},
    }
    crash = late("top_out", 10, factor={"facade": 0.5})

    found = told(compile_plan(project(activities, staff={"crew": 1}, fallbacks={"crash": crash})))

    assert found["facade"] == (10, 30)


def test_days_saved_leave_at_least_none() -> None:
    assert dates(CHAIN, crash=late("top_out", 5, delay={"facade": -25}))["facade"] == (10, 10)


def test_a_fallback_may_bring_about_another() -> None:
    activities = {**CHAIN, "fit_out": {"duration": 8, "after": ["facade"]}}
    first = late("top_out", 9, delay={"facade": 10})  # ends at 40 then, at 30 else
    second = late("facade", 35, factor={"fit_out": 0.5})

    assert dates(activities, second=second, first=first)["fit_out"] == (40, 44)
    assert dates(activities, second=second)["fit_out"] == (30, 38)


def test_two_fallbacks_act_one_after_the_other() -> None:
    first, second = late("top_out", 5, delay={"facade": 4}), late("top_out", 7, factor={"facade": 0.5})

    assert dates(CHAIN, first=first, second=second)["facade"] == (10, 22)
    assert dates(CHAIN, second=second, first=first)["facade"] == (10, 24)


def test_whoever_waits_to_know_how_long_his_work_takes_keeps_his_people() -> None:
    activities = {
        "top_out": 40,
        "facade": {"duration": 10, "not_before": "2026-01-15", "staff": {"crew": 1}},
        "paint": {"duration": 3, "not_before": "2026-01-15", "staff": {"crew": 1}},
    }
    plan = compile_plan(
        project(activities, staff={"crew": 1}, fallbacks={"crash": late("top_out", 10, factor={"facade": 2})})
    )

    assert told(plan) == {"top_out": (0, 40), "facade": (10, 30), "paint": (30, 33)}


def test_each_phase_has_luck_of_its_own() -> None:
    activities = {"top_out": 10, "facade": {"duration": 20, "after": ["top_out"], "scope": "phase"}}
    crash = late("top_out", 5, factor={"facade": {"uniform": [0.5, 1.0]}})
    plan = compile_plan(project(activities, phases=["p1", "p2"], fallbacks={"crash": crash}))

    arrays = simulate_numbers(CompiledClock(plan), plan.numbers(1, 0, 50)[1], 1, 0)

    length = arrays.finish[:, 1:] - arrays.start[:, 1:]
    assert (length[:, 0] != length[:, 1]).all()
    assert ((length >= 10) & (length <= 20)).all()
    assert np.array_equal(arrays.work[:, 1:], length)  # what is kept as work is what was worked


@pytest.mark.parametrize("disabled", [{"enabled": False}, None])
def test_one_that_is_not_provided_for_changes_nothing(disabled: dict[str, Any] | None) -> None:
    crash = late("top_out", 5, factor={"facade": 0.5}) | (disabled or {})

    assert (dates(CHAIN, crash=crash) == dates(CHAIN)) is (disabled is not None)


def test_how_often_it_is_taken_is_told() -> None:
    activities = {"top_out": {"duration": {"discrete": {10: 0.7, 20: 0.3}}}}
    crash, off = late("top_out", 15, delay={"top_out": 1}), late("top_out", 1, delay={"top_out": 1})

    study = scenario.simulate(
        project(activities, fallbacks={"off": off | {"enabled": False}, "crash": crash}), 2000
    )

    (row,) = study.fallbacks().to_dict("records")
    assert (row["fallback"], row["runs"]) == ("crash", 2000)
    assert row["taken"] == (study.days["top_out"] > 15).sum()
    assert row["low"] < 0.3 < row["high"]
    assert study.to_json()["fallbacks"]["crash"]["share"] == row["share"] == row["taken"] / 2000


def test_which_were_taken_fits_in_a_number() -> None:
    taken = [NEVER, 3.0, NEVER, *[0.0] * 47]

    number = np.array([as_number(taken)])

    assert [bool(is_taken(number, k)[0]) for k in range(50)] == [at < NEVER for at in taken]


def test_a_project_that_is_refused_before_takes_none() -> None:
    activities = {"say": gate(4, []), "top_out": {"duration": 10, "after": ["say"]}}
    crash = late("top_out", 6, delay={"top_out": 1})
    plan = refusing(compile_plan(project(activities, fallbacks={"crash": crash})), "say")

    for clock in (CompiledClock(plan), SimpyClock(plan)):
        results = new_results(plan, 1)
        clock.run_many(plan.planned_numbers[np.newaxis, :], results)
        assert results.extra[0, EXTRA.index("fallbacks")] == 0


def test_work_stopped_by_a_process_while_its_start_is_put_off_stands_still() -> None:
    def stopping(env: simpy.Environment, works: Works) -> Story:
        yield works.started("signal")
        works.stop("facade")
        yield env.timeout(5)
        works.resume("facade")

    activities = {
        "top_out": 40,
        "facade": {"duration": 10, "not_before": "2026-01-15"},
        "signal": {"duration": 1, "not_before": "2026-01-15"},
    }
    crash = late("top_out", 10, factor={"facade": 0.5})
    plan = compile_plan(project(activities, fallbacks={"crash": crash}), processes=[stopping])

    run = Simulator(plan).run(plan.planned_numbers)

    assert (run.start[1], run.finish[1]) == (10, 20)


# Money ---------------------------------------------------------------------------------------------------

COST = {
    "items": {
        "facade": {"amount": 100_000, "over": ["facade"]},
        "fees": {"amount": 1_000, "over": ["top_out"], "pay": "progress"},
    },
    "terms": {"progress": 0.8, "lag": 1, "stages": [{"node": "facade", "up_to": 1}]},
}


def both(plan: Plan) -> Run:
    """Return the most-likely run, told by both clocks alike."""
    assert list(differences(plan.project, runs=3)) == []
    return Simulator(plan).run(plan.planned_numbers)


def paid(run: Run, plan: Plan) -> list[float]:
    account = run.ledger[:, plan.accounts.index("construction")]
    return [float(amount) for amount in account.round(6)]


@pytest.mark.parametrize(
    ("deadline", "month"),
    [(26, 0), (27, 0), (28, 1), (40, 1)],  # day 27 is 1 February, 0:00: the end of January
)
def test_what_it_costs_is_paid_once_in_the_month_of_its_deadline(deadline: int, month: int) -> None:
    crash = late("top_out", deadline, spend={"fees": 3_000, "facade": 500})
    activities = {"top_out": 70, "facade": {"duration": 20, "after": ["top_out"]}}
    plan, without = (
        compile_plan(project(activities, cost=COST, fallbacks=fallbacks, funding={"minimum_cash": 0}))
        for fallbacks in ({"crash": crash}, {})
    )

    more = np.array(paid(both(plan), plan)) - paid(both(without), without)

    assert more[month] == -3_500
    assert np.abs(more).sum() == 3_500


def test_what_is_not_taken_costs_nothing() -> None:
    plan, without = (
        compile_plan(project(CHAIN, cost=COST, fallbacks=fallbacks))
        for fallbacks in ({"crash": late("top_out", 10, spend={"fees": 3_000})}, {})
    )

    assert paid(both(plan), plan) == paid(both(without), without)


def test_what_it_costs_lowers_the_profit() -> None:
    sales = [{"node": "facade", "account": "sales", "amount": 1_000_000}]
    crash = late("top_out", 5, spend={"fees": {"uniform": [3_000, 4_000]}})

    def profit(fallbacks: dict[str, Any]) -> np.ndarray:
        study = scenario.simulate(project(CHAIN, cost=COST, cash=sales, fallbacks=fallbacks), 100)
        return np.asarray(study.measures["net_profit"])

    lost = profit({}) - profit({"crash": crash})

    assert ((lost > 3_000) & (lost < 4_000)).all()
    assert lost.std() > 100


# Laws ----------------------------------------------------------------------------------------------------

AHEAD = ["staff", "regimes", "yearly", "refusals", "fallbacks"]
"""What may make a later end of an earlier one."""


@given(projects(without=AHEAD), st.data())
def test_a_fallback_that_saves_time_delays_nothing(plain: Project, data: st.DataObject) -> None:
    names = st.sampled_from(list(plain.activities))
    single = [name for name, activity in plain.activities.items() if activity.scope == "project"]
    assume(single)
    crash = late(
        data.draw(st.sampled_from(single)),
        data.draw(st.integers(0, 40)),
        factor=data.draw(st.dictionaries(names, st.sampled_from([0.0, 0.5, 1.0]), max_size=2)),
        delay=data.draw(st.dictionaries(names, st.integers(-9, 0), min_size=1, max_size=2)),
    )
    hastened = Project.model_validate({**plain.resolved(), "fallbacks": {"crash": crash}})
    plans = [compile_plan(each) for each in (plain, hastened)]

    without, with_it = (
        simulate_numbers(CompiledClock(plan), plan.numbers(7, 0, 3)[1], 7, 0) for plan in plans
    )

    # of no length it belongs to the day that begins: the same instant
    assert (with_it.finish <= without.finish + MORNING).all()
    assert (with_it.work <= without.work).all()
