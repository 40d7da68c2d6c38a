"""Quantities: what may be written, what a plan takes from it, and where it is bounded."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from pydantic import TypeAdapter, ValidationError

from scenario.project.values.parsed import UnusableError
from scenario.project.values.quantity import Days, Factor, Quantity, Ratio, Share, Signed

FORMS = [
    ({"pert": [10, 20, 40]}, "pert", (10, 20, 40), 20, (10, 40)),
    ({"triangular": [10, 20, 40]}, "triangular", (10, 20, 40), 20, (10, 40)),
    ({"uniform": [10, 20]}, "uniform", (10, 20), 15, (10, 20)),
    ({"normal": [10, 2]}, "normal", (10, 2), 10, (-math.inf, math.inf)),
    ({"lognormal": [10, 2]}, "lognormal", (10, 2), 10, (0, math.inf)),
    ({"exponential": 10}, "exponential", (10,), 10, (0, math.inf)),
    ({"discrete": {0: 0.7, 30: 0.3}}, "discrete", (), 0, (0, 30)),
    ({"p10_p90": [10, 20]}, "p10_p90", (10, 20), 15, (-math.inf, math.inf)),
    ({"value": 12, "source": "tender"}, "fixed", (12,), 12, (12, 12)),
    (12, "fixed", (12,), 12, (12, 12)),
]


@pytest.mark.parametrize(("written", "kind", "parameters", "most_likely", "support"), FORMS)
def test_each_form_is_read(written, kind, parameters, most_likely, support):
    quantity = Quantity.parse(written)

    assert quantity.kind == kind
    assert quantity.parameters == parameters
    assert quantity.most_likely == most_likely
    assert quantity.support == support
    assert quantity.is_uncertain == (kind != "fixed")


@pytest.mark.parametrize("written", [form[0] for form in FORMS])
def test_the_short_form_reads_back(written):
    quantity = Quantity.parse(written)

    assert Quantity.parse(quantity.plain()) == quantity


def test_source_and_date_are_kept():
    quantity = Quantity.parse({"pert": [1, 2, 3], "source": "register 14", "as_of": "2026-01-31", "max": 2.5})

    assert quantity.source == "register 14"
    assert quantity.as_of == dt.date(2026, 1, 31)
    assert Quantity.parse(quantity.plain()) == quantity


def test_the_most_probable_outcome_is_planned_and_the_first_on_ties():
    quantity = Quantity.parse({"discrete": {"5": 0.4, "0": 0.4, "9": 0.2}})

    assert quantity.outcomes == (5, 0, 9)
    assert quantity.most_likely == 5


def test_the_plan_keeps_within_the_bounds():
    assert Quantity.parse({"normal": [10, 2], "min": 12}).most_likely == 12
    assert Quantity.parse({"uniform": [0, 20], "max": 8}).most_likely == 8
    assert Quantity.parse({"discrete": {0: 0.6, 10: 0.3, 20: 0.1}, "min": 5}).most_likely == 10


def test_bounds_narrow_the_support():
    assert Quantity.parse({"normal": [10, 2], "min": 0}).support == (0, math.inf)
    assert Quantity.parse({"pert": [1, 2, 9], "min": 0, "max": 4}).support == (1, 4)


def test_a_truncation_in_the_far_tail_is_kept_while_something_is_left():
    assert Quantity.parse({"lognormal": [10, 5], "min": 40}).support == (40, math.inf)
    with pytest.raises(UnusableError, match="no value of this lognormal lies within min 400"):
        Quantity.parse({"lognormal": [10, 1], "min": 400})


@pytest.mark.parametrize(
    ("field", "written", "message"),
    [
        (Share, 12, r"12 is 1200 %; did you mean 0\.12\?"),
        (Share, -0.1, "-0.1 is below 0; write a fraction from 0 to 1"),
        (Share, {"pert": [0.5, 0.9, 1.1]}, r"1\.1 is 110 %"),
        (Share, {"normal": [0.5, 0.1], "min": 0}, "this normal can fall above 1; add max: 1"),
        (Days, {"normal": [30, 9]}, "this normal can fall below 0; add min: 0"),
        (Factor, 30, "30 is above 20; write a factor from 0 to 20"),
        (Ratio, -2, "-2 is below -1"),
    ],
)
def test_a_field_bounds_the_whole_support(field, written, message):
    with pytest.raises(ValidationError, match=message):
        TypeAdapter(field).validate_python(written)


def test_a_signed_field_takes_any_number():
    assert TypeAdapter(Signed).validate_python(-726_000_000).most_likely == -726_000_000


def test_true_is_no_number():
    with pytest.raises(UnusableError, match="true is no number"):
        Quantity.parse(True)
