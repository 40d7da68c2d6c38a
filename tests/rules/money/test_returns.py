"""Returns against numpy-financial, pyxirr, a spreadsheet's published examples, and flows of known rates."""

import datetime as dt

import numpy as np
import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from scenario.rules.money.returns import (
    NO_MONEY_IN,
    NOTHING,
    RATE,
    SEVERAL,
    STATUSES,
    TOTAL_LOSS,
    annual,
    discounted,
    irr,
    irr_many,
    npv,
    worth_many,
)
from scenario.rules.money.roots import solve
from scenario.rules.money.xirr import worth_of_months, xirr, xirr_many, xirr_of_months

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

    assert set(statuses) == {RATE}
    assert rates == pytest.approx([npf.irr(row) for row in flows], abs=1e-10)
    assert rates == pytest.approx([pyxirr.irr(row, guess=0.0) for row in flows], abs=1e-10)
    assert rates.min() < -0.1  # deep losses are among them


@pytest.mark.parametrize(("months", "published"), [(6, 0.0866), (5, -0.0212), (3, -0.4435)])
def test_irr_gives_the_example_of_the_excel_manual(months, published):
    # IRR function, support.microsoft.com: 8.7 % after five years, −2.1 % after four, −44.4 % after two
    flows = np.array([-70_000.0, 12_000.0, 15_000.0, 18_000.0, 21_000.0, 26_000.0])

    rate, status = irr(flows[:months])

    assert (rate, status) == (pytest.approx(published, abs=5e-5), RATE)


def test_irr_of_random_flows_is_the_highest_rate_at_which_worth_falls_or_a_status():
    rng = np.random.default_rng(2)
    flows = rng.normal(size=(ROWS, 24)) + np.linspace(-0.5, 0.6, 24)

    rates, statuses = irr_many(flows)

    assert {RATE, SEVERAL, TOTAL_LOSS, NO_MONEY_IN} == set(statuses)
    for row, rate, status in zip(flows, rates, statuses, strict=True):
        assert told_of(row, rate, status)


def told_of(row, rate, status):
    """Whether rate and status are those of the roots that numpy finds."""
    low, high = np.exp(-0.055) - 1, np.exp(0.265) - 1
    found = sorted(real_rates(row))
    sensible = [r for r in found if low < r < high]
    falling = [r for r in sensible if worth(row, r - 1e-6) > worth(row, r + 1e-6)]
    if (np.cumsum(row) >= 0).all():
        return status == NO_MONEY_IN and rate == np.inf
    if sensible:
        wanted = RATE if len(sensible) == 1 and falling else SEVERAL
        return status == wanted and abs(rate - max(falling or sensible[:1])) < 1e-9
    if worth(row, high) < 0:
        below = [r for r in found if -0.989 < r <= low]
        return (status == RATE and abs(rate - max(below)) < 1e-9) if below else status == TOTAL_LOSS
    above = [r for r in found if high <= r < 9]
    return (status == RATE and abs(rate - min(above)) < 1e-8) if above else status == NO_MONEY_IN


def worth(flows, rate):
    return np.polyval(flows[::-1], 1 / (1 + rate))


def real_rates(flows):
    roots = np.roots(flows[::-1])
    real = roots[(np.abs(roots.imag) < 1e-9) & (roots.real > 0)].real
    return 1.0 / real - 1.0


# IRR that does not exist, or is not alone


@pytest.mark.parametrize(
    ("flows", "rate", "status"),
    [
        ([], np.nan, NOTHING),
        ([0.0, 0.0], np.nan, NOTHING),
        ([5.0], np.inf, NO_MONEY_IN),
        ([0.0, 60.0, 60.0], np.inf, NO_MONEY_IN),
        ([60.0, -50.0, 1.0], np.inf, NO_MONEY_IN),
        ([1.0, -1.0, 1.0], np.inf, NO_MONEY_IN),
        ([100.0, -150.0, 80.0], np.inf, NO_MONEY_IN),  # worth something at every rate
        ([-5.0, -1.0], -1.0, TOTAL_LOSS),
        ([-5.0, 0.0, 0.0], -1.0, TOTAL_LOSS),
        ([1.0, -100.0, 0.0], -1.0, TOTAL_LOSS),  # the rate of 9,900 % is a debt's
    ],
    ids=str,
)
def test_money_without_a_rate_says_why_and_has_its_rank(flows, rate, status):
    found = irr(np.array(flows, dtype=float))

    assert found == (pytest.approx(rate, nan_ok=True), status)


