"""What the works cost, when it is earned, billed and paid; and expenses."""

from typing import Any

import pytest

from tests.model.money.ledger import sale, story


def costs(terms: dict[str, Any] | None = None, **item: Any) -> dict[str, Any]:
    return {"items": {"item": item}} | ({"terms": terms} if terms else {})


TERMS = {
    "progress": 0.8,
    "lag": 1,
    "stages": [{"node": "completion", "up_to": 0.95}, {"node": "final", "up_to": 1}],
}


def test_works_are_earned_by_the_working_time_of_their_activity() -> None:
    books = story({"dig": 59}, cost=costs(amount=590_000, over=["dig"]))

    assert books.by_month("construction") == {0: -310_000, 1: -280_000}


def test_an_activity_that_stops_for_its_calendar_earns_nothing_meanwhile() -> None:
    """31 days of January, none of February, 10 of March."""
    calendars = {"site": {"stops": [{"from": "2026-02-01", "to": "2026-02-28"}]}}
    books = story(
        {"dig": {"duration": 41, "calendar": "site"}}, calendars=calendars,
        cost=costs(amount=410_000, over=["dig"]),
    )  # fmt: skip

    assert books.by_month("construction") == {0: -310_000, 2: -100_000}


def test_activities_share_an_amount_by_their_most_likely_time() -> None:
    """40 and 60 days: 0.4 and 0.6 of a million, though digging takes 80 days in this run."""
    work = {"dig": 40, "build": {"duration": 60, "after": ["dig"]}}
    books = story(work, late={"dig": 80}, cost=costs(amount=1_000_000, over=["dig", "build"]))

    assert books.by_month("construction") == {
        0: -155_000,  # 31 / 80 · 400,000
        1: -140_000,
        2: -105_000 - 100_000,  # the last 21 days of digging, the first 10 of building
        3: -300_000,
        4: -200_000,
    }


def test_a_window_earns_at_the_pace_of_the_plan() -> None:
    work = {"permit": 10, "done": {"duration": 40, "after": ["permit"]}}  # 40 days from day 10
    books = story(work, cost=costs(amount=400_000, **{"from": "permit", "to": "done"}))

    assert books.by_month("construction") == {0: -210_000, 1: -190_000}


def test_a_window_that_closes_late_costs_no_more_and_one_that_closes_early_no_less() -> None:
    work = {"permit": 10, "done": {"duration": 40, "after": ["permit"]}}
    cost = costs(amount=400_000, **{"from": "permit", "to": "done"})

    late = story(work, late={"done": 90}, cost=cost)
    early = story(work, late={"done": 15}, cost=cost)

    assert late.by_month("construction") == {0: -210_000, 1: -190_000}
    assert early.by_month("construction") == {0: -400_000}


def test_a_window_may_open_with_the_start_of_an_activity() -> None:
    work = {"permit": 10, "dig": {"duration": 40, "after": ["permit+5"]}}
    books = story(work, cost=costs(amount=400_000, **{"from": "dig:start", "to": "dig"}))

    assert books.by_month("construction") == {0: -160_000, 1: -240_000}


def test_what_costs_by_the_month_costs_more_the_longer_it_lasts() -> None:
    work = {"permit": 31, "done": {"duration": 28, "after": ["permit"]}}
    cost = costs(per_month=304_375, **{"from": "permit", "to": "done"})  # 10,000 a day

    assert story(work, cost=cost).by_month("construction") == {1: -280_000}
    assert story(work, late={"done": 38}, cost=cost).by_month("construction") == {1: -280_000, 2: -100_000}


def test_contractors_are_paid_by_progress_then_at_each_stage_a_lag_later() -> None:
    work = {"dig": 31, "completion": 100, "final": 200}  # January, April, July
    books = story(work, cost=costs(TERMS, amount=1_000_000, over=["dig"], pay="progress"))

    assert books.by_month("construction") == {1: -800_000, 4: -150_000, 7: -50_000}


def test_a_broken_lag_is_shared_between_two_months() -> None:
    work = {"dig": 31, "completion": 5, "final": 5}
    books = story(work, cost=costs({**TERMS, "lag": 1.5}, amount=1_000_000, over=["dig"], pay="progress"))

    assert books.by_month("construction") == {1: -500_000, 2: -500_000}


def test_retention_is_kept_while_its_node_has_not_come() -> None:
    work = {"dig": 31, "completion": 5, "final": 900}
    books = story(work, cost=costs(TERMS, amount=1_000_000, over=["dig"], pay="progress"))

    assert books["construction"].sum() == pytest.approx(-950_000)


def test_direct_items_are_paid_in_full_in_the_month_they_are_earned() -> None:
    work = {"dig": 31, "completion": 900, "final": 900}

    assert story(work, cost=costs(TERMS, amount=1_000_000, over=["dig"])).by_month("construction") == {
        0: -1_000_000
    }


PHASES: dict[str, Any] = {
    "activities": {
        "launch": {"duration": 0, "scope": "phase"},
        "dig": {"duration": 31, "scope": "phase", "after": ["previous.dig"]},
    },
    "phases": ["p1", "p2"],
    "products": sale(
        types={"home": {"kind": "ordinary_house", "stock": {"p1": 300, "p2": 100}, "price": 10_000}}
    ),
}


