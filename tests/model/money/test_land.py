"""What the site costs, and when."""

from typing import Any

import pytest

from scenario.model.project_plan import compile_plan
from tests.model.money.ledger import Story, project, sale, story, taxes

SITE = {
    "price": 1_000_000,
    "area": 1_200,
    "payments": [{"node": "award", "share": 0.2}, {"node": "contract", "lag": "15 days", "share": 0.8}],
    "deed_tax": 0.03,
    "stamp": 0.0005,
}
WORK = {"award": 10, "contract": {"duration": 20, "after": ["award"]}, "handover": 181}


def test_land_is_paid_by_instalments_and_deed_tax_and_stamp_go_with_the_last() -> None:
    books = story(WORK, land=SITE)  # the contract on day 30, its instalment on day 45

    assert books.by_month("land") == {0: -200_000, 1: -800_000}
    assert books.by_month("deed_tax") == {1: -30_000}
    assert books.by_month("stamp") == {1: -500}


def test_an_instalment_due_at_the_midnight_that_ends_a_month_belongs_to_it() -> None:
    on_the_last_day = story({**WORK, "award": 31}, land=SITE)
    on_the_next = story({**WORK, "award": 31.5}, land=SITE)

    assert on_the_last_day.by_month("land")[0] == -200_000
    assert on_the_next.by_month("land")[1] == -200_000


def test_an_instalment_long_after_all_work_is_paid_all_the_same() -> None:
    late = {**SITE, "payments": [{"node": "award", "lag": "300 days", "share": 1}]}
    books = story({"award": 10}, land=late, funding={"minimum_cash": 0})

    assert books.by_month("land") == {10: -1_000_000}  # day 310, in November
    assert books.by_month("equity") == {10: 1_030_500}


def test_land_use_tax_runs_from_node_to_node_by_the_day() -> None:
    tax = {"per_m2_year": 8, "from": "contract", "to": "handover"}  # day 30 to day 181: 151 days
    books = story(WORK, land={**SITE, "use_tax": tax})

    # 1,200 m² · 8 yuan = 9,600 a year, of 365.25 days
    assert books["land_use_tax"].sum() == pytest.approx(-9_600 * 151 / 365.25)
    assert books["land_use_tax"][1] == pytest.approx(-9_600 * 28 / 365.25)
    assert not books["land_use_tax"][6:].any()


def test_each_phase_bears_land_use_tax_for_its_share_of_saleable_floor_until_its_own_handover() -> None:
    tax = {"per_m2_year": 8, "from": "contract", "to": "handover"}
    work = {
        "award": 10,
        "contract": {"duration": 20, "after": ["award"]},
        "handover": {"duration": 151, "scope": "phase", "after": ["contract", "previous.handover"]},
    }
    products = {
        "launch": "handover",
        "types": {"home": {"kind": "ordinary_house", "stock": {"p1": 300, "p2": 100}, "price": 10_000}},
        "absorption": {"launch": 1, "hazard": 0},
        "collection": {
            "mix": {"full": 1, "mortgage": 0, "instalment": 0}, "down_payment": 0, "mortgage_lag": 0
        },
    }  # fmt: skip
    books = story(work, phases=["p1", "p2"], products=products, land={**SITE, "use_tax": tax})

    # phase 1 (3/4) for 151 days, phase 2 (1/4) for 302
    assert books["land_use_tax"].sum() == pytest.approx(-9_600 / 365.25 * (0.75 * 151 + 0.25 * 302))


IDLE = {**SITE, "idle": {"begins": "dig:start", "from": "contract", "agreed": 30, "grace": 60, "fee": 0.2}}
"""The contract is signed on day 30, digging agreed for day 60, and the land idle from day 120, in April."""


def dug(start: float, land: dict[str, Any] = IDLE, **blocks: Any) -> Story:
    """Begin to dig on a day."""
    dig = {"duration": 100, "after": [f"contract+{start - 30}"]}
    return story({**WORK, "dig": dig}, land=land, **blocks)


def test_idle_land_costs_its_fee_once_in_the_month_in_which_the_grace_ends() -> None:
    assert dug(121).by_month("damages") == {3: -200_000}
    assert dug(250).by_month("damages") == {3: -200_000}


def test_who_begins_by_the_last_day_of_grace_pays_no_fee() -> None:
    assert not dug(120)["damages"].any()


def test_construction_may_begin_with_a_finish() -> None:
    begins = {**IDLE, "idle": {**IDLE["idle"], "begins": "dig"}}

    assert dug(49, begins).by_month("damages") == {3: -200_000}  # dug on day 149
    assert not dug(30, {**begins, "idle": {**begins["idle"], "grace": 90}})["damages"].any()


def test_an_agreed_day_that_is_moved_puts_the_fee_off_or_saves_it() -> None:
    later = {**IDLE, "idle": {**IDLE["idle"], "agreed": 30 + 31}}  # idle from day 151, in May

    assert dug(150, later).by_month("damages") == {}
    assert dug(160, later).by_month("damages") == {4: -200_000}


def test_a_project_that_is_refused_before_leaves_no_idle_land() -> None:
    gate = {"duration": 110, "gate": True, "refuse": {"probability": 1}}
    plan = compile_plan(project({**WORK, "gate": gate, "dig": {"duration": 9, "after": ["gate"]}}, land=IDLE))
    _, numbers = plan.numbers(1, 0, 1)

    books = Story(plan, numbers[0])

    assert not books["damages"].any()


def test_the_fee_lowers_the_profit_that_is_taxed_and_each_phase_bears_its_share() -> None:
    """A quarter of 200,000 less is due at the handover."""
    sold = {
        "products": sale(launch="award", price=40_000),
        "tax": taxes(eit={"rate": 0.25, "estimated_margin": 0}),
    }
    paid, spared = (dug(day, **sold)["eit"].sum() for day in (121, 120))

    assert paid - spared == pytest.approx(0.25 * 200_000)
