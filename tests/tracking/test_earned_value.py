"""Earned value by published numbers: the fence, PRA's exercises, earned schedule of Lipke."""

from __future__ import annotations

import math

import pytest

from scenario.tracking.earned_value import earned_schedule, earned_time, performance, without_stops

PLAN = [100, 250, 450, 700, 900, 1000]


def test_the_four_sided_fence() -> None:
    found = performance(bac=4000, pv=3000, ev=2500, ac=2800)

    assert (found.cv, found.sv) == (-300, -500)
    assert found.cpi == pytest.approx(0.8928571428571429, abs=1e-9)
    assert found.spi == pytest.approx(0.8333333333333334, abs=1e-9)
    assert (found.eac_typical, found.etc, found.vac) == pytest.approx((4480.0, 1680.0, -480.0), abs=1e-9)


def test_the_exercise_of_five_periods() -> None:
    found = performance(bac=500_000, pv=250_000, ev=200_000, ac=290_000)

    assert (found.sv, found.cv, found.spi) == (-50_000, -90_000, 0.8)
    assert found.cpi == pytest.approx(0.6896551724137931, abs=1e-9)
    told = (found.eac_typical, found.eac_atypical, found.eac_combined, found.etc, found.vac)
    assert told == pytest.approx((725_000.0, 590_000, 833_749.9999999999, 435_000.0, -225_000.0), abs=1e-6)
    assert found.tcpi_bac == pytest.approx(1.4285714285714286, abs=1e-9)
    assert found.tcpi_eac == pytest.approx(0.6896551724137931, abs=1e-9)


def test_the_values_of_pra() -> None:
    found = performance(bac=100_000, pv=40_000, ev=35_000, ac=36_000)

    assert (found.sv, found.cv, found.spi) == (-5000, -1000, 0.875)
    assert found.cpi == pytest.approx(0.9722222222222222, abs=1e-9)


def test_a_building_of_constant_efficiency() -> None:
    found = performance(bac=5e6, pv=1.6e6, ev=1.5e6, ac=1.8e6)

    assert found.eac_typical == pytest.approx(6e6, abs=1e-6)
    assert found.tcpi_bac == pytest.approx(1.09375, abs=1e-9)


def test_a_project_of_six_months_after_three() -> None:
    found = performance(bac=200_000, pv=120_000, ev=100_000, ac=90_000)

    assert (found.cv, found.sv) == (10_000, -20_000)
    assert found.cpi == pytest.approx(1.1111111111111112, abs=1e-9)
    assert found.eac_typical == pytest.approx(180_000.0, abs=1e-6)
    assert 6 / found.spi == pytest.approx(7.2, abs=1e-9)


def test_earned_schedule_is_interpolated() -> None:
    found = earned_time(PLAN, ev=500, at=4, duration=6)

    told = (found.es, found.sv_t, found.spi_t, found.ieac_t, found.tspi)
    assert told == pytest.approx((3.2, -0.8, 0.8, 7.5, 1.4), abs=1e-12)


def test_a_project_that_ended_late_has_a_perfect_spi_and_tells_it_in_time() -> None:
    found = earned_time(PLAN, ev=1000, at=8, duration=6)

    assert performance(1000, 1000, 1000, 1100).spi == 1.0
    assert (found.es, found.spi_t, found.sv_t, found.ieac_t) == pytest.approx(
        (6.0, 0.75, -2.0, 8.0), abs=1e-12
    )


def test_a_planned_stop_counts_as_reached() -> None:
    plan = [100, 250, 250, 250, 500]

    assert earned_schedule(plan, 250) == 4.0
    assert without_stops(plan, 250, 4) == (2.0, 2.0)


def test_shares_of_nothing_are_missing() -> None:
    found = performance(bac=100, pv=0, ev=0, ac=0)

    assert math.isnan(found.cpi)
    assert math.isnan(found.spi)
    assert earned_schedule([], 0) == 0.0
