"""What covers a debt, and the modified rate of return against numpy-financial."""

import numpy as np
import numpy_financial as npf
import pytest

from scenario.rules.money.cover import loan_to_cost, modified_irr, service_cover


def test_the_modified_rate_is_that_of_numpy_financial():
    rng = np.random.default_rng(3)
    flows = rng.normal(0, 1e6, (50, 40))
    monthly = 1.08 ** (1 / 12) - 1

    found = modified_irr(flows, np.full(50, 0.08))

    expected = [(1 + npf.mirr(row, monthly, monthly)) ** 12 - 1 for row in flows]
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("flows", [[0.0, 0.0], [5.0, 1.0], [0.0, -5.0], [-1e-9, 5.0]], ids=str)
def test_without_money_in_and_a_later_flow_there_is_no_modified_rate(flows):
    assert np.isnan(modified_irr(np.array([flows]), np.array([0.1]))).all()


def test_months_without_repayment_have_no_cover():
    nothing = np.zeros((1, 3))

    assert np.isnan(service_cover(nothing, nothing + 5, nothing, nothing + 1)[0])
    assert service_cover(nothing, nothing + 5, np.array([[0.0, 2.0, 9.0]]), nothing + 1)[0] == 0.5


def test_what_is_borrowed_before_anything_is_paid_has_no_share():
    assert loan_to_cost(np.array([[10.0, 10.0]]), np.array([[0.0, 40.0]]))[0] == 0.25
