"""What is known of luck: the published and closed-form laws of what is left, the same luck, rising in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenario
from scenario.model.plan.known_luck import chance_left, lasted, settled, share_below, still_open
from scenario.model.project_plan import compile_plan
from scenario.project.values.quantity import Quantity

EVEN = (np.arange(200_000) + 0.5) / 200_000
"""Uniforms, evenly spread: means and quantiles of what they lead to are integrals."""


def left(written: dict[str, object] | Quantity, passed: float, uniform: np.ndarray = EVEN) -> np.ndarray:
    """Return what is left of durations that have lasted so long, by their uniforms [days]."""
    quantity = written if isinstance(written, Quantity) else Quantity.parse(written)
    least = np.full(len(uniform), passed)
    return lasted(quantity, uniform, least, least + 1.0)[0] - passed


def test_the_exponential_has_no_memory() -> None:
    found = left({"exponential": 30.0}, 17.0)

    assert found.mean() == pytest.approx(30.0, rel=1e-4)
    assert np.quantile(found, 0.8) == pytest.approx(48.28313737302301, rel=1e-4)


def test_a_uniform_past_its_low_end_is_even_over_the_rest() -> None:
    found = left({"uniform": [20, 50]}, 30.0)

    assert found.mean() == pytest.approx(10.0, abs=1e-9)
    assert np.quantile(found, 0.8) == pytest.approx(16.0, abs=1e-4)
    assert 1 - share_below(Quantity.parse({"uniform": [20, 50]}), np.array([30.0]))[0] == pytest.approx(2 / 3)


def test_nothing_is_learnt_before_the_low_end() -> None:
    found = left({"uniform": [20, 50]}, 10.0)

    assert (found.min(), found.max(), found.mean()) == pytest.approx((10.0, 40.0, 25.0), abs=1e-3)


def test_the_right_tail_of_a_triangle_is_a_triangle() -> None:
    found = left({"triangular": [20, 30, 60]}, 36.0)

    assert found.mean() == pytest.approx(8.0, abs=1e-4)
    assert np.quantile(found, 0.5) == pytest.approx(7.029437251522858, abs=1e-3)
    assert np.quantile(found, 0.8) == pytest.approx(13.266873708001011, abs=1e-3)


def test_a_triangle_before_its_mode() -> None:
    triangle = Quantity.parse({"triangular": [20, 30, 60]})

    assert share_below(triangle, np.array([26.0]))[0] == pytest.approx(0.09, abs=1e-12)
    assert left(triangle, 26.0).mean() == pytest.approx(11.919413919413913, abs=1e-4)


def test_a_normal_beyond_its_mean() -> None:
    found = left({"normal": [100, 15]}, 110.0)

    assert found.mean() == pytest.approx(8.977670110130674, rel=1e-4)
    assert found.std() == pytest.approx(7.39085504474007, rel=1e-3)


def test_a_pert_beyond_its_mode() -> None:
    pert = Quantity.parse({"pert": [20, 30, 50]})
    found = left(pert, 34.0)

    assert 1 - share_below(pert, np.array([34.0]))[0] == pytest.approx(0.3331236595850238, abs=1e-8)
    assert found.mean() == pytest.approx(4.020863304910535, abs=1e-4)
    assert np.quantile(found, 0.5) == pytest.approx(3.4187707157925473, abs=1e-4)
    assert np.quantile(found, 0.8) == pytest.approx(6.606505712063623, abs=1e-4)


def test_a_lognormal_of_the_value_itself() -> None:
    lognormal = Quantity.parse({"lognormal": [40, 12]})

    assert 1 - share_below(lognormal, np.array([50.0]))[0] == pytest.approx(0.1822275962860591, abs=1e-9)
    assert left(lognormal, 50.0).mean() == pytest.approx(9.227713136051356, rel=1e-4)


def test_the_same_luck_is_read_anew_and_never_shorter() -> None:
    found = left({"uniform": [20, 50]}, 30.0, np.array([0.25]))

    assert found[0] + 30.0 == pytest.approx(35.0, abs=1e-12)
    assert found[0] + 30.0 >= 20 + 0.25 * 30


def test_outcomes_that_have_passed_are_none_any_more() -> None:
    found = left({"discrete": {10: 0.5, 20: 0.3, 30: 0.2}}, 10.0)

    assert np.unique(found).tolist() == [10.0, 20.0]
    assert (found == 10.0).mean() == pytest.approx(0.6, abs=1e-4)


def test_a_truncated_law_keeps_its_bounds() -> None:
    found = left({"normal": [100, 15], "max": 120}, 110.0)

    assert found.max() <= 10.0
    assert found.min() >= 0.0


@given(
    passed=st.floats(0.0, 49.0),
    u=st.floats(0.001, 0.999),
    v=st.floats(0.001, 0.999),
    kind=st.sampled_from("tup"),
)
def test_what_has_lasted_ends_later_and_more_luck_is_never_less(
    passed: float, u: float, v: float, kind: str
) -> None:
    forms = {"t": {"triangular": [20, 30, 50]}, "u": {"uniform": [20, 50]}, "p": {"pert": [20, 30, 50]}}
    low, high = sorted((u, v))

    earlier, later = left(forms[kind], passed, np.array([low, high])) + passed
    before = left(forms[kind], 0.0, np.array([low]))[0]

    assert passed <= earlier <= later
    assert earlier >= before - 1e-6


def test_a_risk_of_the_year_that_has_not_come_is_less_likely() -> None:
    line = still_open(0, 0.6, 0.5)
    read = line.constant + line.factor * EVEN

    assert chance_left(0.6, 0.5) == pytest.approx(0.4285714285714286, abs=1e-12)
    assert (read >= 1 - 0.6).mean() == pytest.approx(0.4285714285714286, abs=1e-4)
    assert settled(0, True).constant >= 1.0 - 0.0
    assert settled(0, False).constant < 0.0


DRIVEN = """\
project: {name: Pier, start: 2026-03-02}
activities:
  deck: {duration: {uniform: [10, 30]}}
  open: {duration: 0, milestone: finish, after: [deck]}
drivers: {contractor: {quantity: {uniform: [0.8, 1.4]}, multiplies: [activities.deck.duration]}}
risks: {storm: {probability: 0.5, delay: {deck: 6}}}
"""


def test_drivers_and_delays_of_a_run_are_taken_off_before_the_law_is_cut(tmp_path: Path) -> None:
    (tmp_path / "pier.yaml").write_text(DRIVEN)
    (tmp_path / "s.yaml").write_text(
        "form: scenario-actuals-1\nproject: Pier\ndata_date: 2026-03-26\n"  # 24 days
        "activities: {deck: {started: 2026-03-02}}\nrisks: {storm: {happened: true}}\n"
    )
    plan = compile_plan(scenario.load(tmp_path / "pier.yaml", actuals=tmp_path / "s.yaml"))
    luck = plan.luck.draw(1, 0, 4000)
    uniform = luck[plan.luck.columns["activities.deck.duration"]].copy()
    driver = luck[plan.luck.columns["drivers.contractor"]].copy()

    remaining = plan.numbers(1, 0, 4000)[1][:, plan.layout.slot("activity", 0, "work")]
    least = np.maximum((24.0 - 6.0) / driver, 10.0)
    expected = driver * (least + uniform * (30.0 - least)) + 6.0 - 24.0

    assert np.abs(remaining - expected).max() < 1e-6