@given(st.floats(-0.05, 0.29), st.floats(-0.05, 0.29))
def test_two_rates_are_told_and_the_higher_is_the_rank_of_an_investment(a, b):
    """Of a debt it is the lower: there worth falls."""
    assume(abs(a - b) > 0.001)

    rate, status = irr(from_rates(a, b))
    debt, of_debt = irr(from_rates(a, b, scale=1e6))

    assert status == of_debt == SEVERAL
    assert rate == pytest.approx(max(a, b), abs=1e-9)
    assert debt == pytest.approx(min(a, b), abs=1e-9)


@given(st.floats(-0.05, 0.25), st.floats(0.02, 0.04), st.floats(0.02, 0.04))
def test_three_rates_are_told(a, gap, further):
    rates = (a, a + gap * 0.5, a + gap * 0.5 + further * 0.5)

    rate, status = irr(from_rates(*rates, scale=1e6))  # money goes out first
    debt, _ = irr(from_rates(*rates))

    assert status == SEVERAL
    assert rate == pytest.approx(rates[2], abs=1e-8)
    assert debt == pytest.approx(rates[1], abs=1e-8)


@pytest.mark.parametrize(("higher", "lower"), [(0.0135, 0.0110), (-0.0270, -0.0290)])
def test_two_rates_between_two_points_of_the_grid_are_told(higher, lower):
    flows = from_rates(lower, higher)

    assert irr(flows) == (pytest.approx(higher, abs=1e-10), SEVERAL)
    assert xirr(np.arange(3) * 365.0 / 12, flows) == (pytest.approx(annual(higher), abs=1e-9), SEVERAL)


@pytest.mark.parametrize("other", [-0.004, -0.04, 0.00390625, 0.04])
def test_a_rate_of_exactly_nothing_hides_no_other(other):
    assert irr(from_rates(0.0, other)) == (pytest.approx(max(0.0, other), abs=1e-12), SEVERAL)


def test_a_little_paid_at_the_end_is_no_second_rate():
    flows = developments(seed=3, rows=1)[0] * 1.0
    flows[-1] = -1e4  # retention: a root at some −30 % a month appears

    rate, status = irr(flows)

    assert (real_rates(flows) < -0.06).any()
    assert status == RATE
    assert rate == pytest.approx(npf.irr(flows), abs=1e-9)


def test_a_deep_loss_is_found_beyond_the_sensible_range():
    flows = np.zeros(25)
    flows[0], flows[24] = -100.0, 100.0 * 0.88**24

    for waiting in (0, 700):
        padded = np.concatenate([np.zeros(waiting), flows, np.zeros(waiting)])
        assert irr(padded) == (pytest.approx(-0.12, abs=1e-12), RATE)


def test_the_rate_of_a_debt_is_none_that_a_hurdle_can_be_held_against():
    """22 % a month on the first part; the second loses 12 % a month, and no hurdle that anyone has is met."""
    flows = np.zeros(40)
    flows[0], flows[8], flows[32] = 20.0, -100.0, 4.0

    rate, status = irr(flows)
    worths, _ = worth_many(np.array([flows, flows]), 0.12)

    assert (rate, status) == (pytest.approx(0.2225, abs=1e-3), SEVERAL)
    assert (worths < -60).all()


def test_the_rate_of_a_debt_alone_is_not_shown_either():
    assert irr(np.array([100.0, -101.0])) == (pytest.approx(0.01, abs=1e-12), SEVERAL)


