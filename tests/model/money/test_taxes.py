"""Taxes of a project that sells for a million in January, hands over in April and is liquidated in July."""

from typing import Any

import pytest

from tests.model.money.ledger import Story, regime, sale, story, taxes

WORK = {"launch": 0, "build": 31, "handover": 100, "liquidation": 200}
RATES = {"ordinary_house": 0.02, "other": 0.03, "parking": 0.04}


def site(price: float = 600_000, **more: Any) -> dict[str, Any]:
    """Return a `land` block whose price is paid in January."""
    paid = [{"node": more.pop("node", "launch"), "share": 1}]
    return {"price": price, "area": 1, "payments": paid, "deed_tax": 0, "stamp": 0, **more}


def taxed(
    price: float = 10_000,
    land: float = 400_000,
    cost: float = 200_000,
    kind: str = "ordinary_house",
    sold: float = 1,
    more: dict[str, Any] | None = None,
    **tax: Any,
) -> Story:
    home = {"kind": kind, "stock": {"all": 100}, "price": price}
    return story(
        WORK,
        horizon="24 months",
        land=site(land),
        products=sale(types={"home": home}, absorption={"launch": sold, "hazard": 0}),
        cost={"items": {"works": {"amount": cost, "over": ["build"]}}},
        tax=taxes(**tax),
        **(more or {}),
    )


# VAT -------------------------------------------------------------------------------------------------

VAT = {"rate": 0.09, "prepay": 0.03, "input_share": 0.5}


def test_vat_is_prepaid_on_receipts_and_settled_at_the_handover() -> None:
    """Output (1,090,000 − 436,000) / 1.09 · 9 % = 54,000; input 218,000 / 1.09 · 9 % · ½ = 9,000."""
    books = taxed(price=10_900, land=436_000, cost=218_000, vat=VAT, surcharge=0.1)

    assert books.by_month("vat") == {0: -30_000, 3: -15_000}
    assert books.by_month("surcharge") == {0: -3_000, 3: -1_500}


def test_vat_that_was_prepaid_beyond_what_is_due_comes_back_where_it_does() -> None:
    """Output 54,000 less input 872,000 / 1.09 · 9 % · ½ = 36,000 leaves 18,000 of the 30,000 prepaid."""
    dear = {"price": 10_900, "land": 436_000, "cost": 872_000, "vat": VAT, "surcharge": 0.1}

    refunded = taxed(**dear)
    kept = taxed(**dear, refunds=False)

    assert refunded.by_month("vat") == {0: -30_000, 3: 12_000}
    assert refunded.by_month("surcharge") == {0: -3_000, 3: 1_200}
    assert kept.by_month("vat") == {0: -30_000}
    assert kept.by_month("surcharge") == {0: -3_000}


def test_input_beyond_output_is_not_paid_out() -> None:
    books = taxed(price=10_900, land=436_000, cost=4_000_000, vat=VAT)

    assert books["vat"].sum() == pytest.approx(0)


def test_land_is_deducted_only_by_what_is_sold_and_only_where_the_law_does() -> None:
    """Half sold: (545,000 − 218,000) / 1.09 · 9 % = 27,000; without the deduction 45,000."""
    half = {"price": 10_900, "land": 436_000, "cost": 0, "sold": 0.5}

    assert taxed(**half, vat=VAT)["vat"].sum() == pytest.approx(-27_000)
    assert taxed(**half, vat={**VAT, "land_deduction": False})["vat"].sum() == pytest.approx(-45_000)


def test_marketing_brings_input_tax_of_services() -> None:
    """Of 106,000 of marketing 6,000 are VAT, half of which can be recovered."""
    expenses = {"marketing": {"share": 106_000 / 1_090_000, "before_launch": 0, "from": "launch"}}
    services = {"rate": 0.06, "input_share": 0.5}
    plain, with_input = (
        taxed(price=10_900, land=436_000, more={"expenses": expenses}, vat=vat)["vat"].sum()
        for vat in (VAT, {**VAT, "services": services})
    )

    assert with_input - plain == pytest.approx(3_000)


def test_rates_change_on_their_days() -> None:
    """Prepaid at 3 % in January; the handover in April is at 10 %: 1,090,000 / 1.1 · 10 %."""
    rates = [{"from": "2020-01-01", "value": 0.09}, {"from": "2026-04-15", "value": 0.10}]
    books = taxed(price=10_900, land=0, cost=0, vat={**VAT, "rate": rates, "input_share": 0})

    assert books.by_month("vat") == {0: -30_000, 3: round(30_000 - 1_090_000 / 11, 4)}