def test_phases_share_a_cost_by_saleable_floor() -> None:
    books = story(**PHASES, cost=costs(amount=400_000, over=["dig"]))  # phase 2 digs in 31 days from February

    assert books.by_month("construction") == {
        0: -300_000,
        1: pytest.approx(-100_000 * 28 / 31, abs=1e-3),
        2: pytest.approx(-100_000 * 3 / 31, abs=1e-3),
    }


def test_a_cost_of_one_phase_is_borne_by_it_alone() -> None:
    books = story(**PHASES, cost=costs(amount=400_000, over=["dig"], phases=["p1"]))

    assert books.by_month("construction") == {0: -400_000}


def test_marketing_is_spent_before_the_launch_on_planned_value_and_after_it_on_contracts() -> None:
    """3 % of a million: a quarter over 49 days from day 10, the rest as contracts are signed."""
    marketing = {"share": 0.03, "before_launch": 0.25, "from": "award"}
    books = story(
        {"award": 10, "launch": {"duration": 49, "after": ["award"]}, "handover": 300},
        products=sale(absorption={"launch": 0.6, "hazard": 1}),
        expenses={"marketing": marketing},
    )

    assert books["marketing"][:4].tolist() == pytest.approx(
        [-7_500 * 21 / 49, -7_500 * 28 / 49, -0.6 * 22_500, -0.4 * 22_500]
    )


def test_administration_is_a_share_of_planned_value_at_the_pace_of_the_plan() -> None:
    administration = {"share": 0.02, "from": "award", "to": "handover"}
    work = {"award": 10, "launch": 20, "handover": {"duration": 80, "after": ["award"]}}
    books = story(
        work, late={"handover": 200}, products=sale(price=9_000), expenses={"administration": administration}
    )

    assert books["administration"][:4].tolist() == pytest.approx(
        [-18_000 * 21 / 80, -18_000 * 28 / 80, -18_000 * 31 / 80, 0]
    )


LATE = {"node": "handover", "buffer": 30, "per_day": 0.001}


def test_damages_are_due_for_each_day_after_plan_and_buffer() -> None:
    """Planned on day 100, promised for day 130, handed over on day 150: 20 days of 1,000 in May."""
    work = {"launch": 0, "handover": 100}
    books = story(work, late={"handover": 150}, products=sale(late_handover=LATE))

    assert books.by_month("damages") == {4: -20_000}


@pytest.mark.parametrize("day", [90, 100, 130])
def test_a_handover_within_the_buffer_pays_no_damages(day: float) -> None:
    work = {"launch": 0, "handover": 100}

    assert not story(work, late={"handover": day}, products=sale(late_handover=LATE))["damages"].any()


def test_compensation_is_due_at_the_handover_late_or_not() -> None:
    """0.4 % of a million in April; handed over on day 150, with 20 days of 1,000, in May."""
    work = {"launch": 0, "handover": 100}
    products = sale(late_handover={**LATE, "compensation": 0.004})

    assert story(work, products=products).by_month("damages") == {3: -4_000}
    assert story(work, late={"handover": 150}, products=products).by_month("damages") == {4: -24_000}


def test_damages_are_due_on_what_was_sold_by_then() -> None:
    """Half is sold in January, the rest only after the handover of May, in July."""
    batches = [{"share": 0.5}, {"share": 0.5, "after": "6 months"}]
    work = {"launch": 0, "handover": 100}
    books = story(work, late={"handover": 150}, products=sale(late_handover=LATE, batches=batches))

    assert books.by_month("damages") == {4: -10_000}


# Escalation ------------------------------------------------------------------------------------------


def test_costs_grow_from_the_date_that_they_are_of() -> None:
    """Half of the works in January, half in July: six months, and a year more from January 2025."""
    work = {
        "dig": 31,
        "wait": {"duration": 150, "after": ["dig"]},
        "build": {"duration": 31, "after": ["wait"]},
    }
    plan = costs(amount=200_000, over=["dig", "build"])

    from_start = story(work, cost={**plan, "escalation": {"rate": 0.21, "from": "start"}})
    from_before = story(work, cost={**plan, "escalation": {"rate": 0.21, "from": "2025-01-15"}})

    assert from_start.by_month("construction") == {0: -100_000, 6: -110_000}
    assert from_before.by_month("construction") == {0: -121_000, 6: -133_100}


def test_a_cost_item_may_grow_by_itself() -> None:
    work = {
        "dig": 31,
        "wait": {"duration": 334, "after": ["dig"]},
        "build": {"duration": 31, "after": ["wait"]},
    }
    items = {
        "one": {"amount": 100_000, "over": ["build"]},
        "other": {"amount": 100_000, "over": ["build"], "escalation": 0.05},
    }
    books = story(work, horizon="18 months", cost={"items": items, "escalation": 0.02})

    assert books.by_month("construction") == {12: -102_000 - 105_000}


def test_administration_grows_with_the_expenses() -> None:
    expenses = {
        "escalation": {"rate": 0.21, "from": "start"},
        "administration": {"share": 0.02, "from": "launch:start", "to": "handover"},
    }
    books = story({"launch": 0, "handover": 365}, products=sale(), expenses=expenses)

    assert books["administration"][6] == pytest.approx(-20_000 * 31 / 365 * 1.1)
