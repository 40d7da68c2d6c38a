"""How stock goes on sale, how fast it sells, and at what price."""

from typing import Any

import numpy as np
import pytest

from scenario.model.project_plan import compile_plan
from tests.model.money.ledger import Story, project, sale, story

LAUNCH = {"launch": 0, "handover": 300}  # launched in January
SLOW = {"launch": 0.5, "hazard": 0.2}


def sold(books: Story) -> list[float]:
    return [round(float(x), 6) for x in books["area_sold"][:6]]


def test_a_launch_share_then_a_hazard_of_what_is_left() -> None:
    books = story(LAUNCH, products=sale(absorption=SLOW))

    assert sold(books) == [50, 10, 8, 6.4, 5.12, 4.096]
    assert books["contracts"][:2].tolist() == pytest.approx([500_000, 100_000])


def test_the_first_month_of_sales_counts_from_the_day_of_the_launch() -> None:
    """Launched in the middle of February: each month of sales lies half in one month, half in the next."""
    books = story({**LAUNCH, "launch": 45}, products=sale(absorption=SLOW))

    assert sold(books)[:4] == [0, 25, 25 + 5, 5 + 4]


def test_a_launch_on_a_months_last_day_is_one_of_the_next_months_first() -> None:
    assert sold(story({**LAUNCH, "launch": 31}, products=sale(absorption=SLOW)))[:3] == [0, 50, 10]


def test_a_day_later_costs_a_days_worth_of_the_first_month_also_past_its_end() -> None:
    """Without seasons and tails what is sold by a month's end falls by the same amount with each day."""
    by_june = [
        float(story({**LAUNCH, "launch": day}, products=sale(absorption=SLOW))["area_sold"][:6].sum())
        for day in range(24, 39)  # from 24 January to 7 February
    ]
    falls = -np.diff(by_june)

    assert falls[:7] == pytest.approx(falls[0])
    assert falls[7:] == pytest.approx(falls[7])
    assert falls[7] == pytest.approx(falls[0] * (31 / 28) / 0.8)  # a day of what a month of sales sells more


def test_the_launch_sell_through_is_that_of_the_first_month_of_sales() -> None:
    books = story({**LAUNCH, "launch": 45}, products=sale(absorption=SLOW))

    assert books.extra("launch_sell_through") == pytest.approx(0.5)


def test_each_calendar_month_sells_its_part_of_a_month_of_sales_at_its_own_pace() -> None:
    season = [1, 0.5, 2, *[1] * 9]
    books = story({**LAUNCH, "launch": 45}, products=sale(absorption={**SLOW, "season": season}))

    assert sold(books)[1] == pytest.approx(0.5 * 25)
    assert sold(books)[2] == pytest.approx(0.5 * 100 + 0.5 * 0.4 * (100 - 12.5 - 50))


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
    books = story({**LAUNCH, "paved": 59}, products=sale(types=types))  # paved at the end of February

    assert sold(books) == [100, 0, 0, 0, 0, 0]
    assert books["contracts"][:6].tolist() == [1_000_000, 0, 0, 200_000, 100_000, 50_000]


def test_nothing_released_by_itself_is_sold_before_the_launch() -> None:
    home = {
        "kind": "other", "stock": {"all": 10}, "price": 50_000,
        "release": {"node": "handover", "launch": 1, "hazard": 0},
    }  # fmt: skip
    books = story({"handover": 10, "launch": 59}, products=sale(types={"shop": home}))

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
        {"launch": 45, "handover": 300},
        products=sale(absorption={"launch": 0.5, "hazard": 1}, price_growth=growth),
    )  # launched in the middle of February

    assert books["contracts"][1] == pytest.approx(250_000 * 1.21 ** (months / 12))
    assert books["contracts"][2] == pytest.approx(500_000 * 1.21 ** ((months + 1) / 12))


def test_a_price_with_a_date_of_its_own_grows_from_it() -> None:
    homes = {
        name: {"kind": "other", "stock": {"all": 1}, "price": price}
        for name, price in (("dated", {"value": 1e6, "as_of": "2025-02-01"}), ("undated", 1e6))
    }
    books = story({"launch": 31}, products=sale(types=homes, price_growth=-0.06))

    assert books["contracts"][1] == pytest.approx(1e6 * 0.94 + 1e6 * 0.94 ** (1 / 12))


def test_a_launch_a_year_later_costs_a_years_fall_of_prices() -> None:
    """331 of today are 311.14 in a year."""
    growth = {"rate": -0.06, "from": "start"}
    now, later = (
        story({"launch": day}, horizon="24 months", products=sale(1, 331, price_growth=growth))
        for day in (0, 365)
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


# Prices and costs that wander ------------------------------------------------------------------------


def wandering(growth: dict[str, Any], news: dict[int, float], market: bool = False) -> Story:
    """Run with given news of the prices, in standard deviations by month."""
    absorption = {"launch": 0.5, "hazard": 0.5, "tail": 0}
    if market:
        absorption["market"] = {"persistence": 0.9, "volatility": 0.06}
    plan = compile_plan(project(LAUNCH, products=sale(absorption=absorption, price_growth=growth)))
    numbers = np.array(plan.planned_numbers)
    for month, value in news.items():
        numbers[plan.layout.slot("news", month, "value")] = value * growth["volatility"]
    return Story(plan, numbers)


def test_news_of_prices_add_up_from_month_to_month() -> None:
    books = wandering({"rate": 0, "volatility": 0.01}, {1: 1.0, 3: -2.0})

    wandered = [0.0, 0.01, 0.01, -0.01]
    expected = [500_000 / 2**month * np.exp(log) for month, log in enumerate(wandered)]
    assert books["contracts"][:4].tolist() == pytest.approx(expected)


def test_prices_wander_from_the_month_that_they_are_of() -> None:
    """Of March: what happened before is in them."""
    books = wandering({"rate": 0, "volatility": 0.01, "from": "2026-03-01"}, {1: 1.0, 3: 1.0})

    assert books["contracts"][2] == pytest.approx(125_000)
    assert books["contracts"][3] == pytest.approx(62_500 * np.exp(0.01))


def test_with_the_market_prices_have_the_news_of_the_pace() -> None:
    growth = {"rate": 0, "volatility": 0.01, "with": "market"}
    absorption = {"launch": 0.5, "hazard": 0.5, "market": {"persistence": 0.9, "volatility": 0.06}}
    plan = compile_plan(project(LAUNCH, products=sale(absorption=absorption, price_growth=growth)))
    views = plan.layout.views(plan.numbers(1, 0, 1)[1][0])

    assert views.news["value"].tolist() == pytest.approx((0.01 * views.month["market_news"]).tolist())
    assert np.ptp(views.news["value"]) > 0


def test_by_itself_a_price_wanders_with_the_spread_that_the_file_gives() -> None:
    """After 12 months the log has a deviation of 0.02 · √12, to 3 standard errors of 4,000 runs."""
    plan = compile_plan(project(LAUNCH, products=sale(price_growth={"rate": 0, "volatility": 0.02})))
    news = plan.numbers(5, 0, 4_000)[1][:, slice(*plan.layout.span("news"))]

    assert news[:, :12].sum(axis=1).std() == pytest.approx(0.02 * 12**0.5, rel=3 / 8_000**0.5)