# Land appreciation tax --------------------------------------------------------------------------------

LAT = {
    "prepay": RATES, "expense_share": 0.1, "additional_share": 0.2, "exempt_below": 0.2,
    "liquidation": "liquidation",
}  # fmt: skip


def test_lat_is_prepaid_by_class_and_exact_at_the_liquidation() -> None:
    """Deductions (400,000 + 200,000) · 1.3 = 780,000; 220,000 of value added is 28 %, taxed at 30 %."""
    assert taxed(lat=LAT).by_month("lat") == {0: -20_000, 6: -46_000}
    assert taxed(lat=LAT, kind="other").by_month("lat") == {0: -30_000, 6: -36_000}


def test_lat_is_prepaid_on_receipts_less_the_vat_to_be_prepaid() -> None:
    """1,090,000 less 30,000, of which 2 %."""
    assert taxed(price=10_900, vat=VAT, lat=LAT).by_month("lat")[0] == -21_200


def test_spending_a_little_more_may_save_all_of_lat() -> None:
    """(400,000 + 240,000) · 1.3 = 832,000 leaves 20.2 % of value added, 242,000 leaves 19.8 %: the cliff."""
    above = taxed(cost=240_000, lat=LAT)
    below = taxed(cost=242_000, lat=LAT)

    assert above["lat"].sum() == pytest.approx(-0.3 * 168_000)
    assert below.by_month("lat") == {0: -20_000, 6: 20_000}


def test_only_ordinary_housing_is_exempt() -> None:
    """165,400 of value added."""
    assert taxed(cost=242_000, lat=LAT, kind="other")["lat"].sum() == pytest.approx(-0.3 * 165_400)


def test_lat_that_was_prepaid_stays_where_nothing_is_refunded() -> None:
    assert taxed(cost=242_000, lat=LAT, refunds=False).by_month("lat") == {0: -20_000}


def test_what_the_tax_office_finds_multiplies_lat_at_the_liquidation() -> None:
    """Of the 66,000 due 40 % more are found, 92,400, or 10 % less, 59,400; the prepaid 20,000 stays."""
    assert taxed(lat={**LAT, "assessment": 1.4}).by_month("lat") == {0: -20_000, 6: -72_400}
    assert taxed(lat={**LAT, "assessment": 0.9}).by_month("lat") == {0: -20_000, 6: -39_400}


def test_nothing_found_brings_back_what_was_prepaid() -> None:
    assert taxed(lat={**LAT, "assessment": 0}).by_month("lat") == {0: -20_000, 6: 20_000}


LOAN = {
    "limit": 100_000, "rate": 0.12, "gate": "launch", "equity_first": 0, "share_of_cost": 1,
    "repay_from_sold": 1, "repay_share": 0,
}  # fmt: skip


def test_interest_shown_apart_takes_the_place_of_half_the_expenses() -> None:
    """Of the 600,000 five per cent are missing, and 5,000 of interest from February to June are there."""
    funding = {"minimum_cash": 0, "loan": LOAN}
    products = sale(launch="late")
    books = [
        story(
            {**WORK, "late": 181, "handover": 190},
            horizon="24 months", land=site(400_000), products=products, funding=funding,
            cost={"items": {"works": {"amount": 200_000, "over": ["build"]}}},
            tax=taxes(lat={**LAT, **rule}),
        )
        for rule in ({}, {"with_interest": 0.05})
    ]  # fmt: skip
    lat = [book["lat"].sum() for book in books]

    assert books[0]["interest"][:6].sum() == pytest.approx(-5_000)
    assert lat[0] - lat[1] == pytest.approx(0.3 * (30_000 - 5_000))


def test_phases_are_liquidated_apart_or_together() -> None:
    """Phase 1 gains 20 % of its deductions and is exempt, phase 2 half of them; together it is 35 %."""
    work = {
        "launch": {"duration": 0, "scope": "phase"},
        "handover": {"duration": 100, "scope": "phase"},
        "liquidation": {"duration": 200, "scope": "phase", "after": ["previous.liquidation"]},
    }
    homes = {
        name: {"kind": "ordinary_house", "stock": {phase: 100}, "price": price}
        for name, phase, price in (("first", "p1", 9_360), ("second", "p2", 11_700))
    }
    apart, together = (
        story(
            work, horizon="24 months", phases=["p1", "p2"], land=site(1_200_000, node="launch.p1"),
            products=sale(types=homes), tax=taxes(lat={**LAT, "unit": unit}),
        )
        for unit in ("phase", "project")
    )  # fmt: skip

    assert apart.by_month("lat") == {0: -42_120, 6: 18_720, 13: -0.3 * 390_000 + 23_400}
    assert together.by_month("lat") == {0: -42_120, 13: pytest.approx(-0.3 * 546_000 + 42_120)}


