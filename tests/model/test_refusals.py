"""Gates that say no, and people who are away: stories told by both clocks."""

from typing import Any

import numpy as np
import pytest

import scenario
from scenario.model.project_plan import Plan, compile_plan
from tests.model.clock import MONDAY, project
from tests.model.test_stoppages import told

NEVER = float("inf")


def refusing(plan: Plan, *gates: str) -> Plan:
    """Return the plan in which these gates refuse for certain."""
    for gate in gates:
        slot = plan.layout.slot("activity", plan.timetable.ids.index(gate), "refused")
        plan.planned_numbers[slot] = 1.0
    return plan


def gate(duration: float, after: list[str], probability: float = 0.5) -> dict[str, Any]:
    return {"duration": duration, "after": after, "gate": True, "refuse": {"probability": probability}}


STORY = {
    "study": 10,
    "committee": gate(2, ["study"]),
    "award": {"duration": 20, "after": ["committee"]},
    "survey": {"duration": 30},
    "talks": {"duration": 1, "after": ["study"]},
    "party": {"duration": 5, "after": ["study+2"]},
}


def test_nothing_starts_and_nothing_is_finished_once_a_gate_has_refused() -> None:
    found = told(refusing(compile_plan(project(STORY)), "committee"))

    assert found == {
        "study": (0, 10),
        "committee": (10, 12),
        "award": (NEVER, NEVER),
        "survey": (0, NEVER),
        "talks": (10, 11),
        "party": (NEVER, NEVER),  # would have started at the very instant
    }


def test_a_gate_that_approves_changes_nothing() -> None:
    assert told(compile_plan(project(STORY)))["award"] == (12, 32)


def test_the_first_refusal_counts() -> None:
    activities = {
        "late": gate(20, []),
        "early": gate(5, []),
        "work": {"duration": 3, "after": ["early"]},
    }

    found = told(refusing(compile_plan(project(activities)), "late", "early"))

    assert found == {"late": (0, NEVER), "early": (0, 5), "work": (NEVER, NEVER)}


def test_a_gate_without_work_of_its_own_may_refuse() -> None:
    activities = {"study": 10, "say": gate(0, ["study"]), "work": {"duration": 3, "after": ["say"]}}

    found = told(refusing(compile_plan(project(activities)), "say"))

    assert found == {"study": (0, 10), "say": (10, 10), "work": (NEVER, NEVER)}


def test_the_share_of_refused_runs_is_one_minus_the_odds_that_all_approve() -> None:
    activities = {
        "a": gate(1, [], 0.1),
        "b": gate(1, ["a"], 0.2),
        "c": gate(1, ["b"], 0.3),
    }

    study = scenario.simulate(project(activities), 4000)

    shares = study.refusals().set_index("gate")["share"].to_dict()
    expected = {"a": 0.1, "b": 0.9 * 0.2, "c": 0.9 * 0.8 * 0.3, "any gate": 1 - 0.9 * 0.8 * 0.7}
    assert shares == pytest.approx(expected, abs=0.025)


def test_a_refused_run_counts_against_every_target() -> None:
    targets = [
        {"node": "study", "by": "2026-12-31"},
        {"node": "award", "by": "2026-12-31"},
        {"measure": "net_profit", "at_most": 1},
    ]
    sales = [{"on": "2026-01-07", "account": "sales", "amount": 1}]

    study = scenario.simulate(project(STORY, targets=targets, cash=sales), 400)

    refused = study.refusals()["refused"].iloc[-1]
    assert 150 < refused < 250
    assert (study.met.sum(axis=0) == 400 - refused).all()
    assert study.to_json()["refusals"]["committee"]["runs"] == refused


def test_a_run_that_is_not_refused_is_the_run_without_refusals() -> None:
    approving = {**STORY, "committee": gate(2, ["study"], 0)}

    ours, theirs = (
        scenario.simulate(project(activities, **MONEY), 200).arrays for activities in (STORY, approving)
    )

    approved = ours.extra[:, 4] < 0
    assert 50 < approved.sum() < 150
    for field in ("ready", "start", "finish", "ledger"):
        assert np.array_equal(getattr(ours, field)[approved], getattr(theirs, field)[approved])


# Money ---------------------------------------------------------------------------------------------------

MONEY: dict[str, Any] = {
    "cost": {
        "items": {
            "works": {"amount": 100_000, "over": ["survey"], "pay": "progress"},
            "office": {"per_month": 3_043.75, "from": "study:start", "to": "award"},
        },
        "terms": {"progress": 0.8, "lag": 1, "stages": [{"node": "award", "up_to": 1}]},
    },
    "cash": [
        {"on": "2026-03-20", "account": "grant", "amount": 7_000},
        {"node": "study", "lag": 40, "account": "advice", "amount": -500},
        {"node": "award", "account": "sales", "amount": 1_000_000},
    ],
    "funding": {"minimum_cash": 0},
}


