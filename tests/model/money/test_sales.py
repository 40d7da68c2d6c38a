"""How stock goes on sale, how fast it sells, and at what price."""

from typing import Any

import numpy as np
import pytest

from scenario.model.project_plan import compile_plan
from tests.model.money.ledger import Story, project, sale, story

LAUNCH = {"launch": 10, "handover": 300}  # launched in January
SLOW = {"launch": 0.5, "hazard": 0.2}


def sold(books: Story) -> list[float]:
    return [round(float(x), 6) for x in books["area_sold"][:6]]


def test_a_launch_share_then_a_hazard_of_what_is_left() -> None:
    books = story(LAUNCH, products=sale(absorption=SLOW))

    assert sold(books) == [50, 10, 8, 6.4, 5.12, 4.096]
    assert books["contracts"][:2].tolist() == pytest.approx([500_000, 100_000])


def test_sales_begin_in_the_month_of_the_launch() -> None:
    books = story({**LAUNCH, "launch": 31.01}, products=sale(absorption=SLOW))

    assert sold(books)[:3] == [0, 50, 10]


def test_the_season_of_the_calendar_month_sets_the_pace() -> None:
    season = [0.5, 2, *[1] * 10]
    books = story(LAUNCH, products=sale(absorption={**SLOW, "season": season}))

    assert sold(books)[:3] == [25, 75 * 0.4, 45 * 0.2]


def test_no_month_sells_more_than_there_is() -> None:
    books = story(LAUNCH, products=sale(absorption={"launch": 0.9, "hazard": 0.2, "season": [2.0] * 12}))

    assert sold(books) == [100, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("price", "factor"),
    [
        (12_500, 0.64),  # 1.25 ** −2
        (10_000, 1.0),
        (20_000, 0.3),  # 2 ** −2 = 0.25, below the floor
        (8_000, 1.5),  # 0.8 ** −2 = 1.5625, above the cap
    ],
)
def test_a_price_above_the_market_slows_the_pace(price: float, factor: float) -> None:
    home = {"kind": "ordinary_house", "stock": {"all": 100}, "price": price, "market_price": 10_000}
    absorption = {**SLOW, "elasticity": -2, "pace_floor": 0.3, "pace_cap": 1.5}
    books = story(LAUNCH, products=sale(types={"home": home}, absorption=absorption))

    assert sold(books)[0] == pytest.approx(50 * factor)
    assert books["contracts"][0] == pytest.approx(50 * factor * price)


def test_without_market_price_the_asking_price_is_the_market() -> None:
    books = story(LAUNCH, products=sale(price=25_000, absorption={**SLOW, "elasticity": -4}))

    assert sold(books)[0] == 50


def test_the_tail_goes_all_at_once_at_its_own_price() -> None:
    """50, then 25 of the rest would leave 25: less than the tail of 30, which goes with it."""
    absorption = {"launch": 0.5, "hazard": 0.5, "tail": 0.3, "tail_price": 0.8}
    books = story(LAUNCH, products=sale(absorption=absorption))

    assert sold(books)[:3] == [50, 50, 0]
    assert books["contracts"][:2].tolist() == pytest.approx([500_000, 200_000 + 30 * 8_000])


def test_a_later_batch_comes_after_its_months() -> None:
    batches = [{"share": 0.6}, {"share": 0.4, "after": "2 months"}]
    books = story(LAUNCH, products=sale(absorption={"launch": 0.5, "hazard": 0.5}, batches=batches))

    assert sold(books)[:4] == [30, 15, 7.5 + 20, 3.75 + 10]


def test_a_later_batch_comes_early_once_enough_of_those_before_is_sold() -> None:
    """After January half of the first batch is sold, after February 0.75: the second comes in March."""
    batches = [{"share": 0.6}, {"share": 0.4, "after": "9 months", "when_sold": 0.7}]
    books = story(LAUNCH, products=sale(absorption={"launch": 0.5, "hazard": 0.5}, batches=batches))

    assert sold(books)[:4] == [30, 15, 7.5 + 20, 3.75 + 10]


def test_parking_has_a_release_of_its_own_and_is_no_floor_area() -> None:
    types = {
        "home": {"kind": "ordinary_house", "stock": {"all": 100}, "price": 10_000},
        "space": {
            "kind": "parking", "stock": {"all": 10}, "price": 50_000, "unit_size": 30, "sellable": 0.8,
            "release": {"node": "paved", "launch": 0, "hazard": 0.5},
        },
    }  # fmt: skip
    books = story({**LAUNCH, "paved": 60}, products=sale(types=types))  # paved in March

    assert sold(books) == [100, 0, 0, 0, 0, 0]
    assert books["contracts"][:6].tolist() == [1_000_000, 0, 0, 200_000, 100_000, 50_000]