def test_a_disputed_lat_lowers_the_profit_that_is_taxed() -> None:
    """26,400 more of LAT save a quarter of that."""
    plain, disputed = (taxed(lat={**LAT, "assessment": found}, eit=EIT)["eit"].sum() for found in (1, 1.4))

    assert disputed - plain == pytest.approx(0.25 * 26_400)


# Income tax ------------------------------------------------------------------------------------------

EIT = {"rate": 0.25, "estimated_margin": 0.15}


def test_income_tax_is_prepaid_by_quarter_and_settled_by_the_end_of_may() -> None:
    """15 % of a million is assumed to be profit; 1,000,000 − 400,000 − 200,000 is."""
    assert taxed(eit=EIT).by_month("eit") == {3: -37_500, 16: -62_500}


def test_income_tax_follows_what_is_sold() -> None:
    """Half of the homes sell, the others never: they bear half of land and works."""
    books = taxed(sold=0.5, eit=EIT)

    assert books.by_month("eit") == {3: -18_750, 16: -31_250}


def test_what_never_finds_a_buyer_bears_its_part_as_well() -> None:
    home = {"kind": "ordinary_house", "stock": {"all": 100}, "price": 10_000, "sellable": 0.5}
    books = story(
        WORK, horizon="24 months", land=site(400_000), products=sale(types={"home": home}),
        cost={"items": {"works": {"amount": 200_000, "over": ["build"]}}}, tax=taxes(eit=EIT),
    )  # fmt: skip

    assert books["eit"].sum() == pytest.approx(-50_000)


def test_the_quarters_expenses_and_taxes_are_deducted_before_anything_is_prepaid() -> None:
    """150,000 less 50,000 of marketing and 20,000 of land appreciation tax, of which a quarter."""
    expenses = {"marketing": {"share": 0.05, "before_launch": 0, "from": "launch"}}
    books = taxed(more={"expenses": expenses}, lat=LAT, eit=EIT)

    assert books.by_month("eit")[3] == -20_000


def test_a_loss_brings_back_what_was_prepaid_where_it_does() -> None:
    assert taxed(land=1_100_000, eit=EIT).by_month("eit") == {3: -37_500, 16: 37_500}
    assert taxed(land=1_100_000, eit=EIT, refunds=False).by_month("eit") == {3: -37_500}


def test_nothing_is_prepaid_where_no_margin_is_assumed() -> None:
    assert taxed(eit={"rate": 0.25, "estimated_margin": None}).by_month("eit") == {16: -100_000}


def test_the_first_of_several_nodes_makes_a_phase_complete() -> None:
    """On record in December already, though handed over in the next April: settled a year earlier."""
    work = {"launch": 0, "build": 31, "record": 340, "handover": 460, "liquidation": 500}
    nodes = {"vat": "handover", "eit": ["handover", "record"], "books": "handover"}
    blocks = {"horizon": "36 months", "land": site(400_000), "products": sale()}
    early = story(work, tax=taxes(recognition=nodes, eit=EIT, lat={"assessment": 0}), **blocks)
    late = story(work, tax=taxes(eit=EIT, lat={"assessment": 0}), **blocks)

    assert early.by_month("eit") == {3: -37_500, 16: -112_500}
    assert late.by_month("eit") == {3: -37_500, 28: -112_500}


def spread_over_years(**eit: Any) -> Story:
    """Spend 100,000 on the company in each of two years, then sell for a million at a cost of 600,000."""
    work = {"begin": 1, "end": 730, "launch": 740, "handover": 750}
    costs = {"amount": 200_000, "from": "begin", "to": "end"}
    return story(
        work, horizon="60 months", land=site(600_000),
        expenses={"administration": {"share": 0.2, "from": costs["from"], "to": costs["to"]}},
        products=sale(), tax=taxes(eit={**EIT, "estimated_margin": None, **eit}),
    )  # fmt: skip