def test_what_was_done_is_paid_and_nothing_more_is_earned_or_owed() -> None:
    plan = refusing(compile_plan(project(STORY, **MONEY)), "committee")
    told(plan)  # by both clocks

    study_of_one = scenario.model.run.Simulator(plan).run(plan.planned_numbers)

    paid = dict(zip(plan.accounts, study_of_one.ledger.sum(axis=0).round(2).tolist(), strict=True))
    assert paid["construction"] == pytest.approx(-100_000 * 12 / 30 - 12 * 100)  # 12 of 30 days; 100 a day
    assert paid["grant"] == 0  # it would have come later
    assert paid["advice"] == -500  # it was owed
    assert paid["sales"] == 0
    assert paid["equity"] == pytest.approx(41_700)
    assert study_of_one.ledger[:, plan.accounts.index("free_cash")][-1] == 0


def test_what_buyers_paid_into_escrow_stays_there_when_a_gate_refuses() -> None:
    rules = {"presale_image": "launch", "mortgage_gate": "launch", "completion": "works", "escrow": "strict"}
    rules |= {"distribute_before_completion": False, "draw": "need", "repay": "sold"}
    sold = {
        "launch": "launch",
        "batches": [{"share": 1}],
        "types": {"flats": {"kind": "ordinary_house", "stock": {"all": 1_000}, "price": 10_000}},
        "absorption": {"launch": 0.5, "hazard": 0.1},
        "collection": {
            "mix": {"full": 1, "mortgage": 0, "instalment": 0},
            "down_payment": 0.3,
            "mortgage_lag": 0,
        },
    }
    activities = {
        "launch": 0,
        "review": gate(80, ["launch"]),
        "works": {"duration": 300, "after": ["launch"]},
    }
    regime = {"use": "old", "rules": {"old": rules}}
    blocks = {"products": sold, "regime": regime, "funding": {"minimum_cash": 0}}
    plan = refusing(compile_plan(project(activities, **blocks)), "review")
    told(plan)  # by both clocks

    ledger = scenario.model.run.Simulator(plan).run(plan.planned_numbers).ledger
    column = plan.accounts.index
    paid_in = -(ledger[:, column("escrow_in")] + ledger[:, column("escrow_out")]).sum()

    assert paid_in > 5_000_000
    assert ledger[-1, column("escrow_balance")] == pytest.approx(paid_in)


# People who are away ---------------------------------------------------------------------------------------


def away(activities: dict[str, Any], share: float, of: tuple[str, ...] = ("clerks",), **staff: float) -> Plan:
    risk = {"probability": 0.5, "per": "year", "absent": {"of": list(of), "share": share, "days": 30}}
    header = {"name": "Story", "start": MONDAY, "horizon": "11 months"}
    return compile_plan(project(activities, project=header, staff=staff, risks={"flu": risk}))


def task(duration: float, people: float = 1) -> dict[str, Any]:
    return {"duration": duration, "staff": {"clerks": people}}


def test_who_is_away_takes_no_new_work() -> None:
    plan = away({"a": task(10), "b": task(10)}, share=0.5, clerks=2)

    assert told(plan, instants=[NEVER]) == {"a": (0, 10), "b": (0, 10)}
    assert told(plan, instants=[0.0]) == {"a": (0, 10), "b": (10, 20)}


def test_who_leaves_ends_first_what_he_works_at() -> None:
    activities = {"a": task(10), "b": {**task(5), "after": ["a"]}}

    found = told(away(activities, share=1.0, clerks=1), instants=[4.0])

    assert found == {"a": (0, 10), "b": (34, 39)}


def test_absences_add_up() -> None:
    risk = {"probability": 0.5, "per": "year", "absent": {"of": ["clerks"], "share": 0.5, "days": 10}}
    plan = compile_plan(
        project(
            {"a": {**task(5), "not_before": "2026-01-12"}},
            project={"name": "Story", "start": MONDAY, "horizon": "11 months"},
            staff={"clerks": 2},
            risks={"flu": risk, "leave": risk},
        )
    )

    assert told(plan, instants=[0.0, 4.0]) == {"a": (10, 15)}
    assert told(plan, instants=[0.0, NEVER]) == {"a": (7, 12)}


def test_each_of_the_pools_is_struck_as_often() -> None:
    plan = away({"a": task(1)}, 0.5, ("clerks", "crews", "staff"), clerks=1, crews=1, staff=1)

    numbers = plan.numbers(1, 0, 3000)[1]

    comes = np.isfinite(numbers[:, plan.layout.slot("event", 0, "instant")])
    struck = np.floor(numbers[comes, plan.layout.slot("event", 0, "pick")])
    assert np.bincount(struck.astype(int)) / comes.sum() == pytest.approx([1 / 3] * 3, abs=0.04)
