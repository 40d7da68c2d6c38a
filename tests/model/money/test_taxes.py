"""Taxes of a project that sells for a million in January, hands over in April and is liquidated in July."""

from typing import Any

import pytest

from tests.model.money.ledger import Story, regime, sale, story, taxes

WORK = {"launch": 10, "build": 31, "handover": 100, "liquidation": 200}
RATES = {"ordinary_house": 0.02, "other": 0.03, "parking": 0.04}


def taxed(
    price: float = 10_000,
    land: float = 400_000,
    cost: float = 200_000,
    kind: str = "ordinary_house",
    **tax: Any,
) -> Story:
    site = {
        "price": land, "area": 1, "payments": [{"node": "launch", "share": 1}], "deed_tax": 0, "stamp": 0,
    }  # fmt: skip
    return story(
        WORK,
        land=site,
        products=sale(types={"home": {"kind": kind, "stock": {"all": 100}, "price": price}}),
        cost={"items": {"works": {"amount": cost, "over": ["build"]}}},
        tax=taxes(**tax),
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


# Land appreciation tax --------------------------------------------------------------------------------

LAT = {
    "prepay": RATES, "expense_share": 0.1, "additional_share": 0.2, "exempt_below": 0.2,
    "liquidation": "liquidation",
}  # fmt: skip


def test_lat_is_prepaid_by_class_and_exact_at_the_liquidation() -> None:
    """Deductions (400,000 + 200,000) · 1.3 = 780,000; 220,000 of value added is 28 %, taxed at 30 %."""
    assert taxed(lat=LAT).by_month("lat") == {0: -20_000, 6: -46_000}
    assert taxed(lat=LAT, kind="other").by_month("lat") == {0: -30_000, 6: -36_000}


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


def test_a_disputed_lat_lowers_the_profit_that_is_taxed() -> None:
    """26,400 more of LAT save a quarter of that."""
    plain, disputed = (taxed(lat={**LAT, "assessment": found}, eit=EIT)["eit"].sum() for found in (1, 1.4))

    assert disputed - plain == pytest.approx(0.25 * 26_400)


# Income tax ------------------------------------------------------------------------------------------

EIT = {"rate": 0.25, "estimated_margin": 0.15}


def test_income_tax_is_prepaid_on_receipts_and_settled_at_the_handover() -> None:
    """15 % of a million is assumed to be profit; 1,000,000 − 400,000 − 200,000 is."""
    assert taxed(eit=EIT).by_month("eit") == {0: -37_500, 3: -62_500}


def test_a_loss_brings_back_what_was_prepaid_where_it_does() -> None:
    assert taxed(land=1_100_000, eit=EIT).by_month("eit") == {0: -37_500, 3: 37_500}
    assert taxed(land=1_100_000, eit=EIT, refunds=False).by_month("eit") == {0: -37_500}


def test_other_taxes_lower_the_profit_that_is_taxed() -> None:
    """LAT prepaid 20,000 counts at the handover, the 46,000 of the liquidation only then."""
    books = taxed(lat=LAT, eit=EIT)

    assert books.by_month("eit") == {0: -37_500, 3: -62_500 + 5_000, 6: 11_500}


def test_all_taxes_together() -> None:
    """VAT 45,000 net, surcharge 4,500, stamp 1,090 + 436; LAT on 1,036,000 less 1.3 · (436,000 + 209,000)
    less taxes of 5,590 leaves 191,910 of 844,090: 22.7 %, 30 % of it."""
    stamp = {"sale": 0.001, "construction": 0.002}
    books = taxed(
        price=10_900, land=436_000, cost=218_000,
        vat=VAT, surcharge=0.1, lat=LAT, eit=EIT, stamp=stamp,
    )  # fmt: skip

    lat = 0.3 * (1_090_000 - 54_000 - 1.3 * (436_000 + 218_000 - 9_000) - (4_500 + 1_090))
    profit = 1_090_000 - 436_000 - 218_000 - 45_000 - 4_500 - 1_526 - lat
    assert books.by_month("stamp") == {0: -1_526}
    assert books["lat"].sum() == pytest.approx(-lat)
    assert books["eit"].sum() == pytest.approx(-0.25 * profit)


def test_stamp_duty_is_due_as_contracts_are_signed_and_works_are_done() -> None:
    books = taxed(stamp={"sale": 0.001, "construction": 0.002})

    assert books.by_month("stamp") == {0: -1_000 - 400}


def test_each_phase_is_settled_at_its_own_handover() -> None:
    """Phase 1 earns 400,000 by April, phase 2 as much by July; each prepays 37,500 of its 100,000."""
    work = {
        "launch": {"duration": 10, "scope": "phase"},
        "handover": {"duration": 100, "scope": "phase", "after": ["previous.handover"]},
    }
    site = {
        "price": 1_200_000, "area": 1, "payments": [{"node": "launch.p1", "share": 1}],
        "deed_tax": 0, "stamp": 0,
    }  # fmt: skip
    home = {"kind": "ordinary_house", "stock": {"p1": 100, "p2": 100}, "price": 10_000}
    books = story(
        work, phases=["p1", "p2"], land=site, products=sale(types={"home": home}), tax=taxes(eit=EIT)
    )

    assert books.by_month("eit") == {0: -75_000, 3: -62_500, 6: -62_500}


def test_what_was_overpaid_comes_back_when_every_phase_is_recognised() -> None:
    work = {
        "launch": {"duration": 10, "scope": "phase"},
        "handover": {"duration": 100, "scope": "phase", "after": ["previous.handover"]},
    }
    site = {
        "price": 2_200_000, "area": 1, "payments": [{"node": "launch.p1", "share": 1}],
        "deed_tax": 0, "stamp": 0,
    }  # fmt: skip
    home = {"kind": "ordinary_house", "stock": {"p1": 100, "p2": 100}, "price": 10_000}
    books = story(
        work, phases=["p1", "p2"], land=site, products=sale(types={"home": home}), tax=taxes(eit=EIT)
    )

    assert books.by_month("eit") == {0: -75_000, 6: 75_000}


SITE = {
    "price": 600_000, "area": 1, "payments": [{"node": "launch", "share": 1}], "deed_tax": 0, "stamp": 0,
}  # fmt: skip


def test_interest_lowers_the_profit_that_is_taxed() -> None:
    """1,000 a month until October; that of the last month is paid after its taxes, and not deducted."""
    loan = {
        "limit": 100_000, "rate": 0.12, "gate": "launch", "equity_first": 0, "share_of_cost": 1,
        "repay_from_sold": 1, "repay_share": 0,
    }  # fmt: skip
    books = story(
        {**WORK, "liquidation": 300},
        land=SITE,
        products=sale(launch="handover"),
        cost={"items": {"works": {"amount": 100_000, "over": ["build"]}}},
        funding={"minimum_cash": 0, "loan": loan},
        tax=taxes(eit=EIT),
    )

    assert books["interest"].sum() == pytest.approx(-9_000)
    assert books["eit"].sum() == pytest.approx(-0.25 * (1_000_000 - 600_000 - 100_000 - 8_000))


def test_damages_lower_the_profit_that_is_taxed() -> None:
    """Handed over on day 150 instead of 100: 50 days of 1,000."""
    late = {"node": "handover", "buffer": 0, "per_day": 0.001}
    books = story(
        WORK, late={"handover": 150}, land=SITE, products=sale(late_handover=late), tax=taxes(eit=EIT)
    )

    assert books["eit"].sum() == pytest.approx(-0.25 * (1_000_000 - 600_000 - 50_000))


def test_strict_escrow_pays_taxes_too() -> None:
    """37,500 are prepaid in January, the rest of 100,000 in April; all is free in July."""
    steps = [{"node": "handover", "keep": 0}]
    books = story(
        {**WORK, "gate": 5, "completion": 200},
        land=SITE,
        products=sale(),
        tax=taxes(eit=EIT),
        regime=regime(escrow="strict"),
        funding={"minimum_cash": 0, "escrow": {"quota": 1, "keep": steps}},
    )

    assert books.by_month("escrow_out") == {0: 37_500, 3: 62_500, 6: 900_000}