def test_nothing_released_by_itself_is_sold_before_the_launch() -> None:
    home = {
        "kind": "other", "stock": {"all": 10}, "price": 50_000,
        "release": {"node": "handover", "launch": 1, "hazard": 0},
    }  # fmt: skip
    books = story({"handover": 10, "launch": 70}, products=sale(types={"shop": home}))

    assert sold(books)[:4] == [0, 0, 10, 0]


@pytest.mark.parametrize(
    ("growth", "months"),
    [
        ({"rate": 0.21, "from": "launch"}, 0),
        ({"rate": 0.21, "from": "start"}, 1),
        ({"rate": 0.21, "from": "2025-08-15"}, 6),
        (0.21, 1),
    ],
)
def test_prices_grow_from_the_date_that_they_are_of(growth: Any, months: int) -> None:
    books = story(
        {"launch": 40, "handover": 300},
        products=sale(absorption={"launch": 0.5, "hazard": 1}, price_growth=growth),
    )  # launched in February

    assert books["contracts"][1] == pytest.approx(500_000 * 1.21 ** (months / 12))
    assert books["contracts"][2] == pytest.approx(500_000 * 1.21 ** ((months + 1) / 12))


def test_a_price_with_a_date_of_its_own_grows_from_it() -> None:
    homes = {
        name: {"kind": "other", "stock": {"all": 1}, "price": price}
        for name, price in (("dated", {"value": 1e6, "as_of": "2025-02-01"}), ("undated", 1e6))
    }
    books = story({"launch": 40}, products=sale(types=homes, price_growth=-0.06))

    assert books["contracts"][1] == pytest.approx(1e6 * 0.94 + 1e6 * 0.94 ** (1 / 12))


def test_a_launch_a_year_later_costs_a_years_fall_of_prices() -> None:
    """331 of today are 311.14 in a year."""
    growth = {"rate": -0.06, "from": "start"}
    now, later = (
        story({"launch": day}, horizon="24 months", products=sale(1, 331, price_growth=growth))
        for day in (10, 375)
    )

    assert now["contracts"].sum() == pytest.approx(331)
    assert later["contracts"].sum() == pytest.approx(311.14)


def test_the_pace_scales_launch_and_hazard_alike() -> None:
    books = story(LAUNCH, products=sale(absorption={**SLOW, "pace": 0.5}))

    assert sold(books)[:2] == [25, 7.5]


def test_the_market_goes_its_way_month_by_month() -> None:
    """ln z: 0.1 · 1 in January, 0.9 · 0.1 + 0.1 · (−2) = −0.11 in February."""
    market = {"persistence": 0.9, "volatility": 0.1}
    plan = compile_plan(project(LAUNCH, products=sale(absorption={**SLOW, "market": market})))
    numbers = np.array(plan.planned_numbers)
    for month, news in enumerate([1.0, -2.0]):
        numbers[plan.layout.slot("month", month, "market_news")] = news

    books = Story(plan, numbers)

    january = 50 * np.exp(0.1)
    assert books["area_sold"][:2].tolist() == pytest.approx([january, (100 - january) * 0.2 * np.exp(-0.11)])


def test_launch_sell_through_is_what_the_first_release_sold_in_its_month() -> None:
    batches = [{"share": 0.6}, {"share": 0.4, "after": "2 months"}]
    books = story(LAUNCH, products=sale(absorption=SLOW, batches=batches))

    assert books.extra("launch_sell_through") == pytest.approx(0.5)


@pytest.mark.parametrize("stock", [{"all": 0}, {}])
def test_a_product_without_stock_is_no_problem(stock: dict[str, Any]) -> None:
    types = {
        "home": {"kind": "ordinary_house", "stock": {"all": 100}, "price": 10_000},
        "shop": {"kind": "other", "stock": stock, "price": {"uniform": [10_000, 20_000]}},
    }
    books = story(LAUNCH, products=sale(types=types))

    assert books["contracts"].sum() == 1_000_000


def test_a_batch_is_released_by_exactly_the_share_it_waits_for() -> None:
    batches = [{"share": 0.5}, {"share": 0.5, "after": "9 months", "when_sold": 0.5}]
    books = story(LAUNCH, products=sale(absorption={"launch": 0.5, "hazard": 0}, batches=batches))

    assert sold(books)[:3] == [25, 25, 0]
