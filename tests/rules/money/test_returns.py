"""Returns against numpy-financial, pyxirr, a spreadsheet's published examples, and flows of known rates."""

import datetime as dt

import numpy as np
import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from scenario.rules.money.returns import (
    NO_ROOT,
    NO_SIGN_CHANGE,
    OK,
    SEVERAL_ROOTS,
    STATUSES,
    annual,
    discounted,
    irr,
    irr_many,
    npv,
    xirr,
    xirr_many,
    xirr_on,
)
from scenario.rules.money.roots import solve

ROWS = 300
START = dt.date(2025, 10, 27)


def developments(seed, rows=ROWS, months=80):
    """Money out for a year or two, money in afterwards: one root, some of them deep losses."""
    rng = np.random.default_rng(seed)
    flows = np.zeros((rows, months))
    for row in flows:
        turn = rng.integers(3, 30)
        end = rng.integers(turn + 2, months)
        row[:turn] = -rng.exponential(1e8, turn)
        row[turn:end] = rng.exponential(1.0, end - turn)
        row[turn:end] *= -row[:turn].sum() / row[turn:end].sum() * rng.uniform(0.3, 2.0)
    return flows


def from_rates(*rates, scale=-1e6):
    """Flows whose only roots are some rates: the polynomial in 1 / (1 + i) that has them."""
    return scale * np.poly([1.0 / (1.0 + rate) for rate in rates])[::-1]


def dated(seed, rows=ROWS, count=25):
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(0, 2000, (rows, count)), axis=1).astype(float)
    turn = rng.integers(2, count - 2, rows)
    amounts = rng.exponential(1e7, (rows, count))
    out = np.arange(count) < turn[:, None]
    amounts[out] *= -1
    spent, earned = -(amounts * out).sum(axis=1), (amounts * ~out).sum(axis=1)
    amounts *= np.where(out, 1.0, (rng.uniform(0.4, 2.0, rows) * spent / earned)[:, None])
    return days, amounts


def dates(days):
    return [START + dt.timedelta(days=int(day)) for day in days]


# IRR against others


def test_irr_agrees_with_numpy_financial_and_pyxirr_where_there_is_one_root():
    flows = developments(seed=1)

    rates, statuses = irr_many(flows)

    assert set(statuses) == {OK}
    assert rates == pytest.approx([npf.irr(row) for row in flows], abs=1e-10)
    assert rates == pytest.approx([pyxirr.irr(row, guess=0.0) for row in flows], abs=1e-10)
    assert rates.min() < -0.1  # deep losses are among them


@pytest.mark.parametrize(("months", "published"), [(6, 0.0866), (5, -0.0212), (3, -0.4435)])
def test_irr_gives_the_example_of_the_excel_manual(months, published):
    # IRR function, support.microsoft.com: 8.7 % after five years, −2.1 % after four, −44.4 % after two
    flows = np.array([-70_000.0, 12_000.0, 15_000.0, 18_000.0, 21_000.0, 26_000.0])

    rate, status = irr(flows[:months])

    assert (rate, status) == (pytest.approx(published, abs=5e-5), OK)


def test_irr_of_random_flows_is_the_root_nearest_zero_or_a_status():
    rng = np.random.default_rng(2)
    flows = rng.normal(size=(ROWS, 24)) + np.linspace(-0.5, 0.6, 24)

    rates, statuses = irr_many(flows)

    assert {OK, SEVERAL_ROOTS} < set(statuses)
    for row, rate, status in zip(flows, rates, statuses, strict=True):
        sensible = [r for r in real_rates(row) if -0.0535 < r < 0.3034]
        if sensible and np.polyval(row[::-1], 1 / 1.3034) < 0:
            assert status == (OK if len(sensible) == 1 else SEVERAL_ROOTS)
            assert rate == pytest.approx(min(sensible, key=distance), abs=1e-9)
        elif status in (NO_SIGN_CHANGE, NO_ROOT):
            assert np.isnan(rate)
            assert not [r for r in real_rates(row) if -0.98 < r < 9]
        else:
            assert min(abs(rate - r) for r in real_rates(row)) < 1e-9


def distance(rate):
    """From zero, of the months as of the years."""
    return abs(np.log1p(rate))


def real_rates(flows):
    roots = np.roots(flows[::-1])
    real = roots[(np.abs(roots.imag) < 1e-9) & (roots.real > 0)].real
    return 1.0 / real - 1.0


# IRR that does not exist, or is not alone


@pytest.mark.parametrize("flows", [[], [0.0, 0.0], [5.0], [-5.0, -1.0], [0.0, 60.0, 60.0]], ids=str)
def test_money_that_only_comes_or_only_goes_has_no_rate(flows):
    rate, status = irr(np.array(flows, dtype=float))

    assert np.isnan(rate)
    assert status == NO_SIGN_CHANGE


