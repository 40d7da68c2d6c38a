"""Every form has the distribution it says, truncated or not."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from scenario.draws import STANDARD_NORMAL, STANDARD_UNIFORM, Luck, Uncertainty
from scenario.draws.normal import below, point
from scenario.project.values.quantity import Quantity

RUNS = 40_000
SPREAD = math.sqrt(math.log1p((4 / 15) ** 2))
CASES = {
    "standard uniform": (STANDARD_UNIFORM, stats.uniform()),
    "standard normal": (STANDARD_NORMAL, stats.norm()),
    "pert": (Quantity("pert", (20.0, 30.0, 50.0)), stats.beta(7 / 3, 11 / 3, 20, 30)),
    "pert, mode at its low end": (Quantity("pert", (20.0, 20.0, 50.0)), stats.beta(1, 5, 20, 30)),
    "pert, mode at its high end": (Quantity("pert", (20.0, 50.0, 50.0)), stats.beta(5, 1, 20, 30)),
    "triangular": (Quantity("triangular", (15.0, 40.0, 120.0)), stats.triang(25 / 105, 15, 105)),
    "triangular, mode at its low end": (Quantity("triangular", (0.0, 0.0, 1.0)), stats.triang(0, 0, 1)),
    "triangular, mode at its high end": (Quantity("triangular", (0.0, 1.0, 1.0)), stats.triang(1, 0, 1)),
    "trigen": (
        Quantity.parse({"trigen": [10, 20, 40]}),
        # from -0.5225620473 to 53.4299180497, solved by scipy.optimize.fsolve from the two shares of a tenth
        stats.triang(20.5225620473 / 53.9524800970, -0.5225620473, 53.9524800970),
    ),
    "uniform": (Quantity("uniform", (1.1, 1.4)), stats.uniform(1.1, 0.3)),
    "normal": (Quantity("normal", (1.0, 0.08)), stats.norm(1, 0.08)),
    "lognormal": (Quantity("lognormal", (15.0, 4.0)), stats.lognorm(SPREAD, 0, 15 / math.exp(SPREAD**2 / 2))),
    "exponential": (Quantity("exponential", (30.0,)), stats.expon(0, 30)),
    "p10_p90": (Quantity("p10_p90", (10.0, 30.0)), stats.norm(20, 10 / stats.norm.ppf(0.9))),
}
TRUNCATED = {
    "pert": Quantity("pert", (20.0, 30.0, 50.0), min=25.0, max=40.0),
    "triangular": Quantity("triangular", (15.0, 40.0, 120.0), min=30.0, max=100.0),
    "uniform": Quantity("uniform", (1.1, 1.4), max=1.2),
    "normal": Quantity("normal", (1.0, 0.08), min=0.95),
    "lognormal": Quantity("lognormal", (15.0, 4.0), min=10.0, max=20.0),
    "exponential": Quantity("exponential", (30.0,), min=10.0, max=50.0),
    "p10_p90": Quantity("p10_p90", (10.0, 30.0), min=0.0, max=25.0),
}


def drawn(quantity: Quantity, runs: int = RUNS) -> np.ndarray:
    return Luck([Uncertainty("it", quantity)]).draw(1, 0, runs)[0]


@pytest.mark.parametrize("case", CASES)
def test_a_form_has_its_mean_and_standard_deviation(case: str) -> None:
    quantity, authority = CASES[case]

    values = drawn(quantity)

    peakedness = float(authority.stats("k")) + 3
    assert values.mean() == pytest.approx(authority.mean(), abs=5 * authority.std() / RUNS**0.5)
    assert values.var() == pytest.approx(authority.var(), rel=5 * ((peakedness - 1) / RUNS) ** 0.5)


@pytest.mark.parametrize("case", CASES)
def test_a_form_has_its_quantiles_draw_by_draw(case: str) -> None:
    quantity, authority = CASES[case]
    u = drawn(STANDARD_UNIFORM, 2000)  # the same name, hence the same luck

    values = drawn(quantity, 2000)

    assert np.allclose(values, authority.ppf(u), rtol=0, atol=2e-8 * max(1.0, authority.std() * 10))


@pytest.mark.parametrize("kind", TRUNCATED)
def test_truncation_keeps_the_shape_of_what_it_keeps(kind: str) -> None:
    quantity, whole = TRUNCATED[kind], CASES[kind][1]
    low, high = (float(whole.cdf(bound)) for bound in quantity.support)
    u = drawn(STANDARD_UNIFORM, 5000)

    values = drawn(quantity, 5000)

    assert np.allclose(values, whole.ppf(low + u * (high - low)), rtol=1e-7, atol=1e-7)
    assert (values >= quantity.support[0]).all()
    assert (values <= quantity.support[1]).all()


@settings(deadline=None)
@given(st.floats(-4, 4), st.integers(0, 13), st.sampled_from([1e-6, 1.0, 1e9]))
def test_no_rounding_crosses_a_bound(start: float, digits: int, scale: float) -> None:
    low, high = scale * start, scale * (start + 10.0**-digits)

    values = drawn(Quantity("normal", (0.0, scale), min=low, max=high), 500)

    assert (values >= low).all()
    assert (values <= high).all()


def test_bounds_outside_of_the_range_change_nothing() -> None:
    wide = Quantity("pert", (20.0, 30.0, 50.0), min=0.0, max=99.0)

    assert np.array_equal(drawn(wide, 500), drawn(CASES["pert"][0], 500))


def test_discrete_outcomes_come_as_often_as_they_should() -> None:
    quantity = Quantity("discrete", outcomes=(30.0, 0.0, 90.0), probabilities=(0.25, 0.7, 0.05))

    values = drawn(quantity)

    for outcome, probability in zip(quantity.outcomes, quantity.probabilities, strict=True):
        error = (probability * (1 - probability) / RUNS) ** 0.5
        assert (values == outcome).mean() == pytest.approx(probability, abs=4 * error)
    assert set(values) == {0.0, 30.0, 90.0}


def test_the_order_of_outcomes_in_a_file_moves_nothing() -> None:
    one = Quantity("discrete", outcomes=(0.0, 30.0), probabilities=(0.75, 0.25))
    other = Quantity("discrete", outcomes=(30.0, 0.0), probabilities=(0.25, 0.75))

    assert np.array_equal(drawn(one), drawn(other))


def test_truncation_drops_outcomes_and_shares_out_the_rest() -> None:
    quantity = Quantity("discrete", max=50.0, outcomes=(0.0, 30.0, 90.0), probabilities=(0.3, 0.3, 0.4))

    values = drawn(quantity)

    assert set(values) == {0.0, 30.0}
    assert (values == 30.0).mean() == pytest.approx(0.5, abs=0.01)


def test_a_plain_number_is_drawn_as_it_is() -> None:
    assert (drawn(Quantity.fixed(7.5), 3) == 7.5).all()


@settings(deadline=None)
@given(st.floats(2.0**-53, 1 - 2.0**-53))
def test_normal_points_are_scipys(u: float) -> None:
    assert point(u) == pytest.approx(special.ndtri(u), rel=4e-15, abs=1e-15)


@settings(deadline=None)
@given(st.floats(-37, 37))
def test_shares_below_normal_points_are_scipys(z: float) -> None:
    assert below(z) == pytest.approx(special.ndtr(z), rel=1e-12)
