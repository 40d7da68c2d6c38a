"""Taxes against examples worked by hand, in 万元 where they are large."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.rules.money.tax import (
    close_year,
    deed_tax,
    eit,
    estimated_income,
    ex_vat,
    lat,
    lat_brackets,
    lat_deductions,
    lat_prepayment,
    losses_before,
    stamp,
    surcharge,
    taxable_sales,
    vat_input,
    vat_prepayment,
    vat_within,
)

ORDINARY, OTHER = 0.20, 0.0

money = st.floats(0, 1e11)


# VAT


def test_vat_is_due_on_what_sales_exceed_the_land_by():
    # 181,085 sold, 72,600 of land: 108,485 / 1.09 = 99,527.5229…; 9 % of it is 8,957.4771…
    assert vat_within(taxable_sales(181_085.0, 72_600.0), 0.09) == pytest.approx(8_957.4771, abs=5e-5)


def test_vat_without_land_is_the_tax_within_the_price():
    assert vat_within(1_090.0, 0.09) == pytest.approx(90.0)
    assert ex_vat(1_090.0, 0.09) == pytest.approx(1_000.0)


def test_land_dearer_than_the_sales_gives_no_vat_back():
    assert taxable_sales(400.0, 500.0) == 0.0


def test_input_vat_is_the_tax_within_the_invoices_that_count():
    # 54,500 / 1.09 = 50,000; 9 % is 4,500; nine tenths have an invoice
    assert vat_input(54_500.0, 0.09, 0.9) == pytest.approx(4_050.0)
    assert vat_input(1_060.0, 0.06, 1.0) == pytest.approx(60.0)


def test_a_purchase_and_a_sale_at_one_price_bear_no_vat():
    assert vat_within(872.0, 0.09) - vat_input(872.0, 0.09, 1.0) == pytest.approx(0.0)


def test_vat_is_prepaid_at_three_percent_of_receipts_without_tax():
    assert vat_prepayment(10_900.0, 0.09, 0.03) == pytest.approx(300.0)


def test_surcharges_are_due_on_vat_paid_and_come_back_with_it():
    assert surcharge(3_738.0, 0.12) == pytest.approx(448.56)
    assert surcharge(-100.0, 0.12) == pytest.approx(-12.0)


# LAT


def test_lat_deducts_a_tenth_and_a_fifth_of_land_and_development_and_the_taxes():
    # 10,000 + 8,000 = 18,000; expenses 1,800; additional 3,600; taxes 200
    assert lat_deductions(10_000.0, 8_000.0, 0.10, 0.20, 0.0, 200.0) == pytest.approx(23_600.0)


def test_interest_shown_apart_is_deducted_itself_with_a_twentieth_for_other_expenses():
    # 18,000; expenses 900; additional 3,600; interest 1,500; taxes 200
    assert lat_deductions(10_000.0, 8_000.0, 0.05, 0.20, 1_500.0, 200.0) == pytest.approx(24_200.0)


@pytest.mark.parametrize(
    ("value_added", "by_hand"),
    [
        (4_000, 0.30 * 4_000),  # 40 % of the deductions
        (5_000, 0.30 * 5_000),  # at 50 %
        (5_500, 0.30 * 5_000 + 0.40 * 500),  # 55 %
        (8_000, 0.30 * 5_000 + 0.40 * 3_000),  # 80 %
        (10_000, 0.30 * 5_000 + 0.40 * 5_000),  # at 100 %
        (10_500, 0.30 * 5_000 + 0.40 * 5_000 + 0.50 * 500),  # 105 %
        (15_000, 0.30 * 5_000 + 0.40 * 5_000 + 0.50 * 5_000),  # 150 %
        (20_000, 0.30 * 5_000 + 0.40 * 5_000 + 0.50 * 10_000),  # at 200 %
        (30_000, 0.30 * 5_000 + 0.40 * 5_000 + 0.50 * 10_000 + 0.60 * 10_000),  # 300 %
        (0, 0),
        (-3_000, 0),  # a loss
    ],
)
def test_each_slice_of_value_added_bears_its_own_rate(value_added, by_hand):
    assert lat_brackets(float(value_added), 10_000.0) == pytest.approx(by_hand)


def test_lat_of_a_whole_project_by_hand():
    # deductions (30,000 + 40,000) · 1.30 + 1,000 = 92,000; revenue 150,000; value added 58,000 = 63.04 %
    # 40 % of 58,000 less 5 % of 92,000 = 23,200 − 4,600
    deductions = lat_deductions(30_000.0, 40_000.0, 0.10, 0.20, 0.0, 1_000.0)

    assert lat(150_000.0, deductions, OTHER) == pytest.approx(18_600.0)


@pytest.mark.parametrize(
    ("revenue", "ordinary", "other"),
    [
        (11_999.0, 0.0, 599.7),  # 19.99 %
        (12_000.0, 0.0, 600.0),  # exactly 20 % is free
        (12_001.0, 600.3, 600.3),  # 20.01 %: all of it is taxed
        (10_000.0, 0.0, 0.0),
        (9_000.0, 0.0, 0.0),
    ],
)
def test_ordinary_housing_is_free_up_to_a_fifth_and_falls_off_a_cliff(revenue, ordinary, other):
    assert lat(revenue, 10_000.0, ORDINARY) == pytest.approx(ordinary)
    assert lat(revenue, 10_000.0, OTHER) == pytest.approx(other)
    assert lat(revenue, 10_000.0, -1.0) == pytest.approx(other)


@pytest.mark.parametrize("edge", [0.0, 0.5, 1.0, 2.0])
def test_lat_brackets_meet_without_a_step(edge):
    deductions = 10_000.0
    around = edge * deductions + np.array([-1e-6, 1e-6])

    below, above = (lat_brackets(value_added, deductions) for value_added in around)

    assert above - below == pytest.approx(0.0, abs=2e-6)


@given(money, money, money)
def test_lat_grows_with_value_added_by_at_most_six_tenths_and_never_takes_more(value_added, more, deductions):
    tax = lat_brackets(value_added, deductions)
    rise = lat_brackets(value_added + more, deductions) - tax
    rounding = 1e-12 * (value_added + more + deductions)

    assert 0.3 * more - rounding <= rise <= 0.6 * more + rounding
    assert 0.3 * value_added - rounding <= tax <= 0.6 * value_added + rounding


@given(money, money, st.floats(0.1, 10))
def test_lat_scales_with_money(value_added, deductions, factor):
    assert lat_brackets(factor * value_added, factor * deductions) == pytest.approx(
        factor * lat_brackets(value_added, deductions), rel=1e-9, abs=1e-3
    )


def test_lat_is_prepaid_on_receipts_less_the_vat_to_be_prepaid():
    # 10,900 less 300 of VAT
    assert lat_prepayment(10_900.0, 300.0, 0.02) == pytest.approx(212.0)


# Income tax and the small ones


def test_income_tax_is_a_quarter_of_a_profit_and_nothing_of_a_loss():
    assert eit(24_636.0, 0.25) == pytest.approx(6_159.0)
    assert eit(-1.0, 0.25) == 0.0


def test_receipts_are_taken_to_hold_the_assumed_margin():
    assert estimated_income(10_000.0, 0.15) == pytest.approx(1_500.0)


def test_losses_are_set_off_oldest_first_for_as_many_years_as_they_are_carried():
    losses = np.zeros(8)
    taxed = [
        close_year(losses, year, income, 5)
        for year, income in enumerate([-100.0, -50.0, 30.0, 0.0, 0.0, 20.0, 100.0, 10.0])
    ]

    # The 100 of year 0 covers 30 in year 2 and 20 in year 5; 50 of it lapse. Year 6 has the 50 of year 1.
    assert taxed == [0, 0, 0, 0, 0, 0, 50, 10]
    assert losses.tolist() == [50, 0, 0, 0, 0, 0, 0, 0]


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=12), st.integers(0, 12))
def test_no_loss_is_set_off_twice(incomes, carried):
    losses = np.zeros(len(incomes))
    set_off = 0.0
    for year, income in enumerate(incomes):
        before = losses_before(losses, year, carried)
        taxed = close_year(losses, year, income, carried)
        assert taxed == pytest.approx(max(0.0, income - before), abs=1e-3)
        set_off += max(0.0, income) - taxed

    assert set_off + losses.sum() == pytest.approx(sum(max(0.0, -income) for income in incomes), abs=1e-2)


def test_stamp_and_deed_tax_are_shares_of_the_price():
    assert stamp(726_000_000.0, 0.0005) == pytest.approx(363_000.0)
    assert deed_tax(726_000_000.0, 0.03) == pytest.approx(21_780_000.0)