def test_flows_that_are_worth_something_at_every_rate_have_no_rate():
    rate, status = irr(np.array([1.0, -1.0, 1.0]))

    assert np.isnan(rate)
    assert status == NO_ROOT


@given(st.floats(-0.05, 0.29), st.floats(-0.05, 0.29))
def test_two_rates_are_told_and_the_one_nearest_zero_is_given(a, b):
    assume(abs(a - b) > 0.001)
    assume(abs(distance(a) - distance(b)) > 1e-6)

    rate, status = irr(from_rates(a, b))

    assert status == SEVERAL_ROOTS
    assert rate == pytest.approx(min(a, b, key=distance), abs=1e-9)


@given(st.floats(-0.05, 0.25), st.floats(0.02, 0.04), st.floats(0.02, 0.04))
def test_three_rates_are_told(a, gap, further):
    rates = (a, a + gap * 0.5, a + gap * 0.5 + further * 0.5)

    rate, status = irr(from_rates(*rates))

    assert status == SEVERAL_ROOTS
    assert min(abs(rate - r) for r in rates) < 1e-9


@pytest.mark.parametrize(("nearer", "farther"), [(0.0110, 0.0135), (-0.0270, -0.0290)])
def test_two_rates_between_two_points_of_the_grid_are_told(nearer, farther):
    flows = from_rates(farther, nearer)

    assert irr(flows) == (pytest.approx(nearer, abs=1e-10), SEVERAL_ROOTS)
    assert xirr(np.arange(3) * 365.0 / 12, flows) == (pytest.approx(annual(nearer), abs=1e-9), SEVERAL_ROOTS)


@pytest.mark.parametrize("other", [-0.004, -0.04, 0.00390625, 0.04])
def test_a_rate_of_exactly_nothing_hides_no_other(other):
    assert irr(from_rates(0.0, other)) == (pytest.approx(0.0, abs=1e-12), SEVERAL_ROOTS)


def test_a_spreadsheet_given_the_rate_as_guess_finds_it_again():
    flows = from_rates(0.02, 0.25)

    rate, _ = irr(flows)

    assert pyxirr.irr(flows, guess=rate) == pytest.approx(rate, abs=1e-9)


def test_a_little_paid_at_the_end_is_no_second_rate():
    flows = developments(seed=3, rows=1)[0] * 1.0
    flows[-1] = -1e4  # retention: a root at some −30 % a month appears

    rate, status = irr(flows)

    assert (real_rates(flows) < -0.06).any()
    assert status == OK
    assert rate == pytest.approx(npf.irr(flows), abs=1e-9)


def test_a_deep_loss_is_found_beyond_the_sensible_range():
    flows = np.zeros(25)
    flows[0], flows[24] = -100.0, 100.0 * 0.88**24

    for waiting in (0, 700):
        padded = np.concatenate([np.zeros(waiting), flows, np.zeros(waiting)])
        assert irr(padded) == (pytest.approx(-0.12, abs=1e-12), OK)


def test_the_rate_of_a_debt_does_not_hide_a_deep_loss():
    flows = np.zeros(40)
    flows[0], flows[8], flows[32] = 20.0, -100.0, 4.0  # 22 % a month on the first part, −12 % on the second

    rate, status = irr(flows)

    assert status == SEVERAL_ROOTS
    assert rate == pytest.approx(min(real_rates(flows), key=distance), abs=1e-9)
    assert rate < -0.1


def test_a_debt_has_its_rate():
    assert irr(np.array([100.0, -101.0])) == (pytest.approx(0.01, abs=1e-12), OK)


def test_money_that_comes_back_unchanged_earns_nothing():
    assert irr(np.array([-100.0, 0.0, 40.0, 60.0])) == (0.0, OK)


# Laws of IRR


@given(st.integers(0, ROWS - 1), st.integers(0, 400), st.integers(0, 400), st.floats(1e-6, 1e6))
def test_waiting_and_the_unit_of_money_do_not_change_the_rate(row, before, after, unit):
    flows = developments(seed=1)[row]

    rate, status = irr(flows)
    later = np.concatenate([np.zeros(before), unit * flows, np.zeros(after)])

    assert irr(later) == (pytest.approx(rate, abs=1e-11), status)


@given(st.integers(0, ROWS - 1))
def test_at_the_rate_the_flows_are_worth_nothing(row):
    flows = developments(seed=4)[row]

    rate, _ = irr(flows)

    assert npv(flows, annual(rate)) == pytest.approx(0.0, abs=1e-9 * npv(abs(flows), annual(rate)))


def test_the_quick_way_to_an_only_rate_agrees_with_the_search() -> None:
    """Flows that fluctuate have several changes of sign, and mostly one root all the same."""
    flows = developments(seed=11) + np.random.default_rng(12).normal(0, 2e6, (ROWS, 80))
    rates, statuses = irr_many(flows)

    for row, rate, status in zip(flows, rates, statuses, strict=True):
        force, searched = solve(np.empty(0), row)
        assert status == searched
        assert rate == pytest.approx(np.expm1(force), rel=1e-9, abs=1e-13, nan_ok=True)