def test_money_that_comes_back_unchanged_earns_nothing():
    assert irr(np.array([-100.0, 0.0, 40.0, 60.0])) == (0.0, RATE)


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
    assert [STATUSES[s] for s in statuses[-3:]] == ["no_money_in", "no_money_in", "none"]


def test_a_rate_a_month_becomes_a_rate_a_year_by_compounding():
    assert annual(0.01) == pytest.approx(1.01**12 - 1, abs=1e-15)
    assert np.isnan(annual(np.nan))


# XIRR


def test_xirr_agrees_with_pyxirr_on_dated_flows():
    days, amounts = dated(seed=6)

    rates, statuses = xirr_many(days, amounts)

    assert set(statuses) == {RATE}
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

    assert (rate, status) == (pytest.approx(0.373362535, abs=5e-9), RATE)


def test_the_order_of_dated_flows_and_zeros_among_them_do_not_matter():
    days, amounts = (a[0] for a in dated(seed=7, rows=1))
    order = np.random.default_rng(8).permutation(len(days))

    padded = xirr(np.append(days[order], [0.0, -500.0, 9e4]), np.append(amounts[order], [0.0, 0.0, 0.0]))

    assert padded == (pytest.approx(xirr(days, amounts)[0], abs=1e-12), RATE)


def test_xirr_of_even_months_is_irr():
    flows = developments(seed=9)
    days = np.broadcast_to(np.arange(80) * 365.0 / 12, flows.shape).copy()

    rates, statuses = xirr_many(days, flows)

    assert rates == pytest.approx([annual(rate) for rate in irr_many(flows)[0]], rel=1e-9, abs=1e-9)
    assert set(statuses) == {RATE}


def months(count=80):
    return np.cumsum([0, *[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 7])[:count].astype(float)


def test_months_without_dated_flows_have_the_rates_of_their_ends() -> None:
    ends, flows = months(), np.vstack([developments(seed=13), np.ones((1, 80))])
    none = np.zeros((len(flows), 0))

    rates, statuses = xirr_of_months(ends, flows, none, none)
    alone, statuses_alone = xirr_many(np.tile(ends, (len(flows), 1)), flows)

    np.testing.assert_allclose(rates, alone, rtol=1e-9, atol=1e-13)
    assert statuses.tolist() == statuses_alone.tolist()
    assert set(statuses) == {RATE, NO_MONEY_IN}


def test_flows_of_a_month_that_keep_their_days_are_taken_out_of_it() -> None:
    ends, flows = months(), developments(seed=14)
    rng = np.random.default_rng(15)
    days = np.floor(rng.uniform(0, ends[-1], (ROWS, 3))) - 0.5  # never a month's end
    dated = rng.normal(0, 3e7, (ROWS, 3))
    apart_days = np.hstack([np.tile(ends, (ROWS, 1)), days])
    apart = np.hstack([flows, dated])
    together = flows.copy()
    for column in range(3):
        month = np.searchsorted(ends, days[:, column])
        together[np.arange(ROWS), month] += dated[:, column]

    rates, statuses = xirr_of_months(ends, together, days, dated)
    expected, of_expected = xirr_many(apart_days, apart)

    assert statuses.tolist() == of_expected.tolist()
    np.testing.assert_allclose(rates, expected, rtol=1e-8, atol=1e-11)
    worth, turnover = worth_of_months(ends, together, days, dated, 0.08)
    first = apart_days.min(axis=1)[:, None]
    np.testing.assert_allclose(worth, (apart * 1.08 ** ((first - apart_days) / 365)).sum(axis=1), rtol=1e-7)
    np.testing.assert_allclose(turnover, np.abs(apart).sum(axis=1), rtol=1e-7)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], NOTHING), ([1.0, 2.0, 3.0], NO_MONEY_IN), ([1.0, -1.0, 1.0], NO_MONEY_IN), ([-1.0], TOTAL_LOSS)],
    ids=str,
)
def test_xirr_that_does_not_exist_says_why(amounts, expected):
    _, status = xirr(np.arange(len(amounts)) * 30.0, np.array(amounts, dtype=float))

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