def test_losses_of_earlier_years_are_set_off_as_long_as_they_are_carried() -> None:
    """200,000 over 729 days, of which 364 fall into the first year."""
    first = 200_000 * 364 / 729

    assert spread_over_years().by_month("eit") == {40: -50_000}
    assert spread_over_years(loss_years=1)["eit"].sum() == pytest.approx(-50_000 - 0.25 * first)
    assert spread_over_years(loss_years=0)["eit"].sum() == pytest.approx(-100_000)


def late_liquidation(**eit: Any) -> Story:
    """Settle income tax for 2026, then land appreciation tax of 66,000 in 2027."""
    return story(
        {**WORK, "liquidation": 400}, horizon="36 months", land=site(400_000), products=sale(),
        cost={"items": {"works": {"amount": 200_000, "over": ["build"]}}},
        tax=taxes(lat={**LAT, "prepay": dict.fromkeys(RATES, 0)}, eit={**EIT, **eit}),
    )  # fmt: skip


def test_a_liquidation_that_comes_late_brings_back_income_tax() -> None:
    """A quarter of 66,000, in May 2028; where the rule does not hold nothing sets the loss off."""
    assert late_liquidation().by_month("eit") == {3: -37_500, 16: -62_500, 28: 16_500}
    assert late_liquidation(late_lat_refund=False).by_month("eit") == {3: -37_500, 16: -62_500}


def test_other_taxes_lower_the_profit_that_is_taxed() -> None:
    """LAT of 66,000 in all."""
    books = taxed(lat=LAT, eit=EIT)

    assert books["eit"].sum() == pytest.approx(-0.25 * (400_000 - 66_000))


def test_all_taxes_together() -> None:
    """VAT 45,000 net, surcharge 4,500, stamp 1,000 + 400; LAT on 1,036,000 less 1.3 · (436,000 + 209,000)
    less surcharges of 4,500; income tax on 1,036,000 − 436,000 − 209,000 less all of these."""
    stamp = {"sale": 0.001, "construction": 0.002}
    books = taxed(
        price=10_900, land=436_000, cost=218_000,
        vat=VAT, surcharge=0.1, lat=LAT, eit=EIT, stamp=stamp,
    )  # fmt: skip

    lat = 0.3 * (1_090_000 - 54_000 - 1.3 * (436_000 + 218_000 - 9_000) - 4_500)
    profit = 1_090_000 - 436_000 - 218_000 - 45_000 - 4_500 - 1_400 - lat
    assert books.by_month("stamp") == {0: -1_400}
    assert books["lat"].sum() == pytest.approx(-lat)
    assert books["eit"].sum() == pytest.approx(-0.25 * profit)


def test_stamp_duty_is_due_on_prices_without_vat() -> None:
    books = taxed(price=10_900, cost=218_000, vat=VAT, stamp={"sale": 0.0005, "construction": 0.002})

    assert books.by_month("stamp") == {0: -500 - 400}


def test_each_phase_is_settled_in_the_year_in_which_it_is_complete() -> None:
    """Phase 1 earns 400,000 by April, phase 2 as much by the next; each prepays on its 1,000,000."""
    work = {
        "launch": {"duration": 0, "scope": "phase"},
        "handover": {"duration": 100, "scope": "phase"},
    }
    work["handover"]["after"] = ["previous.handover+300"]
    home = {"kind": "ordinary_house", "stock": {"p1": 100, "p2": 100}, "price": 10_000}
    books = story(
        work, horizon="36 months", phases=["p1", "p2"], land=site(1_200_000, node="launch.p1"),
        products=sale(types={"home": home}), tax=taxes(eit=EIT),
    )  # fmt: skip

    assert books.by_month("eit") == {3: -75_000, 16: -62_500, 28: -62_500}


def test_interest_lowers_the_profit_that_is_taxed_but_not_before_financing() -> None:
    """1,000 a month from February on; what is paid after 2026 is a loss that no profit follows."""
    books = story(
        {**WORK, "liquidation": 300},
        horizon="24 months",
        land=site(),
        products=sale(launch="handover"),
        cost={"items": {"works": {"amount": 100_000, "over": ["build"]}}},
        funding={"minimum_cash": 0, "loan": LOAN},
        tax=taxes(eit=EIT),
    )
    interest = books["interest"][:12].sum()

    assert interest == pytest.approx(-11_000)
    assert books["eit"].sum() == pytest.approx(-0.25 * (1_000_000 - 600_000 - 100_000 + interest))
    assert books["tax_shield"].sum() == pytest.approx(-0.25 * interest)