def test_many_rows_give_what_each_gives_alone():
    flows = np.vstack([developments(seed=5, rows=20), *([1, -1, 1] + [0] * 77, np.ones(80), np.zeros(80))])

    rates, statuses = irr_many(flows)

    assert rates.tolist() == pytest.approx([irr(row)[0] for row in flows], abs=0, nan_ok=True)
    assert statuses.tolist() == [irr(row)[1] for row in flows]
    assert [STATUSES[s] for s in statuses[-3:]] == ["no_root", "no_sign_change", "no_sign_change"]


def test_a_rate_a_month_becomes_a_rate_a_year_by_compounding():
    assert annual(0.01) == pytest.approx(1.01**12 - 1, abs=1e-15)
    assert np.isnan(annual(np.nan))


# XIRR


def test_xirr_agrees_with_pyxirr_on_dated_flows():
    days, amounts = dated(seed=6)

    rates, statuses = xirr_many(days, amounts)

    assert set(statuses) == {OK}
    expected = [pyxirr.xirr(dates(d), a) for d, a in zip(days, amounts, strict=True)]
    assert rates == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_xirr_gives_the_example_of_the_excel_manual():
    # XIRR function, support.microsoft.com
    when = [
        dt.date(2008, 1, 1),
        dt.date(2008, 3, 1),
        dt.date(2008, 10, 30),
        dt.date(2009, 2, 15),
        dt.date(2009, 4, 1),
    ]
    days = np.array([(day - START).days for day in when], dtype=float)

    rate, status = xirr(days, np.array([-10_000.0, 2_750.0, 4_250.0, 3_250.0, 2_750.0]))

    assert (rate, status) == (pytest.approx(0.373362535, abs=5e-9), OK)


def test_the_order_of_dated_flows_and_zeros_among_them_do_not_matter():
    days, amounts = (a[0] for a in dated(seed=7, rows=1))
    order = np.random.default_rng(8).permutation(len(days))

    padded = xirr(np.append(days[order], [0.0, -500.0, 9e4]), np.append(amounts[order], [0.0, 0.0, 0.0]))

    assert padded == (pytest.approx(xirr(days, amounts)[0], abs=1e-12), OK)


def test_xirr_of_even_months_is_irr():
    flows = developments(seed=9)
    days = np.broadcast_to(np.arange(80) * 365.0 / 12, flows.shape).copy()

    rates, statuses = xirr_many(days, flows)

    assert rates == pytest.approx([annual(rate) for rate in irr_many(flows)[0]], rel=1e-9, abs=1e-9)
    assert set(statuses) == {OK}


def test_rows_on_the_same_days_have_the_rates_that_each_has_alone() -> None:
    days = np.cumsum([0, *[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 7])[:80].astype(float)
    flows = np.vstack([developments(seed=13), np.ones((1, 80))])
    rates, statuses = xirr_on(days, flows)
    alone, statuses_alone = xirr_many(np.tile(days, (len(flows), 1)), flows)

    np.testing.assert_allclose(rates, alone, rtol=1e-9, atol=1e-13)
    assert statuses.tolist() == statuses_alone.tolist()
    assert set(statuses) == {OK, NO_SIGN_CHANGE}


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], NO_SIGN_CHANGE), ([1.0, 2.0, 3.0], NO_SIGN_CHANGE), ([1.0, -1.0, 1.0], NO_ROOT)],
    ids=str,
)
def test_xirr_that_does_not_exist_says_why(amounts, expected):
    rate, status = xirr(np.arange(len(amounts)) * 30.0, np.array(amounts, dtype=float))

    assert np.isnan(rate)
    assert status == expected


# NPV


@pytest.mark.parametrize("rate", [-0.06, 0.0, 0.08, 0.12, 0.5])
def test_npv_agrees_with_numpy_financial_and_pyxirr(rate):
    monthly = (1 + rate) ** (1 / 12) - 1

    for flows in developments(seed=10, rows=60):
        tolerance = 1e-12 * abs(flows).sum() * 10
        assert npv(flows, rate) == pytest.approx(npf.npv(monthly, flows), abs=tolerance)
        assert npv(flows, rate) == pytest.approx(pyxirr.npv(monthly, flows), abs=tolerance)
        assert discounted(flows, rate).sum() == pytest.approx(npv(flows, rate), abs=tolerance)


def test_month_zero_is_not_discounted_and_month_twelve_by_a_year():
    flows = np.zeros(13)
    flows[0], flows[12] = 7.0, 110.0

    assert npv(flows, 0.10) == pytest.approx(107.0)
    assert discounted(flows, 0.10)[[0, 12]] == pytest.approx([7.0, 100.0])


# Payback and peaks