def test_damages_lower_the_profit_that_is_taxed() -> None:
    """Handed over on day 150 instead of 100: 50 days of 1,000."""
    late = {"node": "handover", "buffer": 0, "per_day": 0.001}
    books = story(
        WORK, late={"handover": 150}, land=site(), products=sale(late_handover=late), tax=taxes(eit=EIT)
    )

    assert books["eit"].sum() == pytest.approx(-0.25 * (1_000_000 - 600_000 - 50_000))


def test_the_horizon_settles_whatever_year_it_cuts() -> None:
    """Prepaid in April for the first quarter; May, the last month followed, settles the year as it stands."""
    books = story(
        {**WORK, "liquidation": 120}, horizon="4 months", land=site(), products=sale(), tax=taxes(eit=EIT)
    )

    assert books.by_month("eit") == {3: -37_500, 4: -62_500}


def test_strict_escrow_pays_taxes_too() -> None:
    """30,000 of VAT are prepaid in January, 24,000 more due in April; all is free in July."""
    steps = [{"node": "handover", "keep": 0}]
    books = story(
        {**WORK, "gate": 5, "completion": 200},
        land=site(436_000),
        products=sale(price=10_900),
        tax=taxes(vat={**VAT, "input_share": 0}, lat={"assessment": 0}),
        regime=regime(escrow="strict"),
        funding={"minimum_cash": 0, "escrow": {"quota": 1, "keep": steps}},
    )

    assert books.by_month("escrow_out") == {0: 30_000, 3: 24_000, 6: 1_036_000}


def test_a_quota_that_stays_pays_neither_works_nor_taxes() -> None:
    """Of a million received in January 900,000 stay until the handover; works of 200,000 find 100,000."""
    steps = [{"node": "handover", "keep": 0}]
    blocks = {
        "cost": {"items": {"works": {"amount": 200_000, "over": ["build"]}}},
        "products": sale(),
        "funding": {"minimum_cash": 0, "escrow": {"quota": 9_000, "keep": steps}},
    }
    work = {**WORK, "gate": 5, "completion": 200}
    free, kept = (
        story(work, regime=regime(escrow="strict", quota_stays=stays), **blocks) for stays in (False, True)
    )

    assert free.by_month("escrow_out") == {0: 200_000, 6: 800_000}
    assert kept.by_month("escrow_out") == {0: 100_000, 6: 900_000}


# Deed tax --------------------------------------------------------------------------------------------


def test_deed_tax_goes_with_the_instalment_that_comes_last() -> None:
    """Written first, paid last: in June."""
    land = {
        "price": 100_000, "area": 1, "deed_tax": 0.03, "stamp": 0.001,
        "payments": [{"node": "handover", "lag": "60 days", "share": 0.5}, {"node": "launch", "share": 0.5}],
    }  # fmt: skip
    books = story(WORK, land=land)

    assert books.by_month("land") == {0: -50_000, 5: -50_000}
    assert books.by_month("deed_tax") == {5: -3_000}
    assert books.by_month("stamp") == {5: -100}


# Credit paid back ------------------------------------------------------------------------------------


def credited(**refund: Any) -> Story:
    """Works of 109,000 in January with 9,000 of input tax, nothing sold: a credit from January on."""
    vat = {"rate": 0.09, "prepay": 0.03, "input_share": 1, **({"credit_refund": refund} if refund else {})}
    return story(
        {"build": 31, "launch": 365, "handover": 365},
        horizon="18 months",
        products=sale(price=1_090),
        cost={"items": {"works": {"amount": 109_000, "over": ["build"]}}},
        tax=taxes(vat=vat, surcharge=0.12),
    )


def test_credit_is_carried_forward_where_nothing_pays_it_back() -> None:
    assert not credited()["vat"][:12].any()


def test_part_of_the_credit_is_paid_back_after_six_months_and_falls_due_again_with_the_sale() -> None:
    books = credited(share=0.6, months=6, at_least=1_000)

    assert books.by_month("vat") == {6: 5_400, 12: -5_400}  # in January 2027 9,000 are due, 3,600 are set off
    assert books["surcharge"].sum() == 0  # what comes back and falls due again bears none


def test_less_credit_than_the_law_asks_is_not_paid_back() -> None:
    assert not credited(share=0.6, months=6, at_least=9_001)["vat"][:12].any()
